"""Every kind of stage, named lists, bodies outside, days: through the services, then through the screens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.access.models import Account
from app.access.scoping import act_as
from app.applications import queries as applications
from app.applications import services
from app.applications.services.outcomes import record_many
from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import Invalid, Refused
from app.core.workflow import Decision, StageKind, StageOutcomeInput, StageResult, Status
from app.extensions import db
from app.messages.models import OutboxMessage
from app.plans import queries as plans
from app.plans.models import PlanRoute
from tests.builders import add_account
from tests.helpers import Browser, office_moment, session_identity, text_of
from tests.integration.routes.applying import draft_for, route_ids
from tests.integration.routes.synthetic import CODE, RECEIVING, RECIPIENT
from tests.integration.routes.test_every_route_walked import walk_all
from tests.integration.routes.walking import Walk

OUTSIDE, EVERY_KIND = 0, 1


@pytest.fixture
def plan_id(walking: Any) -> Iterator[int]:
    with walking.app_context():
        act_as(db.session, Actor.system("tests"))
        yield walking.extensions["walked_plans"][CODE]
        db.session.rollback()


def route_of(plan_id: int, number: int) -> PlanRoute:
    return plans.plan_with_rows(plan_id).routes[number]


def submitted(plan_id: int, number: int, hosted: bool = True) -> Walk:
    """An application that waits for its employer; its file is hosted where `hosted`."""
    plan = plans.plan_with_rows(plan_id)
    route = plan.routes[number]
    wanted = {stage.id for stage in route.stages if stage.applies_when.get("file_hosted")} if hosted else None
    draft, _subject = draft_for(plan, route, wanted or route_ids(route))
    draft.applicant.file_hosted = hosted
    walk = Walk(draft.id, draft.applicant_id, plan.opens_on)
    db.session.commit()
    walk.submit()
    return walk


def brought_to(walk: Walk, name: str) -> Walk:
    while walk.stage.name != name:
        walk.good()
    db.session.commit()
    return walk


@pytest.mark.parametrize("number", [OUTSIDE, EVERY_KIND])
def test_every_kind_of_stage_and_way_of_returning_leads_to_the_end(plan_id: int, number: int) -> None:
    for walk, met in walk_all(plan_id, number):
        assert walk.own.status is Status.COMPLETED
        assert walk.passed == [stage.name for stage in route_of(plan_id, number).stages if stage.id in met]


def test_what_was_recorded_names_who_when_and_under_which_document(plan_id: int) -> None:
    walk = brought_to(submitted(plan_id, EVERY_KIND), "发文")
    walk.good()
    last = applications.outcomes(walk.id)[-1]
    assert (last.kind, last.result, last.actor_name) == (StageKind.ISSUANCE, StageResult.ISSUED, "经办")
    assert (last.held_on, last.document_number) == (dt.date(2023, 2, 22), f"文〔{walk.id}〕{last.stage_id}号")
    letters = db.session.scalars(select(OutboxMessage).where(OutboxMessage.application_id == walk.id)).all()
    assert any(last.document_number in one.text for one in letters)


def test_a_body_outside_is_waited_for_and_its_result_concludes(plan_id: int) -> None:
    walk = brought_to(submitted(plan_id, OUTSIDE), "推荐上报")
    walk.meet_gates()
    walk.record(yes=True)
    assert walk.own.status is Status.UNDER_WAY
    letters = db.session.scalars(select(OutboxMessage).where(OutboxMessage.application_id == walk.id)).all()
    assert any(RECIPIENT in one.text for one in letters)
    walk.record(yes=True)
    assert (walk.own.status, walk.own.approved) == (Status.COMPLETED, True)
    assert [(one.result, one.from_outside) for one in applications.outcomes(walk.id)] == [
        (StageResult.RECOMMENDED, False),
        (StageResult.APPROVED, True),
    ]
    with walk.holder(organisation_id=applications.holdings(walk.id)[-1].organisation_id) as own:
        services.undo(own, seen_version=own.version)
    assert [one.result for one in applications.outcomes(walk.id)] == [StageResult.RECOMMENDED]


def test_a_return_takes_outcomes_back_and_its_undoing_restores_them(plan_id: int) -> None:
    walk = brought_to(submitted(plan_id, EVERY_KIND), "评审")
    assert [one.result for one in applications.outcomes(walk.id)] == [StageResult.RECOMMENDED]
    walk.decide(Decision.RETURN)
    assert applications.outcomes(walk.id) == []
    with walk.holder(organisation_id=applications.holdings(walk.id)[-1].organisation_id) as own:
        services.undo(own, seen_version=own.version)
    assert [one.result for one in applications.outcomes(walk.id)] == [StageResult.RECOMMENDED]


@pytest.mark.parametrize(
    ("result", "day", "number", "field"),
    [
        (None, dt.date(2023, 2, 22), "", "result"),
        (StageResult.APPROVED, dt.date(2023, 2, 22), "", "result"),
        (StageResult.RECOMMENDED, None, "1", "held_on"),
        (StageResult.RECOMMENDED, dt.date(2023, 2, 23), "1", "held_on"),
        (StageResult.RECOMMENDED, dt.date(2023, 2, 22), " ", "document_number"),
        (StageResult.RECOMMENDED, dt.date(2023, 2, 22), "文" * 81, "document_number"),
    ],
)
def test_an_outcome_that_lacks_something_is_refused_at_its_field(
    plan_id: int, result: Any, day: Any, number: str, field: str
) -> None:
    from app.applications.services.outcomes import record_outcome

    walk = brought_to(submitted(plan_id, OUTSIDE), "推荐上报")
    walk.meet_gates()
    with walk.holder() as own, pytest.raises(Invalid) as refusal:
        record_outcome(own.id, own.version, StageOutcomeInput(result, day, number))
    assert [one.field for one in refusal.value.violations] == [field]


def test_one_document_is_recorded_for_many_and_the_others_are_told_why(plan_id: int) -> None:
    here = [brought_to(submitted(plan_id, EVERY_KIND, hosted=False), "公布结果") for _number in range(2)]
    other = brought_to(submitted(plan_id, EVERY_KIND, hosted=False), "发文")
    with here[0].holder() as own:
        seen = {one.id: applications.load(one.id).version for one in (*here, other)}
        given = StageOutcomeInput(None, clock.today(), "文1号")
        refusals = record_many(seen, StageKind.ANNOUNCEMENT, given)
        assert own.id in refusals
    assert [refusals[one.id] for one in here] == [None, None]
    assert isinstance(refusals[other.id], Refused)
    assert [one.stage.name for one in here] == ["发文", "发文"]


# -- days


@pytest.mark.parametrize(("day", "taken"), [("2023-03-24", True), ("2023-03-25", True), ("2023-03-26", False)])
def test_a_receiving_deadline_takes_in_until_its_day(plan_id: int, day: str, taken: bool) -> None:
    walk = brought_to(submitted(plan_id, EVERY_KIND, hosted=False), "主管部门审核")
    days = (dt.date.fromisoformat(day) - walk.opens_on).days
    with walk.holder(days) as own:
        if taken:
            services.advance(own, Decision.PASS, seen_version=own.version, opinion="同意。")
        else:
            with pytest.raises(Refused) as refusal:
                services.advance(own, Decision.PASS, seen_version=own.version, opinion="同意。")
            assert refusal.value.params == {"name": "区级受理截止", "day": RECEIVING}
    assert walk.stage.name == ("区人社局审核" if taken else "主管部门审核")


def test_who_was_received_in_time_may_come_again(plan_id: int) -> None:
    walk = brought_to(submitted(plan_id, EVERY_KIND, hosted=False), "推荐")
    late = (RECEIVING - walk.opens_on).days + 5
    with walk.holder() as own:
        services.undo(own, seen_version=own.version)
    with walk.holder(late) as own:
        services.advance(own, Decision.PASS, seen_version=own.version, opinion="同意。")
    assert walk.stage.name == "推荐"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2023-02-21", None),
        ("2023-03-10", None),
        ("2023-03-11", {"first": dt.date(2023, 3, 20), "last": dt.date(2023, 3, 31)}),
        ("2023-03-19", {"first": dt.date(2023, 3, 20), "last": dt.date(2023, 3, 31)}),
        ("2023-03-20", None),
        ("2023-03-31", None),
    ],
)
def test_a_first_version_is_submitted_within_a_window(plan_id: int, day: str, told: Any) -> None:
    plan = plans.plan_with_rows(plan_id)
    draft, _subject = draft_for(plan, plan.routes[EVERY_KIND], route_ids(plan.routes[EVERY_KIND]))
    with clock.frozen(office_moment(f"{day} 09:00")):
        violations = services.window_violations(draft)
        assert [dict(one.params) for one in violations] == ([told] if told else [])
        assert services.deadline_of(draft) == dt.date(2023, 3, 10 if day <= "2023-03-10" else 31)
        act_as(db.session, Actor(None, "申", frozenset({Role.APPLICANT}), applicant_id=draft.applicant_id))
        if told:
            with pytest.raises(Invalid):
                services.submit(draft.id, draft.version)
        else:
            services.submit(draft.id, draft.version)


def test_after_the_last_window_nothing_is_submitted() -> None:
    from app.applications.rules import check_windows

    window = (dt.date(2023, 3, 1), dt.date(2023, 3, 10))
    (violation,) = check_windows(dt.date(2023, 3, 11), [window])
    assert dict(violation.params) == {"day": dt.date(2023, 3, 10)}
    assert check_windows(dt.date(2023, 3, 11), []) == []


# -- the screens


@pytest.fixture
def at_desk(walking: Any) -> Any:
    """`at_desk(walk)`: a browser of the office that has the application."""

    def opened(walk: Walk, role: Role = Role.HRSS_AUDITOR) -> Browser:
        own = walk.own
        account_id = add_account(f"desk{own.id}-{own.holder_id}-{own.version}", role, organisation_id=own.holder_id)
        db.session.commit()
        account = db.session.scalars(select(Account).where(Account.id == account_id)).one()
        walking.config["WTF_CSRF_ENABLED"] = False
        browser = Browser(walking)
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = session_identity(walking, account), True
        return browser

    return opened


def posted(browser: Browser, walk: Walk, url: str, **form: Any) -> Any:
    act_as(db.session, Actor.system("tests"))
    with clock.frozen(office_moment("2023-03-22 09:00")):
        answer = browser.post(url.format(id=walk.id), data={"version": walk.own.version, **form})
    db.session.rollback()
    return answer


def test_an_interview_is_for_those_named_and_recorded_on_its_screen(plan_id: int, at_desk: Any) -> None:
    walk = brought_to(submitted(plan_id, EVERY_KIND, hosted=False), "区人社局审核")
    browser = at_desk(walk)
    with clock.frozen(office_moment("2023-03-22 09:00")):
        queue = text_of(browser.get("/audits/"))
    assert "列入面试名单" in queue
    assert "区级受理截止" in queue
    rows = {"rowid": str(walk.id), f"version-{walk.id}": str(walk.own.version)}
    assert "已列入面试名单。" in text_of(posted(browser, walk, "/lists/INTERVIEW/enter", **rows))
    again = {"rowid": str(walk.id), f"version-{walk.id}": str(walk.own.version)}
    assert "该申报已在名单中。" in text_of(posted(browser, walk, "/lists/INTERVIEW/enter", **again))
    assert posted(browser, walk, "/lists/NOBODYS/enter", **again).status_code == 200
    assert [one.list_name for one in walk.own.namings] == ["INTERVIEW"]
    walk.good()
    db.session.commit()
    assert walk.stage.name == "面试"
    page = text_of(browser.get(f"/audits/{walk.id}"))
    assert "面试通过" in page
    assert "面试缺席" in page
    assert posted(browser, walk, "/outcomes/{id}", held_on="2023-03-22").status_code == 400
    assert posted(browser, walk, "/outcomes/{id}", held_on="2023-03-22", result="PASSED").status_code == 303
    assert walk.stage.name == "推荐"


def test_a_name_is_taken_off_the_list_until_the_stage_is_reached(plan_id: int, at_desk: Any) -> None:
    walk = brought_to(submitted(plan_id, EVERY_KIND, hosted=False), "区人社局审核")
    browser = at_desk(walk)
    for action, left in (("enter", ["INTERVIEW"]), ("take-off", []), ("enter", ["INTERVIEW"])):
        rows = {"rowid": str(walk.id), f"version-{walk.id}": str(walk.own.version)}
        posted(browser, walk, f"/lists/INTERVIEW/{action}", **rows)
        assert [one.list_name for one in walk.own.namings] == left
    walk.good()
    db.session.commit()
    rows = {"rowid": str(walk.id), f"version-{walk.id}": str(walk.own.version)}
    answer = posted(browser, walk, "/lists/INTERVIEW/take-off", **rows)
    assert "名单只能在进入该环节之前" in text_of(answer)
    assert [one.list_name for one in walk.own.namings] == ["INTERVIEW"]


def test_the_queue_records_one_document_for_all_that_are_ticked(plan_id: int, at_desk: Any) -> None:
    walk = brought_to(submitted(plan_id, EVERY_KIND, hosted=False), "发文")
    browser = at_desk(walk)
    page = text_of(browser.get("/audits/?stage=ISSUANCE"))
    assert "登记文件" in page
    rows = {"rowid": str(walk.id), f"version-{walk.id}": str(walk.own.version)}
    url = "/outcomes/ISSUANCE/many"
    assert posted(browser, walk, url, **rows, held_on="2023-03-22").status_code == 303
    answer = posted(browser, walk, url, **rows, held_on="2023-03-22", document_number="虞人社〔2023〕99号")
    assert "虞人社〔2023〕99号" in text_of(answer)
    assert walk.own.status is Status.COMPLETED


def test_the_result_of_a_body_outside_is_recorded_back_on_its_screen(plan_id: int, at_desk: Any) -> None:
    walk = brought_to(submitted(plan_id, OUTSIDE, hosted=False), "推荐上报")
    walk.meet_gates()
    db.session.commit()
    browser = at_desk(walk)
    form = {"held_on": "2023-03-22", "document_number": "荐1号"}
    assert posted(browser, walk, "/outcomes/{id}", result="RECOMMENDED", **form).status_code == 303
    page = text_of(browser.get(f"/audits/{walk.id}"))
    assert f"登记{RECIPIENT}反馈的结果" in page
    assert "撤销" in page
    assert posted(browser, walk, "/outcomes/{id}", result="NOT_APPROVED", **form).status_code == 303
    assert walk.own.status is Status.NOT_APPROVED
