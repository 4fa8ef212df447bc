"""Fixtures for everybody: a migrated database of either kind, the program over it, people signed in.

`database` runs a test on SQLite and, where ZHIPING_TEST_POSTGRES_URL names a server (as a superuser), on PostgreSQL.
CSRF tokens are not asked for unless a test uses `csrf_on`. The program is imported by the fixtures that need it, so
that tests of pure code start at once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool
from werkzeug.security import generate_password_hash

from config import PROJECT, Settings
from run import settle_memory
from tests.helpers import Browser, office_moment, session_identity

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.access.models import Account
    from app.core.actor import Actor, Role

# A test moves the clock by months; whoever is signed in stays so.
LONG = 20_000_000
QUICK_HASH = "pbkdf2:sha256:1000"
POSTGRES_URL = os.environ.get("ZHIPING_TEST_POSTGRES_URL", "")
# Tests are never timed: a busy machine makes no example wrong.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


@event.listens_for(Engine, "connect")
def _hurry(connection: Any, _record: object) -> None:
    """A test database need not survive a power cut."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")
    else:
        connection.execute("SET synchronous_commit = off")
        connection.commit()


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to a revision."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def pytest_collection_finish() -> None:
    """What was imported stays until the end: the garbage collector need not look through it again and again."""
    settle_memory()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    migrate(f"sqlite:///{path}")
    assert not path.with_name(path.name + "-wal").exists()
    return path


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[Engine]:
    """One migrated database of this test run; each test finds it empty."""
    if not POSTGRES_URL:
        pytest.skip("ZHIPING_TEST_POSTGRES_URL is not set")
    server = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    name = f"zhiping_test_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    engine = create_engine(server.set(database=name), poolclass=NullPool)
    try:
        migrate(engine.url.render_as_string(hide_password=False))
        yield engine
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def empty(engine: Engine) -> None:
    """Delete all rows, past triggers and foreign keys; number anew. Much cheaper than TRUNCATE on small tables."""
    from app.extensions import Model

    tables = [table.name for table in Model.metadata.sorted_tables]
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        probe = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables)
        for name in connection.scalars(text(probe)).all():
            connection.execute(text(f"DELETE FROM {name}"))
        # A row that was rolled back has used its number, too.
        used = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
        for name in connection.scalars(text(used)).all():
            connection.execute(text(f"SELECT setval('{name}', 1, false)"))


def renew(template: Path, path: Path) -> None:
    """Put a fresh copy of the template in the place of a used database; whoever still has that open keeps the old."""
    for leftover in path.parent.glob(f"{path.name}-*"):
        leftover.unlink()
    shutil.copyfile(template, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a migrated database without rows; the same URL for every test of a run."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = template.with_name("zhiping.db")
        renew(template, path)
        yield f"sqlite:///{path}"
        return
    engine: Engine = request.getfixturevalue("postgres_database")
    yield engine.url.render_as_string(hide_password=False)
    empty(engine)


FONTS = Path(os.environ.get("ZHIPING_FONT_DIR", PROJECT / "var" / "fonts"))


@pytest.fixture(scope="session")
def font_directory() -> Path:
    """The sheets' fonts, fetched once."""
    from app.documents.fonts import ensure_fonts

    ensure_fonts(FONTS)
    return FONTS


@pytest.fixture
def settings(database: str, tmp_path: Path, font_directory: Path) -> Settings:
    """A data folder of its own, with the fonts of the run: any page may print a sheet."""
    (tmp_path / "fonts").symlink_to(font_directory, target_is_directory=True)
    return Settings(
        data_dir=tmp_path,
        database_url=database,
        secret_key="not a secret: a key for tests only",
        chain_key=b"a chain key for tests only",
        seed="none",
        session_hours=LONG // 60,
        office_idle_minutes=LONG,
        applicant_idle_minutes=LONG,
        testing=True,
    )


@pytest.fixture(scope="session")
def programs() -> dict[str, Flask]:
    """Programs of this test run by what they are for: building one costs more than most tests."""
    return {}


def lent(program: Flask, settings: Settings) -> Iterator[Flask]:
    """A program of the run with its first configuration, over one test's settings; forms need no CSRF token.

    Configuration may be changed; a test that adds routes or screens builds a program of its own.
    """
    from app.accounts.security import Strangers
    from app.extensions import db

    first = program.extensions.setdefault("first_config", dict(program.config))
    program.config.clear()
    program.config.update(first, ZHIPING=settings, WTF_CSRF_ENABLED=False)
    program.extensions.pop("published_plans", None)
    program.test_client_class = Browser
    program.appbuilder.sm.strangers = Strangers("memory://")  # type: ignore[attr-defined]
    yield program
    with program.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def flask_app(settings: Settings, programs: dict[str, Flask]) -> Iterator[Flask]:
    """The program over the test's database."""
    from app import create_app

    if settings.database_url not in programs:
        programs[settings.database_url] = create_app(settings)
        settle_memory()
    yield from lent(programs[settings.database_url], settings)


@pytest.fixture
def csrf_on(flask_app: Flask) -> None:
    """Ask for CSRF tokens as the running program does."""
    from app.extensions import csrf

    flask_app.config["WTF_CSRF_ENABLED"] = True
    assert csrf._exempt_views == set()


@pytest.fixture
def client(flask_app: Flask) -> Browser:
    """A visitor's browser."""
    return Browser(flask_app)


@pytest.fixture
def engine(flask_app: Flask) -> Engine:
    """The program's own engine, for `count_statements`."""
    from app.extensions import db

    with flask_app.app_context():
        return db.engine


@pytest.fixture
def session_as(flask_app: Flask) -> Iterator[Callable[[Actor], Session]]:
    """`session_as(actor)`: the program's session on behalf of an actor, inside an application context."""
    from app.access.scoping import act_as
    from app.extensions import db

    def bound(actor: Actor) -> Session:
        act_as(db.session, actor)
        return db.session()

    with flask_app.app_context():
        yield bound
        db.session.remove()


@pytest.fixture
def account_with(flask_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Account]:
    """A stored account, detached: `account_with(Role.X, …, organisation_id=…, applicant_id=…, password=…)`.

    Passwords are hashed in no time, by the program too.
    """
    from app.access.models import Account
    from app.access.scoping import act_as
    from app.accounts import services
    from app.core.actor import Actor
    from app.extensions import db

    monkeypatch.setattr(services, "HASH_METHOD", QUICK_HASH)
    monkeypatch.setattr(services, "STAND_IN", generate_password_hash("nobody's", method=QUICK_HASH))
    numbers = iter(range(1, 1_000))

    def made(*roles: Role, password: str = "", username: str = "", name: str = "王芳", **columns: Any) -> Account:
        with flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            manager = flask_app.appbuilder.sm  # type: ignore[attr-defined]
            number = next(numbers)
            account = Account(
                username=username or f"person{number}",
                first_name=name[1:],
                last_name=name[:1],
                email=f"person{number}@example.test",
                active=True,
                roles=[manager.find_role(role.name) or manager.role_model(name=role.name) for role in roles],
                **columns,
            )
            account.password = generate_password_hash(password, method=QUICK_HASH) if password else ""
            db.session.add(account)
            db.session.commit()
            db.session.refresh(account)
            db.session.expunge(account)
            return account

    return made


@pytest.fixture
def sign_in() -> Callable[[Browser, Account], Browser]:
    """`sign_in(client, account)`: the client holds the account's session from now on."""

    def signed_in(client: Browser, account: Account) -> Browser:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = session_identity(client.application, account)
            cookie["_fresh"] = True
        return client

    return signed_in


@pytest.fixture(autouse=True)
def _clock_runs_again() -> Iterator[None]:
    """A program that was built with an offset has moved the clock of the whole process; a stopped clock is a fault."""
    from app.core import clock

    yield
    clock.set_offset(0)
    away = abs(dt.datetime.now(dt.UTC) - clock.now())
    assert away < dt.timedelta(minutes=1), "the test has left the clock stopped"


@pytest.fixture
def clock_at() -> Iterator[Callable[[str], None]]:
    """`clock_at("2023-09-01 09:00")`: stop the clock there (office time), as often as the test likes."""
    from app.core import clock

    with contextlib.ExitStack() as stack:
        yield lambda moment: stack.enter_context(clock.frozen(office_moment(moment)))
