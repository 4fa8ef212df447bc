"""Reading accounts, roles and API keys."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from flask_appbuilder.security.sqla.models import ApiKey
from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import func, select

from app.access.models import Account
from app.core import clock
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
    """The account with this user name in whatever case, else with this e-mail address, else of the person with this
    identity number; two statements in any case."""
    name = name.strip()
    by_username = select(Account).where(func.lower(Account.username) == name.lower()).order_by(Account.id).limit(1)
    named = db.session.scalars(by_username).one_or_none()
    if "@" in name:
        other = select(Account).where(Account.email == name)
    else:
        other = select(Account).join(Account.applicant).filter_by(identity_number=name.upper())
    known = db.session.scalars(other.order_by(Account.id).limit(1).execution_options(no_scope=True)).one_or_none()
    return named or known


def load(account_id: int) -> Account:
    """One account; raises OutOfScope."""
    account = db.session.scalars(select(Account).where(Account.id == account_id)).one_or_none()
    if account is None:
        raise OutOfScope
    return account


def machine_time() -> dt.datetime:
    """The present moment as Flask-AppBuilder's tables keep moments: naive, by the machine's clock."""
    return clock.now().astimezone().replace(tzinfo=None)


def hash_of(token: str) -> str:
    """What the database keeps of a key. It holds 256 random bits: nobody can try them all, however fast the hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_good(key: ApiKey) -> bool:
    """Whether the key can be used now."""
    return bool(key.active and key.revoked_on is None and key.expires_on and key.expires_on > machine_time())


def keys_of(account_id: int | None) -> Sequence[ApiKey]:
    """An account's keys, the newest first."""
    return db.session.scalars(select(ApiKey).where(ApiKey.user_id == account_id).order_by(ApiKey.id.desc())).all()


def key_of(account_id: int | None, uuid: str) -> ApiKey | None:
    """One of the account's keys."""
    return db.session.scalars(select(ApiKey).where(ApiKey.uuid == uuid, ApiKey.user_id == account_id)).one_or_none()


def key_by_token(token: str) -> ApiKey | None:
    """The key that this token is, if it is good now."""
    key = db.session.scalars(select(ApiKey).where(ApiKey.lookup_hash == hash_of(token))).one_or_none()
    return key if key is not None and is_good(key) else None
