"""PostgreSQL goes away and comes back: one clear sentence, nothing half done, the next request works."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import NullPool

from config import Settings
from tests.helpers import Browser
from tests.resilience.test_no_room import NO_DATABASE

if TYPE_CHECKING:
    from flask import Flask

TERMINATE = text(
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
on_postgres = pytest.mark.parametrize("database", ["postgres"], indirect=True)


@pytest.fixture
def browser(flask_app: Flask, account_with: Callable[..., Any], sign_in: Callable[..., Browser]) -> Browser:
    from app.core.actor import Role

    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    return sign_in(Browser(flask_app), account_with(Role.SECURITY_ADMINISTRATOR))


@pytest.fixture
def terminate(database: str) -> Callable[[], int]:
    """End every other connection to the database, as its restart would; gives how many there were."""

    def terminated() -> int:
        with create_engine(database, poolclass=NullPool).connect() as connection:
            return connection.scalar(TERMINATE) or 0

    return terminated


@on_postgres
def test_a_connection_that_was_closed_between_requests_is_replaced_unnoticed(
    browser: Browser, terminate: Callable[[], int]
) -> None:
    assert browser.get("/accounts/list/").status_code == 200
    assert terminate() >= 1
    assert browser.get("/accounts/list/").status_code == 200


@on_postgres
def test_a_connection_lost_in_the_middle_of_a_command_keeps_nothing_of_it(
    flask_app: Flask, browser: Browser, account_with: Callable[..., Any], terminate: Callable[[], int]
) -> None:
    from app.access.models import Account
    from app.core.actor import Role
    from app.extensions import db

    locked = account_with(Role.EXPERT, fail_login_count=3)
    with flask_app.app_context():
        engine = db.engine
    written = []

    def lose(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE ab_user"):
            written.append(statement)
            terminate()

    event.listen(engine, "after_cursor_execute", lose)
    try:
        answer = browser.post(f"/accounts/{locked.id}/unlock")
    finally:
        event.remove(engine, "after_cursor_execute", lose)
    assert len(written) == 1
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert NO_DATABASE in answer.text
    with flask_app.app_context():
        assert db.session.get(Account, locked.id).fail_login_count == 3
    assert browser.post(f"/accounts/{locked.id}/unlock").status_code == 303
    with flask_app.app_context():
        assert db.session.get(Account, locked.id).fail_login_count == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("page", ["/", "/login/", "/nowhere", "/my/applications"])
def test_pages_of_a_program_without_its_database_say_so(settings: Settings, page: str) -> None:
    from app import create_app

    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    program = create_app(dataclasses.replace(settings, database_url=nowhere))
    program.config.update(PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    browser = Browser(program)
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "1.1.1"
    answer = browser.get(page)
    assert answer.status_code == 503
    assert NO_DATABASE in answer.text
    told = browser.get(page, headers={"Accept": "application/json"})
    assert (told.status_code, told.json["message"]) == (503, NO_DATABASE)
