"""Reading people in scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.access.models import Account
from app.applicants.enums import AuditState
from app.applicants.freezing import record_lists
from app.applicants.models import Applicant, Profile, ProfileSection
from app.applicants.tabs import work
from app.catalog.models import ProfessionalTitle, Region, TitleLevel, TitleSeries
from app.console.waiting import OUR_ORGANISATION, Waits
from app.core.errors import OutOfScope
from app.core.identity_kinds import Identity
from app.extensions import db
from app.messages.carrying import Address
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
            *whole_record(),
        )
        .execution_options(populate_existing=True)
    )
    person = db.session.scalars(statement).unique().one_or_none()
    if person is None:
        raise OutOfScope
    return person


def whole_record(applicant: Any = None) -> list[ORMOption]:
    """Options for all lists of a person's record with their proofs, and how far its audit has come; `applicant` is the
    option that leads to the person. One statement for each list."""
    many = applicant.selectinload if applicant is not None else selectinload
    one = applicant.joinedload if applicant is not None else joinedload
    options: list[ORMOption] = [many(Applicant.sections), one(Applicant.profile)]
    for _key, list_ in record_lists():
        option = many(getattr(Applicant, list_.name))
        related = list_.model.__mapper__.relationships.keys()
        options += [option.joinedload(getattr(list_.model, name)) for name in related] or [option]
    return options


def contents(applicant_id: int) -> dict[str, tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """What of each section was submitted last and what was approved last, by the section's key."""
    statement = select(ProfileSection.key, ProfileSection.content, ProfileSection.approved).where(
        ProfileSection.applicant_id == applicant_id
    )
    return {key: (content, approved) for key, content, approved in db.session.execute(statement)}


def touch_sections(applicant_id: int) -> None:
    """A command's first write beside the profile's own: no page of a section that was drawn before can be saved."""
    db.session.execute(
        update(ProfileSection)
        .where(ProfileSection.applicant_id == applicant_id)
        .values(version=ProfileSection.version + 1)
        .execution_options(synchronize_session=False)
    )


def reopen_profile(applicant_id: int) -> None:
    """A section has changed: the profile as a whole is not what the employer sees or saw any more."""
    db.session.execute(
        update(Profile)
        .where(Profile.applicant_id == applicant_id, Profile.status.in_((AuditState.SUBMITTED, AuditState.APPROVED)))
        .values(status=AuditState.DRAFT, version=Profile.version + 1)
        .execution_options(synchronize_session=False)
    )


def reopen_work(applicant_id: int) -> None:
    """Employer or file were changed elsewhere than on their page: it is to be submitted again, and so the whole."""
    changed = ProfileSection.status.in_((AuditState.SUBMITTED, AuditState.APPROVED))
    db.session.execute(
        update(ProfileSection)
        .where(ProfileSection.applicant_id == applicant_id, ProfileSection.key == work.TAB.key, changed)
        .values(status=AuditState.DRAFT, version=ProfileSection.version + 1)
        .execution_options(synchronize_session=False)
    )
    reopen_profile(applicant_id)


def profile(profile_id: int) -> Profile:
    """One profile in scope with its person; raises OutOfScope."""
    statement = (
        select(Profile)
        .where(Profile.id == profile_id)
        .options(joinedload(Profile.applicant), joinedload(Profile.employer))
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise OutOfScope
    return found


WAITING = Waits(
    (select(Profile.id).where(Profile.employer_id == OUR_ORGANISATION, Profile.status == AuditState.SUBMITTED),)
)


def identity_taken(identity: Identity, but_for: int | None) -> bool:
    """Whether another person has this document, whoever may see them."""
    statement = select(Applicant.id).where(*_has(identity), Applicant.id != (but_for or 0))
    return db.session.scalars(statement.limit(1).execution_options(no_scope=True)).first() is not None


@dataclass(frozen=True)
class Known:
    """Who a document belongs to, as far as signing in and registering must know; `account_id` where there is one."""

    applicant_id: int
    name: str
    phone: str
    account_id: int | None


def known_by(identity: Identity) -> Known | None:
    """The person with this document, whoever asks: registration has nobody signed in, and tells nothing of it."""
    statement = (
        select(Applicant.id, Applicant.name, Applicant.phone, Account.id)
        .outerjoin(Account, Account.applicant_id == Applicant.id)
        .where(*_has(identity))
        .execution_options(no_scope=True)
    )
    row = db.session.execute(statement).one_or_none()
    return Known(*row) if row else None


def phone_of(applicant_id: int | None) -> str:
    """The mobile number on record, whoever asks; "" where there is none. For proof by a code alone."""
    statement = select(Applicant.phone).where(Applicant.id == applicant_id).execution_options(no_scope=True)
    return db.session.scalars(statement).one_or_none() or ""


def load_unscoped(applicant_id: int) -> Applicant:
    """The row of a person who has just proven to be it, before they are signed in."""
    statement = select(Applicant).where(Applicant.id == applicant_id).execution_options(no_scope=True)
    return db.session.scalars(statement).one()


def address_of(applicant_id: int) -> Address:
    """Where messages reach a person; asked by whoever carries them, over a connection of its own."""
    statement = select(Applicant.phone, Applicant.mailbox).where(Applicant.id == applicant_id)
    with db.engine.connect() as connection:
        return Address(*connection.execute(statement).one())


def unconfirmed_at(employer_id: int | None, ids: Collection[int]) -> set[int]:
    """Those of the people who chose this employer and whom it has not confirmed; one statement."""
    statement = select(Applicant.id).where(
        Applicant.id.in_(ids), Applicant.employer_id == employer_id, Applicant.employer_confirmed_at.is_(None)
    )
    return set(db.session.scalars(statement))


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


def _has(identity: Identity) -> tuple[ColumnElement[bool], ...]:
    return Applicant.identity_number == identity.number, Applicant.identity_kind == identity.kind


def _is_active(organisation_id: int, kind: OrganisationKind) -> bool:
    statement = select(Organisation.id).where(Organisation.id == organisation_id)
    found = db.session.scalars(statement.where(Organisation.kind == kind, Organisation.active))
    return found.first() is not None
