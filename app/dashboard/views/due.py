"""What is due within a fortnight, from every package that knows of a day, in one list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access.roles import permitted
from app.console.formats import day
from app.core import clock
from app.core.actor import Actor
from app.dashboard import queries
from app.plans.models import ReviewPlan
from app.public_notices.models import PublicNotice
from app.public_notices.services import first_forwarding_day

HORIZON = dt.timedelta(days=14)


@dataclass(frozen=True)
class DueItem:
    """One line: until when, what, about whom or what, and where it is done."""

    on: dt.date
    what: str
    about: str
    url: str
    ready: bool = False

    @property
    def days_left(self) -> int:
        """Below zero where the day is over."""
        return (self.on - clock.today()).days


def due_items(actor: Actor, plans: Sequence[ReviewPlan]) -> dict[str, Any]:
    """The earliest days first, at most `MOST_ROWS`, deadlines of `plans` among them; `more` tells of others."""
    items = sorted(_items(actor, plans), key=lambda item: (item.on, item.what, item.about))
    return {"items": items[: queries.MOST_ROWS], "more": len(items) > queries.MOST_ROWS}


def _items(actor: Actor, plans: Sequence[ReviewPlan]) -> Iterator[DueItem]:
    today, organisation = clock.today(), actor.organisation_id
    last = today + HORIZON
    if permitted(actor.roles, "list", "PublicNotice"):
        yield from (_notice(one) for one in queries.running_notices(organisation, last))
    if permitted(actor.roles, "list", "Application"):
        for row in queries.returned(today, last):
            url = url_for("AuditView.show", application_id=row.id)
            yield DueItem(_day(row.return_due_on), _("Correction after a return"), row.applicant_name, url)
    for plan in plans:
        yield from _deadlines(plan, today, last)
    if permitted(actor.roles, "record", "PaperReceipt"):
        for row in queries.papers(organisation, last):
            url = url_for("AuditView.show", application_id=row.id)
            yield DueItem(_day(row.paper_due_on), _("Printed sheets to receive"), row.applicant_name, url)
    if permitted(actor.roles, "list", "FeeOrder"):
        for order in queries.orders_due(last):
            url = url_for("FeeOrderView.show", order_id=order.id)
            yield DueItem(order.due_on, _("Fee to be paid"), order.payer_name, url)


def _notice(notice: PublicNotice) -> DueItem:
    """A notice that is over waits for its forwarding; one that runs is named with the first day for it."""
    first = first_forwarding_day(notice).day
    url = url_for("PublicNoticeView.show", notice_id=notice.id)
    if clock.today() >= first:
        return DueItem(first, _("Public notice is over: forward it"), notice.plan.name, url, ready=True)
    return DueItem(first, _("Can be forwarded from %(day)s", day=day(first)), notice.plan.name, url)


def _deadlines(plan: ReviewPlan, first: dt.date, last: dt.date) -> Iterator[DueItem]:
    url = url_for("PlanView.show", pk=plan.id)
    for on, what in (
        (plan.applicant_deadline, _("Applicants’ deadline")),
        (plan.employer_deadline, _("Employers’ deadline")),
    ):
        if first <= on <= last:
            yield DueItem(on, what, plan.name, url)


def _day(value: dt.date | None) -> dt.date:
    """A day that the statement asked for; mypy cannot know."""
    assert value is not None
    return value
