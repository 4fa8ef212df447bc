"""One world, built once for each kind of database; every test works on a copy of it."""

from __future__ import annotations

import dataclasses
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, make_url, select, text
from sqlalchemy.pool import NullPool

from config import Settings
from tests.builders import World, build_world
from tests.conftest import empty, renew
from tests.helpers import Browser

NUMBERS = itertools.count(1)
Populate = Callable[[World], dict[str, int]]
Built = tuple[Any, dict[str, Any], dict[str, int]]


def populate(world: World) -> dict[str, int]:
    """One application at every stage, each of a person of its own: their ids by the place where they wait."""
    return {
        "audit": world.submitted("甲待审"),
        "neighbour": world.submitted("乙邻居", "neighbours"),
        "before_notice": world.audited("丙待公示"),
        "hrss": world.forwarded("丁待区审"),
        "owing": world.owing("戊待缴费"),
        "ready": world.ready("己待评审"),
        "concluded": world.concluded("庚待公布"),
    }


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("world")


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=url,
        secret_key="not a secret: a key for tests only",
        chain_key=b"a chain key for tests only",
        seed="none",
        testing=True,
    )


def build(url: str, folder: Path, populate: Populate = populate) -> tuple[dict[str, Any], dict[str, int]]:
    """Build and populate a world in the migrated database at `url`."""
    from app import create_app
    from app.extensions import db

    flask_app = create_app(settings_for(url, folder))
    world = build_world(flask_app)
    places = populate(world)
    with flask_app.app_context():
        db.session.remove()
        db.engine.dispose()
    kept = {field.name: getattr(world, field.name) for field in dataclasses.fields(world) if field.name != "flask_app"}
    return kept, places


def sqlite_built(template: Path, folder: Path, populate: Populate = populate) -> Built:
    """A file that holds the world, copied from by each test."""
    path = folder / "world.db"
    shutil.copyfile(template, path)
    kept, places = build(f"sqlite:///{path}", folder, populate)
    assert not path.with_name(path.name + "-wal").exists()
    return path, kept, places


def postgres_built(database: Any, folder: Path, populate: Populate = populate) -> Iterator[Built]:
    """Name of a database that holds the world, copied from by each test."""
    name = f"zhiping_world_{os.getpid()}_{next(NUMBERS)}"
    server = make_url(database.url)
    admin = create_engine(server.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    empty(database)
    with admin.connect() as connection:
        # A program that an earlier test built for itself may hold a connection until it is collected.
        others = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(others, {"name": database.url.database})
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {database.url.database}"))
    try:
        url = server.set(database=name).render_as_string(hide_password=False)
        yield name, *build(url, folder, populate)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, world_folder: Path) -> Built:
    return sqlite_built(sqlite_template, world_folder)


@pytest.fixture(scope="session")
def postgres_world(postgres_database: Any, world_folder: Path) -> Iterator[Built]:
    yield from postgres_built(postgres_database, world_folder)


@pytest.fixture(params=["sqlite", "postgres"])
def copied(request: pytest.FixtureRequest, world_folder: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, int]]]:
    """URL of a fresh copy of the world, the same URL for every test of a run, and what is in it."""
    if request.param == "sqlite":
        template, kept, places = request.getfixturevalue("sqlite_world")
        renew(template, world_folder / "used.db")
        yield f"sqlite:///{world_folder / 'used.db'}", kept, places
        return
    template, kept, places = request.getfixturevalue("postgres_world")
    server = make_url(request.getfixturevalue("postgres_database").url)
    admin = create_engine(server.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"{template}_used"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield server.set(database=name).render_as_string(hide_password=False), kept, places
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def database(copied: tuple[str, dict[str, Any], dict[str, int]]) -> str:
    return copied[0]


@pytest.fixture
def world(flask_app: Any, copied: tuple[str, dict[str, Any], dict[str, int]], world_folder: Path) -> World:
    """The world over this test's own database."""
    kept = {name: dict(value) if isinstance(value, dict) else value for name, value in copied[1].items()}
    return World(flask_app, **kept)


@pytest.fixture
def place(copied: tuple[str, dict[str, Any], dict[str, int]]) -> dict[str, int]:
    """Ids of the applications by where they wait: audit, neighbour, before_notice, hrss, owing, ready, concluded."""
    return dict(copied[2])


@pytest.fixture
def as_(flask_app: Any, world: World, sign_in: Any, clock_at: Callable[[str], None]) -> Callable[..., Browser]:
    """`as_("hrss", "2023-03-13 09:00")`: a browser in which the account is signed in, at that moment."""

    def browser(name: str, at: str) -> Browser:
        clock_at(at)
        return sign_in(Browser(flask_app), world.account(name))  # type: ignore[no-any-return]

    return browser


@pytest.fixture
def crowd(world: World, place: dict[str, int]) -> Callable[[int], None]:
    """`crowd(n)`: n more applications that wait for the employer, copied in the database from the one that does."""

    from app.applicants.models import Applicant
    from app.applications.models import Application, ApplicationHolding
    from app.extensions import db

    people = Applicant.__table__

    def added(count: int) -> None:
        with world.reading():
            model = db.session.execute(select(Application.__table__).where(Application.id == place["audit"])).mappings()
            row = dict(model.one())
            person = db.session.execute(select(people.c.id).order_by(people.c.id)).scalars().first()
            holding = db.session.execute(
                select(ApplicationHolding.__table__).where(ApplicationHolding.application_id == place["audit"])
            ).mappings()
            holding = dict(holding.one())
            for number in range(count):
                applicant = dict(db.session.execute(select(people).where(people.c.id == person)).mappings().one())
                applicant.update(id=1000 + number, identity_number=f"9999001990{number:07d}X", name=f"众{number:03d}")
                db.session.execute(insert(people).values(**applicant))
                copy = {**row, "id": 1000 + number, "applicant_id": 1000 + number, "applicant_name": f"众{number:03d}"}
                db.session.execute(insert(Application.__table__).values(**copy))
                db.session.execute(
                    insert(ApplicationHolding.__table__).values(
                        **{**holding, "id": 10_000 + number, "application_id": 1000 + number}
                    )
                )
            db.session.commit()

    return added
