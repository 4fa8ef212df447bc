"""通过 for many at once: everybody gets an answer of their own, at a cost that does not grow with their number."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from app.access.scoping import act_as
from app.applications import queries as applications
from app.applications.models import Application
from app.audits import services
from app.core.errors import Conflict
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.decisions.services import broken_chains
from app.extensions import db
from app.fees import queries as fees
from app.messages.models import OutboxMessage
from tests.helpers import count_statements, text_of

DAY = "2023-03-13 09:00"
OPINION = "材料齐全，同意。"


def passed(browser, seen, opinion=OPINION):
    """Post the rows, each with the version it was drawn for."""
    versions = {f"version-{key}": str(version) for key, version in seen.items()}
    form = {"action": "pass", "rowid": [str(key) for key in seen], "reason-pass": opinion, **versions}
    return browser.post("/audits/pass?tab=WAITING&name=甲", data=form)


def rows_of(page):
    """(name, words) of the result page, in its order."""
    found = page.get_data(as_text=True).split("<tr data-href=")[1:]
    return [
        (row.split("</a>")[0].rsplit(">", 1)[1], row.split('data-label="说明">')[1].split("</td>")[0]) for row in found
    ]


def state(world):
    """(status, stage kind, version) of every application, by id."""
    with world.reading():
        rows = db.session.execute(
            select(Application.id, Application.status, Application.stage_kind, Application.version).order_by(
                Application.id
            )
        )
        return {key: (status.name, kind, version) for key, status, kind, version in rows}


def versions(world, *ids):
    return {key: version for key, (_status, _kind, version) in state(world).items() if key in ids}


def test_who_can_be_passed_is_and_everybody_else_is_told_why(as_, world, place, crowd):
    crowd(2)
    seen = versions(world, place["audit"], place["before_notice"], place["hrss"], 1000, 1001)
    seen[1001] -= 1
    before = state(world)
    page = passed(as_("employer", DAY), seen)
    assert page.status_code == 200
    assert rows_of(page) == [
        ("丙待公示", "须先开展不少于 5 个工作日的公示。"),
        ("丁待区审", "该申报目前不在贵单位办理。"),
        ("众001", "页面打开后，此记录已被他人修改。请重新打开查看。"),
        ("甲待审", "已通过，现报送至上虞建设示例有限公司（单位公示并报送）。"),
        ("众000", "已通过，现报送至上虞建设示例有限公司（单位公示并报送）。"),
    ]
    assert "已处理 2 份申报。" in text_of(page)
    assert "3 份申报未处理" in text_of(page)
    after = state(world)
    moved = {key for key in after if after[key] != before[key]}
    assert moved == {place["audit"], 1000}
    assert after[1000] == ("UNDER_WAY", "PUBLIC_NOTICE", before[1000][2] + 1)


def test_a_row_that_somebody_else_decided_says_who_and_when(as_, world, place):
    seen = versions(world, place["audit"])
    passed(as_("employer", "2023-03-02 10:00"), seen)
    (row,) = rows_of(passed(as_("employer", "2023-03-02 10:05"), seen))
    assert row[1] == "employer（上虞建设示例有限公司）已于 2023年3月2日 10:00 办理该申报。请重新打开查看最新状态。"


def test_many_are_told_and_charged_as_one_is(as_, world, place):
    other = world.forwarded("另一人")
    hrss = as_("hrss", DAY)
    single = {"decision": "PASS", "opinion": OPINION, "version": versions(world, other)[other]}
    assert hrss.post(f"/audits/{other}/decide", data=single).status_code == 303
    passed(hrss, versions(world, place["hrss"]))
    with world.reading():
        for key in (other, place["hrss"]):
            own = applications.load(key)
            assert (own.status.name, own.stage_kind, own.sheet_open) == ("UNDER_WAY", "REVIEW", True)
            assert own.holder_id == world.organisations["shangyu-engineering-junior-office"]
            assert str(own.paper_due_on) == "2023-03-20"
            order = fees.of_application(key)
            assert (order.amount_fen, str(order.due_on), order.status.name) == (10000, "2023-03-27", "OPEN")
            history = decisions.history(SubjectKind.APPLICATION, key)
            assert [row.action.name for row in history][-2:] == ["PASS", "OPEN_ORDER"]
            assert history[-1].details["order"] == order.id
            assert [row.sequence for row in history] == list(range(1, len(history) + 1))
            told = db.session.scalars(
                select(OutboxMessage.template).where(OutboxMessage.application_id == key).order_by(OutboxMessage.id)
            ).all()
            assert told[-4:] == ["fee_due", "paper_due", "arrived", "passed"]
            open_ones = [one for one in applications.holdings(key) if one.left_at is None]
            assert [one.organisation_id for one in open_ones] == [own.holder_id]
        assert broken_chains() == []


def test_the_employers_deadline_holds_for_each(as_, world, place):
    (row,) = rows_of(passed(as_("employer", "2023-04-22 09:00"), versions(world, place["audit"])))
    assert "2023年4月21日" in row[1]
    assert state(world)[place["audit"]][1] == "AUDIT"


def test_what_has_a_form_of_its_own_is_not_passed_here(as_, world, place):
    (row,) = rows_of(passed(as_("office", DAY), versions(world, place["ready"])))
    assert "初评委评审" in row[1]
    assert state(world)[place["ready"]][1] == "REVIEW"


def test_thirty_cost_as_many_statements_as_three(as_, world, crowd, engine):
    crowd(33)
    employer = as_("employer", DAY)
    with count_statements(engine) as few:
        assert len(rows_of(passed(employer, versions(world, *range(1000, 1003))))) == 3
    with count_statements(engine) as many:
        page = passed(employer, versions(world, *range(1003, 1033)))
    assert "已处理 30 份申报。" in text_of(page)
    assert many.count == few.count, str(many)
    assert len([one for one in many.sent if one.startswith("UPDATE applications ")]) == 1


def test_a_foreign_row_ends_everything(as_, world, place):
    before = state(world)
    seen = versions(world, place["audit"], place["neighbour"])
    assert passed(as_("employer", DAY), seen).status_code == 404
    assert state(world) == before


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason-pass": " "}, "通过时须填写审查意见"),
        ({"reason-pass": "长" * 501}, "500"),
        ({"rowid": []}, "请至少勾选一条"),
        ({"rowid": [str(number) for number in range(1, 502)]}, "501"),
    ],
)
def test_an_incomplete_form_changes_nothing_and_says_what_is_missing(as_, world, place, changes, told):
    before = state(world)
    employer = as_("employer", DAY)
    own = place["audit"]
    form = {"rowid": [str(own)], "reason-pass": OPINION, f"version-{own}": before[own][2]} | changes
    answer = employer.post("/audits/pass?tab=WAITING", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/audits/?tab=WAITING")
    assert told in text_of(employer.get(answer.headers["Location"]))
    assert state(world) == before


def test_a_version_or_an_id_that_is_none_is_refused(as_, world, place):
    own, employer = str(place["audit"]), as_("employer", DAY)
    assert employer.post("/audits/pass", data={"rowid": own, "reason-pass": OPINION}).status_code == 303
    assert employer.post("/audits/pass", data={"rowid": "1 or 1", "reason-pass": OPINION}).status_code == 404


def test_what_fails_half_way_writes_nothing(as_, world, place, monkeypatch):
    before = state(world)
    with world.reading():
        rows = db.session.execute(text("SELECT count(*) FROM decision_records")).scalar()

    def broken(_letters):
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr("app.messages.services.send_all", broken)
    with pytest.raises(RuntimeError):
        passed(as_("employer", DAY), versions(world, place["audit"]))
    assert state(world) == before
    with world.reading():
        assert db.session.execute(text("SELECT count(*) FROM decision_records")).scalar() == rows


def test_of_two_people_with_the_same_rows_each_row_has_one_winner(world, crowd, clock_at):
    crowd(6)
    seen = versions(world, *range(1000, 1006))
    together = threading.Barrier(2)
    with world.acting("employer", DAY) as actor:
        pass
    clock_at(DAY)
    load_many = applications.load_many

    def after_both_have_read(ids):
        found = load_many(ids)
        together.wait(30)
        return found

    def act(mine):
        with world.flask_app.app_context():
            act_as(db.session, actor)
            results = services.pass_many({key: seen[key] for key in mine}, OPINION)
            refused = {one.application.id: one.refusal for one in results if one.refusal}
            won = {one.application.id for one in results if one.refusal is None}
            db.session.commit()
            return won, refused

    patched = pytest.MonkeyPatch()
    patched.setattr(applications, "load_many", after_both_have_read)
    try:
        with ThreadPoolExecutor(2) as pool:
            (first, lost), (second, lost_too) = pool.map(act, [range(1000, 1004), range(1002, 1006)])
    finally:
        patched.undo()
    assert first | second == set(seen)
    assert first & second == set()
    assert set(lost) | set(lost_too) == {1002, 1003}
    assert all(isinstance(one, Conflict) for one in (*lost.values(), *lost_too.values()))
    assert set(versions(world, *seen).values()) == {seen[1000] + 1}


def test_the_queue_offers_ticks_to_who_may_pass_and_carries_each_version(as_, world, place):
    page = as_("employer", DAY).get("/audits/").get_data(as_text=True)
    assert f'name="version-{place["audit"]}" value="{versions(world, place["audit"])[place["audit"]]}"' in page
    assert f'name="rowid" value="{place["audit"]}"' in page
    assert 'name="rowid"' not in as_("planner", DAY).get("/audits/").get_data(as_text=True)
    assert 'name="rowid"' not in as_("employer", DAY).get("/audits/?tab=ALL").get_data(as_text=True)


@pytest.mark.parametrize(("asked", "shown"), [("", 25), ("size=100", 40), ("size=26", 25), ("size=x", 25)])
def test_a_page_holds_as_many_rows_as_were_asked_for(as_, crowd, asked, shown):
    crowd(39)
    page = as_("employer", DAY).get(f"/audits/?{asked}").get_data(as_text=True)
    assert page.count('name="rowid"') == shown
