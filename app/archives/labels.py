"""Words for the performance archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.archives.enums import EntryStatus, FieldType, FilePurpose, PersonalRole, PrintedAs
from app.archives.models import ArchiveEntry
from app.archives.queries import Others
from app.console.formats import day, listed, parted
from app.console.layout import Words, label, register_labels
from app.core.diff import Change, changed_sections

ENTRY_LABELS: dict[Enum, Words] = {
    EntryStatus.DRAFT: _("Not submitted"),
    EntryStatus.SUBMITTED: _("Waiting for the employer's audit"),
    EntryStatus.PASSED: _("Audit passed"),
    EntryStatus.RETURNED: _("Returned for correction"),
    EntryStatus.REJECTED: _("Audit not passed"),
    PersonalRole.LEADER: _("Leading"),
    PersonalRole.PARTICIPANT: _("Taking part"),
    PersonalRole.SOLE: _("Done alone"),
    FilePurpose.EVIDENCE: _("Evidence"),
    FilePurpose.CONTRIBUTION: _("Proof of the main contribution"),
    FieldType.TEXT: _("Text"),
    FieldType.NUMBER: _("Number (figure)"),
    FieldType.DATE: _("Day"),
    FieldType.CHOICE: _("Choice"),
    FieldType.YES_NO: _("Yes or no"),
    PrintedAs.PERFORMANCE: _("Under achievements"),
    PrintedAs.PUBLICATION: _("Under papers and books"),
}

COLUMN_LABELS: dict[str, Words] = {
    "title": _("Achievement"),
    "kind": _("Kind of achievement"),
    "grade": _("Level or grade"),
    "started_on": _("Started on"),
    "ended_on": _("Ended on"),
    "role": _("Own part"),
    "rank": _("Own rank"),
    "people": _("Number of people"),
    "contribution": _("Main contribution"),
    "effect": _("Content and effect"),
    "evidence": _("Evidence (PDF)"),
    "proofs": _("Proof of the main contribution (PDF)"),
    "status": _("Status"),
    "submitted_at": _("Submitted at"),
    "applicant": _("Applicant"),
}

SECTION_LABELS: dict[str, Words] = {
    "title": COLUMN_LABELS["title"],
    "period": _("Period"),
    "role": COLUMN_LABELS["role"],
    "contribution": COLUMN_LABELS["contribution"],
    "effect": COLUMN_LABELS["effect"],
    "details": _("Fields of the kind"),
    "evidence": COLUMN_LABELS["evidence"],
}

KIND_LABELS: dict[str, Words] = {
    "code": _("Code"),
    "name": _("Name of the row"),
    "hint": _("Explanation"),
    "printed_as": _("Printed in the review sheet"),
    "position": _("Place in the list"),
    "active": _("In use"),
    "kind": COLUMN_LABELS["kind"],
    "key": _("Key"),
    "label": _("Label of the field"),
    "type": _("Type"),
    "required": _("Must be filled in"),
    "choices": _("Choices"),
    "is_number": _("Identifying number"),
}

# Kinds as frozen versions of before there were rows for them name them: the codes of their rows, and their words.
FORMER_KINDS: dict[str, tuple[str, Words]] = {
    "PROJECT": ("project", _("Project")),
    "PAPER": ("paper-or-book", _("Paper or book")),
    "AWARD": ("award", _("Award")),
    "PATENT": ("patent", _("Patent")),
    "STANDARD": ("standard", _("Standard")),
    "OTHER": ("other", _("Other achievement")),
}
MOST_NAMES = 3
YES_OR_NO: dict[bool, Words] = {True: _("Yes"), False: _("No")}

register_labels(ENTRY_LABELS)


def period(entry: ArchiveEntry) -> str:
    """From when to when."""
    return _from_to(entry.started_on, entry.ended_on)


def entry_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen entry of any age in today's shape, which `services.content_of` describes."""
    if "kind_name" in row:
        return dict(row)
    evidence = row.get("evidence")
    publication = row["kind"] == "PAPER"
    code, words = FORMER_KINDS[row["kind"]]
    return {
        **{name: value for name, value in row.items() if name not in ("evidence", "evidence_id", "submitted_at")},
        "kind": code,
        "kind_name": str(words),
        "printed_as": PrintedAs.PUBLICATION.name if publication else PrintedAs.PERFORMANCE.name,
        "rank": None,
        "people": None,
        "contribution": "",
        "details": [],
        "files": [{**evidence, "purpose": FilePurpose.EVIDENCE.name}] if evidence else [],
    }


def is_publication(row: Mapping[str, Any]) -> bool:
    """Whether a frozen entry of any age stands among papers and books."""
    return bool(entry_row(row)["printed_as"] == PrintedAs.PUBLICATION.name)


def content_pairs(content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """(label, words) of what a frozen entry says, without its title and its files."""
    row = entry_row(content)
    started, ended = (dt.date.fromisoformat(row[name]) if row[name] else None for name in ("started_on", "ended_on"))
    pairs = [
        (str(COLUMN_LABELS["kind"]), row["kind_name"]),
        *((detail["label"], detail_words(detail["type"], detail["value"])) for detail in row["details"]),
        (str(COLUMN_LABELS["grade"]), row["grade"]),
        (str(SECTION_LABELS["period"]), _from_to(started, ended)),
        (str(COLUMN_LABELS["role"]), part_words(row)),
    ]
    if row["contribution"]:
        pairs.append((str(COLUMN_LABELS["contribution"]), row["contribution"]))
    return [*pairs, (str(COLUMN_LABELS["effect"]), row["effect"])]


def part_words(row: Mapping[str, Any]) -> str:
    """Own part with the rank: 参与, 第2/5人."""
    role, rank, people = label(PersonalRole[row["role"]]), row.get("rank"), row.get("people")
    if rank:
        return gettext("%(role)s, number %(rank)s of %(people)s", role=role, rank=rank, people=people)
    if people and people > 1:
        return gettext("%(role)s, %(people)s people", role=role, people=people)
    return role


def detail_words(type: str, value: Any) -> str:
    """A value of a kind's own field as people read it."""
    if type == FieldType.DATE.name:
        return day(dt.date.fromisoformat(value))
    if type == FieldType.YES_NO.name:
        return str(YES_OR_NO[bool(value)])
    return str(value)


def effect_words(content: Mapping[str, Any]) -> str:
    """Content and effect after what the kind's own fields say, as a sheet prints them."""
    row = entry_row(content)
    own = [
        gettext("%(name)s: %(item)s", name=one["label"], item=detail_words(one["type"], one["value"]))
        for one in row["details"]
    ]
    return "\n".join(filter(None, [parted(own), row["effect"]]))


def file_notes(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files of a frozen entry, each with a note where it is no plain evidence."""
    return [
        {**file, "note": label(FilePurpose.CONTRIBUTION) if file["purpose"] == FilePurpose.CONTRIBUTION.name else ""}
        for file in entry_row(content)["files"]
    ]


def changed_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """item, before, after of every difference between two contents of an entry, in words, each item once.

    A kind that goes by another name now is no difference.
    """
    old, new = entry_row(before), entry_row(after)
    if old["kind"] == new["kind"]:
        old["kind_name"] = new["kind_name"]
    lines = [line for change in changed_sections(old, new) for line in _change_lines(change, new)]
    return list({line["item"]: line for line in lines}.values())


def others_words(others: Others | None) -> list[str]:
    """Who else submitted work with the same number, in sentences; names only of people in the reader's own scope."""
    if others is None:
        return []
    words = []
    if others.seen:
        names = listed(name for _id, name in others.seen[:MOST_NAMES])
        if len(others.seen) > MOST_NAMES:
            message = gettext(
                "Work with the same number was submitted by %(names)s and others, %(count)s people in all.",
                names=names,
                count=len(others.seen),
            )
        else:
            message = gettext("Work with the same number was submitted by %(names)s.", names=names)
        words.append(message)
    if others.unseen:
        words.append(
            ngettext(
                "%(num)s more person uses the same number.", "%(num)s more people use the same number.", others.unseen
            )
        )
    return words


def _change_lines(change: Change, after: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """A difference of two contents; what has no words here is no news."""
    name = change.section
    if name == "files":
        yield _line(str(COLUMN_LABELS["evidence"]), _file_name(change.before), _file_name(change.after))
    elif name == "details":
        yield from _detail_lines(change.path, change.before, change.after, after)
    elif name == "kind_name":
        yield _line(str(COLUMN_LABELS["kind"]), change.before, change.after)
    elif name in COLUMN_LABELS and name != "kind":
        yield _line(str(COLUMN_LABELS[name]), *(_word(name, value) for value in (change.before, change.after)))


def _detail_lines(path: Sequence[Any], before: Any, after: Any, content: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    if len(path) == 1:
        row = after or before
        texts = [detail_words(one["type"], one["value"]) if one else "" for one in (before, after)]
        yield _line(row["label"], *texts)
    elif path[-1] == "value":
        row = next(one for one in content["details"] if one["id"] == path[0])
        yield _line(row["label"], *(detail_words(row["type"], value) for value in (before, after)))


def _file_name(file: Any) -> str:
    return str(file["name"]) if isinstance(file, Mapping) else str(file or "")


def _word(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in ("started_on", "ended_on"):
        return day(dt.date.fromisoformat(value))
    return label(PersonalRole[value]) if name == "role" else str(value)


def _line(item: str, before: Any, after: Any) -> dict[str, str]:
    return {"item": item, "before": str(before or ""), "after": str(after or "")}


def _from_to(started: dt.date | None, ended: dt.date | None) -> str:
    first, last = day(started), day(ended)
    return gettext("%(first)s to %(last)s", first=first, last=last or gettext("until now"))
