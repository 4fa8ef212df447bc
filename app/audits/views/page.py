"""What the workbench shows of one application; stages whose work has a form of its own bring their panel along."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.access.roles import permitted
from app.access.scoping import acting
from app.applicants.labels import COLUMN_LABELS
from app.applications import queries as applications
from app.applications.facts import subject_of
from app.applications.labels import (
    SECTIONS,
    figure_codes,
    finding_items,
    outcome_items,
    route_items,
    submission_view,
)
from app.applications.models import Application, Submission
from app.applications.services import state_of
from app.applications.services.naming import lists_open
from app.audits import queries, services
from app.audits.forms import PaperForm
from app.audits.labels import MISSING_LABELS, RULING_WORDS, STOCK, change_items, consequences, next_action
from app.audits.rules import possible_rulings
from app.console.actions import typed_decision
from app.console.errors import translate, worded
from app.console.formats import moment
from app.console.languages import officially
from app.console.layout import label
from app.core import clock, workflow
from app.core.eligibility import Finding, Outcome
from app.core.errors import DomainError, Invalid
from app.core.workflow import StageKind, Status
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.labels import list_word, timeline_items
from app.extensions import db
from app.plans.rules import core_route
from app.plans.views.wording import step_notes

STATUS_KEYS = {
    Status.UNDER_WAY: "now",
    Status.RETURNED: "returned",
    Status.REJECTED: "rejected",
    Status.NOT_APPROVED: "rejected",
    Status.COMPLETED: "passed",
}
# The sections of a frozen version in the order in which the page shows them.
SHOWN = (
    "answers",
    "statement",
    "person",
    "education",
    "employment",
    "titles",
    "appraisals",
    "entries",
    "attachments",
    "commitment",
)
WEIGHTIEST_FIRST = (Outcome.FAIL, Outcome.EVIDENCE_NEEDED, Outcome.PASS)
DECIDED = (Action.PASS, Action.CONCLUDE)


@dataclass(frozen=True)
class StagePanel:
    """The form of a kind of stage: who may use it, its template, and what that shows."""

    resource: str
    verb: str
    template: str
    context: Callable[[Application], Mapping[str, Any]]


_panels: dict[StageKind, StagePanel] = {}


def register_panel(kind: StageKind, panel: StagePanel) -> None:
    """Let the workbench show `panel` to the holder of a stage of this kind."""
    _panels[kind] = panel


_bulks: dict[StageKind, StagePanel] = {}


def register_bulk(kind: StageKind, panel: StagePanel) -> None:
    """Let the queue show `panel` for rows that all wait at this kind of stage."""
    _bulks[kind] = panel


def bulk_panel(kinds: Collection[str]) -> tuple[StageKind, StagePanel] | None:
    """The panel for rows that wait at these kinds of stage, where they share one and the reader may use it."""
    found = [(kind, panel) for kind, panel in _bulks.items() if kind.name in kinds]
    if len(found) != 1 or not permitted(acting(db.session).roles, found[0][1].verb, found[0][1].resource):
        return None
    return found[0]


def workbench_page(application: Application, refusal: DomainError | None = None, **more: Any) -> dict[str, Any]:
    """The context of `audits/workbench.html`; `refusal` is why what was posted could not be done, `more` adds to it."""
    submissions = applications.submissions(application.id)
    content = submissions[-1].content
    history = decisions.history(SubjectKind.APPLICATION, application.id)
    found = sorted(services.findings(application, content), key=lambda one: WEIGHTIEST_FIRST.index(one.outcome))
    names = applications.code_names(figure_codes(found))
    items = finding_items(found, application.plan.clauses, names)
    return {
        "application": application,
        "submission": submissions[-1],
        "content": content,
        "view": submission_view(content),
        "identity_label": str(COLUMN_LABELS["identity_number"]),
        "sections": [(key, str(words)) for key, words in SECTIONS.items()],
        "findings": items,
        "rulings": {one.subject: _rulings(one, item) for one, item in zip(found, items, strict=True)},
        "may_rule": services.may_rule(application),
        "changes": _changes(submissions),
        "history": timeline_items(history, SECTIONS),
        "route": _route(application, history),
        "next_action": next_action(application, services.is_ours(application)),
        "gates": [_gate_words(state) for state in services.gates(application)],
        "section_words": SECTIONS,
        "status_key": STATUS_KEYS.get(application.status, "neutral"),
        "view_meta": _meta(content, submissions[-1]),
        "back_url": url_for("AuditView.list"),
        "next_url": _next_url(application),
        "anchors": _anchors(len(submissions) > 1),
        "may_reveal": permitted(acting(db.session).roles, "audit", "Application"),
        "undo": _undo_words(application, history),
        "paper_form": _paper_form(application),
        "receipt": applications.paper_receipt(application.id),
        "outcomes": outcome_items(applications.outcomes(application.id)),
        "lists": _lists(application),
        "refusal": _refusal_words(refusal),
        **_deciding(application, refusal, sum(one.outcome is not Outcome.PASS for one in found)),
        **_panel(application),
        **more,
    }


def _meta(content: Mapping[str, Any], submission: Submission) -> str:
    """The line under the name: what is applied for, from where, in which version."""
    parts = (content["answers"]["title"], content["answers"]["specialty"], content["employer"]["name"])
    version = _("version %(number)s of %(time)s", number=submission.version, time=moment(submission.submitted_at))
    return " · ".join([*filter(None, parts), version])


def _anchors(changed: bool) -> list[tuple[str, str]]:
    changes = [("changes", _("Changes"))] if changed else []
    frozen = [(key, str(SECTIONS[key])) for key in SHOWN]
    return [*changes, ("findings", _("Conditions")), *frozen, ("history", _("History"))]


def _next_url(application: Application) -> str:
    """The next application of the same work: of the stage where this one is or, once decided, was with us."""
    organisation_id = acting(db.session).organisation_id
    if organisation_id is None:
        return ""
    ours = [held for held in applications.holdings(application.id) if held.organisation_id == organisation_id]
    kind = ours[-1].stage.kind.name if ours else ""
    found = queries.next_waiting(organisation_id, kind, application.id) if kind else None
    return url_for("AuditView.show", application_id=found) if found else ""


def _rulings(finding: Finding, item: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(subject, verb, which way) of what can be ruled about a finding; the way is named where there are several."""
    ways = {way.subject: words["text"] for way, words in zip(finding.details, item["details"], strict=True)}
    return [(name, str(RULING_WORDS[kind]), ways.get(name, "")) for name, kind in possible_rulings(finding).items()]


def _gate_words(state: services.GateState) -> tuple[str, str]:
    """What a gate waits for, and the sentence about it; "" once it is met."""
    if state.missing is None:
        return label(state.gate), ""
    return str(MISSING_LABELS[state.gate]), translate(state.missing.message, state.missing.params)


def _deciding(application: Application, refusal: DomainError | None, unsettled: int) -> dict[str, Any]:
    """The decision panel, where the application is with us and its stage has one."""
    offered = services.offered(application)
    if not offered:
        return {"offered": ()}
    words, blocked = consequences(services.ahead(application), unsettled)
    posted = request.method == "POST" and "decision" in request.form
    violations = worded(refusal.violations) if posted and isinstance(refusal, Invalid) else []
    return {
        "offered": [decision.name for decision in offered],
        "consequences": words,
        "blocked": blocked,
        "stock": _stock(),
        "values": typed_decision(request.form) if posted else {},
        "errors": [(one["field"], one["message"]) for one in violations],
        "at_notice": application.stage_kind == StageKind.PUBLIC_NOTICE.name,
    }


def _stock() -> dict[str, list[str]]:
    """Stock wordings as the office writes them, whoever takes them over: they stand on the printed sheet."""
    with officially():
        return {name: [str(text) for text in texts] for name, texts in STOCK.items()}


def _panel(application: Application) -> dict[str, Any]:
    stage = application.stage
    panel = _panels.get(stage.kind) if stage is not None and services.is_ours(application) else None
    if panel is None or not permitted(acting(db.session).roles, panel.verb, panel.resource):
        return {"panel": ""}
    return {"panel": panel.template, **panel.context(application)}


def _paper_form(application: Application) -> PaperForm | None:
    allowed = permitted(acting(db.session).roles, "record", "PaperReceipt")
    if not allowed or not services.awaits_paper(application):
        return None
    return PaperForm(formdata=None, copies=application.plan.paper_copies, received_on=clock.today())


def _lists(application: Application) -> list[dict[str, Any]]:
    """The lists that the application can be entered into or taken off here, and those that it is named in."""
    named = {one.list_name for one in application.namings}
    may = permitted(acting(db.session).roles, "audit", "Application")
    open_here = lists_open(application) if may else []
    names = list(dict.fromkeys([*open_here, *sorted(named)]))
    return [
        {"name": name, "words": list_word(name), "named": name in named, "open": name in open_here} for name in names
    ]


def _changes(submissions: Any) -> list[dict[str, str]]:
    if len(submissions) < 2:
        return []
    before, after = submissions[-2:]
    return change_items(before.content, after.content)


def _route(application: Application, history: Any) -> list[dict[str, Any]]:
    """The picture with the holder of every stage that was reached."""
    if application.route is None:
        return []
    decided: set[int] = set()
    for row in history:
        if row.action in DECIDED:
            decided.add(row.details["before"]["stage_id"])
        elif row.action is Action.UNDO:
            decided.discard(row.details["after"]["stage_id"])
    steps = workflow.route_picture(
        core_route(application.route), state_of(application), subject_of(application), decided
    )
    holders = {held.stage_id: held.organisation.name for held in applications.holdings(application.id)}
    notes = step_notes(application.plan, [stage for step in steps for stage in step.stages])
    return route_items(steps, holders, notes)


def _undo_words(application: Application, history: Any) -> str:
    if not services.may_take_back(application):
        return ""
    undoable = (*DECIDED, Action.RETURN, Action.REJECT, Action.RECOMMEND)
    last = next(row for row in reversed(history) if row.action in undoable)
    return _("%(who)s: %(action)s, %(time)s.", who=last.actor_name, action=label(last.action), time=moment(last.at))


def _refusal_words(refusal: DomainError | None) -> list[str]:
    """What stands over the page: a refusal, and violations that have no field."""
    if refusal is None:
        return []
    if isinstance(refusal, Invalid):
        return [one["message"] for one in worded(refusal.violations)]
    return [translate(refusal.message, refusal.params)]
