"""Who a person is, which the packages above know: they hand it down here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.accounts.oidc.arrivals import Arrival


@dataclass(frozen=True)
class Known:
    """A person who is on record here."""

    applicant_id: int
    name: str
    phone: str = ""


@dataclass(frozen=True)
class People:
    """`find` looks a person up by kind and number of the identity document, whoever may see them; `add` puts a person
    on record who is not, and gives the id, or raises Refused where too little is told; `settle_phone` makes a number,
    or none, the one on record, without the mail address that stood beside another."""

    find: Callable[[str, str], Known | None]
    add: Callable[[Arrival], int]
    settle_phone: Callable[[int, str], None]


_installed: list[People] = []


def install(people: People) -> None:
    """Take the lookup from above, once at start."""
    _installed[:] = [people]


def people() -> People:
    """What was installed."""
    return _installed[0]
