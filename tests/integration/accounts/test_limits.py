"""How often a client may ask: one below, on and above each limit, and whose limit it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers import Browser
from tests.integration.accounts.conftest import PASSWORD, enter

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NO_ROW = "/accounts/2147483646/unlock"
HERE, THERE = {"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": "10.0.0.2"}


@pytest.mark.parametrize(("failed", "status"), [(19, 302), (20, 429)])
def test_twenty_failed_sign_ins_of_an_address_close_it_for_every_account(
    limited: Callable[..., Any], fang: Any, failed: int, status: int
) -> None:
    browser = Browser(limited())
    for number in range(failed):
        assert enter(browser, "wrong", f"nobody{number}", environ_overrides=HERE).status_code == 400
    answer = enter(browser, environ_overrides=HERE)
    assert answer.status_code == status
    if status == 429:
        assert 1 <= int(answer.headers["Retry-After"]) <= 61
        assert f"尝试次数过多，请在{answer.headers['Retry-After']}秒后重试。" in answer.text
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert enter(Browser(browser.application), environ_overrides=THERE).status_code == 302


def test_successful_sign_ins_are_not_counted(limited: Callable[..., Any], fang: Any) -> None:
    program = limited()
    assert {enter(Browser(program)).status_code for _ in range(21)} == {302}


@pytest.mark.parametrize(("before", "status"), [(59, 404), (60, 429)])
def test_sixty_uploads_a_minute_of_one_account(
    limited: Callable[..., Any], fang: Any, sign_in: Callable[..., Browser], before: int, status: int
) -> None:
    def upload(browser: Browser) -> int:
        data = {"file": (io.BytesIO(b"x"), "x.pdf")}
        answer = browser.post(NO_ROW, data=data, content_type="multipart/form-data")
        return int(answer.status_code)

    program = limited()
    browser = sign_in(Browser(program), fang)
    for _ in range(before):
        assert upload(browser) == 404
    assert upload(browser) == status
    assert browser.post(NO_ROW, data={"a": "b"}).status_code == 404
    assert upload(Browser(program)) == 302


@pytest.mark.parametrize(("before", "status"), [(119, 200), (120, 429)])
def test_a_hundred_and_twenty_searches_a_minute_of_an_address_that_nobody_signed_in_at(
    limited: Callable[..., Any], fang: Any, sign_in: Callable[..., Browser], before: int, status: int
) -> None:
    program = limited()
    visitor = Browser(program)
    for _ in range(before):
        assert visitor.get("/?page=1", environ_overrides=HERE).status_code == 200
    assert visitor.get("/?page=1", environ_overrides=HERE).status_code == status
    assert visitor.get("/", environ_overrides=HERE).status_code == 200
    assert sign_in(Browser(program), fang).get("/dashboard/?page=1", environ_overrides=HERE).status_code == 200


def test_where_failures_are_counted_is_a_setting(limited: Callable[..., Any]) -> None:
    from limits.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match="nostore"):
        limited(rate_limit_storage="nostore://")


def test_a_failure_after_a_lock_locks_again_at_once_and_for_longer(
    client: Browser, fang: Any, clock_at: Callable[[str], None]
) -> None:
    clock_at("2023-09-01 09:00")
    for _ in range(5):
        enter(client, "wrong")
    clock_at("2023-09-01 09:15")
    assert enter(client, "wrong").status_code == 400
    clock_at("2023-09-01 09:44")
    locked = enter(client)
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "60")
    clock_at("2023-09-01 09:45")
    assert enter(client).status_code == 302


def test_the_mail_address_is_no_way_round_the_lock(client: Browser, fang: Any) -> None:
    for _ in range(5):
        enter(client, "wrong", fang.email)
    assert [enter(client, name=name).status_code for name in ("fang", "FANG", " fang", fang.email)] == [429] * 4
    assert PASSWORD not in enter(client).text


def test_a_program_with_a_token_asks_as_often_as_a_person_who_is_signed_in(
    limited: Callable[..., Any], fang: Any
) -> None:
    browser = Browser(limited())
    login = browser.post("/api/v1/security/login", json={"username": "fang", "password": PASSWORD})
    bearer = {"Authorization": f"Bearer {login.json['access_token']}"}
    asked = {browser.get("/api/v1/plans?page_size=1", headers=bearer).status_code for _ in range(121)}
    assert asked == {200}
    assert browser.get("/api/v1/plans?page_size=1", headers={"Authorization": "Bearer x"}).status_code == 401


@pytest.mark.parametrize(("failed", "status"), [(19, 200), (20, 429)])
def test_failed_sign_ins_of_programs_count_with_those_of_people(
    limited: Callable[..., Any], fang: Any, failed: int, status: int
) -> None:
    browser = Browser(limited())
    for number in range(failed):
        wrong = {"username": f"nobody{number}", "password": "wrong"}
        assert browser.post("/api/v1/security/login", json=wrong).status_code == 401
    answer = browser.post("/api/v1/security/login", json={"username": "fang", "password": PASSWORD})
    assert answer.status_code == status
    if status == 429:
        assert answer.mimetype == "application/problem+json"
