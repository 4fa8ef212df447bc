"""The way of an application as a picture, and who would have it next."""

from __future__ import annotations

from collections.abc import Sequence

from app.applications import queries
from app.applications.models import Application
from app.applications.services.facts import subject_of
from app.applications.services.moving import state_of
from app.core import workflow
from app.core.errors import Refused
from app.core.workflow import Route, Step
from app.decisions.enums import Action
from app.decisions.models import DecisionRecord
from app.organisations import queries as organisations
from app.plans import queries as plans
from app.plans.rules import core_route, route_for

DECIDED = (Action.PASS, Action.CONCLUDE, Action.RETURN, Action.REJECT)


def next_holder(application: Application) -> tuple[str, str] | None:
    """(stage, organisation) that a submission made now would lead to; None while that cannot be told."""
    route = _route(application)
    if route is None:
        return None
    try:
        entered = workflow.submit(route, state_of(application), subject_of(application)).entered
    except Refused:
        return None
    if entered is None:
        return None
    holder = holders_along(application, route).get(entered.id)
    return (entered.name, holder) if holder else None


def picture(application: Application, history: Sequence[DecisionRecord]) -> tuple[list[Step], dict[int, str]]:
    """The printed steps of the application's way, and who has or will have each stage, by its id.

    Empty while no route of the plan fits the draft.
    """
    route = _route(application)
    if route is None:
        return [], {}
    steps = workflow.route_picture(route, state_of(application), subject_of(application), decided_stages(history))
    return steps, holders_along(application, route)


def decided_stages(history: Sequence[DecisionRecord]) -> set[int]:
    """Stages with a decision that was not undone."""
    undone = {row.details.get("undone") for row in history if row.action is Action.UNDO}
    return {
        row.details["before"]["stage_id"]
        for row in history
        if row.action in DECIDED and row.sequence not in undone and row.details["before"]["stage_id"]
    }


def holders_along(application: Application, route: Route) -> dict[int, str]:
    """Names of those who had or will have each stage; a stage whose holder cannot be told is left out."""
    held = {row.stage_id: row.organisation_id for row in queries.holdings(application.id)}
    routes = application.plan.routes if application.route is None else [application.route]
    rows = {stage.id: stage for one in routes for stage in one.stages}
    for stage in route.stages:
        if stage.id in held:
            continue
        try:
            held[stage.id] = plans.resolve_holder(rows[stage.id], application.employer, application.committee)
        except Refused:
            continue
    names = organisations.names(set(held.values()))
    return {stage_id: names[organisation_id] for stage_id, organisation_id in held.items()}


def _route(application: Application) -> Route | None:
    if application.route is not None:
        return core_route(application.route)
    try:
        return route_for(application.plan, subject_of(application))
    except Refused:
        return None
