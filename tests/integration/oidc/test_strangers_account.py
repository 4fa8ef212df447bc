"""Somebody else may have opened an account with a person's number before that person comes from a provider."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest

from app.access.models import AccessRecord, Account
from app.accounts.models import RecoveryCode, SecondFactor
from app.accounts.oidc.models import ExternalIdentity
from app.applicants.models import Applicant
from app.core.actor import Role
from app.messages.models import OutboxMessage
from tests.helpers import Browser
from tests.integration.oidc.conftest import LABEL, NUMBER, PERSON, Kept, come
from tests.integration.oidc.own_provider import OwnProvider

PASSWORD, NEW = "Correct-Horse-9", "the seventh Lighthouse 41"
STRANGERS, OWN = "13911112222", PERSON["mobile"]
PAGE, MAILBOX = "/account/identities/", "somebody@example.test"
FORGOTTEN = {"name": NUMBER, "phone": STRANGERS}
ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass
class Stranger:
    """Whoever opened the account, with everything that opens it again."""

    browser: Browser
    account: Account
    person: int
    key: str

    def may_enter(self) -> list[str]:
        """By which means the account opens now."""
        program, found = self.browser.application, []
        if self.browser.get("/profile/").status_code == 200:
            found.append("session")
        fresh = Browser(program)
        if fresh.post("/login/", data={"username": NUMBER, "password": PASSWORD}).status_code == 302:
            found.append("password")
        bearer = {"Authorization": f"Bearer {self.key}"}
        if Browser(program).get("/api/v1/my/applications", headers=bearer).status_code == 200:
            found.append("key")
        return found


@pytest.fixture
def opened(
    flask_app: Any, row: Callable[..., int], account_with: Callable[..., Any], sign_in: Callable[..., Browser]
) -> Callable[[str], Stranger]:
    """`opened(phone)`: an account of 王芳's number, whoever opened it, with a key and a second factor."""

    def made(phone: str) -> Stranger:
        person = row(Applicant, name="王芳", identity_number=NUMBER, phone=phone, mailbox=MAILBOX)
        account = account_with(Role.APPLICANT, username="u1", applicant_id=person, password=PASSWORD)
        browser = sign_in(Browser(flask_app), account)
        page = browser.post("/account/keys/", data={"name": "mine", "scopes": "MyApplication:list", "days": "30"}).text
        key = re.search(r"zhiping_[\w-]{43}", page)
        assert key
        offered = browser.get("/account/second-factor/").text
        secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", offered)
        assert secret
        code = pyotp.TOTP(secret[0].replace(" ", "")).now()
        assert browser.post("/account/second-factor/", data={"code": code}).status_code == 200
        return Stranger(browser, account, person, key[0])

    return made


def kinds(kept: Kept) -> list[str]:
    return [kind.name for (kind,) in kept.of(AccessRecord, "kind") if not kind.name.startswith("SIGN_IN")]


def test_what_a_stranger_opened_the_account_with_is_taken_away(
    flask_app: Any, client: Browser, provider: OwnProvider, opened: Callable[[str], Stranger], kept: Kept
) -> None:
    stranger = opened(STRANGERS)
    assert stranger.may_enter() == ["session", "password", "key"]
    assert len(kept.of(RecoveryCode, "id")) == 10
    answer = come(client, next="/profile/")
    assert answer.location == PAGE, "straight in: the stranger's second factor is not asked for"
    page = client.get(PAGE).text
    assert "您的证件号码此前已有账号" in page
    assert 'action="/account/identities/password"' in page
    assert stranger.may_enter() == []
    assert kept.of(SecondFactor, "id") == kept.of(RecoveryCode, "id") == []
    assert kept.of(Account, "id", "password") == [(stranger.account.id, "")]
    assert kept.of(Applicant, "id", "phone", "mailbox") == [(stranger.person, OWN, "")]
    told = kept.of(OutboxMessage, "applicant_id", "phone", "text")
    assert [row[:2] for row in told] == [(stranger.person, None), (None, STRANGERS)]
    assert all(f"已绑定“{LABEL}”" in row[2] and "原密码、两步验证和API密钥均已取消" in row[2] for row in told)
    taken = ["PASSWORD_REMOVED", "FACTOR_REMOVED", "KEY_REVOKED"]
    assert kinds(kept) == ["KEY_MADE", "FACTOR_SET_UP", *taken, "IDENTITY_LINKED", "PHONE_CHANGED"]


def test_the_strangers_phone_gives_no_password_neither_before_nor_after_the_person_sets_one(
    flask_app: Any, client: Browser, provider: OwnProvider, opened: Callable[[str], Stranger], kept: Kept
) -> None:
    opened(STRANGERS)
    begun = Browser(flask_app)
    assert begun.post("/forgotten/", data=FORGOTTEN).status_code == 303
    code = _code(kept)
    come(client)
    new = {"new": NEW, "repeated": NEW}
    answer = begun.post("/forgotten/confirm", data={"code": code, **new})
    assert answer.status_code == 400, "a code from before is good no more"
    assert kept.of(Account, "password") == [("",)]
    assert client.post("/account/identities/password", data=new).status_code == 303
    late = Browser(flask_app)
    assert late.post("/forgotten/", data=FORGOTTEN).status_code in (303, 429)
    assert _code(kept) == code, "nothing was sent to the stranger"


def test_a_number_that_the_provider_does_not_tell_is_on_record_no_more(
    client: Browser, provider: OwnProvider, opened: Callable[[str], Stranger], kept: Kept
) -> None:
    opened(STRANGERS)
    provider.claims = {**PERSON, "mobile": None}
    assert come(client).location == PAGE
    assert kept.of(Applicant, "phone") == [("",)]
    page = client.get("/profile/phone/").text
    assert 'name="password"' not in page, "there is none, and the provider vouched a moment ago"
    answer = client.post("/profile/phone/", data={"phone": "13700001234"})
    assert (answer.status_code, answer.location) == (303, "/profile/phone/confirm")
    assert client.post("/profile/phone/confirm", data={"code": _code(kept)}).status_code == 303
    assert kept.of(Applicant, "phone") == [("13700001234",)]


@pytest.mark.parametrize("phone", [OWN, f"+86 {OWN[:3]}-{OWN[3:]}"])
def test_whoever_registered_with_the_phone_that_the_provider_tells_keeps_everything(
    flask_app: Any,
    client: Browser,
    provider: OwnProvider,
    opened: Callable[[str], Stranger],
    kept: Kept,
    phone: str,
) -> None:
    own = opened(phone)
    assert come(client, next="/profile/").location.startswith("/login/code/"), "the second factor holds"
    assert own.may_enter() == ["password", "key"], "whoever was signed in without proof is signed out"
    ((told_to, text),) = kept.of(OutboxMessage, "applicant_id", "text")
    assert told_to == own.person
    assert f"您的账号已绑定“{LABEL}”" in text
    assert kept.of(Applicant, "phone", "mailbox") == [(phone, MAILBOX)]
    assert kinds(kept) == ["KEY_MADE", "FACTOR_SET_UP", "IDENTITY_LINKED"]


def test_only_the_first_arrival_takes_anything_away(
    flask_app: Any, client: Browser, provider: OwnProvider, opened: Callable[[str], Stranger], kept: Kept
) -> None:
    opened(STRANGERS)
    come(client)
    client.post("/account/identities/password", data={"new": NEW, "repeated": NEW})
    provider.claims = {**PERSON, "mobile": "13799998888"}
    assert come(Browser(flask_app)).location == "/"
    provider.subject = "subject-2"
    assert come(Browser(flask_app)).location == "/", "another account of the same person at the provider"
    fresh = Browser(flask_app)
    assert fresh.post("/login/", data={"username": NUMBER, "password": NEW}).status_code == 302
    assert kept.of(Applicant, "phone") == [(OWN,)]
    assert len(kept.of(ExternalIdentity, "id")) == 2


@ON_ONE
def test_a_number_entered_by_others_for_a_person_without_an_account_proves_nothing_either(
    flask_app: Any, client: Browser, provider: OwnProvider, row: Callable[..., int], kept: Kept
) -> None:
    row(Applicant, name="王芳", identity_number=NUMBER, phone=STRANGERS)
    assert come(client).location == "/"
    assert kept.of(Applicant, "phone") == [(OWN,)]
    client.post("/account/identities/password", data={"new": NEW, "repeated": NEW})
    assert Browser(flask_app).post("/forgotten/", data=FORGOTTEN).status_code == 303
    assert kept.of(OutboxMessage, "id") == []


@ON_ONE
def test_an_account_without_a_password_gets_no_code_and_nobody_learns_of_it(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    come(client)
    told = set()
    for name, phone in ((NUMBER, OWN), ("nobody", "13700001111")):
        browser = Browser(flask_app)
        answer = browser.post("/forgotten/", data={"name": name, "phone": phone})
        words = browser.get(answer.location).text.replace(f"{phone[:3]}****{phone[-4:]}", "")
        words = re.sub(r'(name="csrf_token"|nonce)[^>]*', "", words)
        wrong = browser.post("/forgotten/confirm", data={"code": "000000", "new": NEW, "repeated": NEW})
        told.add((answer.status_code, answer.location, words, wrong.status_code))
    assert len(told) == 1
    assert kept.of(OutboxMessage, "id") == []


def _code(kept: Kept) -> str:
    texts = [text for text, template in kept.of(OutboxMessage, "text", "template") if template == "code"]
    code = re.search(r"\d{6}", texts[-1])
    assert code
    return code[0]
