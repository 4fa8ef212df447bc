"""How long failed sign-ins lock an account, and what a new password must be."""

from __future__ import annotations

from app.core.errors import Violation
from app.core.text import count_characters

FAILURES_BEFORE_LOCK = 5
FIRST_LOCK_MINUTES, LONGEST_LOCK_MINUTES = 15, 24 * 60
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 128


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
