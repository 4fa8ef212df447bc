"""Reading organisations."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.access.scoping import BUILT_ONCE
from app.catalog.enums import RegionLevel
from app.catalog.models import Region
from app.core.errors import OutOfScope
from app.extensions import db
from app.messages.carrying import Address
from app.organisations.enums import OrganisationKind
from app.organisations.models import FormerName, Organisation

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


def by_ids(ids: Collection[int]) -> dict[int, Organisation]:
    """Organisations by their ids; one statement."""
    return {row.id: row for row in db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}


def address_of(organisation_id: int) -> Address:
    """Where messages reach an organisation; asked by whoever carries them, over a connection of its own."""
    statement = select(Organisation.phone, Organisation.mailbox).where(Organisation.id == organisation_id)
    with db.engine.connect() as connection:
        return Address(*connection.execute(statement).one())


def line_of(region_id: int) -> list[int]:
    """The ids of a region and of those above it, the nearest first; empty for no region."""
    parents = dict(db.session.execute(select(Region.id, Region.parent_id)).all())
    found: list[int] = []
    here: int | None = region_id if region_id in parents else None
    while here is not None:
        found.append(here)
        here = parents[here]
    return found


def below(region_id: int) -> set[int]:
    """The ids of a region and of all that belong to it."""
    rows = db.session.execute(select(Region.id, Region.parent_id)).all()
    found = {region_id}
    while more := {key for key, parent in rows if parent in found} - found:
        found |= more
    return found


def hrss_for(regions: Sequence[int]) -> Organisation | None:
    """The HRSS department of the first of these regions that has one."""
    statement = select(Organisation).where(
        Organisation.kind == OrganisationKind.HRSS_DEPARTMENT, Organisation.active, Organisation.region_id.in_(regions)
    )
    found = db.session.scalars(statement.order_by(Organisation.id)).all()
    return min(found, key=lambda one: regions.index(one.region_id), default=None)


def with_name_or_code(name: str, credit_code: str) -> Sequence[Organisation]:
    """Every organisation that has this name or this credit code."""
    same = or_(Organisation.name == name, Organisation.credit_code == credit_code)
    return db.session.scalars(select(Organisation).where(same).order_by(Organisation.id)).all()


def named(name: str) -> Organisation | None:
    """The organisation that has this name now."""
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()


def load(organisation_id: int) -> Organisation:
    """One organisation as it is stored now; raises OutOfScope."""
    statement = select(Organisation).where(Organisation.id == organisation_id)
    found = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def of_kind(kind: OrganisationKind) -> Sequence[Organisation]:
    """Organisations of a kind that are in use, with their regions, by name."""
    statement = select(Organisation).where(Organisation.kind == kind, Organisation.active)
    return db.session.scalars(statement.options(joinedload(Organisation.region)).order_by(Organisation.name)).all()


def employers_like(text: str, limit: int = 20) -> Sequence[Organisation]:
    """Employers in use whose name, present or former, holds the text, or whose credit code it is, by name."""
    formerly = select(FormerName.organisation_id).where(FormerName.name.contains(text, autoescape=True))
    called = Organisation.name.contains(text, autoescape=True)
    statement = (
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.EMPLOYER, Organisation.active)
        .where(or_(called, Organisation.id.in_(formerly), Organisation.credit_code == text.upper()))
        .options(joinedload(Organisation.region), selectinload(Organisation.former_names))
    )
    return db.session.scalars(statement.order_by(Organisation.name).limit(limit)).all()


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
