"""What the page of one's own application says: where it stands, what comes next, what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.applicants.freezing import frozen_keys
from app.applicants.tabs import TABS
from app.applications import queries, services
from app.applications.facts import rulings_of, subject_of
from app.applications.labels import SECTIONS, figure_codes, finding_items, outcome_items, route_items, thawed
from app.applications.models import Application
from app.applications.services.moving import state_of
from app.applications.services.previewing import picture
from app.applications.services.telling import conclusion_is_public
from app.applications.views.steps import step_url
from app.console.formats import day, moment, money
from app.core import clock, workflow
from app.core.eligibility import with_rulings
from app.core.workflow import WITH_APPLICANT, Status, StepStatus
from app.decisions.enums import Action
from app.decisions.labels import timeline_items
from app.fees.enums import OrderStatus
from app.plans.enums import WizardStep
from app.plans.published import published
from app.plans.views.wording import step_notes
from app.portal.queries import Record
from app.public_notices import queries as notices
from app.public_notices.enums import NoticeStatus

STEP_OF = {
    "photo": WizardStep.PHOTO,
    "commitment": WizardStep.COMMITMENT,
    "answers": WizardStep.DATA,
    "statement": WizardStep.DATA,
    "entries": WizardStep.ENTRIES,
    "attachments": WizardStep.ATTACHMENTS,
}
TAB_OF = {"person": "identity", **{key: tab.key for tab in TABS.values() for key in frozen_keys(tab)}}


def record_parts(record: Record) -> dict[str, Any]:
    """Everything that the record's template shows."""
    application, history, facts = record.application, record.history, record.facts
    steps, holders = picture(application, history)
    stages = [stage for step in steps for stage in step.stages]
    notes = step_notes(application.plan, stages)
    public = conclusion_is_public(application, stages)
    hidden = () if public else (Action.CONCLUDE,)
    deadline = services.deadline_of(application)
    return {
        "application": application,
        "plan": application.plan,
        "steps": _way(application, route_items(steps, holders, notes)),
        "stage": next((one.name for step in steps for one in step.stages if one.id == application.stage_id), ""),
        "history": timeline_items(history, SECTIONS, hidden),
        "versions": version_rows(record.submissions),
        "findings": _findings(record),
        "defects": _defects(application, history),
        "verdict": _verdict(application, history),
        "deadline": deadline,
        "days_left": (deadline - clock.today()).days,
        "continue_url": step_url(application.id, application.step) if application.status in WITH_APPLICANT else "",
        "may_withdraw": _may_withdraw(application),
        "fee": _fee(facts),
        "paper": _paper(application, facts.received_on),
        "notices": _notices(application) if facts.has_notices else [],
        "result": _results(application, public) if facts.has_outcomes or application.approved is not None else [],
    }


def _way(application: Application, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The picture with the applicant's own step, which notices print first and routes leave out."""
    if not items or items[0]["printed_step"] == 1:
        return items
    status = StepStatus.NOW if application.status in WITH_APPLICANT else StepStatus.DONE
    own = {"printed_step": 1, "name": _("Own application"), "holder": application.applicant_name, "status": status}
    return [own, *items]


def _findings(record: Record) -> list[dict[str, Any]]:
    """What the rules said of the newest version, with the auditors' rulings."""
    if not record.submissions:
        return []
    application = record.application
    rulings = queries.rulings(application.id) if record.facts.has_rulings else []
    found = with_rulings(thawed(record.submissions[-1].content), rulings_of(rulings))
    return finding_items(found, published(application.plan).clauses, queries.code_names(figure_codes(found)))


def _defects(application: Application, history: Sequence[Any]) -> dict[str, Any] | None:
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
    return url_for("ProfileView.tab", key=TAB_OF.get(section, "identity"))


def _verdict(application: Application, history: Sequence[Any]) -> str:
    """Why an application was rejected; "" otherwise."""
    if application.status is not Status.REJECTED:
        return ""
    return next((row.reason for row in reversed(history) if row.action is Action.REJECT), "")


def _may_withdraw(application: Application) -> bool:
    if application.route_id is None:
        return False
    subject = subject_of(application)
    way = published(application.plan).route_of(application.route_id, subject)
    return way is not None and workflow.may_withdraw(way.route, state_of(application), subject)


def _fee(facts: Any) -> list[tuple[str, str]]:
    if facts.amount_fen is None:
        return []
    lines = [
        (_("Amount"), money(facts.amount_fen)),
        (_("State of the payment"), _("Paid") if facts.fee_status is OrderStatus.PAID else _("To be paid")),
        (_("Pay by"), day(facts.due_on)),
        (_("Payee"), facts.payee),
        (_("Price document"), facts.source),
    ]
    if facts.paid_on is None:
        return lines
    return [*lines, (_("Paid on"), day(facts.paid_on)), (_("Voucher number"), facts.voucher_number)]


def _paper(application: Application, received_on: dt.date | None) -> list[tuple[str, str]]:
    plan = application.plan
    if application.paper_due_on is None and received_on is None:
        return []
    lines = [
        (_("Copies"), str(plan.paper_copies)),
        (_("Hand in by"), day(application.paper_due_on)),
        (_("Hand in at"), plan.paper_receiver.name if plan.paper_receiver else ""),
    ]
    if received_on is not None:
        lines.append((_("Received on"), day(received_on)))
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


def _results(application: Application, public: bool) -> list[tuple[str, str]]:
    """What stages recorded, and the conclusion: nothing of what a committee said before it may be told."""
    told = [one for one in queries.outcomes(application.id) if public or one.kind not in workflow.CONCLUDING_KINDS]
    if not public or application.approved is None:
        return outcome_items(told)
    return [(_("Result"), _("approved") if application.approved else _("not approved")), *outcome_items(told)]


def version_rows(submissions: Sequence[Any]) -> list[dict[str, str]]:
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
