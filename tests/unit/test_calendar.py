from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import KNOWN_YEARS, DayResult, WorkingCalendar, full_years

PUBLISHED = WorkingCalendar({})
LAST_KNOWN = date(max(KNOWN_YEARS), 12, 31)
FIRST_KNOWN = date(min(KNOWN_YEARS), 1, 1)
ONE_DAY = timedelta(days=1)

days = st.dates(date(2003, 1, 1), LAST_KNOWN + timedelta(days=400))
lengths = st.integers(1, 40)
calendars = st.builds(WorkingCalendar, st.dictionaries(st.dates(date(2023, 9, 1), date(2023, 11, 1)), st.booleans()))
autumn = st.dates(date(2023, 8, 20), date(2023, 11, 1))


def test_the_published_calendar_is_followed_on_every_day_it_covers():
    every = [FIRST_KNOWN + timedelta(days=n) for n in range((LAST_KNOWN - FIRST_KNOWN).days + 1)]
    assert [PUBLISHED.is_working_day(day) for day in every] == [chinese_calendar.is_workday(day) for day in every]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2023, 9, 28), True),
        (date(2023, 9, 29), False),
        (date(2023, 10, 6), False),
        (date(2023, 10, 7), True),
        (date(2023, 10, 8), True),
        (date(2023, 10, 14), False),
        (date(2024, 2, 4), True),
        (date(2024, 2, 9), True),
        (date(2024, 2, 12), False),
        (date(2024, 2, 16), False),
        (date(2024, 2, 18), True),
    ],
)
def test_exchanged_days_around_national_day_2023_and_spring_festival_2024(day, working):
    assert PUBLISHED.is_working_day(day) is working


def test_an_override_wins_in_both_directions_and_touches_no_other_day():
    typhoon, make_up = date(2023, 9, 14), date(2023, 9, 16)
    local = WorkingCalendar({typhoon: False, make_up: True})
    assert [PUBLISHED.is_working_day(typhoon), PUBLISHED.is_working_day(make_up)] == [True, False]
    assert [local.is_working_day(typhoon), local.is_working_day(make_up)] == [False, True]
    assert local.is_working_day(date(2023, 9, 15)) is True


def test_the_known_years_run_from_the_first_to_the_last_without_a_gap():
    assert frozenset(range(min(KNOWN_YEARS), max(KNOWN_YEARS) + 1)) == KNOWN_YEARS
    assert {2004, 2023, 2024} <= KNOWN_YEARS


def test_a_year_of_which_only_new_years_day_is_listed_is_not_known():
    named = {date(2023, 1, 1): "New Year's Day", date(2023, 10, 1): "National Day", date(2024, 1, 1): "New Year's Day"}
    assert full_years(named) == {2023}


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (FIRST_KNOWN - ONE_DAY, False),
        (FIRST_KNOWN, True),
        (LAST_KNOWN, True),
        (LAST_KNOWN + ONE_DAY, False),
    ],
)
def test_days_are_known_inside_the_published_years_only(day, known):
    assert PUBLISHED.is_known(day) is known


def test_beyond_the_published_years_weekends_decide_and_an_override_makes_a_day_known():
    beyond = LAST_KNOWN + timedelta(days=60)
    monday = beyond + timedelta(days=-beyond.weekday())
    local = WorkingCalendar({monday: False})
    assert [PUBLISHED.is_working_day(monday + n * ONE_DAY) for n in range(7)] == [True] * 5 + [False] * 2
    assert [local.is_known(monday), local.is_known(monday + ONE_DAY)] == [True, False]
    assert local.is_working_day(monday) is False


# A notice of 4, 5 and 6 working days, by the day it starts on.


@pytest.mark.parametrize(
    ("start", "length", "last", "forwarding"),
    [
        # Friday 22 September 2023: the fifth day is the eve of the holiday, the sixth the working Saturday after it.
        (date(2023, 9, 22), 4, date(2023, 9, 27), date(2023, 9, 28)),
        (date(2023, 9, 22), 5, date(2023, 9, 28), date(2023, 9, 29)),
        (date(2023, 9, 22), 6, date(2023, 10, 7), date(2023, 10, 8)),
        # Saturday 7 October 2023 works, and so does the Sunday after it.
        (date(2023, 10, 7), 4, date(2023, 10, 10), date(2023, 10, 11)),
        (date(2023, 10, 7), 5, date(2023, 10, 11), date(2023, 10, 12)),
        (date(2023, 10, 7), 6, date(2023, 10, 12), date(2023, 10, 13)),
        # Sunday 24 September 2023 does not work: Monday is the first day.
        (date(2023, 9, 24), 4, date(2023, 9, 28), date(2023, 9, 29)),
        (date(2023, 9, 24), 5, date(2023, 10, 7), date(2023, 10, 8)),
        (date(2023, 9, 24), 6, date(2023, 10, 8), date(2023, 10, 9)),
        # Sunday 4 February 2024 works; Saturday 10 to Saturday 17 is Spring Festival, Sunday 18 works.
        (date(2024, 2, 4), 4, date(2024, 2, 7), date(2024, 2, 8)),
        (date(2024, 2, 4), 5, date(2024, 2, 8), date(2024, 2, 9)),
        (date(2024, 2, 4), 6, date(2024, 2, 9), date(2024, 2, 10)),
        (date(2024, 2, 4), 7, date(2024, 2, 18), date(2024, 2, 19)),
        # Inside the holiday: 30 September 2023.
        (date(2023, 9, 30), 5, date(2023, 10, 11), date(2023, 10, 12)),
        # An ordinary Monday to Friday: forwarding is possible on the Saturday.
        (date(2023, 9, 11), 5, date(2023, 9, 15), date(2023, 9, 16)),
    ],
)
def test_a_notice_ends_on_its_last_working_day_and_forwarding_starts_the_next_calendar_day(
    start, length, last, forwarding
):
    assert PUBLISHED.notice_last_day(start, length) == DayResult(last, True)
    assert PUBLISHED.first_forwarding_day(start, length) == DayResult(forwarding, True)


@pytest.mark.parametrize(
    ("decided_on", "length", "due"),
    [
        (date(2023, 9, 22), 4, date(2023, 9, 28)),
        (date(2023, 9, 22), 5, date(2023, 10, 7)),
        (date(2023, 9, 22), 6, date(2023, 10, 8)),
        (date(2023, 9, 24), 5, date(2023, 10, 7)),
        (date(2023, 10, 7), 5, date(2023, 10, 12)),
        (date(2024, 2, 8), 1, date(2024, 2, 9)),
        (date(2024, 2, 9), 1, date(2024, 2, 18)),
    ],
)
def test_for_paper_and_corrections_the_day_of_the_decision_does_not_count(decided_on, length, due):
    assert PUBLISHED.due_day(decided_on, length) == DayResult(due, True)


def test_the_next_working_day_can_be_the_day_itself_only_when_included():
    friday, saturday, working_saturday = date(2023, 9, 22), date(2023, 9, 23), date(2023, 10, 7)
    monday = DayResult(date(2023, 9, 25), True)
    assert PUBLISHED.next_working_day(friday) == monday
    assert PUBLISHED.next_working_day(friday, include=True) == DayResult(friday, True)
    assert PUBLISHED.next_working_day(saturday, include=True) == monday
    assert PUBLISHED.next_working_day(date(2023, 9, 28)) == DayResult(working_saturday, True)


def test_a_result_is_certain_up_to_the_last_known_day_and_not_one_day_further():
    week = {LAST_KNOWN - n * ONE_DAY: True for n in range(5)}
    local = WorkingCalendar(week)
    start = LAST_KNOWN - 4 * ONE_DAY
    assert local.notice_last_day(start, 5) == DayResult(LAST_KNOWN, True)
    assert local.first_forwarding_day(start, 5) == DayResult(LAST_KNOWN + ONE_DAY, True)
    assert local.notice_last_day(start, 6).certain is False
    assert local.first_forwarding_day(start, 6).certain is False
    assert local.due_day(start, 4) == DayResult(LAST_KNOWN, True)
    assert local.due_day(start, 5).certain is False


def test_a_day_not_counted_needs_no_calendar_for_a_certain_result():
    before = FIRST_KNOWN - ONE_DAY
    local = WorkingCalendar({FIRST_KNOWN: True})
    assert local.due_day(before, 1) == DayResult(FIRST_KNOWN, True)
    assert local.notice_last_day(before, 3).certain is False


def test_working_days_between_counts_both_ends():
    assert PUBLISHED.working_days_between(date(2023, 9, 22), date(2023, 9, 22)) == 1
    assert PUBLISHED.working_days_between(date(2023, 9, 23), date(2023, 9, 24)) == 0
    assert PUBLISHED.working_days_between(date(2023, 9, 22), date(2023, 10, 8)) == 7


@pytest.mark.parametrize("length", [0, -1])
def test_a_period_below_one_day_is_refused_everywhere(length):
    start = date(2023, 9, 22)
    for count in (
        lambda: PUBLISHED.notice_last_day(start, length),
        lambda: PUBLISHED.first_forwarding_day(start, length),
        lambda: PUBLISHED.due_day(start, length),
        lambda: PUBLISHED.add_working_days(start, length, counting_start=True),
    ):
        with pytest.raises(ValueError, match="at least 1 working day"):
            count()


def test_a_period_from_its_end_to_its_start_is_refused():
    with pytest.raises(ValueError, match="before the first day"):
        PUBLISHED.working_days_between(date(2023, 9, 23), date(2023, 9, 22))


def test_a_period_beyond_the_last_date_is_refused():
    with pytest.raises(ValueError, match="does not end"):
        PUBLISHED.due_day(date.max - ONE_DAY, 5)


def test_a_moment_is_refused_where_a_date_belongs():
    moment = datetime(2023, 9, 22, tzinfo=UTC)
    for use in (
        lambda: WorkingCalendar({moment: True}),
        lambda: PUBLISHED.is_working_day(moment),
        lambda: PUBLISHED.is_known(moment),
        lambda: PUBLISHED.notice_last_day(moment, 5),
        lambda: PUBLISHED.working_days_between(moment, moment),
    ):
        with pytest.raises(ValueError, match="is a date"):
            use()


@given(calendars, autumn, lengths)
def test_counting_back_gives_the_length_of_the_notice(calendar, start, length):
    last = calendar.notice_last_day(start, length).day
    assert calendar.is_working_day(last)
    assert calendar.working_days_between(start, last) == length


@given(calendars, autumn, lengths)
def test_without_the_start_day_the_count_begins_the_day_after(calendar, start, length):
    assert calendar.due_day(start, length) == calendar.notice_last_day(start + ONE_DAY, length)


@given(calendars, autumn, lengths)
def test_the_start_day_makes_a_difference_exactly_when_it_works(calendar, start, length):
    due = calendar.due_day(start, length).day
    if calendar.is_working_day(start):
        assert calendar.notice_last_day(start, length + 1).day == due
        assert calendar.notice_last_day(start, length).day < due
    else:
        assert calendar.notice_last_day(start, length).day == due


@given(days, days, lengths)
def test_a_later_start_never_ends_earlier(one, other, length):
    first, second = sorted((one, other))
    assert PUBLISHED.notice_last_day(first, length).day <= PUBLISHED.notice_last_day(second, length).day
    assert PUBLISHED.due_day(first, length).day <= PUBLISHED.due_day(second, length).day


@given(days, lengths)
def test_a_longer_notice_always_ends_later(start, length):
    assert PUBLISHED.notice_last_day(start, length).day < PUBLISHED.notice_last_day(start, length + 1).day


@given(days, lengths)
def test_a_result_is_certain_exactly_when_every_day_from_start_to_end_is_known(start, length):
    result = PUBLISHED.notice_last_day(start, length)
    counted = [start + n * ONE_DAY for n in range((result.day - start).days + 1)]
    assert result.certain is all(PUBLISHED.is_known(day) for day in counted)
