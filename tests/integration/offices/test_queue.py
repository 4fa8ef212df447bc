"""The queue: what waits for whom, in which order, at what cost."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from app.applications.models import Application, ApplicationHolding
from app.core.workflow import Decision
from app.extensions import db
from app.organisations.models import Organisation
from tests.builders import HRSS
from tests.helpers import count_statements, text_of
from tests.integration.offices.pages import link_in, names_in

DAY = "2023-04-03 09:00"


def test_each_office_sees_what_waits_for_it_and_nothing_else(as_):
    assert names_in(as_("employer", DAY).get("/audits/")) == ["甲待审"]
    assert names_in(as_("neighbour", DAY).get("/audits/")) == ["乙邻居"]
    assert names_in(as_("hrss", DAY).get("/audits/")) == ["丁待区审", "庚待公布"]
    assert names_in(as_("office", DAY).get("/audits/")) == ["戊待缴费", "己待评审"]


def test_an_employer_that_holds_what_others_staff_sent_neither_sees_nor_counts_it(as_, world, place):
    """One organisation may be an employer and an office; its operators are the employer's."""
    with world.reading():
        theirs = db.session.get_one(Organisation, world.organisations["neighbours"])
        row = update(Application).where(Application.applicant_name == "甲待审").values(employer_id=theirs.id)
        db.session.execute(row, execution_options={"synchronize_session": False})
        db.session.commit()
    page = as_("employer", DAY).get("/audits/")
    assert names_in(page) == []
    assert "待审核0" in text_of(page).replace(" ", "")


@pytest.mark.parametrize("days", ["to=9999-12-31", "from=0001-01-01", "from=1899-12-31&to=2200-01-01"])
def test_days_that_no_calendar_reaches_count_as_absent(as_, days):
    assert names_in(as_("hrss", DAY).get(f"/audits/?{days}")) == ["丁待区审", "庚待公布"]


def test_dealt_with_and_all_show_what_was_passed_on(as_):
    hrss = as_("hrss", DAY)
    assert names_in(hrss.get("/audits/?tab=DONE")) == ["己待评审", "戊待缴费"]
    assert names_in(hrss.get("/audits/?tab=ALL")) == ["庚待公布", "己待评审", "戊待缴费", "丁待区审"]
    employer = as_("employer", DAY)
    assert names_in(employer.get("/audits/?tab=DONE")) == ["庚待公布", "己待评审", "戊待缴费", "丁待区审"]
    assert "乙邻居" not in text_of(employer.get("/audits/?tab=ALL"))


def test_what_was_held_twice_is_shown_and_counted_once(as_, world, place):
    """The district's office had the one that comes back to it before."""
    world.decided(place["owing"], Decision.RETURN, "office", "2023-03-31 09:00")
    hrss = as_("hrss", DAY)
    assert names_in(hrss.get("/audits/?tab=DONE")) == ["己待评审", "戊待缴费"]
    everything = hrss.get("/audits/?tab=ALL")
    assert names_in(everything) == ["庚待公布", "己待评审", "戊待缴费", "丁待区审"]
    assert "4 条" in text_of(everything)
    office = as_("office", DAY).get("/audits/?tab=DONE")
    assert names_in(office) == ["庚待公布", "戊待缴费"]
    assert "2 条" in text_of(office)
    assert names_in(as_("neighbour", DAY).get("/audits/?tab=ALL")) == ["乙邻居"]


@pytest.mark.parametrize("tab", ["DONE", "ALL"])
def test_what_was_held_is_paged_by_key_without_gaps(as_, crowd, world, tab):
    """The district's office had sixty applications twice each; they are with the employer now."""
    crowd(60)
    with world.reading():
        held = ApplicationHolding.__table__
        copied = dict(db.session.execute(select(held).where(held.c.application_id == 1000)).mappings().one())
        copied |= {"organisation_id": world.organisations[HRSS], "left_at": copied["entered_at"]}
        for number in range(120):
            row = {**copied, "id": 20_000 + number, "application_id": 1000 + number % 60}
            db.session.execute(insert(held).values(row))
        db.session.commit()
    hrss = as_("hrss", DAY)
    first = hrss.get(f"/audits/?tab={tab}")
    second = hrss.get(link_in(first, "下一页"))
    third = hrss.get(link_in(second, "下一页"))
    crowd_last = [f"众{number:03d}" for number in reversed(range(60))]
    assert [name for page in (first, second, third) for name in names_in(page) if name.startswith("众")] == crowd_last
    assert len(names_in(first)) == len(names_in(second)) == 25
    assert len(names_in(third)) == (12 if tab == "DONE" else 14)
    assert link_in(third, "下一页") == ""
    assert names_in(hrss.get(link_in(third, "上一页"))) == names_in(second)


def test_a_new_submission_is_dated_anew_in_the_lists_of_all_who_held_it(as_, world, place):
    world.decided(place["audit"], Decision.RETURN, "employer", "2023-03-02 10:00")
    assert names_in(as_("employer", DAY).get("/audits/?tab=DONE"))[-1] == "甲待审"
    world.resubmitted("甲待审", place["audit"], "2023-03-03 10:00")
    world.decided(place["audit"], Decision.REJECT, "employer", "2023-03-06 10:00")
    assert names_in(as_("employer", DAY).get("/audits/?tab=DONE"))[0] == "甲待审"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("stage=REVIEW", ["己待评审", "戊待缴费"]),
        ("stage=AUDIT", ["丁待区审"]),
        ("name=戊", ["戊待缴费"]),
        ("name=待缴费", []),
        ("status=UNDER_WAY&name=丁", ["丁待区审"]),
        ("status=RETURNED", []),
        ("plan={plan}&stage=ANNOUNCEMENT", ["庚待公布"]),
        ("plan=999", []),
        ("from=2023-03-02", []),
        ("from=2023-03-01&to=2023-03-01&name=庚", ["庚待公布"]),
        ("to=2023-02-28", []),
    ],
)
def test_every_filter_narrows_the_list(as_, world, query, shown):
    query = query.format(plan=world.plan_id)
    assert names_in(as_("hrss", DAY).get(f"/audits/?tab=ALL&{query}")) == shown


@pytest.mark.parametrize(
    "query", ["tab=X", "plan=x", "stage=1", "status='", "from=31.12.", "k=abc", "plan=99999999999999999999"]
)
def test_strange_arguments_count_as_absent(as_, query):
    assert names_in(as_("employer", DAY).get(f"/audits/?{query}")) == ["甲待审"]


def test_the_notice_stage_is_found_by_its_filter_and_counted_at_its_own_entry(as_):
    employer = as_("employer", DAY)
    assert names_in(employer.get("/audits/?stage=PUBLIC_NOTICE")) == ["丙待公示"]
    page = employer.get("/audits/").get_data(as_text=True)
    assert page.count('<span class="tally">1</span>') == 2


def test_what_waits_for_others_of_the_organisation_is_not_counted_for_who_may_not_decide(as_):
    """The plan administrator of the same office reads applications and decides on none."""
    assert '<span class="tally">2</span>' in as_("hrss", DAY).get("/audits/").get_data(as_text=True)
    reading = as_("planner", DAY).get("/audits/").get_data(as_text=True)
    assert '<span class="tally">2</span>' not in reading


def test_an_empty_queue_says_what_will_appear(as_, world, place):
    world.decided(place["audit"], Decision.REJECT, "employer", "2023-03-02 10:00")
    page = text_of(as_("employer", DAY).get("/audits/"))
    assert "没有待审核的申报" in page
    assert "到达本单位后会出现在这里" in page


def test_a_page_costs_the_same_at_one_row_and_at_three(as_, crowd, engine):
    employer = as_("employer", DAY)
    employer.get("/audits/")
    with count_statements(engine) as at_one:
        assert len(names_in(employer.get("/audits/"))) == 1
    crowd(2)
    with count_statements(engine) as at_three:
        assert len(names_in(employer.get("/audits/"))) == 3
    assert at_three.count == at_one.count, str(at_three)


def test_25_rows_cost_no_more_than_one(as_, crowd, engine):
    crowd(30)
    employer = as_("employer", DAY)
    employer.get("/audits/")
    with count_statements(engine) as statements:
        page = employer.get("/audits/")
    assert len(names_in(page)) == 25
    assert statements.count <= 8, str(statements)


def test_pages_follow_one_another_without_gaps_forwards_and_backwards(as_, crowd):
    crowd(60)
    employer = as_("employer", DAY)
    first = employer.get("/audits/")
    second = employer.get(link_in(first, "下一页"))
    third = employer.get(link_in(second, "下一页"))
    assert names_in(first) == ["甲待审", *(f"众{number:03d}" for number in range(24))]
    assert names_in(second) == [f"众{number:03d}" for number in range(24, 49)]
    assert names_in(third) == [f"众{number:03d}" for number in range(49, 60)]
    assert link_in(third, "下一页") == ""
    assert link_in(first, "上一页") == ""
    back = employer.get(link_in(third, "上一页"))
    assert names_in(back) == names_in(second)
    assert names_in(employer.get(link_in(back, "上一页"))) == names_in(first)


def test_hits_of_a_search_come_in_the_order_of_the_queue_page_by_page(as_, crowd):
    crowd(60)
    employer = as_("employer", DAY)
    first = employer.get("/audits/?name=众")
    second = employer.get(link_in(first, "下一页"))
    third = employer.get(link_in(second, "下一页"))
    assert names_in(first) == [f"众{number:03d}" for number in range(25)]
    assert names_in(second) == [f"众{number:03d}" for number in range(25, 50)]
    assert names_in(third) == [f"众{number:03d}" for number in range(50, 60)]
    assert names_in(employer.get(link_in(third, "上一页"))) == names_in(second)
    assert "60 条" in text_of(second)


def test_where_no_waiting_name_begins_so_those_that_contain_it_are_shown(as_, crowd):
    crowd(60)
    employer = as_("employer", DAY)
    assert names_in(employer.get("/audits/?name=待审")) == ["甲待审"]
    assert "姓名包含" in text_of(employer.get("/audits/?name=待审"))
    first = employer.get("/audits/?name=0")
    second = employer.get(link_in(first, "下一页"))
    assert names_in(first) == [f"众{number:03d}" for number in range(25)]
    assert names_in(second) == [f"众{number:03d}" for number in range(25, 50)]
    assert names_in(employer.get("/audits/?name=众0%255")) == []
    assert names_in(employer.get("/audits/?name=%25")) == []


def test_a_name_that_begins_so_hides_those_that_only_contain_it(as_, crowd, world, place):
    crowd(2)
    with world.reading():
        db.session.execute(update(Application.__table__).where(Application.id == 1001).values(applicant_name="甲众000"))
        db.session.commit()
    employer = as_("employer", DAY)
    assert names_in(employer.get("/audits/?name=众")) == ["众000"]
    assert "姓名包含" not in text_of(employer.get("/audits/?name=众"))
    assert names_in(employer.get("/audits/?name=众000&from=2023-03-02")) == []


def test_a_part_of_a_name_is_looked_for_in_ones_own_queue_alone(as_):
    assert names_in(as_("neighbour", DAY).get("/audits/?name=待审")) == []
    assert names_in(as_("neighbour", DAY).get("/audits/?name=邻")) == ["乙邻居"]
    assert names_in(as_("employer", DAY).get("/audits/?name=邻")) == []
    assert names_in(as_("hrss", DAY).get("/audits/?name=待")) == ["丁待区审", "庚待公布"]
    assert names_in(as_("hrss", DAY).get("/audits/?tab=ALL&name=待")) == []


def test_the_count_stops_at_a_thousand(as_, crowd):
    crowd(1001)
    page = text_of(as_("employer", DAY).get("/audits/"))
    assert "1000+ 条" in page


def test_a_plan_administrator_sees_the_plans_applications_but_no_queue_of_work(as_):
    page = as_("planner", DAY).get("/audits/")
    assert len(names_in(page)) == 7
    assert "待审核" not in text_of(page).split("全部")[0]


@pytest.mark.parametrize("who", ["finance", "viewer", "甲待审"])
def test_who_audits_nothing_may_not_open_the_queue(as_, who):
    assert as_(who, DAY).get("/audits/").status_code == 403


def test_a_visitor_is_sent_to_sign_in(client):
    answer = client.get("/audits/")
    assert answer.status_code == 302
    assert "/login/" in answer.location
