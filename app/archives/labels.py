"""Words for the performance archive."""

from __future__ import annotations

from enum import Enum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.archives.enums import EntryKind, EntryStatus, PersonalRole
from app.archives.models import ArchiveEntry
from app.console.formats import day
from app.console.layout import Words, label, register_labels

ENTRY_LABELS: dict[Enum, Words] = {
    EntryKind.PROJECT: _("Project"),
    EntryKind.PAPER: _("Paper or book"),
    EntryKind.AWARD: _("Award"),
    EntryKind.PATENT: _("Patent"),
    EntryKind.STANDARD: _("Standard"),
    EntryKind.OTHER: _("Other achievement"),
    EntryStatus.DRAFT: _("Not submitted"),
    EntryStatus.SUBMITTED: _("Waiting for the employer's audit"),
    EntryStatus.PASSED: _("Audit passed"),
    EntryStatus.RETURNED: _("Returned for correction"),
    EntryStatus.REJECTED: _("Audit not passed"),
    PersonalRole.LEADER: _("Leading"),
    PersonalRole.PARTICIPANT: _("Taking part"),
    PersonalRole.SOLE: _("Done alone"),
}

COLUMN_LABELS: dict[str, Words] = {
    "title": _("Achievement"),
    "kind": _("Kind of achievement"),
    "grade": _("Level or grade"),
    "started_on": _("Started on"),
    "ended_on": _("Ended on"),
    "role": _("Own part"),
    "effect": _("Content and effect"),
    "evidence": _("Evidence (PDF)"),
    "status": _("Status"),
    "submitted_at": _("Submitted at"),
    "applicant": _("Applicant"),
}

SECTION_LABELS: dict[str, Words] = {
    "title": COLUMN_LABELS["title"],
    "period": _("Period"),
    "role": COLUMN_LABELS["role"],
    "effect": COLUMN_LABELS["effect"],
    "evidence": COLUMN_LABELS["evidence"],
}

register_labels(ENTRY_LABELS)


def period(entry: ArchiveEntry) -> str:
    """From when to when."""
    first, last = day(entry.started_on), day(entry.ended_on)
    return gettext("%(first)s to %(last)s", first=first, last=last or gettext("until now"))


def entry_pairs(entry: ArchiveEntry) -> list[tuple[str, Any]]:
    """(label, words) of what an entry says, without its evidence and its state."""
    return [
        (str(COLUMN_LABELS["kind"]), label(entry.kind)),
        (str(COLUMN_LABELS["grade"]), entry.grade),
        (str(SECTION_LABELS["period"]), period(entry)),
        (str(COLUMN_LABELS["role"]), label(entry.role)),
        (str(COLUMN_LABELS["effect"]), entry.effect),
    ]
