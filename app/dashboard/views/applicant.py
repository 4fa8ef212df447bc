"""An applicant's dashboard: each application with the next thing to do, the archive, the plans that are open."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.applications import queries as applications
from app.applications.models import Application
from app.applications.services import deadline_of
from app.applications.views.steps import step_url
from app.archives.enums import EntryStatus
from app.console.formats import day, money
from app.console.layout import label
from app.core import clock
from app.core.actor import Actor
from app.core.workflow import WITH_APPLICANT, Status
from app.dashboard import queries
from app.fees.models import FeeOrder
from app.plans import queries as plans

SHOWN_ENTRIES = (EntryStatus.RETURNED, EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.PASSED)


def applicant_context(actor: Actor) -> dict[str, Any]:
    """What the applicant's dashboard shows."""
    own, today = actor.applicant_id, clock.today()
    rows = applications.of_applicant(own) if own else ()
    orders = queries.own_orders(own) if own else {}
    received = queries.papers_received(own) if own else set()
    entries = queries.entries_by_status(own) if own else {}
    return {
        "name": actor.name,
        "profile_filled": own is not None,
        "applications": [_row(row, orders.get(row.id), row.id in received) for row in rows],
        "entries": [(label(status), entries[status][0]) for status in SHOWN_ENTRIES if status in entries],
        "usable": sum(usable for _count, usable in entries.values()),
        "plans": plans.open_plans(today),
        "applied": {row.plan_id: row.id for row in rows if row.status is not Status.WITHDRAWN},
        "today": today,
    }


def _row(application: Application, order: FeeOrder | None, paper_came: bool) -> dict[str, Any]:
    """One application: where it stands and what its applicant does next."""
    with_applicant = application.status in WITH_APPLICANT
    return {
        "application": application,
        "url": url_for("MyApplicationView.show", application_id=application.id),
        "tasks": [] if with_applicant else _tasks(application, order, paper_came),
        "continue_url": step_url(application.id, application.step) if with_applicant else "",
        "days_left": (deadline_of(application) - clock.today()).days if with_applicant else None,
        "deadline": deadline_of(application) if with_applicant else None,
    }


def _tasks(application: Application, order: FeeOrder | None, paper_came: bool) -> list[str]:
    """What an application on its way asks of the applicant, each with its day."""
    tasks = []
    if order is not None:
        tasks.append(_("Pay %(amount)s by %(day)s", amount=money(order.amount_fen), day=day(order.due_on)))
    if application.status is Status.UNDER_WAY and application.paper_due_on and not paper_came:
        tasks.append(_("Hand in the printed sheets by %(day)s", day=day(application.paper_due_on)))
    return tasks
