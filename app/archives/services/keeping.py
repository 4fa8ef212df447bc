"""Keep one's archive, and change what was approved (R-103 to R-106)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import IO, Any

from app.access.scoping import acting
from app.archives import queries
from app.archives.enums import EntryStatus, FilePurpose, PersonalRole
from app.archives.models import ArchiveEntry, EntryFile, EntryKind
from app.archives.rules import check_entry, kept_ids, read_details
from app.archives.services.auditing import conflict
from app.archives.services.freezing import key_of, restore
from app.core import clock
from app.core.errors import Forbidden, Invalid, OutOfScope, Refused, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.files.services import keep_pdf

EVIDENCE_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
WITH_APPLICANT = (EntryStatus.DRAFT, EntryStatus.RETURNED)
UPLOADS = {"evidence": FilePurpose.EVIDENCE, "proofs": FilePurpose.CONTRIBUTION}

Upload = tuple[IO[bytes], str]


def save(
    entry_id: int | None,
    seen_version: int | None,
    *,
    kind: str,
    title: str,
    grade: str = "",
    started_on: dt.date | None,
    ended_on: dt.date | None = None,
    role: PersonalRole,
    rank: int | None = None,
    people: int | None = None,
    contribution: str = "",
    effect: str,
    details: Mapping[str, Any] | None = None,
    evidence: Sequence[Upload] = (),
    proofs: Sequence[Upload] = (),
    removed: Collection[int] = (),
) -> ArchiveEntry:
    """Add an entry of one's own, or change one that is not with the employer.

    `kind` is its code, `details` the raw values of the kind's own fields (see `read_details`); `evidence` and `proofs`
    (of the main contribution) are PDFs, each a stream with its name, and `removed` ids of the entry's files to take
    away. Raises Invalid, TooLarge, Refused (it has been submitted), Conflict, OutOfScope.
    """
    applicant_id = own_id()
    stored = own(entry_id) if entry_id is not None else None
    chosen = _kind(kind, stored)
    violations = check_entry(
        title=title,
        started_on=started_on,
        ended_on=ended_on,
        effect=effect,
        today=clock.today(),
        role=role,
        rank=rank,
        people=people,
    )
    read, wrong = read_details(chosen.active_fields if chosen else (), details or {})
    violations += wrong
    if chosen is None:
        violations.append(Violation("kind", "Please choose from the list."))
    left = [one for one in stored.files if one.id not in removed] if stored else []
    if len(left) + len(evidence) + len(proofs) > MOST_FILES:
        message = "An entry takes at most %(limit)s files. Please remove some, or join them into one PDF."
        violations.append(Violation("evidence", message, {"limit": MOST_FILES}))
    if violations or chosen is None or started_on is None:
        raise Invalid(violations)
    # Checked before the first write: a claim keeps all others of a SQLite database waiting.
    files = [
        (keep_pdf(applicant_id, stream, name, EVIDENCE_BYTES, field), UPLOADS[field])
        for field, uploads in (("evidence", evidence), ("proofs", proofs))
        for stream, name in uploads
    ]
    if entry_id is None:
        entry = ArchiveEntry(applicant_id=applicant_id)
        db.session.add(entry)
    else:
        entry = _editable(entry_id, seen_version)
        _take_away(entry, removed)
    entry.kind = chosen
    entry.title, entry.grade = title.strip(), grade.strip()
    entry.started_on, entry.ended_on = started_on, ended_on
    entry.role, entry.rank, entry.people = role, rank, people
    entry.contribution, entry.effect = contribution.strip(), effect.strip()
    entry.details = {**_hidden(entry, chosen), **read}
    entry.number_key = key_of(entry)
    last = max((one.position for one in entry.all_files), default=0)
    for position, (file, purpose) in enumerate(files, start=last + 1):
        entry.all_files.append(EntryFile(file=file, purpose=purpose, position=position))
    db.session.flush()
    return entry


def delete(entry_id: int, seen_version: int) -> None:
    """Remove a draft that was never submitted; what an employer has seen stays."""
    entry = _editable(entry_id, seen_version)
    if entry.status is not EntryStatus.DRAFT or entry.approved_number:
        raise Refused("An entry that the employer has seen cannot be deleted.")
    db.session.delete(entry)
    db.session.flush()


def revise(entry_id: int, seen_version: int) -> ArchiveEntry:
    """Begin to change an approved entry: what was approved stays usable until the change has been approved.

    Raises OutOfScope, Refused for an entry that is not approved, Conflict.
    """
    entry = own(entry_id)
    if entry.status is not EntryStatus.PASSED:
        raise Refused("Only an entry that has passed can be changed in this way.")
    if not claim(entry, seen_version):
        raise conflict(entry)
    entry.status = EntryStatus.DRAFT
    decisions.record(SubjectKind.ARCHIVE_ENTRY, entry.id, Action.EDIT, details={"version": entry.approved_number})
    db.session.flush()
    return entry


def discard(entry_id: int, seen_version: int) -> ArchiveEntry:
    """Give up a change and go back to the approved version.

    Raises OutOfScope, Refused where nothing was approved or the change is with the employer, Conflict.
    """
    entry = own(entry_id)
    if not may_discard(entry):
        raise Refused("There is no change of an approved entry to give up.")
    if not claim(entry, seen_version):
        raise conflict(entry)
    restore(entry)
    decisions.record(SubjectKind.ARCHIVE_ENTRY, entry.id, Action.UNDO, details={"version": entry.approved_number})
    db.session.flush()
    return entry


def may_discard(entry: ArchiveEntry) -> bool:
    """Whether a change of an approved entry lies with its owner."""
    return entry.approved_number > 0 and entry.status in (*WITH_APPLICANT, EntryStatus.REJECTED)


def _kind(code: str, stored: ArchiveEntry | None) -> EntryKind | None:
    """The kind of that code that can be chosen; an entry may stay of a kind that was switched off."""
    found = queries.kind(code)
    if found is None or found.active or (stored is not None and stored.kind_id == found.id):
        return found
    return None


def _hidden(entry: ArchiveEntry, chosen: EntryKind) -> dict[str, Any]:
    """Values of fields that were switched off since: a form does not show them, and they stay."""
    hidden = {field.key for field in chosen.fields if not field.active}
    return {key: value for key, value in (entry.details or {}).items() if key in hidden}


def _take_away(entry: ArchiveEntry, removed: Collection[int]) -> None:
    kept = kept_ids(entry.approved.content if entry.approved else None)
    for one in entry.files:
        if one.id not in removed:
            continue
        if one.file_id in kept:
            one.removed_at = clock.now()
        else:
            entry.all_files.remove(one)


def own(entry_id: int) -> ArchiveEntry:
    """One's own entry; raises OutOfScope."""
    entry = queries.load(entry_id)
    if entry.applicant_id != own_id():
        raise OutOfScope
    return entry


def _editable(entry_id: int, seen_version: int | None) -> ArchiveEntry:
    entry = own(entry_id)
    check_editable(entry)
    claim_entry(entry, seen_version)
    return entry


def check_editable(entry: ArchiveEntry) -> None:
    """Raises Refused where the entry is not its owner's to change."""
    if entry.status not in WITH_APPLICANT:
        raise Refused("The entry is with your employer or has been audited; it can no longer be changed.")


def claim_entry(entry: ArchiveEntry, seen_version: int | None) -> None:
    """A command's first write; raises Conflict for a stale page."""
    if seen_version is None or not claim(entry, seen_version):
        raise conflict(entry)


def own_id() -> int:
    """The person who is signed in; raises Forbidden for anybody who is none."""
    applicant_id = acting(db.session).applicant_id
    if applicant_id is None:
        raise Forbidden("Only an applicant has a performance archive.")
    return applicant_id
