"""Rows about what leaves on paper or as a file: 评审表, 公示表, the queue as a spreadsheet."""

from __future__ import annotations

from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import text

import app.models  # noqa: F401
from app.access.scoping import act_as
from app.applications import queries as applications
from app.applications.sheets import review_sheet
from app.core.actor import Actor
from app.documents.renderer import SheetRenderer
from app.extensions import db
from config import PROJECT
from tests.bench.bench import Bench
from tests.bench.measuring import CLOCK, Sample, interleaved, now

SHEETS = 60
EXPORT = "/audits/export"
_kept: dict[str, Any] = {}
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def measure(bench: Bench) -> None:
    """Sheets by the real renderer, the notice and the spreadsheet through HTTP."""
    _sheets(bench)
    _notice(bench)
    _export(bench)


def _sheets(bench: Bench) -> None:
    with bench.program.test_request_context():
        act_as(db.session, Actor.system("bench"))
        data = review_sheet(applications.load(bench.filled.sample))
    given = (bench.settings.fonts_dir.resolve(), dict(data))
    turns = count(step=1000)
    # Typst shares a cache among the threads of a process; servers use the second core by a second process.
    with (
        ThreadPoolExecutor(1, initializer=_prepare, initargs=given) as one,
        ThreadPoolExecutor(2, initializer=_prepare, initargs=given) as threads,
        ProcessPoolExecutor(2, get_context("spawn"), initializer=_prepare, initargs=given) as processes,
    ):
        rates = {pool: Sample() for pool in (one, threads, processes)}
        for _turn in range(3):
            for pool, sample in rates.items():
                sample.taken.append(_rate(pool, next(turns)))
    alone = rates[one]
    bench.limited("评审表 on one core, warm", alone.median, "a second", 20, least=True, measured=f"{alone} a second")
    if CLOCK == "cpu":
        bench.skipped("评审表 on two cores against one", "not measured by processor time")
        return
    for words, pool in (("two threads of one process", threads), ("two processes", processes)):
        gain = rates[pool].median / alone.median
        told = f"{gain:.2f} ×: {rates[pool]} a second"
        bench.limited(f"评审表 on two cores, {words}, against one", gain, "×", 1.7, least=True, measured=told)


def _prepare(fonts: Path, data: dict[str, Any]) -> None:
    """A renderer for the workers of a pool; one for all threads of a process."""
    _kept.setdefault("renderer", SheetRenderer(PROJECT / "templates" / "sheets", fonts))
    _kept["data"] = data


def _printed(number: int) -> int:
    data = _kept["data"]
    return len(
        _kept["renderer"].render("review_sheet", {**data, "basics": {**data["basics"], "name": f"示例{number}"}})
    )


def _rate(pool: Executor, first: int) -> float:
    """Sheets a second by a warm pool."""
    list(pool.map(_printed, range(first, first + 4)))
    begun = now()
    list(pool.map(_printed, range(first + 10, first + 10 + SHEETS)))
    return SHEETS / (now() - begun)


def _notice(bench: Bench) -> None:
    employer, turn = bench.visitor("employer"), iter(range(1000))

    def sheet() -> None:
        """Typst remembers what it has laid out: every turn prints another telephone number."""
        with bench.engine.begin() as connection:
            changed = {"phone": f"0575-{next(turn):08d}", "id": bench.filled.notice}
            connection.execute(text("UPDATE public_notices SET phone = :phone WHERE id = :id"), changed)
        page = employer.get(f"/notices/{bench.filled.notice}/sheet.pdf")()
        assert page.startswith(b"%PDF")

    found = interleaved({"notice": sheet}, 5, warm=1)["notice"]
    bench.limited("公示表 of 500 people as PDF", found.median, "ms", 500, measured=f"{found} ms")


def _export(bench: Bench) -> None:
    visitor = bench.visitor("office")
    rows = visitor.get(f"{EXPORT}.csv?tab=WAITING")().count(b"\n") - 1
    ask = visitor.get(f"{EXPORT}.xlsx?tab=WAITING")
    before = _memory("VmRSS")
    CLEAR.write_text("5")
    found = interleaved({"export": ask}, 3, warm=1)["export"]
    more = _memory("VmHWM") - before
    words = f"{found} ms for {rows:,} rows"
    bench.limited("10,000 rows of the queue as a spreadsheet", found.median * 10_000 / rows, "ms", 1000, measured=words)
    bench.limited(f"Memory that the spreadsheet of {rows:,} rows takes", more, "MB", 60)


def _memory(name: str) -> float:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
