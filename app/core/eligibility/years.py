"""Counting full years (实足年限) up to a plan's cut-off date by the anniversary method.

One unbroken span is measured from anniversary to anniversary: started 1 July 2013, on 30 June 2023 it has nine
full years, on 1 July ten. Spans that overlap or touch are one span. Separate spans are measured one by one and
added in months and days, 30 days a month; the sum never exceeds the time from the first day to the last, because
otherwise one missing day (twice 11 months 30 days) would complete a year that unbroken work has not completed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.eligibility.vocabulary import DatePrecision

DAYS_A_MONTH = 30


@dataclass(frozen=True, order=True)
class Duration:
    """Full years, then full months (0–11), then days (0–30; 30 only within one span, in a month of 31 days)."""

    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def total_months(self) -> int:
        return self.years * 12 + self.months

    @property
    def nominal_days(self) -> int:
        """Days at 30 a month, for comparing how near two durations are; never for deciding a year."""
        return self.total_months * DAYS_A_MONTH + self.days


@dataclass(frozen=True, kw_only=True)
class Period:
    """From the first day to the last day, both included; no end means running.

    With `DatePrecision.MONTH` only the months of the dates are known: the start is its 1st, the end its last day.
    Raises ValueError when the end is before the start.
    """

    started_on: date
    ended_on: date | None = None
    precision: DatePrecision = DatePrecision.DAY

    def __post_init__(self) -> None:
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError(f"ended_on {self.ended_on} is before started_on {self.started_on}")

    @property
    def first_day(self) -> date:
        return self.started_on.replace(day=1) if self.precision is DatePrecision.MONTH else self.started_on

    @property
    def last_day(self) -> date | None:
        if self.ended_on is None or self.precision is DatePrecision.DAY:
            return self.ended_on
        return self.ended_on.replace(day=monthrange(self.ended_on.year, self.ended_on.month)[1])


@dataclass(frozen=True)
class Span:
    """An unbroken stretch of time: `start` included, `end` excluded."""

    start: date
    end: date

    @property
    def duration(self) -> Duration:
        return elapsed(self.start, self.end)


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier if negative); the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def elapsed(start: date, end: date) -> Duration:
    """Anniversary method; a start on 29 February has its anniversary on the 28th in a year without one."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return Duration(*divmod(months, 12), (end - add_months(start, months)).days)


def spans(periods: Iterable[Period], cutoff: date) -> tuple[Span, ...]:
    """The periods up to `cutoff` as separate spans in order of time, overlaps and touching periods joined.

    A running period reaches the cut-off itself, an ended one the day after its last day, none goes beyond.
    """
    joined: list[Span] = []
    for start, end in sorted((period.first_day, _end(period, cutoff)) for period in periods):
        if start >= end:
            continue
        if joined and start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, end))
        else:
            joined.append(Span(start, end))
    return tuple(joined)


def full_years(periods: Iterable[Period], cutoff: date) -> Duration:
    """Time covered by `periods` up to `cutoff`; `.years` are the full years (R-37, R-39, R-42)."""
    separate = spans(periods, cutoff)
    if not separate:
        return Duration()
    unbroken = elapsed(separate[0].start, separate[-1].end)
    if len(separate) == 1:
        return unbroken
    carried, days = divmod(sum(span.duration.days for span in separate), DAYS_A_MONTH)
    months = sum(span.duration.total_months for span in separate) + carried
    return min(Duration(*divmod(months, 12), days), unbroken)


def since(periods: Iterable[Period], day: date) -> tuple[Period, ...]:
    """The parts of the periods on or after `day`."""
    return tuple(
        Period(started_on=max(period.first_day, day), ended_on=period.last_day)
        for period in periods
        if period.last_day is None or period.last_day >= day
    )


def _end(period: Period, cutoff: date) -> date:
    if period.last_day is None or period.last_day >= cutoff:
        return cutoff
    return period.last_day + timedelta(days=1)
