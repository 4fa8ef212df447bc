"""What several screens of the archive show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.archives.models import ArchiveEntry
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.labels import timeline_items

ENTRY = "<int(max=2147483647):entry_id>"


def last_reasons(entries: Sequence[ArchiveEntry]) -> dict[int, str]:
    """Why the employer returned or rejected each entry last, by its id."""
    ids = [entry.id for entry in entries]
    return decisions.latest_reasons(SubjectKind.ARCHIVE_ENTRY, ids, Action.RETURN, Action.REJECT)


def entry_history(entry: ArchiveEntry) -> Any:
    """The log of an entry as a timeline."""
    return timeline_items(decisions.history(SubjectKind.ARCHIVE_ENTRY, entry.id), {})
