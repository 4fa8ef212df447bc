"""Whose account a verified arrival opens, and who is sent to the office instead."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.access.models import Account
from app.accounts.oidc.models import ExternalIdentity
from app.applicants.models import Applicant
from app.core.actor import Role
from app.organisations.models import Organisation
from tests.helpers import Browser
from tests.integration.oidc.conftest import (
    CODE,
    COMPANY,
    NUMBER,
    PERSON,
    RESIDENCE,
    Kept,
    come,
    credit_code,
    identity_number,
    settings_of,
    told,
    use,
)
from tests.integration.oidc.own_provider import OwnProvider

PERMIT = {"idtype": "12", "idnum": "H12345678", "gender": "2", "birthdate": "1988-05-12"}


def refused(answer: Any, status: int, words: str) -> None:
    assert answer.status_code == status, answer.text
    assert words in told(answer)


def identities(kept: Kept) -> list[tuple[Any, ...]]:
    return kept.of(ExternalIdentity, "account_id", "subject")


def test_a_person_on_record_without_an_account_gets_one(
    client: Browser, provider: OwnProvider, kept: Kept, row: Callable[..., int]
) -> None:
    person = row(Applicant, name="王芳", identity_number=NUMBER)
    assert come(client).location == "/"
    assert kept.of(Account, "applicant_id") == [(person,)]


def test_another_name_for_the_same_number_is_for_the_office_to_settle(
    client: Browser, provider: OwnProvider, kept: Kept, row: Callable[..., int], account_with: Callable[..., Any]
) -> None:
    person = row(Applicant, name="王方", identity_number=NUMBER)
    account_with(Role.APPLICANT, applicant_id=person)
    refused(come(client), 400, "您的证件号码在本平台登记的姓名与第三方账号的姓名不一致，未作任何更改。")
    assert identities(kept) == []
    assert kept.of(Applicant, "name") == [("王方",)]
    assert client.get("/profile/").status_code == 302


def test_an_account_that_was_switched_off_stays_out(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    assert come(client).location == "/"
    ((account_id,),) = kept.of(Account, "id")
    _switch_off(kept, account_id)
    again = Browser(flask_app)
    refused(come(again), 403, "您在本平台的账号已停用。")
    assert again.get("/profile/").status_code == 302
    assert kept.of(Account, "login_count") == [(1,)]


def test_an_account_switched_off_before_its_first_arrival_is_not_attached(
    client: Browser, provider: OwnProvider, kept: Kept, row: Callable[..., int], account_with: Callable[..., Any]
) -> None:
    person = row(Applicant, name="王芳", identity_number=NUMBER)
    account = account_with(Role.APPLICANT, applicant_id=person)
    _switch_off(kept, account.id)
    refused(come(client), 403, "您在本平台的账号已停用。")
    assert identities(kept) == []


def _switch_off(kept: Kept, account_id: int) -> None:
    from app.extensions import db

    with kept.flask_app.app_context():
        db.session.execute(Account.__table__.update().where(Account.id == account_id).values(active=False))
        db.session.commit()


def test_a_locked_password_locks_nobody_out_who_comes_from_a_provider(
    client: Browser, provider: OwnProvider, kept: Kept, row: Callable[..., int], account_with: Callable[..., Any]
) -> None:
    person = row(Applicant, name="王芳", identity_number=NUMBER, phone=PERSON["mobile"])
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    account_with(Role.APPLICANT, applicant_id=person, locked_until=until, fail_login_count=7)
    assert come(client).location == "/"
    assert kept.of(Account, "fail_login_count") == [(7,)], "guesses at the password keep counting"


def test_a_subject_whose_number_became_anothers_is_for_the_office_to_settle(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    assert come(client).location == "/"
    provider.claims = {**PERSON, "idnum": identity_number(7)}
    again = Browser(flask_app)
    refused(come(again), 400, "第三方账号的证件号码与您在本平台登记的不一致。")
    provider.claims = dict(COMPANY)
    refused(come(again), 400, "该第三方账号的类型（个人或法人）与首次登录时不同")
    assert again.get("/profile/").status_code == 302
    assert len(kept.of(Applicant, "id")) == 1


def test_two_accounts_of_one_person_at_the_provider_open_one_account_here(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    assert come(client).location == "/"
    provider.subject = "subject-2"
    assert come(Browser(flask_app)).location == "/"
    assert len(kept.of(Account, "id")) == 1
    assert [subject for _account, subject in identities(kept)] == ["subject-1", "subject-2"]


def test_one_subject_of_two_issuers_is_two(flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept) -> None:
    from tests.integration.oidc.own_provider import own_provider

    assert come(client).location == "/"
    with own_provider() as other:
        other.claims = {**PERSON, "idnum": identity_number(9), "name": "赵敏"}
        use(flask_app, settings_of(other.issuer))
        second = Browser(flask_app)
        assert come(second).location == "/"
        assert "赵敏" in second.get("/profile/").text
    assert len(kept.of(Account, "id")) == 2


def test_two_first_arrivals_at_once_make_one_account(
    flask_app: Any, provider: OwnProvider, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts.oidc import queries

    both, look = threading.Barrier(2), queries.of_subject

    def together(*asked: str) -> Any:
        found = look(*asked)
        if not both.broken:
            both.wait(20)
        return found

    monkeypatch.setattr(queries, "of_subject", together)
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(come(Browser(flask_app)).status_code)) for _ in "ab"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    both.abort()
    assert sorted(statuses) == [302, 409]
    assert len(kept.of(Account, "id")) == len(kept.of(Applicant, "id")) == len(identities(kept)) == 1


# -- what a provider must tell


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"usertype": "3"}, "未说明这是个人账号还是法人账号"),
        ({"usertype": None}, "未说明这是个人账号还是法人账号"),
        ({"usertype": ["1"]}, "未说明这是个人账号还是法人账号"),
        ({"name": ""}, "未提供您的姓名"),
        ({"idnum": None}, "未提供有效的证件号码"),
        ({"idnum": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "未提供有效的证件号码"),
        ({"idnum": NUMBER[:-1]}, "未提供有效的证件号码"),
        ({"idtype": "99"}, "未提供有效的证件号码"),
        ({"idtype": "12", "idnum": "H1234567"}, "未提供有效的证件号码"),
        ({"idtype": "12", "idnum": "H12345678"}, "未提供您的性别和出生日期"),
        ({**PERMIT, "gender": None}, "未提供您的性别，"),
        ({**PERMIT, "gender": "9"}, "未提供您的性别，"),
        ({**PERMIT, "birthdate": None}, "未提供您的出生日期，"),
        ({**PERMIT, "birthdate": "1899-12-31"}, "未提供您的出生日期，"),
        ({**PERMIT, "birthdate": "2999-01-01"}, "未提供您的出生日期，"),
        ({**PERMIT, "birthdate": "12.5.1988"}, "未提供您的出生日期，"),
        ({"idtype": "15"}, "未提供有效的证件号码"),
        ({"sub": ""}, "未提供账号标识"),
        ({"sub": "x" * 256}, "未提供账号标识"),
        ({**COMPANY, "corpname": ""}, "未提供单位名称"),
        ({**COMPANY, "corpcode": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "统一社会信用代码校验不通过"),
        ({**COMPANY, "corpcode": None}, "统一社会信用代码校验不通过"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_made(
    client: Browser, provider: OwnProvider, kept: Kept, claims: dict[str, Any], words: str
) -> None:
    provider.claims = {**PERSON, **claims}
    refused(come(client), 400, words)
    assert kept.nothing()


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        (PERMIT, "HK_MACAO_PERMIT H12345678 FEMALE 1988-05-12"),
        (
            {**PERMIT, "idnum": "m1234567801", "gender": 1, "birthdate": "19880512"},
            "HK_MACAO_PERMIT M12345678 MALE 1988-05-12",
        ),
        (
            {**PERMIT, "idtype": "13", "idnum": "12345678", "birthdate": "1900-01-01"},
            "TAIWAN_PERMIT 12345678 FEMALE 1900-01-01",
        ),
        ({**PERMIT, "idtype": "14", "idnum": "USA123456789012"}, "FOREIGN_RESIDENT USA123456789012 FEMALE 1988-05-12"),
        ({**PERMIT, "idtype": "16", "idnum": "ZJ-2023-00412"}, "TALENT_CARD ZJ-2023-00412 FEMALE 1988-05-12"),
        ({"idtype": "15", "idnum": RESIDENCE}, f"HK_MACAO_RESIDENT {RESIDENCE} MALE 1990-03-12"),
    ],
    ids=["permit", "older permit", "Taiwan", "foreign card", "talent card", "number tells"],
)
def test_people_with_other_documents_come_in(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept, claims: dict[str, Any], wanted: str
) -> None:
    provider.claims = {**PERSON, **claims}
    assert come(client).location == "/"
    assert "王芳" in client.get("/profile/").text
    ((kind, number, sex, born),) = kept.of(Applicant, "identity_kind", "identity_number", "sex", "birth_date")
    assert f"{kind.name} {number} {sex.name} {born}" == wanted
    provider.claims = {**provider.claims, "gender": None, "birthdate": None}
    assert come(Browser(flask_app)).location == "/", "who is on record needs them no more"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whoever_registered_with_another_document_is_found(
    client: Browser, provider: OwnProvider, kept: Kept, row: Callable[..., int]
) -> None:
    person = row(Applicant, name="王芳", identity_kind="HK_MACAO_PERMIT", identity_number="H12345678")
    row(Applicant, name="王芳", identity_kind="TALENT_CARD", identity_number="H12345678")
    provider.claims = {**PERSON, "idtype": "12", "idnum": "H1234567801"}
    assert come(client).location == "/"
    assert kept.of(Account, "applicant_id") == [(person,)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_full_width_digits_and_a_small_x_are_the_same_number(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept
) -> None:
    number = next(one for one in map(identity_number, range(1, 99)) if one.endswith("X"))
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number[:-1]) + "x"
    provider.claims = {**PERSON, "idnum": wide}
    assert come(client).location == "/"
    assert kept.of(Applicant, "identity_number") == [(number,)]
    provider.claims = {**PERSON, "idnum": number}
    assert come(Browser(flask_app)).location == "/"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("level", "good"), [("3", True), ("4", True), ("2", False), (None, False)])
def test_a_provider_may_have_to_vouch_for_more(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept, level: str | None, good: bool
) -> None:
    ours = settings_of(provider.issuer)
    claims = dataclasses.replace(ours.claims, required=(("authlevel", ("3", "4")),))
    use(flask_app, dataclasses.replace(ours, claims=claims))
    provider.claims = {**PERSON, "authlevel": level}
    if good:
        assert come(client).location == "/"
    else:
        refused(come(client), 400, "账号认证等级不够")
        assert kept.nothing()


# -- legal persons


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_account_of_a_legal_person_is_an_operator_of_its_own(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept, row: Callable[..., int]
) -> None:
    ours = row(Organisation, kind="EMPLOYER", credit_code=CODE)
    row(Organisation, kind="EMPLOYER", credit_code=credit_code(2))
    provider.claims = dict(COMPANY)
    assert come(client).location == "/"
    provider.subject, provider.claims = "subject-2", {**COMPANY, "name": "", "corpcode": CODE.lower()}
    assert come(Browser(flask_app)).location == "/"
    assert kept.of(Account, "organisation_id", "last_name", "first_name") == [
        (ours, "李", "强"),
        (ours, "上", "虞建工有限公司"),
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "columns",
    [{"kind": "EMPLOYER", "active": False}, {"kind": "HRSS_DEPARTMENT", "employer_kind": None}],
    ids=["out of use", "no employer"],
)
def test_what_is_no_employer_in_use_gets_no_operator(
    client: Browser, provider: OwnProvider, kept: Kept, row: Callable[..., int], columns: dict[str, Any]
) -> None:
    row(Organisation, credit_code=CODE, **columns)
    provider.claims = dict(COMPANY)
    refused(come(client), 400, "该统一社会信用代码对应的机构不是用人单位或已停用")
    assert kept.nothing()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_subject_whose_credit_code_became_anothers_is_for_the_office_to_settle(
    flask_app: Any, client: Browser, provider: OwnProvider, kept: Kept, row: Callable[..., int]
) -> None:
    row(Organisation, kind="EMPLOYER", credit_code=CODE)
    row(Organisation, kind="EMPLOYER", credit_code=credit_code(2))
    provider.claims = dict(COMPANY)
    assert come(client).location == "/"
    provider.claims = {**COMPANY, "corpcode": credit_code(2)}
    refused(come(Browser(flask_app)), 400, "第三方账号的统一社会信用代码与您的账号所属单位不一致。")
