"""Who chose an employer as 现工作单位, in scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_, update

from app.access.scoping import acting
from app.applicants.models import Applicant
from app.applications.models import Application
from app.console.filters import begins_with
from app.console.paging import Page, Rows, page_of
from app.core import clock
from app.core.errors import OutOfScope
from app.core.workflow import Status
from app.employers.enums import StaffTab
from app.extensions import db


@dataclass(frozen=True)
class StaffFilter:
    """What an employer's list of staff is asked for; `name` is the beginning of a name, "" asks nothing."""

    tab: StaffTab = StaffTab.WAITING
    name: str = ""


def staff_page(asked: StaffFilter, page: str) -> Page:
    """One page of the actor's own staff, in the order in which they came."""
    return page_of(_staff(asked), Applicant.id, Applicant.id, page)


def staff_rows(asked: StaffFilter) -> Rows:
    """All rows that `staff_page` shows page by page."""
    return _staff(asked).order_by(Applicant.id)


def member(applicant_id: int) -> Applicant:
    """One of the actor's own staff; raises OutOfScope."""
    return members([applicant_id])[applicant_id]


def members(ids: Collection[int]) -> dict[int, Applicant]:
    """Some of the actor's own staff by their ids; raises OutOfScope where even one is nobody of them."""
    statement = select(Applicant).where(
        Applicant.id.in_(ids), Applicant.employer_id == acting(db.session).organisation_id
    )
    found = {one.id: one for one in db.session.scalars(statement.execution_options(populate_existing=True))}
    if found.keys() != set(ids):
        raise OutOfScope
    return found


def claim_staff(seen: Sequence[tuple[int, int]]) -> set[int]:
    """Confirm people by (id, version as it was seen); the ids of those that nobody changed since."""
    statement = (
        update(Applicant)
        .where(
            tuple_(Applicant.id, Applicant.version).in_(seen),
            Applicant.employer_id == acting(db.session).organisation_id,
            Applicant.employer_confirmed_at.is_(None),
        )
        .values(employer_confirmed_at=clock.now(), version=Applicant.version + 1)
        .returning(Applicant.id)
        .execution_options(synchronize_session=False)
    )
    return set(db.session.scalars(statement))


def live_applications(applicant_id: int) -> int:
    """How many applications of a person are not decided at the actor's employer."""
    statement = select(func.count(Application.id)).where(
        Application.applicant_id == applicant_id,
        Application.employer_id == acting(db.session).organisation_id,
        Application.status.in_((Status.UNDER_WAY, Status.RETURNED)),
    )
    return db.session.scalar(statement) or 0


def _staff(asked: StaffFilter) -> Rows:
    statement = select(Applicant).where(Applicant.employer_id == acting(db.session).organisation_id)
    confirmed = Applicant.employer_confirmed_at
    statement = statement.where(confirmed.is_(None) if asked.tab is StaffTab.WAITING else confirmed.is_not(None))
    if asked.name:
        statement = statement.where(begins_with(db.session, Applicant.name, asked.name))
    return statement
