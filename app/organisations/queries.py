"""Reading organisations."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.access.scoping import BUILT_ONCE
from app.catalog.enums import RegionLevel
from app.catalog.models import Region
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation

_NAMES = (
    select(Organisation.id, Organisation.name)
    .where(Organisation.id.in_(bindparam("ids", expanding=True)))
    .execution_options(**BUILT_ONCE)
)


def names(ids: Collection[int]) -> dict[int, str]:
    """Names of organisations by their ids."""
    return dict(db.session.execute(_NAMES, {"ids": list(ids)}).all())


def code_of(organisation_id: int | None) -> str:
    """The code of one organisation; "" where there is none."""
    return db.session.scalar(select(Organisation.code).where(Organisation.id == organisation_id)) or ""


def authority_of(employer_id: int, at: RegionLevel) -> int | None:
    """Who checks what an employer hands in about its staff: its competent department, else the HRSS department of its
    region at this level, or the next above that has one; None where the catalog has none."""
    employer = db.session.scalars(
        select(Organisation).where(Organisation.id == employer_id).options(joinedload(Organisation.region))
    ).one()
    if employer.department_id is not None:
        return employer.department_id
    ranks = list(RegionLevel)
    region: Region | None = employer.region
    while region is not None:
        if ranks.index(region.level) <= ranks.index(at) and (found := _hrss_in(region.id)) is not None:
            return found
        region = region.parent
    return None


def _hrss_in(region_id: int) -> int | None:
    statement = select(Organisation.id).where(
        Organisation.kind == OrganisationKind.HRSS_DEPARTMENT, Organisation.region_id == region_id, Organisation.active
    )
    return db.session.scalars(statement.order_by(Organisation.id).limit(1)).first()
