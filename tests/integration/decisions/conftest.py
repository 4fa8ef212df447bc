"""A log with two chains, and a way to write behind its triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

import app.models  # noqa: F401
from app.access.scoping import act_as
from app.core import clock
from app.core.actor import Actor, Role
from app.decisions.enums import Action, SubjectKind
from app.decisions.services import record
from app.extensions import db
from tests.helpers import office_moment

SYSTEM = Actor.system("tests")
AUDITOR = Actor(
    account_id=7,
    name="王芳",
    roles=frozenset({Role.HRSS_AUDITOR}),
    organisation_id=3,
    organisation_name="上虞区人力资源和社会保障局",
)
APPLICATION = SubjectKind.APPLICATION
TRIGGERS = {
    "sqlite": ("DROP TRIGGER decision_records_no_update", "DROP TRIGGER decision_records_no_delete"),
    "postgresql": ("ALTER TABLE decision_records DISABLE TRIGGER USER",),
}


@pytest.fixture
def two_chains(flask_app: Flask) -> None:
    """Application 1: SUBMIT, PASS, RETURN, SUBMIT. Application 2: SUBMIT, PASS. One minute apart, in this order."""
    with flask_app.app_context():
        act_as(db.session, AUDITOR)
        for minute, (subject, action) in enumerate(
            (
                (1, Action.SUBMIT),
                (1, Action.PASS),
                (2, Action.SUBMIT),
                (1, Action.RETURN),
                (2, Action.PASS),
                (1, Action.SUBMIT),
            )
        ):
            with clock.frozen(office_moment(f"2023-03-01 09:{minute:02d}")):
                record(APPLICATION, subject, action, stage="单位审核", opinion=f"意见{minute}")
        db.session.commit()


@pytest.fixture
def outside(database: str) -> Iterator[Engine]:
    """The database as somebody sees it who does not go through the program."""
    engine = create_engine(database, poolclass=NullPool)
    yield engine
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE decision_records ENABLE TRIGGER USER"))


@pytest.fixture
def behind_the_triggers(outside: Engine) -> Callable[[], Any]:
    """`with behind_the_triggers() as connection`: nothing refuses what is written there; committed at the end."""

    @contextmanager
    def opened() -> Iterator[Connection]:
        with outside.begin() as connection:
            for statement in TRIGGERS[outside.dialect.name]:
                connection.execute(text(statement))
            yield connection

    return opened
