"""What the queue and the workbench read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from app.access.roles import permitted
from app.access.scoping import acting
from app.applications.models import Application, ApplicationHolding, ListNaming
from app.applications.queries import ROWS, SEE_WHAT_THEY_HELD, held_by_kind, sees_what_it_held, what_waits
from app.applications.services.naming import NAMED_IN
from app.audits.enums import Tab
from app.catalog.models import ProfessionalTitle, Specialty
from app.console.filters import begins_with
from app.console.interface import Page
from app.console.paging import COUNT_CAP, PAGE_SIZE, Rows, capped_count, cursor_from, cut, order, page_from, runs_down
from app.core.clock import OFFICE_ZONE
from app.core.workflow import StageKind, Status
from app.extensions import db
from app.organisations.models import Organisation
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan, RouteStage
from app.plans.published import ReceivingDay, published

MOST_PLANS = 200
HELD = ApplicationHolding.__table__.alias("held")
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
    """What a queue is asked for; what is None or "" asks nothing. Days are office days, both included.

    Names are found by how they begin; `within`, by any part of them.
    """

    tab: Tab
    plan_id: int | None = None
    stage_kind: StageKind | None = None
    status: Status | None = None
    name: str = ""
    within: bool = False
    submitted_from: dt.date | None = None
    submitted_to: dt.date | None = None
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class _Part:
    """Ids and moments of submission, read in order from one range of an index."""

    statement: Rows
    sort: Any
    key: Any
    distinct: bool = False


def queue(asked: QueueFilter, organisation_id: int | None, page: str) -> Page:
    """One page of applications in scope: what waits oldest first, everything else newest first; two statements.

    What waits is read in the order of its index, one range for each kind of stage at which something waits.
    """
    sort, descending = Application.submitted_at, asked.tab is not Tab.WAITING
    cursor, parts = cursor_from(page, sort), _parts(asked, organisation_id)
    ids = _together(
        [cut(part.statement, part.sort, part.key, cursor, descending=descending, size=asked.size) for part in parts]
    )
    statement = (
        select(Application)
        .join(ids, ids.c.id == Application.id)
        .options(
            *[joinedload(getattr(Application, name)).load_only(*_reference(model)) for name, model in NAMED.items()],
        )
        .order_by(*order(sort, Application.id, runs_down(cursor, descending)))
        .limit(asked.size + 1)
    )
    rows = db.session.scalars(statement).all()
    return page_from(rows, sort, cursor, capped_count(_all_of(parts)), asked.size)


def found_in_queue(asked: QueueFilter, organisation_id: int | None, page: str) -> tuple[QueueFilter, Page]:
    """`queue`; where no name that waits begins like the one that is asked for, names that contain it.

    Only among what waits: there it costs one organisation's part of the index on names, from end to end.
    """
    found = queue(asked, organisation_id, page)
    if found.count or not _may_look_within(asked):
        return asked, found
    within = replace(asked, within=True)
    return within, queue(within, organisation_id, page)


def _may_look_within(asked: QueueFilter) -> bool:
    return bool(asked.name) and asked.tab is Tab.WAITING


def lists_asked(rows: Iterable[Application]) -> list[str]:
    """Names of the lists that stages of these applications' routes ask for, in the order of their stages."""
    ways = {row.route_id: published(row.plan).routes.get(row.route_id) for row in rows if row.route_id is not None}
    stages = [stage for way in ways.values() if way is not None for stage in way.route.stages]
    return list(dict.fromkeys(name for stage in stages for name in stage.applies_when.get(NAMED_IN, ())))


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


def receiving_days(rows: Iterable[Application], today: dt.date) -> list[tuple[str, ReceivingDay, str]]:
    """Plan, day and the name of its organisation ("" for a kind of holder) after which somebody takes nothing in: those
    of the last month and those to come, the nearest first."""
    plans = {row.plan_id: row.plan for row in rows}
    since = today - dt.timedelta(days=30)
    found = [(plan.name, one) for plan in plans.values() for one in published(plan).receiving if one.due_on >= since]
    ids = {one.organisation_id for _plan, one in found if one.organisation_id is not None}
    names = (
        db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))) if ids else ()
    )
    known: dict[int | None, str] = dict(tuple(row) for row in names)
    ordered = sorted(found, key=lambda pair: pair[1].due_on)
    return [(plan, one, known.get(one.organisation_id, "")) for plan, one in ordered]


def _reference(model: Any) -> list[Any]:
    """What names a row of the model: to people its name, to programs its code where it has one; of a plan also what
    `published` finds it by."""
    columns = ("code", "name", *(("status", "version", "published_at") if model is ReviewPlan else ()))
    return [getattr(model, column) for column in columns if hasattr(model, column)]


def queue_rows(asked: QueueFilter, organisation_id: int | None) -> Rows:
    """All rows that `found_in_queue` shows page by page, in its order, as columns.

    Name, plan's year, id, number of submissions; names of employer, title, specialty, plan, stage, holder; moments of
    submission and arrival; status.
    """
    key, sort, holder = Application.id, Application.submitted_at, aliased(Organisation)
    if _may_look_within(asked) and not capped_count(_all_of(_parts(asked, organisation_id)), 0):
        asked = replace(asked, within=True)
    ids = _together([part.statement for part in _parts(asked, organisation_id)])
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
    row, waits = what_waits(organisation_id)
    statement = (
        select(row.id)
        .where(row.stage_kind == stage_kind, row.id != besides, *waits)
        .order_by(row.submitted_at, row.id)
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


def _parts(asked: QueueFilter, organisation_id: int | None) -> list[_Part]:
    """The ranges that together make up a tab."""
    if asked.tab is Tab.WAITING:
        kinds = [asked.stage_kind.name] if asked.stage_kind else kinds_here(organisation_id) or [StageKind.AUDIT.name]
        return [_waiting(asked, organisation_id, kind) for kind in kinds]
    row: Any = ROWS.c if sees_what_it_held(organisation_id) else Application
    conditions = _filters(asked, row)
    if asked.tab is Tab.DONE:
        conditions += [HELD.c.left_at.is_not(None), or_(row.holder_id.is_(None), row.holder_id != organisation_id)]
        return [_held(organisation_id, conditions, row)]
    if acting(db.session).roles <= SEE_WHAT_THEY_HELD:
        return [_held(organisation_id, conditions, row)]
    sent = select(Application.id, Application.submitted_at)
    sent = sent.where(Application.submitted_at.is_not(None), *_filters(asked, Application))
    return [_Part(sent, Application.submitted_at, Application.id)]


def _waiting(asked: QueueFilter, organisation_id: int | None, kind: str) -> _Part:
    """What waits at one kind of stage. Names are looked up before they are put in order: they are few."""
    row, waits = what_waits(organisation_id)
    found = select(row.id, row.submitted_at).where(row.stage_kind == kind, *waits, *_filters(asked, row))
    if not asked.name:
        return _Part(found, row.submitted_at, row.id)
    named = found.cte(f"named_{kind.lower()}").prefix_with("MATERIALIZED")
    return _Part(select(named.c.id, named.c.submitted_at), named.c.submitted_at, named.c.id)


def _held(organisation_id: int | None, conditions: Sequence[ColumnElement[bool]], row: Any) -> _Part:
    """What the organisation holds or held, each once, by when it was submitted."""
    found = select(HELD.c.application_id.label("id"), HELD.c.submitted_at)
    found = found.where(HELD.c.organisation_id == organisation_id).distinct()
    if conditions or row is Application:
        found = found.join(Application if row is Application else ROWS, row.id == HELD.c.application_id)
    return _Part(found.where(*conditions), HELD.c.submitted_at, HELD.c.application_id, distinct=True)


def _filters(asked: QueueFilter, row: Any) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.plan_id is not None:
        found.append(row.plan_id == asked.plan_id)
    if asked.stage_kind is not None and asked.tab is not Tab.WAITING:
        found.append(row.stage_kind == asked.stage_kind.name)
    if asked.status is not None:
        found.append(row.status == asked.status)
    if asked.name:
        # Every name begins with "": that has the index on names read instead of the rows.
        found.append(begins_with(db.session, row.applicant_name, "" if asked.within else asked.name))
    if asked.within:
        found.append(row.applicant_name.contains(asked.name, autoescape=True))
    if asked.submitted_from is not None:
        found.append(row.submitted_at >= _midnight(asked.submitted_from))
    if asked.submitted_to is not None:
        found.append(row.submitted_at < _midnight(asked.submitted_to + dt.timedelta(days=1)))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, OFFICE_ZONE)


def _all_of(parts: Sequence[_Part]) -> Rows:
    """What is counted, up to the cap; DISTINCT rows in their order, as without one all of them are sorted first."""
    counted = [
        part.statement.order_by(part.sort, part.key).limit(COUNT_CAP + 1) if part.distinct else part.statement
        for part in parts
    ]
    return select(_together(counted).c.id)


def _together(parts: Sequence[Rows]) -> Any:
    return union_all(*[select(part.subquery().c.id) for part in parts]).subquery()
