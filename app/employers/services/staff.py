"""An employer confirms or removes each person who chose it as 现工作单位 (R-98)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.access.scoping import acting
from app.applicants import queries as applicants
from app.applicants.models import Applicant
from app.core.errors import Conflict, DomainError, Invalid, Refused, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.services import Entry
from app.employers import queries
from app.extensions import claim, db
from app.messages import services as messages
from app.messages.services import Letter

STALE = "This person's data has changed since the page was opened. Please look again."


@dataclass(frozen=True)
class StaffResult:
    """What became of one row of a bulk confirmation; `refusal` None: the person was confirmed."""

    person: Applicant
    refusal: DomainError | None


def confirm_many(seen: Mapping[int, int]) -> list[StaffResult]:
    """Confirm people by id, each with the version that the row was drawn for; in that order.

    Everyone who can be confirmed is; the others stay as they are, and their result says why. The same number of
    statements for any number of people. Raises OutOfScope where even one is not of this employer's.
    """
    people = queries.members(seen)
    waiting = [(key, version) for key, version in seen.items() if people[key].employer_confirmed_at is None]
    done = queries.claim_staff(waiting) if waiting else set()
    entries = [
        Entry(key, Action.CONFIRM_STAFF, details={"employer_id": people[key].employer_id})
        for key in seen
        if key in done
    ]
    decisions.record_all(SubjectKind.APPLICANT, entries)
    employer = acting(db.session).organisation_name
    messages.send_all(
        [Letter("staff_confirmed", applicant_id=key, params={"employer": employer}) for key in seen if key in done]
    )
    return [StaffResult(people[key], None if key in done else _why_not(people[key])) for key in seen]


def remove(applicant_id: int, seen_version: int, reason: str) -> Applicant:
    """The person does not work here (any more): the employer is taken out of their data, and they are told why.

    Raises OutOfScope, Invalid without a reason, Refused while an application of theirs is not decided here, Conflict.
    """
    person = queries.member(applicant_id)
    if not reason:
        raise Invalid([Violation("reason", "Please write a reason. The person will read it.")])
    if not claim(person, seen_version):
        raise Conflict(STALE)
    if count := queries.live_applications(applicant_id):
        message = "%(count)s applications of this person under your name are not decided yet. Please decide them first."
        raise Refused(message, count=count)
    employer = acting(db.session)
    person.employer_id = person.employer_confirmed_at = None
    applicants.reopen_work(person.id)
    decisions.record(
        SubjectKind.APPLICANT,
        person.id,
        Action.REMOVE_STAFF,
        reason=reason,
        details={"employer_id": employer.organisation_id},
    )
    messages.send("staff_removed", applicant_id=person.id, employer=employer.organisation_name, reason=reason)
    db.session.flush()
    return person


def _why_not(person: Applicant) -> DomainError:
    if person.employer_confirmed_at is not None:
        return Refused("This person is confirmed already.")
    return Conflict(STALE)
