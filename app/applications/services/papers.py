"""The printed review sheets: their due day, and their receipt (R-212, R-222)."""

from __future__ import annotations

import datetime as dt

from app.access.scoping import acting
from app.applications import queries
from app.applications.models import Application, PaperReceipt
from app.applications.process import Places
from app.catalog.queries import working_calendar
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, Refused, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.messages import services as messages
from app.plans.models import RouteStage


def ask_for_papers(places: Places) -> None:
    """Entering a stage that waits for papers: they are due some working days after today's decision."""
    calendar, today, letters = working_calendar(), clock.today(), []
    plans = {application.plan_id: application.plan for application, _stage in places}
    days = {key: calendar.due_day(today, plan.paper_due_working_days).day for key, plan in plans.items()}
    for application, _stage in places:
        plan, due = application.plan, days[application.plan_id]
        receiver = plan.paper_receiver.name if plan.paper_receiver else ""
        letters.append(
            messages.Letter(
                "paper_due",
                applicant_id=application.applicant_id,
                application_id=application.id,
                params={"copies": plan.paper_copies, "receiver": receiver, "due": due},
            )
        )
    for due in set(days.values()):
        queries.expect_papers([one for one, _stage in places if days[one.plan_id] == due], due)
    messages.send_all(letters)


def not_received(places: Places) -> dict[int, Refused]:
    """The gate: those whose printed sheets were not received."""
    received = queries.with_papers([application.id for application, _stage in places])
    return {
        application.id: Refused(
            "The printed review sheets have not been received yet; they are due by %(day)s.",
            day=application.paper_due_on,
        )
        for application, _stage in places
        if application.id not in received
    }


def withdraw_request(application: Application, stage: RouteStage) -> None:
    """The decision behind the request is undone: raises Refused once papers came."""
    if queries.paper_receipt(application.id) is not None:
        raise Refused("The decision can no longer be undone: the printed sheets have been received.")
    application.paper_due_on = None


def receive(application_id: int, seen_version: int, *, copies: int, received_on: dt.date) -> PaperReceipt:
    """The plan's paper receiver records the copies.

    Raises Forbidden for any other office, Invalid for too few copies, Refused after the due day (with the day).
    """
    application = queries.load(application_id)
    plan, actor = application.plan, acting(db.session)
    if plan.paper_receiver_id is None or actor.organisation_id != plan.paper_receiver_id:
        raise Forbidden("The plan names another office as receiver of the papers.")
    if queries.paper_receipt(application.id) is not None:
        raise Conflict("The papers of this application have already been received.")
    if application.paper_due_on is None:
        raise Refused("No papers are expected for this application now.")
    if not claim(application, seen_version):
        raise Conflict
    violations = []
    if copies < plan.paper_copies:
        message = "%(found)s copies were entered, the plan asks for %(wanted)s."
        violations.append(Violation("copies", message, {"found": copies, "wanted": plan.paper_copies}))
    if received_on > clock.today():
        message = "The day of receipt %(found)s lies in the future; today is %(today)s."
        violations.append(Violation("received_on", message, {"found": received_on, "today": clock.today()}))
    if application.entered_at and received_on < clock.office_time(application.entered_at).date():
        message = "The day of receipt %(found)s lies before the audit was passed."
        violations.append(Violation("received_on", message, {"found": received_on}))
    if violations:
        raise Invalid(violations)
    if received_on > application.paper_due_on:
        raise Refused(
            "The papers were due by %(due)s; they came on %(found)s and can no longer be accepted.",
            due=application.paper_due_on,
            found=received_on,
        )
    receipt = PaperReceipt(
        application_id=application.id,
        copies=copies,
        received_on=received_on,
        receiver_id=actor.organisation_id,
        actor_name=decisions.signature(),
        recorded_at=clock.now(),
    )
    db.session.add(receipt)
    decisions.record(
        SubjectKind.APPLICATION,
        application.id,
        Action.RECEIVE_PAPER,
        details={"copies": copies, "received_on": received_on.isoformat()},
    )
    messages.send(
        "paper_received",
        applicant_id=application.applicant_id,
        application_id=application.id,
        receiver=actor.organisation_name,
        copies=copies,
    )
    return receipt
