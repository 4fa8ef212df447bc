"""One move written into its rows: where a transition leads, who holds it there, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeEngine

from app.applications import queries
from app.applications.models import Application, ApplicationHolding
from app.catalog.queries import working_calendar
from app.core import clock, workflow
from app.core.errors import Refused
from app.core.workflow import Decision, State, Status, Transition
from app.extensions import db, insert_all
from app.plans import queries as plans
from app.plans.models import PlanRoute, RouteStage
from app.plans.published import StageHolder


@dataclass(frozen=True)
class Move:
    """One application's way from a stage (None: from the applicant) to where its transition leads."""

    application: Application
    transition: Transition
    left: RouteStage | None
    entered: RouteStage | None
    holder_id: int | None
    return_due_on: dt.date | None


def plan_move(application: Application, transition: Transition, left: RouteStage | None) -> Move:
    """What a transition will write. Raises Refused where the catalog lacks the holder of the stage that is entered."""
    after = transition.after
    entered = stage_row(application, after.stage_id) if after.status is Status.UNDER_WAY else None
    holder_id = holder_of(application, entered) if entered else None
    due_on = return_due_day(application, left) if after.status is Status.RETURNED else None
    return Move(application, transition, left, entered, holder_id, due_on)


def holder_of(application: Application, stage: RouteStage | StageHolder) -> int:
    """The organisation that must act for this application at the stage. Raises Refused; see `plans.resolve_holder`."""
    centre_id = application.applicant.file_centre_id
    return plans.resolve_holder(stage, application.employer, application.committee, centre_id)


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
        .where(_as_read([one.application for one in moves]))
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
            "submitted_at": one.application.submitted_at,
            "entered_at": at,
        }
        for one in found
        if one.entered is not None
    ]
    if holdings:
        insert_all(ApplicationHolding, holdings)
    return found


def claim_all(applications: Sequence[Application]) -> set[int]:
    """Take loaded applications for a command that does not move them; ids of those that nobody else took first."""
    if not applications:
        return set()
    statement = (
        update(Application)
        .where(_as_read(applications))
        .values(version=Application.version + 1)
        .returning(Application.id)
        .execution_options(synchronize_session=False)
    )
    claimed = set(db.session.scalars(statement))
    for one in applications:
        if one.id in claimed:
            set_committed_value(one, "version", one.version + 1)
    return claimed


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


def state_json(state: State) -> dict[str, Any]:
    return {
        "status": state.status.name,
        "stage_id": state.stage_id,
        "returned_from": state.returned_from,
        "approved": state.approved,
    }


def state_from_json(data: dict[str, Any]) -> State:
    return State(Status[data["status"]], data["stage_id"], data["returned_from"], data["approved"])


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


def _as_read(applications: Sequence[Application]) -> ColumnElement[bool]:
    """The rows as long as nobody has touched them."""
    by_version: dict[int, list[int]] = {}
    for one in applications:
        by_version.setdefault(one.version, []).append(one.id)
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
        if getattr(move.application, name) is not value:
            set_committed_value(move.application, name, value)
    db.session.expire(move.application, ["holder"])
