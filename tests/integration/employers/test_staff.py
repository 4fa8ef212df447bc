"""The employer's list of staff: confirmed together or removed; nothing moves before the employer has confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from sqlalchemy import Engine, select

from app.applicants import queries as people
from app.applicants.models import Applicant
from app.console.screens import BaseScreen
from app.core.errors import Refused
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.extensions import db
from app.messages import queries as messages
from tests.builders import AUDITED, SUBMITTED, World
from tests.helpers import Browser, count_statements
from tests.integration.applicants.test_profile import typed as profile
from tests.integration.applicants.wizard import words


def stored(world: World, name: str) -> Applicant:
    with world.reading():
        return people.load(world.applicants[name])


def unconfirmed(world: World, *names: str, employer: str = "builders") -> None:
    """People who chose the employer and wait."""
    for name in names:
        world.person(name, employer)
    with world.reading():
        for person in db.session.scalars(select(Applicant).where(Applicant.name.in_(names))):
            person.employer_confirmed_at = None
        db.session.commit()


def ticked(world: World, *names: str) -> dict[str, Any]:
    """The form that confirms these people, drawn now."""
    rows = [stored(world, name) for name in names]
    return {"rowid": [str(row.id) for row in rows], **{f"version-{row.id}": row.version for row in rows}}


@pytest.fixture
def operator(as_: Callable[..., Browser]) -> Browser:
    return as_("employer", AUDITED)


def test_the_list_shows_ones_own_staff_by_tab_and_by_name(world: World, operator: Browser) -> None:
    unconfirmed(world, "壬待认", "癸待认")
    unconfirmed(world, "子邻居", employer="neighbours")
    waiting = words(operator.get("/employer/staff/"))
    assert "壬待认" in waiting
    assert "癸待认" in waiting
    assert "子邻居" not in waiting
    assert "申小明" not in waiting
    named = words(operator.get("/employer/staff/?name=癸"))
    assert "癸待认" in named
    assert "壬待认" not in named
    confirmed = words(operator.get("/employer/staff/?tab=CONFIRMED"))
    assert "申小明" in confirmed
    assert "壬待认" not in confirmed
    file = operator.get("/employer/staff/export.csv?tab=CONFIRMED").get_data(as_text=True)
    assert "申小明" in file
    assert "壬待认" not in file


def test_everyone_who_can_be_confirmed_is_and_the_others_are_told_why(world: World, operator: Browser) -> None:
    unconfirmed(world, "壬待认", "癸待认", "丑已改")
    data = ticked(world, "壬待认", "癸待认", "丑已改", "申小明")
    with world.reading():
        changed = db.session.scalars(select(Applicant).where(Applicant.name == "丑已改")).one()
        changed.version += 1
        db.session.commit()
    answer = operator.post("/employer/staff/confirm", data=data)
    assert answer.status_code == 200
    page = words(answer)
    assert "已确认 2 名人员" in page
    assert "该人员已确认" in page
    assert "有变动" in page
    assert stored(world, "壬待认").employer_confirmed_at is not None
    assert stored(world, "丑已改").employer_confirmed_at is None
    with world.reading():
        rows = decisions.history(SubjectKind.APPLICANT, world.applicants["壬待认"])
        assert [row.action.name for row in rows] == ["CONFIRM_STAFF"]
    with world.acting("壬待认", AUDITED):
        assert "已确认您的工作关系" in messages.newest()[0].text


def test_confirming_takes_the_same_statements_for_one_and_for_many(
    world: World, operator: Browser, engine: Engine
) -> None:
    unconfirmed(world, "壬待认", "癸待认", "丑待认", "寅待认", "卯待认")
    counts = []
    for names in (("壬待认", "癸待认"), ("丑待认", "寅待认", "卯待认")):
        data = ticked(world, *names)
        with count_statements(engine) as statements:
            assert operator.post("/employer/staff/confirm", data=data).status_code == 200
        counts.append(statements.count)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ["/employer/staff/", "/employer/staff/?tab=CONFIRMED"])
def test_the_list_takes_the_same_statements_for_one_and_for_many(
    world: World, operator: Browser, engine: Engine, address: str
) -> None:
    unconfirmed(world, "壬待认")
    with count_statements(engine) as few:
        operator.get(address)
    unconfirmed(world, "癸待认", "丑待认")
    world.person("寅已认")
    world.person("卯已认")
    with count_statements(engine) as many:
        operator.get(address)
    assert many.count == few.count


def test_a_removed_person_has_no_employer_and_reads_why(world: World, operator: Browser) -> None:
    key = world.applicants["申小明"]
    version = stored(world, "申小明").version
    address = f"/employer/staff/{key}/remove"
    assert operator.post(address, data={"version": version, "reason": " "}).status_code == 400
    assert operator.post(address, data={"version": version + 1, "reason": "已离职。"}).status_code == 409
    assert operator.post(address, data={"version": version, "reason": "已离职。"}).status_code == 303
    person = stored(world, "申小明")
    assert (person.employer_id, person.employer_confirmed_at) == (None, None)
    with world.acting("申小明", AUDITED):
        assert "已离职。" in messages.newest()[0].text
    assert operator.post(address, data={"version": version, "reason": "已离职。"}).status_code == 404


def test_nobody_is_removed_while_an_application_is_not_decided_here(world: World, operator: Browser) -> None:
    world.submitted("申小明")
    person = stored(world, "申小明")
    answer = operator.post(
        f"/employer/staff/{person.id}/remove", data={"version": person.version, "reason": "已离职。"}
    )
    assert answer.status_code == 400
    assert "尚有 1 件申报未办结" in words(answer)
    assert stored(world, "申小明").employer_id == world.organisations["builders"]


def test_another_employer_confirms_before_the_next_application(world: World, as_: Callable[..., Browser]) -> None:
    person = as_("申小明", SUBMITTED)
    same = profile(person, "work")
    assert person.post("/profile/work", data=same).status_code == 303
    assert stored(world, "申小明").employer_confirmed_at is not None
    other = profile(person, "work", employer=world.organisations["neighbours"])
    assert person.post("/profile/work", data=other).status_code == 303
    assert stored(world, "申小明").employer_confirmed_at is None
    with pytest.raises(Refused, match="has not confirmed"):
        world.submitted("申小明")
    neighbour = as_("neighbour", SUBMITTED)
    data = ticked(world, "申小明")
    assert as_("employer", SUBMITTED).post("/employer/staff/confirm", data=data).status_code == 404
    assert neighbour.post("/employer/staff/confirm", data=data).status_code == 303


def test_a_menu_counts_who_waits(world: World, operator: Browser) -> None:
    unconfirmed(world, "壬待认", "癸待认")
    assert "本单位人员2" in words(operator.get("/archive-audits/list/"))


def test_a_person_of_the_staff_is_shown_to_whoever_is_signed_in(world: World, operator: Browser) -> None:
    """The head of the page names the reader and the employer, not the person who is read about."""
    page = html.fromstring(operator.get(f"/employer/staff/{world.applicants['申小明']}").get_data(as_text=True))
    (head,) = page.xpath("//details[contains(@class, 'person')]/summary")
    assert "employer" in head.text_content()
    assert "申小明" not in head.text_content()
    assert "申小明" in page.xpath("//h1")[0].text_content()


def test_a_screen_cannot_take_the_readers_place(operator: Browser, world: World) -> None:
    screen = BaseScreen()
    with pytest.raises(ValueError, match="here, person"):
        screen.render("employers/person.html", person="申小明", here="/")
