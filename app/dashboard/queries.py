"""What the dashboard counts, in scope. Every figure costs the same number of statements at one row and at thousands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.access.models import Account
from app.applications.models import Application, PaperReceipt
from app.applications.queries import has_status, held_by_kind, is_under_way, what_waits
from app.archives.enums import EntryStatus
from app.archives.models import ArchiveEntry
from app.archives.queries import waiting_count
from app.console.paging import COUNT_CAP, capped_count
from app.core.workflow import Status
from app.decisions.models import DecisionRecord
from app.extensions import db
from app.fees.enums import OrderStatus
from app.fees.models import FeeOrder
from app.fees.queries import open_count
from app.plans.enums import PlanStatus
from app.plans.models import PlanRoute, ReviewPlan, RouteStage
from app.public_notices.enums import NoticeStatus
from app.public_notices.models import PublicNotice

MOST_ROWS = 15
MOST_PLANS = 200


@dataclass(frozen=True)
class Pile:
    """What waits somewhere: how many, at most 1,001, and since when the oldest does."""

    count: int
    oldest: dt.datetime | None


def held(organisation_id: int | None) -> dict[str, Pile]:
    """Applications that the organisation holds, by kind of stage, with the moment when the oldest was submitted."""
    counts = held_by_kind(organisation_id)
    if not counts:
        return {}
    row, waits = what_waits(organisation_id)
    firsts = [
        select(row.stage_kind, row.submitted_at)
        .where(row.stage_kind == kind, *waits)
        .order_by(row.submitted_at, row.id)
        .limit(1)
        .subquery()
        for kind in counts
    ]
    oldest = dict(db.session.execute(union_all(*[select(*one.c) for one in firsts])).all())
    return {kind: Pile(count, oldest.get(kind)) for kind, count in counts.items()}


def archive_entries(employer_id: int) -> Pile:
    """Archive entries that wait for the employer's audit."""
    first = (
        select(ArchiveEntry.submitted_at)
        .where(ArchiveEntry.employer_id == employer_id, ArchiveEntry.status == EntryStatus.SUBMITTED)
        .order_by(ArchiveEntry.submitted_at, ArchiveEntry.id)
        .limit(1)
    )
    return Pile(waiting_count(employer_id), db.session.scalars(first).first())


def open_orders() -> Pile:
    """Fee orders that wait for their payment."""
    first = select(FeeOrder.opened_at).where(FeeOrder.status == OrderStatus.OPEN).order_by(FeeOrder.id).limit(1)
    return Pile(open_count(), db.session.scalars(first).first())


def overdue_orders(today: dt.date) -> int:
    """How many orders should have been paid by now, at most 1,001."""
    return capped_count(select(FeeOrder.id).where(FeeOrder.status == OrderStatus.OPEN, FeeOrder.due_on < today))


def draft_plans(organisation_id: int | None) -> int:
    """How many plans of the organisation are still drafts, at most 1,001."""
    drafts = select(ReviewPlan.id).where(ReviewPlan.status == PlanStatus.DRAFT, ReviewPlan.issuer_id == organisation_id)
    return capped_count(drafts)


def returned(first: dt.date, last: dt.date) -> Sequence[Application]:
    """Returned applications that have to be corrected by a day of this period, the earliest first."""
    statement = (
        select(Application)
        .where(has_status(Status.RETURNED), Application.return_due_on.between(first, last))
        .options(joinedload(Application.plan))
        .order_by(Application.return_due_on, Application.id)
        .limit(MOST_ROWS)
    )
    return db.session.scalars(statement).all()


def papers(receiver_id: int | None, last: dt.date) -> Sequence[Application]:
    """Applications whose printed sheets this office still waits for, due by `last`, the earliest first."""
    came = exists().where(PaperReceipt.application_id == Application.id)
    statement = (
        select(Application)
        .join(Application.plan)
        .where(
            is_under_way(),
            Application.paper_due_on <= last,
            ReviewPlan.paper_receiver_id == receiver_id,
            ~came,
        )
        .options(joinedload(Application.plan))
        .order_by(Application.paper_due_on, Application.id)
        .limit(MOST_ROWS)
    )
    return db.session.scalars(statement).all()


def orders_due(last: dt.date) -> Sequence[FeeOrder]:
    """Orders to be paid by `last`, those that are overdue included, the earliest first."""
    statement = (
        select(FeeOrder)
        .where(FeeOrder.status == OrderStatus.OPEN, FeeOrder.due_on <= last)
        .order_by(FeeOrder.due_on, FeeOrder.id)
        .limit(MOST_ROWS)
    )
    return db.session.scalars(statement).all()


def running_notices(organisation_id: int | None, last: dt.date) -> Sequence[PublicNotice]:
    """The organisation's notices whose last day is `last` or earlier, the earliest first."""
    statement = (
        select(PublicNotice)
        .where(
            PublicNotice.organisation_id == organisation_id,
            PublicNotice.status == NoticeStatus.RUNNING,
            PublicNotice.last_day <= last,
        )
        .options(joinedload(PublicNotice.plan))
        .order_by(PublicNotice.last_day, PublicNotice.id)
        .limit(MOST_ROWS)
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class Place:
    """How many applications have this status and wait at this stage (None: at no stage)."""

    status: Status
    stage_id: int | None
    count: int


def places() -> dict[int, list[Place]]:
    """Where the applications in scope stand, by published plan: one GROUP BY for all plans together."""
    statement = (
        select(Application.plan_id, Application.status, Application.stage_id, func.count())
        .join(Application.plan)
        .where(ReviewPlan.status == PlanStatus.PUBLISHED)
        .group_by(Application.plan_id, Application.status, Application.stage_id)
    )
    found: dict[int, list[Place]] = defaultdict(list)
    for plan_id, *place in db.session.execute(statement):
        found[plan_id].append(Place(*place))
    return found


def published_plans(plan_ids: Collection[int], organisation_id: int | None) -> Sequence[ReviewPlan]:
    """These published plans and those that the organisation issued, the newest first."""
    statement = (
        select(ReviewPlan)
        .where(
            ReviewPlan.status == PlanStatus.PUBLISHED,
            or_(ReviewPlan.issuer_id == organisation_id, ReviewPlan.id.in_(plan_ids)),
        )
        .order_by(ReviewPlan.opens_on.desc(), ReviewPlan.id.desc())
        .limit(MOST_PLANS)
    )
    return db.session.scalars(statement).all()


def drafts(plan_ids: Collection[int], organisation_id: int | None) -> dict[int, int]:
    """How many applications under the organisation's own plans are being filled in: numbers alone, of nobody."""
    statement = (
        select(Application.plan_id, func.count())
        .join(Application.plan)
        .where(
            Application.plan_id.in_(plan_ids),
            ReviewPlan.issuer_id == organisation_id,
            Application.status == Status.DRAFT,
        )
        .group_by(Application.plan_id)
        .execution_options(no_scope=True)
    )
    return dict(db.session.execute(statement).all())


def stages(plan_ids: Collection[int]) -> dict[int, list[RouteStage]]:
    """The stages of every route, by plan, in the order in which the notice prints the steps."""
    statement = (
        select(PlanRoute.plan_id, RouteStage)
        .join(RouteStage.route)
        .where(PlanRoute.plan_id.in_(plan_ids))
        .order_by(PlanRoute.plan_id, RouteStage.printed_step, PlanRoute.position, RouteStage.position)
    )
    found: dict[int, list[RouteStage]] = {plan_id: [] for plan_id in plan_ids}
    for plan_id, stage in db.session.execute(statement):
        found[plan_id].append(stage)
    return found


def row_counts(models: Collection[type]) -> list[int]:
    """How many rows each of these tables has, each at most 1,001, in their order; one statement."""
    counts = [
        select(func.count()).select_from(select(_key(model)).limit(COUNT_CAP + 1).subquery()).scalar_subquery()
        for model in models
    ]
    return list(db.session.execute(select(*counts)).one())


@dataclass(frozen=True)
class AccountFigures:
    """How the accounts stand."""

    active: int
    inactive: int
    locked: int
    never_used: int


def account_figures(now: dt.datetime) -> AccountFigures:
    """One statement over all accounts."""
    statement = select(
        _number(Account.active.is_(True)),
        _number(Account.active.is_(False)),
        _number(Account.locked_until > now),
        _number(and_(Account.active.is_(True), Account.last_login.is_(None))),
    )
    return AccountFigures(*db.session.execute(statement).one())


def locked_accounts(now: dt.datetime) -> Sequence[Account]:
    """Accounts that are locked at this moment, those that open last first."""
    statement = (
        select(Account).where(Account.locked_until > now).order_by(Account.locked_until.desc(), Account.id)
    ).limit(MOST_ROWS)
    return db.session.scalars(statement).unique().all()


def records_since(moment: dt.datetime) -> int:
    """How many rows of the log in scope were written from this moment on, at most 1,001."""
    return capped_count(select(DecisionRecord.id).where(DecisionRecord.at >= moment))


def records_after(last_id: int) -> int:
    """How many rows of the log in scope came after the one with this id, at most 1,001."""
    return capped_count(select(DecisionRecord.id).where(DecisionRecord.id > last_id))


def newest_record() -> DecisionRecord | None:
    """The log's newest row in scope."""
    return db.session.scalars(select(DecisionRecord).order_by(DecisionRecord.id.desc()).limit(1)).first()


def own_orders(applicant_id: int) -> dict[int, FeeOrder]:
    """A person's orders that wait for the payment, by application."""
    statement = (
        select(FeeOrder)
        .join(FeeOrder.application)
        .where(Application.applicant_id == applicant_id, FeeOrder.status == OrderStatus.OPEN)
        .order_by(FeeOrder.id)
    )
    return {order.application_id: order for order in db.session.scalars(statement)}


def papers_received(applicant_id: int) -> set[int]:
    """A person's applications whose printed sheets have come."""
    statement = (
        select(PaperReceipt.application_id)
        .join(Application, Application.id == PaperReceipt.application_id)
        .where(Application.applicant_id == applicant_id)
        .order_by(PaperReceipt.application_id)
    )
    return set(db.session.scalars(statement))


def entries_by_status(applicant_id: int) -> dict[EntryStatus, tuple[int, int]]:
    """How many archive entries a person has, by the state of their audit, and how many of those can be chosen."""
    statement = (
        select(ArchiveEntry.status, func.count(), func.count(case((ArchiveEntry.approved_number > 0, 1))))
        .where(ArchiveEntry.applicant_id == applicant_id)
        .group_by(ArchiveEntry.status)
    )
    return {status: (count, usable) for status, count, usable in db.session.execute(statement)}


def _number(condition: ColumnElement[bool]) -> Any:
    """How many rows meet the condition."""
    return func.count(case((condition, 1)))


def _key(model: Any) -> InstrumentedAttribute[int]:
    key: InstrumentedAttribute[int] = model.id
    return key
