"""Reading kinds and archive entries in scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, has_app_context
from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.access.scoping import acting
from app.archives.enums import EntryStatus
from app.archives.models import ArchiveEntry, EntryField, EntryFile, EntryKind
from app.console.filters import begins_with
from app.console.interface import Page
from app.console.paging import PAGE_SIZE, Rows, capped, capped_count, cursor_from, cut, order, page_from
from app.core.errors import OutOfScope
from app.extensions import db

AUDITED = (EntryStatus.PASSED, EntryStatus.RETURNED, EntryStatus.REJECTED)


@dataclass(frozen=True)
class QueueFilter:
    """What the employer's list is asked for: what waits, or what was audited. Names are found by how they begin."""

    waiting: bool
    kind: str = ""
    name: str = ""
    status: EntryStatus | None = None
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class Others:
    """Who else submitted work with the same number: entries that the reader may see, and how many people besides."""

    seen: Sequence[tuple[int, str]] = ()
    unseen: int = 0


def kind(code: str) -> EntryKind | None:
    """The kind of that code with its fields, switched off or not."""
    statement = select(EntryKind).where(EntryKind.code == code).options(selectinload(EntryKind.fields))
    return db.session.scalars(statement).one_or_none()


def kinds_by_code(codes: Collection[str]) -> Sequence[EntryKind]:
    """The kinds of these codes with their fields."""
    statement = select(EntryKind).where(EntryKind.code.in_(codes)).options(selectinload(EntryKind.fields))
    return db.session.scalars(statement).all()


def active_kinds() -> Sequence[EntryKind]:
    """The kinds that can be chosen, in their order."""
    statement = select(EntryKind).where(EntryKind.active).order_by(EntryKind.position, EntryKind.id)
    return db.session.scalars(statement).all()


def kind_choices() -> Sequence[tuple[str, str]]:
    """(code, name) of all kinds, in their order."""
    statement = select(EntryKind.code, EntryKind.name).order_by(EntryKind.position, EntryKind.id)
    return [(code, name) for code, name in db.session.execute(statement)]


def any_fields() -> bool:
    """Whether any kind has a field."""
    return db.session.scalars(select(EntryField.id).limit(1)).first() is not None


def has_entries(kind_id: int) -> bool:
    """Whether anybody's archive holds an entry of the kind; answers yes or no."""
    statement = select(ArchiveEntry.id).where(ArchiveEntry.kind_id == kind_id).limit(1).execution_options(no_scope=True)
    return db.session.scalars(statement).first() is not None


def numbered_field(kind_id: int, besides: int | None) -> bool:
    """Whether another field of the kind is its identifying number."""
    statement = select(EntryField.id).where(EntryField.kind_id == kind_id, EntryField.is_number)
    if besides is not None:
        statement = statement.where(EntryField.id != besides)
    return db.session.scalars(statement.limit(1)).first() is not None


def load(entry_id: int) -> ArchiveEntry:
    """One entry in scope, with all that its page shows; raises OutOfScope."""
    statement = (
        select(ArchiveEntry)
        .where(ArchiveEntry.id == entry_id)
        .options(
            joinedload(ArchiveEntry.applicant), joinedload(ArchiveEntry.employer), joinedload(ArchiveEntry.approved)
        )
        .options(*_content())
        .execution_options(populate_existing=True)
    )
    entry = db.session.scalars(statement).one_or_none()
    if entry is None:
        raise OutOfScope
    return entry


def load_many(ids: Collection[int]) -> dict[int, ArchiveEntry]:
    """Entries in scope by id, each with all that is frozen of it."""
    statement = (
        select(ArchiveEntry)
        .where(ArchiveEntry.id.in_(ids))
        .options(*_content())
        .execution_options(populate_existing=True)
    )
    return {entry.id: entry for entry in db.session.scalars(statement)}


def of_applicant(applicant_id: int) -> Sequence[ArchiveEntry]:
    """A person's entries in scope with their approved versions, newest work first."""
    return db.session.scalars(rows_of(applicant_id).options(joinedload(ArchiveEntry.approved))).all()


def rows_of(applicant_id: int | None, states: Collection[EntryStatus] = tuple(EntryStatus)) -> Rows:
    """The rows of `of_applicant`, in these states alone."""
    return (
        select(ArchiveEntry)
        .where(ArchiveEntry.applicant_id == applicant_id, ArchiveEntry.status.in_(states))
        .options(joinedload(ArchiveEntry.kind), selectinload(ArchiveEntry.all_files))
        .order_by(ArchiveEntry.started_on.desc(), ArchiveEntry.id.desc())
    )


def approved_count(applicant_id: int) -> int:
    """How many of a person's entries the employer approved, whatever is being changed since (R-106)."""
    statement = select(func.count(ArchiveEntry.id)).where(
        ArchiveEntry.applicant_id == applicant_id, ArchiveEntry.approved_number > 0
    )
    return db.session.execute(statement).scalar_one()


def waiting_count(employer_id: int, cap: int = 1000) -> int:
    """How many entries wait for the employer's audit, at most `cap` + 1."""
    return capped_count(_waiting(employer_id), cap)


def waiting_here() -> int:
    """How many entries wait for the actor's own organisation; the queue of this request may have counted them."""
    organisation_id = acting(db.session).organisation_id
    if organisation_id is None:
        return 0
    counted: int | None = g.get("waiting_entries") if has_app_context() else None
    return waiting_count(organisation_id) if counted is None else counted


def next_waiting(employer_id: int | None, besides: int) -> int | None:
    """The entry that has waited longest for the employer, but for one."""
    statement = (
        select(ArchiveEntry.id)
        .where(ArchiveEntry.employer_id == employer_id, is_waiting(), ArchiveEntry.id != besides)
        .order_by(ArchiveEntry.submitted_at, ArchiveEntry.id)
        .limit(1)
    )
    return db.session.scalars(statement).first()


def queue(asked: QueueFilter, employer_id: int | None, page: str) -> Page:
    """One page of the employer's list: what waits oldest first, what was audited newest first; two statements.

    The second counts what waits in all, too: the menu shows it.
    """
    sort, key = ArchiveEntry.submitted_at, ArchiveEntry.id
    cursor = cursor_from(page, sort)
    statement = _filtered(select(ArchiveEntry), asked, employer_id)
    statement = statement.join(ArchiveEntry.kind).options(contains_eager(ArchiveEntry.kind))
    rows = db.session.scalars(cut(statement, sort, key, cursor, descending=not asked.waiting, size=asked.size)).all()
    counts = [
        capped(one).scalar_subquery() for one in (_filtered(select(key), asked, employer_id), _waiting(employer_id))
    ]
    found, g.waiting_entries = db.session.execute(select(*counts)).one()
    return page_from(rows, sort, cursor, found, asked.size)


def queue_rows(asked: QueueFilter, employer_id: int | None) -> Rows:
    """All rows that `queue` shows page by page, in its order, as columns: name, title, kind, role, moment, status."""
    columns = select(
        ArchiveEntry.applicant_name,
        ArchiveEntry.title,
        EntryKind.name,
        ArchiveEntry.role,
        ArchiveEntry.submitted_at,
        ArchiveEntry.status,
    )
    statement = _filtered(columns, asked, employer_id).join(ArchiveEntry.kind)
    return statement.order_by(*order(ArchiveEntry.submitted_at, ArchiveEntry.id, not asked.waiting))


def same_numbers(entries: Collection[ArchiveEntry]) -> dict[int, Others]:
    """By entry who else submitted work with its identifying number; entries without such are left out. One statement.

    Everybody's numbers are compared; names are given of entries in the employer's own scope alone.
    """
    keys = {entry.number_key for entry in entries if entry.number_key}
    if not keys:
        return {}
    ours = acting(db.session).organisation_id
    statement = (
        select(
            ArchiveEntry.number_key,
            ArchiveEntry.id,
            ArchiveEntry.applicant_id,
            ArchiveEntry.applicant_name,
            and_(ArchiveEntry.employer_id == ours, ArchiveEntry.status != EntryStatus.DRAFT),
        )
        .where(
            ArchiveEntry.number_key.in_(keys),
            or_(ArchiveEntry.status != EntryStatus.DRAFT, ArchiveEntry.approved_number > 0),
        )
        .order_by(ArchiveEntry.id)
        .execution_options(no_scope=True)
    )
    by_key: dict[str | None, list[Any]] = {}
    for row in db.session.execute(statement):
        by_key.setdefault(row[0], []).append(row)
    found = {}
    for entry in entries:
        others = [row for row in by_key.get(entry.number_key, ()) if row[2] != entry.applicant_id]
        if others:
            seen = {row[2]: (row[1], row[3]) for row in others if row[4]}
            found[entry.id] = Others(list(seen.values()), len({row[2] for row in others} - set(seen)))
    return found


def _waiting(employer_id: int | None) -> Rows:
    return select(ArchiveEntry.id).where(ArchiveEntry.employer_id == employer_id, is_waiting())


def is_waiting() -> ColumnElement[bool]:
    """The condition of the queue's partial indexes, spelled out so that both databases recognise it."""
    return _has_status(EntryStatus.SUBMITTED)


def _has_status(status: EntryStatus) -> ColumnElement[bool]:
    found: ColumnElement[bool] = ArchiveEntry.status == bindparam(
        None, status, ArchiveEntry.status.type, literal_execute=True
    )
    return found


def _filtered(statement: Any, asked: QueueFilter, employer_id: int | None) -> Any:
    statement = statement.where(ArchiveEntry.employer_id == employer_id)
    if asked.waiting:
        statement = statement.where(is_waiting())
    elif asked.status in AUDITED:
        statement = statement.where(_is_audited(), ArchiveEntry.status == asked.status)
    else:
        statement = statement.where(_is_audited())
    if asked.kind:
        kind_id = select(EntryKind.id).where(EntryKind.code == asked.kind).scalar_subquery()
        statement = statement.where(ArchiveEntry.kind_id == kind_id)
    if asked.name:
        statement = statement.where(begins_with(db.session, ArchiveEntry.applicant_name, asked.name))
    return statement


def _is_audited() -> ColumnElement[bool]:
    found: ColumnElement[bool] = ArchiveEntry.status.in_(
        [bindparam(None, status, ArchiveEntry.status.type, literal_execute=True) for status in AUDITED]
    )
    return found


def _content() -> tuple[Any, ...]:
    """What `services.content_of` reads of an entry."""
    return (
        joinedload(ArchiveEntry.kind).selectinload(EntryKind.fields),
        selectinload(ArchiveEntry.all_files).joinedload(EntryFile.file),
    )
