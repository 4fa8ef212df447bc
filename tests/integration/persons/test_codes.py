"""Codes: how long one is good, how often one can be tried and asked for, and that it is used once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import codes
from app.accounts.enums import CodePurpose
from app.accounts.models import VerificationCode
from app.console.commands import command
from app.core import clock
from app.core.errors import Conflict, Invalid, TooMany
from app.extensions import db
from tests.helpers import Browser, office_moment
from tests.integration.accounts.conftest import limited  # noqa: F401
from tests.integration.persons.conftest import NOW, OTHER_PHONE, PHONE, TYPED

REGISTER = CodePurpose.REGISTER


@pytest.fixture
def at(program: Flask) -> Any:
    """`at(seconds)`: that long after nine o'clock."""
    return lambda seconds: clock.frozen(office_moment(NOW) + dt.timedelta(seconds=seconds))


@pytest.fixture(autouse=True)
def _inside(program: Flask, session_as: Callable[..., Any]) -> None:
    from app.core.actor import Actor

    session_as(Actor.public())


def issued(phone: str = PHONE, purpose: CodePurpose = REGISTER, **more: Any) -> codes.Issued:
    with command():
        return codes.issue(phone, purpose, {"some": "thing"}, **more)


def confirmed(one: codes.Issued, code: str = "", purpose: CodePurpose = REGISTER) -> codes.Pending:
    with command():
        return codes.confirm(one.ticket, purpose, code or one.code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_gives_back_what_was_asked_for_once() -> None:
    one = issued("+86 138-0000-1234")
    assert confirmed(one) == codes.Pending(PHONE, {"some": "thing"}, is_real=True)
    with pytest.raises(Invalid):
        confirmed(one)
    assert codes.pending(one.ticket, REGISTER) is None


def test_neither_the_code_nor_the_ticket_is_kept_and_what_it_confirmed_only_until_then() -> None:
    one = issued()
    [row] = db.session.scalars(select(VerificationCode)).all()
    for secret in (one.code, one.ticket):
        assert secret not in (row.code_hash, row.ticket_hash, str(row.payload))
    confirmed(one)
    db.session.expire_all()
    assert (row.payload, row.used_at) == (None, clock.now())


@pytest.mark.parametrize(("seconds", "good"), [(599, True), (600, False), (601, False)])
def test_a_code_is_good_for_ten_minutes(at: Any, seconds: int, good: bool) -> None:
    one = issued()
    with at(seconds):
        assert (codes.pending(one.ticket, REGISTER) is not None) is good
        if good:
            confirmed(one)
        else:
            with pytest.raises(Invalid):
                confirmed(one)


@pytest.mark.parametrize(("failures", "good"), [(4, True), (5, False), (6, False)])
def test_the_fifth_attempt_is_the_last(failures: int, good: bool) -> None:
    one = issued()
    told = []
    for _number in range(failures):
        with pytest.raises(Invalid) as refusal:
            confirmed(one, wrong(one.code))
        told.append(refusal.value.violations[0].params.get("left"))
    assert told[:4] == [4, 3, 2, 1]
    if good:
        confirmed(one)
    else:
        with pytest.raises(Invalid, match="correction"):
            confirmed(one)


def test_an_attempt_counts_although_nothing_came_of_it() -> None:
    one = issued()

    @command()
    def came_to_nothing() -> None:
        codes.confirm(one.ticket, REGISTER, one.code)
        raise RuntimeError("what it was to confirm went wrong")

    with pytest.raises(RuntimeError):
        came_to_nothing()
    assert db.session.scalars(select(VerificationCode.attempts)).one() == 1
    assert confirmed(one)


def test_a_code_is_for_its_purpose_and_for_whoever_asked() -> None:
    one, other = issued(), issued(OTHER_PHONE)
    for ticket, purpose, code in (
        (one.ticket, CodePurpose.NEW_PASSWORD, one.code),
        (other.ticket, REGISTER, one.code if one.code != other.code else wrong(other.code)),
        ("", REGISTER, one.code),
        (one.ticket, REGISTER, ""),
    ):
        with pytest.raises(Invalid):
            confirmed(codes.Issued(ticket, code), code or " ", purpose)


@pytest.mark.parametrize(("seconds", "good"), [(59, False), (60, True), (61, True)])
def test_one_a_minute_for_a_phone(at: Any, seconds: int, good: bool) -> None:
    issued(purpose=CodePurpose.NEW_PHONE)
    issued(OTHER_PHONE)
    with at(seconds):
        if good:
            assert issued("138 0000 1234")
        else:
            with pytest.raises(TooMany) as refusal:
                issued("138 0000 1234")
            assert refusal.value.retry_after == 60 - seconds


def test_ten_a_day_for_a_phone_and_the_next_day_again(at: Any) -> None:
    for number in range(10):
        with at(60 * number):
            issued(real=number % 2 == 0)
    with at(3600), pytest.raises(TooMany) as refusal:
        issued()
    assert refusal.value.retry_after == 14 * 3600
    with at(15 * 3600 - 1), pytest.raises(TooMany):
        issued()
    with at(15 * 3600):
        assert issued()


def test_of_two_who_ask_for_one_phone_at_the_same_moment_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    issued()
    monkeypatch.setattr(codes, "_next_number", lambda *_given: 1)
    with pytest.raises(Conflict):
        issued()


def test_another_code_for_the_same_takes_the_place_of_the_first(at: Any) -> None:
    one = issued()
    with pytest.raises(TooMany), command():
        codes.again(one.ticket, REGISTER)
    with at(60):
        with command():
            second = codes.again(one.ticket, REGISTER)
        with pytest.raises(Invalid):
            confirmed(one)
        assert confirmed(second).payload == {"some": "thing"}
        with pytest.raises(Conflict), command():
            codes.again(one.ticket, REGISTER)


def test_expired_codes_keep_nothing_and_go_after_two_days(at: Any) -> None:
    issued()
    for seconds, rows, payloads in ((599, 1, 1), (600, 1, 0), (2 * 86400 - 1, 1, 0), (2 * 86400, 0, 0)):
        with at(seconds):
            codes.forget_expired()
        db.session.rollback()
        db.session.expire_all()
        found = db.session.scalars(select(VerificationCode)).all()
        assert (len(found), sum(row.payload is not None for row in found)) == (rows, payloads)


def test_the_page_says_when_to_come_again(program: Flask) -> None:
    browser = Browser(program)
    assert browser.post("/register/", data=TYPED).status_code == 303
    answer = browser.post("/register/again")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "请在60秒后重试" in answer.text
    assert browser.post("/register/", data=TYPED).status_code == 429


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("before", "status"), [(9, 303), (10, 429)])
def test_ten_codes_a_minute_for_one_address(limited: Callable[..., Flask], before: int, status: int) -> None:  # noqa: F811
    asking = limited()
    here = {"REMOTE_ADDR": "10.0.0.1"}
    for number in range(before):
        typed = {"name": "nobody", "phone": f"138000000{number:02d}"}
        answer = Browser(asking).post("/forgotten/", data=typed, environ_overrides=here)
        assert answer.status_code == 303
    last = {"name": "nobody", "phone": OTHER_PHONE}
    assert Browser(asking).post("/forgotten/", data=last, environ_overrides=here).status_code == status
    assert Browser(asking).get("/forgotten/", environ_overrides=here).status_code == 200
    elsewhere = Browser(asking).post(
        "/forgotten/", data={**last, "phone": PHONE}, environ_overrides={"REMOTE_ADDR": "10.0.0.2"}
    )
    assert elsewhere.status_code == 303
