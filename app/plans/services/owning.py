"""Whose plan it is, and that the page it is changed from still shows it as it stands."""

from __future__ import annotations

from app.access.scoping import acting
from app.core.actor import Role
from app.core.errors import Conflict, OutOfScope, Refused
from app.decisions import queries as decisions_queries
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from app.plans import queries
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan


def own_draft(plan_id: int) -> ReviewPlan:
    """A draft of one's own with all its rows. Raises OutOfScope, Refused for a plan that is no draft."""
    plan = own_plan(plan_id)
    if plan.status is not PlanStatus.DRAFT:
        raise frozen()
    return plan


def own_plan(plan_id: int) -> ReviewPlan:
    """A plan that the actor's organisation issued, with all its rows; the others' can be read, not changed."""
    return _owned(queries.plan_with_rows(plan_id))


def is_own(issuer_id: int) -> bool:
    """Whether the actor acts for this issuer."""
    actor = acting(db.session)
    return actor.has(Role.SYSTEM) or actor.organisation_id == issuer_id


def claimed(plan_id: int, seen_version: int) -> ReviewPlan:
    """A plan of one's own with its rows, to be changed from a page of this version. Raises OutOfScope, Conflict."""
    return taken(_owned(queries.plan_by_id(plan_id)), seen_version)


def taken(plan: ReviewPlan, seen_version: int) -> ReviewPlan:
    """The plan with its rows, its version counted on. Raises Conflict that names who was faster."""
    if not queries.claim(plan, seen_version):
        raise _conflict(plan)
    return queries.plan_with_rows(plan.id)


def frozen() -> Refused:
    """What is said to whoever changes a plan that is no draft."""
    return Refused("A published plan can no longer be changed. Please clone it and publish the clone.")


def not_ours() -> Refused:
    """What is said to whoever makes a plan for another office."""
    return Refused("This plan is issued by another organisation; you can make plans of your own only.")


def _owned(plan: ReviewPlan) -> ReviewPlan:
    if not is_own(plan.issuer_id):
        raise OutOfScope
    return plan


def _conflict(plan: ReviewPlan) -> Conflict:
    last = decisions_queries.latest(SubjectKind.PLAN, plan.id, *Action)
    if last is None:
        return Conflict()
    return Conflict(
        "%(who)s changed this plan at %(time)s. Please open it again to see how it stands.",
        who=last.actor_name,
        time=last.at,
    )
