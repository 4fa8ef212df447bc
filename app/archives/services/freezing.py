"""What an entry says as plain JSON, and an entry put back to what was approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.archives import queries
from app.archives.enums import EntryStatus, PersonalRole
from app.archives.models import ArchiveEntry, EntryFile
from app.archives.rules import kept_ids, number_key


def content_of(entry: ArchiveEntry) -> dict[str, Any]:
    """What the entry says now, as it is frozen: its kind's name, its fields under their labels, its files by SHA-256.

    Enum members are their names, days ISO dates; `details` and `files` are lists of rows with an `id` each.
    """
    kind = entry.kind
    return {
        "kind": kind.code,
        "kind_name": kind.name,
        "printed_as": kind.printed_as.name,
        "title": entry.title,
        "grade": entry.grade,
        "started_on": entry.started_on.isoformat(),
        "ended_on": entry.ended_on.isoformat() if entry.ended_on else None,
        "role": entry.role.name,
        "rank": entry.rank,
        "people": entry.people,
        "contribution": entry.contribution,
        "effect": entry.effect,
        "details": [
            {"id": field.key, "label": field.label, "type": field.type.name, "value": entry.details[field.key]}
            for field in kind.fields
            if field.key in entry.details
        ],
        "files": [_file(one) for one in entry.files],
    }


def _file(one: EntryFile) -> dict[str, Any]:
    file = one.file
    return {
        "id": file.id,
        "sha256": file.sha256,
        "name": file.original_name,
        "size": file.size_bytes,
        "purpose": one.purpose.name,
    }


def restore(entry: ArchiveEntry) -> None:
    """Put a claimed entry back to its approved version."""
    assert entry.approved is not None
    content: Mapping[str, Any] = entry.approved.content
    entry.kind = queries.kind(content["kind"]) or entry.kind
    for name in ("title", "grade", "rank", "people", "contribution", "effect"):
        setattr(entry, name, content[name])
    entry.started_on = dt.date.fromisoformat(content["started_on"])
    entry.ended_on = dt.date.fromisoformat(content["ended_on"]) if content["ended_on"] else None
    entry.role = PersonalRole[content["role"]]
    entry.details = {row["id"]: row["value"] for row in content["details"]}
    entry.number_key = key_of(entry)
    kept = kept_ids(content)
    for one in list(entry.all_files):
        if one.file_id in kept:
            one.removed_at = None
        else:
            entry.all_files.remove(one)
    entry.status = EntryStatus.PASSED


def key_of(entry: ArchiveEntry) -> str | None:
    """The identifying number of the entry's work, as it is compared."""
    number = next((field.key for field in entry.kind.fields if field.is_number), None)
    return number_key(entry.kind.code, entry.details.get(number)) if number else None
