"""Words of public notices: their states, outcomes, and how long they still run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.catalog.queries import working_calendar
from app.console.formats import day
from app.console.layout import Words, register_labels
from app.core import clock
from app.core.calendar import DayResult
from app.public_notices.enums import NoticeOutcome, NoticeStatus
from app.public_notices.models import PublicNotice
from app.public_notices.services import first_forwarding_day

NOTICE_LABELS: dict[Enum, Words] = {
    NoticeStatus.RUNNING: _("Notice under way"),
    NoticeStatus.COMPLETED: _("Forwarded"),
    NoticeStatus.CANCELLED: _("Notice cancelled"),
    NoticeOutcome.NO_OBJECTION: _("No objection"),
    NoticeOutcome.OBJECTION_DISMISSED: _("Objection not upheld"),
    NoticeOutcome.OBJECTION_UPHELD: _("Objection upheld"),
}

register_labels(NOTICE_LABELS)


@dataclass(frozen=True)
class NoticeState:
    """How a notice stands: a badge, and whether its people can be forwarded today."""

    key: str
    text: str
    over: bool


def notice_state(notice: PublicNotice) -> NoticeState:
    """公示中, 已满 or 已完成."""
    if notice.status is not NoticeStatus.RUNNING:
        done = notice.status is NoticeStatus.COMPLETED
        return NoticeState("passed" if done else "neutral", str(NOTICE_LABELS[notice.status]), False)
    today = clock.today()
    if today >= first_forwarding_day(notice).day:
        return NoticeState("now", gettext("Time is over, can be forwarded"), True)
    if today < notice.starts_on:
        return NoticeState("waiting", gettext("Begins on %(day)s", day=day(notice.starts_on)), False)
    left = working_calendar().working_days_between(today, notice.last_day)
    return NoticeState(
        "waiting", ngettext("Under way, %(num)s working day left", "Under way, %(num)s working days left", left), False
    )


def period_words(first_day: DayResult, last_day: DayResult) -> str:
    """Until when a notice runs and from when its people can be forwarded."""
    words = gettext(
        "It runs until %(last)s; forwarding is possible from %(first)s.",
        last=day(last_day.day),
        first=day(first_day.day),
    )
    if first_day.certain:
        return words
    unsure = gettext("The calendar of a year on the way is not published yet: weekends were counted, holidays not.")
    return f"{words}{unsure}"
