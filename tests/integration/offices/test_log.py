"""The log for the audit viewer, and the check of its chains."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.extensions import db
from tests.helpers import count_statements, text_of
from tests.integration.offices.pages import link_in

DAY = "2023-04-07 09:00"


def rows_in(response):
    return response.get_data(as_text=True).count("<tr>") - 1


def test_every_row_is_listed_newest_first_in_pages(as_, engine):
    viewer = as_("viewer", DAY)
    with count_statements(engine) as statements:
        first = viewer.get("/decisions/")
    assert rows_in(first) == 25
    assert statements.count <= 5, str(statements)
    second = viewer.get(link_in(first, "下一页"))
    assert second.status_code == 200
    assert text_of(viewer.get(link_in(second, "上一页"))) == text_of(first)


@pytest.mark.parametrize(
    ("query", "contained", "left_out"),
    [
        ("action=RECORD_PAYMENT", "票据号 V", "公示 2023年"),
        ("kind=PLAN", "发布", "票据号"),
        ("organisation=上虞机械", "neighbour", "hrss"),
        ("from=2023-03-30&to=2023-03-30", "评审会议", "票据号"),
    ],
)
def test_every_filter_narrows_the_log(as_, query, contained, left_out):
    table = text_of(as_("viewer", DAY).get(f"/decisions/?{query}")).partition("链值")[2]
    assert contained in table
    assert left_out not in table


def test_a_subject_leads_to_its_chain(as_, place):
    page = as_("viewer", DAY).get(f"/decisions/?kind=APPLICATION&subject={place['audit']}")
    assert rows_in(page) == 1
    assert "链上第 1 条" in text_of(page)


def test_strange_arguments_count_as_absent(as_):
    for query in ("kind=X", "subject=x", "action=1", "from=x", "k=x"):
        assert rows_in(as_("viewer", DAY).get(f"/decisions/?{query}")) == 25


def test_whole_chains_hold_and_a_changed_row_is_named(as_, place, world):
    viewer = as_("viewer", DAY)
    assert "全部日志链校验通过" in text_of(viewer.get("/decisions/chains"))
    with world.reading():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("DROP TRIGGER decision_records_no_update"))
        else:
            db.session.execute(text("SET LOCAL session_replication_role = replica"))
        change = (
            "UPDATE decision_records SET actor_name = '别人' WHERE subject_kind = 'APPLICATION' AND subject_id = :id"
        )
        db.session.execute(text(change), {"id": place["audit"]})
        db.session.commit()
    page = text_of(viewer.get("/decisions/chains"))
    assert "1 条日志链校验不通过" in page
    assert f"申报 {place['audit']} 1" in page


@pytest.mark.parametrize("who", ["employer", "hrss", "finance", "planner", "甲待审"])
def test_nobody_else_reads_the_log(as_, who):
    assert as_(who, DAY).get("/decisions/").status_code == 403
    assert as_(who, DAY).get("/decisions/chains").status_code == 403
