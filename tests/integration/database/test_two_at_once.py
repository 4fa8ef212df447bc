"""Two people act on the same row at the same moment: exactly one of them is first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.access.scoping import act_as
from app.applications.models import Application
from app.core.actor import Actor
from app.extensions import claim, db
from tests.integration.database.rows import Rows

SYSTEM = Actor.system("tests")
PEOPLE = 4
ROUNDS = 5


@pytest.fixture
def application_id(flask_app: Flask) -> int:
    with flask_app.app_context(), db.engine.begin() as connection:
        return Rows(connection).add(Application)


@pytest.fixture
def version(flask_app: Flask, application_id: int) -> Callable[[], int]:
    """The version as a new page would show it."""

    def read() -> int:
        with flask_app.app_context():
            act_as(db.session, SYSTEM)
            return db.session.scalars(select(Application.version).where(Application.id == application_id)).one()

    return read


@pytest.fixture
def page(flask_app: Flask, application_id: int) -> Callable[[], Application]:
    """Inside an application context: the row as this session has read it."""

    def loaded() -> Application:
        act_as(db.session, SYSTEM)
        return db.session.scalars(select(Application).where(Application.id == application_id)).one()

    return loaded


def test_of_several_people_with_the_same_page_exactly_one_wins(
    flask_app: Flask, page: Callable[[], Application], version: Callable[[], int]
) -> None:
    together = threading.Barrier(PEOPLE)

    def act(seen: int) -> bool:
        with flask_app.app_context():
            row = page()
            together.wait(30)
            won = claim(row, seen)
            if won:
                assert row.version == seen + 1
            db.session.commit()
            return won

    with ThreadPoolExecutor(PEOPLE) as pool:
        for seen in range(1, ROUNDS + 1):
            assert sorted(pool.map(act, [seen] * PEOPLE)) == [False] * (PEOPLE - 1) + [True]
            assert version() == seen + 1


@pytest.fixture
def second_is_asking(flask_app: Flask) -> Iterator[threading.Event]:
    """Set once another thread has sent its claim to the database."""
    asked = threading.Event()

    def sent(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE applications") and threading.current_thread() is not threading.main_thread():
            asked.set()

    with flask_app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", sent)
    yield asked
    event.remove(engine, "before_cursor_execute", sent)


@pytest.mark.parametrize(("first_keeps", "second_wins"), [(True, False), (False, True)], ids=["commits", "gives up"])
def test_whoever_asks_while_another_is_at_work_waits_for_the_outcome(
    flask_app: Flask,
    page: Callable[[], Application],
    version: Callable[[], int],
    second_is_asking: threading.Event,
    first_keeps: bool,
    second_wins: bool,
) -> None:
    first_has_claimed = threading.Event()

    def second() -> bool:
        with flask_app.app_context():
            row = page()
            assert first_has_claimed.wait(30)
            won = claim(row, 1)
            db.session.commit()
            return won

    with ThreadPoolExecutor(1) as pool, flask_app.app_context():
        asking = pool.submit(second)
        assert claim(page(), 1)
        first_has_claimed.set()
        assert second_is_asking.wait(30)
        assert not asking.done()
        if first_keeps:
            db.session.commit()
        else:
            db.session.rollback()
        assert asking.result(30) is second_wins
    assert version() == 2


def test_a_page_from_before_is_too_old(
    flask_app: Flask, page: Callable[[], Application], version: Callable[[], int]
) -> None:
    with flask_app.app_context():
        row = page()
        assert claim(row, 1)
        assert not claim(row, 1)
        assert claim(row, 2)
        assert not claim(row, 4)
        db.session.commit()
    assert version() == 3
