"""Reading plans in scope, and finding who holds a stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from app.access.scoping import BUILT_ONCE
from app.catalog.enums import RegionLevel
from app.catalog.models import Contact, ProfessionalTitle, Region, Specialty, TitleSeries
from app.committees.enums import CommitteeLevel
from app.committees.models import ReviewCommittee
from app.console.paging import Page, page_of
from app.core.errors import OutOfScope, Refused
from app.core.workflow import HolderKind
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation
from app.plans.enums import ApplicationMode, PlanStatus
from app.plans.models import (
    FeeStandard,
    PlanCommittee,
    PlanContact,
    PlanMode,
    PlanRequirement,
    PlanRoute,
    PlanSpecialty,
    PlanTitle,
    QualificationPath,
    ReviewPlan,
    RouteStage,
)
from app.plans.published import StageHolder
from app.plans.rules import Catalog, CatalogRow

HRSS_LEVELS = {
    HolderKind.HRSS_COUNTY: RegionLevel.COUNTY,
    HolderKind.HRSS_CITY: RegionLevel.CITY,
    HolderKind.HRSS_PROVINCE: RegionLevel.PROVINCE,
}
# Marks the one statement that may touch a published plan: it counts the version and writes nothing else.
CLAIM = "claims_plan_version"
_PLANS = ReviewPlan.__table__.alias("plans_not_draft")
_MODELS: dict[str, Any] = {
    model.__tablename__: model
    for model in (Region, TitleSeries, ProfessionalTitle, Specialty, Contact, Organisation, ReviewCommittee)
}
_PLAN_ID = bindparam("plan_id", type_=Integer())
_OFFER = select(
    select(ProfessionalTitle.level_id)
    .join(PlanTitle, PlanTitle.title_id == ProfessionalTitle.id)
    .where(PlanTitle.plan_id == _PLAN_ID, PlanTitle.title_id == bindparam("title_id"))
    .limit(1)
    .scalar_subquery()
    .label("level_id"),
    *(
        select(model.id).where(model.plan_id == _PLAN_ID, column == bindparam(column.key)).exists().label(column.key)
        for model, column in (
            (PlanSpecialty, PlanSpecialty.specialty_id),
            (PlanCommittee, PlanCommittee.committee_id),
            (PlanMode, PlanMode.mode),
        )
    ),
).execution_options(**BUILT_ONCE)
_OFFICE_IN = (
    select(Organisation.id)
    .where(Organisation.kind == bindparam("kind"), Organisation.region_id == bindparam("region_id"))
    .where(Organisation.active)
    .order_by(Organisation.id)
    .limit(1)
    .execution_options(**BUILT_ONCE)
)
NEXT_LOWER = {upper: lower for lower, upper in pairwise(CommitteeLevel)}


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
    asked = {
        "plan_id": plan_id,
        "title_id": title_id,
        "specialty_id": specialty_id,
        "committee_id": committee_id,
        "mode": mode,
    }
    row = db.session.execute(_OFFER, asked).mappings().one()
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


def catalog() -> Catalog:
    """Everything that a plan may name by code. Employers are left out: no plan names one."""
    offices = Organisation.kind != OrganisationKind.EMPLOYER
    return {
        "regions": _rows(select(Region.code, Region.id)),
        "title_series": _rows(select(TitleSeries.code, TitleSeries.id, TitleSeries.active)),
        "professional_titles": _rows(_of_series(ProfessionalTitle)),
        "specialties": _rows(_of_series(Specialty)),
        "contacts": _rows(select(Contact.code, Contact.id)),
        "organisations": _rows(select(Organisation.code, Organisation.id, Organisation.active).where(offices)),
        "review_committees": _rows(_of_series(ReviewCommittee)),
    }


def named_rows(table: str, series_id: int | None) -> list[tuple[str, str]]:
    """(code, name) of what a plan of this series may name in a table; None for every series. Employers are left out."""
    model = _MODELS[table]
    name = getattr(model, "name", None) or model.office
    statement = select(model.code, name).order_by(name, model.id)
    if series_id is not None and hasattr(model, "series_id"):
        statement = statement.where(model.series_id == series_id)
    if hasattr(model, "active"):
        statement = statement.where(model.active)
    if model is Organisation:
        statement = statement.where(Organisation.kind != OrganisationKind.EMPLOYER)
    return [(code, words) for code, words in db.session.execute(statement)]


def resolve_holder(stage: RouteStage | StageHolder, employer: Organisation, committee: ReviewCommittee | None) -> int:
    """The id of the one organisation that must act at the stage, for an application of this employer's.

    Raises Refused naming what the catalog lacks.
    """
    match stage.holder:
        case HolderKind.EMPLOYER:
            return employer.id
        case HolderKind.COMPETENT_DEPARTMENT:
            return _department_of(employer)
        case HolderKind.TALENT_EXCHANGE_CENTRE:
            return _organisation_in(OrganisationKind.TALENT_EXCHANGE_CENTRE, employer.region)
        case HolderKind.HRSS_COUNTY | HolderKind.HRSS_CITY | HolderKind.HRSS_PROVINCE:
            return _organisation_in(OrganisationKind.HRSS_DEPARTMENT, _region_at(employer, HRSS_LEVELS[stage.holder]))
        case HolderKind.ACCEPTING_COMMITTEE_OFFICE:
            return _chosen(committee).office_id
        case HolderKind.RECOMMENDING_COMMITTEE_OFFICE:
            return _recommending(employer, _chosen(committee)).office_id
        case HolderKind.NAMED_ORGANISATION:
            return _named(stage)


_ROW_OPTIONS = (
    joinedload(ReviewPlan.paper_receiver),
    joinedload(ReviewPlan.clone_of),
    selectinload(ReviewPlan.clauses),
    selectinload(ReviewPlan.titles).joinedload(PlanTitle.title),
    selectinload(ReviewPlan.modes),
    selectinload(ReviewPlan.specialties).joinedload(PlanSpecialty.specialty),
    selectinload(ReviewPlan.committees).joinedload(PlanCommittee.committee),
    selectinload(ReviewPlan.attachments),
    selectinload(ReviewPlan.contacts).joinedload(PlanContact.contact),
    selectinload(ReviewPlan.paths).joinedload(QualificationPath.title),
    selectinload(ReviewPlan.requirements).joinedload(PlanRequirement.title),
    selectinload(ReviewPlan.fees).joinedload(FeeStandard.payee),
    selectinload(ReviewPlan.routes).selectinload(PlanRoute.stages).joinedload(RouteStage.holder_organisation),
)


def _one(criterion: ColumnElement[bool], *options: Any) -> ReviewPlan:
    statement = (
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
    plan = db.session.scalars(statement).one_or_none()
    if plan is None:
        raise OutOfScope
    return plan


def _is_frozen(session: Session, criterion: ColumnElement[bool]) -> bool:
    statement = select(_PLANS.c.id).where(criterion, _PLANS.c.status != PlanStatus.DRAFT).limit(1)
    return session.execute(statement.execution_options(no_scope=True)).first() is not None


def _of_series(model: Any) -> Any:
    return select(model.code, model.id, model.active, TitleSeries.code).join(
        TitleSeries, model.series_id == TitleSeries.id
    )


def _rows(statement: Any) -> dict[str, CatalogRow]:
    return {code: CatalogRow(*values) for code, *values in db.session.execute(statement)}


def _region_at(employer: Organisation, level: RegionLevel) -> Region:
    region: Region | None = employer.region
    while region is not None and region.level is not level:
        region = region.parent
    if region is None:
        raise Refused(
            "“%(employer)s” lies in %(region)s, which belongs to no region of the level that this stage asks for. "
            "Please correct the region of the employer or the regions of the catalog.",
            employer=employer.name,
            region=employer.region.name,
        )
    return region


def _organisation_in(kind: OrganisationKind, region: Region) -> int:
    found = db.session.scalars(_OFFICE_IN, {"kind": kind, "region_id": region.id}).one_or_none()
    if found is None and kind is OrganisationKind.HRSS_DEPARTMENT:
        raise Refused(
            "The catalog has no HRSS department for %(region)s. Please add it to the organisations.", region=region.name
        )
    if found is None:
        raise Refused(
            "The catalog has no talent-exchange centre for %(region)s. Please add it to the organisations.",
            region=region.name,
        )
    return found


def _department_of(employer: Organisation) -> int:
    if employer.department_id is None:
        raise Refused(
            "“%(employer)s” has no competent department. Please set it in the organisations.", employer=employer.name
        )
    return employer.department_id


def _chosen(committee: ReviewCommittee | None) -> ReviewCommittee:
    if committee is None:
        raise Refused("The application names no accepting committee. Please choose one in step 3.")
    return committee


def _recommending(employer: Organisation, committee: ReviewCommittee) -> ReviewCommittee:
    """The committee one level below in the same series, in the employer's region or the nearest one above it."""
    region: Region | None = employer.region
    while region is not None and committee.level in NEXT_LOWER:
        statement = (
            select(ReviewCommittee)
            .where(
                ReviewCommittee.series_id == committee.series_id,
                ReviewCommittee.level == NEXT_LOWER[committee.level],
                ReviewCommittee.region_id == region.id,
                ReviewCommittee.active,
            )
            .order_by(ReviewCommittee.id)
            .limit(1)
        )
        found = db.session.scalars(statement).one_or_none()
        if found is not None:
            return found
        region = region.parent
    raise Refused(
        "The catalog has no committee in %(region)s that recommends to “%(committee)s”. "
        "Please add it to the review committees.",
        region=employer.region.name,
        committee=committee.name,
    )


def _named(stage: RouteStage | StageHolder) -> int:
    if stage.holder_organisation_id is None:
        raise Refused("The stage “%(stage)s” names no organisation. Please name it in the plan.", stage=stage.name)
    return stage.holder_organisation_id
