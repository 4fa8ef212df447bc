"""Every constraint of our tables, violated once. By the metadata: a new check needs its case in `checks`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Boolean, CheckConstraint, Column, Connection, Enum, Index, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.naming import _constraint_name_for_table

from tests.integration.database.checks import CHECKS
from tests.integration.database.checks.keys import ENUM_NEEDS, KEY_NEEDS, PARTIAL_INDEXES
from tests.integration.database.rows import Rows, filler, our_tables

NO_SUCH_ROW = 999_999_999


def _name(table: Table, constraint: Any) -> str:
    return str(_constraint_name_for_table(constraint, table))


def _checks() -> Iterator[tuple[Table, str]]:
    for table in our_tables():
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint) and not constraint._type_bound:  # type: ignore[attr-defined]
                yield table, _name(table, constraint)


def _uniques() -> Iterator[tuple[Table, UniqueConstraint]]:
    """Flask-AppBuilder's own unnamed ones are left to it."""
    for table in our_tables():
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.name is not None:
                yield table, constraint


def _unique_indexes() -> Iterator[tuple[Table, Index]]:
    for table in our_tables():
        yield from ((table, index) for index in table.indexes if index.unique)


def _columns(kind: str) -> Iterator[Column[Any]]:
    for table in our_tables():
        for column in table.columns:
            if column.foreign_keys if kind == "key" else isinstance(column.type, Enum):
                yield column


CHECKED = sorted(_checks(), key=lambda pair: pair[1])
UNIQUE = sorted(_uniques(), key=lambda pair: str(pair[1].name))
INDEXED = sorted(_unique_indexes(), key=lambda pair: str(pair[1].name))
ENUMS = sorted(_columns("enum"), key=str)
KEYS = sorted(_columns("key"), key=str)


def _refused_by(connection: Connection, name: str, columns: tuple[str, ...], error: IntegrityError) -> bool:
    """Whether it was this constraint; SQLite names a unique constraint by its columns."""
    if connection.dialect.name == "postgresql":
        return bool(error.orig.diag.constraint_name == name)  # type: ignore[union-attr]
    said = str(error.orig)
    return said in (f"CHECK constraint failed: {name}", f"UNIQUE constraint failed: {', '.join(columns)}")


def _refuse(rows: Rows, connection: Connection, table: Table, name: str, values: Mapping[str, Any], *key: str) -> None:
    savepoint = connection.begin_nested()
    with pytest.raises(IntegrityError) as refusal:
        rows.add_to(table, **values)
    savepoint.rollback()
    columns = tuple(f"{table.name}.{column}" for column in key)
    assert _refused_by(connection, name, columns, refusal.value), refusal.value.orig


def test_every_check_has_a_case_and_every_case_its_check() -> None:
    assert {name for _table, name in CHECKED} == set(CHECKS)
    assert {index.name for _table, index in INDEXED} == set(PARTIAL_INDEXES)


@pytest.mark.parametrize(("table", "name"), CHECKED, ids=[name for _table, name in CHECKED])
def test_a_check_accepts_its_boundary_and_refuses_one_step_beyond(
    rows: Rows, connection: Connection, table: Table, name: str
) -> None:
    case = CHECKS[name]
    for values in case.accepted:
        rows.add_to(table, **values)
    for values in case.refused:
        _refuse(rows, connection, table, name, values)


@pytest.mark.parametrize(("table", "constraint"), UNIQUE, ids=[str(one.name) for _table, one in UNIQUE])
def test_a_key_is_taken_once_and_only_as_a_whole(
    rows: Rows, connection: Connection, table: Table, constraint: UniqueConstraint
) -> None:
    columns = list(constraint.columns)
    key = {column.name: rows.parent(column) if column.foreign_keys else _filled(column, 7) for column in columns}
    if table.name == "regions":
        key = {"code": "330604"}
    rows.add_to(table, **key)
    _refuse(rows, connection, table, str(constraint.name), key, *key)
    for column in columns:
        rows.add_to(table, **{**key, column.name: _another(rows, column, key[column.name])})


def _filled(column: Column[Any], number: int) -> Any:
    """A value that also keeps the checks of its column."""
    match column.table.name, column.name:
        case "hours_records" | "post_quotas", "year":
            return 2000 + number
        case "hours_imports", "sha256":
            return f"{number:064d}"
    return filler(column, number)


def _another(rows: Rows, column: Column[Any], value: Any) -> Any:
    if column.foreign_keys:
        return rows.parent(column)
    if isinstance(column.type, Enum):
        return column.type.enums[1]
    if isinstance(column.type, Boolean):
        return not value
    return value[:-1] + "X" if isinstance(value, str) else _filled(column, 8)


@pytest.mark.parametrize(("table", "index"), INDEXED, ids=[str(one.name) for _table, one in INDEXED])
def test_a_partial_key_is_taken_once_among_the_rows_that_count(
    rows: Rows, connection: Connection, table: Table, index: Index
) -> None:
    case = PARTIAL_INDEXES[str(index.name)]
    names = [column.name for column in index.columns]
    for first in case.counted:
        key = {
            column.name: rows.parent(column) if column.foreign_keys else _filled(column, 7) for column in index.columns
        }
        rows.add_to(table, **first, **key)
        for second in case.counted:
            _refuse(rows, connection, table, str(index.name), {**second, **key}, *names)
        for beside in case.uncounted:
            rows.add_to(table, **beside, **key)
            rows.add_to(table, **beside, **key)


@pytest.mark.parametrize("column", KEYS, ids=str)
def test_no_row_refers_to_a_row_that_is_not_there(rows: Rows, connection: Connection, column: Column[Any]) -> None:
    needs = KEY_NEEDS.get(str(column), {})
    rows.add_to(column.table, **needs, **{column.name: rows.parent(column)} if column.name not in needs else {})
    with pytest.raises(IntegrityError) as refusal:
        rows.add_to(column.table, **{**needs, column.name: NO_SUCH_ROW})
    assert re.search("foreign key constraint", str(refusal.value.orig), re.IGNORECASE)


@pytest.mark.parametrize("column", ENUMS, ids=str)
def test_an_enum_column_refuses_any_other_text(rows: Rows, connection: Connection, column: Column[Any]) -> None:
    assert isinstance(column.type, Enum)
    name = f"ck_{column.table.name}_{column.type.name}"
    needs = ENUM_NEEDS.get(str(column), {})
    for text in ("NO_SUCH_MEMBER", "", column.type.enums[0].lower()):
        _refuse(rows, connection, column.table, name, {**needs, column.name: text})
