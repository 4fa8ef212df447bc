"""Programs with their limits in force, and an account with a password."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from config import Settings
from tests.helpers import Browser

if TYPE_CHECKING:
    from flask import Flask

PASSWORD = "Correct-Horse-9"


@pytest.fixture
def fang(account_with: Callable[..., Any]) -> Any:
    from app.core.actor import Role

    return account_with(Role.SECURITY_ADMINISTRATOR, username="fang", password=PASSWORD)


@pytest.fixture
def limited(settings: Settings) -> Iterator[Callable[..., Flask]]:
    """`limited(trusted_proxies=1)`: a program of its own with its limits in force; forms need no token."""
    from app import create_app
    from app.extensions import db

    made: list[Flask] = []

    def program(**changes: Any) -> Flask:
        made.append(create_app(dataclasses.replace(settings, testing=False, **changes)))
        made[-1].config["WTF_CSRF_ENABLED"] = False
        return made[-1]

    yield program
    for one in made:
        with one.app_context():
            db.session.remove()
            db.engine.dispose()


def enter(browser: Browser, password: str = PASSWORD, name: str = "fang", **more: Any) -> Any:
    return browser.post("/login/", data={"username": name, "password": password}, **more)


def alert(answer: Any) -> str:
    """The words of an alert or of an error page."""
    page = answer.get_data(as_text=True)
    start = page.index('class="alert danger"') if "alert danger" in page else page.index('class="error-page"')
    return str(page[start : page.index("</div>", start)])
