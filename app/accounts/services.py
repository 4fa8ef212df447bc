"""Sign-ins counted, passwords changed, accounts switched, API keys made; the rows of roles in step with ROLES."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import delete, func, update
from werkzeug.security import check_password_hash, generate_password_hash

from app.access.enums import AccessKind
from app.access.models import AccessRecord, Account
from app.access.scoping import acting
from app.access.services import record_of_account
from app.accounts import queries, sessions
from app.accounts.enums import SessionKind
from app.accounts.models import AccountSession
from app.accounts.rules import (
    INITIAL_PASSWORD_DAYS,
    check_new_password,
    check_roles,
    lock_minutes,
)
from app.console.languages import LANGUAGES
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, OutOfScope, Refused, Violation
from app.decisions.enums import Action, SubjectKind
from app.decisions.services import Entry, record_all
from app.extensions import db
from config import LEAST_LOG_DAYS

HASH_METHOD = "scrypt:32768:8:3"
# Checked in place of the hash of an account that nobody has; of a password that nobody knows.
STAND_IN = (
    "scrypt:32768:8:3$9ElbMJjn2si43BJA$68dec9e2b7a034507e3f36d1436fd2ec7b90afc2b48a3152ae301458"
    "9d30e5f8b4f1a2fb3287bc95da55042a16f058b1c0d9be1164e9e479957da4533c51d98c"
)
# Initial passwords are read off paper: nothing that looks like something else. Sixteen of these are 79 bits.
READABLE, GROUPS, GROUP = "abcdefghjkmnpqrstuvwxyz23456789", 4, 4


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return generate_password_hash(password, method=HASH_METHOD)


def renew_hash(account: Account, password: str) -> None:
    """Hash a password that was just found right as passwords are hashed today, where an older way was used."""
    if not (account.password or "").startswith(f"{HASH_METHOD}$"):
        account.password = hash_of(password)


def count_failure(account: Account) -> None:
    """One more failed sign-in in a row, which is logged; from the fifth on it locks the account.

    Counted by the database, so that guesses sent at the same moment all count.
    """
    _count(account.id, fail_login_count=func.coalesce(Account.fail_login_count, 0) + 1)
    db.session.refresh(account)
    minutes = lock_minutes(account.fail_login_count or 0)
    if minutes:
        account.locked_until = clock.now() + dt.timedelta(minutes=minutes)
    record_of_account(AccessKind.SIGN_IN_FAILED, account)


@dataclass(frozen=True)
class SignedIn:
    """The identity of a session that was just begun; the sign-in before it, and how many failed since then."""

    identity: str
    before: dt.datetime | None
    failures: int


def sign_in(account: Account, kind: SessionKind, by_password: bool = True) -> SignedIn:
    """Begin a session of an account that has proved all it must. Failures before it are forgotten where it gave its
    password; guesses at that keep counting whoever else comes in through a provider."""
    before, failures = account.last_login, account.fail_login_count or 0
    _count(
        account.id,
        fail_login_count=0 if by_password else failures,
        login_count=func.coalesce(Account.login_count, 0) + 1,
        last_login=queries.machine_time(),
    )
    row = sessions.begin(account, kind)
    record_of_account(AccessKind.SIGN_IN, account, by_itself=True)
    return SignedIn(sessions.identity(account, row), before, failures)


def unlock(account_id: int) -> None:
    """Let a locked account sign in again at once; raises OutOfScope."""
    account = queries.load(account_id)
    account.locked_until = None
    account.fail_login_count = 0
    record_of_account(AccessKind.ACCOUNT_UNLOCKED, account)


def change_password(account_id: int, current: str, new: str, repeated: str) -> Account:
    """Give one's own account another password and end its sessions everywhere.

    Raises Invalid for a wrong present password and for whatever `check_new_password` refuses.
    """
    account = held(account_id)
    violations = check_new_password(new, repeated, current, account.username, (account.name,))
    if not check_password_hash(account.password or "", current):
        violations.insert(0, Violation("current", "The present password is wrong."))
    if violations:
        raise Invalid(violations)
    account.password = hash_of(new)
    account.initial_password_until = None
    sessions.end_all_of(account)
    record_of_account(AccessKind.PASSWORD_CHANGED, account)
    return account


def initial_password() -> tuple[str, dict[str, Any]]:
    """A password that its person replaces within INITIAL_PASSWORD_DAYS, at the first sign-in; what is kept of it."""
    password = "-".join("".join(secrets.choice(READABLE) for _each in range(GROUP)) for _group in range(GROUPS))
    until = clock.at_end_of(clock.today() + dt.timedelta(days=INITIAL_PASSWORD_DAYS))
    return password, {"password": hash_of(password), "initial_password_until": until}


def set_password(account: Account, new: str) -> None:
    """Another password for an account that has proven itself; its sessions end and a lock is lifted."""
    account.password = hash_of(new)
    account.initial_password_until = None
    _begin_anew(account)
    record_of_account(AccessKind.PASSWORD_CHANGED, account, by_itself=True)


def take_password(account: Account, reason: str) -> None:
    """Leave an account without a password, since it is not known whose that was; its sessions end."""
    had_one, account.password = bool(account.password), ""
    account.initial_password_until = None
    _begin_anew(account)
    if had_one:
        record_of_account(AccessKind.PASSWORD_REMOVED, account, reason, by_itself=True)


def renew_password(account: Account) -> str:
    """An initial password for an account that lost its own; its sessions end and a lock is lifted."""
    password, columns = initial_password()
    for name, value in columns.items():
        setattr(account, name, value)
    _begin_anew(account)
    record_of_account(AccessKind.PASSWORD_RESET, account)
    log(Action.RENEW_PASSWORD, [account])
    return password


def new_password(username: str) -> str:
    """As `renew_password`, for the account of this name. Raises OutOfScope."""
    account = queries.by_name(username)
    if account is None:
        raise OutOfScope("No account has this name.")
    return renew_password(account)


def _begin_anew(account: Account) -> None:
    sessions.end_all_of(account)
    account.locked_until, account.fail_login_count = None, 0


def held(account_id: int) -> Account:
    """An account as it stands, which nobody else changes until the transaction ends; raises OutOfScope."""
    queries.hold_still([account_id])
    account = queries.load(account_id)
    db.session.refresh(account)
    return account


def switch(account_id: int) -> Account:
    """Take an account out of use, which ends its sessions, or into use again.

    Raises OutOfScope, Refused for one's own.
    """
    if account_id == acting(db.session).account_id:
        raise Refused("Nobody can switch off the account they are signed in with.")
    account = queries.load(account_id)
    switch_over(account)
    log(Action.SWITCH_ON if account.active else Action.SWITCH_OFF, [account])
    return account


def switch_over(account: Account) -> None:
    """Off where it is on, on where it is off; its sessions end. The caller writes the decision down."""
    account.active = not account.active
    sessions.end_all_of(account)
    record_of_account(AccessKind.ACCOUNT_SWITCHED_ON if account.active else AccessKind.ACCOUNT_SWITCHED_OFF, account)


def prune() -> tuple[int, int]:
    """Delete what the access log holds from before the days of the setting, and sessions as old, which are long over;
    how many rows of each. A row of just that age is kept."""
    days = max(current_app.config["ZHIPING"].access_log_days, LEAST_LOG_DAYS)
    before = clock.now() - dt.timedelta(days=days)
    records = delete(AccessRecord).where(AccessRecord.at < before)
    ended = delete(AccountSession).where(AccountSession.created_at < before)
    found = [db.session.execute(one.execution_options(synchronize_session=False)) for one in (records, ended)]
    return found[0].rowcount, found[1].rowcount


def log(action: Action, accounts: Sequence[Account]) -> None:
    """Write what was done to accounts into the log."""
    record_all(SubjectKind.ACCOUNT, [Entry(account.id, action, details=_facts(account)) for account in accounts])


def _facts(account: Account) -> dict[str, Any]:
    return {
        "username": account.username,
        "name": account.name,
        "roles": sorted(role.name for role in account.roles),
        "organisation": account.organisation.name if account.organisation else "",
    }


def mixed_administrators() -> list[tuple[str, list[Role]]]:
    """User name and roles of every account whose roles exclude each other: rows older than the database's own guard."""
    held = [(name, [role for role in Role if role.name in names]) for name, names in queries.roles_held()]
    return [(name, roles) for name, roles in held if check_roles(roles)]


def sync_roles() -> tuple[list[str], list[str]]:
    """Add a row for every role that an account can hold; the names added, and names that are no role of the program.

    An account with such a name cannot act at all.
    """
    known = queries.role_names()
    wanted = [role.name for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)]
    added = [name for name in wanted if name not in known]
    db.session.add_all([RoleRow(name=name) for name in added])
    db.session.flush()
    return added, sorted(known - set(wanted))


def choose_language(account: Account | None, code: str) -> None:
    """Remember the language of an account; a visitor (None) has nothing to remember it on.

    Raises Invalid for a language that the program does not speak.
    """
    if code not in LANGUAGES:
        raise Invalid([Violation("language", "This language is not offered. Please choose one of the list.")])
    if account is not None:
        account.language = code


def settle_language(account: Account, chosen: str) -> str:
    """Hand a visitor's choice over to the account that signs in and has none; the language from now on, or ""."""
    if account.language is None and chosen in LANGUAGES:
        account.language = chosen
    return account.language or ""


def _count(account_id: int, **values: object) -> None:
    statement = update(Account).where(Account.id == account_id).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
