"""The choice of a language: who makes it, how it is kept, what it changes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core.actor import Role
from tests.helpers import Browser

PASSWORD = "Correct-Horse-9"
ENGLISH, CHINESE = "Sign in", "登录"


@pytest.fixture
def account(account_with: Any) -> Any:
    return account_with(Role.CATALOG_EDITOR, username="fang", password=PASSWORD)


def tag(browser: Browser, page: str = "/", **headers: str) -> str:
    """What `<html lang>` says."""
    answer = browser.get(page, headers=headers, follow_redirects=True)
    found = re.search(r'<html lang="([^"]*)">', answer.get_data(as_text=True))
    assert found
    return found[1]


def turn(browser: Browser, language: str, page: str = "/", **fields: str) -> Any:
    return browser.post("/language", data={"language": language, "next": page, **fields})


def enter(browser: Browser) -> Any:
    return browser.post("/login/", data={"username": "fang", "password": PASSWORD})


def language_of(flask_app: Any, account: Any) -> str | None:
    from app.access.models import Account
    from app.access.scoping import act_as
    from app.core.actor import Actor
    from app.extensions import db

    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        found: str | None = db.session.get(Account, account.id).language
        return found


def test_a_visitor_turns_the_page_and_comes_back_to_it(client: Browser) -> None:
    assert tag(client) == "zh-CN"
    answer = turn(client, "en", "/login/?next=/accounts/list/")
    assert (answer.status_code, answer.location) == (303, "/login/?next=/accounts/list/")
    assert tag(client) == "en"
    page = client.get("/login/").get_data(as_text=True)
    assert "<h1>Sign in</h1>" in page
    assert "登录" not in page
    turn(client, "zh")
    assert "<h1>登录</h1>" in client.get("/login/").get_data(as_text=True)


@pytest.mark.parametrize("page", ["/", "/login/", "/no-such-page", "/accounts/list/"])
def test_every_page_offers_the_other_language_and_its_own_address(
    client: Browser, account_with: Any, sign_in: Any, page: str
) -> None:
    if page == "/accounts/list/":
        sign_in(client, account_with(Role.SYSTEM_ADMINISTRATOR))
    for language, other, name in (("zh", "en", "English"), ("en", "zh", "中文")):
        turn(client, language)
        shown = client.get(f"{page}?a=1").get_data(as_text=True)
        (form,) = re.findall(r'<form class="language".*?</form>', shown, re.DOTALL)
        assert f'name="next" value="{page}?a=1"' in form
        assert re.search(rf'name="language" value="{other}" lang="[^"]+">{name}<', form)


def test_the_language_is_changed_by_post_only(client: Browser) -> None:
    assert client.get("/language?language=en").status_code == 405
    assert client.get("/lang/en").status_code == 404
    assert tag(client, "/?language=en") == "zh-CN"


def test_a_post_without_a_token_changes_nothing(client: Browser, csrf_on: None) -> None:
    token = client.token("/")
    assert turn(client, "en").status_code == 400
    assert tag(client) == "zh-CN"
    assert turn(client, "en", csrf_token=token).status_code == 303
    assert tag(client) == "en"


@pytest.mark.parametrize("language", ["", "fr", "EN", "zh-CN", "../en"])
def test_a_language_that_is_not_spoken_is_refused(client: Browser, account: Any, flask_app: Any, language: str) -> None:
    enter(client)
    answer = turn(client, language)
    assert answer.status_code == 400
    assert "不支持该语言，请从列表中选择。" in answer.get_data(as_text=True)
    assert (tag(client), language_of(flask_app, account)) == ("zh-CN", None)


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_the_switch_never_leads_elsewhere(client: Browser, wanted: str) -> None:
    assert turn(client, "en", wanted).location == "/"


def test_an_account_remembers_its_language_wherever_it_signs_in(flask_app: Any, client: Browser, account: Any) -> None:
    enter(client)
    turn(client, "en")
    assert language_of(flask_app, account) == "en"
    client.post("/logout/")
    assert tag(client) == "en"
    turn(client, "zh")
    enter(client)
    assert tag(client) == "en"
    elsewhere = Browser(flask_app)
    assert tag(elsewhere) == "zh-CN"
    enter(elsewhere)
    assert tag(elsewhere) == "en"


def test_a_change_at_one_place_is_seen_at_the_other(flask_app: Any, client: Browser, account: Any) -> None:
    other = Browser(flask_app)
    enter(client)
    enter(other)
    turn(client, "en")
    assert tag(other) == "en"


def test_a_visitors_choice_goes_over_to_an_account_that_has_none(flask_app: Any, client: Browser, account: Any) -> None:
    turn(client, "en")
    enter(client)
    assert (tag(client), language_of(flask_app, account)) == ("en", "en")


def test_what_the_browser_prefers_is_not_taken_for_a_choice(flask_app: Any, client: Browser, account: Any) -> None:
    client.post("/login/", data={"username": "fang", "password": PASSWORD}, headers={"Accept-Language": "en"})
    assert language_of(flask_app, account) is None
    assert tag(client) == "zh-CN"
    assert tag(client, **{"Accept-Language": "en"}) == "en"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en-GB", "en"),
        ("en;q=0.8,zh;q=0.9", "zh-CN"),
        ("en;q=0.9,zh;q=0.8", "en"),
        ("fr,en;q=0.1", "en"),
        ("fr,de", "zh-CN"),
        ("*", "zh-CN"),
        ("nonsense;;q=x", "zh-CN"),
    ],
)
def test_a_first_visit_is_in_the_language_that_the_browser_asks_for(
    client: Browser, accepted: str, language: str
) -> None:
    assert tag(client, **{"Accept-Language": accepted}) == language
    turn(client, "zh" if language == "en" else "en")
    assert tag(client, **{"Accept-Language": accepted}) != language


def test_caches_are_told_that_pages_differ_by_the_language_asked_for(client: Browser) -> None:
    assert "Accept-Language" in client.get("/").headers["Vary"]
    assert "Accept-Language" not in client.get("/assets/zhiping.css").headers.get("Vary", "")


def test_reading_in_a_language_writes_no_cookie(client: Browser) -> None:
    client.get("/", headers={"Accept-Language": "en"})
    with client.session_transaction() as cookie:
        assert "locale" not in cookie


@pytest.mark.parametrize("strange", ["fr", "", 7, None, ["en"]])
def test_a_strange_language_in_the_cookie_counts_as_none(client: Browser, strange: object) -> None:
    with client.session_transaction() as cookie:
        cookie["locale"] = strange
    assert tag(client) == "zh-CN"


def test_refusals_come_in_the_callers_language_as_a_page_and_as_json(client: Browser) -> None:
    said = {"zh": "此页面不存在，或您无权查看。", "en": "This page does not exist, or is not yours to see."}
    for language, words in said.items():
        turn(client, language)
        assert words in client.get("/nowhere").get_data(as_text=True)
        answer = client.get("/nowhere", headers={"Accept": "application/json"})
        assert answer.json is not None
        assert answer.json["message"] == words
    client = Browser(client.application)
    headers = {"Accept": "application/json", "Accept-Language": "en"}
    assert (
        client.get("/api/nowhere", headers=headers).json["detail"]
        == "This address does not exist, or the record is not yours to see."
    )  # type: ignore[index]


def test_a_missing_token_is_told_in_the_accounts_language(client: Browser, account: Any, flask_app: Any) -> None:
    turn(client, "en")
    enter(client)
    flask_app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/logout/", headers={"Accept-Language": "zh"})
    assert "This page was open for too long." in answer.get_data(as_text=True)


def test_a_form_is_told_what_is_wrong_in_the_readers_language(client: Browser, account: Any) -> None:
    enter(client)
    for language, words in (("zh", "请填写此项。"), ("en", "Please fill this in.")):
        turn(client, language)
        assert words in client.post("/catalog/regions/add", data={}).get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/logout/", {}),
        ("/account/sessions/end-all", {}),
        ("/password/", {"current": PASSWORD, "new": "Wrong-Donkey-8", "repeated": "Wrong-Donkey-8"}),
    ],
)
def test_whoever_is_signed_out_reads_so_in_their_language(
    client: Browser, account: Any, address: str, fields: dict[str, str]
) -> None:
    enter(client)
    turn(client, "en")
    assert client.post(address, data=fields).location in ("/", "/login/")
    assert tag(client, "/login/") == "en"
