"""A lost password and another mobile number, each proven by a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.actor import Role
from tests.helpers import Browser
from tests.integration.languages.reading import HAN, LATIN, read
from tests.integration.persons.conftest import (
    NUMBER,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    TYPED,
    WOMAN,
    entering,
    page,
)

NEW = {"new": "Another-Horse-8", "repeated": "Another-Horse-8"}
LATER = "2026-03-02 10:00"


@pytest.fixture(autouse=True)
def _later(registered: Browser, clock_at: Callable[[str], None]) -> None:
    clock_at(LATER)


def asking(program: Flask, name: str, phone: str) -> tuple[Browser, Any]:
    browser = Browser(program)
    return browser, browser.post("/forgotten/", data={"name": name, "phone": phone})


def test_a_code_to_the_phone_on_record_gives_another_password_and_ends_every_session(
    registered: Browser, program: Flask, code_to: Callable[..., str], sent: Callable[..., list[Any]]
) -> None:
    assert 'href="/forgotten/"' in Browser(program).get("/login/").text
    for _failure in range(5):
        entering(Browser(program), NUMBER, "wrong")
    browser, answer = asking(program, NUMBER, PHONE)
    assert (answer.status_code, answer.location) == (303, "/forgotten/confirm")
    refused = browser.post("/forgotten/confirm", data={"code": code_to(), "new": "short", "repeated": "short"})
    assert refused.status_code == 400
    answer = browser.post("/forgotten/confirm", data={"code": code_to(), **NEW})
    assert (answer.status_code, answer.location) == (303, "/login/")
    assert registered.get("/profile/").status_code == 302
    assert entering(Browser(program), NUMBER) == 400
    assert entering(Browser(program), NUMBER, NEW["new"]) == 302
    assert sent()[-1].template == "password_replaced"
    assert browser.post("/forgotten/confirm", data={"code": code_to(), **NEW}).status_code in (303, 400)
    assert entering(Browser(program), NUMBER, NEW["new"]) == 302


def test_nobody_learns_which_names_exist(
    program: Flask, account_with: Callable[..., Any], sent: Callable[..., list[Any]]
) -> None:
    account_with(Role.HRSS_AUDITOR, username="office", password=PASSWORD)
    before = len(sent())
    told = set()
    names = [(NUMBER, OTHER_PHONE), (WOMAN, "13700001111"), ("office", "13700002222"), ("nobody", "13700003333")]
    for name, phone in names:
        browser, answer = asking(program, name, phone)
        words = page(browser.get(answer.location)).replace(f"{phone[:3]}****{phone[-4:]}", "")
        wrong = browser.post("/forgotten/confirm", data={"code": "000000", **NEW})
        told.add((answer.status_code, answer.location, words, wrong.status_code, page(wrong).count("还可以尝试4次")))
    assert len(told) == 1
    assert len(sent()) == before
    assert entering(Browser(program), NUMBER) == 302


def test_an_account_that_is_switched_off_stays_so(program: Flask, sent: Callable[..., list[Any]]) -> None:
    from app.access.models import Account
    from app.extensions import db

    with program.app_context():
        db.session.get_one(Account, 1).active = False
        db.session.commit()
    before = len(sent())
    assert asking(program, NUMBER, PHONE)[1].status_code == 303
    assert len(sent()) == before


@pytest.mark.parametrize(
    ("typed", "field"), [({"name": "", "phone": PHONE}, "name"), ({"name": NUMBER, "phone": "1"}, "phone")]
)
def test_what_is_missing_is_told(program: Flask, typed: dict[str, str], field: str) -> None:
    answer = Browser(program).post("/forgotten/", data=typed)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text


def test_another_number_is_proven_by_a_code_to_it_and_by_the_password(
    registered: Browser, code_to: Callable[..., str], people: Callable[[], list[Any]], sent: Callable[..., list[Any]]
) -> None:
    assert 'href="/profile/phone/"' in registered.get("/profile/").text
    wrong = registered.post("/profile/phone/", data={"phone": OTHER_PHONE, "password": "wrong"})
    assert wrong.status_code == 400
    assert 'id="password-error"' in wrong.text
    same = registered.post("/profile/phone/", data={"phone": PHONE, "password": PASSWORD})
    assert 'id="phone-error"' in same.text
    answer = registered.post("/profile/phone/", data={"phone": OTHER_PHONE, "password": PASSWORD})
    assert answer.location == "/profile/phone/confirm"
    assert registered.post("/profile/phone/confirm", data={"code": "x"}).status_code == 400
    assert people()[0].phone == PHONE
    answer = registered.post("/profile/phone/confirm", data={"code": code_to(OTHER_PHONE)})
    assert answer.location == "/profile/"
    assert people()[0].phone == OTHER_PHONE
    assert sent()[-1].phone == PHONE
    assert "139****5678" in sent()[-1].text
    shown = registered.get("/account/sessions/").text
    assert shown.count("手机号码变更") == 1
    assert shown.count("开通账号") == 1


def test_whoever_lost_number_and_password_gets_an_initial_one_by_the_number_of_the_document(
    registered: Browser, program: Flask, code_to: Callable[..., str], people: Callable[[], list[Any]]
) -> None:
    printed = program.test_cli_runner().invoke(args=["account", "password", NUMBER])
    assert printed.exit_code == 0, printed.output
    found = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", printed.output)
    assert found
    browser = Browser(program)
    assert entering(browser, NUMBER, found[0]) == 302
    assert browser.post("/password/", data={"current": found[0], **NEW}).status_code == 303
    assert entering(browser, NUMBER, NEW["new"]) == 302
    browser.post("/profile/phone/", data={"phone": OTHER_PHONE, "password": NEW["new"]})
    assert browser.post("/profile/phone/confirm", data={"code": code_to(OTHER_PHONE)}).status_code == 303
    assert people()[0].phone == OTHER_PHONE


def test_the_profile_form_changes_no_number(registered: Browser, people: Callable[[], list[Any]]) -> None:
    form = {"version": "0", "name": "申新", "identity_kind": "RESIDENT", "phone": OTHER_PHONE}
    assert registered.post("/profile/identity", data=form).status_code == 303
    assert people()[0].phone == PHONE


def test_a_code_that_another_person_asked_for_changes_nothing(
    registered: Browser, program: Flask, code_to: Callable[..., str], people: Callable[[], list[Any]]
) -> None:
    other = Browser(program)
    other.post("/register/", data={**TYPED, "identity_number": WOMAN, "phone": "13700001111"})
    other.post("/register/confirm", data={"code": code_to("13700001111")})
    other.post("/profile/phone/", data={"phone": OTHER_PHONE, "password": PASSWORD})
    with other.session_transaction() as theirs, registered.session_transaction() as mine:
        mine["ticket NEW_PHONE"] = theirs["ticket NEW_PHONE"]
    assert registered.post("/profile/phone/confirm", data={"code": code_to(OTHER_PHONE)}).status_code == 403
    assert people()[0].phone == PHONE


def test_an_office_has_no_number_to_change(
    program: Flask, account_with: Callable[..., Any], sign_in: Callable[..., Browser]
) -> None:
    office = sign_in(Browser(program), account_with(Role.HRSS_AUDITOR))
    assert office.get("/profile/phone/").status_code == 403
    nobody_yet = sign_in(Browser(program), account_with(Role.APPLICANT))
    assert nobody_yet.get("/profile/phone/").location == "/profile/edit"
    assert nobody_yet.post("/profile/phone/", data={}).location == "/profile/edit"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_that_ask_for_a_code_are_in_one_language(
    registered: Browser, program: Flask, code_to: Callable[..., str], language: str
) -> None:
    visitor = Browser(program)
    assert "注册成功" in registered.get("/profile/").text
    for browser in (visitor, registered):
        assert browser.post("/language", data={"language": language}).status_code == 303
    visitor.post("/register/", data={**TYPED, "identity_number": WOMAN, "phone": OTHER_PHONE})
    visitor.post("/forgotten/", data={"name": NUMBER, "phone": "13700001111"})
    registered.post("/profile/phone/", data={"phone": "13700002222", "password": PASSWORD})
    wanted = (visitor, "/register/"), (visitor, "/forgotten/"), (registered, "/profile/phone/")
    for browser, address in wanted:
        for answer in (browser.get(f"{address}confirm"), browser.post(f"{address}confirm", data={"code": "x"})):
            assert answer.status_code in (200, 400)
            texts = " ".join(read(answer.get_data(as_text=True)).texts).replace("申新", "")
            assert (HAN if language == "en" else LATIN).findall(texts) == []


def test_the_kind_of_document_is_changed_with_its_number(registered: Browser, people: Callable[[], list[Any]]) -> None:
    form = {"version": "0", "name": "申新", "identity_kind": "TAIWAN_PERMIT"}
    assert registered.post("/profile/identity", data=form).status_code == 400
    form |= {"identity_number": "12345678"}
    answer = registered.post("/profile/identity", data=form)
    assert 'id="sex-error"' in answer.text
    form |= {"sex": "FEMALE", "birth_date": "1991-02-03"}
    assert registered.post("/profile/identity", data=form).status_code == 303
    [person] = people()
    kept = (person.identity_kind.name, person.identity_number, person.sex.name, person.birth_date.isoformat())
    assert kept == ("TAIWAN_PERMIT", "12345678", "FEMALE", "1991-02-03")
    profile = page(registered.get("/profile/"))
    for words in ("台湾居民来往大陆通行证", "********", "女", "1991年2月3日"):
        assert words in profile
    again = {"version": "1", "name": "申新", "identity_kind": "TAIWAN_PERMIT", "sex": "MALE", "birth_date": ""}
    assert registered.post("/profile/identity", data=again).status_code == 303
    assert (people()[0].sex.name, people()[0].birth_date.isoformat()) == ("MALE", "1991-02-03")
