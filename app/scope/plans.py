"""Review plans and their parts: everybody the published ones, an issuer its drafts too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.access.scoping import MY_ORGANISATION, RowRule
from app.core.actor import Role
from app.scope.tables import PLANS, ROUTES, Rules, any_row


def _published(plan: Any) -> ColumnElement[bool]:
    return plan.status != "DRAFT"


def _published_or_ours(plan: Any) -> ColumnElement[bool]:
    return or_(_published(plan), plan.issuer_id == MY_ORGANISATION)


def _plan_rows() -> Rules:
    everybody: Rules = {role: _published for role in Role if role is not Role.SYSTEM}
    return {**everybody, Role.PLAN_ADMINISTRATOR: _published_or_ours}


def through_plan(rule: RowRule) -> RowRule:
    return lambda child: any_row(PLANS, where=(PLANS.c.id == child.plan_id, rule(PLANS.c)))


def through_route(rule: RowRule) -> RowRule:
    r, p = ROUTES.c, PLANS.c
    return lambda stage: any_row(ROUTES, PLANS, where=(r.id == stage.route_id, p.id == r.plan_id, rule(p)))


PLAN_ROWS = _plan_rows()
