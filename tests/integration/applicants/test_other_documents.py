"""Whoever is known by another document than a resident's card is printed, shown and told apart by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.applicants.enums import Sex
from app.applicants.models import Applicant
from app.applications import queries as applications
from app.applications.sheets import review_sheet
from app.console.languages import officially
from app.core.identity_kinds import IdentityKind
from app.extensions import db
from tests.builders import AUDITED, World
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, words

NUMBER, GUEST = "H12345678", "港小客"


def test_the_sheet_and_the_workbench_name_the_document(world: World, as_: Callable[..., Browser]) -> None:
    application_id = world.submitted(
        GUEST,
        identity_kind=IdentityKind.HK_MACAO_PERMIT,
        identity_number=NUMBER,
        sex=Sex.FEMALE,
        birth_date=dt.date(1991, 2, 3),
    )
    with world.reading():
        person = applications.load(application_id).applicant
        person.sex = Sex.MALE
        db.session.commit()
    with world.reading(), officially():
        basics = review_sheet(applications.load(application_id))["basics"]
    assert basics["identity_number"] == "H12345678（港澳居民来往内地通行证）"
    assert (basics["sex"], basics["born_on"]) == ("女", "1991年2月3日")
    bench = words(as_("employer", AUDITED).get(f"/audits/{application_id}"))
    assert "港澳居民来往内地通行证" in bench
    assert NUMBER not in bench


def test_what_was_frozen_before_kinds_were_known_is_a_resident(world: World) -> None:
    application_id = world.submitted(PERSON)
    with world.reading(), officially():
        own = applications.load(application_id)
        submission = applications.newest_submission(application_id)
        person = dict(submission.content["person"])
        assert person.pop("identity_kind") == "RESIDENT"
        submission.content = {**submission.content, "person": person}
        assert review_sheet(own)["basics"]["identity_number"] == person["identity_number"]


def test_the_same_number_under_another_kind_is_another_document(world: World) -> None:
    first = world.person(GUEST, identity_kind=IdentityKind.TAIWAN_PERMIT, identity_number="12345678")
    second = world.person("另一人", identity_kind=IdentityKind.TALENT_CARD, identity_number="12345678")
    assert first != second
    assert Applicant.__table__.c.identity_kind.default is not None
