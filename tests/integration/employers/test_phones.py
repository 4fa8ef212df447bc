"""The registrant's mobile phone: proven by a code before the letter, and again where another number was entered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders import AUDITED, OPENED, World
from tests.helpers import Browser
from tests.integration.applicants.wizard import words
from tests.integration.employers.conftest import OTHER_CODE, PHONE, PHONES, Office, letter

PAGE = "/employers/registration/phone"
OTHER = PHONES["third"]
DEFECT = {"defects-0-section": "letter", "defects-0-text": "请重新扫描。"}


@pytest.fixture(autouse=True)
def _at(clock_at: Callable[[str], None]) -> None:
    clock_at(OPENED)


def another_number(office: Office, browser: Browser, number: str) -> None:
    version = office.registration().version
    typed = {**office.typed(), "operator_phone": number, "version": version}
    assert browser.post("/employers/registration/edit", data=typed).status_code == 303


def handed_in(office: Office, browser: Browser) -> int:
    answer = browser.post("/employers/registration/submit", data=letter(office.registration().version))
    return int(answer.status_code)


def test_a_wrong_code_proves_nothing_and_a_right_one_does(office: Office) -> None:
    browser = office.registered()
    assert browser.get(f"{PAGE}/confirm").status_code == 303
    assert browser.post(f"{PAGE}/").status_code == 303
    assert "138****0001" in words(browser.get(f"{PAGE}/confirm"))
    wrong = f"{(int(office.code()) + 1) % 10**6:06d}"
    answer = browser.post(f"{PAGE}/confirm", data={"code": wrong})
    assert answer.status_code == 400
    assert "验证码不正确" in words(answer)
    assert office.registration().phone_confirmed_at is None
    assert handed_in(office, browser) == 400
    assert browser.post(f"{PAGE}/confirm", data={"code": office.code()}).status_code == 303
    assert office.registration().phone_confirmed_at is not None
    assert browser.post(f"{PAGE}/").status_code in (303, 400)
    assert len(office.sent_to(PHONE, "code")) == 1
    assert handed_in(office, browser) == 303


def test_another_number_needs_a_code_of_its_own_and_the_same_one_written_otherwise_does_not(office: Office) -> None:
    browser = office.registered()
    office.phone_confirmed(browser)
    another_number(office, browser, "+86 138-0000-0001")
    assert office.registration().phone_confirmed_at is not None
    another_number(office, browser, OTHER)
    assert office.registration().phone_confirmed_at is None
    assert handed_in(office, browser) == 400
    office.phone_confirmed(browser, OTHER)
    assert handed_in(office, browser) == 303


def test_a_code_to_the_number_of_before_does_not_prove_the_present_one(office: Office) -> None:
    browser = office.registered()
    assert browser.post(f"{PAGE}/").status_code == 303
    another_number(office, browser, OTHER)
    answer = browser.post(f"{PAGE}/confirm", data={"code": office.code()})
    assert answer.status_code == 409
    assert "手机号码已更改" in words(answer)
    assert office.registration().phone_confirmed_at is None


def test_what_was_returned_is_corrected_with_another_number_which_hears_of_the_pass(
    office: Office, as_: Callable[..., Browser], clock_at: Callable[[str], None]
) -> None:
    browser, hrss = office.handed_in(), as_("hrss", AUDITED)
    row = office.registration()
    data = {
        "decision": "RETURN",
        "version": row.version,
        "defects-0-section": "letter",
        "defects-0-text": "请重新扫描。",
    }
    assert hrss.post(f"/employer-registrations/decide/{row.id}", data=data).status_code == 303
    another_number(office, browser, OTHER)
    assert handed_in(office, browser) == 400
    office.phone_confirmed(browser, OTHER)
    assert handed_in(office, browser) == 303
    assert office.passed(hrss).status_code == 303
    assert len(office.sent_to(PHONE)) == 2
    assert "审核通过" in office.sent_to(OTHER)[-1]


def test_the_reason_is_sent_in_chinese_whatever_language_the_auditor_reads(
    office: Office, as_: Callable[..., Browser]
) -> None:
    office.handed_in()
    hrss, row = as_("hrss", AUDITED), office.registration()
    assert hrss.post("/language", data={"language": "en", "next": "/"}).status_code in (302, 303)
    data = {
        "decision": "RETURN",
        "version": row.version,
        "defects-0-section": "letter",
        "defects-0-text": "请重新扫描。",
    }
    assert hrss.post(f"/employer-registrations/decide/{row.id}", data=data).status_code == 303
    assert "授权委托书：请重新扫描。" in office.sent_to(PHONE)[-1]


def test_a_legal_person_confirms_the_number_too(office: Office) -> None:
    browser = Browser(office.world.flask_app)
    told = {"provider": "example", "person": "办小事", "issuer": "https://id.example.test", "subject": "1"}
    with browser.session_transaction() as cookie:
        cookie["legal_person"] = {**told, "name": "法人登录示例有限公司", "credit_code": OTHER_CODE}
    typed = office.typed()
    assert browser.post("/employers/register/", data=typed).status_code == 303
    browser.post("/login/", data={name: typed[name] for name in ("username", "password")})
    assert handed_in(office, browser) == 400
    office.phone_confirmed(browser)
    assert handed_in(office, browser) == 303


def test_codes_are_asked_for_once_a_minute_whoever_registers(
    office: Office, world: World, clock_at: Callable[[str], None]
) -> None:
    """Ten on one day, and the answer is the same for a number that an account has and for one that nobody has."""
    office.registered()
    first, second = office.registered(username="again"), office.registered(username="later", operator_phone=OTHER)
    assert first.post(f"{PAGE}/").status_code == second.post(f"{PAGE}/").status_code == 303
    again = first.post(f"{PAGE}/again")
    assert (again.status_code, again.headers["Retry-After"]) == (429, "60")
    assert "请在60秒后重试" in words(again)
