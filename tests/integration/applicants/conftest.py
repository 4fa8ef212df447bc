"""The offices' world with one person in it, who fills in, submits and follows an application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import SUBMITTED, World
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, Wizard
from tests.integration.offices.conftest import (  # noqa: F401
    as_,
    build,
    copied,
    database,
    postgres_built,
    sqlite_built,
    world,
    world_folder,
)


def populate(world: World) -> dict[str, int]:  # noqa: F811
    """A person with a record and one passed archive entry, who has not applied."""
    return {"person": world.person(PERSON)}


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, world_folder: Path) -> tuple[Path, dict[str, Any], dict[str, int]]:  # noqa: F811
    return sqlite_built(sqlite_template, world_folder, populate)


@pytest.fixture(scope="session")
def postgres_world(postgres_database: Any, world_folder: Path) -> Iterator[Any]:  # noqa: F811
    yield from postgres_built(postgres_database, world_folder, populate)


@pytest.fixture
def applicant(as_: Callable[..., Browser]) -> Browser:  # noqa: F811
    """The person, signed in on the day on which applications are usually submitted."""
    return as_(PERSON, SUBMITTED)


@pytest.fixture
def wizard(world: World, applicant: Browser) -> Wizard:  # noqa: F811
    """The same person with an application just begun."""
    return Wizard.begin(world, applicant)
