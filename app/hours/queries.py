"""Reading hours and imports in scope, and who may be handed in for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.applicants.models import Applicant
from app.console.paging import Rows
from app.console.waiting import OUR_ORGANISATION, Waits
from app.core.errors import OutOfScope
from app.extensions import db
from app.hours.enums import ImportStatus
from app.hours.models import HoursImport, HoursRecord
from app.hours.rules import Key


def load(import_id: int) -> HoursImport:
    """One import in scope with its rows; raises OutOfScope."""
    statement = (
        select(HoursImport)
        .where(HoursImport.id == import_id)
        .options(
            joinedload(HoursImport.employer),
            joinedload(HoursImport.authority),
            selectinload(HoursImport.rows).joinedload(HoursRecord.applicant),
        )
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise OutOfScope
    return found


def standing(sha256: str, employer_id: int | None, applicant_id: int | None) -> int | None:
    """The id of the submitter's import of this very file that was not returned; None where there is none."""
    whose = HoursImport.employer_id == employer_id if employer_id else HoursImport.applicant_id == applicant_id
    statement = select(HoursImport.id).where(
        HoursImport.sha256 == sha256, whose, HoursImport.status != ImportStatus.RETURNED
    )
    return db.session.scalars(statement).one_or_none()


def registered(applicant_id: int) -> Sequence[HoursRecord]:
    """The person's approved rows, whoever handed them in, by year."""
    statement = (
        select(HoursRecord)
        .where(HoursRecord.applicant_id == applicant_id, HoursRecord.registered)
        .order_by(HoursRecord.year.desc(), HoursRecord.kind, HoursRecord.id)
    )
    return db.session.scalars(statement).all()


def rows_of(applicant_id: int | None) -> Rows:
    """Every row about a person, the newest year first."""
    return (
        select(HoursRecord)
        .where(HoursRecord.applicant_id == applicant_id)
        .order_by(HoursRecord.year.desc(), HoursRecord.id.desc())
    )


def of_applicant(applicant_id: int) -> Sequence[HoursRecord]:
    """See `rows_of`."""
    return db.session.scalars(rows_of(applicant_id)).all()


def imports_of(applicant_id: int) -> Sequence[HoursImport]:
    """What a person handed in themselves, newest first."""
    statement = (
        select(HoursImport)
        .where(HoursImport.applicant_id == applicant_id)
        .options(joinedload(HoursImport.authority))
        .order_by(HoursImport.id.desc())
    )
    return db.session.scalars(statement).all()


def staff(employer_id: int, numbers: Collection[str]) -> tuple[dict[str, tuple[int, str]], set[str]]:
    """Of these identity numbers those of the employer's own staff: (id, name) of whom it has confirmed, and the
    numbers of the others."""
    statement = select(
        Applicant.identity_number, Applicant.id, Applicant.name, Applicant.employer_confirmed_at.is_not(None)
    ).where(Applicant.employer_id == employer_id, Applicant.identity_number.in_(numbers))
    rows = db.session.execute(statement).all()
    return (
        {number: (key, name) for number, key, name, confirmed in rows if confirmed},
        {number for number, _key, _name, confirmed in rows if not confirmed},
    )


def trainings(people: Collection[int], but_for: int | None = None) -> tuple[set[Key], set[Key]]:
    """Trainings of these people that are registered, and that stand in an import being checked, whoever may see them.

    `but_for` leaves out one import's own rows.
    """
    statement = (
        select(
            HoursRecord.applicant_id,
            HoursRecord.year,
            HoursRecord.kind,
            HoursRecord.activity,
            HoursRecord.registered,
        )
        .where(HoursRecord.applicant_id.in_(people), HoursRecord.standing, HoursRecord.import_id != (but_for or 0))
        .execution_options(no_scope=True)
    )
    found: tuple[set[Key], set[Key]] = (set(), set())
    for applicant_id, year, kind, activity, is_registered in db.session.execute(statement):
        found[0 if is_registered else 1].add((applicant_id, year, kind, activity))
    return found


WAITING = Waits(
    (
        select(HoursImport.id).where(
            HoursImport.authority_id == OUR_ORGANISATION, HoursImport.status == ImportStatus.SUBMITTED
        ),
    )
)
