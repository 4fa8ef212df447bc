"""Reading the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import func, select, text

from app.console.filters import begins_with
from app.console.interface import Page
from app.console.paging import Rows, order, page_of
from app.core.clock import at_start_of
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.extensions import db


class ChainEnd(NamedTuple):
    """What the newest row of a chain says to whoever goes on with it, or came too late."""

    subject_id: int
    sequence: int
    link: str
    actor_name: str
    organisation_name: str
    at: dt.datetime


def last_links(subject_kind: SubjectKind, subject_ids: Collection[int]) -> dict[int, ChainEnd]:
    """The end of each subject's chain, by subject, whoever may see it: a chain is its subject's."""
    newest = (
        select(DecisionRecord.subject_id, func.max(DecisionRecord.sequence).label("last"))
        .where(DecisionRecord.subject_kind == subject_kind, DecisionRecord.subject_id.in_(subject_ids))
        .group_by(DecisionRecord.subject_id)
        .subquery()
    )
    statement = (
        select(*[getattr(DecisionRecord, name) for name in ChainEnd._fields])
        .join(newest, (newest.c.subject_id == DecisionRecord.subject_id) & (newest.c.last == DecisionRecord.sequence))
        .where(DecisionRecord.subject_kind == subject_kind)
        .execution_options(no_scope=True)
    )
    return {row.subject_id: ChainEnd(*row) for row in db.session.execute(statement)}


def history(subject_kind: SubjectKind, subject_id: int) -> Sequence[DecisionRecord]:
    """A subject's rows in scope, oldest first."""
    statement = (
        select(DecisionRecord)
        .where(DecisionRecord.subject_kind == subject_kind, DecisionRecord.subject_id == subject_id)
        .order_by(DecisionRecord.sequence)
    )
    return db.session.scalars(statement).all()


def latest(subject_kind: SubjectKind, subject_id: int, *actions: Action) -> DecisionRecord | None:
    """The newest row of a subject with one of these actions, out of the whole chain."""
    statement = (
        select(DecisionRecord)
        .where(
            DecisionRecord.subject_kind == subject_kind,
            DecisionRecord.subject_id == subject_id,
            DecisionRecord.action.in_(actions),
        )
        .order_by(DecisionRecord.sequence.desc())
        .limit(1)
        .execution_options(no_scope=True)
    )
    return db.session.scalars(statement).one_or_none()


def latest_reasons(subject_kind: SubjectKind, subject_ids: Collection[int], *actions: Action) -> dict[int, str]:
    """The reason of the newest row with one of these actions, by subject; one statement for all subjects."""
    statement = (
        select(DecisionRecord.subject_id, DecisionRecord.reason)
        .where(
            DecisionRecord.subject_kind == subject_kind,
            DecisionRecord.subject_id.in_(subject_ids),
            DecisionRecord.action.in_(actions),
        )
        .order_by(DecisionRecord.subject_id, DecisionRecord.sequence)
    )
    return dict(db.session.execute(statement).all())


def chains() -> Iterator[tuple[tuple[SubjectKind, int], list[DecisionRecord]]]:
    """Every subject's chain in scope, oldest row first."""
    statement = (
        select(DecisionRecord)
        .order_by(DecisionRecord.subject_kind, DecisionRecord.subject_id, DecisionRecord.sequence)
        .execution_options(yield_per=1000)
    )
    rows = db.session.scalars(statement)
    for key, group in groupby(rows, key=lambda row: (row.subject_kind, row.subject_id)):
        yield key, list(group)


@dataclass(frozen=True)
class LogFilter:
    """What the log is asked for; None and "" ask nothing. Days are office days, both included."""

    subject_kind: SubjectKind | None = None
    subject_id: int | None = None
    action: Action | None = None
    organisation: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


def log(asked: LogFilter, page: str) -> Page:
    """One page of the log in scope, the newest rows first."""
    return page_of(_log(asked), DecisionRecord.id, DecisionRecord.id, page, descending=True)


def whole_log(asked: LogFilter) -> Rows:
    """All rows that `log` shows page by page."""
    return _log(asked).order_by(*order(DecisionRecord.id, DecisionRecord.id, descending=True))


def _log(asked: LogFilter) -> Rows:
    statement = select(DecisionRecord)
    if asked.subject_kind is not None:
        statement = statement.where(DecisionRecord.subject_kind == asked.subject_kind)
    if asked.subject_id is not None:
        statement = statement.where(DecisionRecord.subject_id == asked.subject_id)
    if asked.action is not None:
        statement = statement.where(DecisionRecord.action == asked.action)
    if asked.organisation:
        statement = statement.where(begins_with(db.session, DecisionRecord.organisation_name, asked.organisation))
    if asked.first_day is not None:
        statement = statement.where(DecisionRecord.at >= at_start_of(asked.first_day))
    if asked.last_day is not None:
        statement = statement.where(DecisionRecord.at < at_start_of(asked.last_day + dt.timedelta(days=1)))
    return statement


def chain_counts() -> list[tuple[SubjectKind, int, int]]:
    """How many chains and rows the log has in scope, for each kind of subject."""
    statement = (
        select(DecisionRecord.subject_kind, func.count(func.distinct(DecisionRecord.subject_id)), func.count())
        .group_by(DecisionRecord.subject_kind)
        .order_by(DecisionRecord.subject_kind)
    )
    return [(kind, chains, rows) for kind, chains, rows in db.session.execute(statement)]


def wait_for_writers() -> None:
    """Let transactions that append to the log finish, and none begin until this one ends.

    PostgreSQL hands out ids before a row is committed: a row with a lower id could still come after a look at the
    log. SQLite has one writer at a time, and gives ids in the order of commits.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text(f"LOCK TABLE {DecisionRecord.__tablename__} IN SHARE MODE"))


def newest_id() -> int:
    """The id of the log's newest row in scope; 0 of an empty log."""
    return db.session.scalar(select(func.max(DecisionRecord.id))) or 0


def row_count(last_id: int) -> int:
    """How many rows in scope have ids up to this one."""
    statement = select(func.count()).select_from(DecisionRecord).where(DecisionRecord.id <= last_id)
    return db.session.scalar(statement) or 0


def ends(last_id: int) -> list[tuple[str, int, int, str]]:
    """Of every chain in scope its newest row up to this id: subject kind and id, sequence number, link."""
    newest = (
        select(DecisionRecord.subject_kind, DecisionRecord.subject_id, func.max(DecisionRecord.sequence).label("last"))
        .where(DecisionRecord.id <= last_id)
        .group_by(DecisionRecord.subject_kind, DecisionRecord.subject_id)
        .subquery()
    )
    statement = select(
        DecisionRecord.subject_kind, DecisionRecord.subject_id, DecisionRecord.sequence, DecisionRecord.link
    ).join(
        newest,
        (newest.c.subject_kind == DecisionRecord.subject_kind)
        & (newest.c.subject_id == DecisionRecord.subject_id)
        & (newest.c.last == DecisionRecord.sequence),
    )
    return [(kind.name, *others) for kind, *others in db.session.execute(statement)]
