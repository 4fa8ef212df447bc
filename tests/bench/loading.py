"""Rows by the hundred thousand, past the ORM: sqlite3's executemany or PostgreSQL's COPY."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.schema import Column

BATCH = 20_000


class Loader:
    """Loads tuples of plain values (numbers, texts, ISO days and moments, JSON texts) into the tables of models.

    Columns that a caller does not give take their model's default.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"

    def next_id(self, model: Any) -> int:
        """The first id that is free."""
        with self._engine.connect() as connection:
            return (connection.scalar(select(func.max(model.__table__.c.id))) or 0) + 1

    def load(self, model: Any, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows of `columns`, the id among them, in one transaction."""
        table = model.__table__
        constant = {one.name: _plain_default(one) for one in table.columns if _is_filled(one, columns)}
        names, more = [*columns, *constant], tuple(constant.values())
        whole = (row + more for row in rows)
        (self._many if self._is_sqlite else self._copy)(table.name, names, whole)

    def execute(self, statement: str, **values: Any) -> None:
        """One statement of its own transaction."""
        with self._engine.begin() as connection:
            connection.execute(text(statement), values)

    def settle(self, models: Iterable[Any]) -> None:
        """Number on from the highest ids, and let the planner know what is there."""
        if not self._is_sqlite:
            for model in models:
                name = model.__table__.name
                self.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE" if self._is_sqlite else "VACUUM ANALYZE"))

    def _many(self, table: str, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(names))
        raw = self._engine.raw_connection()
        try:
            cursor = raw.cursor()
            for first in rows:
                part = chain((first,), islice(rows, BATCH - 1))
                cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", part)
            raw.commit()
        finally:
            raw.close()

    def _copy(self, table: str, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
        raw: Any = self._engine.raw_connection()
        try:
            with raw.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            raw.commit()
        finally:
            raw.close()


def _is_filled(column: Column[Any], given: Sequence[str]) -> bool:
    default = column.default
    return column.name not in given and default is not None and (default.is_scalar or default.is_callable)


def _plain_default(column: Column[Any]) -> Any:
    default: Any = column.default
    value = default.arg(None) if default.is_callable else default.arg
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(value) if hasattr(value, "isoformat") else value
