"""Somebody registers: from the empty form to the profile page, and everything that must not open an account."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from app.access.models import AccessRecord, Account
from app.access.scoping import act_as
from app.accounts.models import VerificationCode
from app.applicants.models import Applicant
from app.core.identity_kinds import IdentityKind
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.extensions import db
from tests.helpers import Browser, count_statements
from tests.integration.database.rows import Rows
from tests.integration.persons.conftest import (
    NUMBER,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    SYSTEM,
    TYPED,
    WOMAN,
    entering,
    page,
)

NEUTRAL = "若该证件尚未注册，验证码已发送至138****1234，10分钟内有效。"


@pytest.fixture
def entered(program: Flask) -> Callable[..., int]:
    """A person whom somebody else has entered, without an account."""

    def made(**columns: Any) -> int:
        with program.app_context(), db.engine.begin() as connection:
            values = {"identity_number": NUMBER, "name": "申新", "phone": PHONE, **columns}
            return Rows(connection).add(Applicant, **values)

    return made


def test_from_the_sign_in_page_to_the_profile(
    visitor: Browser, code_to: Callable[..., str], people: Callable[[], list[Applicant]], program: Flask
) -> None:
    assert 'href="/register/"' in visitor.get("/login/").text
    assert 'href="/register/"' in visitor.get("/").text
    assert visitor.get("/register/").status_code == 200
    answer = visitor.post("/register/", data=TYPED)
    assert (answer.status_code, answer.location) == (303, "/register/confirm")
    assert NEUTRAL in page(visitor.get("/register/confirm"))
    assert people() == []
    answer = visitor.post("/register/confirm", data={"code": f" {code_to()} "})
    assert (answer.status_code, answer.location) == (303, "/profile/")
    profile = page(visitor.get("/profile/"))
    for words in ("注册成功", "申新", "居民身份证", "1990年3月12日", "接下来", "只有已注册并绑定名称的单位才能选择"):
        assert words in profile
    [person] = people()
    assert (person.identity_kind, person.identity_number) == (IdentityKind.RESIDENT, NUMBER)
    assert (person.sex.name, person.birth_date, person.phone) == ("MALE", dt.date(1990, 3, 12), PHONE)
    with program.app_context():
        act_as(db.session, SYSTEM)
        account = db.session.scalars(select(Account)).one()
        assert [role.name for role in account.roles] == ["APPLICANT"]
        [row] = decisions.history(SubjectKind.APPLICANT, person.id)
        assert (row.actor_account_id, row.actor_name) == (account.id, "申新")
        written = select(AccessRecord.kind, AccessRecord.account_name, AccessRecord.about_account_id)
        assert [(kind.name, *more) for kind, *more in db.session.execute(written)] == [
            ("ACCOUNT_OPENED", "申新", account.id),
            ("SIGN_IN", "申新", account.id),
        ]
    assert [entering(Browser(program), name) for name in (NUMBER, NUMBER.lower(), f" {NUMBER} ")] == [302] * 3
    assert entering(Browser(program), NUMBER, "wrong") == 400


@pytest.mark.parametrize(
    ("kind", "number", "more", "kept"),
    [
        ("FOREIGN_RESIDENT", "911124198108030024", {}, ("911124198108030024", "FEMALE", dt.date(1981, 8, 3))),
        (
            "HK_MACAO_PERMIT",
            "h1234567801",
            {"sex": "MALE", "birth_date": "1985-01-31"},
            ("H12345678", "MALE", dt.date(1985, 1, 31)),
        ),
    ],
)
def test_every_kind_of_document_keeps_its_number_sex_and_birth(
    visitor: Browser,
    code_to: Callable[..., str],
    people: Callable[[], list[Applicant]],
    kind: str,
    number: str,
    more: dict[str, str],
    kept: tuple[str, str, dt.date],
) -> None:
    visitor.post("/register/", data={**TYPED, "identity_kind": kind, "identity_number": number, **more})
    assert visitor.post("/register/confirm", data={"code": code_to()}).status_code == 303
    [person] = people()
    assert (person.identity_kind.name, person.identity_number, person.sex.name, person.birth_date) == (kind, *kept)
    visitor.post("/logout/")
    assert entering(visitor, kept[0]) == 302


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"identity_number": NUMBER[:-1] + "1"}, "identity_number"),
        ({"identity_number": ""}, "identity_number"),
        ({"identity_kind": "PASSPORT"}, "identity_kind"),
        ({"identity_kind": "TAIWAN_PERMIT", "identity_number": "12345678", "birth_date": "1990-01-01"}, "sex"),
        ({"identity_kind": "TAIWAN_PERMIT", "identity_number": "12345678", "sex": "MALE"}, "birth_date"),
        (
            {"identity_kind": "TAIWAN_PERMIT", "identity_number": "12345678", "sex": "MALE", "birth_date": "soon"},
            "birth_date",
        ),
        (
            {
                "identity_kind": "TAIWAN_PERMIT",
                "identity_number": "12345678",
                "sex": "MALE",
                "birth_date": "2026-03-03",
            },
            "birth_date",
        ),
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"phone": "1380000123"}, "phone"),
        ({"new": "short", "repeated": "short"}, "new"),
        ({"new": f"a{PHONE}", "repeated": f"a{PHONE}"}, "new"),
        ({"repeated": "another"}, "repeated"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_sends_nothing(
    visitor: Browser, sent: Callable[..., list[Any]], changed: dict[str, str], field: str
) -> None:
    answer = visitor.post("/register/", data={**TYPED, **changed})
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text
    assert answer.text.count('class="error"') == 1
    assert "name" in changed or 'value="申新"' in answer.text
    assert sent() == []


def test_a_document_with_an_account_gets_the_same_answer_and_its_holder_a_message_a_day(
    registered: Browser, program: Flask, sent: Callable[..., list[Any]], clock_at: Callable[[str], None]
) -> None:
    before = len(sent())
    stranger = Browser(program)
    answers = {}
    for number, phone in ((NUMBER, OTHER_PHONE), (WOMAN, "13700001111")):
        answer = stranger.post("/register/", data={**TYPED, "identity_number": number, "phone": phone})
        confirm = stranger.get(answer.location)
        wrong = stranger.post("/register/confirm", data={"code": "000000"})
        words = page(confirm).replace(f"{phone[:3]}****{phone[-4:]}", "")
        answers[number] = (answer.status_code, answer.location, words, wrong.status_code, "还可以尝试4次" in wrong.text)
    assert answers[NUMBER] == answers[WOMAN]
    [warned, _code] = sent()[before:]
    assert (warned.template, warned.phone, warned.applicant_id) == ("registered_already", None, 1)
    for moment, warnings in (("2026-03-03 08:59", 1), ("2026-03-03 09:01", 2)):
        clock_at(moment)
        stranger.post("/register/", data={**TYPED, "phone": OTHER_PHONE})
        assert sum(one.template == "registered_already" for one in sent()) == warnings


def test_not_even_the_code_that_was_made_opens_a_second_account_for_a_document(
    registered: Browser, program: Flask, people: Callable[[], list[Applicant]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.accounts.codes.secrets.randbelow", lambda _limit: 123456)
    stranger = Browser(program)
    stranger.post("/register/", data={**TYPED, "phone": OTHER_PHONE})
    answer = stranger.post("/register/confirm", data={"code": "123456"})
    assert answer.status_code == 400
    assert "验证码不正确" in answer.text
    assert len(people()) == 1


def test_the_same_work_is_done_whether_or_not_a_document_is_known(
    registered: Browser, program: Flask, engine: Engine, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-02 10:00")
    reads = []
    for number, phone in ((NUMBER, "13700001111"), (NUMBER, "13700002222"), (WOMAN, "13700003333")):
        with count_statements(engine) as statements:
            Browser(program).post("/register/", data={**TYPED, "identity_number": number, "phone": phone})
        reads.append(sum("FROM applicants" in one for one in statements.sent))
    assert len(set(reads)) == 1


def test_whom_an_employer_has_entered_proves_it_by_the_phone_and_name_on_record(
    visitor: Browser, program: Flask, entered: Callable[..., int], code_to: Callable[..., str], sent: Callable[..., Any]
) -> None:
    person = entered(phone="138 0000 1234")
    for changed in ({"phone": OTHER_PHONE}, {"name": "别人", "phone": "13700001111"}):
        answer = Browser(program).post("/register/", data={**TYPED, **changed})
        assert answer.location == "/register/confirm"
    assert sent() == []
    assert visitor.post("/register/", data=TYPED).status_code == 303
    assert visitor.post("/register/confirm", data={"code": code_to()}).status_code == 303
    with program.app_context():
        act_as(db.session, SYSTEM)
        assert db.session.scalars(select(Account.applicant_id)).one() == person
        assert db.session.scalars(select(Applicant.phone)).one() == "138 0000 1234"


def test_who_was_entered_without_a_phone_cannot_register(
    visitor: Browser, entered: Callable[..., int], sent: Callable[..., Any]
) -> None:
    entered(phone="")
    assert visitor.post("/register/", data=TYPED).location == "/register/confirm"
    assert sent() == []
    assert "请联系单位经办人员核对" in visitor.get("/register/confirm").text


def test_two_who_confirm_the_same_code_at_once_open_one_account(
    visitor: Browser, program: Flask, code_to: Callable[..., str], people: Callable[[], list[Applicant]]
) -> None:
    visitor.post("/register/", data=TYPED)
    code = code_to()
    cookie = visitor.get_cookie("session")
    assert cookie is not None
    together = threading.Barrier(2)

    def confirm(_number: int) -> str:
        browser = Browser(program)
        browser.set_cookie("session", cookie.value)
        together.wait(30)
        answer = browser.post("/register/confirm", data={"code": code})
        return answer.location if answer.status_code == 303 else str(answer.status_code)

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(confirm, range(2)))
    assert ends[0] == "/profile/" or ends[1] == "/profile/"
    assert set(ends) - {"/profile/"} <= {"/register/", "400", "409"}
    assert len(set(ends)) == 2
    assert len(people()) == 1


def test_two_codes_for_one_document_open_one_account(
    visitor: Browser, program: Flask, code_to: Callable[..., str], people: Callable[[], list[Applicant]]
) -> None:
    second = Browser(program)
    visitor.post("/register/", data=TYPED)
    second.post("/register/", data={**TYPED, "phone": OTHER_PHONE})
    assert visitor.post("/register/confirm", data={"code": code_to()}).status_code == 303
    answer = second.post("/register/confirm", data={"code": code_to(OTHER_PHONE)})
    assert answer.status_code == 409
    assert "该证件现已有账号" in answer.text
    assert [person.phone for person in people()] == [PHONE]


def test_what_was_typed_is_still_there_on_the_way_back_but_for_the_password(
    visitor: Browser, clock_at: Callable[[str], None]
) -> None:
    visitor.post("/register/", data=TYPED)
    form = visitor.get("/register/").text
    for typed in (NUMBER, "申新", PHONE):
        assert f'value="{typed}"' in form
    assert PASSWORD not in form
    clock_at("2026-03-02 09:10")
    assert NUMBER not in visitor.get("/register/").text
    assert visitor.get("/register/confirm").location == "/register/"
    assert visitor.post("/register/confirm", data={"code": "123456"}).location == "/register/"
    assert "该验证码已失效" in visitor.get("/register/").text


def test_the_page_shows_no_code_but_on_demo_data(visitor: Browser, program: Flask, code_to: Callable[..., str]) -> None:
    visitor.post("/register/", data=TYPED)
    assert code_to() not in visitor.get("/register/confirm").text
    program.config["DEMO_SIGN_IN"] = {"password": "x", "accounts": []}
    newcomer = Browser(program)
    newcomer.post("/register/", data={**TYPED, "identity_number": WOMAN, "phone": OTHER_PHONE})
    assert f"演示环境：验证码为{code_to(OTHER_PHONE)}" in page(newcomer.get("/register/confirm"))


def test_whoever_is_signed_in_has_no_use_for_it(registered: Browser) -> None:
    assert registered.get("/register/").location == "/"


@pytest.mark.usefixtures("csrf_on")
def test_nothing_is_sent_without_the_token_of_the_page(visitor: Browser, sent: Callable[..., Any]) -> None:
    for address in ("/register/", "/register/confirm", "/register/again", "/forgotten/", "/forgotten/confirm"):
        assert visitor.post(address, data=TYPED).status_code == 400
    assert sent() == []
    token = visitor.token("/register/")
    assert visitor.post("/register/", data={**TYPED, "csrf_token": token}).status_code == 303
    assert len(sent()) == 1


@pytest.fixture
def slow_insert(engine: Engine) -> Any:
    """Names of tables in the order in which rows came into them."""
    names: list[str] = []

    def noted(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO"):
            names.append(statement.split()[2])

    event.listen(engine, "before_cursor_execute", noted)
    yield names
    event.remove(engine, "before_cursor_execute", noted)


def test_the_password_is_hashed_before_anything_is_kept(
    visitor: Browser, program: Flask, slow_insert: list[str]
) -> None:
    visitor.post("/register/", data=TYPED)
    assert slow_insert == ["verification_codes", "outbox_messages"]
    with program.app_context():
        [row] = db.session.scalars(select(VerificationCode)).all()
        assert row.payload is not None
        assert PASSWORD not in str(row.payload)


def test_signing_in_tells_nothing_of_identity_numbers(registered: Browser, program: Flask) -> None:
    told = {}
    for number in (NUMBER, WOMAN):
        told[number] = [entering(Browser(program), number, "wrong") for _attempt in range(6)]
    assert told[NUMBER] == told[WOMAN] == [400] * 5 + [429]
