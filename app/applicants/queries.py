"""Reading people in scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from app.access.models import Account
from app.applicants.models import Applicant
from app.catalog.models import ProfessionalTitle, Region, TitleLevel, TitleSeries
from app.core.errors import OutOfScope
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation


def name_of(applicant_id: int) -> str:
    """The name of a person in scope; "" of anybody else."""
    return db.session.scalar(select(Applicant.name).where(Applicant.id == applicant_id)) or ""


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


def on_record(number: str) -> tuple[int, str] | None:
    """Id and name of the person with this identity number, whoever may see them."""
    statement = select(Applicant.id, Applicant.name).where(Applicant.identity_number == number)
    found = db.session.execute(statement.execution_options(no_scope=True)).one_or_none()
    return (found.id, found.name) if found else None


def is_employer(organisation_id: int) -> bool:
    """Whether an active employer has this id."""
    return db.session.scalars(_employers().where(Organisation.id == organisation_id)).first() is not None


def employers_like(text: str, limit: int = 20) -> Sequence[Organisation]:
    """Active employers whose name or credit code holds the text, by name."""
    found = _employers().where(
        or_(Organisation.name.contains(text, autoescape=True), Organisation.credit_code == text.upper())
    )
    return db.session.scalars(
        found.options(joinedload(Organisation.region)).order_by(Organisation.name).limit(limit)
    ).all()


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


def _employers() -> Select[tuple[Organisation]]:
    return select(Organisation).where(Organisation.kind == OrganisationKind.EMPLOYER, Organisation.active)
