"""The plan of a notice, all rows and routes, built on the screens alone, is the plan of its pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from config import PROJECT
from tests.e2e.typing import fill_grid, fill_head
from tests.e2e.visitor import Visitor

if TYPE_CHECKING:
    from flask import Flask

Visit = Callable[[str], Visitor]
Document = dict[str, Any]

PLANS = PROJECT / "seed" / "plans"
BUILT = {"code": "built-by-clicks", "name": "在屏幕上逐格填成的计划"}
# Clauses are chosen in most other lists, modes, titles and categories in conditions.
ORDER = (
    "clauses",
    "titles",
    "categories",
    "modes",
    "bases",
    "documents",
    "specialties",
    "committees",
    "contacts",
    "attachments",
    "papers",
    "deadlines",
    "paths",
    "requirements",
    "fees",
    "routes",
    "opinions",
    "review_rules",
    "decided",
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def office_of(district: Flask) -> Callable[[str], str]:
    """`office_of(code)`: the name of a new account of a plan administrator of that office."""
    from sqlalchemy import select
    from werkzeug.security import generate_password_hash

    from app.access.models import Account
    from app.core.actor import Role
    from app.extensions import db
    from app.organisations.models import Organisation
    from seed.accounts import DEMO_PASSWORD
    from tests.builders import add_account

    def made(code: str) -> str:
        with district.app_context():
            office = db.session.scalars(
                select(Organisation).where(Organisation.code == code).execution_options(no_scope=True)
            ).one()
            key = add_account("builder", Role.PLAN_ADMINISTRATOR, organisation_id=office.id)
            db.session.get_one(Account, key).password = generate_password_hash(DEMO_PASSWORD)
            db.session.commit()
            db.session.remove()
        return "builder"

    return made


@pytest.mark.parametrize("pack", ["jinhua-2023-construction"])
def test_a_plan_built_by_clicks_is_the_plan_of_the_pack(
    pack: str, visit: Visit, district: Flask, office_of: Callable[[str], str]
) -> None:
    path = PLANS / f"{pack}.yaml"
    wanted = {**document_of_pack(district, path), **BUILT}
    planner = visit(office_of(wanted["issuer"]))
    planner.open("/review-plans/new")
    fill_head(planner, wanted)
    planner.press("保存")
    plan = planner.page.url
    assert "/review-plans/show/" in plan, planner.page.locator("[data-summary]").inner_text()
    key = plan.rpartition("/")[2]

    def save(name: str, route: int | None = None) -> None:
        address = f"routes/{route + 1}/stages" if route is not None else name
        planner.open(f"/review-plans/{key}/edit/{address}")
        fill_grid(planner, wanted, name, route)
        planner.press("保存")
        assert "/show/" in planner.page.url, (name, planner.page.locator("[data-summary]").inner_text())

    for name in ORDER:
        save(name)
    for route in range(len(wanted["routes"])):
        save("stages", route)

    built = document_of_plan(district, BUILT["code"])
    assert set(ORDER) >= {name for name, rows in wanted.items() if isinstance(rows, list)}
    for name, value in wanted.items():
        assert meaning(built[name]) == meaning(value), name
    assert planner.dialogs == []


def document_of_pack(flask_app: Flask, path: Path) -> Document:
    """The plan as its pack says it."""
    from app.access.scoping import act_as
    from app.core.actor import Actor
    from app.extensions import db
    from app.plans.services import load_pack

    with flask_app.app_context():
        act_as(db.session, Actor.system("test"))
        document = load_pack(path).document
        db.session.remove()
    return document


def document_of_plan(flask_app: Flask, code: str) -> Document:
    """The plan as the database has it."""
    from app.access.scoping import act_as
    from app.core.actor import Actor
    from app.extensions import db
    from app.plans.packs import document_of
    from app.plans.queries import plan_by_code, plan_with_rows

    with flask_app.app_context():
        act_as(db.session, Actor.system("test"))
        document = document_of(plan_with_rows(plan_by_code(code).id))
        db.session.remove()
    return document


def meaning(value: Any) -> Any:
    """A value of a plan; of names any of which is meant, the order does not count, and one stands for a list of it."""
    if isinstance(value, Mapping):
        return {key: meaning(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        if all(isinstance(one, str) for one in value):
            return sorted(value) if len(value) != 1 else value[0]
        return [meaning(one) for one in value]
    return value
