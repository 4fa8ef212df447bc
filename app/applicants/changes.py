"""What changed in a person's record, in words: values, whole rows, and lines of before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.applicants.freezing import PERSON, record_lists
from app.applicants.labels import COLUMN_LABELS, LIST_COLUMNS, LIST_LABELS, ROW_LABELS, column_words
from app.applicants.models import Applicant
from app.console.cells import written
from app.console.filters import typed
from app.console.layout import Words
from app.core.diff import Change, changed_sections
from app.core.identity import mask_identity_number

# By section of a frozen version: the table that its columns come from, and their labels. What has no label is no news.
Records = Mapping[str, tuple[Any, Mapping[str, Words]]]
RECORDS: Records = {
    PERSON: (Applicant, COLUMN_LABELS),
    **{
        key: (
            one.model,
            {**ROW_LABELS, **{column: column_words(one.name, column) for column in LIST_COLUMNS[one.name]}},
        )
        for key, one in record_lists()
    },
}
# What tells a row from its neighbours.
NAMES: Mapping[str, str] = {key: LIST_COLUMNS[one.name][0] for key, one in record_lists()}
FILES = ("evidence", "proof")


def change_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(what, before, after) of everything that changed between two contents of one section."""
    seen = set()
    for change in changed_sections(before, after):
        line = _line(change, after)
        if line is not None and line not in seen:
            seen.add(line)
            yield line


def _line(change: Change, after: Mapping[str, Any]) -> tuple[str, str, str] | None:
    section, path = change.section, change.path
    labels = RECORDS[section][1]
    if section == PERSON:
        column = str(path[0])
        return (str(labels[column]), *_words(change, column)) if column in labels else None
    list_words = str(next(LIST_LABELS[one.name] for key, one in record_lists() if key == section))
    if len(path) == 1:
        return list_words, summary(RECORDS, section, change.before), summary(RECORDS, section, change.after)
    if str(path[1]) not in labels:
        return None
    column = str(path[1])
    named = next((name(RECORDS, section, row) for row in after[section] if row.get("id") == path[0]), "")
    what = _("%(name)s: %(item)s", name=named or list_words, item=labels[column])
    return (what, "", _("The file was replaced.")) if column in FILES else (what, *_words(change, column))


def _words(change: Change, column: str) -> tuple[str, str]:
    return word(RECORDS, change.section, column, change.before), word(RECORDS, change.section, column, change.after)


def word(records: Records, section: str, column: str, value: Any) -> str:
    """One frozen value as people read it."""
    if value is None:
        return ""
    if column == "identity_number":
        return mask_identity_number(value)
    columns = records[section][0].__table__.columns
    return str(written(typed(columns[column].type, value)) if column in columns else written(value))


def summary(records: Records, section: str, row: Mapping[str, Any] | None) -> str:
    """A whole row in one line, for one that was added or removed."""
    if row is None:
        return ""
    texts = [word(records, section, column, row.get(column)) for column in records[section][1] if column not in FILES]
    return _(", ").join(text for text in dict.fromkeys(texts) if text)


def name(records: Records, section: str, row: Mapping[str, Any]) -> str:
    """What tells a row from its neighbours."""
    column = NAMES.get(section, "title")
    return word(records, section, column, row.get(column))
