"""What registrations and changes of names share: who decides on them, their document, one decision on one row."""

from __future__ import annotations

from collections.abc import Collection
from typing import IO

from app.access.scoping import acting
from app.console.actions import DecisionInput
from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, Forbidden, Invalid, Refused, Violation
from app.core.workflow import Decision
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.employers import queries
from app.employers.enums import RequestStatus
from app.employers.models import EmployerRegistration, NameChange
from app.extensions import claim, db
from app.files.services import Document, keep_document
from app.organisations import queries as organisations
from app.organisations.models import Organisation

DOCUMENT_BYTES = 10 * 1024 * 1024
WITH_EMPLOYER = (RequestStatus.DRAFT, RequestStatus.RETURNED)
OUTCOMES = {
    Decision.PASS: RequestStatus.PASSED,
    Decision.RETURN: RequestStatus.RETURNED,
    Decision.REJECT: RequestStatus.REJECTED,
}


def office_for(region_id: int, department: Organisation | None) -> int:
    """Who audits an employer: its competent department, where that has an auditor, else the HRSS department of its
    region or of the nearest one above (R-98). Raises Refused where there is none."""
    if department is not None and department.active and queries.has_accounts(department.id, Role.DEPARTMENT_AUDITOR):
        return department.id
    office = organisations.hrss_for(organisations.line_of(region_id))
    if office is None:
        raise Refused("No HRSS department is responsible for this region yet. Please choose another region.")
    return office.id


def checked(document: IO[bytes] | None, name: str, row: EmployerRegistration | NameChange | None) -> Document | None:
    """The PDF that a request rests on, stored before the first write; None where the one of before stands.

    Raises Invalid where there is none at all, TooLarge.
    """
    if document is not None:
        return keep_document(document, name, DOCUMENT_BYTES, "document")
    if row is None or row.document_sha256 is None:
        raise Invalid([Violation("document", "Please upload the signed and sealed document as a PDF.")])
    return None


def hand_in(row: EmployerRegistration | NameChange, document: Document | None) -> None:
    """The request waits for its office from now on, with another document where one is given."""
    if document is not None:
        row.document_name, row.document_bytes, row.document_sha256 = document.name, document.size, document.sha256
    row.status, row.submitted_at = RequestStatus.SUBMITTED, clock.now()


def claim_request(
    kind: SubjectKind, row: EmployerRegistration | NameChange, seen: int, expected: Collection[RequestStatus]
) -> None:
    """A command's first write. Raises Conflict, which names who acted."""
    if claim(row, seen) and row.status in expected:
        return
    last = decision_queries.latest(kind, row.id, *Action)
    if last is None:
        raise Conflict
    raise Conflict("%(who)s has already acted on this request at %(time)s.", who=last.actor_name, time=last.at)


def claim_decision(kind: SubjectKind, row: EmployerRegistration | NameChange, given: DecisionInput) -> None:
    """A decision's first write. Raises Forbidden where it is another office's, Conflict."""
    if not is_ours(row):
        raise Forbidden
    claim_request(kind, row, given.version, (RequestStatus.SUBMITTED,))


def write_decision(kind: SubjectKind, row: EmployerRegistration | NameChange, given: DecisionInput) -> None:
    """通过, 退回 or 不通过 in the request's row and the log, once what it brings about is written."""
    row.status = OUTCOMES[given.decision]
    decisions.record(kind, row.id, Action[given.decision.name], opinion=given.opinion, reason=given.reason)
    db.session.flush()


def is_ours(row: EmployerRegistration | NameChange) -> bool:
    """Whether the actor's organisation is the one that decides."""
    ours = acting(db.session).organisation_id
    return ours is not None and row.auditor_id == ours
