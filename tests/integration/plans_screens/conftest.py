"""The shipped plan, published, its administrator's browser, and forms filled in as pages show them."""

import re
from html.parser import HTMLParser

import pytest

from tests.builders import OPENED
from tests.helpers import Browser, review_early
from tests.integration.unpeopled import (  # noqa: F401
    copied,
    database,
    postgres_world,
    sqlite_world,
    unpeopled,
    world_folder,
)

PACK = "shangyu-2023-engineering-junior-1"


class Controls(HTMLParser):
    """Names and values of the controls of the page's last form, as a browser would send them."""

    def __init__(self):
        super().__init__()
        self.values = []
        self._select = self._area = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and "drop-panel" not in (given.get("class") or ""):
            self.values = []
        if tag == "input" and given.get("name") and given.get("type") != "file":
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self.values.append([given["name"], given.get("value") or ""])
        elif tag == "select":
            self.values.append([given["name"], ""])
            self._select = self.values[-1]
        elif tag == "option" and self._select and "selected" in given:
            self._select[1] = given.get("value") or ""
        elif tag == "textarea":
            self.values.append([given["name"], ""])
            self._area = self.values[-1]

    def handle_data(self, data):
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area[1] = self._area[1].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None


def controls(page):
    """What a browser would send for the form on the page: lists of values by name."""
    parser = Controls()
    parser.feed(page)
    found = {}
    for name, value in parser.values:
        found.setdefault(name, []).append(value)
    return found


def published(browser, plan_id, version):
    """What publication answers when every warning of the plan is ticked."""
    page = browser.get(f"/review-plans/{plan_id}/check").get_data(as_text=True)
    accepted = re.findall(r'name="accepted" value="(\w+)"', page)
    return browser.post(f"/review-plans/{plan_id}/publish", data={"version": version, "accepted": accepted})


@pytest.fixture
def world(unpeopled, clock_at):  # noqa: F811
    """The published Shangyu plan; the clock stands on its first day."""
    clock_at(OPENED)
    return unpeopled


@pytest.fixture
def browser_of(flask_app, world, sign_in):
    """`browser_of(name)`: a browser of its own in which that account of the world is signed in."""
    return lambda name: sign_in(Browser(flask_app), world.account(name))


@pytest.fixture
def planner(browser_of):
    return browser_of("planner")


@pytest.fixture
def plans(world):
    """`plans()`: every plan by its code, as a document with `id`, `status` and `version` beside."""
    from sqlalchemy import select

    from app.extensions import db
    from app.plans.models import ReviewPlan
    from app.plans.packs import document_of

    def read():
        with world.reading():
            rows = db.session.scalars(select(ReviewPlan).order_by(ReviewPlan.id)).all()
            return {
                row.code: {**document_of(row), "id": row.id, "status": row.status.name, "version": row.version}
                for row in rows
            }

    return read


@pytest.fixture
def draft(planner, world, plans):
    """The id of a clone of the plan that opens a year later."""
    data = {
        "opens_on": "2024-02-21",
        "previewed": "2024-02-21",
        "name": "2024年度工程技术初级评审申报计划",
        "code": "shangyu-2024",
    }
    assert planner.post(f"/review-plans/{world.plan_id}/clone", data=data).status_code == 303
    return plans()["shangyu-2024"]["id"]


@pytest.fixture
def warned(world, draft):
    """The id of that draft, which now has one warning."""
    from app.extensions import db
    from app.plans import queries

    with world.reading():
        review_early(queries.plan_with_rows(draft))
        db.session.commit()
    return draft


@pytest.fixture
def stranger(world, flask_app, sign_in):
    """A browser of a plan administrator of another organisation."""
    from sqlalchemy import select

    from app.access.models import Account
    from app.core.actor import Role
    from app.extensions import db
    from app.organisations.models import Organisation
    from tests.builders import add_account

    with world.reading():
        other = db.session.scalars(select(Organisation).where(Organisation.code == "shaoxing-hrss")).one()
        add_account("stranger", Role.PLAN_ADMINISTRATOR, organisation_id=other.id)
        db.session.commit()
        account = db.session.scalars(select(Account).where(Account.username == "stranger")).one()
        db.session.expunge(account)
    return sign_in(Browser(flask_app), account)
