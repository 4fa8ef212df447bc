"""What plans name by code: rows of the catalog, offices, committees, other plans."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, literal, select

from app.catalog.models import Contact, ProfessionalTitle, Region, Specialty, TitleSeries
from app.committees import queries as committees
from app.committees.models import ReviewCommittee
from app.committees.rules import CommitteeScope
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation
from app.plans.models import ReviewPlan
from app.plans.rules import Catalog, CatalogRow, CommitteeRow

_MODELS: dict[str, Any] = {
    model.__tablename__: model
    for model in (Region, TitleSeries, ProfessionalTitle, Specialty, Contact, Organisation, ReviewCommittee, ReviewPlan)
}


def catalog() -> Catalog:
    """Everything that a plan may name by code. Employers are left out: no plan names one."""
    offices = Organisation.kind != OrganisationKind.EMPLOYER
    return {
        "regions": _rows(select(Region.code, Region.id)),
        "title_series": _rows(select(TitleSeries.code, TitleSeries.id, TitleSeries.active)),
        "professional_titles": _rows(_of_series(ProfessionalTitle)),
        "specialties": _rows(_of_series(Specialty)),
        "contacts": _rows(_of_region(Contact, literal(True), literal(""))),
        "organisations": _rows(_of_region(Organisation, Organisation.active, literal("")).where(offices)),
        "review_committees": _with_scope(
            _rows(_of_region(ReviewCommittee, ReviewCommittee.active, TitleSeries.code).join(ReviewCommittee.series))
        ),
        "review_plans": _rows(select(ReviewPlan.code, ReviewPlan.id)),
    }


def named_rows(table: str, series_id: int | None) -> list[tuple[str, str]]:
    """(code, name) of what a plan of this series may name in a table, those of other series last and with its name.

    Employers are left out.
    """
    model = _MODELS[table]
    name = getattr(model, "name", None) or model.office
    statement = select(model.code, name).order_by(name, model.id)
    if series_id is not None and hasattr(model, "series_id") and model is not ReviewPlan:
        other = model.series_id != series_id
        named = case((other, name + "（" + TitleSeries.name + "）"), else_=name)
        statement = select(model.code, named).join(TitleSeries, model.series_id == TitleSeries.id)
        statement = statement.order_by(other, name, model.id)
    if hasattr(model, "active"):
        statement = statement.where(model.active)
    if model is Organisation:
        statement = statement.where(Organisation.kind != OrganisationKind.EMPLOYER)
    return [(code, words) for code, words in db.session.execute(statement)]


def _with_scope(rows: dict[str, CatalogRow]) -> dict[str, CatalogRow]:
    """Committees with their scope and filing; three statements more."""
    scopes = committees.scopes("code")
    filed = db.session.execute(select(ReviewCommittee.code, ReviewCommittee.filed_from, ReviewCommittee.filed_until))
    return {
        code: CommitteeRow(
            **vars(rows[code]), scope=scopes.get(code, CommitteeScope()), filed_from=first, filed_until=last
        )
        for code, first, last in filed
    }


def _of_series(model: Any) -> Any:
    return select(model.code, model.id, model.active, TitleSeries.code).join(
        TitleSeries, model.series_id == TitleSeries.id
    )


def _of_region(model: Any, active: Any, series: Any) -> Any:
    return select(model.code, model.id, active, series, Region.code).join(Region, model.region_id == Region.id)


def _rows(statement: Any) -> dict[str, CatalogRow]:
    return {code: CatalogRow(*values) for code, *values in db.session.execute(statement)}
