"""The one source of the present moment, and the office's zone.

Moments are aware and in UTC; days are office days in Asia/Shanghai. The override is a plain module value:
every thread of a test server sees the same time, other processes do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class _Override:
    moment: datetime | None = None
    days: int = 0


_override = _Override()


def now() -> datetime:
    """The present moment: aware, UTC, microseconds; moved by `offset()` days."""
    return (_override.moment or datetime.now(UTC)) + timedelta(days=_override.days)


def today() -> date:
    """The present office day in Asia/Shanghai."""
    return office_time(now()).date()


def set_offset(days: int) -> None:
    """Move the clock of this process by whole days, forward or (negative) back; 0 is real time."""
    _override.days = days


def offset() -> int:
    """Days by which the clock is moved."""
    return _override.days


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` (aware, else ValueError), for every thread, with no offset.

    `set_offset` moves it inside the block; on leaving, the earlier moment and offset are back. For tests.
    """
    if moment.tzinfo is None:
        raise ValueError("a frozen moment needs a time zone")
    before = (_override.moment, _override.days)
    _override.moment, _override.days = moment.astimezone(UTC), 0
    try:
        yield
    finally:
        _override.moment, _override.days = before


def office_time(moment: datetime) -> datetime:
    """`moment` (aware, else ValueError) as the office's clock shows it, in Asia/Shanghai."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(OFFICE_ZONE)


def at_start_of(day: date) -> datetime:
    """First moment of an office day."""
    return datetime.combine(day, time.min, OFFICE_ZONE)


def at_end_of(day: date) -> datetime:
    """Last microsecond of an office day, in UTC: a deadline given as a date includes that day (R-215)."""
    return datetime.combine(day, time.max, OFFICE_ZONE).astimezone(UTC)
