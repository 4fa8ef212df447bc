"""Reading committees."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.catalog.models import ProfessionalTitle, Region, Specialty, TitleSeries
from app.committees.models import CommitteeSpecialty, CommitteeTitle, ReviewCommittee
from app.committees.rules import CommitteeScope, Named, Row, state_of
from app.committees.rules.rows import Index
from app.console.interface import ScopedInterface
from app.core.errors import OutOfScope
from app.extensions import db
from app.organisations.models import Organisation

SCOPE_COLUMNS = {"scope", "titles_reviewed", "titles_recommended", "specialties_covered"}


def scope_options() -> list[Any]:
    """Load options for a committee's scope: two statements, however many committees."""
    return [
        selectinload(ReviewCommittee.titles).joinedload(CommitteeTitle.title).joinedload(ProfessionalTitle.series),
        selectinload(ReviewCommittee.specialties).joinedload(CommitteeSpecialty.specialty).joinedload(Specialty.series),
    ]


class CommitteeInterface(ScopedInterface):
    """Committees, with their scope where its columns are shown."""

    def eager_options(self, columns: Iterable[str]) -> list[Any]:
        shown = list(columns)
        return [*super().eager_options(shown), *(() if SCOPE_COLUMNS.isdisjoint(shown) else scope_options())]


def committee(committee_id: int) -> ReviewCommittee:
    """One committee with its scope, fresh. Raises OutOfScope."""
    statement = select(ReviewCommittee).where(ReviewCommittee.id == committee_id)
    found = db.session.scalar(statement.options(*scope_options()).execution_options(populate_existing=True))
    if found is None:
        raise OutOfScope
    return found


def scopes(column: str = "id") -> dict[Any, CommitteeScope]:
    """The scope of every committee that has one recorded, by its `column`: id or code; two statements."""
    return _scopes(getattr(ReviewCommittee, column), getattr(ProfessionalTitle, column), getattr(Specialty, column))


def scope_of(committee_id: int) -> CommitteeScope:
    """The scope of one committee by ids; two statements."""
    found = _scopes(ReviewCommittee.id, ProfessionalTitle.id, Specialty.id, where=[ReviewCommittee.id == committee_id])
    return found.get(committee_id, CommitteeScope())


def _scopes(key: Any, title: Any, specialty: Any, where: Collection[Any] = ()) -> dict[Any, CommitteeScope]:
    parts: dict[Any, tuple[set[Any], set[Any], set[Any]]] = {}
    titles = (
        select(key, title, CommitteeTitle.recommended)
        .join(CommitteeTitle, CommitteeTitle.committee_id == ReviewCommittee.id)
        .join(ProfessionalTitle, ProfessionalTitle.id == CommitteeTitle.title_id)
    )
    specialties = (
        select(key, specialty)
        .join(CommitteeSpecialty, CommitteeSpecialty.committee_id == ReviewCommittee.id)
        .join(Specialty, Specialty.id == CommitteeSpecialty.specialty_id)
    )
    for owner, value, recommended in db.session.execute(titles.where(*where)):
        parts.setdefault(owner, (set(), set(), set()))[1 if recommended else 0].add(value)
    for owner, value in db.session.execute(specialties.where(*where)):
        parts.setdefault(owner, (set(), set(), set()))[2].add(value)
    return {owner: CommitteeScope(*map(frozenset, found)) for owner, found in parts.items()}


def all_committees() -> list[ReviewCommittee]:
    """The whole catalog with its scope, by code; three statements."""
    options = [joinedload(getattr(ReviewCommittee, name)) for name in ("series", "region", "office", "organisation")]
    statement = select(ReviewCommittee).order_by(ReviewCommittee.code).options(*options, *scope_options())
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def state(one: ReviewCommittee) -> Row:
    """A committee as a row of its sheet."""
    return state_of(
        {
            "code": one.code,
            "name": one.name,
            "level": one.level.name,
            "kind": one.kind.name,
            "series": one.series.code,
            "region": one.region.code,
            "office": one.office.code,
            "organisation": one.organisation.code if one.organisation else "",
            "titles_reviewed": [title.code for title in one.titles_reviewed],
            "titles_recommended": [title.code for title in one.titles_recommended],
            "specialties": [specialty.code for specialty in one.specialties_covered],
            "filing_number": one.filing_number,
            "filed_from": one.filed_from,
            "filed_until": one.filed_until,
            "active": one.active,
        }
    )


def fingerprint(rows: Mapping[str, Row]) -> str:
    """What tells one state of the catalog from any other."""
    written = json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def named_tables(committees: Iterable[ReviewCommittee], organisations: Collection[str]) -> dict[str, Index]:
    """The rows that a sheet may name, by table; of organisations those that committees have, and those that are
    written among `organisations` by name or code. Five statements."""
    offices = {
        one.id: one for committee in committees for one in (committee.office, committee.organisation) if one is not None
    }
    asked = select(Organisation).where(or_(Organisation.name.in_(organisations), Organisation.code.in_(organisations)))
    offices.update({one.id: one for one in db.session.scalars(asked)})
    return {
        "series": Index(_named(select(TitleSeries.code, TitleSeries.name))),
        "regions": Index(_named(select(Region.code, Region.name))),
        "titles": Index(_named(_of_series(ProfessionalTitle))),
        "specialties": Index(_named(_of_series(Specialty))),
        "organisations": Index(Named(one.code, one.name, kind=one.kind) for one in offices.values()),
    }


def ids_of_scope() -> dict[str, dict[str, int]]:
    """The ids of all titles and specialties by code."""
    return {
        name: dict(db.session.execute(select(model.code, model.id)).all())
        for name, model in (("titles", ProfessionalTitle), ("specialties", Specialty))
    }


def offered_scope(model: type[ProfessionalTitle | Specialty]) -> list[tuple[int, str, int, str]]:
    """(id, name, id of the series, name of the series) of titles or specialties, those out of use included."""
    statement = (
        select(model.id, model.name, TitleSeries.id, TitleSeries.name)
        .join(TitleSeries, model.series_id == TitleSeries.id)
        .order_by(TitleSeries.id, model.id)
    )
    return [tuple(row) for row in db.session.execute(statement)]


def _of_series(model: Any) -> Any:
    return select(model.code, model.name, TitleSeries.code).join(TitleSeries, model.series_id == TitleSeries.id)


def _named(statement: Any) -> list[Named]:
    return [Named(*row) for row in db.session.execute(statement)]
