"""The one writer of an application's state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from app.access.scoping import acting
from app.applications import process, queries
from app.applications.facts import subject_of
from app.applications.labels import SECTIONS
from app.applications.models import Application
from app.applications.services.lateness import too_late
from app.applications.services.moving import Move, plan_move, route_row, stage_row, state_json, state_of, write
from app.applications.services.posts import give_back_posts, take_posts, without_post
from app.applications.services.telling import letters
from app.core import clock, workflow
from app.core.actor import Role
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, Refused
from app.core.workflow import Decision, Defect, Gate, Route, StageKind, State, Transition
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.messages import services as messages
from app.plans.models import RouteStage
from app.plans.rules import core_route

MOVES = (
    Action.SUBMIT,
    Action.PASS,
    Action.RETURN,
    Action.REJECT,
    Action.RECOMMEND,
    Action.CONCLUDE,
    Action.WITHDRAW,
    Action.UNDO,
)

# What hands an application on; a result that is no is told whatever the day.
ONWARD = (Decision.SUBMIT, Decision.PASS, Decision.CONCLUDE)

Outcome: TypeAlias = Transition | DomainError


def advance(
    application: Application,
    decision: Decision,
    *,
    seen_version: int,
    opinion: str = "",
    reason: str = "",
    defects: Sequence[Defect] = (),
    approved: bool | None = None,
    details: Mapping[str, Any] | None = None,
) -> Transition:
    """Move a loaded application by one decision of the session's actor, log it, tell whom it concerns.

    `seen_version` is the version of the page that the decision was taken on. `approved` goes with CONCLUDE.
    Raises Conflict (who acted, when), Forbidden, Invalid (what the decision lacks), Refused (a gate, a
    deadline, a move the machine does not allow). R-181 to R-184.
    """
    seen = {application: seen_version}
    outcome = advance_all(
        seen, decision, opinion=opinion, reason=reason, defects=defects, approved=approved, details=details
    )[application.id]
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def advance_all(
    seen: Mapping[Application, int],
    decision: Decision,
    *,
    opinion: str = "",
    reason: str = "",
    defects: Sequence[Defect] = (),
    approved: bool | None = None,
    details: Mapping[str, Any] | None = None,
) -> dict[int, Outcome]:
    """`advance` for loaded applications, each with the version that was seen: by id the transition, or what refused it.

    Who is refused is known before the first write, but for what somebody else does at that moment. The number of
    statements does not grow with the applications. Raises Invalid where the decision itself lacks something.
    """
    outcomes: dict[int, Outcome] = dict(conflicts([one for one, version in seen.items() if one.version != version]))
    able = [one for one in seen if one.id not in outcomes]
    outcomes.update(_refused(able, lambda one: _check_right(one, decision)))
    able = [one for one in able if one.id not in outcomes]
    violations = workflow.check_decision(decision, opinion, reason, defects, SECTIONS)
    if able and violations:
        raise Invalid(violations)
    leaving = [(one, one.stage) for one in able if one.stage is not None]
    gated = decision in (Decision.PASS, Decision.RECOMMEND, Decision.CONCLUDE)
    if gated:
        outcomes.update(_refused(able, check_deadline))
        outcomes.update(_unmet([place for place in leaving if place[0].id not in outcomes]))
    planned, refused = _planned([one for one in able if one.id not in outcomes], decision, approved)
    outcomes.update(refused)
    at = clock.now()
    moves = write(planned, at)
    written = {one.application.id for one in moves}
    outcomes.update(conflicts([one.application for one in planned if one.application.id not in written]))
    if gated and (unmet := _unmet([(one.application, one.left) for one in moves if one.left is not None])):
        raise next(iter(unmet.values()))
    decisions.record_all(
        SubjectKind.APPLICATION,
        [_entry(one, opinion.strip(), reason.strip(), defects, details or {}) for one in moves],
        at,
    )
    for one in moves:
        if decision in (Decision.RETURN, Decision.REJECT) and one.left is not None:
            leave(process.installed().abandoning, one.application, one.left)
        if decision is Decision.RETURN:
            queries.retract_at(one.application.id, _to_pass_again(one), at)
    take_posts(moves)
    give_back_posts(moves)
    _enter([one for one in moves if one.entered is not one.left])
    actor = acting(db.session)
    messages.send_all(
        [each for one in moves for each in letters(actor, one.application, one.transition, one.left, reason.strip())]
    )
    outcomes.update({one.application.id: one.transition for one in moves})
    return outcomes


def claim_application(application: Application, seen_version: int) -> None:
    """Take the application for a command that does not move it; raises Conflict, which names who acted and when."""
    if not claim(application, seen_version):
        raise conflicts([application])[application.id]


def conflicts(applications: Sequence[Application]) -> dict[int, Conflict]:
    """The 409 of each of them, by id: who acted and when."""
    ids = [one.id for one in applications]
    last = decision_queries.last_links(SubjectKind.APPLICATION, ids) if ids else {}
    return {key: _conflict(last.get(key)) for key in ids}


def _conflict(last: decision_queries.ChainEnd | None) -> Conflict:
    if last is None:
        return Conflict()
    return Conflict(
        "%(who)s (%(organisation)s) has already acted on this application at %(time)s. "
        "Please open it again to see where it stands.",
        who=last.actor_name,
        organisation=last.organisation_name or last.actor_name,
        time=last.at,
    )


def _refused(applications: Iterable[Application], check: Callable[[Application], None]) -> dict[int, DomainError]:
    found: dict[int, DomainError] = {}
    for one in applications:
        try:
            check(one)
        except DomainError as refusal:
            found[one.id] = refusal
    return found


def _check_right(application: Application, decision: Decision) -> None:
    actor = acting(db.session)
    if actor.has(Role.SYSTEM):
        return
    if decision in (Decision.SUBMIT, Decision.WITHDRAW):
        if application.applicant_id != actor.applicant_id:
            raise Forbidden("Only the applicant may do this.")
    elif application.holder_id is None or application.holder_id != actor.organisation_id:
        raise Forbidden("The application is not with your organisation now.")


def check_deadline(application: Application) -> None:
    """An employer forwards until the plan's employer deadline; what a later level returned has its own time."""
    stage = application.stage
    if stage is None or stage.holder is not workflow.HolderKind.EMPLOYER:
        return
    if clock.today() <= application.plan.employer_deadline:
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


def _planned(
    applications: Sequence[Application], decision: Decision, approved: bool | None
) -> tuple[list[Move], dict[int, DomainError]]:
    """The moves that the machine and the catalog allow, and why not the others. A route is read once."""
    routes: dict[int, Route] = {}
    moves: list[Move] = []

    def plan(application: Application) -> None:
        row = route_row(application)
        route = routes[row.id] = routes.get(row.id) or core_route(row)
        transition = _move(route, state_of(application), subject_of(application), decision, approved)
        moves.append(plan_move(application, transition, application.stage))

    refused = _refused(applications, plan)
    late = too_late(
        (one.application, one.entered, one.holder_id)
        for one in moves
        if one.transition.decision in ONWARD and one.transition.after.approved is not False
        if one.entered is not None and one.holder_id is not None
    )
    return [one for one in moves if one.application.id not in late], {**refused, **late}


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
        case Decision.RECOMMEND:
            return workflow.recommend(route, state)
        case Decision.CONCLUDE:
            if approved is None:
                raise ValueError("a conclusion needs its yes or no")
            return workflow.conclude(route, state, subject, approved)
        case Decision.WITHDRAW:
            return workflow.withdraw(route, state, subject)
        case _:
            raise Refused("This decision does not move an application.")


def _to_pass_again(move: Move) -> list[int]:
    """Ids of the stages that a returned application will pass again."""
    stages = route_row(move.application).stages
    first = move.entered or (move.left if _resumes_here(move.left) else None)
    return [stage.id for stage in stages[stages.index(first) if first is not None else 0 :]]


def _resumes_here(stage: RouteStage | None) -> bool:
    return stage is not None and stage.resume_at is workflow.ResumeAt.RETURNING_STAGE


def _entry(
    move: Move, opinion: str, reason: str, defects: Sequence[Defect], details: Mapping[str, Any]
) -> decisions.Entry:
    transition = move.transition
    return decisions.Entry(
        move.application.id,
        Action[transition.decision.name],
        stage=move.left.name if move.left else "",
        opinion=opinion,
        reason=reason,
        details={
            "before": state_json(transition.before),
            "after": state_json(transition.after),
            "skipped": [skipped.name for skipped in transition.skipped],
            "defects": [{"section": one.section, "text": one.text.strip()} for one in defects],
            "submission": move.application.submission_count,
            **details,
        },
    )


def gates_at(stage: RouteStage) -> list[Gate]:
    """What has to happen before the stage can be passed, in a fixed order."""
    wanted = {Gate[name] for name in stage.gates}
    if stage.kind is StageKind.PUBLIC_NOTICE:
        wanted.add(Gate.NOTICE_COMPLETED)
    return [gate for gate in Gate if gate in wanted]


def leave(hooks: Mapping[Gate, process.Leave], application: Application, stage: RouteStage) -> None:
    """Ask the hook of each gate of a stage that an application leaves without passing it."""
    for gate in gates_at(stage):
        if gate in hooks:
            hooks[gate](application, stage)


def _unmet(places: process.Places) -> dict[int, DomainError]:
    """Those that cannot pass their stage now; of several gates the first says why."""
    found: dict[int, DomainError] = dict(without_post(places))
    for gate, check in process.installed().checks.items():
        if asked := [place for place in _behind(gate, places) if place[0].id not in found]:
            found.update(check(asked))
    return found


def _enter(moves: Sequence[Move]) -> None:
    entered = [(one.application, one.entered) for one in moves if one.entered is not None]
    for gate, enter in process.installed().entering.items():
        if places := _behind(gate, entered):
            enter(places)


def _behind(gate: Gate, places: process.Places) -> process.Places:
    """Those whose stage has the gate."""
    stages = {stage for _application, stage in places}
    gated = {stage for stage in stages if gate in gates_at(stage)}
    return [(application, stage) for application, stage in places if stage in gated]
