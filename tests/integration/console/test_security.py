"""Cookies, tokens, headers, sign-in and sign-out."""

import html
import re

import pytest

from app.core.actor import Role
from tests.helpers import Browser

PASSWORD = "Correct-Horse-9"


@pytest.fixture
def account(account_with):
    return account_with(Role.CATALOG_EDITOR, username="fang", password=PASSWORD)


def enter(browser, password=PASSWORD, next_page=""):
    return browser.post(
        "/login/",
        query_string={"next": next_page} if next_page else {},
        data={"username": "fang", "password": password},
    )


def cookie_of(answer):
    (found,) = [value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("session=")]
    return found


# -- tokens


def test_every_post_without_a_token_is_refused_and_changes_nothing(editor, csrf_on, regions, read):
    from app.catalog.models import Region

    pages = {
        f"/trial/regions/delete/{regions[3]}": {},
        "/trial/regions/add": {"code": "1", "name": "x", "level": "CITY"},
        f"/trial/regions/edit/{regions[1]}": {"code": "330100", "name": "x", "level": "CITY"},
        "/trial/hand/press": {},
        "/logout/": {},
        "/login/": {"username": "a", "password": "b"},
    }
    for page, data in pages.items():
        answer = editor.post(page, data=data)
        assert answer.status_code == 400, page
        assert "页面停留过久，请刷新后重试。" in answer.get_data(as_text=True)
    assert [row.name for row in read(Region)] == ["浙江省", "杭州市", "金华市", "台州市"]
    assert editor.get("/trial/hand/open").status_code == 200


def test_a_post_with_another_sessions_token_is_refused(flask_app, csrf_on, account, sign_in, regions):
    mine, other = sign_in(Browser(flask_app), account), Browser(flask_app)
    token = other.token("/login/")
    answer = mine.post(f"/trial/regions/delete/{regions[3]}", data={"csrf_token": token})
    assert answer.status_code == 400


def test_a_form_posted_with_its_own_token_is_saved(editor, csrf_on, read):
    from app.catalog.models import Region

    token = editor.token("/trial/regions/add")
    data = {"code": "330600", "name": "绍兴市", "level": "CITY", "csrf_token": token}
    assert editor.post("/trial/regions/add", data=data).status_code == 303
    assert [row.name for row in read(Region)] == ["绍兴市"]


def test_deleting_from_the_records_page_carries_a_token(editor, csrf_on, regions, read):
    from app.catalog.models import Region

    page = editor.get(f"/trial/regions/show/{regions[3]}").get_data(as_text=True)
    form = re.search(rf'<form[^>]*action="/trial/regions/delete/{regions[3]}".*?</form>', page, re.DOTALL)[0]
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    assert editor.post(f"/trial/regions/delete/{regions[3]}", data={"csrf_token": token}).status_code == 303
    assert len(read(Region)) == 3


# -- sign-in


def test_signing_in_leads_to_the_page_that_was_asked_for(client, account):
    answer = enter(client, next_page="/trial/regions/list/?a=1")
    assert answer.status_code == 302
    assert answer.location == "/trial/regions/list/?a=1"
    assert client.get("/trial/regions/list/").status_code == 200


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "///elsewhere.example"])
def test_signing_in_never_leads_elsewhere(client, account, wanted):
    assert enter(client, next_page=wanted).location == "/"


def test_a_wrong_password_is_told_without_saying_which_of_the_two_is_wrong(client, account):
    wrong = enter(client, "nonsense")
    unknown = client.post("/login/", data={"username": "nobody", "password": "nonsense"})
    assert wrong.status_code == unknown.status_code == 400
    alert = re.compile(r'class="alert danger".*?</div>', re.DOTALL)
    assert alert.search(wrong.text)[0] == alert.search(unknown.text)[0]


@pytest.mark.parametrize(("failures", "status"), [(4, 302), (5, 429), (6, 429)])
def test_the_fifth_failure_locks_the_account_even_for_the_right_password(client, account, clock_at, failures, status):
    clock_at("2023-09-01 09:00")
    for _ in range(failures):
        enter(client, "nonsense")
    answer = enter(client)
    assert answer.status_code == status
    if status == 429:
        assert "09:15" in html.unescape(answer.get_data(as_text=True))


@pytest.mark.parametrize(("moment", "status"), [("2023-09-01 09:14", 429), ("2023-09-01 09:16", 302)])
def test_a_locked_account_opens_after_a_quarter_of_an_hour(client, account, clock_at, moment, status):
    clock_at("2023-09-01 09:00")
    for _ in range(5):
        enter(client, "nonsense")
    clock_at(moment)
    assert enter(client).status_code == status


def test_failures_before_a_success_are_forgotten(client, flask_app, account):
    for _ in range(4):
        enter(client, "nonsense")
    assert enter(client).status_code == 302
    other = Browser(flask_app)
    for _ in range(4):
        enter(other, "nonsense")
    assert enter(other).status_code == 302


# -- the session cookie


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client, account):
    flags = {part.strip() for part in cookie_of(enter(client)).split(";")[1:]}
    assert flags == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_the_session_cookie_travels_encrypted_alone_where_the_setting_says_so(settings, account):
    import dataclasses

    from app import create_app

    flask_app = create_app(dataclasses.replace(settings, secure_cookies=True))
    flask_app.config["WTF_CSRF_ENABLED"] = False
    answer = enter(Browser(flask_app))
    assert "; Secure" in cookie_of(answer)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_copied_cookie_is_worthless_after_sign_out(flask_app, client, account):
    enter(client)
    stolen = Browser(flask_app)
    stolen.set_cookie("session", client.get_cookie("session").value)
    assert stolen.get("/trial/regions/list/").status_code == 200
    assert client.post("/logout/").status_code == 302
    assert client.get("/trial/regions/list/").status_code == 302
    assert stolen.get("/trial/regions/list/").status_code == 302


def test_signing_out_needs_a_post(client, account):
    enter(client)
    assert client.get("/logout/").status_code == 405
    assert client.get("/trial/regions/list/").status_code == 200


def test_the_cookie_of_an_account_that_was_switched_off_is_worthless(flask_app, client, account):
    from app.access.models import Account
    from app.extensions import db

    enter(client)
    with flask_app.app_context():
        db.session.get(Account, account.id).active = False
        db.session.commit()
    assert client.get("/trial/regions/list/").status_code == 302


@pytest.mark.parametrize("identity", ["abc", "1.", "1.abc", "99999.1", "٣.1", "", "1.2.3", "9" * 30 + ".1"])
def test_a_cookie_with_a_strange_identity_is_a_visitors(client, account, identity):
    with client.session_transaction() as cookie:
        cookie["_user_id"] = identity
    assert client.get("/trial/regions/list/").status_code == 302


def test_the_cookie_does_not_grow_with_the_pages_a_person_sees(client, account, regions):
    enter(client)
    sizes = []
    for _ in range(2):
        for number in range(8):
            client.get(f"/trial/regions/list/?_flt_0_name={'x' * number}")
        sizes.append(len(client.get_cookie("session").value))
    assert sizes[0] == sizes[1] < 1000


def test_reading_the_home_page_sets_no_cookie_beyond_the_token(client):
    with client:
        client.get("/")
        with client.session_transaction() as cookie:
            assert set(cookie) <= {"csrf_token", "_fresh"}


# -- headers


def test_every_answer_forbids_foreign_and_inline_code_and_framing(client, editor):
    for page in ("/", "/login/", "/nowhere", "/trial/regions/list/", "/assets/zhiping.css"):
        headers = client.get(page).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["img-src"] == "'self' data: blob:"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers


def test_what_a_signed_in_person_sees_is_not_stored_and_assets_may_be(editor, client):
    assert editor.get("/trial/regions/list/").headers["Cache-Control"] == "no-store"
    assert "no-store" not in editor.get("/assets/zhiping.css").headers.get("Cache-Control", "")


def test_no_page_of_the_console_has_inline_script_or_style(editor, regions):
    for page in ("list/", "add", f"show/{regions[1]}", f"edit/{regions[1]}"):
        text = editor.get(f"/trial/regions/{page}").get_data(as_text=True)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)
        assert not re.search(r'(src|href)="https?:', text)
