"""What is handed in at the very moment of a merger waits for it or is waited for, and never lands with nobody."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from app.applications import queries as applications
from app.applications import services as application_services
from app.archives import queries as archives
from app.archives import services as archive_services
from app.core.errors import DomainError, Invalid
from app.employers import services
from app.extensions import db
from app.organisations.holding import MERGED
from tests.builders import AUDITED, World
from tests.integration.applicants.archiving import saved

PERSON = "申小明"


@pytest.fixture
def waiting(world: World) -> Iterator[threading.Event]:
    """Set once another thread asks for what this one has taken."""
    asking, main = threading.Event(), threading.current_thread()

    def sent(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asks = "FOR SHARE" in statement or statement.startswith("UPDATE")
        if asks and threading.current_thread() is not main:
            asking.set()

    with world.flask_app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", sent)
    yield asking
    event.remove(engine, "before_cursor_execute", sent)


def merge(world: World) -> None:
    with world.acting_now("hrss"):
        places = world.organisations
        services.merge(places["builders"], places["neighbours"], dt.date(2023, 3, 1), "虞国资〔2023〕1号")


def apply(world: World) -> int:
    """The id of an application that waits to be submitted."""
    return world.drafted(PERSON)


def hand_in_application(own_id: int) -> None:
    application_services.submit(own_id, applications.load(own_id).version)


def hand_in_entry(own_id: int) -> None:
    archive_services.submit(own_id, archives.load(own_id).version)


def outcome(work: Callable[[], None]) -> DomainError | None:
    try:
        work()
    except DomainError as refusal:
        return refusal
    return None


WAYS = pytest.mark.parametrize(
    ("made", "hand_in", "counted"),
    [
        (apply, hand_in_application, "applications"),
        (lambda world: saved(world, PERSON, title="同时提交的工程"), hand_in_entry, "archive entries"),
    ],
    ids=["application", "entry"],
)


@WAYS
def test_a_merger_waits_for_what_is_being_handed_in_and_counts_it(
    world: World,
    waiting: threading.Event,
    clock_at: Callable[[str], None],
    made: Callable[[World], int],
    hand_in: Callable[[int], None],
    counted: str,
) -> None:
    own_id = made(world)
    clock_at(AUDITED)
    with ThreadPoolExecutor(1) as pool:
        with world.acting_now(PERSON):
            hand_in(own_id)
            merging = pool.submit(outcome, lambda: merge(world))
            assert waiting.wait(30)
        refusal = merging.result(30)
    assert isinstance(refusal, Invalid)
    assert [counted in one.message for one in refusal.violations] == [True]


@WAYS
def test_what_is_handed_in_during_a_merger_goes_to_the_new_employer_or_is_refused_in_plain_words(
    world: World,
    waiting: threading.Event,
    clock_at: Callable[[str], None],
    made: Callable[[World], int],
    hand_in: Callable[[int], None],
    counted: str,
) -> None:
    own_id = made(world)
    clock_at(AUDITED)

    def handed_in() -> None:
        with world.acting_now(PERSON):
            hand_in(own_id)

    with ThreadPoolExecutor(1) as pool:
        with world.acting_now("hrss"):
            places = world.organisations
            services.merge(places["builders"], places["neighbours"], dt.date(2023, 3, 1), "虞国资〔2023〕1号")
            handing_in = pool.submit(outcome, handed_in)
            assert waiting.wait(30)
        refusal = handing_in.result(30)
    # What had not looked at the employer yet when it had to wait is carried over.
    if refusal is not None:
        assert refusal.message == MERGED
        handed_in()
    with world.reading():
        row = applications.load(own_id) if counted == "applications" else archives.load(own_id)
        assert row.employer_id == world.organisations["neighbours"]
