"""An initial password opens the page that replaces it, and nothing else; for two weeks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import Browser
from tests.integration.accounts.conftest import alert, enter

if TYPE_CHECKING:
    from flask import Flask

OWN = "Another-Horse-10"
ASSIGNED_AT = "2023-09-01 09:00"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def initial(flask_app: Flask, account_with: Callable[..., Any], clock_at: Callable[[str], None]) -> str:
    """The initial password of “clerk”, a security administrator, made on 1 September 2023."""
    from app.access.scoping import act_as
    from app.accounts import services
    from app.console.commands import command
    from app.core.actor import Actor, Role
    from app.extensions import db

    clock_at(ASSIGNED_AT)
    account_with(Role.SECURITY_ADMINISTRATOR, username="clerk")
    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        with command():
            return services.new_password("clerk")


def set_own(browser: Browser, current: str, new: str = OWN) -> Any:
    return browser.post("/password/", data={"current": current, "new": new, "repeated": new})


def test_until_it_is_replaced_nothing_else_opens(client: Browser, initial: str) -> None:
    assert enter(client, initial, "clerk").status_code == 302
    for page in ("/", "/dashboard/", "/accounts/list/", "/account/keys/", "/plans/1", "/nowhere"):
        answer = client.get(page)
        assert (answer.status_code, answer.location) == (302, "/password/"), page
    assert client.post("/accounts/1/unlock").location == "/password/"
    page = client.get("/password/")
    assert page.status_code == 200
    assert "设置本人密码" in page.text
    assert client.get("/assets/zhiping.css").status_code == 200
    assert client.post("/language", data={"language": "en"}).status_code == 303
    assert client.post("/logout/").status_code == 302
    assert client.get("/").status_code == 200


def test_with_a_password_of_ones_own_everything_opens(client: Browser, initial: str) -> None:
    enter(client, initial, "clerk")
    assert set_own(client, initial, initial).status_code == 400
    assert client.get("/accounts/list/").location == "/password/"
    assert set_own(client, initial).location == "/login/"
    assert enter(client, initial, "clerk").status_code == 400
    enter(client, OWN, "clerk")
    assert client.get("/accounts/list/").status_code == 200
    assert "修改密码" in client.get("/password/").text


def test_programs_are_refused_too(client: Browser, initial: str) -> None:
    enter(client, initial, "clerk")
    by_cookie = client.get("/api/v1/plans", headers={"Accept": "application/json"})
    assert by_cookie.status_code == 403
    stranger = Browser(client.application)
    tokens = stranger.post("/api/v1/security/login", json={"username": "clerk", "password": initial, "refresh": True})
    for token in (tokens.json["access_token"],):
        answer = stranger.get("/api/v1/plans", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
        assert "请先登录网站设置本人密码" in answer.json["detail"]
    set_own(client, initial)
    renewed = stranger.post("/api/v1/security/refresh", json={"refresh_token": tokens.json["refresh_token"]})
    assert renewed.status_code == 401


def test_a_key_does_not_outlive_a_new_initial_password(
    flask_app: Flask, account_with: Callable[..., Any], sign_in: Callable[..., Browser]
) -> None:
    from app.access.scoping import act_as
    from app.accounts import keys, services
    from app.accounts.security import actor_of
    from app.core.actor import Actor, Role
    from app.extensions import db

    account = account_with(Role.PLAN_ADMINISTRATOR, username="planner")
    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        db.session.add(account)
        act_as(db.session, actor_of(account))
        key = keys.issue_key("test", ["Region:list"], 30, ["Region:list"])
        db.session.commit()
    bearer = {"Authorization": f"Bearer {key}"}
    assert Browser(flask_app).get("/api/v1/regions", headers=bearer).status_code == 200
    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        services.new_password("planner")
        db.session.commit()
    assert Browser(flask_app).get("/api/v1/regions", headers=bearer).status_code == 403


def test_a_background_job_has_no_roles_until_then(flask_app: Flask, initial: str) -> None:
    from sqlalchemy import select

    from app.access.models import Account
    from app.accounts.security import act_for
    from app.extensions import db

    with flask_app.app_context():
        account_id = db.session.scalar(select(Account.id).where(Account.username == "clerk"))
        assert account_id is not None
        actor = act_for(account_id)
        assert actor is not None
        assert actor.roles == frozenset()


@pytest.mark.parametrize(
    ("moment", "status"),
    [("2023-09-15 23:59", 302), ("2023-09-15 23:59:59.999999", 302), ("2023-09-16 00:00", 403)],
)
def test_it_is_good_for_two_weeks_to_the_end_of_the_day(
    client: Browser, initial: str, clock_at: Callable[[str], None], moment: str, status: int
) -> None:
    clock_at(moment)
    answer = enter(client, initial, "clerk")
    assert answer.status_code == status
    if status == 403:
        assert "初始密码已于2023年9月15日 23:59失效" in alert(answer)
        assert client.get("/password/").status_code == 401
        assert enter(client, "wrong", "clerk").status_code == 400
        spoken = client.post("/api/v1/security/login", json={"username": "clerk", "password": initial})
        assert spoken.status_code == 403


def test_a_password_of_ones_own_does_not_expire(client: Browser, initial: str, clock_at: Callable[[str], None]) -> None:
    enter(client, initial, "clerk")
    set_own(client, initial)
    clock_at("2024-09-01 09:00")
    assert enter(client, OWN, "clerk").status_code == 302
