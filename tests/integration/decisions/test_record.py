"""record(): one chain for each subject, on behalf of the session's actor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.access.scoping import MissingActorError, act_as
from app.console.commands import command
from app.core import clock
from app.core.actor import Actor
from app.core.chain import GENESIS, link
from app.core.errors import Conflict
from app.decisions import queries
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.decisions.services import payload, record
from app.extensions import db
from tests.helpers import office_moment
from tests.integration.decisions.conftest import APPLICATION, AUDITOR, SYSTEM

SessionAs = Callable[[Actor], Session]


def _rows(session: Session) -> list[DecisionRecord]:
    session.expire_all()
    return list(session.scalars(select(DecisionRecord).order_by(DecisionRecord.id)))


def test_each_subject_has_a_chain_of_its_own(session_as: SessionAs) -> None:
    session = session_as(SYSTEM)
    for kind, subject in (
        (APPLICATION, 1),
        (APPLICATION, 2),
        (SubjectKind.ARCHIVE_ENTRY, 1),
        (APPLICATION, 1),
        (SubjectKind.PLAN, 1),
        (APPLICATION, 1),
    ):
        record(kind, subject, Action.SUBMIT)
    session.commit()
    rows = _rows(session)
    assert [(row.subject_kind, row.subject_id, row.sequence) for row in rows] == [
        (APPLICATION, 1, 1),
        (APPLICATION, 2, 1),
        (SubjectKind.ARCHIVE_ENTRY, 1, 1),
        (APPLICATION, 1, 2),
        (SubjectKind.PLAN, 1, 1),
        (APPLICATION, 1, 3),
    ]
    first, second_chain, third_chain, second, fourth_chain, third = rows
    for start in (first, second_chain, third_chain, fourth_chain):
        assert start.previous == GENESIS
    assert (second.previous, third.previous) == (first.link, second.link)
    assert len({row.link for row in rows}) == len(rows)


def test_a_row_says_who_for_whom_and_when(session_as: SessionAs) -> None:
    session = session_as(AUDITOR)
    moment = office_moment("2023-03-01 09:00")
    with clock.frozen(moment):
        record(APPLICATION, 1, Action.RETURN, stage="区人社局审核", reason="缺少证书", opinion="")
    session.commit()
    session_as(SYSTEM)
    (row,) = _rows(session)
    assert (row.actor_account_id, row.actor_name) == (7, "王芳")
    assert (row.organisation_id, row.organisation_name) == (3, "上虞区人力资源和社会保障局")
    assert (row.at, row.stage, row.reason, row.opinion, row.details) == (moment, "区人社局审核", "缺少证书", "", {})


def test_nobody_writes_without_saying_who(flask_app: Flask) -> None:
    with flask_app.app_context(), pytest.raises(MissingActorError):
        record(APPLICATION, 1, Action.SUBMIT)


def test_the_chain_goes_on_for_an_actor_who_does_not_see_it(session_as: SessionAs) -> None:
    """The auditor holds none of these applications; the next row still follows the last."""
    session_as(SYSTEM)
    record(APPLICATION, 1, Action.SUBMIT)
    session_as(AUDITOR)
    assert queries.history(APPLICATION, 1) == []
    record(APPLICATION, 1, Action.PASS, opinion="同意")
    assert queries.last_links(APPLICATION, [1])[1].sequence == 2


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"说明": "材料齐全，同意。“引号”与\n换行", "extra-plane": "𠮷野家😀"},
        {"outer": {"inner": [1, [2, {"deep": None}], "三"], "empty": {}, "none": None}, "list": []},
        {"z": 1, "a": 2, "中": 3, "A": 4, "10": 5, "9": 6},
        {"yes": True, "no": False, "one": 1, "zero": 0, "negative": -5, "large": 2**70},
        {"text": "1", "number": 1, "empty": "", "slash": "a/b\\c", "tab": "\t", "html": "<b>&amp;</b>"},
    ],
    ids=["empty", "Chinese", "nested", "order of keys", "numbers and truth", "look-alikes"],
)
def test_details_come_back_as_they_were_and_give_the_same_link(session_as: SessionAs, details: dict[str, Any]) -> None:
    session = session_as(SYSTEM)
    record(APPLICATION, 1, Action.SUBMIT, opinion="同意\r\n", details=details)
    session.commit()
    (row,) = _rows(session)
    assert row.details == details
    assert [type(value) for value in row.details.values()] == [type(value) for value in details.values()]
    key = b"a chain key for tests only"
    assert row.link == link(key, row.previous, payload(row))


@pytest.mark.parametrize("details", [{"amount": 1.5}, {"day": {1, 2}}, {1: "a"}], ids=["float", "set", "key"])
def test_details_that_json_would_change_are_refused(session_as: SessionAs, details: Any) -> None:
    session_as(SYSTEM)
    with pytest.raises(TypeError):
        record(APPLICATION, 1, Action.SUBMIT, details=details)


@pytest.fixture
def slow_and_fast(flask_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Runs a command in a second session, which reads the chain's end before the first session has committed.

    Returns after the first has committed and the second has ended.
    """
    first_has_written, second_has_read = threading.Event(), threading.Event()
    last_links = queries.last_links

    def watched(kind: SubjectKind, subjects: Collection[int]) -> dict[int, queries.ChainEnd]:
        found = last_links(kind, subjects)
        if threading.current_thread() is not threading.main_thread():
            second_has_read.set()
        return found

    def run(second: Callable[[], None]) -> None:
        monkeypatch.setattr(queries, "last_links", watched)

        def in_thread() -> None:
            with flask_app.app_context():
                act_as(db.session, SYSTEM)
                assert first_has_written.wait(10)
                second()

        thread = threading.Thread(target=in_thread)
        thread.start()
        with flask_app.app_context():
            act_as(db.session, AUDITOR)
            record(APPLICATION, 1, Action.SUBMIT, opinion="第一")
            first_has_written.set()
            assert second_has_read.wait(10)
            db.session.commit()
        thread.join(30)
        assert not thread.is_alive()

    return run


def test_of_two_sessions_that_append_at_once_one_is_refused(
    slow_and_fast: Callable[[Callable[[], None]], None], flask_app: Flask
) -> None:
    met: list[Exception] = []

    def second() -> None:
        try:
            record(APPLICATION, 1, Action.WITHDRAW)
        except IntegrityError as error:
            met.append(error)
            db.session.rollback()

    slow_and_fast(second)
    assert len(met) == 1
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        assert [row.action for row in _rows(db.session())] == [Action.SUBMIT]


def test_whoever_came_second_is_told_so_and_may_try_again(
    slow_and_fast: Callable[[Callable[[], None]], None], flask_app: Flask
) -> None:
    """Nothing is tried again by itself: what the second decided on has changed since."""
    met: list[Exception] = []

    def second() -> None:
        try:
            with command():
                record(APPLICATION, 1, Action.WITHDRAW)
        except Conflict as error:
            met.append(error)
        with command():
            record(APPLICATION, 1, Action.RETURN)

    slow_and_fast(second)
    assert [error.message for error in met] == ["Somebody else saved at the same moment. Please open the page again."]
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        assert [(row.sequence, row.action) for row in _rows(db.session())] == [(1, Action.SUBMIT), (2, Action.RETURN)]
