"""Several operators for one employer; nobody leaves it without one."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from sqlalchemy import select

from app.access.models import Account
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.extensions import db
from tests.builders import AUDITED, World
from tests.helpers import Browser
from tests.integration.applicants.wizard import words
from tests.integration.employers.conftest import events


def account(world: World, username: str) -> Account:
    with world.reading():
        found = db.session.scalars(select(Account).where(Account.username == username)).one()
        db.session.expunge(found)
        return found


def added(browser: Browser, username: str) -> str:
    """The password of a new operator, as the page shows it once."""
    answer = browser.post("/employer/operators/", data={"name": "王接任", "username": username})
    assert answer.status_code == 200
    found = re.search(r"密码：\s*([\w-]{19})", words(answer))
    assert found, words(answer)
    return found[1]


def test_a_new_operator_signs_in_with_the_password_that_was_shown_once(
    world: World, as_: Callable[..., Browser]
) -> None:
    operator = as_("employer", AUDITED)
    password = added(operator, "successor")
    assert password not in words(operator.get("/employer/operators/"))
    browser = Browser(world.flask_app)
    assert browser.post("/login/", data={"username": "successor", "password": password}).status_code == 302
    assert browser.get("/employer/staff/").location == "/password/", "its person sets one of their own first"
    own = {"current": password, "new": "Another-Horse-10", "repeated": "Another-Horse-10"}
    assert browser.post("/password/", data=own).status_code == 303
    assert browser.post("/login/", data={"username": "successor", "password": own["new"]}).status_code == 302
    assert browser.get("/employer/staff/").status_code == 200
    assert account(world, "successor").organisation_id == world.organisations["builders"]
    for wrong in ({"name": "", "username": "another"}, {"name": "王", "username": "Successor"}):
        assert operator.post("/employer/operators/", data=wrong).status_code == 400


def test_the_last_operator_cannot_leave_without_a_successor(world: World, as_: Callable[..., Browser]) -> None:
    operator = as_("employer", AUDITED)
    own = f"/employer/operators/{world.accounts['employer']}/switch"
    answer = operator.post(own, data={"active": "y"}, follow_redirects=True)
    assert "最后一名经办人员" in words(answer)
    assert account(world, "employer").active is True
    added(operator, "successor")
    assert operator.post(own, data={"active": "n"}).status_code == 409
    assert operator.post(own, data={"active": "y"}).status_code == 303
    assert account(world, "employer").active is False
    # The session ended with the account.
    assert operator.get("/employer/staff/").status_code == 302
    with world.reading():
        rows = decisions.history(SubjectKind.ORGANISATION, world.organisations["builders"])
        assert [row.action.name for row in rows] == ["ADD_OPERATOR", "SWITCH_OPERATOR"]


def test_a_colleague_is_switched_off_and_on_again(world: World, as_: Callable[..., Browser]) -> None:
    operator = as_("employer", AUDITED)
    password = added(operator, "successor")
    colleague = Browser(world.flask_app)
    colleague.post("/login/", data={"username": "successor", "password": password})
    address = f"/employer/operators/{account(world, 'successor').id}/switch"
    assert operator.post(address, data={"active": "y"}).status_code == 303
    assert colleague.get("/employer/staff/").status_code == 302
    assert operator.post(address, data={"active": "n"}).status_code == 303
    assert account(world, "successor").active is True
    assert events(world, "successor") == ["ACCOUNT_OPENED", "ACCOUNT_SWITCHED_OFF", "ACCOUNT_SWITCHED_ON"]


def test_of_two_operators_who_switch_each_other_off_at_once_one_stays(
    world: World, as_: Callable[..., Browser]
) -> None:
    operator = as_("employer", AUDITED)
    password = added(operator, "successor")
    colleague = Browser(world.flask_app)
    colleague.post("/login/", data={"username": "successor", "password": password})
    first, second = world.accounts["employer"], account(world, "successor").id
    start = threading.Barrier(2)

    def press(browser: Browser, other: int) -> None:
        start.wait()
        browser.post(f"/employer/operators/{other}/switch", data={"active": "y"})

    pressing = [threading.Thread(target=press, args=pair) for pair in ((operator, second), (colleague, first))]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert sorted((account(world, "employer").active, account(world, "successor").active)) == [False, True]
