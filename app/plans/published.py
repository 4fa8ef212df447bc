"""What a published plan says: routes, clauses and receiving days, which the process reads once for each version.

Its rows are frozen but for those that an amendment changes (`services.amending`), and whatever changes a plan counts
its version: what is kept under one cannot be out of date. Kept are values without a person or an organisation's name.
A draft is read anew by every caller.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from app.access.scoping import BUILT_ONCE
from app.core.workflow import HolderKind, Route, Subject
from app.extensions import db
from app.plans.enums import DeadlineKind, PlanStatus
from app.plans.models import PlanClause, PlanDeadline, PlanRoute, ReviewPlan
from app.plans.rules import core_route, route_for

MOST_PLANS = 200
KEPT = "published_plans"
_Key: TypeAlias = tuple[int, int, dt.datetime | None]

_ROUTES = (
    select(PlanRoute)
    .where(PlanRoute.plan_id == bindparam("plan_id"))
    .options(selectinload(PlanRoute.stages))
    .order_by(PlanRoute.position)
    .execution_options(**BUILT_ONCE)
)
_RECEIVING = (
    select(PlanDeadline.name, PlanDeadline.holder, PlanDeadline.organisation_id, PlanDeadline.due_on)
    .where(PlanDeadline.plan_id == bindparam("plan_id"), PlanDeadline.kind == DeadlineKind.RECEIVING)
    .order_by(PlanDeadline.due_on, PlanDeadline.id)
    .execution_options(**BUILT_ONCE)
)
_CLAUSES = (
    select(PlanClause.key, PlanClause.part, PlanClause.text)
    .where(PlanClause.plan_id == bindparam("plan_id"))
    .order_by(PlanClause.position)
    .execution_options(**BUILT_ONCE)
)


@dataclass(frozen=True)
class Clause:
    """One passage of the notice by its key."""

    key: str
    part: str
    text: str


@dataclass(frozen=True)
class ReceivingDay:
    """Until when somebody takes applications in: a kind of holder, or one organisation by id."""

    name: str
    holder: HolderKind | None
    organisation_id: int | None
    due_on: dt.date


@dataclass(frozen=True)
class StageHolder:
    """Who is to have a stage, as `queries.resolve_holder` asks for it."""

    name: str
    holder: HolderKind
    holder_organisation_id: int | None


@dataclass(frozen=True)
class PublishedRoute:
    """A route as the machine walks it, its condition, and the holder of each of its stages by the stage's id."""

    route: Route
    applies_when: Mapping[str, Any]
    holders: Mapping[int, StageHolder]


@dataclass(frozen=True)
class PublishedPlan:
    """`routes` by id, in the order in which their conditions are asked; `receiving` the earliest day first."""

    routes: Mapping[int, PublishedRoute]
    clauses: tuple[Clause, ...]
    receiving: tuple[ReceivingDay, ...] = ()

    def route_of(self, route_id: int | None, subject: Subject) -> PublishedRoute | None:
        """The route of this id; without one the first whose condition holds, None where none does."""
        if route_id is not None:
            return self.routes.get(route_id)
        return route_for(self.routes.values(), subject)


def published(plan: ReviewPlan) -> PublishedPlan:
    """Routes and clauses of a plan that the caller has read in scope: whoever sees a plan sees its rows."""
    if plan.status is PlanStatus.DRAFT:
        return _read(plan.id)
    kept: dict[_Key, PublishedPlan] = current_app.extensions.setdefault(KEPT, {})
    key = (plan.id, plan.version, plan.published_at)
    found = kept.get(key)
    if found is None:
        found = _read(plan.id)
        if not found.routes:
            return found
        if len(kept) >= MOST_PLANS:
            kept.clear()
        kept[key] = found
    return found


def _read(plan_id: int) -> PublishedPlan:
    asked = {"plan_id": plan_id}
    return PublishedPlan(
        {row.id: _route(row) for row in db.session.scalars(_ROUTES, asked)},
        tuple(Clause(*row) for row in db.session.execute(_CLAUSES, asked)),
        tuple(ReceivingDay(*row) for row in db.session.execute(_RECEIVING, asked)),
    )


def _route(row: PlanRoute) -> PublishedRoute:
    stages = tuple(dataclasses.replace(stage, holder_name="") for stage in core_route(row).stages)
    holders = {one.id: StageHolder(one.name, one.holder, one.holder_organisation_id) for one in row.stages}
    return PublishedRoute(Route(stages), row.applies_when, holders)
