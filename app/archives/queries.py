"""Reading archive entries in scope."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.access.scoping import acting
from app.archives.enums import EntryStatus
from app.archives.models import ArchiveEntry
from app.console.paging import Rows
from app.core.errors import OutOfScope
from app.extensions import db


def load(entry_id: int) -> ArchiveEntry:
    """One entry in scope; raises OutOfScope."""
    statement = (
        select(ArchiveEntry)
        .where(ArchiveEntry.id == entry_id)
        .options(
            joinedload(ArchiveEntry.applicant),
            joinedload(ArchiveEntry.evidence),
            joinedload(ArchiveEntry.employer),
        )
        .execution_options(populate_existing=True)
    )
    entry = db.session.scalars(statement).one_or_none()
    if entry is None:
        raise OutOfScope
    return entry


def of_applicant(applicant_id: int) -> Sequence[ArchiveEntry]:
    """A person's entries in scope, newest work first."""
    return db.session.scalars(rows_of(applicant_id)).all()


def rows_of(applicant_id: int | None) -> Rows:
    """The statement of `of_applicant`."""
    return (
        select(ArchiveEntry)
        .where(ArchiveEntry.applicant_id == applicant_id)
        .options(joinedload(ArchiveEntry.evidence))
        .order_by(ArchiveEntry.started_on.desc(), ArchiveEntry.id.desc())
    )


def approved_count(applicant_id: int) -> int:
    """How many of a person's entries the employer approved (R-106)."""
    statement = select(func.count(ArchiveEntry.id)).where(
        ArchiveEntry.applicant_id == applicant_id, ArchiveEntry.status == EntryStatus.PASSED
    )
    return db.session.execute(statement).scalar_one()


def waiting_count(employer_id: int, cap: int = 1000) -> int:
    """How many entries wait for the employer's audit, at most `cap` + 1."""
    waiting = (
        select(ArchiveEntry.id)
        .where(ArchiveEntry.employer_id == employer_id, ArchiveEntry.status == EntryStatus.SUBMITTED)
        .limit(cap + 1)
        .subquery()
    )
    return db.session.execute(select(func.count()).select_from(waiting)).scalar_one()


def waiting_here() -> int:
    """How many entries wait for the actor's own organisation."""
    organisation_id = acting(db.session).organisation_id
    return waiting_count(organisation_id) if organisation_id is not None else 0
