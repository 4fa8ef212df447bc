"""Staff whose personnel file a talent-exchange centre keeps pass through that centre, which sees them (R-90)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.applicants import queries as people
from app.core.actor import Role
from app.core.workflow import HolderKind
from app.extensions import db
from app.organisations.models import Organisation
from app.plans.models import RouteStage
from app.plans.queries import resolve_holder
from tests.builders import SUBMITTED, World, add_account
from tests.helpers import Browser
from tests.integration.applicants.wizard import words


@pytest.fixture
def centres(world: World) -> dict[str, int]:
    """Two centres of Jinhua by code, each with an auditor."""
    with world.reading():
        codes = ("jinhua-talent-centre", "wuyi-talent-centre")
        rows = db.session.scalars(select(Organisation).where(Organisation.code.in_(codes)))
        found = {row.code: row.id for row in rows}
        for code, key in found.items():
            world.accounts[code] = add_account(code, Role.DEPARTMENT_AUDITOR, organisation_id=key)
        db.session.commit()
    assert set(found) == set(codes)
    return found


def choose(browser: Browser, centre: object, version: int) -> int:
    return browser.post("/profile/centre/", data={"centre": centre, "version": version}).status_code


def test_the_centre_that_a_person_names_sees_them_and_others_do_not(
    world: World, as_: Callable[..., Browser], centres: dict[str, int]
) -> None:
    person = as_("申小明", SUBMITTED)
    assert "金华市人才交流中心" in words(person.get("/profile/centre/"))
    assert choose(person, centres["jinhua-talent-centre"], 1) == 303
    assert choose(person, centres["wuyi-talent-centre"], 1) == 409
    for code, seen in (("jinhua-talent-centre", True), ("wuyi-talent-centre", False)):
        browser = as_(code, SUBMITTED)
        assert ("申小明" in words(browser.get("/hosted-files/list/"))) is seen
        assert ("申小明" in browser.get("/hosted-files/export.csv").get_data(as_text=True)) is seen
    assert choose(as_("申小明", SUBMITTED), "", 2) == 303
    assert "申小明" not in words(as_("jinhua-talent-centre", SUBMITTED).get("/hosted-files/list/"))


def test_only_a_centre_can_keep_a_file(world: World, as_: Callable[..., Browser]) -> None:
    assert choose(as_("申小明", SUBMITTED), world.organisations["shangyu-hrss"], 1) == 400
    assert choose(as_("申小明", SUBMITTED), 999_999, 1) == 400
    with world.reading():
        assert people.load(world.applicants["申小明"]).file_hosted is False


def test_a_stage_of_the_centre_is_held_by_the_one_that_was_named(world: World, centres: dict[str, int]) -> None:
    stage = RouteStage(name="人才交流中心审核", holder=HolderKind.TALENT_EXCHANGE_CENTRE)
    jinhua, wuyi = centres["jinhua-talent-centre"], centres["wuyi-talent-centre"]
    with world.reading():
        centre = db.session.scalars(select(Organisation).where(Organisation.id == jinhua)).one()
        employer = Organisation(name="单位", region=centre.region)
        assert resolve_holder(stage, employer, None) == jinhua
        assert resolve_holder(stage, employer, None, wuyi) == wuyi
        # A centre that closed, or what is none, gives way to that of the employer's region.
        assert resolve_holder(stage, employer, None, world.organisations["shangyu-hrss"]) == jinhua
        named = db.session.scalars(select(Organisation).where(Organisation.id == wuyi)).one()
        named.active = False
        db.session.flush()
        assert resolve_holder(stage, employer, None, wuyi) == jinhua
        db.session.rollback()
