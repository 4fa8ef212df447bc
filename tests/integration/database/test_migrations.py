"""Migrations run both ways on both databases, and lead to what the models say."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, Engine, Enum, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.naming import _constraint_name_for_table

from config import PROJECT
from run import newest_revision
from tests.conftest import POSTGRES_URL
from tests.integration.database.rows import our_tables

WORD = re.compile(r"'(\w+)'")  # in a check: a member that a column may hold
GUARDED = ("decision_records", "access_records")
TRIGGERS = {
    "sqlite": {
        *(f"{table}_no_{verb}" for table in GUARDED for verb in ("update", "delete")),
        "administrators_stand_alone_insert",
        "administrators_stand_alone_update",
    },
    "postgresql": {
        *(f"{table}_{what}" for table in GUARDED for what in ("append_only", "no_truncate")),
        "administrators_stand_alone",
    },
}


def _config(connection: Connection | None = None) -> Config:
    config = Config(str(PROJECT / "alembic.ini"))
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    config.attributes["connection"] = connection
    return config


def _revisions() -> list[str]:
    """Oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgres"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database without any table."""
    if request.param == "sqlite":
        yield create_engine(f"sqlite:///{tmp_path / 'bare.db'}", poolclass=NullPool)
        return
    if not POSTGRES_URL:
        pytest.skip("ZHIPING_TEST_POSTGRES_URL is not set")
    server = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    name = f"zhiping_migrations_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    try:
        yield create_engine(server.set(database=name), poolclass=NullPool)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _upgrade(engine: Engine, revision: str = "head") -> None:
    with engine.connect() as connection:
        command.upgrade(_config(connection), revision)
        connection.commit()


def _downgrade(engine: Engine, revision: str) -> None:
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def _check(engine: Engine) -> None:
    """Raises where autogenerate would write a migration."""
    with engine.connect() as connection:
        command.check(_config(connection))


def _objects(engine: Engine) -> set[str]:
    """Names of everything that migrations made: tables, columns, indexes, triggers, functions, sequences."""
    statements = {
        "sqlite": ["SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"],
        "postgresql": [
            "SELECT 'relation ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
            "SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        ],
    }
    with engine.connect() as connection:
        names = {name for one in statements[engine.dialect.name] for name in connection.scalars(text(one))}
    inspector = inspect(engine)
    names |= {
        f"column {table}.{column['name']}"
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
    }
    names |= {
        f"check {table}.{check['name']} {sorted(WORD.findall(check['sqltext']))}"
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }
    return {name for name in names if "alembic_version" not in name}


def test_up_down_and_up_again_leads_to_the_same_schema(bare: Engine) -> None:
    _upgrade(bare)
    made = _objects(bare)
    assert len(made) > len(our_tables())
    _downgrade(bare, "base")
    assert _objects(bare) == set()
    _upgrade(bare)
    assert _objects(bare) == made
    _check(bare)


def test_each_revision_goes_both_ways(bare: Engine) -> None:
    seen = []
    for before, revision in pairwise(["base", *_revisions()]):
        found = _objects(bare)
        _upgrade(bare, revision)
        made = _objects(bare)
        assert made != found
        _downgrade(bare, before)
        assert _objects(bare) == found
        _upgrade(bare, revision)
        assert _objects(bare) == made
        seen.append(revision)
    assert seen[:3] == ["0001", "0002", "0003"]


def test_the_revisions_make_one_line() -> None:
    script = ScriptDirectory.from_config(_config())
    assert script.get_heads() == _revisions()[-1:]
    assert len(script.get_bases()) == 1


def test_a_start_knows_the_newest_revision_without_alembic() -> None:
    assert ScriptDirectory.from_config(_config()).get_current_head() == newest_revision()


def test_a_model_without_its_migration_is_noticed(bare: Engine) -> None:
    _upgrade(bare)
    with bare.begin() as connection:
        connection.execute(text("ALTER TABLE outbox_messages DROP COLUMN template"))
    with pytest.raises(Exception, match="template"):
        _check(bare)


def test_the_log_and_the_administrators_are_guarded_after_every_upgrade(bare: Engine) -> None:
    _upgrade(bare)
    statement = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
    }
    with bare.connect() as connection:
        names = set(connection.scalars(text(statement[bare.dialect.name])))
    assert names == TRIGGERS[bare.dialect.name]


def test_constraints_are_called_as_the_models_call_them(bare: Engine) -> None:
    _upgrade(bare)
    found, wanted = {}, {}
    inspector = inspect(bare)
    for table in our_tables():
        if table.name.startswith("ab_"):
            continue  # Flask-AppBuilder names none of its own
        keys = [inspector.get_pk_constraint(table.name), *inspector.get_foreign_keys(table.name)]
        unique = {one["name"] for one in inspector.get_unique_constraints(table.name)}
        indexes = {one["name"] for one in inspector.get_indexes(table.name)}
        checks = {one["name"] for one in inspector.get_check_constraints(table.name)}
        found[table.name] = {one["name"] for one in keys} | unique | indexes | checks
        wanted[table.name] = {str(_constraint_name_for_table(one, table)) for one in table.constraints}
        wanted[table.name] |= {str(index.name) for index in table.indexes}
    if bare.dialect.name == "postgresql":  # which keeps a unique constraint as an index of the same name
        assert all(len(name) <= 63 for names in wanted.values() for name in names)
    assert found == wanted


def test_checks_name_the_same_values_as_the_models(bare: Engine) -> None:
    """`alembic check` compares no check constraints: a new enum member would go unnoticed."""
    _upgrade(bare)
    inspector = inspect(bare)
    found, wanted = {}, {}
    for table in our_tables():
        for constraint in inspector.get_check_constraints(table.name):
            found[constraint["name"]] = set(re.findall("'([^']*)'", constraint["sqltext"]))
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                name = str(_constraint_name_for_table(constraint, table))
                wanted[name] = set(re.findall("'([^']*)'", str(constraint.sqltext)))
        for column in table.columns:
            if isinstance(column.type, Enum):
                wanted[f"ck_{table.name}_{column.type.name}"] = set(column.type.enums)
    assert found == wanted
