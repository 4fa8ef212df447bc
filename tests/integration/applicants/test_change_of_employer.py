"""After a change of employer the new one confirms before the next application, and audits what waits (R-98)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.applicants import queries as people
from app.applications import queries as applications
from app.applications.models import Application
from app.core.workflow import Decision, Status
from app.extensions import db
from tests.builders import AUDITED, World
from tests.helpers import Browser
from tests.integration.applicants import archiving
from tests.integration.applicants.test_profile import save
from tests.integration.applicants.wizard import PERSON, Wizard, words

NOT_CONFIRMED = "尚未确认您的工作关系"


@pytest.fixture
def neighbour(as_: Callable[..., Browser]) -> Browser:
    return as_("neighbour", AUDITED)


def moved(world: World, applicant: Browser, employer: str = "neighbours") -> None:
    """The person chooses another employer on their page."""
    assert save(applicant, "work", employer=world.organisations[employer]).status_code == 303


def confirmed(world: World, operator: Browser) -> None:
    """The employer confirms the person on its list of staff."""
    with world.reading():
        person = people.load(world.applicants[PERSON])
        data = {"rowid": str(person.id), f"version-{person.id}": person.version}
    assert operator.post("/employer/staff/confirm", data=data).status_code == 303


def begun(world: World) -> int:
    """How many applications there are."""
    with world.reading():
        return db.session.execute(select(func.count(Application.id))).scalar_one()


def test_no_application_is_begun_before_the_new_employer_has_confirmed(
    world: World, applicant: Browser, neighbour: Browser
) -> None:
    moved(world, applicant)
    refused = applicant.post(f"/plans/{world.plan_id}/apply")
    assert (refused.status_code, begun(world)) == (400, 0)
    assert NOT_CONFIRMED in words(refused)
    assert NOT_CONFIRMED in words(applicant.get("/profile/"))
    confirmed(world, neighbour)
    assert NOT_CONFIRMED not in words(applicant.get("/profile/"))
    Wizard.begin(world, applicant)
    assert begun(world) == 1


def test_a_draft_of_before_is_not_submitted_until_then_and_goes_to_the_new_employer(
    world: World, wizard: Wizard, neighbour: Browser
) -> None:
    wizard.reach("preview")
    moved(world, wizard.browser)
    assert NOT_CONFIRMED in words(wizard.get("preview"))
    refused = wizard.post("submit")
    assert (refused.status_code, wizard.stored().status) == (400, Status.DRAFT)
    assert NOT_CONFIRMED in words(refused)
    confirmed(world, neighbour)
    assert wizard.post("submit").status_code == 303
    stored = wizard.stored()
    assert (stored.status, stored.employer_id) == (Status.UNDER_WAY, world.organisations["neighbours"])


def test_a_returned_application_is_not_handed_in_again_until_then(
    world: World, applicant: Browser, neighbour: Browser
) -> None:
    own_id = world.submitted(PERSON)
    world.decided(own_id, Decision.RETURN, "employer", AUDITED)
    moved(world, applicant)
    wizard = Wizard(world, applicant, own_id)
    assert (wizard.post("submit").status_code, wizard.stored().status) == (400, Status.RETURNED)
    confirmed(world, neighbour)
    assert wizard.post("submit").status_code == 303


def test_whoever_chose_no_employer_begins_no_application_either(world: World, applicant: Browser) -> None:
    assert save(applicant, "work", employer="", **{"employer-text": ""}).status_code == 303
    refused = applicant.post(f"/plans/{world.plan_id}/apply")
    assert (refused.status_code, begun(world)) == (400, 0)
    assert NOT_CONFIRMED not in words(refused)


def test_an_application_that_is_under_way_stays_with_the_employer_it_was_submitted_to(
    world: World, applicant: Browser
) -> None:
    own_id = world.submitted(PERSON)
    moved(world, applicant)
    world.decided(own_id, Decision.PASS, "employer", AUDITED)
    with world.reading():
        assert applications.load(own_id).employer_id == world.organisations["builders"]


def test_an_entry_that_waits_with_the_employer_of_before_is_handed_to_the_new_one(
    world: World, applicant: Browser, as_: Callable[..., Browser], neighbour: Browser
) -> None:
    entry_id = archiving.submitted(world)
    before = archiving.version(world, entry_id)
    again = f"/archive/{entry_id}/submit"
    assert again not in applicant.get(f"/archive/{entry_id}").get_data(as_text=True)
    assert applicant.post(again, data={"version": before}).status_code == 400
    moved(world, applicant)
    confirmed(world, neighbour)
    assert again in applicant.get(f"/archive/{entry_id}").get_data(as_text=True)
    assert applicant.post(again, data={"version": before}).status_code == 303
    assert archiving.stored(world, entry_id).employer_id == world.organisations["neighbours"]
    assert again not in applicant.get(f"/archive/{entry_id}").get_data(as_text=True)
    assert as_("employer", AUDITED).get(f"/archive-audits/show/{entry_id}").status_code == 404
    assert neighbour.get(f"/archive-audits/show/{entry_id}").status_code == 200
    archiving.decided(world, entry_id, Decision.PASS, "neighbour")


def test_several_that_wait_with_the_employer_of_before_are_handed_over_together(
    world: World, applicant: Browser
) -> None:
    waiting = [archiving.submitted(world, title=title) for title in ("一种支架", "另一种支架")]
    assert "rowid" not in applicant.get("/archive/?tab=waiting").get_data(as_text=True)
    moved(world, applicant)
    page = applicant.get("/archive/?tab=waiting")
    assert words(page).count("仍在原单位") == 2
    data = {f"version-{one}": archiving.version(world, one) for one in waiting}
    assert all(f'name="version-{one}" value="{data[f"version-{one}"]}"' in page.text for one in waiting)
    assert applicant.post("/archive/submit", data={**data, "rowid": waiting}).status_code == 200
    for one in waiting:
        assert archiving.stored(world, one).employer_id == world.organisations["neighbours"]
