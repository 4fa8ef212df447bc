"""What the page of one's own application says: where it stands, what comes next, what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.applications import queries, services
from app.applications.labels import SECTIONS, figure_codes, finding_items, route_items, thawed
from app.applications.models import Application, Submission
from app.applications.services.facts import rulings_of, subject_of
from app.applications.services.moving import state_of
from app.applications.services.previewing import picture
from app.applications.views.steps import step_url
from app.console.formats import day, moment, money
from app.core import clock, workflow
from app.core.eligibility import with_rulings
from app.core.workflow import WITH_APPLICANT, Status, StepStatus
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.labels import timeline_items
from app.decisions.models import DecisionRecord
from app.fees import queries as fees
from app.fees.enums import OrderStatus
from app.fees.models import FeeOrder
from app.plans.enums import WizardStep
from app.plans.rules import core_route
from app.plans.views.wording import step_notes
from app.public_notices import queries as notices
from app.public_notices.enums import NoticeStatus
from app.reviews import queries as reviews

STEP_OF = {
    "photo": WizardStep.PHOTO,
    "commitment": WizardStep.COMMITMENT,
    "answers": WizardStep.DATA,
    "statement": WizardStep.DATA,
    "entries": WizardStep.ENTRIES,
    "attachments": WizardStep.ATTACHMENTS,
}
ANCHORS = {"person": "identity", "titles": "titles_held"}


def record_parts(application: Application) -> dict[str, Any]:
    """Everything that the record's template shows."""
    history = decisions.history(SubjectKind.APPLICATION, application.id)
    submissions = queries.submissions(application.id)
    steps, holders = picture(application, history)
    notes = step_notes(application.plan, [stage for step in steps for stage in step.stages])
    announced = _announced(application)
    return {
        "application": application,
        "plan": application.plan,
        "steps": _way(application, route_items(steps, holders, notes)),
        "history": timeline_items(history, SECTIONS, () if announced else (Action.CONCLUDE,)),
        "versions": version_rows(submissions),
        "findings": _findings(application, submissions),
        "defects": _defects(application, history),
        "verdict": _verdict(application, history),
        "deadline": services.deadline_of(application),
        "days_left": (services.deadline_of(application) - clock.today()).days,
        "continue_url": step_url(application.id, application.step) if application.status in WITH_APPLICANT else "",
        "may_withdraw": _may_withdraw(application),
        "fee": _fee(application),
        "paper": _paper(application),
        "notices": _notices(application),
        "result": announced,
    }


def _way(application: Application, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The picture with the applicant's own step, which notices print first and routes leave out."""
    if not items or items[0]["printed_step"] == 1:
        return items
    status = StepStatus.NOW if application.status in WITH_APPLICANT else StepStatus.DONE
    own = {"printed_step": 1, "name": _("Own application"), "holder": application.applicant_name, "status": status}
    return [own, *items]


def _findings(application: Application, submissions: Sequence[Submission]) -> list[dict[str, Any]]:
    """What the rules said of the newest version, with the auditors' rulings."""
    if not submissions:
        return []
    found = with_rulings(thawed(submissions[-1].content), rulings_of(queries.rulings(application.id)))
    return finding_items(found, application.plan.clauses, queries.code_names(figure_codes(found)))


def _defects(application: Application, history: Sequence[DecisionRecord]) -> dict[str, Any] | None:
    """The return that is to be corrected: by whom, until when, each point with the page where it is put right."""
    if application.status is not Status.RETURNED:
        return None
    returned = next(row for row in reversed(history) if row.action is Action.RETURN)
    return {
        "who": returned.organisation_name or returned.actor_name,
        "reason": returned.reason,
        "items": [
            {
                "section": str(SECTIONS.get(defect["section"], defect["section"])),
                "text": defect["text"],
                "url": _place(application, defect["section"]),
            }
            for defect in returned.details.get("defects", [])
        ],
    }


def _place(application: Application, section: str) -> str:
    if section in STEP_OF:
        return step_url(application.id, STEP_OF[section])
    return url_for("ProfileView.edit", _anchor=ANCHORS.get(section, section))


def _verdict(application: Application, history: Sequence[DecisionRecord]) -> str:
    """Why an application was rejected; "" otherwise."""
    if application.status is not Status.REJECTED:
        return ""
    return next((row.reason for row in reversed(history) if row.action is Action.REJECT), "")


def _may_withdraw(application: Application) -> bool:
    if application.route is None:
        return False
    return workflow.may_withdraw(core_route(application.route), state_of(application), subject_of(application))


def _fee(application: Application) -> list[tuple[str, str]]:
    order = fees.of_application(application.id)
    if order is None:
        return []
    lines = [
        (_("Amount"), money(order.amount_fen)),
        (_("State of the payment"), _("Paid") if order.status is OrderStatus.PAID else _("To be paid")),
        (_("Pay by"), day(order.due_on)),
        (_("Payee"), order.payee.name),
        (_("Price document"), order.source),
    ]
    return lines + _payment(order)


def _payment(order: FeeOrder) -> list[tuple[str, str]]:
    if order.payment is None:
        return []
    return [(_("Paid on"), day(order.payment.paid_on)), (_("Voucher number"), order.payment.voucher_number)]


def _paper(application: Application) -> list[tuple[str, str]]:
    plan, receipt = application.plan, queries.paper_receipt(application.id)
    if application.paper_due_on is None and receipt is None:
        return []
    lines = [
        (_("Copies"), str(plan.paper_copies)),
        (_("Hand in by"), day(application.paper_due_on)),
        (_("Hand in at"), plan.paper_receiver.name if plan.paper_receiver else ""),
    ]
    if receipt is not None:
        lines.append((_("Received on"), day(receipt.received_on)))
    return lines


def _notices(application: Application) -> list[tuple[str, str]]:
    words = {
        NoticeStatus.RUNNING: _("Public notice running"),
        NoticeStatus.COMPLETED: _("Public notice completed"),
    }
    rows = [entry.notice for entry in notices.entries_of(application.id) if entry.notice.status in words]
    return [
        (words[row.status], _("%(first)s to %(last)s", first=day(row.starts_on), last=day(row.last_day)))
        for row in rows
    ]


def _announced(application: Application) -> list[tuple[str, str]]:
    """The committee's result, once it is announced."""
    result = reviews.of_application(application.id)
    if result is None or result.announcement is None:
        return []
    return [
        (_("Result"), _("approved") if result.approved else _("not approved")),
        (_("Document number"), result.announcement.document_number),
        (_("Announced on"), day(result.announcement.announced_on)),
    ]


def version_rows(submissions: Sequence[Submission]) -> list[dict[str, str]]:
    """Submitted versions as the record lists them, newest first."""
    return [
        {
            "name": _("Version %(number)s", number=row.version),
            "when": moment(row.submitted_at),
            "mark": row.sha256[:16],
            "url": url_for("MyApplicationView.version", application_id=row.application_id, number=row.version),
        }
        for row in reversed(submissions)
    ]
