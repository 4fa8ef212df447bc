"""Counting full years (architecture, "Counting years")."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.eligibility import DatePrecision, Duration, Period, Span, add_months, elapsed, full_years, spans
from app.core.eligibility.years import since

CUTOFF = date(2023, 6, 30)


def run(started_on: date, ended_on: date | None = None, precision: DatePrecision = DatePrecision.DAY) -> Period:
    return Period(started_on=started_on, ended_on=ended_on, precision=precision)


@pytest.mark.parametrize(
    ("cutoff", "expected"),
    [
        (date(2023, 6, 29), Duration(9, 11, 28)),
        (date(2023, 6, 30), Duration(9, 11, 29)),
        (date(2023, 7, 1), Duration(10)),
        (date(2023, 7, 2), Duration(10, 0, 1)),
    ],
)
def test_a_year_is_full_on_its_anniversary_and_not_the_day_before(cutoff: date, expected: Duration) -> None:
    assert full_years([run(date(2013, 7, 1))], cutoff) == expected


def test_a_running_job_counts_to_the_cutoff_itself() -> None:
    assert full_years([run(date(2022, 6, 30))], CUTOFF) == Duration(1)


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        (date(2023, 6, 28), Duration(0, 11, 30)),
        (date(2023, 6, 29), Duration(1)),
        (date(2023, 6, 30), Duration(1)),
        (date(2023, 7, 1), Duration(1)),
        (date.max, Duration(1)),
    ],
)
def test_an_ended_job_counts_to_the_day_after_its_last_day_but_not_beyond_the_cutoff(
    last_day: date, expected: Duration
) -> None:
    assert full_years([run(date(2022, 6, 30), last_day)], CUTOFF) == expected


def test_the_last_day_itself_is_counted_in_a_job_that_ended_long_ago() -> None:
    assert full_years([run(date(2013, 7, 1), date(2014, 6, 30))], CUTOFF) == Duration(1)


def test_work_that_starts_on_or_after_the_cutoff_counts_nothing() -> None:
    assert full_years([run(CUTOFF), run(date(2024, 1, 1), date(2024, 12, 31))], CUTOFF) == Duration()


def test_work_that_starts_on_the_cutoff_does_not_complete_a_month_of_earlier_work() -> None:
    earlier = run(date(2013, 8, 1), date(2014, 7, 30))
    assert full_years([earlier], CUTOFF) == full_years([earlier, run(CUTOFF)], CUTOFF) == Duration(0, 11, 30)


def test_no_work_is_no_time() -> None:
    assert full_years([], CUTOFF) == Duration()


def test_overlapping_jobs_count_once() -> None:
    jobs = [run(date(2015, 1, 1), date(2018, 12, 31)), run(date(2017, 1, 1), date(2019, 12, 31))]
    assert full_years(jobs, CUTOFF) == Duration(5)


def test_a_job_within_another_adds_nothing() -> None:
    jobs = [run(date(2015, 1, 1), date(2019, 12, 31)), run(date(2016, 3, 5), date(2016, 8, 9))]
    assert full_years(jobs, CUTOFF) == Duration(5)


def test_a_job_that_starts_the_day_after_another_continues_it() -> None:
    jobs = [run(date(2021, 6, 30), date(2022, 1, 31)), run(date(2022, 2, 1))]
    assert full_years(jobs, CUTOFF) == Duration(2)


def test_separate_jobs_add_in_months_and_days_with_thirty_days_a_month() -> None:
    jobs = [run(date(2019, 1, 1), date(2019, 6, 20)), run(date(2021, 3, 1), date(2021, 9, 10))]
    assert [span.duration for span in spans(jobs, CUTOFF)] == [Duration(0, 5, 20), Duration(0, 6, 10)]
    assert full_years(jobs, CUTOFF) == Duration(1)


def test_separate_jobs_one_day_short_of_a_year_are_not_a_year() -> None:
    jobs = [run(date(2019, 1, 1), date(2019, 6, 20)), run(date(2021, 3, 1), date(2021, 9, 9))]
    assert full_years(jobs, CUTOFF) == Duration(0, 11, 29)


def test_thirty_days_within_one_job_are_not_a_month() -> None:
    assert full_years([run(date(2013, 8, 1))], date(2023, 7, 31)) == Duration(9, 11, 30)


def test_a_missing_day_does_not_complete_a_year_that_unbroken_work_has_not_completed() -> None:
    jobs = [run(date(2013, 8, 1), date(2014, 7, 30)), run(date(2014, 8, 1))]
    assert full_years(jobs, date(2023, 7, 31)) == Duration(9, 11, 30)


@pytest.mark.parametrize(
    ("start", "cutoff", "expected"),
    [
        (date(2020, 2, 29), date(2021, 2, 27), Duration(0, 11, 29)),
        (date(2020, 2, 29), date(2021, 2, 28), Duration(1)),
        (date(2020, 2, 29), date(2024, 2, 28), Duration(3, 11, 30)),
        (date(2020, 2, 29), date(2024, 2, 29), Duration(4)),
        (date(2021, 1, 31), date(2021, 2, 28), Duration(0, 1)),
    ],
)
def test_the_29th_of_february_falls_on_the_28th_in_a_year_without_one(
    start: date, cutoff: date, expected: Duration
) -> None:
    assert full_years([run(start)], cutoff) == expected


def test_a_start_known_by_month_is_its_first_and_an_end_its_last_day() -> None:
    known_by_month = run(date(2016, 2, 17), date(2019, 2, 3), DatePrecision.MONTH)
    assert (known_by_month.first_day, known_by_month.last_day) == (date(2016, 2, 1), date(2019, 2, 28))
    assert full_years([known_by_month], CUTOFF) == Duration(3, 1)


def test_a_job_of_one_known_month_is_a_month_whatever_its_days() -> None:
    assert full_years([run(date(2016, 2, 20), date(2016, 2, 3), DatePrecision.MONTH)], CUTOFF) == Duration(0, 1)


def test_a_job_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="2019-12-31 is before started_on 2020-01-01"):
        run(date(2020, 1, 1), date(2019, 12, 31))


def test_a_job_of_one_day_is_a_day() -> None:
    assert full_years([run(date(2020, 1, 1), date(2020, 1, 1))], CUTOFF) == Duration(0, 0, 1)


def test_months_are_added_across_years_in_both_directions() -> None:
    assert add_months(date(2020, 12, 31), 2) == date(2021, 2, 28)
    assert add_months(date(2020, 1, 15), -1) == date(2019, 12, 15)
    assert add_months(date(2020, 12, 31), -60) == date(2015, 12, 31)


def test_only_the_part_since_a_day_remains() -> None:
    jobs = [run(date(2010, 1, 1), date(2012, 12, 31)), run(date(2013, 6, 1)), run(date(2001, 1, 1), date(2002, 1, 1))]
    assert since(jobs, date(2012, 12, 31)) == (
        run(date(2012, 12, 31), date(2012, 12, 31)),
        run(date(2013, 6, 1)),
    )
    assert since(jobs, date(2013, 1, 1)) == (run(date(2013, 6, 1)),)


BIRTH = date(1980, 1, 1)
DAYS = st.integers(0, 44 * 365).map(lambda number: BIRTH + timedelta(days=number))


@st.composite
def _periods(draw: Callable[..., date]) -> Period:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return run(first, last)


PERIODS = st.one_of(_periods(), DAYS.map(run))


def covered(periods: list[Period], cutoff: date) -> int:
    """Calendar days worked before the cut-off, counted one by one."""
    days: set[int] = set()
    for period in periods:
        last = period.last_day or cutoff
        days.update(range(period.first_day.toordinal(), min(last.toordinal() + 1, cutoff.toordinal())))
    return len(days)


@given(st.lists(PERIODS, max_size=5), DAYS, st.randoms())
def test_the_order_of_jobs_does_not_matter(periods: list[Period], cutoff: date, random: Random) -> None:
    shuffled = list(periods)
    random.shuffle(shuffled)
    assert full_years(shuffled, cutoff) == full_years(periods, cutoff)


@given(st.lists(PERIODS, max_size=5), DAYS)
def test_the_time_is_never_negative_and_always_written_out(periods: list[Period], cutoff: date) -> None:
    found = full_years(periods, cutoff)
    assert found >= Duration()
    assert 0 <= found.months <= 11
    assert 0 <= found.days <= 30


@settings(deadline=None)
@given(st.lists(PERIODS, max_size=5), DAYS)
def test_no_day_counts_twice(periods: list[Period], cutoff: date) -> None:
    """30 days a month credit a span with at most 2 days more than the calendar: when it ends with a February of 28."""
    assert full_years(periods, cutoff).nominal_days <= covered(periods, cutoff) + 2 * len(spans(periods, cutoff))


@settings(deadline=None)
@given(st.lists(PERIODS, max_size=5), DAYS)
def test_no_day_is_lost(periods: list[Period], cutoff: date) -> None:
    """Twelve months are 360 nominal days and 366 calendar days at most; a span adds at most a long month's day."""
    days = covered(periods, cutoff)
    assert full_years(periods, cutoff).nominal_days >= days - 6 * (days // 365 + 1) - len(spans(periods, cutoff))


@given(st.lists(PERIODS, min_size=1, max_size=5), DAYS)
def test_a_record_with_gaps_never_counts_for_more_than_one_without(periods: list[Period], cutoff: date) -> None:
    first = min(period.first_day for period in periods)
    assert full_years(periods, cutoff) <= full_years([run(first)], cutoff)


@given(_periods(), DAYS, st.integers(0, 16000))
def test_splitting_a_job_into_two_that_touch_changes_nothing(whole: Period, cutoff: date, at: int) -> None:
    """Exactly, because touching periods are one span before anything is measured."""
    assert whole.last_day is not None
    middle = whole.first_day + timedelta(days=at % ((whole.last_day - whole.first_day).days + 1))
    halves = [run(whole.first_day, middle)]
    if middle < whole.last_day:
        halves.append(run(middle + timedelta(days=1), whole.last_day))
    assert full_years(halves, cutoff) == full_years([whole], cutoff)


@given(_periods(), _periods(), DAYS)
def test_a_job_that_overlaps_another_adds_at_most_its_own_time(job: Period, other: Period, cutoff: date) -> None:
    """In days at 30 a month, with a tolerance of 3. That is tight: 2 December to 1 March is 2 months 27 days, because
    February has 28; March is a month; together, 2 December to 1 April is 3 months 30 days."""
    alone, both = full_years([job], cutoff), full_years([job, other], cutoff)
    if len(spans([job, other], cutoff)) == 1:
        assert both.nominal_days <= alone.nominal_days + full_years([other], cutoff).nominal_days + 3


@given(_periods(), _periods(), DAYS)
def test_two_jobs_never_count_for_less_than_one_of_them(job: Period, other: Period, cutoff: date) -> None:
    assert full_years([job, other], cutoff) >= max(full_years([job], cutoff), full_years([other], cutoff))


@given(DAYS, st.integers(0, 16000))
def test_time_grows_by_the_day(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert elapsed(start, end) < elapsed(start, end + timedelta(days=1))
    assert Span(start, end).duration == elapsed(start, end)
