"""The one writer of an application's state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from app.access.scoping import acting
from app.applications import process, queries
from app.applications.labels import SECTIONS
from app.applications.models import Application, ApplicationHolding
from app.applications.services.facts import subject_of
from app.applications.services.telling import tell
from app.catalog.queries import working_calendar
from app.core import clock, workflow
from app.core.actor import Role
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.workflow import Decision, Defect, Gate, Route, StageKind, State, Status, Transition
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.plans import queries as plans
from app.plans.models import PlanRoute, RouteStage
from app.plans.rules import core_route

MOVES = (Action.SUBMIT, Action.PASS, Action.RETURN, Action.REJECT, Action.CONCLUDE, Action.WITHDRAW, Action.UNDO)


def advance(
    application: Application,
    decision: Decision,
    *,
    seen_version: int,
    opinion: str = "",
    reason: str = "",
    defects: Sequence[Defect] = (),
    approved: bool | None = None,
    details: dict[str, Any] | None = None,
) -> Transition:
    """Move a loaded application by one decision of the session's actor, log it, tell whom it concerns.

    `seen_version` is the version of the page that the decision was taken on. `approved` goes with CONCLUDE.
    Raises Conflict (who acted, when), Forbidden, Invalid (what the decision lacks), Refused (a gate, a
    deadline, a move the machine does not allow). R-181 to R-184.
    """
    claim_application(application, seen_version)
    _check_right(application, decision)
    if violations := workflow.check_decision(decision, opinion, reason, defects, SECTIONS):
        raise Invalid(violations)
    route, state, subject = core_route(route_row(application)), state_of(application), subject_of(application)
    stage = application.stage
    if decision in (Decision.PASS, Decision.CONCLUDE) and stage is not None:
        check_deadline(application, stage)
        ask(process.installed().checks, application, stage)
    transition = _move(route, state, subject, decision, approved)
    row = decisions.record(
        SubjectKind.APPLICATION,
        application.id,
        Action[decision.name],
        stage=stage.name if stage else "",
        opinion=opinion.strip(),
        reason=reason.strip(),
        details={
            "before": state_json(transition.before),
            "after": state_json(transition.after),
            "skipped": [skipped.name for skipped in transition.skipped],
            "defects": [{"section": one.section, "text": one.text.strip()} for one in defects],
            "submission": application.submission_count,
            **(details or {}),
        },
    )
    if decision in (Decision.RETURN, Decision.REJECT) and stage is not None:
        ask(process.installed().abandoning, application, stage)
    apply(application, transition, row.at, stage)
    _enter(application, transition)
    tell(application, transition, stage, row.reason)
    return transition


def apply(application: Application, transition: Transition, at: dt.datetime, left: RouteStage | None) -> None:
    """Write a transition's outcome into the row and its holdings."""
    after = transition.after
    queries.release(application.id, at)
    # The holder is found before the first column is written: a query in between would flush half a state.
    stage = stage_row(application, after.stage_id) if after.status is Status.UNDER_WAY else None
    holder_id = plans.resolve_holder(stage, application.employer, application.committee) if stage else None
    due_on = return_due_day(application, left) if after.status is Status.RETURNED else None
    application.status = after.status
    application.stage_id = after.stage_id
    application.returned_by_stage_id = after.returned_from
    application.approved = after.approved
    application.holder_id = holder_id
    application.stage_kind = stage.kind.name if stage else ""
    application.return_due_on = due_on
    if left is not None and left.opens_review_sheet and transition.decision is Decision.PASS:
        application.sheet_open = True
    if after.status is Status.RETURNED:
        application.sheet_open = False
    if stage is not None:
        application.entered_at = at
        holding = ApplicationHolding(
            application_id=application.id, organisation_id=holder_id, stage_id=stage.id, entered_at=at
        )
        db.session.add(holding)
    db.session.flush()
    db.session.expire(application, ["stage", "holder"])


def return_due_day(application: Application, returning: RouteStage | None) -> dt.date:
    """Until when a returned application may come again: the employer's forwarding deadline, or, when a later
    level returned it, the plan's working days counted from the day after the decision."""
    plan = application.plan
    if returning is None or returning.holder is workflow.HolderKind.EMPLOYER:
        return plan.employer_deadline
    return working_calendar().due_day(clock.today(), plan.return_due_working_days).day


def route_row(application: Application) -> PlanRoute:
    """The route that the application was put on when it was first submitted; raises Refused before."""
    if application.route is None:
        raise Refused("The application has not been submitted yet.")
    return application.route


def stage_row(application: Application, stage_id: int | None) -> RouteStage:
    """The row of a stage of the application's route."""
    return next(stage for stage in route_row(application).stages if stage.id == stage_id)


def state_of(application: Application) -> State:
    """Where the row says the application stands."""
    return State(
        status=application.status,
        stage_id=application.stage_id,
        returned_from=application.returned_by_stage_id,
        approved=application.approved,
    )


def conflict(application: Application) -> Conflict:
    """The 409 that names who acted and when."""
    last = decision_queries.latest(SubjectKind.APPLICATION, application.id, *Action)
    if last is None:
        return Conflict()
    return Conflict(
        "%(who)s (%(organisation)s) has already acted on this application at %(time)s. "
        "Please open it again to see where it stands.",
        who=last.actor_name,
        organisation=last.organisation_name or last.actor_name,
        time=last.at,
    )


def claim_application(application: Application, seen_version: int) -> None:
    if not claim(application, seen_version):
        raise conflict(application)


def _check_right(application: Application, decision: Decision) -> None:
    actor = acting(db.session)
    if actor.has(Role.SYSTEM):
        return
    if decision in (Decision.SUBMIT, Decision.WITHDRAW):
        if application.applicant_id != actor.applicant_id:
            raise Forbidden("Only the applicant may do this.")
    elif application.holder_id is None or application.holder_id != actor.organisation_id:
        raise Forbidden("The application is not with your organisation now.")


def check_deadline(application: Application, stage: RouteStage) -> None:
    """An employer forwards until the plan's employer deadline; what a later level returned has its own time."""
    if stage.holder is not workflow.HolderKind.EMPLOYER or clock.today() <= application.plan.employer_deadline:
        return
    returned_by = application.returned_by_stage_id
    if returned_by is not None:
        later = stage_row(application, returned_by)
        if later.holder is not workflow.HolderKind.EMPLOYER:
            return
    raise Refused(
        "The employer's deadline for this plan was %(day)s; it can no longer be forwarded.",
        day=application.plan.employer_deadline,
    )


def _move(
    route: Route, state: State, subject: workflow.Subject, decision: Decision, approved: bool | None
) -> Transition:
    match decision:
        case Decision.SUBMIT:
            return workflow.submit(route, state, subject)
        case Decision.PASS:
            return workflow.approve(route, state, subject)
        case Decision.RETURN:
            return workflow.send_back(route, state, subject)
        case Decision.REJECT:
            return workflow.reject(route, state, subject)
        case Decision.CONCLUDE:
            if approved is None:
                raise ValueError("a conclusion needs its yes or no")
            return workflow.conclude(route, state, subject, approved)
        case Decision.WITHDRAW:
            return workflow.withdraw(route, state, subject)
        case _:
            raise Refused("This decision does not move an application.")


def _enter(application: Application, transition: Transition) -> None:
    if transition.entered is not None:
        ask(process.installed().entering, application, stage_row(application, transition.entered.id))


def ask(hooks: Mapping[Gate, process.Hook], application: Application, stage: RouteStage) -> None:
    gates = {Gate[name] for name in stage.gates}
    if stage.kind is StageKind.PUBLIC_NOTICE:
        gates.add(Gate.NOTICE_COMPLETED)
    for gate in Gate:
        if gate in gates and gate in hooks:
            hooks[gate](application, stage)


def state_json(state: State) -> dict[str, Any]:
    return {
        "status": state.status.name,
        "stage_id": state.stage_id,
        "returned_from": state.returned_from,
        "approved": state.approved,
    }


def state_from_json(data: dict[str, Any]) -> State:
    return State(Status[data["status"]], data["stage_id"], data["returned_from"], data["approved"])
