"""Loading reference data that people wrote as YAML."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.catalog import queries
from app.catalog.models import (
    Contact,
    HolidayOverride,
    ProfessionalTitle,
    Region,
    Specialty,
    TitleLevel,
    TitleSeries,
)
from app.core.errors import Violation
from app.documents.yaml_files import YamlFile, read_yaml
from app.documents.yaml_rows import Key, column_values, keys_of, read_row
from app.extensions import db

# In the order in which they refer to one another; each is read from the file of its table's name.
TABLES: tuple[tuple[Any, str], ...] = (
    (Region, "code"),
    (TitleSeries, "code"),
    (TitleLevel, "code"),
    (ProfessionalTitle, "code"),
    (Specialty, "code"),
    (Contact, "code"),
    (HolidayOverride, "day"),
)


def load_catalog(folder: Path) -> int:
    """Load regions, series, levels, titles, specialties, contacts and holiday overrides; the number of rows added.

    See `load_table`. A table without a file of its name is left alone.
    """
    return sum(
        load_table(folder / f"{model.__tablename__}.yaml", model, identity)
        for model, identity in TABLES
        if (folder / f"{model.__tablename__}.yaml").exists()
    )


def load_table(path: Path, model: Any, identity: str = "code", extra: Collection[str] = ()) -> int:
    """Add the file's rows that the table does not have yet, told by `identity`; the number of rows added.

    A row that is there is left as it is: what an editor changed since the first load stays. `decided` may stand in
    any row and says why, where no notice prints it; it is not kept. `extra` keys are the caller's to read. Raises
    FileFaults with every fault and its line.
    """
    file = read_yaml(path)
    keys = keys_of(model, hidden=("id", "version"))
    rows, faults = _read_rows(file, keys, identity, extra)
    named: dict[str, set[str]] = {key.refers: set() for key in keys if key.refers}
    for key in keys:
        if key.refers:
            named[key.refers] |= {row[key.name] for row in rows if row.get(key.name)}
    ids = {table: queries.ids_by_code(table, codes) for table, codes in named.items()}
    faults += _unknown_codes(rows, keys, ids, model.__tablename__)
    if faults:
        raise file.faults(faults)
    present = queries.present(model, identity, [row[identity] for row in rows])
    added: dict[str, Any] = {}

    def find(table: str, code: str) -> int:
        if code not in ids[table]:
            db.session.flush()
            ids[table].update({name: made.id for name, made in added.items()})
        return ids[table][code]

    for row in rows:
        if row[identity] not in present:
            added[row[identity]] = model(**column_values(row, keys, find))
            db.session.add(added[row[identity]])
    db.session.flush()
    return len(added)


def _read_rows(
    file: YamlFile, keys: Sequence[Key], identity: str, extra: Collection[str]
) -> tuple[list[dict[str, Any]], list[Violation]]:
    if not isinstance(file.values, list):
        return [], [Violation("", "The file holds no list of rows; begin every row with “- ”.")]
    rows, faults, seen = [], [], set()
    for index, written in enumerate(file.values):
        row, found = read_row(written, keys, str(index), extra=("decided", *extra))
        rows.append(row)
        faults += found
        name = row.get(identity)
        if name is not None and name in seen:
            message = "%(name)s stands in two rows of this list; keep one, or write another."
            faults.append(Violation(f"{index}.{identity}", message, {"name": name}))
        seen.add(name)
    return rows, faults


def _unknown_codes(
    rows: Sequence[dict[str, Any]], keys: Sequence[Key], ids: Mapping[str, Mapping[str, int]], own: str
) -> list[Violation]:
    """Codes of rows that are neither in the database nor, for the table's own rows, further up in the file."""
    faults, above = [], set()
    for index, row in enumerate(rows):
        for key in keys:
            code = row.get(key.name)
            if not key.refers or code is None or code in ids[key.refers] or (key.refers == own and code in above):
                continue
            message = "There is no %(code)s in %(table)s; load it first, or write the code of a row that is there."
            faults.append(Violation(f"{index}.{key.name}", message, {"code": code, "table": key.refers}))
        above.add(row.get("code"))
    return faults
