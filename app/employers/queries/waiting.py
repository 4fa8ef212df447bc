"""What waits for the actor's organisation: every page's menu asks, so one statement answers for all of it."""

from __future__ import annotations

from typing import Any

from flask import g
from sqlalchemy import func, select

from app.access.scoping import BUILT_ONCE, MY_ORGANISATION
from app.applicants.models import Applicant
from app.console.paging import COUNT_CAP
from app.employers.enums import RequestStatus
from app.employers.models import EmployerRegistration, NameChange
from app.extensions import db


def _count(statement: Any) -> Any:
    return select(func.count()).select_from(statement.limit(COUNT_CAP + 1).subquery()).scalar_subquery()


def _requests(model: Any) -> Any:
    waits = (model.auditor_id == MY_ORGANISATION, model.status == RequestStatus.SUBMITTED)
    return _count(select(model.id).where(*waits))


_WAITING = select(
    _count(
        select(Applicant.id).where(Applicant.employer_id == MY_ORGANISATION, Applicant.employer_confirmed_at.is_(None))
    ).label("staff"),
    (_requests(EmployerRegistration) + _requests(NameChange)).label("requests"),
).execution_options(**BUILT_ONCE)


def unconfirmed_here() -> int:
    """How many people wait until the actor's employer confirms them, at most 1,001."""
    return int(_waiting().staff)


def waiting_here() -> int:
    """How many registrations and changes of names wait for the actor's organisation, at most 1,001."""
    return min(int(_waiting().requests), COUNT_CAP + 1)


def _waiting() -> Any:
    """Both counts, asked once for each request."""
    if "employers_waiting" not in g:
        g.employers_waiting = db.session.execute(_WAITING).one()
    return g.employers_waiting
