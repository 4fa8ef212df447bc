"""Operators of employers, and everything that a merger reads and moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import ColumnElement, func, select, update

from app.access.models import Account
from app.applicants.models import Applicant, Profile
from app.applications.models import Application
from app.archives.enums import EntryStatus
from app.archives.models import ArchiveEntry
from app.core.actor import Role
from app.core.errors import OutOfScope
from app.core.workflow import Status
from app.employers.enums import RequestStatus
from app.employers.models import EmployerRegistration, NameChange
from app.extensions import db
from app.organisations.models import FormerName, Organisation
from app.public_notices.enums import NoticeStatus
from app.public_notices.models import PublicNotice

LIVE = (Status.DRAFT, Status.UNDER_WAY, Status.RETURNED)


def operators(organisation_id: int | None) -> Sequence[Account]:
    """Everybody who acts or acted for an employer, those in use first."""
    statement = select(Account).where(Account.organisation_id == organisation_id, _is(Role.EMPLOYER_OPERATOR))
    return db.session.scalars(statement.order_by(Account.active.desc(), Account.id)).all()


def operator(account_id: int, organisation_id: int | None) -> Account:
    """One of an employer's operators as they are now; raises OutOfScope for anybody else."""
    statement = select(Account).where(
        Account.id == account_id, Account.organisation_id == organisation_id, _is(Role.EMPLOYER_OPERATOR)
    )
    found = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def active_operators(organisation_id: int) -> int:
    """How many operators of an employer can sign in."""
    return _accounts(organisation_id, Role.EMPLOYER_OPERATOR)


def has_accounts(organisation_id: int, role: Role) -> bool:
    """Whether anybody can decide for an office in this role."""
    return _accounts(organisation_id, role) > 0


def lock(ids: Collection[int]) -> None:
    """A command's first write where it counts what belongs to organisations: one command at a time for each."""
    statement = update(Organisation).where(Organisation.id.in_(ids)).values(active=Organisation.active)
    db.session.execute(statement.execution_options(synchronize_session=False))


def merge_counts(organisation_id: int) -> dict[str, int]:
    """What an employer has not finished, by the keys of `rules.UNFINISHED`; numbers alone, whoever asks."""
    counts = {
        "applications": select(func.count(Application.id)).where(
            Application.holder_id == organisation_id, Application.status == Status.UNDER_WAY
        ),
        "entries": select(func.count(ArchiveEntry.id)).where(
            ArchiveEntry.employer_id == organisation_id, ArchiveEntry.status == EntryStatus.SUBMITTED
        ),
        "notices": select(func.count(PublicNotice.id)).where(
            PublicNotice.organisation_id == organisation_id, PublicNotice.status == NoticeStatus.RUNNING
        ),
        "registrations": select(func.count(EmployerRegistration.id)).where(
            EmployerRegistration.auditor_id == organisation_id, EmployerRegistration.status == RequestStatus.SUBMITTED
        ),
        "name_changes": select(func.count(NameChange.id)).where(
            NameChange.organisation_id == organisation_id,
            NameChange.status.in_((RequestStatus.SUBMITTED, RequestStatus.RETURNED)),
        ),
    }
    return {
        name: db.session.scalar(statement.execution_options(no_scope=True)) or 0 for name, statement in counts.items()
    }


def take_over(absorbed: Organisation, into: Organisation, **columns: object) -> bool:
    """Take an employer that is in use out of it for another one, which whatever was merged into it before belongs to
    from now on; False where somebody did so first."""
    statement = (
        update(Organisation)
        .where(Organisation.id == absorbed.id, Organisation.active, Organisation.merged_into_id.is_(None))
        .values(active=False, merged_into_id=into.id, **columns)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(statement).rowcount != 1:
        return False
    earlier = update(Organisation).where(Organisation.merged_into_id == absorbed.id).values(merged_into_id=into.id)
    db.session.execute(earlier.execution_options(synchronize_session=False))
    return True


def move_to(absorbed_id: int, into_id: int) -> tuple[list[int], int, int]:
    """Staff with their profiles, running applications and former names go to the other employer; operators are
    switched off.

    Ids of the people who moved, the number of applications and of operators. Looks past scope: whoever merges two
    employers need not see their people.
    """
    everything = {"no_scope": True, "synchronize_session": False}
    people = (
        update(Applicant)
        .where(Applicant.employer_id == absorbed_id)
        .values(employer_id=into_id, version=Applicant.version + 1)
        .returning(Applicant.id)
    )
    moved = sorted(db.session.scalars(people.execution_options(**everything)))
    profiles = update(Profile).where(
        Profile.employer_id == absorbed_id,
        Profile.applicant_id.in_(select(Applicant.id).where(Applicant.employer_id == into_id)),
    )
    sent = profiles.values(employer_id=into_id, version=Profile.version + 1)
    db.session.execute(sent.execution_options(**everything))
    running = update(Application).where(Application.employer_id == absorbed_id, Application.status.in_(LIVE))
    applications = db.session.execute(running.values(employer_id=into_id).execution_options(**everything)).rowcount
    names = update(FormerName).where(FormerName.organisation_id == absorbed_id).values(organisation_id=into_id)
    db.session.execute(names.execution_options(synchronize_session=False))
    accounts = (
        update(Account)
        .where(Account.organisation_id == absorbed_id, Account.active)
        .values(active=False, session_version=Account.session_version + 1)
    )
    off = db.session.execute(accounts.execution_options(synchronize_session=False)).rowcount
    return moved, applications, off


def _accounts(organisation_id: int, role: Role) -> int:
    statement = select(func.count(Account.id)).where(Account.organisation_id == organisation_id, Account.active)
    return db.session.scalar(statement.where(_is(role))) or 0


def _is(role: Role) -> ColumnElement[bool]:
    return Account.roles.any(RoleRow.name == role.name)
