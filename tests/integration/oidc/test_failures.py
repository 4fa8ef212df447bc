"""Whatever goes wrong between us and a provider is told in plain words with its status, and makes nothing."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import requests

from app.accounts.oidc import protocol
from tests.helpers import Browser
from tests.integration.oidc.conftest import (
    CALLBACK,
    KEY,
    LABEL,
    PERSON,
    Kept,
    come,
    leave,
    settings_of,
    through,
    told,
    use,
)
from tests.integration.oidc.own_provider import AUTHORIZE, KEYS, METADATA, TOKEN, USERINFO, OwnProvider, new_key

UNVERIFIED = f"“{LABEL}”返回的信息未能通过核验，未作任何处理。"
UNREACHABLE = f"暂时无法连接“{LABEL}”，未作任何处理。"
NOT_OURS = "这次登录不是从本浏览器发起的，或已经用过。"
# Whatever is not the protocol's business is not asked of both databases.
ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def refused(answer: Any, status: int, words: str, kept: Kept) -> None:
    assert answer.status_code == status, answer.text
    assert words in told(answer)
    assert "返回登录页" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert kept.nothing()


def with_args(path: str, **changes: str | None) -> str:
    """The address with some of its arguments changed, None: without."""
    place, _, query = path.partition("?")
    args = {**dict(parse_qsl(query)), **changes}
    return f"{place}?{urlencode({name: value for name, value in args.items() if value is not None})}"


def test_a_person_comes_in_through_a_strict_provider(client: Browser, provider: OwnProvider, kept: Kept) -> None:
    assert come(client).location == "/"
    assert not kept.nothing()
    assert provider.asked == [METADATA, AUTHORIZE, TOKEN, KEYS]


# -- the browser's side


@ON_ONE
@pytest.mark.parametrize("state", [None, "", "tampered"])
def test_a_state_that_is_not_ours_is_refused(
    client: Browser, provider: OwnProvider, kept: Kept, state: str | None
) -> None:
    back = through(leave(client))
    refused(client.get(with_args(back, state=state)), 400, NOT_OURS, kept)
    assert TOKEN not in provider.asked


@ON_ONE
def test_another_browser_cannot_use_the_way_back(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    back = through(leave(client))
    refused(Browser(flask_app).get(back), 400, NOT_OURS, kept)
    other = Browser(flask_app)
    leave(other)
    refused(other.get(back), 400, NOT_OURS, kept)


@ON_ONE
def test_the_way_back_is_good_once(flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept) -> None:
    back = through(leave(client))
    copied = Browser(flask_app)
    copied.set_cookie("session", client.get_cookie("session").value)
    assert client.get(back).location == "/"
    again = client.get(back)
    assert (again.status_code, NOT_OURS in told(again)) == (400, True)
    # A cookie of before knows the state; the provider knows that the code was used.
    replayed = copied.get(back)
    assert (replayed.status_code, f"这次“{LABEL}”登录已用过或已超时。" in told(replayed)) == (400, True)
    assert copied.get("/profile/").status_code == 302


@ON_ONE
@pytest.mark.parametrize(("came", "good"), [("09:10:00", True), ("09:10:01", False)])
def test_the_way_there_and_back_takes_ten_minutes_at_most(
    client: Browser, provider: OwnProvider, kept: Kept, clock_at: Callable[[str], None], came: str, good: bool
) -> None:
    clock_at("2026-11-20 09:00:00")
    back = through(leave(client))
    clock_at(f"2026-11-20 {came}")
    answer = client.get(back)
    if good:
        assert answer.location == "/"
    else:
        refused(answer, 400, "登录用时超过十分钟，已失效。", kept)


@ON_ONE
def test_three_tabs_may_be_under_way_and_the_oldest_of_four_is_forgotten(
    client: Browser, provider: OwnProvider, kept: Kept, clock_at: Callable[[str], None]
) -> None:
    ways = []
    for second in range(4):
        clock_at(f"2026-11-20 09:00:0{second}")
        ways.append(through(leave(client)))
    refused(client.get(ways[0]), 400, NOT_OURS, kept)
    assert client.get(ways[1]).location == "/"


@ON_ONE
def test_the_way_back_of_one_provider_is_not_that_of_another(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    ours = settings_of(provider.issuer)
    use(flask_app, ours, dataclasses.replace(ours, key="other"))
    back = through(leave(client))
    refused(client.get(back.replace(f"/{KEY}/", "/other/")), 400, NOT_OURS, kept)


@ON_ONE
def test_only_a_form_of_ours_with_its_token_begins_a_sign_in(
    csrf_on: None, client: Browser, provider: OwnProvider
) -> None:
    assert client.post(f"/oidc/{KEY}/start").status_code == 400
    assert client.get(f"/oidc/{KEY}/start").status_code == 405
    assert client.post(f"/oidc/{KEY}/start", data={"csrf_token": client.token("/login/")}).status_code == 200
    assert client.get("/oidc/unknown/callback").status_code == 404


# -- the provider's answers


@ON_ONE
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        ("access_denied", 400, f"您在“{LABEL}”取消了登录。"),
        ("server_error", 502, UNVERIFIED),
        ("<script>", 502, UNVERIFIED),
    ],
)
def test_errors_of_the_provider_are_told(
    client: Browser, provider: OwnProvider, kept: Kept, error: str, status: int, words: str
) -> None:
    back = with_args(through(leave(client)), code=None, error=error, error_description="<script>alert(1)</script>")
    answer = client.get(back)
    refused(answer, status, words, kept)
    assert "<script>" not in answer.text


@ON_ONE
@pytest.mark.parametrize("code", [None, ""])
def test_a_way_back_without_a_code_is_refused(
    client: Browser, provider: OwnProvider, kept: Kept, code: str | None
) -> None:
    refused(client.get(with_args(through(leave(client)), code=code)), 502, UNVERIFIED, kept)


@ON_ONE
def test_a_code_that_the_provider_does_not_know_is_refused(client: Browser, provider: OwnProvider, kept: Kept) -> None:
    back = with_args(through(leave(client)), code="another")
    refused(client.get(back), 400, f"这次“{LABEL}”登录已用过或已超时。", kept)


@ON_ONE
def test_a_code_of_another_way_does_not_fit_the_proof_key(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    """A stolen code is worth nothing in the thief's own browser (PKCE)."""
    stolen = dict(parse_qsl(through(leave(client)).partition("?")[2]))["code"]
    thief = Browser(flask_app)
    back = with_args(through(leave(thief)), code=stolen)
    refused(thief.get(back), 400, f"这次“{LABEL}”登录已用过或已超时。", kept)


@ON_ONE
def test_an_answer_in_another_issuers_name_is_refused(client: Browser, provider: OwnProvider, kept: Kept) -> None:
    back = through(leave(client))
    refused(client.get(with_args(back, iss="https://other.example")), 502, UNVERIFIED, kept)
    assert client.get(with_args(through(leave(client)), iss=provider.issuer)).location == "/"


def _set(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content.update(changes)


def _drop(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda content: content.pop(name)


@ON_ONE
@pytest.mark.parametrize(
    "change",
    [
        _set(nonce="another"),
        _drop("nonce"),
        _set(iss="https://other.example"),
        _drop("iss"),
        _set(aud="another client"),
        _set(aud=["another client"]),
        _set(aud=["zhiping", "another client"], azp="another client"),
        _drop("aud"),
        _set(exp=1),
        _drop("exp"),
        _set(exp="soon"),
        _set(iat=4_000_000_000),
        _set(nbf=4_000_000_000),
        _drop("sub"),
        lambda claims: claims.update(exp=int(time.time()) - protocol.SECONDS_OF_LEEWAY - 5),
    ],
    ids=lambda change: "",
)
def test_a_token_that_is_not_for_us_here_and_now_is_refused(
    client: Browser, provider: OwnProvider, kept: Kept, change: Any
) -> None:
    provider.change_token = change
    refused(come(client), 502, UNVERIFIED, kept)


@ON_ONE
@pytest.mark.parametrize("algorithm", ["none", "HS256"])
@pytest.mark.parametrize("offered", [["RS256"], ["RS256", "none", "HS256"], None])
def test_a_token_that_anybody_could_have_signed_is_refused(
    client: Browser, provider: OwnProvider, kept: Kept, algorithm: str, offered: list[str] | None
) -> None:
    provider.change_metadata = _set(id_token_signing_alg_values_supported=offered)
    provider.algorithm = algorithm
    refused(come(client), 502, UNVERIFIED, kept)


@ON_ONE
def test_a_token_under_a_key_that_is_not_published_is_refused(
    client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    provider.published, provider.key = [provider.key], new_key("second")
    refused(come(client), 502, UNVERIFIED, kept)
    provider.key = new_key("first")
    refused(come(client), 502, UNVERIFIED, kept)


@ON_ONE
@pytest.mark.parametrize("kid", ["second", "first"])
def test_rotated_keys_are_read_anew_and_others_kept(
    flask_app: Any, client: Browser, provider: OwnProvider, kid: str
) -> None:
    """Under a new name, and by a careless provider under the old one."""
    assert come(client).location == "/"
    assert come(Browser(flask_app)).location == "/"
    assert provider.asked.count(KEYS) == 1
    provider.key = new_key(kid)
    assert come(Browser(flask_app)).location == "/"
    assert provider.asked.count(KEYS) == 2
    assert provider.asked.count(METADATA) == 1


@ON_ONE
@pytest.mark.parametrize(
    "change",
    [
        _drop("id_token"),
        _set(id_token="no token"),
        _set(id_token=7),
        _set(id_token="a.b.c"),
        lambda answer: answer.clear(),
    ],
    ids=["none", "text", "number", "parts", "nothing"],
)
def test_an_answer_without_a_token_is_refused(client: Browser, provider: OwnProvider, kept: Kept, change: Any) -> None:
    provider.change_answer = change
    refused(come(client), 502, UNVERIFIED, kept)


@ON_ONE
def test_a_wrong_secret_of_ours_is_refused_and_logged(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    use(flask_app, settings_of(provider.issuer, client_secret="mistyped"))
    refused(come(client), 502, UNVERIFIED, kept)
    assert "invalid_client" in caplog.text
    assert "mistyped" not in caplog.text


# -- what else the provider tells


@ON_ONE
def test_what_the_token_leaves_out_is_asked_of_the_provider(client: Browser, provider: OwnProvider, kept: Kept) -> None:
    provider.claims = {}
    provider.told_by_userinfo = {"sub": provider.subject, **PERSON}
    assert come(client).location == "/"
    assert USERINFO in provider.asked


@ON_ONE
@pytest.mark.parametrize("told_of", [{"sub": "somebody else", **PERSON}, dict(PERSON), ["no", "claims"]])
def test_what_is_told_of_somebody_else_is_not_believed(
    client: Browser, provider: OwnProvider, kept: Kept, told_of: Any
) -> None:
    provider.claims = {}
    provider.told_by_userinfo = told_of
    refused(come(client), 502, UNVERIFIED, kept)


# -- a provider that is away


@ON_ONE
@pytest.mark.parametrize("status", [404, 500, 503])
@pytest.mark.parametrize("at", [METADATA, TOKEN, KEYS])
def test_a_provider_that_fails_is_told_and_tried_again(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept, at: str, status: int
) -> None:
    provider.fails = {at: status}
    started = client.post(f"/oidc/{KEY}/start")
    if at != METADATA:
        started = client.get(through(leave(client)))
    wanted = (502, UNVERIFIED) if (at, status) == (TOKEN, 404) else (503, UNREACHABLE)
    refused(started, *wanted, kept)
    provider.fails = {}
    assert come(Browser(flask_app)).location == "/"


@ON_ONE
@pytest.mark.parametrize("at", [METADATA, TOKEN, KEYS])
def test_nobody_waits_for_a_provider_that_is_too_slow(
    client: Browser, provider: OwnProvider, kept: Kept, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert protocol.SECONDS_TO_ANSWER == 5
    monkeypatch.setattr(protocol, "SECONDS_TO_ANSWER", 0.3)
    provider.waits = {at: 60}
    if at == METADATA:
        refused(client.post(f"/oidc/{KEY}/start"), 503, UNREACHABLE, kept)
    else:
        refused(come(client), 503, UNREACHABLE, kept)


@ON_ONE
def test_a_provider_that_does_not_answer_at_all_is_told(flask_app: Any, client: Browser, kept: Kept) -> None:
    use(flask_app, settings_of("http://127.0.0.1:9"))
    refused(client.post(f"/oidc/{KEY}/start"), 503, UNREACHABLE, kept)
    assert client.get("/login/").status_code == 200


@ON_ONE
@pytest.mark.parametrize(
    "change",
    [
        _set(issuer="https://other.example"),
        _drop("issuer"),
        _drop("token_endpoint"),
        _set(token_endpoint="http://other.example/token"),
        _set(authorization_endpoint="javascript:alert(1)"),
        _set(id_token_signing_alg_values_supported=["none", "HS256"]),
    ],
    ids=["issuer", "no issuer", "no endpoint", "plain http", "script", "no signature"],
)
def test_a_document_that_is_not_the_providers_is_not_believed(
    client: Browser, provider: OwnProvider, kept: Kept, change: Any
) -> None:
    provider.change_metadata = change
    refused(client.post(f"/oidc/{KEY}/start"), 502, UNVERIFIED, kept)


@ON_ONE
def test_the_document_is_read_again_after_an_hour(
    flask_app: Any, client: Browser, provider: OwnProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(client)
    monkeypatch.setattr(protocol, "KEPT_SECONDS", -1)
    leave(client)
    assert provider.asked.count(METADATA) == 2


@ON_ONE
def test_the_page_on_the_way_names_the_provider_and_sends_state_nonce_and_proof_key(
    client: Browser, provider: OwnProvider
) -> None:
    answer = client.post(f"/oidc/{KEY}/start")
    assert f"正在前往{LABEL}" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    asked = dict(parse_qsl(leave(client).partition("?")[2]))
    assert asked["redirect_uri"] == f"http://localhost{CALLBACK}"
    assert (asked["response_type"], asked["scope"], asked["code_challenge_method"]) == (
        "code",
        "openid profile",
        "S256",
    )
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    assert requests.get(leave(client), allow_redirects=False, timeout=10).status_code == 302
