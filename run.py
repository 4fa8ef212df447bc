"""python run.py: migrates, loads seed data into an empty database, serves. `run:flask_app` is the WSGI entry."""

from __future__ import annotations

import ctypes
import datetime as dt
import gc
import logging
import sys
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from config import PROJECT, Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from flask import Flask


# New objects between two collections of the youngest.
GARBAGE_THRESHOLD = 20_000
M_ARENA_MAX, HEAPS = -8, 2  # mallopt(3)
MIGRATIONS = PROJECT / "migrations"
ABANDONED = dt.timedelta(days=1)  # an upload that began before that was cut off by the end of a process


class StartError(Exception):
    """The program cannot start; the message is one line that says what to do."""


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema; raises StartError where it cannot be reached.

    A database that stands there is asked for no more than that: Alembic alone would take a fifth of a start.
    """
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            stands = _revision(connection)
    except SQLAlchemyError as error:
        place = engine.url.render_as_string(hide_password=True)
        raise StartError(f"The database {place} cannot be reached: {_first_line(error)}") from error
    if stands != newest_revision():
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    engine.dispose()


def newest_revision() -> str:
    """The revision of the last migration: what the file's name begins with."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def prepare(settings: Settings) -> Flask:
    """Fonts, schema, program, seed data: everything but serving; raises StartError.

    The garbage collector waits: what a start makes stays, and looking through it again and again took a sixth of it.
    """
    gc.disable()
    try:
        application = _prepared(settings)
        settle_memory()
    finally:
        gc.enable()
    return application


def _prepared(settings: Settings) -> Flask:
    from app import create_app
    from app.documents.fonts import FontsUnavailable, ensure_fonts
    from app.files.services import store

    try:
        report = ensure_fonts(settings.fonts_dir)
    except FontsUnavailable as error:
        raise StartError(str(error)) from error
    if report.notice:
        print(report.notice)
    migrate(settings)
    application = create_app(settings)
    from seed.loading import holds_demo_data, load_once

    with application.app_context():
        store().sweep(dt.datetime.now(dt.UTC) - ABANDONED)  # by the clock of the disk
        if settings.seed != "none":
            load_once(settings)
        demo = holds_demo_data()
        if settings.clock_offset_days and not demo:
            raise StartError("ZHIPING_CLOCK_OFFSET_DAYS moves the clock on demo data only; unset it for this database")
        if demo:
            from seed.accounts import DEMO_PASSWORD, listed

            application.config["DEMO_SIGN_IN"] = {"password": DEMO_PASSWORD, "accounts": listed()}
    return application


def settle_memory() -> None:
    """Keep the garbage collector off what the program itself consists of: it stays until the process ends.

    With the standard thresholds a page that reads hundreds of rows is interrupted by tens of milliseconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)


def share_heaps() -> None:
    """Let threads share two heaps where the C library is glibc: it gives each its own, which grows and is kept."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(M_ARENA_MAX, HEAPS)


def serve(settings: Settings) -> None:
    """Serve until stopped, after saying where, and with which demo accounts."""
    import waitress

    from app.tasks.consumer import Consumer

    share_heaps()
    application = prepare(settings)
    # An office on SQLite is one process: whatever runs according to the database was left by the one before.
    Consumer(application, alone=settings.is_sqlite).start()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    print(f"\n职评 Zhiping: http://{settings.host}:{settings.port}\n")
    if settings.seed == "demo":
        from seed.accounts import DEMO_PASSWORD, listed

        print(f"演示账号（密码均为 {DEMO_PASSWORD}）：")
        for username, who in listed():
            print(f"  {username:<12} {who}")
        print(flush=True)
    waitress.serve(
        application,
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        ident="zhiping",
        # Twice what the program takes: what is a little too large is told on a page, the rest is not even received.
        max_request_body_size=2 * application.config["MAX_CONTENT_LENGTH"],
    )


def main() -> int:
    """The command; a problem at start is one line on standard error and exit status 1."""
    try:
        serve(load_settings())
    except (StartError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).strip().splitlines()[0]


def __getattr__(name: str) -> Flask:
    if name == "flask_app":
        return prepare(load_settings())
    raise AttributeError(name)


if __name__ == "__main__":
    sys.exit(main())
