"""Finding the one organisation that holds a stage."""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import bindparam, select

from app.access.scoping import BUILT_ONCE
from app.catalog.enums import RegionLevel
from app.catalog.models import Region
from app.committees.enums import CommitteeLevel
from app.committees.models import ReviewCommittee
from app.core.errors import Refused
from app.core.workflow import HolderKind
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation
from app.plans.models import RouteStage
from app.plans.published import StageHolder

HRSS_LEVELS = {
    HolderKind.HRSS_COUNTY: RegionLevel.COUNTY,
    HolderKind.HRSS_CITY: RegionLevel.CITY,
    HolderKind.HRSS_PROVINCE: RegionLevel.PROVINCE,
}
_OFFICE_IN = (
    select(Organisation.id)
    .where(Organisation.kind == bindparam("kind"), Organisation.region_id == bindparam("region_id"))
    .where(Organisation.active)
    .order_by(Organisation.id)
    .limit(1)
    .execution_options(**BUILT_ONCE)
)
NEXT_LOWER = {upper: lower for lower, upper in pairwise(CommitteeLevel)}


def resolve_holder(
    stage: RouteStage | StageHolder,
    employer: Organisation,
    committee: ReviewCommittee | None,
    file_centre_id: int | None = None,
) -> int:
    """The id of the one organisation that must act at the stage, for an application of this employer's.

    `file_centre_id` is the talent-exchange centre that keeps the person's file (R-90); where none is named, or it is
    out of use, that of the employer's region.

    Raises Refused naming what the catalog lacks.
    """
    match stage.holder:
        case HolderKind.EMPLOYER:
            return employer.id
        case HolderKind.COMPETENT_DEPARTMENT:
            return _department_of(employer)
        case HolderKind.TALENT_EXCHANGE_CENTRE:
            return _centre(file_centre_id) or _organisation_in(OrganisationKind.TALENT_EXCHANGE_CENTRE, employer.region)
        case HolderKind.HRSS_COUNTY | HolderKind.HRSS_CITY | HolderKind.HRSS_PROVINCE:
            return _organisation_in(OrganisationKind.HRSS_DEPARTMENT, _region_at(employer, HRSS_LEVELS[stage.holder]))
        case HolderKind.ACCEPTING_COMMITTEE_OFFICE:
            return _chosen(committee).office_id
        case HolderKind.RECOMMENDING_COMMITTEE_OFFICE:
            return _recommending(employer, _chosen(committee)).office_id
        case HolderKind.NAMED_ORGANISATION:
            return _named(stage)


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


def _centre(organisation_id: int | None) -> int | None:
    """The talent-exchange centre of this id, if it is in use."""
    if organisation_id is None:
        return None
    statement = select(Organisation.id).where(Organisation.id == organisation_id, Organisation.active)
    return db.session.scalars(statement.where(Organisation.kind == OrganisationKind.TALENT_EXCHANGE_CENTRE)).first()


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
