"""UtcDateTime: aware moments in and out, the same on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Connection, DateTime, insert, select, update
from sqlalchemy.exc import StatementError

from app.core.clock import OFFICE_ZONE
from app.extensions import UtcDateTime
from app.messages.models import OutboxMessage
from tests.integration.database.rows import Rows, our_tables

MESSAGES = OutboxMessage.__table__
NEW_YORK_WINTER = dt.timezone(dt.timedelta(hours=-5))


@pytest.mark.parametrize(
    "moment",
    [
        dt.datetime(2023, 3, 1, 9, 0, tzinfo=OFFICE_ZONE),
        dt.datetime(2023, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC),
        dt.datetime(2023, 3, 1, 0, 0, 0, 1, tzinfo=NEW_YORK_WINTER),
    ],
    ids=str,
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(rows: Rows, connection: Connection, moment: dt.datetime) -> None:
    message = rows.add(OutboxMessage, created_at=moment)
    kept = connection.execute(select(MESSAGES.c.created_at).where(MESSAGES.c.id == message)).scalar_one()
    assert kept == moment
    assert kept.tzinfo is dt.UTC
    assert connection.execute(select(MESSAGES.c.read_at).where(MESSAGES.c.id == message)).scalar_one() is None


def test_a_moment_without_a_zone_is_refused(rows: Rows, connection: Connection) -> None:
    naive = dt.datetime(2023, 3, 1, 9, 0)  # noqa: DTZ001
    message = rows.add(OutboxMessage)
    values = rows.values(MESSAGES, created_at=naive)
    for statement in (
        insert(MESSAGES).values(**{**values, "status": "WAITING"}),
        update(MESSAGES).where(MESSAGES.c.id == message).values(read_at=naive),
        select(MESSAGES.c.id).where(MESSAGES.c.created_at < naive),
    ):
        with pytest.raises(StatementError, match="without a time zone"):
            connection.execute(statement)


def test_moments_of_different_zones_are_ordered_by_time(rows: Rows, connection: Connection) -> None:
    first = dt.datetime(2023, 3, 1, 8, 59, tzinfo=OFFICE_ZONE)
    second = dt.datetime(2023, 3, 1, 1, 0, tzinfo=dt.UTC)
    third = dt.datetime(2023, 2, 28, 20, 1, tzinfo=NEW_YORK_WINTER)
    ids = {moment: rows.add(OutboxMessage, created_at=moment) for moment in (third, first, second)}
    ordered = connection.scalars(select(MESSAGES.c.id).order_by(MESSAGES.c.created_at)).all()
    assert ordered == [ids[first], ids[second], ids[third]]
    until = select(MESSAGES.c.id).where(MESSAGES.c.created_at <= second.astimezone(NEW_YORK_WINTER))
    assert set(connection.scalars(until)) == {ids[first], ids[second]}


def test_every_moment_of_our_tables_is_a_utc_moment() -> None:
    plain = {str(column) for table in our_tables() for column in table.columns if type(column.type) is DateTime}
    assert {name for name in plain if not name.startswith("ab_user.")} == set()
    assert {str(one) for table in our_tables() for one in table.columns if isinstance(one.type, UtcDateTime)} > {
        "applications.submitted_at",
        "decision_records.at",
    }
