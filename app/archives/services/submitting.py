"""Hand entries to the present employer, one by one or several together (R-103 to R-105)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.applicants import queries as applicants
from app.applicants.models import Applicant
from app.archives import queries
from app.archives.enums import EntryStatus, FilePurpose
from app.archives.models import ArchiveEntry
from app.archives.rules import DETAIL, check_submission
from app.archives.services.auditing import RowResult, change_together, conflicts
from app.archives.services.keeping import WITH_APPLICANT, check_editable, claim_entry, own, own_id
from app.core import clock
from app.core.errors import DomainError, Invalid, OutOfScope, Refused, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from app.organisations.holding import hold

NO_EMPLOYER = "Please enter your present employer in your personal data first."


def submit(entry_id: int, seen_version: int) -> ArchiveEntry:
    """Hand the entry to the present employer, also one that still waits with another.

    Raises Invalid without evidence, without what its kind asks for, and for collective work without proof of the main
    contribution; Refused without an employer.
    """
    entry = own(entry_id)
    if not waits_elsewhere(entry):
        check_editable(entry)
    claim_entry(entry, seen_version)
    person = applicants.load(entry.applicant_id)
    if person.employer_id is None:
        raise Refused(NO_EMPLOYER)
    if violations := _missing(entry):
        raise Invalid(violations)
    hold(person.employer_id)
    for name, value in _handed_over(person).items():
        setattr(entry, name, value)
    decisions.record(SubjectKind.ARCHIVE_ENTRY, entry.id, Action.SUBMIT)
    db.session.flush()
    return entry


def submit_many(seen: Mapping[int, int]) -> list[RowResult]:
    """The same for entries by id, each with the version that its row was drawn for; in that order.

    Everyone that can be handed over is; the others stay as they are, and their result says why. Raises OutOfScope where
    even one is not one's own, Refused without an employer.
    """
    person, found = applicants.load(own_id()), queries.load_many(seen)
    if len(found) != len(seen) or any(one.applicant_id != person.id for one in found.values()):
        raise OutOfScope
    if person.employer_id is None:
        raise Refused(NO_EMPLOYER)
    refusals = {key: refusal for key, one in found.items() if (refusal := _why_not(one))}
    able = [one for key, one in found.items() if key not in refusals and one.version == seen[key]]
    hold(person.employer_id)
    done = change_together(able, **_handed_over(person))
    refusals.update(conflicts([key for key in found if key not in done and key not in refusals]))
    decisions.record_all(SubjectKind.ARCHIVE_ENTRY, [decisions.Entry(key, Action.SUBMIT) for key in sorted(done)])
    return [RowResult(found[key], refusals.get(key)) for key in seen]


def waits_elsewhere(entry: ArchiveEntry) -> bool:
    """Whether an employer that is not the owner's any more still has the entry to audit."""
    return entry.status is EntryStatus.SUBMITTED and entry.employer_id != entry.applicant.employer_id


def may_submit(entry: ArchiveEntry) -> bool:
    """Whether the entry lies with its owner, or with an employer of before."""
    return entry.status in WITH_APPLICANT or waits_elsewhere(entry)


def _why_not(entry: ArchiveEntry) -> DomainError | None:
    try:
        if not waits_elsewhere(entry):
            check_editable(entry)
    except Refused as refusal:
        return refusal
    violations = _missing(entry)
    return Invalid(violations) if violations else None


def _handed_over(person: Applicant) -> dict[str, Any]:
    """The columns of an entry that the person hands in now."""
    return {
        "employer_id": person.employer_id,
        "applicant_name": person.name,
        "status": EntryStatus.SUBMITTED,
        "submitted_at": clock.now(),
    }


def _missing(entry: ArchiveEntry) -> list[Violation]:
    """What an employer could not audit without, each at its field."""
    purposes = {one.purpose for one in entry.files}
    violations = check_submission(
        has_evidence=FilePurpose.EVIDENCE in purposes,
        role=entry.role,
        contribution=entry.contribution,
        has_proof=FilePurpose.CONTRIBUTION in purposes,
    )
    missing = [field for field in entry.kind.active_fields if field.required and field.key not in entry.details]
    message = "“%(label)s” is still empty. Please fill it in before you submit the entry."
    return violations + [Violation(DETAIL + field.key, message, {"label": field.label}) for field in missing]
