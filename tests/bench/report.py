"""The table of a run, printed and kept in docs/performance.md; a new run replaces the one of its database and size."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from config import PROJECT
from tests.bench.measuring import CLOCK, Row

PAGE = PROJECT / "docs" / "performance.md"
VERDICT = {True: "met", False: "**missed**", None: ""}


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    head = (
        "| what | measured: median (least–most) | beside it | ratio | goal | |\n| --- | --- | --- | --- | --- | --- |"
    )
    lines = [
        f"| {row.name} | {row.measured} | {row.beside} | {row.ratio} | {row.goal} | {VERDICT[row.met]} |"
        for row in rows
    ]
    return "\n".join([head, *lines])


def flatness(name: str, medians: Mapping[str, float], count: int) -> list[Row]:
    """The queue here against the queue of the smallest run of this database that the page holds."""
    found = re.findall(rf"<!-- figures {name} (\d+) (.*?) -->", PAGE.read_text(encoding="utf-8"))
    earlier = {int(size): json.loads(figures) for size, figures in found if int(size) < count}
    if not earlier:
        return []
    least = min(earlier)
    pages = {"queue": "Queue, first page", "later page": "Queue, 40 pages on", "name begins with": "Queue, by surname"}
    rows = []
    for key, words in pages.items():
        here, there = medians[key] / medians["bare"], earlier[least][key] / earlier[least]["bare"]
        ratio, small = here / there, f"{there:.2f} × bare at {least:,}"
        rows.append(
            Row(
                f"{words}: {count:,} rows against {least:,}",
                f"{here:.2f} × bare",
                small,
                f"{ratio:.2f}",
                "≤ 1.3",
                ratio <= 1.3,
            )
        )
    return rows


def keep(name: str, count: int, only: str, rows: Sequence[Row], medians: Mapping[str, float], took: str) -> None:
    """Put the run's table into the page, in the place of the earlier one of this database and size."""
    begin, end = f"<!-- {name} {count} begin -->", f"<!-- {name} {count} end -->"
    figures = json.dumps({key: round(value, 3) for key, value in medians.items()}, ensure_ascii=False)
    block = "\n".join(
        [
            begin,
            f"## {'SQLite' if name == 'sqlite' else 'PostgreSQL'}, {count:,} applications",
            "",
            f"`make bench DB={name} N={count}{only}`, {machine()}. {took}",
            "",
            table(rows),
            f"<!-- figures {name} {count} {figures} -->",
            end,
        ]
    )
    page = PAGE.read_text(encoding="utf-8")
    if begin in page:
        head, _, rest = page.partition(begin)
        page = head + block + rest.partition(end)[2]
    else:
        page = page.rstrip() + "\n\n" + block + "\n"
    PAGE.write_text(page, encoding="utf-8")


def machine() -> str:
    """The size of this machine, and how busy others keep it."""
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    load = os.getloadavg()[1]
    kind = "; processor time of the measuring process, not wall clock" if CLOCK == "cpu" else ""
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {int(memory.split()[1]) // 1024 // 1024} GB, load average {load:.1f} at the end{kind}"
