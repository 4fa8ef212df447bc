"""Loading the kinds of entries and their fields that people wrote as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.archives import queries
from app.archives.enums import FieldType
from app.archives.models import EntryField, EntryKind
from app.archives.rules import check_field
from app.catalog.services import load_table
from app.core.errors import Violation
from app.documents.yaml_files import YamlFile, read_yaml
from app.documents.yaml_rows import column_values, keys_of, read_row
from app.extensions import db

FIELDS = "fields"
KEYS = keys_of(EntryField, hidden=("id", "kind_id", "position"))


def load_entry_kinds(folder: Path) -> int:
    """Add the kinds of `entry_kinds.yaml` that are not there yet; the number added. See `load_table`.

    A row lists its `fields`; they are added to a kind that has none, and leave all others as their editor made them.
    Raises FileFaults with every fault and its line.
    """
    path = folder / f"{EntryKind.__tablename__}.yaml"
    file = read_yaml(path)
    added = load_table(path, EntryKind, extra=(FIELDS,))
    fields = {row["code"]: _fields(file, index, row.get(FIELDS, [])) for index, row in enumerate(file.values)}
    for kind in queries.kinds_by_code(fields):
        if not kind.fields:
            kind.fields = [EntryField(position=place, **one) for place, one in enumerate(fields[kind.code], start=1)]
    db.session.flush()
    return added


def _fields(file: YamlFile, index: int, written: Any) -> list[dict[str, Any]]:
    """The columns of a kind's fields."""
    place = f"{index}.{FIELDS}"
    if not isinstance(written, list):
        raise file.faults([Violation(place, "The file holds no list of rows; begin every row with “- ”.")])
    found, faults = [], []
    numbered = False
    for number, row in enumerate(written):
        values, wrong = read_row(row, KEYS, f"{place}.{number}")
        faults += wrong
        if wrong:
            continue
        checked = check_field(
            key=values["key"],
            type=FieldType[values["type"]],
            choices=values["choices"],
            is_number=values["is_number"],
            others_number=numbered,
        )
        faults += [Violation(f"{place}.{number}.{one.field}", one.message, one.params, one.clause) for one in checked]
        numbered = numbered or values["is_number"]
        found.append(column_values(values, KEYS, lambda _table, _code: 0))
    if faults:
        raise file.faults(faults)
    return found
