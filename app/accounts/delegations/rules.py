"""For how long a queue is handed over."""

from __future__ import annotations

import datetime as dt

from app.core.errors import Violation

# None goes on unnoticed for years; the longest leaves that offices grant are shorter.
LONGEST_DAYS = 366


def check_period(first_day: dt.date | None, last_day: dt.date | None, today: dt.date) -> list[Violation]:
    """Broken rules of a period of office days, both included: begun today at the earliest, ended within a year."""
    if first_day is None or last_day is None:
        given = {"first_day": first_day, "last_day": last_day}
        return [Violation(name, "Please fill this in.") for name, day in given.items() if day is None]
    if first_day < today:
        return [Violation("first_day", "The first day is today, %(today)s, at the earliest.", {"today": today})]
    if last_day < first_day:
        return [Violation("last_day", "The last day lies before the first. Please correct one of them.")]
    days = (last_day - first_day).days + 1
    if days > LONGEST_DAYS:
        counts = {"found": days, "most": LONGEST_DAYS}
        return [Violation("last_day", "These are %(found)s days; at most %(most)s can be handed over at once.", counts)]
    return []
