"""How long failed sign-ins lock an account, how long a session lives, who needs a second factor, what a key may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.access.roles import permitted
from app.accounts.enums import SessionKind
from app.accounts.passwords import pieces, plain
from app.core.actor import ADMINISTRATORS, Role
from app.core.errors import Violation
from app.core.text import count_characters

FAILURES_BEFORE_LOCK = 5
FIRST_LOCK_MINUTES, LONGEST_LOCK_MINUTES = 15, 24 * 60
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
FEWEST_PIECES = 6
PRODUCT = ("zhiping", "职评")
# Long enough for a letter and a week of holidays; then a list of passwords that was left lying opens nothing.
INITIAL_PASSWORD_DAYS = 14
MOST_CODE_ATTEMPTS, MOST_CODES_A_DAY = 5, 10


def lock_minutes(failures: int) -> int:
    """Minutes that the n-th failure in a row locks for: 0 before the fifth, 15 at it, then twice as long each time."""
    doublings = min(failures - FAILURES_BEFORE_LOCK, 10)
    return 0 if doublings < 0 else min(FIRST_LOCK_MINUTES * 2**doublings, LONGEST_LOCK_MINUTES)


def check_new_password(
    new: str, repeated: str, current: str, username: str, others: Iterable[str] = ()
) -> list[Violation]:
    """Broken rules of a new password. `others` are words that must not be in it either: the person's name."""
    violations = []
    length = count_characters(new)
    if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD:
        limits = {"found": length, "least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD}
        violations.append(
            Violation("new", "The password has %(found)s characters; it needs %(least)s to %(most)s.", limits)
        )
    told = plain(new)
    if any(plain(word) in told for word in (username, *others) if len(word.strip()) > 1):
        violations.append(Violation("new", "The password may not contain the user name or the person's name."))
    if any(word in told for word in PRODUCT):
        violations.append(Violation("new", "The password may not contain the name of this system."))
    if SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD and pieces(new) < FEWEST_PIECES:
        violations.append(
            Violation(
                "new",
                "This password is one of those that are tried first: it consists of common words, dates, repetitions "
                "or keys in a row. A sentence of several words is good.",
            )
        )
    if new and new == current:
        violations.append(Violation("new", "The new password is the same as the present one."))
    if new != repeated:
        violations.append(Violation("repeated", "The two new passwords differ."))
    return violations


NOTED_AFTER = dt.timedelta(minutes=2)


@dataclass(frozen=True)
class Expiry:
    """How long a session is good: from its sign-in, and from the last request that was noted of it."""

    longest: dt.timedelta
    idle: dt.timedelta


def is_alive(
    kind: SessionKind, created_at: dt.datetime, seen_at: dt.datetime, now: dt.datetime, expiry: Expiry
) -> bool:
    """Whether a session that nobody ended is still good; a program that is idle stays signed in."""
    idle = kind is SessionKind.BROWSER and now - seen_at >= expiry.idle
    return now - created_at < expiry.longest and not idle


# What a browser calls itself in its User-Agent, before what it also calls itself; the same of systems.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ浏览器"),
    ("360SE", "360浏览器"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
DEVICE_LIMIT = 80


def device_of(user_agent: str) -> str:
    """A User-Agent in a few words, “Chrome · Windows”; of a program its beginning; "" where none was sent."""
    names = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    told = " · ".join(filter(None, names)) or user_agent.partition(" ")[0]
    return "".join(char for char in told if char.isprintable())[:DEVICE_LIMIT]


# Who reads or decides about others in some number, and who administers; an employer's operator and an expert may.
NEEDS_SECOND_FACTOR = frozenset(
    {
        Role.DEPARTMENT_AUDITOR,
        Role.HRSS_AUDITOR,
        Role.COMMITTEE_OFFICE,
        Role.FINANCE,
        Role.PLAN_ADMINISTRATOR,
        Role.CATALOG_EDITOR,
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.AUDIT_VIEWER,
    }
)


def check_roles(roles: Collection[Role]) -> list[Violation]:
    """三员: an administrator role goes together with no other role in one account."""
    if len(set(roles)) < 2 or ADMINISTRATORS.isdisjoint(roles):
        return []
    return [Violation("role", "An administrator's account holds no other role. Please open another account.")]


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
