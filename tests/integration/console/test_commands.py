"""A command commits once at its end, or leaves nothing."""

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from app.core.actor import Actor, Role
from app.core.errors import Conflict, Refused

EDITOR = Actor(1, "王芳", frozenset({Role.CATALOG_EDITOR}))


@pytest.fixture
def session(session_as):
    return session_as(EDITOR)


def level(rank, code=""):
    from app.catalog.models import TitleLevel

    return TitleLevel(code=code or f"L{rank}", name=f"级{rank}", rank=rank)


def ranks(read):
    from app.catalog.models import TitleLevel

    return [row.rank for row in read(TitleLevel)]


def test_a_command_is_kept(session, read):
    from app.console.commands import command

    with command():
        session.add(level(1))
    assert ranks(read) == [1]


@pytest.mark.parametrize("error", [Refused("No."), ZeroDivisionError()])
def test_a_command_that_fails_leaves_nothing_and_the_session_usable(session, read, error):
    from app.console.commands import command

    @command()
    def fail():
        session.add(level(1))
        session.flush()
        raise error

    with pytest.raises(type(error)):
        fail()
    assert ranks(read) == []
    with command():
        session.add(level(2))
    assert ranks(read) == [2]


def test_a_function_can_be_a_command_any_number_of_times(session, read):
    from app.console.commands import command

    @command()
    def add(rank):
        session.add(level(rank))
        return rank

    assert [add(1), add(2)] == [1, 2]
    assert ranks(read) == [1, 2]


def test_a_command_inside_a_command_is_a_mistake_and_keeps_nothing(session, read):
    from app.console.commands import command

    @command()
    def outer():
        session.add(level(1))
        with command():
            session.add(level(2))

    with pytest.raises(RuntimeError):
        outer()
    assert ranks(read) == []


@pytest.mark.parametrize("flushed", [True, False])
def test_a_race_that_a_constraint_decides_is_a_conflict(session, store, read, flushed):
    from app.console.commands import command

    store(level(1))

    @command()
    def add():
        session.add(level(1))
        if flushed:
            session.flush()

    with pytest.raises(Conflict) as caught:
        add()
    assert caught.value.status == 409
    assert isinstance(caught.value.__cause__, IntegrityError)
    assert ranks(read) == [1]


class Locked(Exception):
    sqlstate = "40P01"


@pytest.mark.parametrize("cause", [Locked(), Exception("database is locked")])
def test_a_busy_database_is_a_conflict_and_any_other_failure_is_not(session, cause):
    from app.console.commands import command

    with pytest.raises(Conflict), command():
        raise OperationalError("UPDATE", {}, cause)
    with pytest.raises(OperationalError), command():
        raise OperationalError("UPDATE", {}, Exception("no such table"))


def test_after_a_command_the_next_page_shows_its_message_once(client):
    answer = client.get("/trial/hand/done")
    assert (answer.status_code, answer.location) == (303, "/trial/hand/fail/conflict")
    assert "已办理" in client.get("/login/").get_data(as_text=True)
    assert "已办理" not in client.get("/login/").get_data(as_text=True)
