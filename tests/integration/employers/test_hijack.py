"""Every object of employers × every wrong account: 404, whichever way it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.core.actor import Role
from app.extensions import db
from app.organisations.models import Organisation
from tests.builders import AUDITED, World, add_account
from tests.helpers import Browser
from tests.integration.applicants.wizard import words
from tests.integration.employers.conftest import NAME, Office, letter

DECISION = {"decision": "PASS", "version": "2", "opinion": "同意。"}


def _addresses(office: Office, world: World) -> dict[str, tuple[tuple[str, str, dict[str, str]], ...]]:
    """(method, address, form) by which each object can be reached."""
    row, change = office.registration(), office.name_change()
    person, account = world.applicants["申小明"], world.accounts["employer"]
    return {
        "registration": (
            ("GET", f"/employer-registrations/show/{row.id}", {}),
            ("GET", f"/employer-registrations/document/{row.id}", {}),
            ("GET", f"/employer-registrations/done/show/{row.id}", {}),
            ("GET", f"/employer-registrations/done/document/{row.id}", {}),
            ("POST", f"/employer-registrations/decide/{row.id}", DECISION),
            ("POST", f"/employer-registrations/done/decide/{row.id}", DECISION),
        ),
        "name change": (
            ("GET", f"/employer-name-changes/show/{change.id}", {}),
            ("GET", f"/employer-name-changes/document/{change.id}", {}),
            ("POST", f"/employer-name-changes/decide/{change.id}", {**DECISION, "version": "1"}),
        ),
        "own name change": (("GET", f"/employer/name/{change.id}/document", {}),),
        "person": (
            ("GET", f"/employer/staff/{person}", {}),
            ("POST", f"/employer/staff/{person}/remove", {"version": "1", "reason": "离职"}),
            ("POST", "/employer/staff/confirm", {"rowid": str(person), f"version-{person}": "1"}),
        ),
        "operator": (("POST", f"/employer/operators/{account}/switch", {"active": "y"}),),
    }


@pytest.fixture
def offices(world: World, office: Office, as_: Callable[..., Browser]) -> None:
    """A second HRSS department, a department with an auditor, and requests that wait at the first HRSS department."""
    with world.reading():
        jinhua = db.session.scalars(select(Organisation).where(Organisation.code == "jinhua-hrss")).one().id
        world.accounts["jinhua"] = add_account("jinhua", Role.HRSS_AUDITOR, organisation_id=jinhua)
        bureau = db.session.scalars(select(Organisation).where(Organisation.code == "jinhua-housing-bureau")).one().id
        world.accounts["bureau"] = add_account("bureau", Role.DEPARTMENT_AUDITOR, organisation_id=bureau)
        world.accounts["nowhere"] = add_account("nowhere", Role.HRSS_AUDITOR)
        db.session.commit()
    office.handed_in()
    data = {"new_name": "改后示例有限公司", "from_on": "2023-03-01", **letter()}
    assert as_("employer", AUDITED).post("/employer/name/", data=data).status_code == 303


# Who may reach the object; everybody else gets 404, or 403 where their role has nothing like it.
RIGHTFUL = {
    "registration": {"hrss"},
    "name change": {"hrss"},
    "own name change": {"employer"},
    "person": {"employer"},
    "operator": {"employer"},
}
# Whose role has such pages at all.
ROLES_WITH = {
    "registration": {"hrss", "jinhua", "nowhere", "bureau", "employer", "neighbour"},
    "name change": {"hrss", "jinhua", "nowhere", "bureau"},
    "own name change": {"employer", "neighbour"},
    "person": {"employer", "neighbour"},
    "operator": {"employer", "neighbour"},
}
EVERYBODY = (
    *("employer", "neighbour", "hrss", "jinhua", "nowhere", "bureau"),
    *("office", "finance", "planner", "viewer", "申小明"),
)


def test_every_object_is_out_of_reach_of_every_wrong_account(
    world: World, office: Office, as_: Callable[..., Browser], offices: None
) -> None:
    wrong = []
    for kind, ways in _addresses(office, world).items():
        for name in EVERYBODY:
            if name in RIGHTFUL[kind]:
                continue
            browser = as_(name, AUDITED)
            expected = 404 if name in ROLES_WITH[kind] else 403
            for method, address, data in ways:
                status = browser.open(address, method=method, data=data).status_code
                if status != expected:
                    wrong.append(f"{name} {method} {address}: {status}, not {expected}")
    assert wrong == []


def test_lists_exports_and_drop_downs_hold_nothing_of_others(
    world: World, office: Office, as_: Callable[..., Browser], offices: None
) -> None:
    for name in ("jinhua", "bureau", "nowhere"):
        browser = as_(name, AUDITED)
        for address in ("/employer-registrations/list/", "/employer-registrations/done/list/"):
            assert NAME not in words(browser.get(address))
        assert NAME not in browser.get("/employer-registrations/export.csv").get_data(as_text=True)
        assert "改后示例" not in words(browser.get("/employer-name-changes/list/"))
        assert "改后示例" not in browser.get("/employer-name-changes/export.csv").get_data(as_text=True)
    neighbour = as_("neighbour", AUDITED)
    for address in ("/employer/staff/export.csv?tab=CONFIRMED", "/employer/staff/?tab=CONFIRMED&name=申"):
        assert "申小明" not in neighbour.get(address).get_data(as_text=True).replace('value="申"', "")
    # What is not bound yet can be chosen by nobody.
    person = as_("申小明", AUDITED)
    answer = person.get("/profile/lookup/employer?q=新办").get_data(as_text=True)
    assert json.loads(answer) == {"results": []}


def test_another_registrant_sees_only_their_own(office: Office) -> None:
    first = office.handed_in()
    other = office.registered(
        username="other", operator_name="赵他人", name="别家示例有限公司", credit_code="91330604MA2BCDEF2Q"
    )
    page = words(other.get("/employers/registration/"))
    assert "别家示例" in page
    assert "李人事" not in page
    assert other.get("/employers/registration/letter").status_code == 404
    assert first.get("/employers/registration/letter").data.startswith(b"%PDF")
    for address in (
        "/employer-registrations/list/",
        "/employer/staff/",
        "/employer/name/",
        "/catalog/organisations/list/",
    ):
        assert other.get(address).status_code == 403
