"""Alembic over the program's own metadata; Flask-AppBuilder's ab_* tables included."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

import app.models  # noqa: F401
from app.extensions import Model
from config import load_settings


def run() -> None:
    """Migrate over the connection that the caller hands in, else over the configured database."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    url = context.config.get_main_option("sqlalchemy.url") or load_settings().database_url
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        _migrate(connection)


def _migrate(connection) -> None:  # type: ignore[no-untyped-def]
    """SQLite changes a table by copying it: while it does, other tables' rows may refer to what is not there."""
    if connection.dialect.name != "sqlite":
        return _run_migrations(connection)
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.commit()
    try:
        _run_migrations(connection)
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError(f"rows refer to rows that are not there after the migration: {broken[:5]}")
        connection.commit()
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.commit()


def _run_migrations(connection) -> None:  # type: ignore[no-untyped-def]
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
