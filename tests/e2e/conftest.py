"""The district of the journeys behind a real server, and real browsers in front of it.

Skipped with a message where there is no Chromium; ZHIPING_TEST_BROWSER=required turns that into a failure, for CI.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from tests.district import district
from tests.e2e.visitor import Visitor

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

__all__ = ["district"]
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("ZHIPING_TEST_BROWSER") == "required":
            pytest.fail("no Chromium is installed, but ZHIPING_TEST_BROWSER=required")
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def address(district: Flask) -> Iterator[str]:
    """Where the program is served, by a thread of this process that shares its clock."""
    server = make_server("127.0.0.1", 0, district, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[[str], Visitor]]:
    """`visit("employer")`: one of the demo accounts, signed in at a browser of its own."""
    from seed.accounts import DEMO_PASSWORD

    visitors: list[Visitor] = []

    def arrived(username: str) -> Visitor:
        visitors.append(Visitor(chromium, address, username, DEMO_PASSWORD))
        return visitors[-1]

    yield arrived
    for visitor in visitors:
        visitor.leave()
