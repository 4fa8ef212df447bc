"""Rows written straight into the tables, past services, models and their validation: one call, one valid row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    Integer,
    Numeric,
    String,
    Table,
    column,
    insert,
    update,
)
from sqlalchemy import table as light_table
from sqlalchemy.types import TypeDecorator

import app.models  # noqa: F401
from app.extensions import Model, UtcDateTime

DAY = dt.date(2023, 3, 1)
MOMENT = dt.datetime(2023, 3, 1, 1, 0, tzinfo=dt.UTC)

# Stands for a new row of the table that the column refers to.
NEW_PARENT = object()

# What the kind of a column does not tell.
VALID: Mapping[str, Mapping[str, Any]] = {
    "employer_name_changes": {"status": "SUBMITTED", "submitted_at": MOMENT, "document_sha256": "x"},
    "entrustments": {"body": "示例协会"},
    "organisations": {"employer_kind": "NON_PUBLIC_ENTERPRISE"},
    "hours_imports": {
        "employer_id": NEW_PARENT,
        "sha256": "0123456789abcdef" * 4,
        "proof_sha256": "0123456789abcdef" * 4,
    },
    "hours_records": {"year": 2022},
    "post_procedures": {"started_on": DAY, "ended_on": DAY},
    "post_quota_levels": {"ratio": 0},
    "post_quotas": {"year": 2022, "established_total": 0, "post_total": 0},
    "post_selections": {"appointed_on": DAY},
    "outbox_messages": {"applicant_id": NEW_PARENT},
    "plan_deadlines": {"holder": "EMPLOYER"},
    "review_results": {"members": 9, "present": 9, "agree": 8, "against": 1, "abstain": 0},
    "sanctions": {"started_on": DAY, "ended_on": DAY},
    "stage_outcomes": {"kind": "INTERVIEW", "result": "PASSED"},
    "verification_codes": {"number": 1},
    "entry_versions": {"sha256": "0123456789abcdef" * 4},
    "stored_files": {"sha256": "0123456789abcdef" * 4},
}


def our_tables() -> list[Table]:
    """The tables of the program's own models; Flask-AppBuilder's are its own business."""
    mappers = Model.registry.mappers  # type: ignore[attr-defined]
    names = {mapper.local_table.name for mapper in mappers if mapper.class_.__module__.startswith("app.")}
    return [table for table in Model.metadata.sorted_tables if table.name in names]


class Rows:
    """Adds rows over one connection. What is not said is filled in; what a row refers to is made with it."""

    def __init__(self, connection: Connection, number: int = 0) -> None:
        """`number` is what the fillers begin after: another one where rows of before are to stay."""
        self._connection = connection
        self._number = number

    def add(self, model: Any, **columns: Any) -> int:
        """The id of a new row; `columns` may hold what no model would accept."""
        return self.add_to(model.__table__, **columns)

    def add_to(self, table: Table, **columns: Any) -> int:
        """As `add`, for a table."""
        values = self.values(table, **columns)
        loose = _loosened(table)
        statement = insert(loose).values(values).returning(loose.c.id)
        return int(self._connection.execute(statement).scalar_one())

    def change(self, model: Any, row_id: int, **columns: Any) -> None:
        """Overwrite columns of a row."""
        loose = _loosened(model.__table__)
        self._connection.execute(update(loose).where(loose.c.id == row_id).values(columns))

    def values(self, table: Table, **columns: Any) -> dict[str, Any]:
        """All columns of a valid row but for its id, changed by `columns`."""
        self._number += 1
        given = {**VALID.get(table.name, {}), **columns}
        values = {}
        for one in table.columns:
            if one.name in given:
                values[one.name] = self.parent(one) if given[one.name] is NEW_PARENT else given[one.name]
            elif one.name != "id":
                values[one.name] = self._filler(one)
        return values

    def parent(self, one: Column[Any]) -> int:
        """The id of a new row that the column can refer to."""
        (key,) = one.foreign_keys
        return self.add_to(key.column.table)

    def _filler(self, one: Column[Any]) -> Any:
        if one.nullable:
            return None
        if one.default is not None:
            default: Any = one.default
            value = default.arg(None) if default.is_callable else default.arg
            return value.name if isinstance(one.type, Enum) else value
        if one.foreign_keys:
            return self.parent(one)
        return filler(one, self._number)


def filler(one: Column[Any], number: int) -> Any:
    """A value of the column's type; another number gives another value where the type has one."""
    match one.type:
        case Enum():
            return one.type.enums[0]
        case String():
            text = f"{one.name} {number:06d}"
            return text[-one.type.length :] if one.type.length else text
        case Boolean():
            return False
        case Integer():
            return number
        case Date():
            return DAY + dt.timedelta(days=number)
        case UtcDateTime():
            return MOMENT + dt.timedelta(days=number)
        case JSON():
            return {}
    raise TypeError(f"no filler for {one.table.name}.{one.name}: {one.type!r}")


def _loosened(table: Table) -> Any:
    """The table without an opinion on which text an enum holds."""
    return light_table(table.name, *[column(one.name, _loose(one)) for one in table.columns])


def _loose(one: Column[Any]) -> Any:
    if isinstance(one.type, Enum):
        return String()
    assert isinstance(one.type, TypeDecorator | String | Integer | Boolean | Date | DateTime | JSON | Numeric), one.type
    return one.type
