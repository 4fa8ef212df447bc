"""Rows about what leaves on paper or as a file: 评审表, 公示表, the queue as a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import text

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
EXPORT = "/audits/export.xlsx?tab=WAITING"
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
    renderer = SheetRenderer(PROJECT / "templates" / "sheets", bench.settings.fonts_dir.resolve())

    def printed(number: int) -> int:
        basics = {**data["basics"], "name": f"示例{number}"}
        return len(renderer.render("review_sheet", {**data, "basics": basics}))

    def rate(threads: int, first: int) -> float:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(printed, range(first, first + threads)))
            begun = now()
            list(pool.map(printed, range(first + 10, first + 10 + SHEETS)))
            return SHEETS / (now() - begun)

    one, two = Sample(), Sample()
    for turn in range(3):
        one.taken.append(rate(1, turn * 1000))
        two.taken.append(rate(2, turn * 1000 + 500))
    bench.limited("评审表 on one core, warm", one.median, "a second", 20, least=True, measured=f"{one} a second")
    if CLOCK == "cpu":
        bench.skipped("评审表 by two threads against one", "not measured by processor time")
        return
    gain = two.median / one.median
    text_of_two = f"{two} a second"
    bench.limited(
        "评审表 by two threads against one", gain, "×", 1.7, least=True, measured=f"{gain:.2f} ×: {text_of_two}"
    )


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
    rules: Mapping[str, Any] = {str(rule): rule for rule in bench.program.url_map.iter_rules()}
    if EXPORT.partition("?")[0] not in rules:
        bench.skipped("10,000 rows of the queue as a spreadsheet", "not measured: no such address yet")
        return
    ask = bench.visitor("office").get(EXPORT)
    ask()
    before = _memory("VmRSS")
    CLEAR.write_text("5")
    found = interleaved({"export": ask}, 3, warm=0)["export"]
    more = _memory("VmHWM") - before
    bench.limited("10,000 rows of the queue as a spreadsheet", found.median, "ms", 1000, measured=f"{found} ms")
    bench.limited("Memory that the spreadsheet takes", more, "MB", 60)


def _memory(name: str) -> float:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
