"""The client of the docs, run as it stands against a server on the loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from app.applications import queries as applications
from app.core.workflow import Status
from config import PROJECT
from tests.builders import PLAN
from tests.contract.conftest import PASSWORD

CLIENT = PROJECT / "docs" / "examples" / "api_client.py"


@pytest.fixture
def address(flask_app: Any, csrf_on: None) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, flask_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The client without the program's own packages, as somebody else would run it."""
    environment = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(CLIENT), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )


def test_the_client_signs_in_lists_checks_reads_and_decides(address, world, with_password, place, clock_at):
    clock_at("2023-03-13 10:00")
    with_password("hrss")
    done = run(address, world.account("hrss").username, PASSWORD, "decide")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{PLAN} ")
    assert any(line.startswith("PASS 学历和年限 ") for line in lines)
    assert "202300000004 丁待区审 区人社局审核" in lines
    assert lines[-2] == "已退回申报人，申报人可于 2023年3月20日前重新提交。"
    assert lines[-1].startswith("409 hrss")
    with world.reading():
        assert applications.load(place["hrss"]).status is Status.RETURNED


def test_the_client_tells_a_wrong_password(address, world, with_password, clock_at):
    clock_at("2023-03-13 10:00")
    with_password("hrss")
    done = run(address, world.account("hrss").username, "wrong")
    assert done.returncode == 1
    assert "401 用户名或密码不正确。" in done.stderr
