"""Decide on applications, rule about findings, and see beforehand what a decision would bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.access.roles import permitted
from app.access.scoping import acting
from app.applications import process
from app.applications import queries as applications
from app.applications import services as application_services
from app.applications.facts import rulings_of, subject_of
from app.applications.models import Application, FindingRuling
from app.applications.services.advancing import check_deadline, claim_application, gates_at
from app.applications.services.lateness import too_late
from app.applications.services.moving import holder_of, return_due_day, route_row, stage_row, state_of
from app.audits import queries
from app.audits.rules import OFFERED, RULING_STAGES, check_ruling, possible_rulings
from app.console.actions import DecisionInput
from app.core import clock, workflow
from app.core.eligibility import Finding, thaw, with_rulings
from app.core.errors import DomainError, Forbidden, Invalid, Refused
from app.core.workflow import Decision, Defect, Gate, Status, Transition
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from app.plans.models import RouteStage
from app.plans.rules import core_route


@dataclass(frozen=True)
class Ahead:
    """What decisions would bring: who gets the application after 通过 ("" where it ends) and after 退回.

    `returned_to` "" is the applicant, until `return_due_on`; `blocked` is why it cannot be passed now.
    """

    stage: str
    holder: str
    returned_to: str
    return_due_on: dt.date | None
    blocked: Refused | None


@dataclass(frozen=True)
class GateState:
    """A gate of the stage; `missing` is what it waits for, None once it is met."""

    gate: Gate
    missing: Refused | None


@dataclass(frozen=True)
class RowResult:
    """What became of one row of a bulk decision; `refusal` None: it was passed."""

    application: Application
    refusal: DomainError | None


def decide(application_id: int, given: DecisionInput) -> Application:
    """通过, 退回 or 不通过 as it was posted (R-181 to R-184, R-193 to R-195); the application where it stands now.

    Raises OutOfScope, Conflict, Forbidden, Invalid, Refused; see `advance`.
    """
    application = applications.load_many([application_id])[application_id]
    if refusal := _form_of_its_own(application, given.decision, given.version):
        raise refusal
    application_services.advance(
        application,
        given.decision,
        seen_version=given.version,
        opinion=given.opinion,
        reason=given.reason,
        defects=[Defect(section, text) for section, text in given.defects],
    )
    return application


def pass_many(seen: Mapping[int, int], opinion: str) -> list[RowResult]:
    """通过 for applications by id, each with the version that its row was drawn for, with one opinion for all.

    Everyone who can be passed is; the others stay as they are, and their result says why. In the order of `seen`.
    Raises OutOfScope where even one is not this person's to see, Invalid for the opinion.
    """
    found = applications.load_many(seen)
    refusals = {key: _form_of_its_own(one, Decision.PASS, seen[key]) for key, one in found.items()}
    asked = {found[key]: version for key, version in seen.items() if refusals[key] is None}
    outcomes = application_services.advance_all(asked, Decision.PASS, opinion=opinion)
    refusals.update({key: one for key, one in outcomes.items() if isinstance(one, DomainError)})
    return [RowResult(found[key], refusals[key]) for key in seen]


def take_back(application_id: int, seen_version: int) -> Transition:
    """撤销 of our newest decision; raises as `undo`."""
    return application_services.undo(applications.load(application_id), seen_version=seen_version)


def rule(application_id: int, seen_version: int, subject: str, reason: str) -> FindingRuling:
    """Confirm the evidence of a finding of the newest version, or waive it where the plan lets it be waived.

    The decision goes into the log. Raises OutOfScope, Conflict, Forbidden where the application is elsewhere or
    its stage is no audit, Invalid.
    """
    application = applications.load(application_id)
    claim_application(application, seen_version)
    if not may_rule(application):
        raise Forbidden("The application is not with your organisation now.")
    actor = acting(db.session)
    possible = {name: kind for one in findings(application) for name, kind in possible_rulings(one).items()}
    kind = possible.get(subject)
    violations = check_ruling(kind, reason)
    if violations or kind is None or actor.organisation_id is None:
        raise Invalid(violations)
    ruling = next((row for row in applications.rulings(application.id) if row.subject == subject), None)
    if ruling is None:
        ruling = FindingRuling(application_id=application.id, subject=subject)
        db.session.add(ruling)
    ruling.kind, ruling.reason, ruling.at = kind, reason.strip(), clock.now()
    ruling.organisation_id, ruling.actor_name = actor.organisation_id, decisions.signature()
    db.session.flush()
    decisions.record(
        SubjectKind.APPLICATION,
        application.id,
        Action.RULE,
        stage=application.stage.name if application.stage else "",
        opinion=reason.strip(),
        details={"subject": subject, "kind": kind.name, "submission": application.submission_count},
    )
    return ruling


def findings(application: Application, content: Mapping[str, Any] | None = None) -> list[Finding]:
    """What the rules said of the newest frozen version, with the rulings made since."""
    frozen = content or applications.newest_submission(application.id).content
    return with_rulings([thaw(one) for one in frozen["findings"]], rulings_of(applications.rulings(application.id)))


def is_ours(application: Application) -> bool:
    """Whether the application is with the actor's organisation now."""
    organisation_id = acting(db.session).organisation_id
    return organisation_id is not None and application.holder_id == organisation_id


def may_rule(application: Application) -> bool:
    """Whether the actor's organisation may confirm or waive findings now."""
    return is_ours(application) and application.stage is not None and application.stage.kind in RULING_STAGES


def offered(application: Application) -> tuple[Decision, ...]:
    """The decisions that the actor's organisation may take now, in their fixed order."""
    if not permitted(acting(db.session).roles, "audit", "Application"):
        return ()
    if application.stage is None or not is_ours(application):
        return ()
    return OFFERED[application.stage.kind]


def may_take_back(application: Application) -> bool:
    """Whether our newest decision can still be undone: nothing that the stage waits for has come or begun since."""
    if not application_services.may_undo(application):
        return False
    if application_services.waits_for_body_outside(application):
        return True
    if any(state.missing is None for state in gates(application)):
        return False
    started = process.installed().undoing.get(Gate.NOTICE_COMPLETED)
    try:
        if started is not None and application.stage is not None:
            started(application, application.stage)
    except Refused:
        return False
    return True


def awaits_paper(application: Application) -> bool:
    """Whether the actor's office is to receive the printed sheets of the application now."""
    return (
        application.paper_due_on is not None
        and application.status is Status.UNDER_WAY
        and application.plan.paper_receiver_id is not None
        and application.plan.paper_receiver_id == acting(db.session).organisation_id
        and applications.paper_receipt(application.id) is None
    )


def gates(application: Application) -> list[GateState]:
    """The gates of the stage where the application waits, each with what it still waits for."""
    stage = application.stage
    return [GateState(gate, _missing(gate, application, stage)) for gate in gates_at(stage)] if stage else []


def ahead(application: Application) -> Ahead:
    """What 通过 (or a yes) and 退回 would bring, without doing either."""
    stage = application.stage
    assert stage is not None
    route, state, subject = core_route(route_row(application)), state_of(application), subject_of(application)
    blocked = next((state.missing for state in gates(application) if state.missing), None)
    entered = route.following(subject, after=route.stage(stage.id))[0]
    holder = ""
    try:
        check_deadline(application)
        if entered is not None:
            holder_id = _holder(application, entered.id)
            holder = queries.organisation_names([holder_id])[holder_id]
            arrival = (application, stage_row(application, entered.id), holder_id)
            blocked = blocked or too_late([arrival]).get(application.id)
    except Refused as refusal:
        blocked = blocked or refusal
    returned = workflow.send_back(route, state, subject) if Decision.RETURN in OFFERED[stage.kind] else None
    back = returned.entered if returned else None
    return Ahead(
        stage=entered.name if entered else "",
        holder=holder,
        returned_to=_holder_name(application, back.id) if back else "",
        return_due_on=return_due_day(application, stage) if returned and not back else None,
        blocked=blocked,
    )


def _form_of_its_own(application: Application, decision: Decision, seen_version: int) -> DomainError | None:
    """Why the decision cannot be taken here at our stage: another form takes it; a stale page is left to advance()."""
    stage, stale = application.stage, application.version != seen_version
    if stage is None or stale or not is_ours(application) or decision in OFFERED[stage.kind]:
        return None
    return Refused("At the stage “%(stage)s” this decision has a form of its own.", stage=stage.name)


def _missing(gate: Gate, application: Application, stage: RouteStage) -> Refused | None:
    check = process.installed().checks.get(gate)
    return check([(application, stage)]).get(application.id) if check is not None else None


def _holder(application: Application, stage_id: int) -> int:
    return holder_of(application, stage_row(application, stage_id))


def _holder_name(application: Application, stage_id: int) -> str:
    holder_id = _holder(application, stage_id)
    return queries.organisation_names([holder_id])[holder_id]
