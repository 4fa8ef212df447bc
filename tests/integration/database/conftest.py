"""A connection to a migrated database whose rows are taken back after each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from tests.integration.database.rows import Rows


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a migrated database that these tests leave empty."""
    if request.param == "postgres":
        engine = request.getfixturevalue("postgres_database")
        return str(engine.url.render_as_string(hide_password=False))
    path = tmp_path_factory.mktemp("constraints") / "zhiping.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def connection(empty_url: str) -> Iterator[Connection]:
    """A transaction that is never committed."""
    with create_engine(empty_url, poolclass=NullPool).connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def rows(connection: Connection) -> Rows:
    return Rows(connection)
