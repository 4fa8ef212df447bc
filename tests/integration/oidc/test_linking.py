"""Ways to sign in on one's own page: link with the password, unlink but the only way, a password after proof."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.access.models import AccessRecord, Account
from app.accounts.oidc.models import ExternalIdentity
from app.applicants.models import Applicant
from app.core.actor import Role
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
    come,
    credit_code,
    identity_number,
    settings_of,
    target,
    through,
    told,
    use,
)
from tests.integration.oidc.own_provider import OwnProvider

PASSWORD, NEW = "Correct-Horse-9", "the seventh Lighthouse 41"
PAGE, LINK = "/account/identities/", "/account/identities/link"
ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def fang(row: Callable[..., int], account_with: Callable[..., Any], provider: OwnProvider) -> Any:
    """王芳's account with a password, the provider knows her as the same."""
    person = row(Applicant, name="王芳", identity_number=NUMBER, phone=PERSON["mobile"])
    return account_with(Role.APPLICANT, username="fang", applicant_id=person, password=PASSWORD)


def events(kept: Kept) -> list[tuple[Any, ...]]:
    """What the access log says of accounts, sign-ins left out."""
    rows = kept.of(AccessRecord, "kind", "about_account_id", "details")
    return [(kind.name, *more) for kind, *more in rows if not kind.name.startswith("SIGN_IN")]


def ask(browser: Browser, password: str = PASSWORD) -> Any:
    return browser.post(LINK, data={"provider": KEY, "password": password})


def linked(browser: Browser, password: str = PASSWORD) -> Any:
    return browser.get(through(target(ask(browser, password))))


def identities(kept: Kept) -> list[tuple[Any, ...]]:
    return kept.of(ExternalIdentity, "account_id", "subject")


def test_an_account_is_linked_with_its_password_and_opened_by_the_provider_from_then_on(
    flask_app: Any, client: Browser, fang: Any, kept: Kept, sign_in: Callable[..., Browser]
) -> None:
    sign_in(client, fang)
    page = client.get(PAGE).text
    assert "尚未绑定账号" in page
    assert f"绑定{LABEL}" in page
    assert PAGE in client.get("/profile/").text
    answer = linked(client)
    assert (answer.status_code, answer.location) == (303, PAGE)
    page = client.get(PAGE).text
    assert f"已绑定“{LABEL}”，今后可用它登录。" in page
    assert "王芳" in page
    assert "个人账号" in page
    assert identities(kept) == [(fang.id, "subject-1")]
    assert linked(client).location == PAGE, "once more changes nothing"
    assert len(identities(kept)) == 1
    other = Browser(flask_app)
    assert come(other).location == "/"
    assert other.get("/profile/").status_code == 200
    (identity_id,) = kept.of(ExternalIdentity, "id")[0]
    assert client.post(f"{PAGE}{identity_id}/unlink").location == PAGE
    assert identities(kept) == []
    assert [text for (text,) in kept.of(DecisionRecord, "opinion")] == [
        f"账号绑定了“{LABEL}”登录。",
        f"账号解除了“{LABEL}”登录。",
    ]
    assert events(kept) == [("IDENTITY_LINKED", fang.id, LABEL), ("IDENTITY_UNLINKED", fang.id, LABEL)]
    assert "解除第三方登录" in client.get("/account/sessions/").text


@ON_ONE
def test_of_an_operator_both_logs_know_as_well(
    client: Browser,
    kept: Kept,
    provider: OwnProvider,
    row: Callable[..., int],
    account_with: Callable[..., Any],
    sign_in: Callable[..., Browser],
) -> None:
    employer = row(Organisation, kind="EMPLOYER", credit_code=CODE)
    operator = account_with(Role.EMPLOYER_OPERATOR, organisation_id=employer, password=PASSWORD)
    provider.claims = dict(COMPANY)
    sign_in(client, operator)
    assert linked(client).location == PAGE
    ((identity_id,),) = kept.of(ExternalIdentity, "id")
    assert client.post(f"{PAGE}{identity_id}/unlink").location == PAGE
    assert events(kept) == [("IDENTITY_LINKED", operator.id, LABEL), ("IDENTITY_UNLINKED", operator.id, LABEL)]
    found = kept.of(DecisionRecord, "subject_kind", "subject_id", "opinion")
    assert [(kind.name, subject, text) for kind, subject, text in found] == [
        ("ACCOUNT", operator.id, f"账号绑定了“{LABEL}”登录。"),
        ("ACCOUNT", operator.id, f"账号解除了“{LABEL}”登录。"),
    ]


@ON_ONE
def test_a_wrong_password_links_nothing_and_counts_as_a_failed_sign_in(
    client: Browser, fang: Any, kept: Kept, provider: OwnProvider, sign_in: Callable[..., Browser]
) -> None:
    sign_in(client, fang)
    for failed in range(1, 6):
        answer = ask(client, "guess")
        assert (answer.status_code, "当前密码不正确。" in answer.text) == (400, True)
        assert kept.of(Account, "fail_login_count") == [(failed,)]
    locked = ask(client)
    assert locked.status_code == 429
    assert "多次登录失败，账号已锁定至" in locked.text
    assert provider.asked == []
    assert ask(Browser(client.application)).status_code == 302


@ON_ONE
def test_somebody_elses_account_at_the_provider_is_not_linked(
    client: Browser, fang: Any, kept: Kept, provider: OwnProvider, sign_in: Callable[..., Browser]
) -> None:
    sign_in(client, fang)
    provider.claims = {**PERSON, "idnum": identity_number(8)}
    answer = linked(client)
    assert (answer.status_code, "证件号码与您在本平台登记的不一致" in told(answer)) == (400, True)
    provider.claims = dict(COMPANY)
    answer = linked(client)
    assert (answer.status_code, "账号类型与本账号不符" in told(answer)) == (400, True)
    assert identities(kept) == []


@ON_ONE
def test_one_account_at_the_provider_opens_one_account_here(
    flask_app: Any,
    client: Browser,
    fang: Any,
    kept: Kept,
    account_with: Callable[..., Any],
    sign_in: Callable[..., Browser],
) -> None:
    assert linked(sign_in(client, fang)).status_code == 303
    blank = account_with(Role.APPLICANT, password=PASSWORD)
    answer = linked(sign_in(Browser(flask_app), blank))
    assert (answer.status_code, "已绑定本平台的另一个账号" in told(answer)) == (400, True)
    assert identities(kept) == [(fang.id, "subject-1")]


@ON_ONE
def test_an_account_that_says_nothing_of_its_person_yet_links_whom_nobody_else_is(
    client: Browser,
    provider: OwnProvider,
    kept: Kept,
    account_with: Callable[..., Any],
    sign_in: Callable[..., Browser],
) -> None:
    blank = account_with(Role.APPLICANT, password=PASSWORD)
    assert linked(sign_in(client, blank)).location == PAGE
    assert identities(kept) == [(blank.id, "subject-1")]
    assert come(Browser(client.application)).location == "/"


@ON_ONE
@pytest.mark.parametrize("theirs", [True, False])
def test_an_operator_links_the_legal_person_of_the_employer_alone(
    client: Browser,
    provider: OwnProvider,
    kept: Kept,
    row: Callable[..., int],
    account_with: Callable[..., Any],
    sign_in: Callable[..., Browser],
    theirs: bool,
) -> None:
    ours = row(Organisation, kind="EMPLOYER", credit_code=CODE if theirs else credit_code(5))
    operator = account_with(Role.EMPLOYER_OPERATOR, organisation_id=ours, password=PASSWORD)
    provider.claims = dict(COMPANY)
    answer = linked(sign_in(client, operator))
    assert answer.status_code == (303 if theirs else 400)
    assert len(identities(kept)) == theirs
    if theirs:
        assert "法人账号" in client.get(PAGE).text


@ON_ONE
def test_who_was_signed_out_or_replaced_meanwhile_links_nothing(
    flask_app: Any,
    client: Browser,
    fang: Any,
    kept: Kept,
    account_with: Callable[..., Any],
    sign_in: Callable[..., Browser],
) -> None:
    back = through(target(ask(sign_in(client, fang))))
    sign_in(client, account_with(Role.APPLICANT))
    answer = client.get(back)
    assert (answer.status_code, "您已退出登录" in told(answer)) == (401, True)
    back = through(target(ask(sign_in(client, fang))))
    with client.session_transaction() as session:
        session.pop("_user_id")
    assert client.get(back).status_code == 401
    assert identities(kept) == []


@ON_ONE
def test_the_only_way_to_sign_in_stays_until_there_is_a_password(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    assert come(client).location == "/"
    page = client.get(PAGE).text
    ((identity_id,),) = kept.of(ExternalIdentity, "id")
    only = "这是您登录本账号的唯一方式。请先设置密码，再解除绑定。"
    assert only in page
    assert "/unlink" not in page
    refused = client.post(f"{PAGE}{identity_id}/unlink")
    assert (refused.status_code, only in refused.text) == (400, True)
    ((username,),) = kept.of(Account, "username")
    assert username in page
    answer = client.post(f"{PAGE}password", data={"new": NEW, "repeated": NEW})
    assert (answer.status_code, answer.location) == (303, "/login/")
    assert client.get("/profile/").status_code == 302
    assert client.post("/login/", data={"username": username, "password": NEW}).status_code == 302
    assert client.post(f"{PAGE}{identity_id}/unlink").location == PAGE
    assert identities(kept) == []


@ON_ONE
def test_a_second_identity_may_go_and_the_last_stays(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    assert come(client).location == "/"
    provider.subject = "subject-2"
    assert come(client.application.test_client()).location == "/"
    again = Browser(flask_app)
    assert come(again).location == "/"
    first, second = (identity_id for (identity_id,) in kept.of(ExternalIdentity, "id"))
    assert again.post(f"{PAGE}{first}/unlink").location == PAGE
    assert again.post(f"{PAGE}{second}/unlink").status_code == 400
    assert [subject for _account, subject in identities(kept)] == ["subject-2"]


def test_two_identities_taken_off_at_once_leave_one(flask_app: Any, provider: OwnProvider, kept: Kept) -> None:
    browsers = [Browser(flask_app), Browser(flask_app)]
    come(browsers[0])
    provider.subject = "subject-2"
    come(browsers[1])
    come(browsers[0].application.test_client())
    with browsers[1].session_transaction() as theirs, browsers[0].session_transaction() as ours:
        ours["_user_id"] = theirs["_user_id"]
    start = threading.Barrier(2)
    statuses: list[int] = []

    def take_off(browser: Browser, identity_id: int) -> None:
        start.wait(20)
        statuses.append(browser.post(f"{PAGE}{identity_id}/unlink").status_code)

    ids = [identity_id for (identity_id,) in kept.of(ExternalIdentity, "id")]
    threads = [threading.Thread(target=take_off, args=pair) for pair in zip(browsers, ids, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses.count(303) == 1
    assert len(identities(kept)) == 1


@ON_ONE
def test_another_persons_identity_does_not_exist(
    flask_app: Any, client: Browser, fang: Any, kept: Kept, account_with: Callable[..., Any], sign_in: Any
) -> None:
    linked(sign_in(client, fang))
    ((identity_id,),) = kept.of(ExternalIdentity, "id")
    for role in (Role.APPLICANT, Role.EMPLOYER_OPERATOR):
        stranger = sign_in(Browser(flask_app), account_with(role, name="李雷", password=PASSWORD))
        assert stranger.post(f"{PAGE}{identity_id}/unlink").status_code == 404
        assert "王芳" not in stranger.get(PAGE).text
    assert len(identities(kept)) == 1


@ON_ONE
@pytest.mark.parametrize(("minutes", "good"), [("10:00", True), ("10:01", False)])
def test_a_password_is_set_within_ten_minutes_of_coming_from_the_provider(
    client: Browser, provider: OwnProvider, clock_at: Callable[[str], None], minutes: str, good: bool
) -> None:
    clock_at("2026-11-20 09:00:00")
    assert come(client).location == "/"
    clock_at(f"2026-11-20 09:{minutes}")
    page = client.get(PAGE).text
    assert ('name="repeated"' in page) == good
    assert ("如需设置密码，请先退出登录" in page) == (not good)
    answer = client.post(f"{PAGE}password", data={"new": NEW, "repeated": NEW})
    assert answer.status_code == (303 if good else 400)
    if not good:
        assert "为确认是您本人，请先退出登录" in answer.text
        again = client.post(LINK, data={"provider": KEY})
        assert (again.status_code, "为确认是您本人，请先退出登录" in again.text) == (400, True)


@ON_ONE
def test_a_proof_is_of_one_account_and_a_password_alone_is_none(
    flask_app: Any,
    client: Browser,
    provider: OwnProvider,
    fang: Any,
    account_with: Callable[..., Any],
    sign_in: Callable[..., Browser],
) -> None:
    assert sign_in(client, fang).post(f"{PAGE}password", data={"new": NEW, "repeated": NEW}).status_code == 400
    other = Browser(flask_app)
    assert come(other).location == "/"
    sign_in(other, account_with(Role.APPLICANT, password=PASSWORD))
    assert other.post(f"{PAGE}password", data={"new": NEW, "repeated": NEW}).status_code == 400


@ON_ONE
def test_what_is_wrong_with_the_new_password_is_told_at_its_field(client: Browser, provider: OwnProvider) -> None:
    come(client)
    answer = client.post(f"{PAGE}password", data={"new": "short1", "repeated": "other"})
    assert answer.status_code == 400
    assert 'href="#new"' in answer.text
    assert 'href="#repeated"' in answer.text
    assert "short1" not in answer.text


@ON_ONE
def test_without_providers_nothing_is_offered(flask_app: Any, client: Browser, fang: Any, sign_in: Any) -> None:
    use(flask_app)
    assert "/oidc/" not in client.get("/login/").text
    assert client.post(f"/oidc/{KEY}/start").status_code == 404
    sign_in(client, fang)
    assert PAGE not in client.get("/profile/").text
    assert client.get(PAGE).status_code == 200
    assert ask(client).status_code == 404


@ON_ONE
def test_an_identity_of_a_provider_that_is_gone_is_shown_by_its_key(
    flask_app: Any, client: Browser, provider: OwnProvider
) -> None:
    come(client)
    use(flask_app)
    assert f"<strong>{KEY}</strong>" in client.get(PAGE).text


@ON_ONE
def test_an_unreachable_provider_is_told_on_the_page(
    flask_app: Any, client: Browser, fang: Any, sign_in: Callable[..., Browser]
) -> None:
    use(flask_app, settings_of("http://127.0.0.1:9"))
    answer = ask(sign_in(client, fang))
    assert (answer.status_code, f"暂时无法连接“{LABEL}”" in answer.text) == (503, True)


@ON_ONE
def test_english_readers_are_told_the_providers_english_name(client: Browser, provider: OwnProvider) -> None:
    english = {"Accept-Language": "en"}
    page = client.get("/login/", headers=english).text
    assert "Sign in with Zhejiang Government Service Network" in page
    refused = client.get(f"/oidc/{KEY}/callback?state=x", headers=english)
    assert "was not begun in this browser" in told(refused)


def test_the_page_asks_as_many_statements_for_three_identities_as_for_one(
    client: Browser, provider: OwnProvider, row: Callable[..., int], kept: Kept, engine: Any
) -> None:
    from tests.helpers import count_statements

    come(client)
    with count_statements(engine) as one:
        assert client.get(PAGE).status_code == 200
    ((account_id,),) = kept.of(Account, "id")
    for _each in range(2):
        row(ExternalIdentity, account_id=account_id)
    with count_statements(engine) as three:
        assert client.get(PAGE).status_code == 200
    assert one.count == three.count
