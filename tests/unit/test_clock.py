from datetime import UTC, date, datetime, timedelta, timezone
from threading import Thread

import pytest

from app.core import clock

NOON = datetime(2026, 11, 20, 4, 0, 0, 123456, tzinfo=UTC)


def test_now_is_aware_and_in_utc():
    before = datetime.now(UTC)
    moment = clock.now()
    assert before <= moment <= datetime.now(UTC)
    assert moment.utcoffset() == timedelta(0)


def test_frozen_stops_the_clock_at_the_microsecond_and_lets_it_go_again():
    with clock.frozen(NOON):
        assert clock.now() == NOON
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_frozen_takes_any_zone_and_answers_in_utc():
    eastern = NOON.astimezone(timezone(timedelta(hours=-5)))
    with clock.frozen(eastern):
        assert clock.now() == NOON
        assert clock.now().utcoffset() == timedelta(0)


def test_frozen_refuses_a_moment_without_a_zone():
    with pytest.raises(ValueError, match="time zone"), clock.frozen(datetime(2026, 11, 20)):  # noqa: DTZ001
        pass


def test_frozen_reaches_the_threads_of_a_server():
    seen = []
    with clock.frozen(NOON):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [NOON]


def test_frozen_blocks_nest_and_come_back_after_an_error():
    later = NOON + timedelta(days=3)
    with clock.frozen(NOON):
        with pytest.raises(KeyError), clock.frozen(later):
            raise KeyError
        assert clock.now() == NOON


@pytest.mark.parametrize("days", [-1, 0, 1, 30])
def test_the_offset_moves_the_clock_by_whole_days(days):
    with clock.frozen(NOON):
        clock.set_offset(days)
        assert clock.offset() == days
        assert clock.now() == NOON + timedelta(days=days)
        assert clock.today() == date(2026, 11, 20) + timedelta(days=days)
    assert clock.offset() == 0


def test_frozen_begins_without_the_offset_and_restores_it():
    clock.set_offset(5)
    try:
        with clock.frozen(NOON):
            assert clock.now() == NOON
        assert clock.offset() == 5
    finally:
        clock.set_offset(0)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 20, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), date(2026, 11, 21)),
    ],
)
def test_the_office_day_turns_at_midnight_in_shanghai(moment, day):
    with clock.frozen(moment):
        assert clock.today() == day


def test_office_time_shows_the_same_moment_eight_hours_on():
    assert clock.office_time(NOON).isoformat() == "2026-11-20T12:00:00.123456+08:00"


def test_office_time_refuses_a_moment_without_a_zone():
    with pytest.raises(ValueError, match="time zone"):
        clock.office_time(datetime(2026, 11, 20))  # noqa: DTZ001


def test_a_deadline_given_as_a_date_includes_its_last_microsecond_and_no_more():
    end = clock.at_end_of(date(2023, 6, 30))
    assert end == datetime(2023, 6, 30, 15, 59, 59, 999999, tzinfo=UTC)
    assert end.utcoffset() == timedelta(0)
    assert clock.office_time(end).date() == date(2023, 6, 30)
    assert clock.office_time(end + timedelta(microseconds=1)).date() == date(2023, 7, 1)
