"""What waits for the actor's organisation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from app.applicants.models import Applicant
from app.console.waiting import OUR_ORGANISATION, Waits
from app.employers.enums import RequestStatus
from app.employers.models import EmployerRegistration, NameChange


def _requests(model: Any) -> Select[Any]:
    return select(model.id).where(model.auditor_id == OUR_ORGANISATION, model.status == RequestStatus.SUBMITTED)


UNCONFIRMED = Waits(
    (select(Applicant.id).where(Applicant.employer_id == OUR_ORGANISATION, Applicant.employer_confirmed_at.is_(None)),)
)
REGISTRATIONS, NAME_CHANGES = Waits((_requests(EmployerRegistration),)), Waits((_requests(NameChange),))
REQUESTS = Waits((*REGISTRATIONS.rows, *NAME_CHANGES.rows))
