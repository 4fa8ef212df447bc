"""The one writer of an application's state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, case, literal, or_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeEngine

from app.access.scoping import acting
from app.applications import process, queries
from app.applications.labels import SECTIONS
from app.applications.models import Application, ApplicationHolding
from app.applications.services.facts import subject_of
from app.applications.services.telling import letters
from app.catalog.queries import working_calendar
from app.core import clock, workflow
from app.core.actor import Role
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, Refused
from app.core.workflow import Decision, Defect, Gate, Route, StageKind, State, Status, Transition
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.extensions import claim, db, insert_all
from app.messages import services as messages
from app.plans import queries as plans
from app.plans.models import PlanRoute, RouteStage
from app.plans.rules import core_route

MOVES = (Action.SUBMIT, Action.PASS, Action.RETURN, Action.REJECT, Action.CONCLUDE, Action.WITHDRAW, Action.UNDO)


Outcome: TypeAlias = Transition | DomainError


@dataclass(frozen=True)
class Move:
    """One application's way from a stage (None: from the applicant) to where its transition leads."""

    application: Application
    transition: Transition
    left: RouteStage | None
    entered: RouteStage | None
    holder_id: int | None
    return_due_on: dt.date | None


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
    outcomes: dict[int, Outcome] = dict(_conflicts([one for one, version in seen.items() if one.version != version]))
    able = [one for one in seen if one.id not in outcomes]
    outcomes.update(_refused(able, lambda one: _check_right(one, decision)))
    able = [one for one in able if one.id not in outcomes]
    violations = workflow.check_decision(decision, opinion, reason, defects, SECTIONS)
    if able and violations:
        raise Invalid(violations)
    leaving = [(one, one.stage) for one in able if one.stage is not None]
    gated = decision in (Decision.PASS, Decision.CONCLUDE)
    if gated:
        outcomes.update(_refused(able, check_deadline))
        outcomes.update(_unmet([place for place in leaving if place[0].id not in outcomes]))
    planned, refused = _planned([one for one in able if one.id not in outcomes], decision, approved)
    outcomes.update(refused)
    at = clock.now()
    moves = write(planned, at)
    written = {one.application.id for one in moves}
    outcomes.update(_conflicts([one.application for one in planned if one.application.id not in written]))
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
    _enter(moves)
    actor = acting(db.session)
    messages.send_all(
        [each for one in moves for each in letters(actor, one.application, one.transition, one.left, reason.strip())]
    )
    outcomes.update({one.application.id: one.transition for one in moves})
    return outcomes


def plan_move(application: Application, transition: Transition, left: RouteStage | None) -> Move:
    """What a transition will write. Raises Refused where the catalog lacks the holder of the stage that is entered."""
    after = transition.after
    entered = stage_row(application, after.stage_id) if after.status is Status.UNDER_WAY else None
    holder_id = plans.resolve_holder(entered, application.employer, application.committee) if entered else None
    due_on = return_due_day(application, left) if after.status is Status.RETURNED else None
    return Move(application, transition, left, entered, holder_id, due_on)


def write(moves: Sequence[Move], at: dt.datetime, raised: int = 1) -> list[Move]:
    """Write moves into their rows, each guarded by the version that was read, and into holdings.

    Gives those that were written; of the others somebody else was faster. `raised` is what the version goes up by: 0
    where the row is claimed already.
    """
    if not moves:
        return []
    rows = {one.application.id: _columns(one, at) for one in moves}
    statement = (
        update(Application)
        .where(_as_read(moves))
        .values(version=Application.version + raised, **_together(rows))
        .returning(Application.id)
        .execution_options(synchronize_session=False)
    )
    done = set(db.session.scalars(statement))
    found = [one for one in moves if one.application.id in done]
    for one in found:
        _take_over(one, rows[one.application.id], raised)
    queries.release(done, at)
    holdings = [
        {
            "application_id": one.application.id,
            "organisation_id": one.holder_id,
            "stage_id": one.entered.id,
            "entered_at": at,
        }
        for one in found
        if one.entered is not None
    ]
    if holdings:
        insert_all(ApplicationHolding, holdings)
    return found


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


def claim_application(application: Application, seen_version: int) -> None:
    """Take the application for a command that does not move it; raises Conflict, which names who acted and when."""
    if not claim(application, seen_version):
        raise _conflicts([application])[application.id]


def _conflicts(applications: Sequence[Application]) -> dict[int, Conflict]:
    """The 409 of each of them: who acted and when."""
    ids = [one.id for one in applications]
    last = decision_queries.last_links(SubjectKind.APPLICATION, ids) if ids else {}
    return {key: _conflict(last.get(key)) for key in ids}


def _conflict(last: DecisionRecord | None) -> Conflict:
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
    return moves, refused


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


def _columns(move: Move, at: dt.datetime) -> dict[str, Any]:
    """What a move writes, by column."""
    application, after = move.application, move.transition.after
    sheet_open = application.sheet_open
    if move.left is not None and move.left.opens_review_sheet and move.transition.decision is Decision.PASS:
        sheet_open = True
    if after.status is Status.RETURNED:
        sheet_open = False
    return {
        "status": after.status,
        "stage_id": after.stage_id,
        "stage_kind": move.entered.kind.name if move.entered else "",
        "returned_by_stage_id": after.returned_from,
        "holder_id": move.holder_id,
        "approved": after.approved,
        "return_due_on": move.return_due_on,
        "sheet_open": sheet_open,
        "entered_at": at if move.entered else application.entered_at,
    }


def _as_read(moves: Sequence[Move]) -> ColumnElement[bool]:
    """The rows of the moves as long as nobody has touched them."""
    by_version: dict[int, list[int]] = {}
    for one in moves:
        by_version.setdefault(one.application.version, []).append(one.application.id)
    return or_(*[and_(Application.version == seen, Application.id.in_(ids)) for seen, ids in by_version.items()])


def _together(rows: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """What an UPDATE of all rows sets: mostly one value for all, else one for each id."""
    found: dict[str, Any] = {}
    for name in next(iter(rows.values())):
        column = getattr(Application, name)
        each = {key: row[name] for key, row in rows.items()}
        first = next(iter(each.values()))
        alike = all(value == first for value in each.values())
        found[name] = first if alike else _by_id(each, column.type)
    return found


def _by_id(values: Mapping[int, Any], kind: TypeEngine[Any]) -> ColumnElement[Any]:
    return case({key: literal(value, kind) for key, value in values.items()}, value=Application.id)


def _take_over(move: Move, row: Mapping[str, Any], raised: int) -> None:
    """The loaded row as it is stored now."""
    version = move.application.version + raised
    for name, value in {**row, "version": version, "stage": move.entered}.items():
        set_committed_value(move.application, name, value)
    db.session.expire(move.application, ["holder"])


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
    found: dict[int, DomainError] = {}
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


def state_json(state: State) -> dict[str, Any]:
    return {
        "status": state.status.name,
        "stage_id": state.stage_id,
        "returned_from": state.returned_from,
        "approved": state.approved,
    }


def state_from_json(data: dict[str, Any]) -> State:
    return State(Status[data["status"]], data["stage_id"], data["returned_from"], data["approved"])
