"""Reading accounts and roles."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import func, select

from app.access.models import Account
from app.core.errors import OutOfScope
from app.extensions import db
from app.organisations.models import Organisation


def role_names() -> set[str]:
    """The names of the roles that the database knows."""
    return set(db.session.scalars(select(RoleRow.name)))


def role(name: str) -> RoleRow | None:
    """The row of a role."""
    return db.session.scalars(select(RoleRow).where(RoleRow.name == name)).one_or_none()


def organisation(code: str) -> Organisation | None:
    """The organisation that an account is to act for."""
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one_or_none()


def by_name(name: str) -> Account | None:
    """The account with this user name in whatever case, else with this e-mail address; two statements in any case."""
    name = name.strip()
    by_username = select(Account).where(func.lower(Account.username) == name.lower()).order_by(Account.id).limit(1)
    named = db.session.scalars(by_username).one_or_none()
    written_to = db.session.scalars(select(Account).where(Account.email == name)).one_or_none()
    return named or written_to


def load(account_id: int) -> Account:
    """One account; raises OutOfScope."""
    account = db.session.scalars(select(Account).where(Account.id == account_id)).one_or_none()
    if account is None:
        raise OutOfScope
    return account
