"""Initial passwords as a table that is shown once: the page carries it under a seal, and nothing keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts.assigned.services import Issued
from app.console.formats import day, listed
from app.console.layout import label
from app.core.actor import Role
from app.core.errors import Refused

SEALED_SECONDS = 60 * 60


def issued_rows(issued: Iterable[Issued]) -> list[list[str]]:
    """User name, person, role, organisation, password and until when it is good, of each."""
    return [
        [
            one.account.username,
            one.account.name,
            listed(label(Role(role.name)) for role in one.account.roles),
            one.account.organisation.name if one.account.organisation else "",
            one.password,
            day(one.account.initial_password_until),
        ]
        for one in issued
    ]


def sealed(rows: Sequence[Sequence[str]], account_id: int | None) -> str:
    """The rows as a page carries them for whoever was shown them."""
    return _seal().dumps([account_id, rows])


def unsealed(text: str, account_id: int | None) -> list[list[str]]:
    """The rows that a page of the same account carried within the hour. Raises Refused for anything else."""
    try:
        owner, rows = _seal().loads(text, max_age=SEALED_SECONDS)
    except BadData:
        owner, rows = 0, []
    if not rows or owner != account_id:
        raise Refused("This list can no longer be downloaded. Please renew the initial passwords that are missing.")
    found: list[list[str]] = rows
    return found


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="initial passwords")
