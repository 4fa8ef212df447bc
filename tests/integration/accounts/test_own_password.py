"""One's own password, and accounts taken out of use: every session of the account ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers import Browser
from tests.integration.accounts.conftest import PASSWORD, enter

NEW = "Another-Horse-10"
INSIDE = "/accounts/list/"
SENTENCE = "four-horses-walk-over-the-old-bridge-at-noon-" * 3


def changed(browser: Browser, current: str = PASSWORD, new: str = NEW, repeated: str | None = None) -> Any:
    data = {"current": current, "new": new, "repeated": new if repeated is None else repeated}
    return browser.post("/password/", data=data)


def test_a_new_password_ends_every_session_and_is_the_one_that_counts(
    flask_app: Any, client: Browser, fang: Any
) -> None:
    elsewhere = Browser(flask_app)
    for browser in (client, elsewhere):
        enter(browser)
        assert browser.get(INSIDE).status_code == 200
    copied = Browser(flask_app)
    copied.set_cookie("session", client.get_cookie("session").value)
    answer = changed(client)
    assert (answer.status_code, answer.location) == (303, "/login/")
    assert "密码已修改，请用新密码登录。" in client.get("/login/").text
    assert [one.get(INSIDE).status_code for one in (client, elsewhere, copied)] == [302] * 3
    assert enter(client).status_code == 400
    assert enter(client, NEW).status_code == 302


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"current": "wrong"}, "当前密码不正确。"),
        ({"repeated": NEW + "x"}, "两次输入的新密码不一致。"),
        ({"new": PASSWORD}, "新密码与当前密码相同。"),
        ({"new": "kuhstallxyz"}, "密码为11个字符，应为12至128个字符。"),
        ({"new": SENTENCE[:129]}, "密码为129个字符，应为12至128个字符。"),
        ({"new": "woaini1314520"}, "极易被猜到"),
        ({"new": "my-FANG-stands-here"}, "密码不得包含用户名或本人姓名。"),
        ({"new": "my 王芳 stands here"}, "密码不得包含用户名或本人姓名。"),
        ({"new": "ZhiPing stands here"}, "密码不得包含本系统的名称。"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_told_and_nothing_changes(
    client: Browser, fang: Any, typed: dict[str, str], words: str
) -> None:
    enter(client)
    answer = changed(client, **typed)
    assert answer.status_code == 400
    assert words in answer.text
    assert NEW not in answer.text
    assert client.get(INSIDE).status_code == 200
    assert enter(Browser(client.application)).status_code == 302


@pytest.mark.parametrize("new", ["kuhstallxyzq", SENTENCE[:128]], ids=["12", "128"])
def test_passwords_of_12_and_of_128_characters_will_do_whatever_they_consist_of(
    client: Browser, fang: Any, new: str
) -> None:
    enter(client)
    assert changed(client, new=new).status_code == 303


def test_a_visitor_has_no_password_to_change(client: Browser) -> None:
    assert client.get("/password/").status_code == 401
    assert changed(client).status_code == 401


def test_an_account_that_is_switched_off_is_signed_out_until_it_is_switched_on(
    flask_app: Any, client: Browser, fang: Any, account_with: Callable[..., Any]
) -> None:
    from app.core.actor import Role

    other = account_with(Role.SYSTEM_ADMINISTRATOR, username="other", password=PASSWORD)
    theirs = Browser(flask_app)
    enter(theirs, name="other")
    enter(client)
    assert theirs.get(INSIDE).status_code == 200
    assert client.post(f"/accounts/{other.id}/switch").status_code == 303
    assert theirs.get(INSIDE).status_code == 302
    assert enter(theirs, name="other").status_code == 400
    assert client.post(f"/accounts/{other.id}/switch").status_code == 303
    assert theirs.get(INSIDE).status_code == 302
    assert enter(theirs, name="other").status_code == 302


def test_nobody_switches_off_their_own_account(client: Browser, fang: Any) -> None:
    enter(client)
    answer = client.post(f"/accounts/{fang.id}/switch")
    assert answer.status_code == 400
    assert "不能停用自己正在使用的账号。" in answer.text
    assert client.get(INSIDE).status_code == 200
