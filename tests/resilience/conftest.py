"""An office at work, filled once for a test run, and served by real processes over copies of it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, make_url, select, text
from sqlalchemy.pool import NullPool

from app.core.clock import OFFICE_ZONE
from tests.conftest import POSTGRES_URL, migrate
from tests.helpers import office_moment, session_identity
from tests.resilience.server import CHAIN_KEY, SECRET, Server

TODAY = "2023-03-13 09:00"  # PASSED of tests.builders: employers may audit, applicants may submit again
AT_THE_EMPLOYER, AT_THE_HRSS = 50, 50


@dataclass(frozen=True)
class Filled:
    """A data folder with its SQLite database, never served itself, and who is in it."""

    data_dir: Path
    at_the_employer: tuple[int, ...]
    at_the_hrss: tuple[int, ...]
    identities: dict[str, str]
    applicants: dict[int, str]
    plan_id: int

    @property
    def engine(self) -> Engine:
        return create_engine(f"sqlite:///{self.data_dir / 'zhiping.db'}", poolclass=NullPool)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, font_directory: Path) -> Filled:
    """The Shangyu plan; people who wait for their employer, and people who wait for the HRSS."""
    from app import create_app
    from app.extensions import db
    from app.organisations.models import Organisation
    from config import Settings
    from seed import accounts
    from tests.builders import EMPLOYER, build_world

    folder = tmp_path_factory.mktemp("filled")
    (folder / "fonts").symlink_to(font_directory, target_is_directory=True)
    shutil.copyfile(sqlite_template, folder / "zhiping.db")
    program = create_app(
        Settings(
            data_dir=folder,
            database_url=f"sqlite:///{folder / 'zhiping.db'}",
            secret_key=SECRET,
            chain_key=CHAIN_KEY.encode(),
            seed="none",
            testing=True,
        )
    )
    world = build_world(program)
    audited = [world.audited(f"钱{number}") for number in range(AT_THE_HRSS)]
    world.complete(world.notice(audited))
    waiting = [world.submitted(f"赵{number}") for number in range(AT_THE_EMPLOYER)]
    owners = {waiting[number]: f"赵{number}" for number in range(AT_THE_EMPLOYER)}
    with world.reading():
        # The server moves its clock on demo data only; this is how it knows them.
        db.session.scalars(select(Organisation).where(Organisation.code == EMPLOYER)).one().code = accounts.EMPLOYER
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    names = ("employer", "hrss", "planner", *owners.values())
    identities = {name: session_identity(program, world.account(name)) for name in names}
    with program.app_context():
        db.session.remove()
        db.engine.dispose()
    return Filled(folder, tuple(waiting), tuple(audited), identities, owners, world.plan_id)


# Whoever was signed in while the world was built stays so, whatever the server's clock shows.
FOR_YEARS = {
    "ZHIPING_SESSION_HOURS": "200000",
    "ZHIPING_OFFICE_IDLE_MINUTES": "12000000",
    "ZHIPING_APPLICANT_IDLE_MINUTES": "12000000",
}


@pytest.fixture
def served(filled: Filled, tmp_path: Path) -> Iterator[Callable[[str], Server]]:
    """`served("sqlite")`: a server, not started yet, over a copy of the office in a database of its own."""
    with ExitStack() as stack:

        def made(kind: str) -> Server:
            folder = tmp_path / kind
            shutil.copytree(filled.data_dir, folder, symlinks=True, ignore=shutil.ignore_patterns("zhiping.db-*"))
            if kind == "sqlite":
                url = f"sqlite:///{folder / 'zhiping.db'}"
            else:
                (folder / "zhiping.db").unlink()
                url = stack.enter_context(_postgres_copy(filled.engine))
            days = (office_moment(TODAY).date() - dt.datetime.now(OFFICE_ZONE).date()).days
            server = Server(folder, url, {"ZHIPING_CLOCK_OFFSET_DAYS": str(days), **FOR_YEARS})
            stack.callback(server.stop)
            return server

        yield made


@contextmanager
def _postgres_copy(source: Engine) -> Iterator[str]:
    """URL of a PostgreSQL database with the rows of a SQLite one; dropped at the end."""
    from app.extensions import Model

    if not POSTGRES_URL:
        pytest.skip("ZHIPING_TEST_POSTGRES_URL is not set")
    server = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    name = f"zhiping_served_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    url = server.set(database=name).render_as_string(hide_password=False)
    try:
        migrate(url)
        target = create_engine(url, poolclass=NullPool)
        with source.connect() as old, target.begin() as new:
            new.execute(text("SET LOCAL session_replication_role = replica"))
            for table in Model.metadata.sorted_tables:
                if rows := [dict(row._mapping) for row in old.execute(select(table))]:
                    new.execute(insert(table), rows)
                if "id" in table.c and rows:
                    highest = max(row["id"] for row in rows)
                    new.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {highest})"))
        yield url
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
