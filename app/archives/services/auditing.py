"""The employer audits entries, one by one or many together (R-179)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, update
from sqlalchemy.orm.attributes import set_committed_value

from app.access.scoping import acting
from app.applicants import queries as applicants
from app.applicants.confirmation import require_confirmed
from app.applicants.rules import NOT_CONFIRMED_HERE
from app.archives import queries
from app.archives.enums import EntryStatus
from app.archives.models import ArchiveEntry, EntryVersion
from app.archives.services.freezing import content_of
from app.core import clock
from app.core.chain import digest
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, OutOfScope, Refused
from app.core.workflow import Decision, check_words
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db, insert_all
from app.messages.services import Letter, send_all

OUTCOMES = {
    Decision.PASS: (EntryStatus.PASSED, "entry_passed"),
    Decision.RETURN: (EntryStatus.RETURNED, "entry_returned"),
    Decision.REJECT: (EntryStatus.REJECTED, "entry_rejected"),
}


@dataclass(frozen=True)
class RowResult:
    """What became of one row of many; `refusal` None: it was passed."""

    entry: ArchiveEntry
    refusal: DomainError | None


def audit(entry_id: int, seen_version: int, decision: Decision, *, opinion: str = "", reason: str = "") -> ArchiveEntry:
    """The employer's 通过, 退回 or 不通过 on one entry; what passes is frozen as its next version.

    Raises Invalid (an opinion with pass, a reason with return and reject), Forbidden, Conflict, OutOfScope.
    """
    entry = queries.load(entry_id)
    if entry.employer_id != acting(db.session).organisation_id:
        raise Forbidden
    if not claim(entry, seen_version) or entry.status is not EntryStatus.SUBMITTED:
        raise conflict(entry)
    if entry.applicant.employer_id == entry.employer_id:
        require_confirmed(entry.applicant)
    if violations := check_words(decision, opinion, reason):
        raise Invalid(violations)
    entry.status, template = OUTCOMES[decision]
    if decision is Decision.PASS:
        entry.approved_number += 1
        _freeze([entry])
    _tell([entry], Action[decision.name], template, opinion.strip(), reason.strip())
    db.session.flush()
    return entry


def pass_many(seen: Mapping[int, int], opinion: str) -> list[RowResult]:
    """通过 for entries by id, each with the version that its row was drawn for, with one opinion for all.

    Everyone that can be passed is; the others stay as they are, and their result says why. In the order of `seen`; the
    statements are as many for five hundred as for one. Raises OutOfScope where even one is not this person's to see,
    Invalid for the opinion.
    """
    if violations := check_words(Decision.PASS, opinion):
        raise Invalid(violations)
    found = queries.load_many(seen)
    if len(found) != len(seen):
        raise OutOfScope
    ours = acting(db.session).organisation_id
    refusals: dict[int, DomainError] = {key: Forbidden() for key, one in found.items() if one.employer_id != ours}
    unsure = applicants.unconfirmed_at(ours, {one.applicant_id for one in found.values()})
    for key, one in found.items():
        if key not in refusals and one.applicant_id in unsure:
            refusals[key] = Refused(NOT_CONFIRMED_HERE)
    able = [
        one
        for key, one in found.items()
        if key not in refusals and one.version == seen[key] and one.status is EntryStatus.SUBMITTED
    ]
    done = change_together(able, status=EntryStatus.PASSED, approved_number=ArchiveEntry.approved_number + 1)
    passed = [one for one in able if one.id in done]
    refusals.update(conflicts([key for key in found if key not in done and key not in refusals]))
    for one in passed:
        set_committed_value(one, "status", EntryStatus.PASSED)
        set_committed_value(one, "version", one.version + 1)
        set_committed_value(one, "approved_number", one.approved_number + 1)
    _freeze(passed)
    _tell(passed, Action.PASS, OUTCOMES[Decision.PASS][1], opinion.strip(), "")
    return [RowResult(found[key], refusals.get(key)) for key in seen]


def conflict(entry: ArchiveEntry) -> Conflict:
    """The 409 of an entry that somebody else acted on; it names who and when."""
    return conflicts([entry.id])[entry.id]


def conflicts(ids: Sequence[int]) -> dict[int, Conflict]:
    """The same for several entries, by their ids."""
    last = decision_queries.last_links(SubjectKind.ARCHIVE_ENTRY, ids) if ids else {}
    message = "%(who)s has already acted on this entry at %(time)s."
    return {
        key: Conflict(message, who=last[key].actor_name, time=last[key].at) if key in last else Conflict()
        for key in ids
    }


def change_together(entries: Sequence[ArchiveEntry], **columns: Any) -> set[int]:
    """One guarded UPDATE of entries as they were read; the ids of those that nobody had touched since."""
    if not entries:
        return set()
    by_version: dict[int, list[int]] = {}
    for one in entries:
        by_version.setdefault(one.version, []).append(one.id)
    as_read = [and_(ArchiveEntry.version == seen, ArchiveEntry.id.in_(ids)) for seen, ids in by_version.items()]
    statement = (
        update(ArchiveEntry)
        .where(or_(*as_read))
        .values(version=ArchiveEntry.version + 1, **columns)
        .returning(ArchiveEntry.id)
        .execution_options(synchronize_session=False)
    )
    return set(db.session.scalars(statement))


def _freeze(entries: Sequence[ArchiveEntry]) -> None:
    at = clock.now()
    contents = [(one, content_of(one)) for one in entries]
    rows = [
        {
            "entry_id": one.id,
            "number": one.approved_number,
            "content": content,
            "sha256": digest(content),
            "approved_at": at,
        }
        for one, content in contents
    ]
    if rows:
        insert_all(EntryVersion, rows)


def _tell(entries: Sequence[ArchiveEntry], action: Action, template: str, opinion: str, reason: str) -> None:
    """The log and the messages of decisions that were just taken."""
    rows = [
        decisions.Entry(
            one.id,
            action,
            opinion=opinion,
            reason=reason,
            details={"version": one.approved_number} if action is Action.PASS else {},
        )
        for one in entries
    ]
    decisions.record_all(SubjectKind.ARCHIVE_ENTRY, rows)
    send_all(
        [
            Letter(
                template,
                applicant_id=one.applicant_id,
                params={"entry_id": one.id, "title": one.title, "reason": reason},
            )
            for one in entries
        ]
    )
