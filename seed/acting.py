"""The actors of the demo and the days on which they act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from app.access.models import Account
from app.access.scoping import act_as
from app.accounts.security import actor_of
from app.applicants.models import Applicant
from app.catalog.queries import working_calendar
from app.core import clock
from app.core.actor import Actor
from app.extensions import db

OPENED_DAYS_AGO = 20
NOTICE_DAY = 4
DAYS_AFTER_NOTICE = 6


class Demo:
    """The actors of the demo and the days on which they act."""

    def __init__(self, cutoff: dt.date) -> None:
        self.today = clock.today()
        self.opened = self._opening_day()
        self.cutoff = cutoff
        self.plan_id = 0
        self.accounts: dict[str, Account] = {}
        self.applicants: dict[str, Applicant] = {}
        self.evidence = b""

    def _opening_day(self) -> dt.date:
        """Late enough that the plan is open today, early enough that the first notices are over."""
        opened = self.today - dt.timedelta(days=OPENED_DAYS_AGO)
        while self._after_notice(opened, DAYS_AFTER_NOTICE) > self.today:
            opened -= dt.timedelta(days=1)
        return opened

    def _after_notice(self, opened: dt.date, days: int) -> dt.date:
        start = opened + dt.timedelta(days=NOTICE_DAY)
        return working_calendar().first_forwarding_day(start, 5).day + dt.timedelta(days=days)

    def after_notice(self, number: int) -> dt.date:
        """The day `number` days after the first notices could be forwarded."""
        return self._after_notice(self.opened, number)

    def day(self, number: int) -> dt.date:
        """The day `number` days after the plan was opened."""
        return self.opened + dt.timedelta(days=number)

    @contextmanager
    def acting(self, username: str, day: dt.date | None = None) -> Iterator[Actor]:
        """Act as an account, on a day in the past or today."""
        actor = actor_of(self.accounts[username])
        act_as(db.session, actor)
        with clock.frozen(moment(day or self.today)):
            yield actor


def moment(day: dt.date) -> dt.datetime:
    """Ten in the morning of an office day."""
    return dt.datetime.combine(day, dt.time(10, 0), clock.OFFICE_ZONE)
