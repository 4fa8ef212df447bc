"""A job survives the death of the process that runs it, and is finished by the next one, once."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from sqlalchemy import text

from tests.resilience.conftest import Filled
from tests.resilience.server import Client, Server

PERSONS = 12_000
PATIENCE_SECONDS = 300
HEADER = ["人员编号", "申报资格", "申报方式", "学历", "毕业日期", "从事专业工作起始日期"]


def sheet() -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(HEADER)
    for number in range(PERSONS):
        page.append([str(number), "助理工程师", "正常申报", "大专", "2012-06-30", "2015-03-01"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_job_whose_process_is_killed_is_done_after_the_restart(
    kind: str, filled: Filled, served: Callable[[str], Server]
) -> None:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    server = served(kind).start()
    url = server.database_url.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, poolclass=NullPool)

    def job() -> tuple[str, int]:
        with engine.connect() as connection:
            return tuple(connection.execute(text("SELECT status, done FROM jobs")).one())  # type: ignore[return-value]

    def wait_for(reached: Callable[[str, int], bool]) -> tuple[str, int]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not reached(*(now := job())):
            assert time.monotonic() < deadline, (now, server.log())
            time.sleep(0.02)
        return now

    planner = Client(server.port, filled.identities["planner"])
    form = {"population": "sheet", "submitted_on": "2023-03-31"}
    answer = planner.post(f"/dry-runs/plan/{filled.plan_id}", form, {"facts": ("人员.xlsx", sheet())})
    assert answer.status == 303, answer.text[-2000:]
    wait_for(lambda status, done: status == "RUNNING" and done > 0)
    server.kill()
    status, done = job()
    assert status == "RUNNING"
    assert 0 < done < PERSONS
    if kind == "postgres":  # other processes may work over it: the silence of this one must have lasted
        with engine.begin() as connection:
            connection.execute(text("UPDATE jobs SET seen_at = seen_at - interval '1 hour'"))
    server.start()
    wait_for(lambda status, _done: status not in ("RUNNING", "WAITING"))
    page = Client(server.port, filled.identities["planner"]).get("/dry-runs/1")
    assert job() == ("DONE", PERSONS), server.log()
    assert str(PERSONS) in page.text
    assert not list((server.data_dir / "files" / "incoming").glob("*"))
