"""The second factor: set up, asked for, never good twice, lost and reset; in the browser and for programs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import Role
from tests.helpers import Browser
from tests.integration.accounts.conftest import PASSWORD, alert, enter

PAGE, LOGIN, API = "/account/second-factor/", "/login/", "/api/v1/security/login"
NEEDING = (
    Role.DEPARTMENT_AUDITOR,
    Role.HRSS_AUDITOR,
    Role.COMMITTEE_OFFICE,
    Role.FINANCE,
    Role.PLAN_ADMINISTRATOR,
    Role.CATALOG_EDITOR,
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDIT_VIEWER,
)


@pytest.fixture(autouse=True)
def _at_a_fixed_time(clock_at: Callable[[str], None]) -> None:
    clock_at("2023-09-01 09:00")


@pytest.fixture
def required(flask_app: Any, settings: Any) -> None:
    flask_app.config["ZHIPING"] = dataclasses.replace(settings, second_factor="required")


def secret_in(page: str) -> str:
    found = re.search(r'<strong class="figure"[^>]*>([A-Z2-7 ]+)</strong>', page)
    assert found, page
    return found[1].replace(" ", "")


def code_of(secret: str, seconds: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now() + dt.timedelta(seconds=seconds))


def codes_in(page: str) -> list[str]:
    return re.findall(r'<li><strong class="figure"[^>]*>([0-9a-z-]+)</strong></li>', page)


def set_up(browser: Browser, page: str = PAGE) -> tuple[str, list[str]]:
    """Set up a second factor; the app's secret and the recovery codes."""
    secret = secret_in(browser.get(page).text)
    answer = browser.post(page, data={"code": code_of(secret)})
    assert answer.status_code == 200
    return secret, codes_in(answer.text)


@pytest.fixture
def bound(client: Browser, fang: Any, clock_at: Callable[[str], None]) -> tuple[str, list[str]]:
    """fang has a second factor, set up a minute ago; the secret and the recovery codes."""
    enter(client)
    found = set_up(client)
    clock_at("2023-09-01 09:01")
    return found


def inside(browser: Browser) -> bool:
    return bool(browser.get("/dashboard/").status_code == 200)


def asked(browser: Browser) -> Browser:
    """The browser after the right password, where the code is asked for."""
    answer = enter(browser)
    assert answer.location.startswith("/login/code/")
    return browser


def test_after_the_password_the_code_is_asked_and_nothing_opens_before(
    client: Browser, bound: tuple[str, list[str]]
) -> None:
    browser = asked(Browser(client.application))
    assert not inside(browser)
    assert browser.get("/api/v1/plans").status_code == 200  # open to everybody
    assert browser.get("/api/v1/regions").status_code == 401
    page = browser.get("/login/code/")
    assert page.status_code == 200
    assert 'autocomplete="one-time-code"' in page.text
    assert browser.post("/login/code/", data={"code": code_of(bound[0])}).location == "/"
    assert inside(browser)


def test_the_page_that_was_asked_for_is_reached_in_the_end(client: Browser, bound: tuple[str, list[str]]) -> None:
    browser = Browser(client.application)
    answer = enter(browser, query_string={"next": "/accounts/list/?a=1"})
    assert answer.location == "/login/code/?next=/accounts/list/?a%3D1"
    assert browser.post(answer.location, data={"code": code_of(bound[0])}).location == "/accounts/list/?a=1"


def test_a_code_is_good_once(client: Browser, bound: tuple[str, list[str]]) -> None:
    code = code_of(bound[0])
    first, second = (asked(Browser(client.application)) for _ in range(2))
    assert first.post("/login/code/", data={"code": code}).status_code == 302
    answer = second.post("/login/code/", data={"code": code})
    assert answer.status_code == 400
    assert "验证码不正确、已过期或已使用过" in answer.text
    assert not inside(second)


def test_the_code_that_set_it_up_does_not_sign_in(client: Browser, fang: Any) -> None:
    enter(client)
    secret, _codes = set_up(client)
    browser = asked(Browser(client.application))
    assert browser.post("/login/code/", data={"code": code_of(secret)}).status_code == 400
    assert browser.post("/login/code/", data={"code": code_of(secret, 30)}).status_code == 302


@pytest.mark.parametrize(("seconds", "status"), [(-60, 400), (-30, 302), (0, 302), (30, 302), (60, 400)])
def test_half_a_minute_early_or_late_will_do(
    client: Browser, fang: Any, clock_at: Callable[[str], None], seconds: int, status: int
) -> None:
    enter(client)
    secret, _codes = set_up(client)
    clock_at("2023-09-01 10:00")
    browser = asked(Browser(client.application))
    answer = browser.post(
        "/login/code/", data={"code": f" {code_of(secret, seconds)[:3]} {code_of(secret, seconds)[3:]}"}
    )
    assert answer.status_code == status


def test_the_clock_of_the_demonstration_does_not_count(client: Browser, bound: tuple[str, list[str]]) -> None:
    code = code_of(bound[0])
    clock.set_offset(-100)
    browser = asked(Browser(client.application))
    assert browser.post("/login/code/", data={"code": code}).status_code == 302


def test_wrong_codes_lock_the_account_like_wrong_passwords_and_the_right_password_forgives_none(
    client: Browser, bound: tuple[str, list[str]], clock_at: Callable[[str], None]
) -> None:
    for _ in range(5):
        browser = asked(Browser(client.application))
        assert browser.post("/login/code/", data={"code": "000000"}).status_code == 400
    locked = browser.post("/login/code/", data={"code": code_of(bound[0])})
    assert locked.status_code == 429
    assert enter(Browser(client.application)).status_code == 429
    clock_at("2023-09-01 09:17")
    again = asked(Browser(client.application))
    assert again.post("/login/code/", data={"code": "000000"}).status_code == 400
    clock_at("2023-09-01 09:46")
    assert enter(Browser(client.application)).status_code == 429


@pytest.mark.parametrize(("moment", "status"), [("09:10:59", 200), ("09:11", 302)])
def test_the_password_is_good_for_ten_minutes(
    client: Browser, bound: tuple[str, list[str]], clock_at: Callable[[str], None], moment: str, status: int
) -> None:
    browser = asked(Browser(client.application))
    clock_at(f"2023-09-01 {moment}")
    assert browser.get("/login/code/").status_code == status


def test_a_changed_password_is_asked_for_again(client: Browser, bound: tuple[str, list[str]]) -> None:
    browser = asked(Browser(client.application))
    new = "four horses at the bridge"
    client.post("/password/", data={"current": PASSWORD, "new": new, "repeated": new})
    assert browser.post("/login/code/", data={"code": code_of(bound[0])}).location.startswith(LOGIN)
    assert not inside(browser)


def test_a_recovery_code_signs_in_once(client: Browser, bound: tuple[str, list[str]]) -> None:
    _secret, codes = bound
    assert len(set(codes)) == 10
    first = asked(Browser(client.application))
    assert first.post("/login/code/", data={"code": codes[3].upper().replace("-", " ")}).status_code == 302
    second = asked(Browser(client.application))
    assert second.post("/login/code/", data={"code": codes[3]}).status_code == 400
    assert second.post("/login/code/", data={"code": codes[4]}).status_code == 302
    assert "剩余8个未使用的恢复码" in second.get(PAGE).text


def test_another_accounts_recovery_code_is_wrong(
    client: Browser, bound: tuple[str, list[str]], account_with: Callable[..., Any]
) -> None:
    account_with(Role.EXPERT, username="other", password=PASSWORD)
    other = Browser(client.application)
    enter(other, name="other")
    _secret, codes = set_up(other)
    browser = asked(Browser(client.application))
    assert browser.post("/login/code/", data={"code": codes[0]}).status_code == 400


def test_what_is_stored_is_no_secret_and_no_code(client: Browser, bound: tuple[str, list[str]]) -> None:
    from app.accounts.models import RecoveryCode, SecondFactor
    from app.extensions import db

    secret, codes = bound
    with client.application.app_context():
        kept = db.session.scalars(select(SecondFactor.salt)).one()
        hashes = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert secret.lower() not in kept.lower()
    assert not {one.replace("-", "") for one in codes} & set(hashes)
    assert {len(one) for one in hashes} == {64}
    page = client.get(PAGE).text
    assert secret not in page.replace(" ", "")
    assert not any(one in page for one in codes)


def test_the_picture_is_an_svg_without_style_or_script_and_says_what_the_app_needs(client: Browser, fang: Any) -> None:
    enter(client)
    page = client.get(PAGE).text
    picture = page[page.index("<svg", page.index("二维码")) :]
    picture = picture[: picture.index("</svg>")]
    assert not re.search(r"style=|<style|<script|\son\w+=", picture)
    assert secret_in(page) == secret_in(client.get(PAGE).text)


def test_a_wrong_code_sets_nothing_up_and_offers_the_same_secret_again(client: Browser, fang: Any) -> None:
    enter(client)
    secret = secret_in(client.get(PAGE).text)
    answer = client.post(PAGE, data={"code": "123"})
    assert answer.status_code == 400
    assert secret_in(answer.text) == secret
    assert enter(Browser(client.application)).location == "/"


def test_new_recovery_codes_replace_the_old_ones_and_ask_for_a_code(
    client: Browser, bound: tuple[str, list[str]]
) -> None:
    secret, old = bound
    assert client.post(f"{PAGE}codes", data={"code": "000000"}).status_code == 400
    new = codes_in(client.post(f"{PAGE}codes", data={"code": code_of(secret)}).text)
    assert len(new) == 10
    browser = asked(Browser(client.application))
    assert browser.post("/login/code/", data={"code": old[0]}).status_code == 400
    assert browser.post("/login/code/", data={"code": new[0]}).status_code == 302


def test_where_it_is_optional_it_can_be_removed(client: Browser, bound: tuple[str, list[str]]) -> None:
    assert client.post(f"{PAGE}remove", data={"code": "000000"}).status_code == 400
    assert client.post(f"{PAGE}remove", data={"code": code_of(bound[0])}).status_code == 303
    assert enter(Browser(client.application)).location == "/"


def test_where_it_is_required_another_phone_is_set_up_before_anything_else(
    client: Browser, bound: tuple[str, list[str]], required: None
) -> None:
    assert "取消两步验证" not in client.get(PAGE).text
    assert client.post(f"{PAGE}remove", data={"code": code_of(bound[0])}).location == LOGIN
    assert not inside(client)
    assert enter(client).location == "/login/set-up/"


def test_whoever_must_have_one_and_has_none_is_led_to_it_before_anything_else(
    client: Browser, fang: Any, required: None
) -> None:
    answer = enter(client, query_string={"next": "/accounts/list/"})
    assert answer.location == "/login/set-up/?next=/accounts/list/"
    for page in ("/dashboard/", "/accounts/list/", PAGE, "/account/sessions/"):
        assert client.get(page).status_code == 302
    assert client.get("/api/v1/regions").status_code == 401
    secret = secret_in(client.get(answer.location).text)
    assert client.post(answer.location, data={"code": "000000"}).status_code == 400
    assert not inside(client)
    done = client.post(answer.location, data={"code": code_of(secret)})
    assert len(codes_in(done.text)) == 10
    assert 'href="/accounts/list/"' in done.text
    assert client.get("/accounts/list/").status_code == 200


def test_a_visitor_cannot_set_one_up(client: Browser, bound: tuple[str, list[str]]) -> None:
    browser = asked(Browser(client.application))
    for page in ("/login/set-up/", "/login/code/"):
        assert Browser(client.application).get(page).location.startswith(LOGIN)
    assert browser.post("/login/set-up/", data={"code": "1"}).location.startswith(LOGIN)


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)])
def test_the_roles_that_need_one(client: Browser, account_with: Callable[..., Any], role: Role) -> None:
    account_with(role, username="somebody", password=PASSWORD)
    wanted = "/login/set-up/" if role in NEEDING else "/"
    assert enter(client, name="somebody").location == wanted


@pytest.mark.usefixtures("required")
def test_on_demo_data_nobody_needs_one(client: Browser, fang: Any) -> None:
    client.application.config["DEMO_SIGN_IN"] = {"password": PASSWORD, "accounts": []}
    assert enter(client).location == "/"


def test_a_session_without_one_ends_when_it_becomes_required(
    client: Browser, fang: Any, flask_app: Any, settings: Any
) -> None:
    enter(client)
    assert inside(client)
    flask_app.config["ZHIPING"] = dataclasses.replace(settings, second_factor="required")
    assert not inside(client)


def test_a_key_of_somebody_who_needs_one_and_has_none_is_refused(
    client: Browser, account_with: Callable[..., Any], sign_in: Callable[..., Browser], flask_app: Any, settings: Any
) -> None:
    editor = account_with(Role.CATALOG_EDITOR)
    page = (
        sign_in(client, editor).post("/account/keys/", data={"name": "x", "scopes": "Region:list", "days": "30"}).text
    )
    token = re.search(r"zhiping_[\w-]+", page)
    assert token
    bearer = {"Authorization": f"Bearer {token[0]}"}
    caller = Browser(flask_app)
    assert caller.get("/api/v1/regions", headers=bearer).status_code == 200
    flask_app.config["ZHIPING"] = dataclasses.replace(settings, second_factor="required")
    assert caller.get("/api/v1/regions", headers=bearer).status_code == 401


# -- lost


def test_the_security_administrator_resets_a_lost_one_which_ends_sessions_and_is_logged(
    client: Browser, bound: tuple[str, list[str]], fang: Any, account_with: Callable[..., Any]
) -> None:
    from app.access.enums import AccessKind
    from app.access.models import AccessRecord
    from app.access.scoping import act_as
    from app.core.actor import Actor
    from app.extensions import db

    account_with(Role.SECURITY_ADMINISTRATOR, username="keeper", password=PASSWORD, name="安管员")
    keeper = Browser(client.application)
    enter(keeper, name="keeper")
    assert keeper.post(f"/accounts/{fang.id}/reset-factor").status_code == 303
    assert not inside(client)
    assert enter(Browser(client.application)).location == "/"
    assert keeper.post(f"/accounts/{fang.id}/reset-factor").status_code == 400
    with client.application.app_context():
        act_as(db.session, Actor.system("tests"))
        row = db.session.scalars(select(AccessRecord).where(AccessRecord.kind == AccessKind.FACTOR_RESET)).one()
        assert (row.account_name, row.subject, row.about_account_id) == ("安管员", "王芳", fang.id)


def test_nobody_resets_their_own(client: Browser, bound: tuple[str, list[str]], fang: Any) -> None:
    answer = client.post(f"/accounts/{fang.id}/reset-factor")
    assert answer.status_code == 400
    assert "不能重置自己的两步验证" in answer.text


# -- programs


def test_a_program_sends_the_code_with_the_password(client: Browser, bound: tuple[str, list[str]]) -> None:
    caller, given = Browser(client.application), {"username": "fang", "password": PASSWORD}
    lacking = caller.post(API, json=given)
    assert (lacking.status_code, "access_token" in lacking.text) == (401, False)
    wrong = caller.post(API, json={**given, "code": "000000"})
    assert (wrong.status_code, "access_token" in wrong.text) == (401, False)
    code = code_of(bound[0])
    assert caller.post(API, json={**given, "code": code}).status_code == 200
    assert caller.post(API, json={**given, "code": code}).status_code == 401


def test_wrong_codes_of_a_program_lock_the_account(client: Browser, bound: tuple[str, list[str]]) -> None:
    caller = Browser(client.application)
    given = {"username": "fang", "password": PASSWORD, "code": "000000"}
    assert [caller.post(API, json=given).status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_program_of_somebody_who_needs_one_and_has_none_is_sent_to_the_browser(
    client: Browser, fang: Any, required: None
) -> None:
    answer = client.post(API, json={"username": "fang", "password": PASSWORD})
    assert answer.status_code == 403
    assert "access_token" not in answer.text


# -- which names exist, and who has a second factor


def test_without_the_password_nobody_learns_who_has_one(
    client: Browser, bound: tuple[str, list[str]], account_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts import security

    checked: list[str] = []

    def check(kept: str, _password: str) -> bool:
        checked.append(kept)
        return False

    account_with(Role.EXPERT, username="plain", password=PASSWORD)
    monkeypatch.setattr(security, "check_password_hash", check)
    names = ("fang", "plain", "nobody")
    pages = [enter(Browser(client.application), "wrong", name) for name in names]
    assert {answer.status_code for answer in pages} == {400}
    assert len({alert(answer) for answer in pages}) == 1
    codes = [
        client.post(API, json={"username": name, "password": "wrong", "code": "123456"}, headers={"Cookie": ""})
        for name in names
    ]
    assert {answer.status_code for answer in codes} == {401}
    assert len({answer.json["detail"] for answer in codes}) == 1
    assert len(checked) == 2 * len(names)
