"""The world before anybody has applied: built once for each kind of database; every test works on a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import World
from tests.integration.offices.conftest import Built, copied, database, postgres_built, sqlite_built, world_folder
from tests.integration.offices.conftest import world as unpeopled

__all__ = ["copied", "database", "on_one_database", "postgres_world", "sqlite_world", "unpeopled", "world_folder"]

# What no database has a part in is looked at over one of them.
on_one_database = pytest.mark.parametrize("copied", ["sqlite"], indirect=True)


def _nobody(_world: World) -> dict[str, int]:
    return {}


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, world_folder: Path) -> Built:
    return sqlite_built(sqlite_template, world_folder, _nobody)


@pytest.fixture(scope="session")
def postgres_world(postgres_database: Any, world_folder: Path) -> Iterator[Built]:
    yield from postgres_built(postgres_database, world_folder, _nobody)
