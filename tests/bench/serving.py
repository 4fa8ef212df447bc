"""Rows about the running server: its start, its memory, and the mixed load of a deadline day."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

from config import PROJECT
from tests.bench.bench import Bench
from tests.bench.measuring import Sample

CONNECTIONS = 32
REQUESTS = 10_000
LONGEST = 150
TICKS = os.sysconf("SC_CLK_TCK")
STATEMENT = "本人从事建筑施工技术工作八年，先后参与厂房改造、管网更新等项目，负责施工组织与质量检查。"


def measure(bench: Bench) -> None:
    """Three starts, then the load on the last of them."""
    started, first = Sample(), Sample()
    for turn in range(3):
        with _server(bench) as (process, port, seconds):
            started.taken.append(seconds * 1000)
            first.taken.append(_first_page(bench, port) * 1000)
            if turn == 2:
                _loaded(bench, process.pid, port)
    rows = bench.rows
    late = rows[len(rows) - 4 :]
    del rows[len(rows) - 4 :]
    bench.limited("Start on an up-to-date database", started.median, "ms", 2000, measured=f"{started} ms")
    bench.limited("First page after it", first.median, "ms", 500, measured=f"{first} ms")
    rows.extend(late)


@contextlib.contextmanager
def _server(bench: Bench) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """`python run.py` over the database, its port, and the seconds until it answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = bench.settings
    environment = {
        **os.environ,
        "ZHIPING_DATA_DIR": str(settings.data_dir),
        "ZHIPING_DATABASE_URL": settings.database_url,
        "ZHIPING_SECRET_KEY": settings.secret_key,
        "ZHIPING_SECOND_FACTOR": settings.second_factor,
        "ZHIPING_CHAIN_KEY": settings.chain_key.decode(),
        "ZHIPING_SEED": "none",
        "ZHIPING_PORT": str(port),
    }
    # An office's server reads its modules compiled, whatever the shell that measures is set to.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "run.py"], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - begun > 120:
                raise RuntimeError("the server did not start")
            time.sleep(0.01)
        yield process, port, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/login/")
        return connection.getresponse().status == 200
    except OSError:
        return False


def _first_page(bench: Bench, port: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = time.perf_counter()
    connection.request("GET", "/audits/", headers={"Cookie": bench.visitor("office").cookie})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    return time.perf_counter() - begun


def _loaded(bench: Bench, pid: int, port: int) -> None:
    """The generator runs beside the server; what the server used is read from /proc."""
    asked = {"port": port, "seconds": LONGEST, "requests": REQUESTS // CONNECTIONS, "connections": _work(bench)}
    before, begun = _cpu(pid), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=PROJECT, input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=LONGEST + 100,
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    told = json.loads(done.stdout)
    answered, count = told["answered"], sum(told["answered"].values())
    each, taken = (_cpu(pid) - before) / count * 1000, Sample(told["taken"])
    name = f"Mixed load, {CONNECTIONS} connections, {count:,} requests"
    measured = f"{each:.2f} ms; {count / seconds:.0f} requests a second, each {taken} ms"
    bench.limited(f"{name}: CPU of the server for each", each, "ms CPU", 4, measured=measured)
    errors = sum(number for key, number in answered.items() if not key.endswith(" 200"))
    bench.limited(f"{name}: answers that are errors", errors, "errors", 0, measured=str(errors))
    lost = _lost(bench, told["drafts"])
    bench.limited(f"{name}: acknowledged drafts not found afterwards", lost, "drafts", 0, measured=str(lost))
    bench.limited("Memory of the server after that load", _resident(pid), "MB", 200)


def _work(bench: Bench) -> list[dict[str, Any]]:
    """For each connection its people: pages to read and drafts to save."""
    return [
        {
            "records": [
                _page(bench, own, f"/my/applications/{own}") for own, _ in bench.filled.submitted[n::CONNECTIONS]
            ],
            "lists": [_page(bench, own, "/my/applications/") for own, _ in bench.filled.submitted[n::CONNECTIONS]],
            "drafts": [_draft(bench, own) for own, _ in bench.filled.drafts[n::CONNECTIONS]],
        }
        for n in range(CONNECTIONS)
    ]


def _page(bench: Bench, own_id: int, path: str) -> dict[str, str]:
    return {"path": path, "cookie": bench.visitor(f"own-{own_id}").cookie}


def _draft(bench: Bench, own_id: int) -> dict[str, Any]:
    person = bench.visitor(f"own-{own_id}")
    names = ("title_id", "mode", "specialty_id", "committee_id", "version")
    with bench.engine.connect() as connection:
        found = connection.execute(text(f"SELECT {', '.join(names)} FROM applications WHERE id = :id"), {"id": own_id})
        row = dict(found.mappings().one())
    version = row.pop("version")
    form = {**row, "appraisal_summary": "2025年度考核合格。", "csrf_token": person.token}
    path = f"/my/applications/{own_id}/data/autosave"
    return {
        "id": own_id,
        "path": path,
        "cookie": person.cookie,
        "form": form,
        "version": version,
        "statement": STATEMENT,
    }


def _lost(bench: Bench, drafts: list[dict[str, Any]]) -> int:
    saved = {draft["id"]: (draft["version"], draft["saved"]) for draft in drafts if "saved" in draft}
    assert saved
    listed = ", ".join(map(str, saved))
    with bench.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT id, version, work_statement FROM applications WHERE id IN ({listed})"))
        held = {key: (version, statement) for key, version, statement in rows}
    return sum(held[key] != wanted for key, wanted in saved.items())


def _cpu(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
