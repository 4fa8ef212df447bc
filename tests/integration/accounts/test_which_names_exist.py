"""Nobody learns from signing in which names exist: neither by words nor by work done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.helpers import Browser, count_statements
from tests.integration.accounts.conftest import PASSWORD, alert, enter

NAMES = ("fang", "nobody", "resting", "pending")


@pytest.fixture
def people(flask_app: Any, fang: Any, account_with: Callable[..., Any]) -> None:
    """Beside fang: somebody switched off, and somebody without a password."""
    from app.access.models import Account
    from app.core.actor import Role
    from app.extensions import db

    off = account_with(Role.EXPERT, username="resting", password=PASSWORD)
    account_with(Role.EXPERT, username="pending")
    with flask_app.app_context():
        db.session.get_one(Account, off.id).active = False
        db.session.commit()


@pytest.mark.usefixtures("people")
def test_every_refusal_says_the_same_before_and_after_the_lock(
    client: Browser, clock_at: Callable[[str], None]
) -> None:
    clock_at("2023-09-01 09:00")
    told = {name: [enter(client, "wrong", name) for _ in range(6)] for name in NAMES}
    statuses = {name: [answer.status_code for answer in answers] for name, answers in told.items()}
    assert statuses == dict.fromkeys(NAMES, [400] * 5 + [429])
    words = {name: [alert(answer) for answer in answers] for name, answers in told.items()}
    assert words["nobody"] == words["resting"] == words["pending"] == words["fang"]
    assert "09:15" in words["nobody"][-1]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", ["fang", "nobody"])
def test_white_space_around_a_name_is_no_other_name(
    client: Browser, clock_at: Callable[[str], None], name: str
) -> None:
    clock_at("2023-09-01 09:00")
    written = (name, f" {name}", f"{name} ", f"  {name} ", name.upper(), name)
    assert [enter(client, "wrong", one).status_code for one in written] == [400] * 5 + [429]


@pytest.mark.usefixtures("people")
def test_every_refusal_checks_one_hash_of_the_same_cost_and_asks_the_database_alike(
    client: Browser, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts import security

    checked: list[str] = []

    def check(kept: str, _password: str) -> bool:
        checked.append(kept)
        return False

    monkeypatch.setattr(security, "check_password_hash", check)
    reads = {}
    for name in NAMES:
        with count_statements(engine) as statements:
            enter(client, "wrong", name)
        reads[name] = sum(one.startswith("SELECT") and "username" in one for one in statements.sent)
    assert len(checked) == len(NAMES)
    assert {reads[name] for name in NAMES if name != "fang"} == {2}


def test_the_hash_that_stands_in_costs_what_a_real_one_costs() -> None:
    from app.accounts import services

    method, salt, digest = services.hash_of(PASSWORD).split("$")
    assert method == services.HASH_METHOD == "scrypt:32768:8:3"
    assert [len(one) for one in services.STAND_IN.split("$")] == [len(method), len(salt), len(digest)]
    assert services.STAND_IN.startswith(f"{method}$")
