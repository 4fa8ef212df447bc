"""What a constraint of the database says, as a violation at its field or as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ForeignKey, Table, func, literal_column, select
from sqlalchemy.exc import IntegrityError

from app.console.formats import listed
from app.console.interface import COUNT_CAP
from app.console.nouns import noun
from app.core.errors import Refused, Violation
from app.extensions import Model, db

SQLITE = re.compile(r"(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: (.+))?")
POSTGRES_KINDS = {"23505": "UNIQUE", "23502": "NOT NULL", "23514": "CHECK", "23503": "FOREIGN KEY"}
TAKEN = "This is taken already by another row. Please enter something else."
TAKEN_TOGETHER = "Another row has the same %(fields)s already. Please change one of them."
EMPTY = "Please fill this in."
GONE = "What was chosen here no longer exists. Please choose again."
AGAINST_RULE = "These entries contradict each other, and the database refused them. Please compare them."


def violations_of(
    error: IntegrityError, model: Any, words: Mapping[str, Any], checks: Mapping[str, Violation]
) -> list[Violation]:
    """The violation that an IntegrityError on a row of `model` stands for.

    `words` are the labels of its columns; `checks` say what a named check constraint means to people.
    """
    table: Table = model.__table__
    kind, names, columns = _read(error, table)
    fields = [_field(model, column) for column in columns]
    if kind == "UNIQUE" and len(fields) > 1:
        together = listed(words.get(field, field) for field in fields)
        return [Violation(fields[-1], TAKEN_TOGETHER, {"fields": together})]
    if kind == "UNIQUE" and fields:
        return [Violation(fields[0], TAKEN)]
    if kind == "NOT NULL" and fields:
        return [Violation(fields[0], EMPTY)]
    if kind == "FOREIGN KEY":
        return [Violation(fields[0] if fields else "", GONE)]
    return [next((checks[name] for name in names if name in checks), Violation("", AGAINST_RULE))]


def refuse_if_used(item: Any) -> None:
    """Raises Refused where rows of other tables still point at `item`; the sentence says which and how many.

    Rows that are deleted together with `item` do not count.
    """
    used = [f"{count}{'+' if capped else ''} {noun(name)}" for name, count, capped in _users(item)]
    if used:
        raise Refused(
            "“%(name)s” cannot be deleted: it is still used by %(used)s. Change or delete these first.",
            name=str(item),
            used=listed(used),
        )


def _users(item: Any) -> Iterator[tuple[str, int, bool]]:
    table = type(item).__table__
    own = {relation.mapper.local_table for relation in type(item).__mapper__.relationships if relation.cascade.delete}
    for other in sorted(Model.metadata.tables.values(), key=lambda each: each.name):
        keys = [key for key in other.foreign_keys if key.column.table is table]
        if other in own or not keys:
            continue
        count = sum(_count(other, key, getattr(item, key.column.key)) for key in keys)
        if count:
            yield other.name, min(count, COUNT_CAP), count > COUNT_CAP


def _count(other: Table, key: ForeignKey, value: Any) -> int:
    """Rows of `other` by that key, counted past row scope: what is used is used, whoever may see it."""
    rows = select(literal_column("1")).select_from(other).where(key.parent == value).limit(COUNT_CAP + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def _read(error: IntegrityError, table: Table) -> tuple[str, list[str], list[str]]:
    """Kind, names and columns of the constraint that failed, as far as the database tells them."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        kind = POSTGRES_KINDS.get(getattr(error.orig, "sqlstate", "") or "", "")
        columns = [diagnosis.column_name] if diagnosis.column_name else []
        name = diagnosis.constraint_name or ""
        return kind, _short(name, table), columns or _columns(name, table)
    found = SQLITE.search(str(error.orig))
    if found is None:
        return "", [], []
    kind, detail = found[1], found[2] or ""
    if kind in ("UNIQUE", "NOT NULL"):
        return kind, [], [part.strip().rpartition(".")[2] for part in detail.split(",")]
    return kind, _short(detail, table), []


def _columns(name: str, table: Table) -> list[str]:
    for constraint in table.constraints:
        if constraint.name == name and hasattr(constraint, "columns"):
            return [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.name == name:
            return [column.name for column in index.columns]
    return []


def _short(name: str, table: Table) -> list[str]:
    """A check's name in the database, and without the prefix that the naming convention gives."""
    return [name, name.removeprefix(f"ck_{table.name}_")]


def _field(model: Any, column: str) -> str:
    """The form field of a column: its relation where it is a foreign key."""
    for relation in model.__mapper__.relationships:
        if [local.name for local in relation.local_columns] == [column] and relation.direction.name == "MANYTOONE":
            return str(relation.key)
    return column
