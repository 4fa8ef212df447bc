"""An employer is called otherwise, or taken over; it is found by its former name, and its history stays."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from app.access.models import Account
from app.applicants import queries as people
from app.applications import queries as applications
from app.catalog.models import Region
from app.core.actor import Role
from app.core.workflow import Decision
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.extensions import db
from app.messages import queries as messages
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation
from tests.builders import AUDITED, FORWARDED, NOTICED, REGION, SUBMITTED, World, add_account
from tests.helpers import Browser
from tests.integration.applicants.test_archive_audits import submitted as entry_submitted
from tests.integration.applicants.wizard import words
from tests.integration.employers.conftest import Office, letter

OLD, NEW = "上虞建设示例有限公司", "上虞建设示例集团有限公司"
OTHER = "上虞机械示例有限公司"


def asked(browser: Browser, **changes: Any) -> Any:
    return browser.post("/employer/name/", data={"new_name": NEW, "from_on": "2023-03-01", **letter(), **changes})


def decided(browser: Browser, office: Office, decision: str = "PASS", **more: Any) -> Any:
    row = office.name_change()
    data = {"decision": decision, "version": row.version, "opinion": "同意。", "reason": "材料不符。", **more}
    return browser.post(f"/employer-name-changes/decide/{row.id}", data=data)


def found(browser: Browser, text: str) -> list[tuple[int, str]]:
    answer = browser.get(f"/profile/lookup/employer?q={text}").get_data(as_text=True)
    return [(one["id"], one["note"]) for one in json.loads(answer)["results"]]


def test_a_new_name_keeps_the_organisation_and_is_found_by_the_former_one(
    world: World, office: Office, as_: Callable[..., Browser]
) -> None:
    application = world.submitted("申小明")
    operator, hrss = as_("employer", AUDITED), as_("hrss", AUDITED)
    assert asked(operator).status_code == 303
    assert asked(operator, new_name="又一名称").status_code == 400
    row = office.name_change()
    assert hrss.get(f"/employer-name-changes/document/{row.id}").data.startswith(b"%PDF")
    assert decided(hrss, office).status_code == 303
    key = world.organisations["builders"]
    with world.reading():
        employer = db.session.scalars(select(Organisation).where(Organisation.id == key)).one()
        assert (employer.name, employer.code) == (NEW, "builders")
        assert [(one.name, one.until_on) for one in employer.former_names] == [(OLD, dt.date(2023, 3, 1))]
        # What was submitted before keeps the name of its day.
        frozen = json.dumps(applications.newest_submission(application).content, ensure_ascii=False)
        assert OLD in frozen
        assert NEW not in frozen
        rows = decisions.history(SubjectKind.ORGANISATION, key)
        assert [row.action.name for row in rows] == ["RENAME"]
    person = as_("申小明", AUDITED)
    assert [one for one, _note in found(person, "集团")] == [key]
    assert [one for one, note in found(person, "建设示例有限") if OLD in note] == [key]
    assert "曾用名" in words(operator.get("/employer/name/"))
    with world.acting("employer", AUDITED):
        assert NEW in messages.newest()[0].text
        assert "已通过" in messages.newest()[0].text


@pytest.mark.parametrize("decision", ["RETURN", "REJECT"])
def test_a_name_that_is_not_passed_changes_nothing_and_the_employer_reads_why(
    world: World, office: Office, as_: Callable[..., Browser], decision: str
) -> None:
    operator, hrss = as_("employer", AUDITED), as_("hrss", AUDITED)
    asked(operator)
    assert decided(hrss, office, decision).status_code == 303
    assert office.employer(NEW) is None
    assert "材料不符" in words(operator.get("/employer/name/"))
    with world.acting("employer", AUDITED):
        assert "材料不符" in messages.newest()[0].text
    first = office.name_change()
    again = asked(operator, version=first.version)
    assert again.status_code == 303
    assert (office.name_change().id == first.id) is (decision == "RETURN")


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"new_name": ""}, "请填写"),
        ({"new_name": OLD}, "与现名称相同"),
        ({"new_name": OTHER}, "已被其他单位使用"),
        ({"from_on": "2023-03-03"}, "晚于今天"),
        ({"from_on": ""}, "请填写"),
    ],
)
def test_a_name_that_cannot_be_is_refused_at_its_field(
    as_: Callable[..., Browser], changes: dict[str, str], wanted: str
) -> None:
    answer = asked(as_("employer", AUDITED), **changes)
    assert answer.status_code == 400
    assert wanted in words(answer)


def test_today_is_not_in_the_future(as_: Callable[..., Browser]) -> None:
    assert asked(as_("employer", AUDITED), from_on="2023-03-02").status_code == 303


def test_a_name_taken_while_it_waited_is_refused_at_the_audit(
    world: World, office: Office, as_: Callable[..., Browser]
) -> None:
    asked(as_("employer", AUDITED))
    with world.reading():
        other = db.session.scalars(select(Organisation).where(Organisation.name == OTHER)).one()
        other.name = NEW
        db.session.commit()
    answer = decided(as_("hrss", AUDITED), office)
    assert answer.status_code == 400
    assert office.name_change().status.name == "SUBMITTED"


# -- mergers


def merged(browser: Browser, world: World, **changes: Any) -> Any:
    data = {
        "absorbed": world.organisations["builders"],
        "into": world.organisations["neighbours"],
        "from_on": "2023-03-11",
        "reason": "虞国资〔2023〕1号",
        **changes,
    }
    return browser.post("/employer-mergers/", data=data)


def test_staff_and_running_applications_go_over_and_the_rest_stays_as_history(
    world: World, as_: Callable[..., Browser]
) -> None:
    running = world.forwarded("壬在途")
    old, new = world.organisations["builders"], world.organisations["neighbours"]
    hrss, operator = as_("hrss", FORWARDED), as_("employer", FORWARDED)
    assert merged(hrss, world).status_code == 303
    with world.reading():
        absorbed = db.session.scalars(select(Organisation).where(Organisation.id == old)).one()
        assert (absorbed.active, absorbed.merged_into_id, absorbed.merged_on) == (False, new, dt.date(2023, 3, 11))
        assert absorbed.name == OLD
        for name in ("申小明", "壬在途"):
            person = people.load(world.applicants[name])
            assert person.employer_id == new
            assert person.employer_confirmed_at is not None
        assert applications.load(running).employer_id == new
        accounts = {row.username: row.active for row in db.session.scalars(select(Account))}
        assert (accounts["employer"], accounts["neighbour"]) == (False, True)
        for key in (old, new):
            row = decisions.history(SubjectKind.ORGANISATION, key)[-1]
            assert (row.action.name, row.reason, row.details["people"]) == ("MERGE", "虞国资〔2023〕1号", 2)
    assert operator.get("/employer/staff/").status_code == 302
    neighbour = as_("neighbour", FORWARDED)
    assert neighbour.get(f"/audits/{running}").status_code == 200
    assert [one for one, _note in found(as_("申小明", FORWARDED), "建设示例")] == [new]
    for name in ("申小明", "neighbour"):
        with world.acting(name, FORWARDED):
            assert OLD in messages.newest()[0].text
    # Returned to the employer's level, the application is with the employer that took over.
    world.decided(running, Decision.RETURN, "hrss", FORWARDED)
    with world.reading():
        assert applications.load(running).status.name == "RETURNED"


def test_what_waits_must_be_finished_first_and_is_listed(world: World, as_: Callable[..., Browser]) -> None:
    world.submitted("壬待审")
    world.notice([world.audited("癸公示")], at=NOTICED)
    entry_submitted(world, "送审的工程", "申小明")
    asked(as_("employer", AUDITED))
    answer = merged(as_("hrss", FORWARDED), world)
    assert answer.status_code == 400
    page = words(answer)
    # The one on the notice waits at the employer, too.
    for text in ("有 2 件申报待该单位处理", "有 1 项业绩", "有 1 项公示", "有 1 项更名"):
        assert text in page
    with world.reading():
        assert people.load(world.applicants["申小明"]).employer_id == world.organisations["builders"]
        accounts = {row.username: row.active for row in db.session.scalars(select(Account))}
        assert accounts["employer"] is True


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"into": ""}, "请从列表中选择"),
        ({"from_on": "2023-03-12"}, "晚于今天"),
        ({"reason": ""}, "合并依据"),
        ({"into": "office"}, "在用的单位"),
        ({"into": "self"}, "自身"),
    ],
)
def test_a_merger_that_cannot_be_is_refused(
    world: World, as_: Callable[..., Browser], changes: dict[str, Any], wanted: str
) -> None:
    places = {"office": world.organisations["shangyu-hrss"], "self": world.organisations["builders"]}
    changes = {name: places.get(value, value) for name, value in changes.items()}
    answer = merged(as_("hrss", FORWARDED), world, **changes)
    assert answer.status_code == 400
    assert wanted in words(answer)


def test_a_merger_is_done_once(world: World, as_: Callable[..., Browser]) -> None:
    hrss = as_("hrss", FORWARDED)
    assert merged(hrss, world).status_code == 303
    assert merged(hrss, world).status_code == 400


def test_an_employer_that_was_merged_is_not_taken_into_use_again(world: World, as_: Callable[..., Browser]) -> None:
    with world.reading():
        world.accounts["editor"] = add_account("editor", Role.CATALOG_EDITOR)
        db.session.commit()
    editor, key = as_("editor", FORWARDED), world.organisations["builders"]
    assert merged(editor, world).status_code == 303
    form = html.fromstring(editor.get(f"/catalog/organisations/edit/{key}").get_data(as_text=True)).forms[-1]
    answer = editor.post(f"/catalog/organisations/edit/{key}", data={**dict(form.form_values()), "active": "y"})
    assert answer.status_code == 200
    assert "不能再启用" in words(answer)
    assert [one for one, _note in found(as_("申小明", FORWARDED), "建设示例")] == [world.organisations["neighbours"]]


def test_an_hrss_department_merges_only_employers_of_its_region_and_the_editor_any(
    world: World, as_: Callable[..., Browser]
) -> None:
    with world.reading():
        jinhua = db.session.scalars(select(Organisation).where(Organisation.code == "jinhua-hrss")).one().id
        world.accounts["jinhua"] = add_account("jinhua", Role.HRSS_AUDITOR, organisation_id=jinhua)
        world.accounts["editor"] = add_account("editor", Role.CATALOG_EDITOR)
        db.session.commit()
    stranger = as_("jinhua", FORWARDED)
    assert "本地区" in words(merged(stranger, world))
    assert json.loads(stranger.get("/employer-mergers/lookup/into?q=示例").get_data(as_text=True)) == {"results": []}
    assert merged(as_("editor", FORWARDED), world).status_code == 303


def test_asking_is_for_operators_and_deciding_for_their_office(as_: Callable[..., Browser]) -> None:
    assert asked(as_("hrss", SUBMITTED)).status_code == 403
    assert as_("employer", SUBMITTED).get("/employer-name-changes/list/").status_code == 403


def test_the_employer_that_took_over_reads_what_was_closed_before_and_nobody_else_does(
    world: World, as_: Callable[..., Browser]
) -> None:
    closed = world.submitted("壬办结")
    world.decided(closed, Decision.REJECT, "employer", AUDITED)
    neighbour = as_("neighbour", FORWARDED)
    assert neighbour.get(f"/audits/{closed}").status_code == 404
    assert merged(as_("hrss", FORWARDED), world).status_code == 303
    with world.reading():
        assert applications.load(closed).employer_id == world.organisations["builders"]
    page = neighbour.get(f"/audits/{closed}")
    assert page.status_code == 200
    assert "壬办结" in words(page)
    assert "decision" not in {one.get("name") for one in html.fromstring(page.get_data(as_text=True)).iter("input")}
    # What takes over the one that took over reads it in turn.
    with world.reading():
        third = Organisation(
            code="third",
            name="上虞第三示例有限公司",
            kind=OrganisationKind.EMPLOYER,
            employer_kind="NON_PUBLIC_ENTERPRISE",
            region_id=office_region(),
        )
        db.session.add(third)
        db.session.flush()
        third_id = third.id
        world.accounts["third"] = add_account("third", Role.EMPLOYER_OPERATOR, organisation_id=third_id)
        db.session.commit()
    newest = as_("third", FORWARDED)
    assert newest.get(f"/audits/{closed}").status_code == 404
    hrss = as_("hrss", FORWARDED)
    assert merged(hrss, world, absorbed=world.organisations["neighbours"], into=third_id).status_code == 303
    assert newest.get(f"/audits/{closed}").status_code == 200


def office_region() -> int:
    return db.session.scalars(select(Region.id).where(Region.code == REGION)).one()
