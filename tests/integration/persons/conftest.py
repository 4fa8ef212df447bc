"""A program with its roles and nobody in it; what was sent to a phone; people who register."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.scoping import act_as
from app.accounts.services import sync_roles
from app.applicants.models import Applicant
from app.core.actor import Actor
from app.extensions import db
from app.messages.models import OutboxMessage
from tests.helpers import Browser

SYSTEM = Actor.system("tests")
NOW = "2026-03-02 09:00"
PHONE, OTHER_PHONE = "13800001234", "13900005678"
PASSWORD = "Correct-Horse-9"
NUMBER = "99990019900312009X"
WOMAN = "999900199003120022"
TYPED = {
    "identity_kind": "RESIDENT",
    "identity_number": NUMBER,
    "name": "申新",
    "phone": PHONE,
    "new": PASSWORD,
    "repeated": PASSWORD,
}


@pytest.fixture
def program(flask_app: Flask, clock_at: Callable[[str], None]) -> Flask:
    """On a morning in March, with the roles of the program."""
    clock_at(NOW)
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        sync_roles()
        db.session.commit()
    return flask_app


@pytest.fixture
def visitor(program: Flask) -> Browser:
    return Browser(program)


@pytest.fixture
def sent(program: Flask) -> Callable[..., list[OutboxMessage]]:
    """`sent()`: every message of the outbox in order; `sent(PHONE)`: those to a phone."""

    def read(phone: str = "") -> list[OutboxMessage]:
        with program.app_context():
            act_as(db.session, SYSTEM)
            rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
            return [row for row in rows if not phone or row.phone == phone]

    return read


@pytest.fixture
def code_to(sent: Callable[..., list[OutboxMessage]]) -> Callable[..., str]:
    """The code in the newest message to a phone."""

    def read(phone: str = PHONE) -> str:
        found = re.search(r"\d{6}", sent(phone)[-1].text)
        assert found
        return found[0]

    return read


@pytest.fixture
def people(program: Flask) -> Callable[[], list[Applicant]]:
    """Everybody on record, in order."""

    def read() -> list[Applicant]:
        with program.app_context():
            act_as(db.session, SYSTEM)
            return list(db.session.scalars(select(Applicant).order_by(Applicant.id)).all())

    return read


@pytest.fixture
def registered(visitor: Browser, code_to: Callable[..., str]) -> Browser:
    """The browser of a man who has registered."""
    assert visitor.post("/register/", data=TYPED).status_code == 303
    assert visitor.post("/register/confirm", data={"code": code_to()}).status_code == 303
    return visitor


def entering(browser: Browser, name: str, password: str = PASSWORD) -> int:
    """The status of a sign-in: 302 where it succeeded."""
    return int(browser.post("/login/", data={"username": name, "password": password}).status_code)


def page(answer: Any) -> str:
    """The page without white space and without the token of its forms."""
    return re.sub(r'\s+|name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True))
