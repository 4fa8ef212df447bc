"""Working days of the Chinese calendar with its exchanged days (调休), and the periods counted in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chinese_calendar import Holiday, holidays, workdays


def full_years(named: Mapping[date, str]) -> frozenset[int]:
    """Years whose whole calendar is among the library's holidays (day to name).

    A year is published whole: its National Day tells it from a year of which only New Year's Day stands there.
    """
    return frozenset(day.year for day, name in named.items() if name == Holiday.national_day.value)


KNOWN_YEARS = full_years(holidays)


@dataclass(frozen=True)
class DayResult:
    """A computed day; not `certain` when a day on the way has no published calendar: weekends decided."""

    day: date
    certain: bool


class WorkingCalendar:
    """The published calendar with an office's own rows on top (True = working).

    Every method raises ValueError for a number of days below 1, for a datetime in place of a date, and for a
    result beyond the last date that can be written.
    """

    def __init__(self, overrides: Mapping[date, bool]) -> None:
        self._overrides = {_plain(day): working for day, working in overrides.items()}

    def is_working_day(self, day: date) -> bool:
        """The override, else the published calendar, else Monday to Friday."""
        working = self._overrides.get(_plain(day))
        if working is not None:
            return working
        return day in workdays or (day.weekday() < 5 and day not in holidays)

    def is_known(self, day: date) -> bool:
        """Whether the day has an override or lies in a year that the published calendar covers."""
        return _plain(day) in self._overrides or day.year in KNOWN_YEARS

    def next_working_day(self, day: date, include: bool = False) -> DayResult:
        """The first working day after `day`, or from `day` itself with `include`."""
        return self.add_working_days(day, 1, counting_start=include)

    def add_working_days(self, day: date, n: int, counting_start: bool) -> DayResult:
        """The n-th working day after `day`; with `counting_start`, `day` counts if it is a working day."""
        if n < 1:
            raise ValueError(f"a period has at least 1 working day, not {n}")
        start = _plain(day).toordinal() + (0 if counting_start else 1)
        certain = True
        for ordinal in range(start, date.max.toordinal() + 1):
            current = date.fromordinal(ordinal)
            certain = certain and self.is_known(current)
            n -= self.is_working_day(current)
            if n == 0:
                return DayResult(current, certain)
        raise ValueError(f"the period from {day} does not end before {date.max}")

    def working_days_between(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included; ValueError when `last` is before `first`."""
        if _plain(last) < _plain(first):
            raise ValueError(f"the last day {last} is before the first day {first}")
        ordinals = range(first.toordinal(), last.toordinal() + 1)
        return sum(self.is_working_day(date.fromordinal(ordinal)) for ordinal in ordinals)

    def notice_last_day(self, start: date, days: int) -> DayResult:
        """Last day of a notice of `days` working days; its start counts when it is a working day (R-184)."""
        return self.add_working_days(start, days, counting_start=True)

    def first_forwarding_day(self, start: date, days: int) -> DayResult:
        """The calendar day after the notice's last working day, itself working or not (R-184)."""
        last = self.notice_last_day(start, days)
        return DayResult(last.day + timedelta(days=1), last.certain)

    def due_day(self, decided_on: date, days: int) -> DayResult:
        """Last day for paper or a correction; the day of the decision does not count (R-212)."""
        return self.add_working_days(decided_on, days, counting_start=False)


def _plain(day: date) -> date:
    """`day`, once it is sure not to be a datetime, which equals no date and would miss every row."""
    if isinstance(day, datetime):
        raise ValueError(f"a working day is a date, not the moment {day}")
    return day
