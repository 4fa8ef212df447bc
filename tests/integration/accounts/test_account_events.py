"""Every event of an account stands in the access log, once, and on its owner's page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.access.enums import AccessKind
from config import PROJECT
from tests.helpers import Browser
from tests.integration.accounts.offices import BASE, Offices, added, offices

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["offices"]
Told = Callable[[], Counter[tuple[str, str, str]]]


@pytest.fixture
def told(flask_app: Flask) -> Told:
    """How often the access log says (kind, who, about whom), sign-ins left out."""
    from app.access.models import AccessRecord
    from app.access.scoping import act_as
    from app.core.actor import Actor
    from app.extensions import db

    def rows() -> Counter[tuple[str, str, str]]:
        with flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            found = db.session.execute(select(AccessRecord.kind, AccessRecord.account_name, AccessRecord.subject))
            return Counter((kind.name, who, about) for kind, who, about in found if not kind.name.startswith("SIGN_IN"))

    return rows


def test_every_kind_of_the_log_is_written_somewhere() -> None:
    named: set[str] = set()
    for path in (PROJECT / "app").rglob("*.py"):
        if path.name not in ("enums.py", "labels.py"):
            named.update(re.findall(r"AccessKind\.([A-Z_]+)", path.read_text(encoding="utf-8")))
    assert {kind.name for kind in AccessKind} - named == set()


def test_what_the_level_above_does_to_an_account(offices: Offices, told: Told, client: Browser) -> None:
    county = offices.browser("county")
    added(county, offices, "county-department")
    account = offices.stored("li.na")
    assert told() == {("ACCOUNT_OPENED", "审county", "李娜"): 1}
    for done in ("renew", "switch", "switch"):
        page = county.get(f"{BASE}/{account.id}").text
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version
        assert county.post(f"{BASE}/{account.id}/{done}", data={"version": version[1]}).status_code in (200, 303)
    assert told() == dict.fromkeys(
        [
            (kind, "审county", "李娜")
            for kind in ("ACCOUNT_OPENED", "PASSWORD_RESET", "ACCOUNT_SWITCHED_OFF", "ACCOUNT_SWITCHED_ON")
        ],
        1,
    )
    assert [row.action.name for row in offices.log()] == ["ASSIGN", "RENEW_PASSWORD", "SWITCH_OFF", "SWITCH_ON"]


def test_a_renewed_password_leaves_no_session_behind(offices: Offices) -> None:
    from app.accounts.models import AccountSession
    from app.extensions import db

    county = offices.browser("county")
    added(county, offices, "county-department")
    account = offices.stored("li.na")
    offices.signed_in(account)
    version = re.search(r'name="version" value="(\d+)"', county.get(f"{BASE}/{account.id}").text)
    assert version
    county.post(f"{BASE}/{account.id}/renew", data={"version": version[1]})
    with offices.flask_app.app_context():
        mine = select(AccountSession.ended_at).where(AccountSession.account_id == account.id)
        ended = db.session.scalars(mine.execution_options(no_scope=True)).all()
        assert len(ended) == 1
        assert all(ended)


def test_the_command_line_is_in_both_logs(offices: Offices, told: Told) -> None:
    run = offices.flask_app.test_cli_runner()
    named = ["planner", "计划员", "PLAN_ADMINISTRATOR", "--organisation", "county-hrss"]
    opened = run.invoke(args=["account", "add", *named])
    assert opened.exit_code == 0, opened.output
    assert run.invoke(args=["account", "password", "planner"]).exit_code == 0
    assert told() == {("ACCOUNT_OPENED", "flask", "计划员"): 1, ("PASSWORD_RESET", "flask", "计划员"): 1}
    assert [row.action.name for row in offices.log()] == ["ASSIGN", "RENEW_PASSWORD"]


def test_a_queue_handed_over_stands_with_whoever_takes_it_over(offices: Offices, told: Told) -> None:
    from app.core import clock
    from app.core.actor import Role

    other = offices.account(Role.HRSS_AUDITOR, at="county-hrss", username="second", name="乙二")
    county, today = offices.browser("county"), clock.today().isoformat()
    data = {"delegate_id": str(other.id), "first_day": today, "last_day": today}
    assert county.post("/account/delegation/", data=data).status_code == 303
    second = offices.signed_in(other)
    shown = second.get("/account/sessions/").text
    assert "代办同事的业务" in shown
    assert f"审county: {today} – {today}" in shown
    action = re.search(r'action="(/account/delegation/\d+/end)"', second.get("/account/delegation/").text)
    assert action
    assert second.post(action[1], data={"version": "1"}).status_code == 303
    assert told() == {("DELEGATED", "审county", "乙二"): 1, ("DELEGATION_ENDED", "乙二", "乙二"): 1}


def test_the_owner_finds_what_was_done_and_nobody_elses(offices: Offices, account_with: Callable[..., Any]) -> None:
    county = offices.browser("county")
    added(county, offices, "county-department")
    own = offices.signed_in(offices.stored("li.na"))
    assert "账号变更记录" not in own.get("/account/sessions/").text, "nothing before the password is set"
    mine = county.get("/account/sessions/").text
    assert "账号变更记录" not in mine, "what one does to others is not one's own"


def test_whoever_takes_a_queue_over_is_told_at_sign_in(
    offices: Offices, client: Browser, account_with: Callable[..., Any]
) -> None:
    import datetime as dt

    from app.core import clock
    from app.core.actor import Role
    from tests.integration.accounts.conftest import PASSWORD, enter

    other = offices.account(Role.HRSS_AUDITOR, at="county-hrss", username="second", name="乙二", password=PASSWORD)
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    data = {"delegate_id": str(other.id), "first_day": tomorrow, "last_day": tomorrow}
    assert offices.browser("county").post("/account/delegation/", data=data).status_code == 303
    assert enter(client, PASSWORD, "second").status_code == 302
    assert "审county的审核事项由您代为办理。" in client.get("/account/delegation/").text
    third = offices.account(Role.HRSS_AUDITOR, at="county-hrss", username="third", name="丙三", password=PASSWORD)
    fresh = Browser(offices.flask_app)
    assert enter(fresh, PASSWORD, third.username).status_code == 302
    assert "由您代为办理" not in fresh.get("/account/delegation/").text
