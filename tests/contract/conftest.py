"""The world of the offices' screens behind the API, and programs that call it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.security import generate_password_hash

from app import create_app
from app.access.models import Account
from app.extensions import db
from config import Settings
from tests.builders import World
from tests.helpers import Browser
from tests.integration.offices.conftest import (
    as_,
    copied,
    database,
    place,
    postgres_world,
    sqlite_world,
    world,
    world_folder,
)

__all__ = ["as_", "copied", "database", "place", "postgres_world", "sqlite_world", "world", "world_folder"]

PASSWORD = "a password for programs"


class Program(Browser):
    """A caller with a token of its own and no cookies."""

    token_: str = ""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        headers = dict(kwargs.pop("headers", None) or {})
        if self.token_:
            headers.setdefault("Authorization", f"Bearer {self.token_}")
        return super().open(*args, headers=headers, **kwargs)


@pytest.fixture
def with_password(world: World) -> Callable[[str], None]:
    """`with_password("hrss")`: the account can sign in with PASSWORD."""

    def given(name: str) -> None:
        hashed = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
        with world.reading():
            db.session.execute(update(Account).where(Account.id == world.accounts[name]).values(password=hashed))
            db.session.commit()

    return given


@pytest.fixture
def program(flask_app: Any, world: World, with_password: Any, clock_at: Any) -> Callable[..., Program]:
    """`program("hrss", "2023-03-13 10:00")`: a caller with an access token; without a name, nobody."""

    def caller(name: str = "", at: str = "2023-03-13 10:00") -> Program:
        clock_at(at)
        made = Program(flask_app, use_cookies=False)
        if name:
            with_password(name)
            username = world.account(name).username
            answer = made.post("/api/v1/security/login", json={"username": username, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            made.token_ = answer.json["access_token"]
        return made

    return caller


@pytest.fixture
def limited(settings: Settings, world: World) -> Iterator[Program]:
    """A caller of the program as it runs: rate limits count, forms need their CSRF token."""
    running = create_app(dataclasses.replace(settings, testing=False))
    yield Program(running, use_cookies=False)
    with running.app_context():
        db.session.remove()
        db.engine.dispose()
