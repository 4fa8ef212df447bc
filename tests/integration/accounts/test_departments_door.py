"""The sign-in page of departments (R-63): offices alone get in, and nobody learns which names exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.core.actor import Role
from tests.helpers import Browser
from tests.integration.accounts.conftest import PASSWORD

DOOR = "/login/departments/"
TOKEN = re.compile(r'value="[^"]{20,}"')
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def knock(browser: Browser, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return browser.post(DOOR, data={"username": name, "password": password}, **more)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)])
def test_offices_get_in_and_nobody_else(client: Browser, account_with: Callable[..., Any], role: Role) -> None:
    account_with(role, username="somebody", password=PASSWORD)
    office = role not in (Role.APPLICANT, Role.EMPLOYER_REGISTRANT, Role.EMPLOYER_OPERATOR)
    answer = knock(client, "somebody")
    assert answer.status_code == (302 if office else 400)
    assert client.get("/dashboard/").status_code == (200 if office else 302)


def test_every_failure_has_the_same_answer_and_costs_the_same_hash(
    client: Browser, account_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts import security

    account_with(Role.APPLICANT, username="somebody", password=PASSWORD)
    account_with(Role.HRSS_AUDITOR, username="office", password=PASSWORD)
    real, hashed = security.check_password_hash, []
    monkeypatch.setattr(security, "check_password_hash", lambda *given: hashed.append(1) or real(*given))
    tries = (("somebody", PASSWORD), ("somebody", "wrong"), ("office", "wrong"), ("nobody", "wrong"))
    pages = set()
    for name, password in tries:
        answer = knock(Browser(client.application), name, password)
        assert answer.status_code == 400
        pages.add(TOKEN.sub("", answer.text.replace(f'value="{name}"', "")))
    assert len(pages) == 1
    assert len(hashed) == 4
    (page,) = pages
    assert "用户名或密码不正确，或者该账号不是部门账号。" in page
    assert 'href="/login/"' in page


def test_it_locks_like_the_other_door(client: Browser, account_with: Callable[..., Any]) -> None:
    account_with(Role.HRSS_AUDITOR, username="office", password=PASSWORD)
    for _each in range(5):
        knock(client, "office", "wrong")
    assert knock(client, "office").status_code == 429
    assert client.post("/login/", data={"username": "office", "password": PASSWORD}).status_code == 429


@pytest.mark.parametrize(("failed", "status"), [(19, 302), (20, 429)])
def test_its_failures_count_against_the_address(
    limited: Callable[..., Any], fang: Any, failed: int, status: int
) -> None:
    browser = Browser(limited())
    here = {"REMOTE_ADDR": "10.0.0.1"}
    for number in range(failed):
        assert knock(browser, f"nobody{number}", "wrong", environ_overrides=here).status_code == 400
    assert knock(browser, "fang", environ_overrides=here).status_code == status


def test_the_home_page_and_both_doors_point_at_each_other(client: Browser) -> None:
    assert f'href="{DOOR}"' in client.get("/").text
    assert f'href="{DOOR}"' in client.get("/login/").text
    page = client.get(DOOR).text
    assert "<h1>部门登录</h1>" in page
    assert 'href="/login/"' in page


def test_it_asks_for_a_token_and_leads_nowhere_else(
    client: Browser, account_with: Callable[..., Any], csrf_on: None
) -> None:
    account_with(Role.HRSS_AUDITOR, username="office", password=PASSWORD)
    assert knock(client, "office").status_code == 400
    data = {"username": "office", "password": PASSWORD, "csrf_token": client.token(DOOR)}
    answer = client.post(f"{DOOR}?next=//elsewhere.example/", data=data)
    assert (answer.status_code, answer.location) == (302, "/")
