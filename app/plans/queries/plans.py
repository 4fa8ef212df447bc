"""Reading plans in scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from app.catalog.models import ProfessionalTitle
from app.console.paging import Page, page_of
from app.core.errors import OutOfScope
from app.extensions import db
from app.plans.enums import ApplicationMode, PlanStatus
from app.plans.models import (
    FeeStandard,
    PlanCommittee,
    PlanContact,
    PlanDeadline,
    PlanMode,
    PlanRoute,
    PlanSpecialty,
    PlanTitle,
    QualificationPath,
    ReviewPlan,
    RouteStage,
)
from app.plans.packs import Document, document_of
from app.plans.rules.inheriting import inheriting

# Marks the one statement that may touch a published plan: it counts the version and writes nothing else.
CLAIM = "claims_plan_version"
_PLANS = ReviewPlan.__table__.alias("plans_not_draft")


@dataclass(frozen=True)
class PlanFilter:
    """Which published plans are asked for; what is None or "" asks nothing. `open_on` is a day of applications."""

    year: int | None = None
    region: str = ""
    open_on: dt.date | None = None


def plan_by_id(plan_id: int) -> ReviewPlan:
    """One plan in scope; raises OutOfScope. Always by SELECT, so that the identity map cannot lend a row."""
    return _one(ReviewPlan.id == plan_id)


def plan_by_code(code: str) -> ReviewPlan:
    """One plan in scope by its code; raises OutOfScope."""
    return _one(ReviewPlan.code == code)


def plan_with_rows(plan_id: int) -> ReviewPlan:
    """One plan in scope with all its rows and what they name, in as many statements as it has lists."""
    return _one(ReviewPlan.id == plan_id, *_ROW_OPTIONS)


def published_with_rows(code: str) -> ReviewPlan:
    """`plan_with_rows` by code, of a plan that was published; raises OutOfScope."""
    return _one(and_(ReviewPlan.code == code, ReviewPlan.status != PlanStatus.DRAFT), *_ROW_OPTIONS)


def published(asked: PlanFilter, page: str, size: int) -> Page:
    """One page of the plans that were published, the newest first; as many statements for one as for all."""
    statement = (
        select(ReviewPlan)
        .where(ReviewPlan.status != PlanStatus.DRAFT)
        .options(
            joinedload(ReviewPlan.issuer),
            joinedload(ReviewPlan.region),
            joinedload(ReviewPlan.series),
            selectinload(ReviewPlan.titles).joinedload(PlanTitle.title),
        )
    )
    if asked.year is not None:
        statement = statement.where(ReviewPlan.year == asked.year)
    if asked.region:
        statement = statement.where(ReviewPlan.region.has(code=asked.region))
    if asked.open_on is not None:
        statement = statement.where(
            ReviewPlan.status == PlanStatus.PUBLISHED,
            ReviewPlan.opens_on <= asked.open_on,
            ReviewPlan.applicant_deadline >= asked.open_on,
        )
    return page_of(statement, ReviewPlan.opens_on, ReviewPlan.id, page, descending=True, size=size)


def open_plans(today: dt.date) -> Sequence[ReviewPlan]:
    """Published plans that take applications on this day, the earliest deadline first."""
    statement = (
        select(ReviewPlan)
        .where(
            ReviewPlan.status == PlanStatus.PUBLISHED,
            ReviewPlan.opens_on <= today,
            ReviewPlan.applicant_deadline >= today,
        )
        .options(
            joinedload(ReviewPlan.issuer),
            joinedload(ReviewPlan.region),
            joinedload(ReviewPlan.series),
            selectinload(ReviewPlan.titles).joinedload(PlanTitle.title),
        )
        .order_by(ReviewPlan.applicant_deadline, ReviewPlan.id)
    )
    return db.session.scalars(statement).all()


def is_taken(code: str, name: str) -> tuple[bool, bool]:
    """Whether any plan, in scope or not, has this code; whether any has this name."""
    statement = select(
        func.count().filter(ReviewPlan.code == code), func.count().filter(ReviewPlan.name == name)
    ).select_from(ReviewPlan)
    codes, names = db.session.execute(statement.execution_options(no_scope=True)).one()
    return bool(codes), bool(names)


def offer(
    plan_id: int,
    *,
    title_id: int | None,
    specialty_id: int | None,
    committee_id: int | None,
    mode: ApplicationMode | None,
) -> dict[str, Any]:
    """Whether the plan offers each of these values, by name; the level of the title under `level_id`. One statement."""
    level = (
        select(ProfessionalTitle.level_id)
        .join(PlanTitle, PlanTitle.title_id == ProfessionalTitle.id)
        .where(PlanTitle.plan_id == plan_id, PlanTitle.title_id == title_id)
        .limit(1)
    )
    asked = {
        "specialty_id": (PlanSpecialty, PlanSpecialty.specialty_id == specialty_id),
        "committee_id": (PlanCommittee, PlanCommittee.committee_id == committee_id),
        "mode": (PlanMode, PlanMode.mode == mode),
    }
    columns = [
        select(model.id).where(model.plan_id == plan_id, chosen).exists().label(name)  # type: ignore[attr-defined]
        for name, (model, chosen) in asked.items()
    ]
    row = db.session.execute(select(level.scalar_subquery().label("level_id"), *columns)).mappings().one()
    return {**row, "title_id": row["level_id"] is not None}


def claim(plan: ReviewPlan, seen_version: int) -> bool:
    """Take the right to change a plan: True for the first who saw this version, False for everybody after."""
    claimed = db.session.execute(
        update(ReviewPlan)
        .where(ReviewPlan.id == plan.id, ReviewPlan.version == seen_version)
        .values(version=ReviewPlan.version + 1)
        .execution_options(synchronize_session=False, **{CLAIM: True})
    )
    return bool(claimed.rowcount == 1)


def any_frozen(session: Session, plan_ids: Collection[int], route_ids: Collection[int]) -> bool:
    """Whether any of the plans, or of the plans of these routes, is no longer a draft; whoever may see them."""
    routes = PlanRoute.__table__.c
    of_routes = select(routes.plan_id).where(routes.id.in_(route_ids))
    return _is_frozen(session, or_(_PLANS.c.id.in_(plan_ids), _PLANS.c.id.in_(of_routes)))


def reaches_frozen(session: Session, model: Any, where: ColumnElement[bool] | None) -> bool:
    """Whether a statement over a plan's table would reach a row of a plan that is no longer a draft."""
    if model is RouteStage:
        targets = select(PlanRoute.plan_id).join(RouteStage)
    else:
        targets = select(ReviewPlan.id if model is ReviewPlan else model.plan_id)
    return _is_frozen(session, _PLANS.c.id.in_(targets if where is None else targets.where(where)))


def parent_of(plan: ReviewPlan) -> Document | None:
    """The whole plan that this one defers to, as a document (R-11); None where there is none in scope."""
    return whole_document(plan.parent.code) if plan.parent else None


def whole_document(code: str) -> Document | None:
    """The plan with this code as a document, with what it takes from its own parents; None where none is in scope."""
    chain: list[ReviewPlan] = []
    wanted: str | None = code
    while wanted and wanted not in [plan.code for plan in chain]:
        plan = db.session.scalars(_selected(ReviewPlan.code == wanted, *_ROW_OPTIONS)).one_or_none()
        if plan is None:
            break
        chain.append(plan)
        wanted = plan.parent.code if plan.parent else None
    document: Document | None = None
    for plan in reversed(chain):
        own = document_of(plan)
        document = inheriting(own, document) if document else own
    return document


_ROW_OPTIONS = (
    joinedload(ReviewPlan.paper_receiver),
    joinedload(ReviewPlan.clone_of),
    joinedload(ReviewPlan.parent),
    selectinload(ReviewPlan.clauses),
    selectinload(ReviewPlan.bases),
    selectinload(ReviewPlan.documents),
    selectinload(ReviewPlan.categories),
    selectinload(ReviewPlan.papers),
    selectinload(ReviewPlan.deadlines).joinedload(PlanDeadline.organisation),
    selectinload(ReviewPlan.titles).joinedload(PlanTitle.title),
    selectinload(ReviewPlan.modes),
    selectinload(ReviewPlan.specialties).joinedload(PlanSpecialty.specialty),
    selectinload(ReviewPlan.committees).joinedload(PlanCommittee.committee),
    selectinload(ReviewPlan.attachments),
    selectinload(ReviewPlan.contacts).joinedload(PlanContact.contact),
    selectinload(ReviewPlan.paths).joinedload(QualificationPath.title),
    selectinload(ReviewPlan.requirements),
    selectinload(ReviewPlan.fees).joinedload(FeeStandard.payee),
    selectinload(ReviewPlan.routes).selectinload(PlanRoute.stages).joinedload(RouteStage.holder_organisation),
)


def _one(criterion: ColumnElement[bool], *options: Any) -> ReviewPlan:
    plan = db.session.scalars(_selected(criterion, *options)).one_or_none()
    if plan is None:
        raise OutOfScope
    return plan


def _selected(criterion: ColumnElement[bool], *options: Any) -> Select[tuple[ReviewPlan]]:
    return (
        select(ReviewPlan)
        .where(criterion)
        .options(
            joinedload(ReviewPlan.issuer),
            joinedload(ReviewPlan.region),
            joinedload(ReviewPlan.series),
            selectinload(ReviewPlan.routes).selectinload(PlanRoute.stages),
            *options,
        )
        .execution_options(populate_existing=True)
    )


def _is_frozen(session: Session, criterion: ColumnElement[bool]) -> bool:
    statement = select(_PLANS.c.id).where(criterion, _PLANS.c.status != PlanStatus.DRAFT).limit(1)
    return session.execute(statement.execution_options(no_scope=True)).first() is not None
