"""What changed between two frozen versions, line by line, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.applicants import changes
from app.applicants.changes import Records
from app.applicants.labels import COLUMN_LABELS
from app.applications.labels import ANSWER_LABELS, SECTIONS
from app.archives.labels import changed_lines, content_pairs, entry_row
from app.core.diff import Change, changed_sections
from app.hours.labels import hours_place, hours_words

Lines = dict[tuple[str, Any, str], dict[str, str]]

# By section: the table that its columns come from, and their labels. What has no label here is no news.
RECORDS: Records = changes.RECORDS
FILES = ("photo", "commitment", "attachments")


def change_items(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """Lines of section, item, before, after; sections in their usual order. A file is one line however it changed."""
    lines: Lines = {}
    before, after = _of_today(before), _of_today(after)
    for change in changed_sections(before, after):
        for key, line in _lines(change, before, after):
            lines.setdefault(key, line)
    order = {str(words): place for place, words in enumerate(SECTIONS.values())}
    return sorted(lines.values(), key=lambda line: order[line["section"]])


def _of_today(content: Mapping[str, Any]) -> dict[str, Any]:
    """A submission whose entries are told in today's shape, whenever it was frozen."""
    return {**content, "entries": [entry_row(one) for one in content.get("entries", ())]}


def _lines(
    change: Change, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, Any, str], dict[str, str]]]:
    section, path = change.section, change.path
    if section == "employer" and path == ("name",):
        yield _line("person", None, "employer", str(COLUMN_LABELS["employer"]), change.before, change.after)
    elif section == "statement":
        yield _line(section, None, "", str(SECTIONS[section]), change.before, change.after)
    elif section == "answers" and path and path[0] in ANSWER_LABELS:
        yield _line(section, None, path[0], str(ANSWER_LABELS[str(path[0])]), change.before, change.after)
    elif section in FILES:
        yield _file_line(change)
    elif section == "entries":
        yield from _entry_lines(change, before, after)
    elif section in RECORDS:
        yield from _record_lines(change, after)
    elif section == "facts" and path[:1] == ("continuing_education",):
        yield from _hours_lines(change)


def _hours_lines(change: Change) -> Iterator[tuple[tuple[str, Any, str], dict[str, str]]]:
    """A line for each year whose hours changed, with the hours of each kind, or the one figure that changed."""
    if len(change.path) == 1:
        years = sorted({*(change.before or {}), *(change.after or {})}, reverse=True)
        for year in years:
            texts = [hours_words((side or {}).get(year)) for side in (change.before, change.after)]
            yield _line("hours", year, "", year, *texts)
    else:
        texts = [hours_words(side) for side in (change.before, change.after)]
        yield _line("hours", change.path[1], change.path[2:], hours_place(change.path[1:]), *texts)


def _entry_lines(
    change: Change, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, Any, str], dict[str, str]]]:
    path = change.path
    if len(path) == 1:
        texts = [_entry_summary(one) for one in (change.before, change.after)]
        yield _line("entries", path[0], "", str(SECTIONS["entries"]), *texts)
        return
    old, new = (next(one for one in content["entries"] if one["id"] == path[0]) for content in (before, after))
    for told in changed_lines(old, new):
        item = _("%(name)s: %(item)s", name=new["title"], item=told["item"])
        yield _line("entries", path[0], told["item"], item, told["before"], told["after"])


def _entry_summary(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    words = [str(value) for _label, value in content_pairs(row) if value]
    return _(", ").join(dict.fromkeys([row["title"], *words]))


def _record_lines(change: Change, after: Mapping[str, Any]) -> Iterator[tuple[tuple[str, Any, str], dict[str, str]]]:
    section, path = change.section, change.path
    labels = RECORDS[section][1]
    if section == "person":
        if path and path[0] in labels:
            yield _column_line(change, None, str(path[0]), "")
    elif len(path) == 1:
        yield _line(
            section,
            path[0],
            "",
            str(SECTIONS[section]),
            changes.summary(RECORDS, section, change.before),
            changes.summary(RECORDS, section, change.after),
        )
    elif len(path) > 1 and path[1] in labels:
        named = next((changes.name(RECORDS, section, row) for row in after[section] if row.get("id") == path[0]), "")
        yield _column_line(change, path[0], str(path[1]), named)


def _column_line(change: Change, row_id: Any, column: str, name: str) -> tuple[tuple[str, Any, str], dict[str, str]]:
    words = str(RECORDS[change.section][1][column])
    item = _("%(name)s: %(item)s", name=name, item=words) if name else words
    if column in changes.FILES:
        return _line(change.section, row_id, column, item, "", _("The file was replaced."))
    texts = [changes.word(RECORDS, change.section, column, value) for value in (change.before, change.after)]
    return _line(change.section, row_id, column, item, *texts)


def _file_line(change: Change) -> tuple[tuple[str, Any, str], dict[str, str]]:
    if change.section == "attachments" and len(change.path) == 1:
        names = [f"{value['kind']} {value['name']}" if value else "" for value in (change.before, change.after)]
        return _line(change.section, change.path, "", str(SECTIONS[change.section]), *names)
    return _line(change.section, None, "", str(SECTIONS[change.section]), "", _("The file was replaced."))


def _line(
    section: str, row_id: Any, column: Any, item: str, before: Any, after: Any
) -> tuple[tuple[str, Any, str], dict[str, str]]:
    line = {"section": str(SECTIONS[section]), "item": item, "before": str(before or ""), "after": str(after or "")}
    return (section, row_id, str(column)), line
