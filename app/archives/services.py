"""Keep one's archive, hand entries to the employer, audit them (R-103 to R-106, R-179)."""

from __future__ import annotations

import datetime as dt
from typing import IO, Any

from app.access.scoping import acting
from app.applicants import queries as applicants
from app.applicants.confirmation import require_confirmed
from app.archives import queries
from app.archives.enums import EntryKind, EntryStatus, PersonalRole
from app.archives.models import ArchiveEntry
from app.archives.rules import check_entry, check_submission
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, OutOfScope, Refused, Violation
from app.core.workflow import Decision, check_decision
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.files.services import keep_pdf
from app.messages import services as messages

EVIDENCE_BYTES = 10 * 1024 * 1024
WITH_APPLICANT = (EntryStatus.DRAFT, EntryStatus.RETURNED)
OUTCOMES = {
    Decision.PASS: (EntryStatus.PASSED, "entry_passed"),
    Decision.RETURN: (EntryStatus.RETURNED, "entry_returned"),
    Decision.REJECT: (EntryStatus.REJECTED, "entry_rejected"),
}


def save(
    entry_id: int | None,
    seen_version: int | None,
    *,
    kind: EntryKind,
    title: str,
    grade: str = "",
    started_on: dt.date | None,
    ended_on: dt.date | None = None,
    role: PersonalRole,
    effect: str,
    evidence: IO[bytes] | None = None,
    evidence_name: str = "",
) -> ArchiveEntry:
    """Add an entry of one's own, or change one that is not with the employer; `evidence` is a PDF.

    Raises Invalid, TooLarge, Refused (it has been submitted), Conflict, OutOfScope.
    """
    applicant_id = _own_id()
    violations = check_entry(title=title, started_on=started_on, ended_on=ended_on, effect=effect, today=clock.today())
    if violations or started_on is None:
        raise Invalid(violations)
    values: dict[str, Any] = {
        "kind": kind,
        "title": title.strip(),
        "grade": grade.strip(),
        "started_on": started_on,
        "ended_on": ended_on,
        "role": role,
        "effect": effect.strip(),
    }
    # Checked before the first write: a claim keeps all others of a SQLite database waiting.
    file = None
    if evidence is not None:
        file = keep_pdf(applicant_id, evidence, evidence_name, EVIDENCE_BYTES, "evidence")
    if entry_id is None:
        entry = ArchiveEntry(applicant_id=applicant_id, **values)
        db.session.add(entry)
    else:
        entry = _editable(entry_id, seen_version)
        for name, value in values.items():
            setattr(entry, name, value)
    if file is not None:
        entry.evidence = file
    db.session.flush()
    return entry


def delete(entry_id: int, seen_version: int) -> None:
    """Remove a draft that was never submitted; what an employer has seen stays."""
    entry = _editable(entry_id, seen_version)
    if entry.status is not EntryStatus.DRAFT:
        raise Refused("An entry that the employer has seen cannot be deleted.")
    db.session.delete(entry)
    db.session.flush()


def submit(entry_id: int, seen_version: int) -> ArchiveEntry:
    """Hand the entry to the present employer; raises Invalid without evidence, Refused without an employer."""
    entry = _editable(entry_id, seen_version)
    person = applicants.load(entry.applicant_id)
    if person.employer_id is None:
        raise Refused("Please enter your present employer in your personal data first.")
    if violations := check_submission(kind=entry.kind, has_evidence=entry.evidence_id is not None):
        raise Invalid(violations)
    entry.employer_id = person.employer_id
    entry.status = EntryStatus.SUBMITTED
    entry.submitted_at = clock.now()
    decisions.record(SubjectKind.ARCHIVE_ENTRY, entry.id, Action.SUBMIT)
    db.session.flush()
    return entry


def audit(entry_id: int, seen_version: int, decision: Decision, *, opinion: str = "", reason: str = "") -> ArchiveEntry:
    """The employer's 通过, 退回 or 不通过 on one entry.

    Raises Invalid (an opinion with pass, a reason with return and reject), Forbidden, Conflict, Refused.
    """
    entry = queries.load(entry_id)
    if entry.employer_id != acting(db.session).organisation_id:
        raise Forbidden
    if not claim(entry, seen_version) or entry.status is not EntryStatus.SUBMITTED:
        raise _conflict(entry)
    if entry.applicant.employer_id == entry.employer_id:
        require_confirmed(entry.applicant)
    if decision is Decision.RETURN and not reason.strip():
        raise Invalid([Violation("reason", "Please say what has to be corrected.")])
    if decision is not Decision.RETURN and (violations := check_decision(decision, opinion, reason, (), ())):
        raise Invalid(violations)
    entry.status, template = OUTCOMES[decision]
    decisions.record(
        SubjectKind.ARCHIVE_ENTRY,
        entry.id,
        Action[decision.name],
        opinion=opinion.strip(),
        reason=reason.strip(),
    )
    messages.send(template, applicant_id=entry.applicant_id, title=entry.title, reason=reason.strip())
    db.session.flush()
    return entry


def _editable(entry_id: int, seen_version: int | None) -> ArchiveEntry:
    entry = queries.load(entry_id)
    if entry.applicant_id != _own_id():
        raise OutOfScope
    if entry.status not in WITH_APPLICANT:
        raise Refused("The entry is with your employer or has been audited; it can no longer be changed.")
    if seen_version is None or not claim(entry, seen_version):
        raise _conflict(entry)
    return entry


def _own_id() -> int:
    applicant_id = acting(db.session).applicant_id
    if applicant_id is None:
        raise Forbidden("Only an applicant has a performance archive.")
    return applicant_id


def _conflict(entry: ArchiveEntry) -> Conflict:
    last = decision_queries.latest(SubjectKind.ARCHIVE_ENTRY, entry.id, *Action)
    if last is None:
        return Conflict()
    return Conflict("%(who)s has already acted on this entry at %(time)s.", who=last.actor_name, time=last.at)
