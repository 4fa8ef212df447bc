"""`make bench`: N applications (200,000 unless said) in a database of their own, then the figures.

DB is sqlite or postgres. ONLY names some of the measurements (pages, archives, deciding, printing, rules, serving,
dryrun); the page in docs/ is left as it is where the pages are not among them.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

import run
from app.extensions import db
from config import PROJECT, Settings
from tests.bench import archives, deciding, dryrun, pages, printing, report, rules, serving
from tests.bench.bare import bare_program
from tests.bench.bench import Bench
from tests.bench.filling import Filling

PARTS = {
    "pages": pages,
    "archives": archives,
    "deciding": deciding,
    "printing": printing,
    "rules": rules,
    "serving": serving,
    "dryrun": dryrun,
}
SECRET = "not a secret: a key for the benchmark only"


@contextlib.contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database that is gone afterwards."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'zhiping.db'}"
        return
    given = os.environ.get("ZHIPING_TEST_POSTGRES_URL")
    if not given:
        sys.exit("ZHIPING_TEST_POSTGRES_URL names no PostgreSQL server")
    server = make_url(given).set(drivername="postgresql+psycopg")
    own = f"zhiping_bench_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {own} TEMPLATE template0"))
    try:
        yield server.set(database=own).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {own} WITH (FORCE)"))


def main() -> None:
    """Fill, measure, print, keep."""
    count, name = int(os.environ.get("N") or 200_000), os.environ.get("DB") or "sqlite"
    chosen = (os.environ.get("ONLY") or " ".join(PARTS)).split()
    with tempfile.TemporaryDirectory(prefix="zhiping-bench-") as place:
        folder = Path(place)
        fonts = PROJECT / "var" / "fonts"
        fonts.mkdir(parents=True, exist_ok=True)
        (folder / "fonts").symlink_to(fonts, target_is_directory=True)
        with database(name, folder) as url:
            settings = Settings(folder, url, secret_key=SECRET, chain_key=b"a chain key for the benchmark", seed="none")
            program = run.prepare(settings)
            begun = time.perf_counter()
            filled = Filling(program, count).run()
            took = f"Filled in {time.perf_counter() - begun:.0f} s."
            print(took, flush=True)
            with program.app_context():
                engine = db.engine
            bench = Bench(settings, program, bare_program(engine, SECRET), engine, filled, iter(filled.pool))
            for part in chosen:
                print(f"measuring: {part}", flush=True)
                PARTS[part].measure(bench)
            rows = [*bench.rows, *(report.flatness(name, bench.medians, count) if "pages" in chosen else [])]
            engine.dispose()
    print(report.table(rows))
    if "pages" in chosen:
        only = "" if set(chosen) == set(PARTS) else f' ONLY="{" ".join(chosen)}"'
        report.keep(name, count, only, rows, bench.medians, took)


if __name__ == "__main__":
    main()
