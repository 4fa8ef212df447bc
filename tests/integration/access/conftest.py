"""The world of two sides in a database of either kind, and sessions over it that apply the SCOPE table."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

import app.wiring  # noqa: F401
from app import scope
from app.access.scoping import Scope, act_as
from tests.conftest import empty
from tests.integration.access.expected import actor_called
from tests.integration.access.world import ScopeWorld


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def world_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine over a migrated database; past foreign keys, which a DELETE of any row would meet."""
    if request.param == "postgres":
        engine = create_engine(request.getfixturevalue("postgres_database").url)
    else:
        path = tmp_path_factory.mktemp("scope") / "zhiping.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        engine = create_engine(f"sqlite:///{path}")
    yield engine
    if request.param == "postgres":
        empty(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def world(world_engine: Engine) -> ScopeWorld:
    with world_engine.begin() as connection:
        return ScopeWorld(connection)


@pytest.fixture(scope="module")
def factory(world_engine: Engine) -> sessionmaker[Session]:
    made = sessionmaker(world_engine)
    Scope(scope.SCOPE).install(made)
    return made


@pytest.fixture
def session_of(factory: sessionmaker[Session], world: ScopeWorld) -> Iterator[Callable[[str], Session]]:
    """`session_of("hrss_a")`: a session on behalf of that actor; nothing it does is kept."""
    opened = []

    def session(name: str) -> Session:
        made = factory()
        act_as(made, actor_called(name, world))
        opened.append(made)
        return made

    yield session
    for one in opened:
        one.rollback()
        one.close()
