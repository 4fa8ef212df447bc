"""Rows about pages: the queue, its tabs and filters, a generated list."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from tests.bench.bench import Bench
from tests.bench.measuring import Visitor, interleaved
from tests.helpers import count_statements

ROUNDS, EACH = 15, 6
NEXT = re.compile(r'rel="next" href="([^"]+)"')
MOST_STATEMENTS = 8


def measure(bench: Bench) -> None:
    """Every page beside the bare one, in one interleaved run."""
    office, hrss, employer = (bench.visitor(name) for name in ("office", "hrss", "employer"))
    name = bench.filled.common_name[:1]
    pages: dict[str, Callable[[], bytes]] = {
        "bare": bench.visitor("office", bare=True).get("/queue"),
        "queue": office.get("/audits/"),
        "later page": office.get(later(office, "/audits/", 40)),
        "name begins with": office.get(f"/audits/?name={name}"),
        "name, full": office.get(f"/audits/?name={bench.filled.common_name}"),
        "employer's queue": employer.get("/audits/"),
        "dealt with": hrss.get("/audits/?tab=DONE"),
        "all in sight": hrss.get("/audits/?tab=ALL"),
        "bare list": bench.visitor("catalog", bare=True).get("/specialties"),
        "generated list": bench.visitor("catalog").get("/catalog/specialties/list/"),
    }
    most = max(statements_of(bench, page) for key, page in pages.items() if "bare" not in key)
    found = interleaved(pages, ROUNDS, EACH)
    bench.medians.update({key: sample.median for key, sample in found.items()})
    goal = 3 if bench.settings.is_sqlite else 2.5
    words = {
        "queue": "Queue of the largest office, first page of 25 with relation labels",
        "later page": "Queue, 40 pages on (keyset)",
        "employer's queue": "Queue of an employer",
        "dealt with": "Tab 已办 of an HRSS department",
        "all in sight": "Tab 全部 of an HRSS department",
    }
    for key, text in words.items():
        bench.compared(text, found[key], found["bare"], goal)
    bench.compared("Generated list (specialties), 25 rows", found["generated list"], found["bare list"], goal)
    bench.compared("Queue, name begins with a surname", found["name begins with"], found["queue"], 2, "first page")
    bench.compared("Queue, a whole name", found["name, full"], found["queue"], 2, "first page")
    bench.limited("Statements of the costliest of these pages", most, "statements", MOST_STATEMENTS, measured=str(most))


def later(visitor: Visitor, path: str, pages: int) -> str:
    """The address of the page that many pages on."""
    for _ in range(pages):
        found = NEXT.search(visitor.get(path)().decode())
        if found is None:
            return path
        path = html.unescape(found[1])
    return path


def statements_of(bench: Bench, page: Callable[[], bytes]) -> int:
    """How many statements a page takes, once it is warm."""
    page()
    with count_statements(bench.engine) as statements:
        page()
    return statements.count
