"""A person and a legal person come in through a provider that is not ours: oidc-provider-mock, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import oidc_provider_mock
import pytest
import requests
from sqlalchemy import update

from app.access.models import Account
from app.accounts.oidc.arrivals import Kind
from app.accounts.oidc.models import ExternalIdentity
from app.applicants.models import Applicant
from app.decisions.models import DecisionRecord
from app.organisations.models import Organisation
from tests.helpers import Browser
from tests.integration.oidc.conftest import (
    CODE,
    COMPANY,
    KEY,
    LABEL,
    NUMBER,
    PERSON,
    Kept,
    leave,
    path_of,
    settings_of,
    told,
    use,
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    users = [
        oidc_provider_mock.User(sub="wang", claims=dict(PERSON)),
        oidc_provider_mock.User(sub="jiangong", claims=dict(COMPANY)),
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _used(flask_app: Any, issuer: str) -> None:
    use(flask_app, settings_of(issuer))


def come_as(browser: Browser, subject: str, **data: str) -> Any:
    """Choose an account on the provider's own page, and come back."""
    url = leave(browser, **data)
    page = requests.get(url, timeout=10)
    assert page.status_code == 200
    assert subject in page.text
    sent = requests.post(url, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert sent.status_code == 302
    answer = browser.get(path_of(sent.headers["Location"]))
    assert answer.status_code < 400 or "error-page" in answer.text, answer.text
    return answer


def test_a_person_comes_in_for_the_first_time_and_again(
    flask_app: Any, client: Browser, kept: Kept, issuer: str
) -> None:
    page = client.get("/login/").text
    assert f"用{LABEL}账号登录" in page
    assert f'action="/oidc/{KEY}/start"' in page
    answer = come_as(client, "wang")
    assert (answer.status_code, answer.location) == (302, "/"), told(answer)
    assert client.get("/profile/").status_code == 200
    assert "王芳" in client.get("/profile/").text
    ((account_id, applicant_id, name, password, active),) = kept.of(
        Account, "id", "applicant_id", "last_name", "password", "active"
    )
    assert (name, password, active) == ("王", "", True)
    wanted = [(applicant_id, "王芳", NUMBER, "13800000001", "FEMALE" if int(NUMBER[16]) % 2 == 0 else "MALE")]
    found = kept.of(Applicant, "id", "name", "identity_number", "phone", "sex")
    assert [(*row[:4], row[4].name) for row in found] == wanted
    columns = ("account_id", "provider", "issuer", "subject", "kind", "name")
    assert kept.of(ExternalIdentity, *columns) == [(account_id, KEY, issuer, "wang", Kind.PERSONAL, "王芳")]
    assert kept.of(DecisionRecord, "subject_id", "actor_name", "opinion") == [
        (applicant_id, "王芳", f"账号绑定了“{LABEL}”登录。")
    ]
    again = Browser(flask_app)
    assert come_as(again, "wang").location == "/"
    assert again.get("/profile/").status_code == 200
    assert kept.of(Account, "id", "login_count") == [(account_id, 2)]
    assert len(kept.of(ExternalIdentity, "id")) == len(kept.of(DecisionRecord, "id")) == 1


def test_a_legal_person_comes_in_as_operator_of_its_employer(
    flask_app: Any, client: Browser, kept: Kept, row: Callable[..., int]
) -> None:
    ours = row(Organisation, kind="EMPLOYER", credit_code=CODE, name="上虞建工有限公司")
    assert come_as(client, "jiangong").location == "/"
    assert client.get("/archive-audits/list/").status_code == 200
    assert kept.of(Account, "organisation_id", "applicant_id", "last_name", "first_name") == [(ours, None, "李", "强")]
    assert kept.of(ExternalIdentity, "kind", "name") == [(Kind.LEGAL_PERSON, "上虞建工有限公司")]
    again = Browser(flask_app)
    assert come_as(again, "jiangong").location == "/"
    assert len(kept.of(Account, "id")) == 1


def test_an_employer_that_is_not_here_yet_is_told_so_and_nothing_is_made(
    flask_app: Any, client: Browser, kept: Kept, issuer: str
) -> None:
    answer = come_as(client, "jiangong")
    if answer.status_code == 303:
        assert answer.location == "/employers/register/"
    else:
        assert answer.status_code == 403
        assert "该单位尚未入驻本平台" in told(answer)
    with client.session_transaction() as session:
        assert session["legal_person"] == {
            "provider": KEY,
            "issuer": issuer,
            "subject": "jiangong",
            "name": "上虞建工有限公司",
            "credit_code": CODE,
            "person": "李强",
        }
        assert "_user_id" not in session
    assert kept.nothing()


def test_the_account_made_by_registering_the_employer_is_the_legal_persons(
    flask_app: Any, client: Browser, kept: Kept, row: Callable[..., int], account_with: Callable[..., Any]
) -> None:
    from app.access.scoping import act_as
    from app.accounts.oidc.services import attach_legal_person
    from app.accounts.queries import load
    from app.accounts.security import actor_of
    from app.core.actor import Actor, Role
    from app.extensions import db

    come_as(client, "jiangong")
    with client.session_transaction() as session:
        told_of = session["legal_person"]
    registered = account_with(Role.EMPLOYER_OPERATOR)
    with flask_app.test_request_context():
        act_as(db.session, Actor.system("tests"))
        account = load(registered.id)
        act_as(db.session, actor_of(account))
        attach_legal_person(account, told_of)
        db.session.commit()
    assert come_as(client, "jiangong").location == "/", "not bound yet, and still the same account"
    with flask_app.app_context():
        ours = row(Organisation, kind="EMPLOYER", credit_code=CODE)
        db.session.execute(update(Account).values(organisation_id=ours))
        db.session.commit()
    assert come_as(Browser(flask_app), "jiangong").location == "/"
    assert kept.of(Account, "id", "organisation_id") == [(registered.id, ours)]


def test_whoever_says_no_at_the_provider_is_told_so(client: Browser, kept: Kept) -> None:
    url = leave(client)
    sent = requests.post(url, data={"action": "deny"}, allow_redirects=False, timeout=10)
    parts = path_of(sent.headers["Location"])
    state = dict(part.split("=") for part in url.partition("?")[2].split("&"))["state"]
    answer = client.get(parts if "state=" in parts else f"{parts}&state={state}")
    assert answer.status_code == 400
    assert f"您在“{LABEL}”取消了登录。" in told(answer)
    assert kept.nothing()


@pytest.mark.parametrize(
    ("wanted", "location"),
    [("/profile/", "/profile/"), ("https://evil.example/", "/"), ("//evil.example/", "/"), ("/\\evil.example", "/")],
)
def test_the_way_goes_on_to_a_page_of_ours_alone(client: Browser, wanted: str, location: str) -> None:
    assert come_as(client, "wang", next=wanted).location == location
