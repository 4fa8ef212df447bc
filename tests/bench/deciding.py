"""Rows about decisions: one through the web, and five hundred at once."""

from __future__ import annotations

from itertools import islice

from tests.bench.bare import raw_bulk
from tests.bench.bench import Bench
from tests.bench.measuring import interleaved

MANY = 500
ROUNDS = 5
OPINION = "材料齐全，符合条件，同意。"


def measure(bench: Bench) -> None:
    """Both beside the same rows written plainly."""
    ours, bare = bench.visitor("pool"), bench.visitor("pool", bare=True)

    def decided() -> None:
        form = {"decision": "PASS", "opinion": OPINION, "version": 1}
        ours.post(f"/audits/{next(bench.pool)}/decide", form)

    def plainly() -> None:
        bare.post(f"/decide/{next(bench.pool)}", {"version": 1, "opinion": OPINION})

    found = interleaved({"bare": plainly, "decision": decided}, rounds=20, each=2)
    bench.compared("One decision through the web", found["decision"], found["bare"], 3)

    def passed() -> None:
        ids = list(islice(bench.pool, MANY))
        form = {"action": "pass", "rowid": ids, "reason-pass": OPINION, **{f"version-{one}": 1 for one in ids}}
        page = ours.post("/audits/pass", form, 200).decode()
        assert f"已处理 {MANY} 份申报" in page

    def raw() -> None:
        ids = list(islice(bench.pool, MANY))
        raw_bulk(bench.engine, ids, bench.filled.accounts["pool"], bench.filled.organisations["pool"])

    found = interleaved({"raw SQL": raw, "bulk": passed}, ROUNDS, warm=1)
    name = "500 decisions at once, result page included"
    bench.compared(name, found["bulk"], found["raw SQL"], 10, "raw SQL")
    if bench.settings.is_sqlite:
        bench.limited(name, found["bulk"].median, "ms", 150)
