"""Registrations and changes of names, in scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.scoping import acting
from app.core.errors import OutOfScope
from app.employers.enums import RequestStatus
from app.employers.models import EmployerRegistration, NameChange
from app.extensions import db

_OPTIONS = (
    joinedload(EmployerRegistration.account),
    joinedload(EmployerRegistration.organisation),
    joinedload(EmployerRegistration.auditor),
    joinedload(EmployerRegistration.region),
    joinedload(EmployerRegistration.department),
)


def registration(registration_id: int) -> EmployerRegistration:
    """One registration in scope; raises OutOfScope."""
    return _one(select(EmployerRegistration).where(EmployerRegistration.id == registration_id).options(*_OPTIONS))


def own_registration() -> EmployerRegistration:
    """The registration that the actor's account was made for; raises OutOfScope."""
    account_id = acting(db.session).account_id
    return _one(select(EmployerRegistration).where(EmployerRegistration.account_id == account_id).options(*_OPTIONS))


def others_with_code(credit_code: str, besides: int) -> Sequence[EmployerRegistration]:
    """Further registrations of the same employer that wait for a decision, with whichever office.

    Looks past scope: once the employer is bound, its own operators decide on them.
    """
    statement = select(EmployerRegistration).where(
        EmployerRegistration.credit_code == credit_code,
        EmployerRegistration.status == RequestStatus.SUBMITTED,
        EmployerRegistration.id != besides,
    )
    return db.session.scalars(statement.order_by(EmployerRegistration.id).execution_options(no_scope=True)).all()


def name_change(change_id: int) -> NameChange:
    """One change of a name in scope; raises OutOfScope."""
    return _one(
        select(NameChange)
        .where(NameChange.id == change_id)
        .options(joinedload(NameChange.organisation), joinedload(NameChange.auditor))
    )


def name_changes_of(organisation_id: int | None) -> Sequence[NameChange]:
    """What an employer asked for, the newest first."""
    statement = select(NameChange).where(NameChange.organisation_id == organisation_id)
    return db.session.scalars(
        statement.options(joinedload(NameChange.auditor)).order_by(NameChange.id.desc()).limit(50)
    ).all()


def document_of(model: Any, row_id: int) -> Any:
    """The row in scope whose document is asked for; raises OutOfScope, also where it has none."""
    row = _one(select(model).where(model.id == row_id, model.document_sha256.is_not(None)))
    return row


def _one(statement: Any) -> Any:
    found = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise OutOfScope
    return found
