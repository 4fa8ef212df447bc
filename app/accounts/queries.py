"""Reading accounts, roles, API keys and the access log."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask_appbuilder.security.sqla.models import ApiKey
from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import ColumnElement, func, select, update

from app.access.enums import AccessKind
from app.access.models import AccessRecord, Account
from app.console.paging import Page, Rows, order, page_of
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


def roles_held() -> list[tuple[str, set[str]]]:
    """User name and names of roles of every account that holds more than one."""
    statement = select(Account.username, RoleRow.name).join(Account.roles).order_by(Account.username)
    found: dict[str, set[str]] = {}
    for username, name in db.session.execute(statement):
        found.setdefault(username, set()).add(name)
    return [(username, names) for username, names in found.items() if len(names) > 1]


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


def hold_still(account_ids: Sequence[int | None]) -> None:
    """Let nobody else write to these accounts until the transaction ends: who asks first sees what the other wrote."""
    unchanged = update(Account).where(Account.id.in_(account_ids)).values(session_version=Account.session_version)
    db.session.execute(unchanged.execution_options(synchronize_session=False))


def in_use(account_id: int) -> Account | None:
    """An account, if it is in use."""
    return db.session.scalars(select(Account).where(Account.id == account_id, Account.active)).one_or_none()


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


SIGN_INS = (AccessKind.SIGN_IN, AccessKind.SIGN_IN_FAILED)


def sign_ins_of(account_id: int | None, most: int) -> Sequence[AccessRecord]:
    """The last sign-ins to an account, failed ones too, the newest first."""
    return _last(account_id, AccessRecord.kind.in_(SIGN_INS), most)


def changes_of(account_id: int | None, most: int) -> Sequence[AccessRecord]:
    """What was last done to an account, the newest first."""
    return _last(account_id, AccessRecord.kind.not_in(SIGN_INS), most)


def _last(account_id: int | None, condition: ColumnElement[bool], most: int) -> Sequence[AccessRecord]:
    statement = (
        select(AccessRecord)
        .where(AccessRecord.about_account_id == account_id, condition)
        .order_by(AccessRecord.at.desc(), AccessRecord.id.desc())
        .limit(most)
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class AccessFilter:
    """What the access log is asked for; None and "" ask nothing. Names are whole; days are office days, included."""

    kind: AccessKind | None = None
    who: str = ""
    subject: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


def access_records(asked: AccessFilter, page: str) -> Page:
    """One page of the access log in scope, the newest rows first."""
    return page_of(_access_records(asked), AccessRecord.at, AccessRecord.id, page, descending=True)


def all_access_records(asked: AccessFilter) -> Rows:
    """All rows that `access_records` shows page by page."""
    return _access_records(asked).order_by(*order(AccessRecord.at, AccessRecord.id, descending=True))


def _access_records(asked: AccessFilter) -> Rows:
    statement = select(AccessRecord)
    if asked.kind is not None:
        statement = statement.where(AccessRecord.kind == asked.kind)
    if asked.who:
        statement = statement.where(AccessRecord.account_name == asked.who)
    if asked.subject:
        statement = statement.where(AccessRecord.subject == asked.subject)
    if asked.first_day is not None:
        statement = statement.where(AccessRecord.at >= clock.at_start_of(asked.first_day))
    if asked.last_day is not None:
        statement = statement.where(AccessRecord.at <= clock.at_end_of(asked.last_day))
    return statement
