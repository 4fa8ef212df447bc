"""The one database object with its naming convention and column types, and the CSRF guard."""

from __future__ import annotations

import datetime as dt
import enum
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from flask import request, session
from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, Dialect, Enum, Index, Update, bindparam, event, insert, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeDecorator

Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

API = "/api/"
# PostgreSQL: texts compared byte by byte, which `console.filters.begins_with` asks for.
PREFIX_OPS = "varchar_pattern_ops"


class CsrfGuard(CSRFProtect):
    """Asks for a token wherever a cookie alone could have signed a request in.

    A call of the API that names its caller itself, or has no session, is nothing that a foreign page could forge.
    """

    def protect(self, **options: Any) -> None:
        by_cookie = "Authorization" not in request.headers and "_user_id" in session
        if by_cookie or not request.path.startswith(API):
            super().protect(**options)


db = SQLA(model_class=Model, disable_autonaming=True)
csrf = CsrfGuard()


class UtcDateTime(TypeDecorator[dt.datetime]):
    """Aware datetimes in and out, kept as UTC; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def member(kind: type[enum.Enum], name: str) -> Enum:
    """A column type that stores an enum member's name and lets the database refuse any other text."""
    return Enum(kind, native_enum=False, create_constraint=True, length=40, name=name, validate_strings=True)


def partial_index(name: str, *columns: str, where: str, unique: bool = False, prefixes: Sequence[str] = ()) -> Index:
    """An index over the rows that satisfy `where`, the same on both databases.

    Of the columns in `prefixes` it finds the texts that begin in some way, whatever the database's collation is.
    """
    return Index(
        name,
        *columns,
        unique=unique,
        postgresql_where=text(where),
        postgresql_ops=dict.fromkeys(prefixes, PREFIX_OPS),
        sqlite_where=text(where),
    )


def claim(row: Any, seen_version: int) -> bool:
    """A command's first write: take `row` from the version its page was drawn for to the next.

    True for the first who saw that version, False for everybody after; in the same transaction.
    """
    model: Any = type(row)
    asked = {"claimed_id": row.id, "seen_version": seen_version}
    if db.session.execute(_claim_of(model), asked).rowcount != 1:
        return False
    set_committed_value(row, "version", seen_version + 1)
    return True


@cache
def _claim_of(model: Any) -> Update:
    return (
        update(model)
        .where(model.id == bindparam("claimed_id"), model.version == bindparam("seen_version"))
        .values(version=model.version + 1)
        .execution_options(synchronize_session=False)
    )


def insert_all(model: Any, rows: Sequence[Mapping[str, Any]], *returning: Any) -> list[tuple[Any, ...]]:
    """Insert rows, all of the same columns, by one statement past the unit of work; what `returning` names of each.

    The order of what is returned is not the order of the rows.
    """
    statement = insert(model.__table__)
    if not returning:
        db.session.execute(statement, rows)
        return []
    return [tuple(row) for row in db.session.execute(statement.returning(*returning), rows)]


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "recursive_triggers=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
