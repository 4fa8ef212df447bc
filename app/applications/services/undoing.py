"""撤销: take back the newest decision, while nothing has followed from it."""

from __future__ import annotations

from app.access.scoping import acting
from app.applications import process, queries
from app.applications.models import Application
from app.applications.services.advancing import MOVES, claim_application, leave
from app.applications.services.moving import plan_move, route_row, stage_row, state_from_json, state_of, write
from app.applications.services.posts import posts_as_before
from app.core import clock, workflow
from app.core.actor import Role
from app.core.errors import Forbidden, Refused
from app.core.workflow import Decision, Transition
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.extensions import db
from app.messages import services as messages
from app.organisations.holding import hold
from app.plans.rules import core_route


def undo(application: Application, *, seen_version: int, reason: str = "") -> Transition:
    """撤销: take back the newest move, if this actor's organisation made it and nothing followed.

    Refused once a payment was recorded, a notice was started, papers came or a later level acted.
    """
    actor = acting(db.session)
    if actor.organisation_id is not None and actor.has(Role.EMPLOYER_OPERATOR):
        hold(actor.organisation_id)
    claim_application(application, seen_version)
    last = decision_queries.latest(SubjectKind.APPLICATION, application.id, *MOVES)
    if last is None or last.action in (Action.UNDO, Action.SUBMIT, Action.WITHDRAW):
        raise Refused("There is no decision that could be undone.")
    if last.organisation_id != actor.organisation_id:
        raise Forbidden("Only the organisation that decided may undo its decision.")
    route = core_route(route_row(application))
    before, after = (state_from_json(last.details[key]) for key in ("before", "after"))
    done = Transition(
        before=before,
        after=after,
        decision=Decision[last.action.name],
        entered=route.stage(after.stage_id) if after.stage_id else None,
        left=route.stage(before.stage_id) if before.stage_id else None,
    )
    transition = workflow.undo(done, state_of(application))
    entered_stage = application.stage
    if entered_stage is not None and last.action is not Action.RECOMMEND:
        leave(process.installed().undoing, application, entered_stage)
    decisions.record(
        SubjectKind.APPLICATION,
        application.id,
        Action.UNDO,
        stage=last.stage,
        reason=reason.strip(),
        details={"before": last.details["after"], "after": last.details["before"], "undone": last.sequence},
    )
    write([plan_move(application, transition, None)], clock.now(), raised=0)
    restore_sheet(application)
    _outcomes_as_before(application, last)
    left = stage_row(application, before.stage_id) if before.stage_id else None
    posts_as_before(application, done.decision, left)
    messages.send(
        "undone",
        applicant_id=application.applicant_id,
        application_id=application.id,
        organisation=actor.organisation_name,
        plan=application.plan.name,
    )
    return transition


def may_undo(application: Application) -> bool:
    """Whether the newest move is this actor's organisation's own and may still be taken back on a screen."""
    last = decision_queries.latest(SubjectKind.APPLICATION, application.id, *MOVES)
    return (
        last is not None
        and last.action in (Action.PASS, Action.RETURN, Action.REJECT, Action.RECOMMEND, Action.CONCLUDE)
        and last.organisation_id is not None
        and last.organisation_id == acting(db.session).organisation_id
        and state_from_json(last.details["after"]) == state_of(application)
    )


def waits_for_body_outside(application: Application) -> bool:
    """Whether the newest move recommended the application to a body outside, whose result is still to come."""
    last = decision_queries.latest(SubjectKind.APPLICATION, application.id, *MOVES)
    return last is not None and last.action is Action.RECOMMEND


def _outcomes_as_before(application: Application, undone: DecisionRecord) -> None:
    """An outcome goes with the decision that it made; what a return had retracted stands again."""
    details = undone.details
    if undone.action is Action.RETURN:
        queries.restore_retracted(application.id, undone.at)
    elif "result" in details:
        place = (application.id, details["before"]["stage_id"], details["from_outside"])
        queries.retract([place], clock.now())


def restore_sheet(application: Application) -> None:
    """After an undo the sheet is open exactly if a stage that opens it was passed before."""
    stages = route_row(application).stages
    here = stages.index(stage_row(application, application.stage_id)) if application.stage_id else 0
    application.sheet_open = any(stage.opens_review_sheet for stage in stages[:here])
