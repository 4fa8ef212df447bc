"""Who calls: tokens, keys, session cookies, nobody; what ends them, and what they reach."""

from __future__ import annotations

import datetime as dt

import jwt
import pytest
from flask_appbuilder.security.sqla.models import ApiKey
from flask_jwt_extended import create_access_token, decode_token
from sqlalchemy import select

from app.accounts.rules import MARK
from app.core import clock
from app.extensions import db
from tests.contract.conftest import PASSWORD, Program
from tests.helpers import office_moment

AT = "2023-03-13 10:00"
QUEUE = "/api/v1/audits"
LOGIN = "/api/v1/security/login"


@pytest.fixture
def with_key(flask_app, as_, world):
    """`with_key("hrss", "Application:list", …)`: a caller with a key made on the screen."""

    def made(name, *scopes, at=AT, days="90"):
        form = {"name": "program", "scopes": [*scopes], "days": days}
        page = as_(name, at).post("/account/keys/", data=form)
        assert page.status_code == 200, page.get_data(as_text=True)
        text = page.get_data(as_text=True)
        start = text.index(MARK)
        caller = Program(flask_app, use_cookies=False)
        caller.token_ = text[start : text.index("<", start)]
        return caller

    return made


def test_an_access_token_acts_for_its_account_and_row_scope_applies(program, place):
    hrss, employer = program("hrss"), program("employer")
    assert [row["applicant"] for row in hrss.get(QUEUE).json["items"]] == ["丁待区审", "庚待公布"]
    assert [row["applicant"] for row in employer.get(QUEUE).json["items"]] == ["甲待审"]
    assert employer.get(f"{QUEUE}/{place['neighbour']}").status_code == 404
    assert hrss.get(f"{QUEUE}/{place['audit']}").status_code == 404


def test_a_wrong_password_is_401_and_five_in_a_row_lock_the_account(program, world, with_password):
    caller = program("hrss")
    caller.token_ = ""
    username = world.account("hrss").username
    wrong = {"username": username, "password": "wrong"}
    for _ in range(5):
        answer = caller.post(LOGIN, json=wrong)
        assert (answer.status_code, answer.json["detail"]) == (401, "用户名或密码不正确。")
    right = caller.post(LOGIN, json={"username": username, "password": PASSWORD})
    assert right.status_code == 429
    assert "10:15" in right.json["detail"]
    with clock.frozen(office_moment("2023-03-13 10:16")):
        assert caller.post(LOGIN, json={"username": username, "password": PASSWORD}).status_code == 200


def test_a_refresh_token_gives_a_new_access_token_and_nothing_else(program, world, with_password):
    caller = program("hrss")
    username = world.account("hrss").username
    answer = caller.post(LOGIN, json={"username": username, "password": PASSWORD, "provider": "db", "refresh": True})
    access, refresh = answer.json["access_token"], answer.json["refresh_token"]
    caller.token_ = refresh
    assert caller.get(QUEUE).status_code == 401
    caller.token_ = ""
    assert caller.post("/api/v1/security/refresh", json={"refresh_token": access}).status_code == 401
    renewed = caller.post("/api/v1/security/refresh", json={"refresh_token": refresh})
    assert set(renewed.json) == {"access_token"}
    caller.token_ = renewed.json["access_token"]
    assert caller.get(QUEUE).status_code == 200


def test_signing_out_everywhere_ends_access_and_refresh_tokens_and_signing_out_here_does_not(program, world, as_):
    caller = program("hrss")
    username = world.account("hrss").username
    refresh = caller.post(LOGIN, json={"username": username, "password": PASSWORD, "refresh": True}).json[
        "refresh_token"
    ]
    assert caller.get(QUEUE).status_code == 200
    as_("hrss", AT).post("/logout/")
    assert caller.get(QUEUE).status_code == 200
    as_("hrss", AT).post("/account/sessions/end-all")
    ended = caller.get(QUEUE)
    assert ended.status_code == 401
    assert ended.headers["WWW-Authenticate"].startswith("Bearer")
    caller.token_ = ""
    assert caller.post("/api/v1/security/refresh", json={"refresh_token": refresh}).status_code == 401


def test_a_token_that_expired_or_was_made_elsewhere_is_refused(flask_app, program, world):
    caller = program("hrss")
    account = world.account("hrss")
    with flask_app.app_context():
        claims = decode_token(caller.token_)
        stale = create_access_token(f"{account.get_id()}.1", expires_delta=dt.timedelta(seconds=-1))
    assert claims["exp"] - claims["iat"] == 30 * 60
    forged = jwt.encode(claims, "another key that is long enough for HS256", algorithm="HS256")
    unsigned = jwt.encode(claims, "", algorithm="none")
    for token in (stale, forged, unsigned):
        caller.token_ = token
        assert caller.get(QUEUE).status_code == 401


def test_an_account_out_of_use_is_refused_with_its_token(program, world):
    from app.access.models import Account

    caller = program("hrss")
    with world.reading():
        db.session.scalars(select(Account).where(Account.id == world.accounts["hrss"])).one().active = False
        db.session.commit()
    assert caller.get(QUEUE).status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x.y.z", "Bearer zhiping_guessed", "Basic YTpi", "é"])
def test_a_bad_header_is_401_even_on_open_resources_and_beside_a_good_cookie(as_, header):
    browser = as_("hrss", AT)
    assert browser.get(QUEUE).status_code == 200
    for path in (QUEUE, "/api/v1/plans"):
        answer = browser.get(path, headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"


def test_a_token_opens_no_page_for_people(program):
    caller = program("hrss")
    answer = caller.get("/audits/")
    assert answer.status_code == 302
    assert "/login/" in answer.location


def test_a_session_cookie_reads_but_writes_only_with_the_csrf_token(as_, csrf_on, place, world):
    browser = as_("hrss", AT)
    assert browser.get(QUEUE).status_code == 200
    body = {"decision": "REJECT", "version": world.version(place["hrss"]), "reason": "不符合条件。"}
    path = f"{QUEUE}/{place['hrss']}/decisions"
    refused = browser.post(path, json=body)
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    assert "X-CSRFToken" in refused.json["detail"]
    token = browser.token(f"/audits/{place['hrss']}")
    assert browser.post(path, json=body, headers={"X-CSRFToken": token}).status_code == 201


def test_no_blueprint_of_the_api_is_exempt_from_csrf(csrf_on):
    from app.extensions import csrf

    assert csrf._exempt_blueprints == set()


def test_token_key_and_nobody_need_no_csrf_token(program, with_key, csrf_off_then_on, place, world):
    key = with_key("hrss", "Application:audit")
    csrf_off_then_on()
    body = {"decision": "REJECT", "version": world.version(place["hrss"]), "reason": "不符合条件。"}
    assert key.post(f"{QUEUE}/{place['hrss']}/decisions", json=body).status_code == 201
    token = program("employer")
    body = {"decision": "REJECT", "version": world.version(place["audit"]), "reason": "不符合条件。"}
    assert token.post(f"{QUEUE}/{place['audit']}/decisions", json=body).status_code == 201


@pytest.fixture
def csrf_off_then_on(flask_app):
    """Call it once the screens were used: from then on CSRF tokens are asked for."""

    def turn() -> None:
        flask_app.config["WTF_CSRF_ENABLED"] = True

    return turn


def test_a_key_is_good_for_its_scopes_alone(with_key, place, world):
    caller = with_key("hrss", "Application:list")
    assert caller.get(QUEUE).status_code == 200
    assert caller.get(f"{QUEUE}/{place['hrss']}").status_code == 403
    body = {"decision": "REJECT", "version": world.version(place["hrss"]), "reason": "不符合条件。"}
    assert caller.post(f"{QUEUE}/{place['hrss']}/decisions", json=body).status_code == 403
    assert world.version(place["hrss"]) == body["version"]
    assert caller.get("/api/v1/plans").status_code == 200


def test_a_key_never_does_more_than_its_account_may(with_key, world):
    caller = with_key("hrss", "Application:list")
    with world.reading():
        key = db.session.scalars(select(ApiKey)).one()
        key.scopes = "Application:list Region:list"
        db.session.commit()
    assert caller.get("/api/v1/regions").status_code == 403


def test_scopes_beyond_ones_roles_cannot_be_chosen(as_, world):
    page = as_("hrss", AT).post("/account/keys/", data={"name": "a", "scopes": ["Region:list"], "days": "90"})
    assert page.status_code == 400
    assert "请至少选择一项所列权限" in page.get_data(as_text=True)
    with world.reading():
        assert db.session.scalars(select(ApiKey)).all() == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name": "", "scopes": ["Application:list"], "days": "90"}, "请填写此项"),
        ({"name": "a" * 61, "scopes": ["Application:list"], "days": "90"}, "61"),
        ({"name": "a", "days": "90"}, "请至少选择一项所列权限"),
        ({"name": "a", "scopes": ["Application:list"], "days": "91"}, "请选择密钥的有效期"),
        ({"name": "a", "scopes": ["Application:list"], "days": "x"}, "请选择密钥的有效期"),
    ],
)
def test_what_is_wrong_with_a_new_key_is_told_at_its_field(as_, form, told):
    page = as_("hrss", AT).post("/account/keys/", data=form)
    assert page.status_code == 400
    assert told in page.get_data(as_text=True)


def test_a_key_is_shown_once_and_kept_as_a_hash(with_key, as_, world):
    caller = with_key("hrss", "Application:list")
    page = as_("hrss", AT).get("/account/keys/").get_data(as_text=True)
    assert caller.token_ not in page
    assert f"{caller.token_[:14]}…" in page
    with world.reading():
        key = db.session.scalars(select(ApiKey)).one()
        kept = " ".join(str(getattr(key, column.key)) for column in ApiKey.__mapper__.column_attrs)
    assert caller.token_ not in kept
    assert len(caller.token_) == len(MARK) + 43


def test_a_revoked_key_is_refused_at_once_and_others_cannot_revoke_it(with_key, as_, world):
    caller = with_key("hrss", "Application:list")
    with world.reading():
        uuid = db.session.scalars(select(ApiKey.uuid)).one()
    assert as_("employer", AT).post(f"/account/keys/{uuid}/revoke").status_code == 404
    assert caller.get(QUEUE).status_code == 200
    assert as_("hrss", AT).post(f"/account/keys/{uuid}/revoke").status_code == 303
    assert caller.get(QUEUE).status_code == 401
    assert "已于2023年3月13日撤销" in as_("hrss", AT).get("/account/keys/").get_data(as_text=True)


@pytest.mark.parametrize(("moment", "status"), [("2023-06-11 09:59", 200), ("2023-06-11 10:00", 401)])
def test_a_key_ends_after_its_days(with_key, clock_at, moment, status):
    caller = with_key("hrss", "Application:list", days="90")
    clock_at(moment)
    assert caller.get(QUEUE).status_code == status


def test_the_use_of_a_key_is_noted_once_an_hour(with_key, clock_at, world):
    def noted():
        with world.reading():
            return db.session.scalars(select(ApiKey.last_used_on)).one()

    caller = with_key("hrss", "Application:list")
    assert noted() is None
    caller.get(QUEUE)
    first = noted()
    clock_at("2023-03-13 10:59")
    caller.get(QUEUE)
    assert noted() == first
    clock_at("2023-03-13 11:00")
    caller.get(QUEUE)
    assert noted() - first == dt.timedelta(hours=1)


def test_at_most_twenty_keys_are_in_use(with_key, as_):
    for _ in range(20):
        with_key("hrss", "Application:list")
    form = {"name": "a", "scopes": ["Application:list"], "days": "90"}
    page = as_("hrss", AT).post("/account/keys/", data=form)
    assert page.status_code == 400
    assert "已有 20 个密钥在用" in page.get_data(as_text=True)


@pytest.mark.parametrize(("accept", "spoken"), [("en", "en"), ("zh", "zh"), ("", "zh")])
def test_a_token_says_with_each_call_which_language_its_program_reads(program, world, as_, accept, spoken):
    """Whatever the account reads on its screens; a program that says nothing gets the account's language."""
    remembered = "zh" if accept != "zh" else "en"
    assert as_("hrss", AT).post("/language", data={"language": remembered}).status_code == 303
    answer = program("hrss").get(f"{QUEUE}?page_size=0", headers={"Accept-Language": accept} if accept else {})
    assert answer.headers["Content-Language"] == spoken
