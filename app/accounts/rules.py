"""How long failed sign-ins lock an account, what a new password must be, and what an API key may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from app.access.roles import permitted
from app.core.actor import Role
from app.core.errors import Violation
from app.core.text import count_characters

FAILURES_BEFORE_LOCK = 5
FIRST_LOCK_MINUTES, LONGEST_LOCK_MINUTES = 15, 24 * 60
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 128
MOST_CODE_ATTEMPTS, MOST_CODES_A_DAY = 5, 10


def lock_minutes(failures: int) -> int:
    """Minutes that the n-th failure in a row locks for: 0 before the fifth, 15 at it, then twice as long each time."""
    doublings = min(failures - FAILURES_BEFORE_LOCK, 10)
    return 0 if doublings < 0 else min(FIRST_LOCK_MINUTES * 2**doublings, LONGEST_LOCK_MINUTES)


def check_new_password(new: str, repeated: str, current: str, username: str) -> list[Violation]:
    """Broken rules of a new password: 10 to 128 characters, letters and something else, new, unlike the user name."""
    violations = []
    length = count_characters(new)
    if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD:
        limits = {"found": length, "least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD}
        violations.append(
            Violation("new", "The password has %(found)s characters; it needs %(least)s to %(most)s.", limits)
        )
    if new and (new.isalpha() or not any(char.isalpha() for char in new)):
        violations.append(Violation("new", "The password needs letters and at least one digit or sign."))
    if username and username.lower() in new.lower():
        violations.append(Violation("new", "The password may not contain the user name."))
    if new and new == current:
        violations.append(Violation("new", "The new password is the same as the present one."))
    if new != repeated:
        violations.append(Violation("repeated", "The two new passwords differ."))
    return violations


MARK = "zhiping_"
NAME_LIMIT = 60
MOST_KEYS = 20
LIFETIMES = (30, 90, 365)
USE_NOTED_AFTER = dt.timedelta(hours=1)


def scope_of(resource: str, verb: str) -> str:
    """A scope as it is written: the permission `Application:list`."""
    return f"{resource}:{verb}"


def is_key(token: str) -> bool:
    """Whether a bearer token is an API key."""
    return token.startswith(MARK)


def possible_scopes(roles: Iterable[Role], asked: Iterable[tuple[str, str]]) -> list[str]:
    """What a key of somebody in these roles can be good for; `asked` are (resource, verb) of the API's operations."""
    held = list(roles)
    return list(dict.fromkeys(scope_of(*one) for one in asked if permitted(held, one[1], one[0])))


def check_key(
    name: str, scopes: Collection[str], days: int | None, possible: Collection[str], in_use: int
) -> list[Violation]:
    """Why a key cannot be made; `in_use` counts the account's keys that are good now."""
    violations = []
    if not name:
        violations.append(Violation("name", "Please fill this in."))
    elif len(name) > NAME_LIMIT:
        counts = {"found": len(name), "wanted": NAME_LIMIT}
        violations.append(
            Violation(
                "name", "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it.", counts
            )
        )
    if not scopes or not set(scopes) <= set(possible):
        violations.append(Violation("scopes", "Please choose at least one of the permissions listed."))
    if days not in LIFETIMES:
        violations.append(Violation("days", "Please choose how long the key is to be good."))
    if in_use >= MOST_KEYS:
        counts = {"found": in_use}
        violations.append(
            Violation("", "There are %(found)s keys in use already. Please revoke one that is not needed.", counts)
        )
    return violations
