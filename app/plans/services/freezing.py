"""A published plan and all its rows are frozen: what is let through, a command permits by name and logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from app.extensions import db
from app.plans import queries
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan, RouteStage
from app.plans.packs import SECTIONS
from app.plans.services.owning import frozen

CHILDREN = tuple(section.model for section in SECTIONS)
GUARDED = (ReviewPlan, RouteStage, *CHILDREN)
PERMITTED = "permitted_changes_of_plans"
MOVES = {PlanStatus.PUBLISHED: PlanStatus.CLOSED, PlanStatus.CLOSED: PlanStatus.ARCHIVED}

Permit = Mapping[Any, frozenset[str] | None]
"""By model: the columns of its rows that may change; None: rows may also come and go."""


@contextmanager
def permitting(permit: Permit) -> Iterator[None]:
    """Let these changes of published plans through until the end of the block, where they are written."""
    session = db.session()
    session.info[PERMITTED] = permit
    try:
        yield
        session.flush()
    finally:
        session.info.pop(PERMITTED)


@event.listens_for(Session, "before_flush")
def _keep_frozen(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Refuse to write a row of a plan that is not a draft, but for what is permitted and for its next state."""
    changed = [row for row in session.dirty if session.is_modified(row)]
    permit: Permit = session.info.get(PERMITTED, {})
    plan_ids: set[int] = set()
    route_ids: set[int] = set()
    for row in (*session.new, *changed, *session.deleted):
        if type(row) in permit and _is_permitted(row, permit[type(row)], row in changed):
            continue
        if isinstance(row, RouteStage):
            route_ids |= _owners(row, "route_id", "route")
        elif isinstance(row, CHILDREN):
            plan_ids |= _owners(row, "plan_id", "plan")
        elif isinstance(row, ReviewPlan) and row.id and not _is_moving_on(row):
            plan_ids.add(row.id)
    if (route_ids or plan_ids) and queries.any_frozen(session, plan_ids, route_ids):
        raise frozen()


@event.listens_for(Session, "do_orm_execute")
def _keep_frozen_in_bulk(state: ORMExecuteState) -> None:
    """The same for statements over the models that no flush sees; a claim writes the version alone."""
    model = state.bind_mapper.class_ if state.bind_mapper else None
    if state.is_select or model not in GUARDED or state.execution_options.get(queries.CLAIM):
        return
    if state.is_insert:
        raise TypeError("rows of plans are added to the session one by one; only so a published plan stays frozen")
    statement: Any = state.statement
    if queries.reaches_frozen(state.session, model, statement.whereclause):
        raise frozen()


def _is_permitted(row: Any, columns: frozenset[str] | None, is_changed: bool) -> bool:
    return columns is None or (is_changed and _changes(row) <= columns)


def _is_moving_on(plan: ReviewPlan) -> bool:
    attributes: Any = inspect(plan).attrs
    before = list(attributes.status.history.deleted or ())
    return _changes(plan) == {"status"} and len(before) == 1 and MOVES.get(before[0]) is plan.status


def _changes(row: Any) -> set[str]:
    attributes: Any = inspect(row).attrs
    return {attribute.key for attribute in attributes if attribute.history.has_changes()}


def _owners(row: Any, column: str, relationship: str) -> set[int]:
    """The ids of the rows that a row hangs on, before its change and after."""
    attributes = inspect(row).attrs
    ids = attributes[column].load_history().sum()
    related = attributes[relationship].history.sum()
    return {value for value in (*ids, *(one.id for one in related if one is not None)) if value is not None}
