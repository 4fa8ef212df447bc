"""The district of the journeys behind a real server, and real browsers in front of it.

Skipped with a message where there is no Chromium; ZHIPING_TEST_BROWSER=required turns that into a failure, for CI.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.district import district
from tests.e2e.visitor import Visitor
from tests.helpers import work_off
from tests.integration.oidc.conftest import settings_of, use

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


@contextlib.contextmanager
def served(flask_app: Flask) -> Iterator[str]:
    """Where the program is served, by a thread of this process that shares its clock."""
    server = make_server("127.0.0.1", 0, flask_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def address(district: Flask) -> Iterator[str]:
    """Where the district is served."""
    with served(district) as address:
        yield address


@pytest.fixture
def demo(flask_app: Flask, csrf_on: None, clock_at: Callable[[str], None]) -> Flask:
    """The program with the whole demo: one application at every stage."""
    from app.extensions import db
    from seed import loading

    clock_at("2026-11-26 09:00")
    use(flask_app, settings_of("http://127.0.0.1:9"))
    with flask_app.app_context():
        loading.load_once(dataclasses.replace(flask_app.config["ZHIPING"], seed="demo"))
        _leave_unfinished()
        db.session.commit()
        db.session.remove()
        assert work_off() == 1, "the demo's dry run has figures to show"
        db.session.remove()
    return flask_app


def _leave_unfinished() -> None:
    """What the demo has none of, whose screens should be opened: a draft plan, an archive draft, an exchanged day."""
    from app.access.models import Account
    from app.access.scoping import act_as
    from app.accounts.security import actor_of
    from app.archives import services as archives
    from app.archives.enums import PersonalRole
    from app.catalog.models import HolidayOverride
    from app.extensions import db
    from app.plans import queries as plans
    from app.plans import services

    def act(username: str) -> None:
        act_as(db.session, actor_of(db.session.scalars(select(Account).where(Account.username == username)).one()))

    act("planner")
    source = plans.plan_by_code("shangyu-2023-engineering-junior-1")
    services.clone(source.id, dt.date(2027, 3, 1), "2027年度申报计划（草稿）", "draft-2027")
    act("applicant")
    archives.save(
        None,
        None,
        kind="other",
        title="尚未提交的奖项：" + "高端装备制造产业园综合管廊及附属配套工程（一期、二期）" * 4,
        started_on=dt.date(2024, 5, 1),
        role=PersonalRole.PARTICIPANT,
        effect="获评优秀。",
    )
    db.session.add(HolidayOverride(day=dt.date(2027, 1, 4), is_working=False, source="示例"))


@pytest.fixture
def demo_visit(chromium: Browser, demo: Flask) -> Iterator[Callable[[str], Visitor]]:
    """`visit` in the demo."""
    with served(demo) as address, visitors_at(chromium, address) as arrived:
        yield arrived


@contextlib.contextmanager
def visitors_at(chromium: Browser, address: str) -> Iterator[Callable[[str], Visitor]]:
    """`arrived("employer")`: one of the demo accounts, signed in at a browser of its own; "" is a visitor."""
    from seed.accounts import DEMO_PASSWORD

    visitors: list[Visitor] = []

    def arrived(username: str) -> Visitor:
        visitors.append(Visitor(chromium, address, username, DEMO_PASSWORD))
        return visitors[-1]

    yield arrived
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[[str], Visitor]]:
    """`visit("employer")`: one of the demo accounts in the district."""
    with visitors_at(chromium, address) as arrived:
        yield arrived
