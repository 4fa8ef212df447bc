"""What the queue and the workbench read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from app.access.roles import permitted
from app.access.scoping import acting
from app.applications.models import Application, ApplicationHolding, ListNaming
from app.applications.queries import held_by_kind, is_under_way
from app.applications.services.naming import NAMED_IN
from app.audits.enums import Tab
from app.catalog.models import ProfessionalTitle, Specialty
from app.console.filters import begins_with
from app.console.interface import Page
from app.console.paging import PAGE_SIZE, Rows, capped_count, cursor_from, cut, order, page_from
from app.core.actor import Role
from app.core.clock import OFFICE_ZONE
from app.core.workflow import StageKind, Status
from app.extensions import db
from app.organisations.models import Organisation
from app.plans.enums import DeadlineKind, PlanStatus
from app.plans.models import PlanDeadline, ReviewPlan, RouteStage

MOST_PLANS = 200
# Up to as many holdings a list of them is sorted anew for every page.
FEW = 3_000
HELD = ApplicationHolding.__table__.alias("held")
SEE_WHAT_THEY_HELD = frozenset({Role.DEPARTMENT_AUDITOR, Role.HRSS_AUDITOR, Role.COMMITTEE_OFFICE})
# Relations of which a row of the queue shows the name alone: a plan's JSON columns would be read anew for every row.
NAMED: dict[str, Any] = {
    "plan": ReviewPlan,
    "employer": Organisation,
    "title": ProfessionalTitle,
    "specialty": Specialty,
    "stage": RouteStage,
    "holder": Organisation,
}


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
    size: int = PAGE_SIZE


def queue(asked: QueueFilter, organisation_id: int | None, page: str) -> Page:
    """One page of applications in scope: what waits oldest first, everything else newest first; two statements.

    What waits is read in the order of its index, one range for each kind of stage at which something waits.
    """
    key, sort = Application.id, Application.submitted_at
    cursor, descending = cursor_from(page, sort), asked.tab is not Tab.WAITING
    parts = [select(key, sort).where(part, *_filters(asked)) for part in _parts(asked, organisation_id)]
    ids = _together([cut(part, sort, key, cursor, descending=descending, size=asked.size) for part in parts])
    down = descending != (cursor is not None and cursor.before)
    statement = (
        select(Application)
        .join(ids, ids.c.id == key)
        .options(
            *[joinedload(getattr(Application, name)).load_only(*_reference(model)) for name, model in NAMED.items()],
        )
        .order_by(*order(sort, key, down))
        .limit(asked.size + 1)
    )
    rows = db.session.scalars(statement).all()
    return page_from(rows, sort, cursor, capped_count(select(_together(parts).c.id)), asked.size)


def lists_asked(route_ids: Collection[int]) -> list[str]:
    """Names of the lists that stages of these routes ask for, in the order of their stages."""
    if not route_ids:
        return []
    statement = (
        select(RouteStage.applies_when)
        .where(RouteStage.route_id.in_(route_ids), cast(RouteStage.applies_when, Text).contains(NAMED_IN))
        .order_by(RouteStage.route_id, RouteStage.position)
    )
    return list(dict.fromkeys(name for asked in db.session.scalars(statement) for name in asked[NAMED_IN]))


def named_in_lists(application_ids: Collection[int]) -> dict[int, list[str]]:
    """By application the lists that it is named in."""
    found: dict[int, list[str]] = {}
    statement = (
        select(ListNaming.application_id, ListNaming.list_name)
        .where(ListNaming.application_id.in_(application_ids))
        .order_by(ListNaming.id)
    )
    for application_id, name in db.session.execute(statement):
        found.setdefault(application_id, []).append(name)
    return found


def receiving_deadlines(plan_ids: Collection[int], today: dt.date) -> Sequence[PlanDeadline]:
    """Days of these plans after which somebody takes nothing in, the nearest first: those of the last month, and those
    to come."""
    statement = (
        select(PlanDeadline)
        .where(
            PlanDeadline.plan_id.in_(plan_ids),
            PlanDeadline.kind == DeadlineKind.RECEIVING,
            PlanDeadline.due_on >= today - dt.timedelta(days=30),
        )
        .options(joinedload(PlanDeadline.plan).load_only(ReviewPlan.name), joinedload(PlanDeadline.organisation))
        .order_by(PlanDeadline.due_on, PlanDeadline.id)
    )
    return db.session.scalars(statement).all()


def _reference(model: Any) -> list[Any]:
    """What names a row of the model: to people its name, to programs its code where it has one."""
    return [getattr(model, column) for column in ("code", "name") if hasattr(model, column)]


def queue_rows(asked: QueueFilter, organisation_id: int | None) -> Rows:
    """All rows that `queue` shows page by page, in its order, as columns.

    Name, plan's year, id, number of submissions; names of employer, title, specialty, plan, stage, holder; moments of
    submission and arrival; status.
    """
    key, sort, holder = Application.id, Application.submitted_at, aliased(Organisation)
    ids = _together([select(key, sort).where(part, *_filters(asked)) for part in _parts(asked, organisation_id)])
    return (
        select(
            Application.applicant_name,
            Application.plan_year,
            key,
            Application.submission_count,
            Organisation.name,
            ProfessionalTitle.name,
            Specialty.name,
            ReviewPlan.name,
            RouteStage.name,
            holder.name,
            sort,
            Application.entered_at,
            Application.status,
        )
        .join(ids, ids.c.id == key)
        .outerjoin(Application.employer)
        .outerjoin(Application.title)
        .outerjoin(Application.specialty)
        .outerjoin(Application.plan)
        .outerjoin(Application.stage)
        .outerjoin(Application.holder.of_type(holder))
        .order_by(*order(sort, key, asked.tab is not Tab.WAITING))
    )


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
    sent = Application.submitted_at.is_not(None)
    if asked.tab is Tab.DONE:
        elsewhere = or_(Application.holder_id.is_(None), Application.holder_id != organisation_id)
        return [sent & elsewhere & _held_once(organisation_id, HELD.c.left_at.is_not(None))]
    if acting(db.session).roles <= SEE_WHAT_THEY_HELD:
        return [sent & _held_once(organisation_id)]
    return [sent]


def _waiting(organisation_id: int | None, kind: str) -> ColumnElement[bool]:
    return (Application.holder_id == organisation_id) & (Application.stage_kind == kind) & is_under_way()


def _held_once(organisation_id: int | None, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Held by the organisation now or before.

    Of few applications the rows are fetched and sorted; of many the list is walked in its order and each row asked,
    since the next page is then never far.
    """
    ours = (HELD.c.organisation_id == organisation_id, *more)
    some = select(HELD.c.id).where(HELD.c.organisation_id == organisation_id).limit(FEW + 1).subquery()
    if (db.session.scalar(select(func.count()).select_from(some)) or 0) > FEW:
        return exists().where(HELD.c.application_id == Application.id, *ours)
    return Application.id.in_(select(HELD.c.application_id).where(*ours))


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
