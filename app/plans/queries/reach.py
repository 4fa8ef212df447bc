"""Whether every employer of a plan's region has somebody to hold each stage: counted by the database at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from app.catalog.models import Region
from app.committees.models import ReviewCommittee
from app.core.errors import Violation
from app.core.workflow import HolderKind
from app.extensions import db
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from app.plans.packs import Document
from app.plans.queries.holders import HRSS_LEVELS, NEXT_LOWER
from app.plans.rules.catalog import Catalog

NAMED = 3
# What a condition asks of the employer; all else it asks of the person or of the application.
OF_EMPLOYERS = frozenset({"employer_kinds", "affiliation_levels", "departments", "regions"})
LACKING = {
    HolderKind.COMPETENT_DEPARTMENT: "“%(stage)s” is held by the competent department, which %(count)s employers of "
    "the region lack: %(names)s. Please set it in the organisations.",
    HolderKind.TALENT_EXCHANGE_CENTRE: "“%(stage)s” is held by the talent-exchange centre, which the regions of "
    "%(count)s employers lack: %(names)s. Please add it to the organisations.",
    HolderKind.RECOMMENDING_COMMITTEE_OFFICE: "“%(stage)s” is held by the recommending committee, which %(count)s "
    "employers of the region lack: %(names)s. Please add it to the review committees.",
    **dict.fromkeys(
        HRSS_LEVELS,
        "“%(stage)s” is held by an HRSS department, which the regions of %(count)s employers lack: %(names)s. Please "
        "add it to the organisations.",
    ),
}
_Office = aliased(Organisation)
_Department = aliased(Organisation)


def unresolved(document: Document, catalog: Catalog) -> list[Violation]:
    """Stages that nobody can hold for some active employer of the plan's region; `field` is `employers.<id>` of the
    first of them by name. One statement for each holder of each route."""
    if not document["takes_applications"] or document["region"] not in catalog["regions"]:
        return []
    within = _within(catalog["regions"][document["region"]].id)
    above = _above(within)
    employers = and_(
        Organisation.kind == OrganisationKind.EMPLOYER,
        Organisation.active,
        Organisation.region_id.in_(select(within.c.id)),
    )
    faults: list[Violation] = []
    for route, rest in _routes(document):
        asked: list[tuple[str, Any]] = []
        for stage in route["stages"]:
            condition = {key: wanted for key, wanted in stage["applies_when"].items() if key in OF_EMPLOYERS}
            holder = HolderKind[stage["holder"]]
            if holder not in LACKING or (stage["holder"], condition) in asked:
                continue
            asked.append((stage["holder"], condition))
            lacking = _lacks(holder, above, document, catalog)
            faults += _told(
                stage, holder, and_(employers, rest, _meets(route["applies_when"]), _meets(condition), lacking)
            )
    return faults


def _told(stage: Mapping[str, Any], holder: HolderKind, wanted: ColumnElement[bool]) -> Iterator[Violation]:
    statement = (
        select(Organisation.id, Organisation.name, func.count().over())
        .where(wanted)
        .order_by(Organisation.name, Organisation.id)
        .limit(NAMED)
    )
    rows = db.session.execute(statement).all()
    if rows:
        names = ", ".join(f"“{row[1]}”" for row in rows)
        params = {"stage": stage["name"], "count": rows[0][2], "names": names}
        yield Violation(f"employers.{rows[0][0]}", LACKING[holder], params)


def _routes(document: Document) -> Iterator[tuple[Mapping[str, Any], ColumnElement[bool]]]:
    """Each route with the condition that no route before it takes the employer for certain."""
    rest: ColumnElement[bool] = true()
    for route in document["routes"]:
        yield route, rest
        if route["applies_when"].keys() <= OF_EMPLOYERS:
            rest = and_(rest, not_(_meets(route["applies_when"])))


def _meets(condition: Mapping[str, Any]) -> ColumnElement[bool]:
    """What a condition asks of the employer."""
    asked: list[ColumnElement[bool]] = [true()]
    for key, wanted in condition.items():
        match key:
            case "employer_kinds":
                kinds = [EmployerKind[name] for name in wanted]
                asked.append(and_(Organisation.employer_kind.is_not(None), Organisation.employer_kind.in_(kinds)))
            case "affiliation_levels":
                asked.append(Organisation.affiliation.in_([AffiliationLevel[name] for name in wanted]))
            case "departments":
                asked.append(exists().where(_Department.id == Organisation.department_id, _Department.code.in_(wanted)))
            case "regions":
                starts = or_(*(Region.code.startswith(start, autoescape=True) for start in wanted))
                asked.append(exists().where(Region.id == Organisation.region_id, starts))
    return and_(*asked)


def _lacks(holder: HolderKind, above: CTE, document: Document, catalog: Catalog) -> ColumnElement[bool]:
    if holder is HolderKind.COMPETENT_DEPARTMENT:
        return Organisation.department_id.is_(None)
    if holder is HolderKind.TALENT_EXCHANGE_CENTRE:
        return not_(_has_office(OrganisationKind.TALENT_EXCHANGE_CENTRE, _Office.region_id == Organisation.region_id))
    here = above.c.region_id == Organisation.region_id
    if holder is HolderKind.RECOMMENDING_COMMITTEE_OFFICE:
        return _lacks_recommending(here, above, document, catalog)
    lies = and_(here, above.c.level == HRSS_LEVELS[holder])
    return not_(_has_office(OrganisationKind.HRSS_DEPARTMENT, lies, above))


def _has_office(kind: OrganisationKind, lies: ColumnElement[bool], above: CTE | None = None) -> ColumnElement[bool]:
    found = select(_Office.id).where(_Office.kind == kind, _Office.active, lies)
    if above is not None:
        found = found.join(above, above.c.ancestor_id == _Office.region_id)
    return exists(found.correlate(Organisation))


def _lacks_recommending(
    here: ColumnElement[bool], above: CTE, document: Document, catalog: Catalog
) -> ColumnElement[bool]:
    """Whether one of the plan's committees has none below it for the employer."""
    ids = [catalog["review_committees"][row["committee"]].id for row in document["committees"]]
    chosen = select(ReviewCommittee.level, ReviewCommittee.series_id).where(ReviewCommittee.id.in_(ids)).distinct()
    lacking: list[ColumnElement[bool]] = [false()]
    for level, series_id in db.session.execute(chosen):
        if level not in NEXT_LOWER:
            return true()
        below = (
            select(ReviewCommittee.id)
            .join(above, above.c.ancestor_id == ReviewCommittee.region_id)
            .where(
                here,
                ReviewCommittee.series_id == series_id,
                ReviewCommittee.level == NEXT_LOWER[level],
                ReviewCommittee.active,
            )
        )
        lacking.append(not_(exists(below.correlate(Organisation))))
    return or_(*lacking)


def _within(region_id: int) -> CTE:
    """The region and all below it."""
    found = select(Region.id).where(Region.id == region_id).cte("inside", recursive=True)
    return found.union_all(select(Region.id).join(found, Region.parent_id == found.c.id))


def _above(within: CTE) -> CTE:
    """Each of those regions with itself and every region above it."""
    start = select(Region.id.label("region_id"), Region.id.label("ancestor_id"), Region.parent_id, Region.level)
    found = start.where(Region.id.in_(select(within.c.id))).cte("above", recursive=True)
    upper = aliased(Region)
    return found.union_all(
        select(found.c.region_id, upper.id, upper.parent_id, upper.level).join(upper, upper.id == found.c.parent_id)
    )
