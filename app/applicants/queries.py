"""Reading people in scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from app.access.models import Account
from app.applicants.models import Applicant
from app.catalog.models import ProfessionalTitle, Region, TitleLevel, TitleSeries
from app.core.errors import OutOfScope
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation


def load(applicant_id: int) -> Applicant:
    """One person in scope with all their records; raises OutOfScope."""
    statement = (
        select(Applicant)
        .where(Applicant.id == applicant_id)
        .options(
            joinedload(Applicant.employer).joinedload(Organisation.region),
            joinedload(Applicant.insurance_region),
            joinedload(Applicant.file_region),
            joinedload(Applicant.labour_region),
            selectinload(Applicant.education),
            selectinload(Applicant.employment),
            selectinload(Applicant.titles_held),
            selectinload(Applicant.appraisals),
        )
        .execution_options(populate_existing=True)
    )
    person = db.session.scalars(statement).unique().one_or_none()
    if person is None:
        raise OutOfScope
    return person


def identity_taken(number: str, but_for: int | None) -> bool:
    """Whether another person has this identity number, whoever may see them."""
    statement = select(Applicant.id).where(Applicant.identity_number == number, Applicant.id != (but_for or 0))
    return db.session.scalars(statement.limit(1).execution_options(no_scope=True)).first() is not None


def is_employer(organisation_id: int) -> bool:
    """Whether an active employer has this id."""
    return _is_active(organisation_id, OrganisationKind.EMPLOYER)


def is_talent_centre(organisation_id: int) -> bool:
    """Whether an active talent-exchange centre has this id."""
    return _is_active(organisation_id, OrganisationKind.TALENT_EXCHANGE_CENTRE)


def regions_like(text: str, limit: int = 20) -> Sequence[Region]:
    """Regions whose name holds the text or whose code begins so, by code."""
    found = select(Region).where(
        or_(Region.name.contains(text, autoescape=True), Region.code.startswith(text, autoescape=True))
    )
    return db.session.scalars(found.options(joinedload(Region.parent)).order_by(Region.code).limit(limit)).all()


def title_names() -> dict[str, str]:
    """Titles of the catalog by code, in the order of series and level; one name of several series comes with its
    series."""
    statement = (
        select(ProfessionalTitle.code, ProfessionalTitle.name, TitleSeries.name)
        .join(ProfessionalTitle.level)
        .join(ProfessionalTitle.series)
        .order_by(ProfessionalTitle.series_id, TitleLevel.rank, ProfessionalTitle.id)
    )
    rows = db.session.execute(statement).all()
    times = Counter(name for _code, name, _series in rows)
    return {code: name if times[name] == 1 else f"{name}（{series}）" for code, name, series in rows}


def bind_account(account_id: int, applicant_id: int) -> None:
    """From now on the account is the person's own."""
    db.session.execute(update(Account).where(Account.id == account_id).values(applicant_id=applicant_id))


def _is_active(organisation_id: int, kind: OrganisationKind) -> bool:
    statement = select(Organisation.id).where(Organisation.id == organisation_id)
    found = db.session.scalars(statement.where(Organisation.kind == kind, Organisation.active))
    return found.first() is not None
