"""The way of an application as a picture, and who would have it next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.applications import queries
from app.applications.facts import subject_of
from app.applications.models import Application
from app.applications.services.moving import holder_of, state_of
from app.core import workflow
from app.core.errors import Refused
from app.core.workflow import Step
from app.decisions.enums import Action
from app.organisations import queries as organisations
from app.plans.published import PublishedRoute, published

DECIDED = (Action.PASS, Action.CONCLUDE, Action.RETURN, Action.REJECT)


def next_holder(application: Application) -> tuple[str, str] | None:
    """(stage, organisation) that a submission made now would lead to; None while that cannot be told."""
    way = _way(application)
    if way is None:
        return None
    try:
        entered = workflow.submit(way.route, state_of(application), subject_of(application)).entered
    except Refused:
        return None
    if entered is None:
        return None
    holder = holders_along(application, way).get(entered.id)
    return (entered.name, holder) if holder else None


def picture(application: Application, history: Sequence[Any]) -> tuple[list[Step], dict[int, str]]:
    """The printed steps of the application's way, and who has or will have each stage, by its id.

    `history` are rows of the log. Empty while no route of the plan fits the draft.
    """
    way = _way(application)
    if way is None:
        return [], {}
    steps = workflow.route_picture(way.route, state_of(application), subject_of(application), decided_stages(history))
    return steps, holders_along(application, way)


def decided_stages(history: Sequence[Any]) -> set[int]:
    """Stages with a decision that was not undone."""
    undone = {row.details.get("undone") for row in history if row.action is Action.UNDO}
    return {
        row.details["before"]["stage_id"]
        for row in history
        if row.action in DECIDED and row.sequence not in undone and row.details["before"]["stage_id"]
    }


def holders_along(application: Application, way: PublishedRoute) -> dict[int, str]:
    """Names of those who had or will have each stage; a stage whose holder cannot be told is left out."""
    held: dict[int, int] = {}
    names = {application.employer.id: application.employer.name}
    for stage_id, organisation_id, name in queries.holders(application.id):
        held[stage_id], names[organisation_id] = organisation_id, name
    for stage_id, stage in way.holders.items():
        if stage_id in held:
            continue
        try:
            held[stage_id] = holder_of(application, stage)
        except Refused:
            continue
    if unnamed := set(held.values()) - names.keys():
        names.update(organisations.names(unnamed))
    return {stage_id: names[organisation_id] for stage_id, organisation_id in held.items()}


def _way(application: Application) -> PublishedRoute | None:
    return published(application.plan).route_of(application.route_id, subject_of(application))
