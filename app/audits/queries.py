"""What the queue and the workbench read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, union_all
from sqlalchemy.orm import joinedload

from app.access.roles import permitted
from app.access.scoping import acting
from app.applications.models import Application, ApplicationHolding
from app.applications.queries import held_by_kind, is_under_way
from app.audits.enums import Tab
from app.console.filters import begins_with
from app.console.interface import Page
from app.console.paging import PAGE_SIZE, Rows, capped_count, cursor_from, cut, order, page_from
from app.core.clock import OFFICE_ZONE
from app.core.workflow import StageKind, Status
from app.extensions import db
from app.organisations.models import Organisation
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan

MOST_PLANS = 200


@dataclass(frozen=True)
class QueueFilter:
    """What a queue is asked for; what is None or "" asks nothing. Days are office days, both included."""

    tab: Tab
    plan_id: int | None = None
    stage_kind: StageKind | None = None
    status: Status | None = None
    name: str = ""
    submitted_from: dt.date | None = None
    submitted_to: dt.date | None = None


def queue(asked: QueueFilter, organisation_id: int | None, page: str, size: int = PAGE_SIZE) -> Page:
    """One page of applications in scope: what waits oldest first, everything else newest first; two statements.

    What waits is read in the order of its index, one range for each kind of stage at which something waits.
    """
    key, sort = Application.id, Application.submitted_at
    cursor, descending = cursor_from(page, sort), asked.tab is not Tab.WAITING
    parts = [select(key, sort).where(part, *_filters(asked)) for part in _parts(asked, organisation_id)]
    ids = _together([cut(part, sort, key, cursor, descending=descending, size=size) for part in parts])
    down = descending != (cursor is not None and cursor.before)
    statement = (
        select(Application)
        .join(ids, ids.c.id == key)
        .options(
            joinedload(Application.plan),
            joinedload(Application.employer),
            joinedload(Application.title),
            joinedload(Application.specialty),
            joinedload(Application.stage),
            joinedload(Application.holder),
        )
        .order_by(*order(sort, key, down))
        .limit(size + 1)
    )
    rows = db.session.scalars(statement).all()
    return page_from(rows, sort, cursor, capped_count(select(_together(parts).c.id)), size)


def waiting_here() -> int:
    """How many applications wait for whoever acts; notices have a page and a count of their own."""
    actor = acting(db.session)
    if not permitted(actor.roles, "audit", "Application"):
        return 0
    held = held_by_kind(actor.organisation_id)
    return sum(held[kind] for kind in kinds_here(actor.organisation_id))


def kinds_here(organisation_id: int | None) -> list[str]:
    """The kinds of stage at which something waits in the queue of the organisation."""
    return sorted(kind for kind in held_by_kind(organisation_id) if kind != StageKind.PUBLIC_NOTICE.name)


def next_waiting(organisation_id: int, stage_kind: str, besides: int) -> int | None:
    """The application that has waited longest for the organisation at this kind of stage, but for one."""
    statement = (
        select(Application.id)
        .where(
            Application.holder_id == organisation_id,
            Application.stage_kind == stage_kind,
            Application.id != besides,
            is_under_way(),
        )
        .order_by(Application.submitted_at, Application.id)
        .limit(1)
    )
    return db.session.scalars(statement).first()


def plan_choices() -> Sequence[tuple[int, str]]:
    """(id, name) of the plans that were published, the newest first."""
    statement = (
        select(ReviewPlan.id, ReviewPlan.name)
        .where(ReviewPlan.status != PlanStatus.DRAFT)
        .order_by(ReviewPlan.opens_on.desc(), ReviewPlan.id.desc())
        .limit(MOST_PLANS)
    )
    return [(plan_id, name) for plan_id, name in db.session.execute(statement)]


def organisation_names(ids: Collection[int]) -> dict[int, str]:
    """Names of organisations by id."""
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return dict(rows.all())


def _parts(asked: QueueFilter, organisation_id: int | None) -> list[ColumnElement[bool]]:
    """Conditions that together make up a tab, each answered by one range of an index where there is one."""
    if asked.tab is Tab.WAITING:
        kinds = [asked.stage_kind.name] if asked.stage_kind else kinds_here(organisation_id) or [StageKind.AUDIT.name]
        return [_waiting(organisation_id, kind) for kind in kinds]
    if asked.tab is Tab.DONE:
        return [_dealt_with(organisation_id)]
    return [Application.submitted_at.is_not(None)]


def _waiting(organisation_id: int | None, kind: str) -> ColumnElement[bool]:
    return (Application.holder_id == organisation_id) & (Application.stage_kind == kind) & is_under_way()


def _dealt_with(organisation_id: int | None) -> ColumnElement[bool]:
    """Held by the organisation once, and not now."""
    holdings = ApplicationHolding.__table__.c
    left = select(holdings.application_id).where(
        holdings.organisation_id == organisation_id, holdings.left_at.is_not(None)
    )
    elsewhere = or_(Application.holder_id.is_(None), Application.holder_id != organisation_id)
    return Application.id.in_(left) & elsewhere


def _filters(asked: QueueFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.plan_id is not None:
        found.append(Application.plan_id == asked.plan_id)
    if asked.stage_kind is not None and asked.tab is not Tab.WAITING:
        found.append(Application.stage_kind == asked.stage_kind.name)
    if asked.status is not None:
        found.append(Application.status == asked.status)
    if asked.name:
        found.append(begins_with(db.session, Application.applicant_name, asked.name))
    if asked.submitted_from is not None:
        found.append(Application.submitted_at >= _midnight(asked.submitted_from))
    if asked.submitted_to is not None:
        found.append(Application.submitted_at < _midnight(asked.submitted_to + dt.timedelta(days=1)))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, OFFICE_ZONE)


def _together(parts: Sequence[Rows]) -> Any:
    return union_all(*[select(part.subquery().c.id) for part in parts]).subquery()
