"""The employer's queue of archive entries: numbers that others use, many at once, filters, pages, what it costs."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.archives import queries, services
from app.archives.enums import EntryStatus, PersonalRole
from app.archives.models import ArchiveEntry, EntryKind, EntryVersion
from app.archives.queries import QueueFilter
from app.core import clock
from app.core.errors import Conflict, Invalid, OutOfScope
from app.core.workflow import Decision
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.decisions.services import broken_chains
from app.extensions import db
from app.messages import queries as messages
from tests.builders import AUDITED, World
from tests.helpers import Browser, count_statements, office_moment
from tests.integration.applicants.archiving import decided, passed, saved, stored, submitted, version
from tests.integration.applicants.wizard import PERSON, words

QUEUE = "/archive-audits/list/"
MOST_STATEMENTS = 8


@pytest.fixture
def operator(as_: Callable[..., Browser]) -> Browser:
    return as_("employer", AUDITED)


def number(written: str) -> dict[str, Any]:
    return {"details": {"type": "发明专利", "number": written}}


def filled(world: World, count: int, **columns: Any) -> None:
    """Waiting entries of one person, straight into the table."""
    with world.reading():
        like = queries.of_applicant(world.applicants[PERSON])[0]
        first = dt.datetime(2023, 2, 1, tzinfo=dt.UTC)
        rows = [
            {
                "applicant_id": like.applicant_id,
                "applicant_name": PERSON,
                "employer_id": like.employer_id,
                "kind_id": like.kind_id,
                "title": f"第{place}项",
                "started_on": like.started_on,
                "role": PersonalRole.SOLE,
                "status": EntryStatus.SUBMITTED,
                "submitted_at": first + dt.timedelta(minutes=place),
                **columns,
            }
            for place in range(count)
        ]
        db.session.bulk_insert_mappings(ArchiveEntry, rows)  # type: ignore[arg-type]
        db.session.commit()


# -- numbers that others use


def test_people_of_ones_own_are_named_and_others_counted(world: World, operator: Browser) -> None:
    world.person("壬同事")
    world.person("癸邻人", "neighbours")
    world.person("子邻人", "neighbours")
    mine = submitted(world, **number("ZL 2021 1 0123456.7"))
    passed(world, "壬同事", **number("zl202110123456.7"))
    submitted(world, "癸邻人", **number("ＺＬ２０２１－１－０１２３４５６．７"))
    passed(world, "子邻人", "neighbour", **number("ZL2021 1 0123456.7"))
    for page in (words(operator.get(QUEUE)), words(operator.get(f"/archive-audits/show/{mine}"))):
        assert "壬同事已提交使用同一编号的业绩。 另有 2 人使用同一编号。" in page
        assert "邻人" not in page


def test_other_numbers_own_entries_and_drafts_are_no_duplicates(world: World, operator: Browser) -> None:
    world.person("壬同事")
    submitted(world, **number("ZL1"))
    submitted(world, title="另一项", **number("ZL1"))
    submitted(world, "壬同事", **number("ZL2"))
    saved(world, "壬同事", **number("ZL1"))
    submitted(world, "壬同事", kind="paper", details={"journal": "学报", "number": "ZL1"})
    assert "使用同一编号" not in words(operator.get(QUEUE))


def test_a_returned_or_rejected_entry_still_counts(world: World, operator: Browser) -> None:
    world.person("壬同事")
    other = submitted(world, "壬同事", **number("ZL1"))
    decided(world, other, Decision.REJECT)
    submitted(world, **number("ZL1"))
    assert "壬同事已提交使用同一编号的业绩" in words(operator.get(QUEUE))


def test_of_many_three_are_named(world: World) -> None:
    for place in range(5):
        world.person(f"同事{place}")
        submitted(world, f"同事{place}", **number("ZL1"))
    mine = submitted(world, **number("ZL1"))
    with world.acting("employer", AUDITED):
        from flask import current_app

        from app.archives.labels import others_words

        with current_app.test_request_context():
            found = queries.same_numbers([queries.load(mine)])[mine]
            assert [len(found.seen), found.unseen] == [5, 0]
            assert others_words(found) == ["同事0、同事1、同事2等 5 人已提交使用同一编号的业绩。"]


# -- many at once


def ticked(world: World, ids: list[int], opinion: str = "属实。", **changes: Any) -> dict[str, Any]:
    versions = {f"version-{one}": version(world, one) for one in ids}
    return {"rowid": [str(one) for one in ids], "action": "pass", "reason-pass": opinion, **versions, **changes}


def test_what_is_ticked_passes_with_one_opinion(world: World, operator: Browser) -> None:
    ids = [submitted(world, title=f"第{place}项") for place in range(3)]
    answer = operator.post("/archive-audits/pass", data=ticked(world, ids))
    assert answer.status_code == 200
    assert "已通过 3 项业绩。" in words(answer)
    for entry_id in ids:
        entry = stored(world, entry_id)
        assert (entry.status, entry.approved_number, entry.version) == (EntryStatus.PASSED, 1, 3)
        assert entry.approved is not None
        assert entry.approved.content["title"] == entry.title
    with world.reading():
        last = decisions.history(SubjectKind.ARCHIVE_ENTRY, ids[2])[-1]
        assert (last.action.name, last.opinion, last.actor_name) == ("PASS", "属实。", "employer")
        assert broken_chains() == []
        told = [one.text for one in messages.newest()]
        assert "您的业绩“第1项”已通过单位审核。" in told


def test_what_cannot_pass_stays_and_says_why(world: World, operator: Browser) -> None:
    good, done, stale = (submitted(world, title=name) for name in ("可通过", "已退回", "页面过期"))
    data = ticked(world, [good, done, stale], **{f"version-{stale}": "1"})
    decided(world, done, Decision.RETURN)
    page = words(operator.post("/archive-audits/pass", data=data))
    assert "已通过 1 项业绩。" in page
    assert "2 项业绩未办理" in page
    assert "employer 已于 2023年3月2日 09:00 办理该业绩" in page
    assert [stored(world, one).status.name for one in (good, done, stale)] == ["PASSED", "RETURNED", "SUBMITTED"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"reason-pass": " "}, "意见"), ({"rowid": []}, "请至少勾选一条"), ({"reason-pass": "长" * 501}, "501")],
)
def test_an_incomplete_selection_is_refused(
    world: World, operator: Browser, changes: dict[str, Any], told: str
) -> None:
    entry_id = submitted(world)
    answer = operator.post("/archive-audits/pass", data={**ticked(world, [entry_id]), **changes})
    assert answer.status_code == 303
    assert told in words(operator.get(answer.location))
    assert stored(world, entry_id).status is EntryStatus.SUBMITTED


@pytest.mark.parametrize("foreign", ["neighbour's", "draft", "none", "text"])
def test_a_row_that_is_not_ours_stops_everything(world: World, operator: Browser, foreign: str) -> None:
    mine = submitted(world)
    world.person("癸邻人", "neighbours")
    other = {"neighbour's": submitted(world, "癸邻人"), "draft": saved(world), "none": 999_999, "text": "x"}[foreign]
    data = ticked(world, [mine])
    data = {**data, "rowid": [*data["rowid"], str(other)], f"version-{other}": "1"}
    assert operator.post("/archive-audits/pass", data=data).status_code == 404
    assert stored(world, mine).status is EntryStatus.SUBMITTED


@pytest.mark.parametrize("name", [PERSON, "hrss", "office", "planner"])
def test_nobody_else_passes_many(world: World, as_: Callable[..., Browser], name: str) -> None:
    entry_id = submitted(world)
    assert as_(name, AUDITED).post("/archive-audits/pass", data=ticked(world, [entry_id])).status_code == 403
    assert stored(world, entry_id).status is EntryStatus.SUBMITTED


def test_many_cost_as_many_statements_as_few(world: World, engine: Engine) -> None:
    counted = []
    for count in (3, 30):
        filled(world, count)
        with world.acting("employer", AUDITED):
            page = queries.queue(QueueFilter(True, size=500), world.organisations["builders"], "")
            seen = {row.id: row.version for row in page.rows}
            db.session.expunge_all()
            with count_statements(db.engine) as statements:
                assert [one.refusal for one in services.pass_many(seen, "属实。")] == [None] * count
        counted.append(statements.count)
    assert counted[0] == counted[1]
    assert counted[1] <= 9
    with world.reading():
        assert db.session.query(EntryVersion).count() == 34


def test_five_hundred_pass_and_one_more_is_refused(world: World, operator: Browser) -> None:
    filled(world, 501)
    with world.reading():
        rows = db.session.query(ArchiveEntry.id).filter_by(status=EntryStatus.SUBMITTED).order_by(ArchiveEntry.id).all()
    ids = [row.id for row in rows]
    data = {"rowid": [str(one) for one in ids], "reason-pass": "属实。", **{f"version-{one}": "1" for one in ids}}
    answer = operator.post("/archive-audits/pass", data=data)
    assert "最多" in words(operator.get(answer.location))
    data["rowid"] = data["rowid"][:500]
    assert "已通过 500 项业绩。" in words(operator.post("/archive-audits/pass", data=data))
    with world.reading():
        assert queries.waiting_count(world.organisations["builders"]) == 1


def test_of_two_who_pass_the_same_rows_at_once_one_is_first(world: World) -> None:
    ids = [submitted(world, title=f"第{place}项") for place in range(3)]
    seen = {one: version(world, one) for one in ids}
    together = threading.Barrier(2)

    def act(_person: int) -> list[bool]:
        together.wait()
        try:
            with world.acting_now("employer"):
                return [one.refusal is None for one in services.pass_many(seen, "属实。")]
        except (IntegrityError, OperationalError):  # what `command()` makes a 409 of
            return [False] * 3

    with clock.frozen(office_moment(AUDITED)), ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(act, range(2)))
    assert sorted(sum(one) for one in outcomes) == [0, 3]
    for entry_id in ids:
        entry = stored(world, entry_id)
        assert (entry.approved_number, entry.status) == (1, EntryStatus.PASSED)
    with world.reading():
        assert broken_chains() == []


def test_a_pass_beside_a_return_is_a_conflict(world: World) -> None:
    entry_id = submitted(world)
    seen = version(world, entry_id)
    decided(world, entry_id, Decision.RETURN)
    with world.acting("employer", AUDITED):
        (result,) = services.pass_many({entry_id: seen}, "属实。")
        assert isinstance(result.refusal, Conflict)
    with world.acting("employer", AUDITED), pytest.raises(Invalid):
        services.pass_many({entry_id: seen}, " ")
    with world.acting("neighbour", AUDITED), pytest.raises(OutOfScope):
        services.pass_many({entry_id: seen}, "属实。")


# -- the list


def test_names_and_kinds_filter_the_queue(world: World, operator: Browser) -> None:
    world.person("壬同事")
    submitted(world, title="甲的专利")
    submitted(world, "壬同事", title="乙的专利")
    submitted(world, "壬同事", title="乙的报告", kind="technical-report", details={})
    for asked, shown in (
        ("name=壬", {"乙的专利", "乙的报告"}),
        ("name=壬同事&kind=patent", {"乙的专利"}),
        ("kind=technical-report", {"乙的报告"}),
        ("kind=nothing", set()),
        ("name=同事", set()),
        ("", {"甲的专利", "乙的专利", "乙的报告"}),
    ):
        page = words(operator.get(f"{QUEUE}?{asked}"))
        found = {name for name in ("甲的专利", "乙的专利", "乙的报告") if name in page}
        assert found == shown, asked


def test_audited_entries_are_filtered_by_their_state(world: World, operator: Browser) -> None:
    decided(world, submitted(world, title="退回的"), Decision.RETURN)
    passed(world, title="通过的")
    page = words(operator.get("/archive-audits/done/list/?status=RETURNED"))
    assert "退回的" in page
    assert "通过的" not in page
    assert "送审" not in words(operator.get("/archive-audits/done/list/?status=DRAFT"))


def test_pages_show_every_entry_once(world: World, operator: Browser) -> None:
    filled(world, 60)
    address, seen = QUEUE, []
    for _page in range(5):
        page = operator.get(address).get_data(as_text=True)
        seen += re.findall(r">(第\d+项)<", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        if found is None:
            break
        address = found[1].replace("&amp;", "&")
    assert seen == [f"第{place}项" for place in range(60)]


def test_the_count_ends_at_a_thousand(world: World, operator: Browser) -> None:
    filled(world, 1_000)
    assert "共 1000 条" in words(operator.get(QUEUE))
    filled(world, 1)
    assert "1000+ 条" in words(operator.get(QUEUE))


@pytest.mark.parametrize("asked", ["", "?name=辛", "?kind=project", "?size=100"])
def test_the_queue_costs_eight_statements_at_most_whatever_the_rows(
    world: World, operator: Browser, engine: Engine, asked: str
) -> None:
    counted = []
    for count in (1, 60):
        filled(world, count, number_key="project:1")
        operator.get(QUEUE + asked)
        with count_statements(engine) as statements:
            assert operator.get(QUEUE + asked).status_code == 200
        counted.append(statements.count)
    assert counted[0] == counted[1]
    assert counted[1] <= MOST_STATEMENTS, str(statements)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (QueueFilter(True), "ix_archive_entries_queue"),
        (QueueFilter(True, kind="patent"), "ix_archive_entries_queue_of_kind"),
        (QueueFilter(True, name="王大12"), "ix_archive_entries_names"),
        (QueueFilter(False), "ix_archive_entries_audited"),
    ],
    ids=["waiting", "of a kind", "of a name", "audited"],
)
def test_indexes_answer_the_queue(world: World, asked: QueueFilter, index: str) -> None:
    """Over 12,000 entries of many kinds and names, of which this employer has a part."""
    with world.reading():
        like = queries.of_applicant(world.applicants[PERSON])[0]
        kinds = [one.id for one in db.session.query(EntryKind.id)]
        states = (EntryStatus.SUBMITTED, EntryStatus.PASSED, EntryStatus.RETURNED)
        rows = [
            {
                "applicant_id": like.applicant_id,
                "applicant_name": f"{'王李张刘'[place % 4]}{'大小中'[place % 3]}{place % 997}",
                "employer_id": list(world.organisations.values())[place % 2],
                "kind_id": kinds[place % len(kinds)],
                "title": f"第{place}项",
                "started_on": like.started_on,
                "role": PersonalRole.SOLE,
                "status": states[place % 3],
                "approved_number": 1,
                "submitted_at": dt.datetime(2023, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=place),
            }
            for place in range(12_000)
        ]
        db.session.bulk_insert_mappings(ArchiveEntry, rows)  # type: ignore[arg-type]
        db.session.commit()
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        sqlite = db.engine.dialect.name == "sqlite"
        seen: list[tuple[str, Any]] = []

        def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            seen.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", keep)
        try:
            queries.queue(asked, next(iter(world.organisations.values())), "")
        finally:
            event.remove(db.engine, "before_cursor_execute", keep)
        statement, parameters = seen[0]
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        connection = db.session.connection()
        plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(explain + statement, parameters))
    assert index in plan, plan
    assert "SCAN archive_entries" not in plan
    assert "Seq Scan on archive_entries" not in plan


def test_numbers_are_looked_up_by_their_index(world: World) -> None:
    with world.reading():
        like = queries.of_applicant(world.applicants[PERSON])[0]
    filled(world, 3_000)
    with world.reading():
        db.session.execute(text("UPDATE archive_entries SET number_key = 'patent:' || id WHERE title LIKE '第%'"))
        db.session.commit()
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        sqlite = db.engine.dialect.name == "sqlite"
        explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
        statement = text(
            f"{explain} SELECT id FROM archive_entries WHERE number_key IN ('patent:17', 'patent:18')"
            " AND (status <> 'DRAFT' OR approved_number > 0) ORDER BY id"
        )
        plan = "\n".join(str(tuple(row)) for row in db.session.execute(statement))
    assert "ix_archive_entries_number" in plan, plan
    assert like.number_key is None


def test_the_page_offers_stock_opinions_and_the_evidence_beside_the_data(world: World, operator: Browser) -> None:
    entry_id = submitted(world)
    page = operator.get(f"/archive-audits/show/{entry_id}").get_data(as_text=True)
    file_id = stored(world, entry_id).files[0].file_id
    assert f'<iframe name="evidence" src="/files/{file_id}' in page
    assert 'data-fill="decide-opinion"' in page
    assert 'data-fill="reason-pass"' in operator.get(QUEUE).get_data(as_text=True)
    assert operator.get(f"/files/{file_id}").headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_next_entry_is_the_one_that_has_waited_longest(world: World, operator: Browser) -> None:
    first, second = submitted(world, title="先送的"), submitted(world, title="后送的", at=AUDITED)
    for shown, following in ((first, second), (second, first)):
        page = operator.get(f"/archive-audits/show/{shown}").get_data(as_text=True)
        assert f'href="/archive-audits/show/{following}"' in page
