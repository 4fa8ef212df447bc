"""Sign-ins counted, passwords changed, accounts switched, API keys made; the rows of roles in step with ROLES."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from flask_appbuilder.security.sqla.models import ApiKey
from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import func, update
from werkzeug.security import check_password_hash, generate_password_hash

from app.access.models import Account
from app.access.scoping import acting
from app.accounts import queries
from app.accounts.rules import MARK, USE_NOTED_AFTER, check_key, check_new_password, lock_minutes
from app.console.languages import LANGUAGES
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, OutOfScope, Refused, Violation
from app.extensions import db

PASSWORD_BYTES = 12
SHOWN = 14  # characters of a key that its owner knows it by
NO_MAIL = "no-mail.invalid"
ACT_FOR_AN_ORGANISATION = {
    role.name
    for role in (
        Role.EMPLOYER_OPERATOR,
        Role.DEPARTMENT_AUDITOR,
        Role.HRSS_AUDITOR,
        Role.COMMITTEE_OFFICE,
        Role.PLAN_ADMINISTRATOR,
        Role.FINANCE,
    )
}


def count_failure(account_id: int) -> None:
    """One more failed sign-in in a row; from the fifth on it locks the account.

    Counted by the database, so that guesses sent at the same moment all count.
    """
    _count(account_id, fail_login_count=func.coalesce(Account.fail_login_count, 0) + 1)
    account = queries.load(account_id)
    db.session.refresh(account)
    minutes = lock_minutes(account.fail_login_count or 0)
    if minutes:
        account.locked_until = clock.now() + dt.timedelta(minutes=minutes)


def count_sign_in(account_id: int) -> None:
    """A sign-in succeeded: failures before it are forgotten."""
    _count(
        account_id,
        fail_login_count=0,
        login_count=func.coalesce(Account.login_count, 0) + 1,
        last_login=clock.office_time(clock.now()).replace(tzinfo=None),
    )


def unlock(account_id: int) -> None:
    """Let a locked account sign in again at once; raises OutOfScope."""
    account = queries.load(account_id)
    account.locked_until = None
    account.fail_login_count = 0


def change_password(account_id: int, current: str, new: str, repeated: str) -> Account:
    """Give one's own account another password and end its sessions everywhere.

    Raises Invalid for a wrong present password and for whatever `check_new_password` refuses.
    """
    account = queries.load(account_id)
    violations = check_new_password(new, repeated, current, account.username)
    if not check_password_hash(account.password or "", current):
        violations.insert(0, Violation("current", "The present password is wrong."))
    if violations:
        raise Invalid(violations)
    account.password = generate_password_hash(new)
    account.session_version += 1
    return account


def open_account(username: str, name: str, role_name: str, organisation_code: str = "") -> tuple[Account, str]:
    """An account of an office or administrator, and the password that was made for it.

    Raises Invalid for a name that is taken or empty, for a role that is none or is an applicant's, for an
    organisation that is not known, and for a role of an office without one.
    """
    role = queries.role(role_name)
    organisation = queries.organisation(organisation_code)
    violations = []
    if not username.strip() or queries.by_name(username) is not None:
        violations.append(Violation("username", "This user name is taken or empty."))
    if not name.strip():
        violations.append(Violation("name", "Please write the name of the person."))
    if role is None or role_name == Role.APPLICANT.name:
        violations.append(
            Violation("role", "“%(role)s” is no role of an office or administrator.", {"role": role_name})
        )
    if organisation_code and organisation is None:
        violations.append(
            Violation("organisation", "No organisation has the code “%(code)s”.", {"code": organisation_code})
        )
    if not organisation_code and role_name in ACT_FOR_AN_ORGANISATION:
        violations.append(Violation("organisation", "This role acts for an organisation; please name its code."))
    if violations:
        raise Invalid(violations)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    return make_account(username, name, Role[role_name], password, organisation.id if organisation else None), password


def make_account(username: str, name: str, role: Role, password: str, organisation_id: int | None = None) -> Account:
    """An account of a name that is free, in use at once."""
    account = Account(
        username=username.strip(),
        first_name=name.strip()[1:],
        last_name=name.strip()[:1],
        email=f"{username.strip()}@{NO_MAIL}",
        active=True,
        password=generate_password_hash(password),
        roles=[role_row(role)],
        organisation_id=organisation_id,
    )
    db.session.add(account)
    db.session.flush()
    return account


def role_row(role: Role) -> RoleRow:
    """The row of a role, made where an older installation lacks it."""
    return queries.role(role.name) or RoleRow(name=role.name)


def new_password(username: str) -> str:
    """A password made for an account that lost its own; its sessions end and a lock is lifted. Raises OutOfScope."""
    account = queries.by_name(username)
    if account is None:
        raise OutOfScope("No account has this name.")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    account.password = generate_password_hash(password)
    account.session_version += 1
    unlock(account.id)
    return password


def switch(account_id: int) -> Account:
    """Take an account out of use, which ends its sessions, or into use again.

    Raises OutOfScope, Refused for one's own.
    """
    if account_id == acting(db.session).account_id:
        raise Refused("Nobody can switch off the account they are signed in with.")
    account = queries.load(account_id)
    account.active = not account.active
    account.session_version += 1
    return account


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


def issue_key(name: str, scopes: Sequence[str], days: int | None, possible: Sequence[str]) -> str:
    """A new key of the actor's account in full, which nothing can show again; raises Invalid."""
    account_id = acting(db.session).account_id
    in_use = sum(queries.is_good(key) for key in queries.keys_of(account_id))
    violations = check_key(name, scopes, days, possible, in_use)
    if violations or days is None:
        raise Invalid(violations)
    token, now = MARK + secrets.token_urlsafe(32), queries.machine_time()
    db.session.add(
        ApiKey(
            name=name,
            key_hash=queries.hash_of(token),
            lookup_hash=queries.hash_of(token),
            key_prefix=token[:SHOWN],
            user_id=account_id,
            scopes=" ".join(scopes),
            active=True,
            created_on=now,
            expires_on=now + dt.timedelta(days=days),
        )
    )
    db.session.flush()
    return token


def revoke_key(uuid: str) -> ApiKey:
    """End a key of the actor's account at once, for good; raises OutOfScope for anybody else's."""
    key = queries.key_of(acting(db.session).account_id, uuid)
    if key is None:
        raise OutOfScope
    if key.active:
        key.active, key.revoked_on = False, queries.machine_time()
    db.session.flush()
    return key


def note_use(key: ApiKey) -> bool:
    """Write down that the key was used, at most once an hour; whether it was written."""
    now = queries.machine_time()
    if key.last_used_on is not None and now - key.last_used_on < USE_NOTED_AFTER:
        return False
    key.last_used_on = now
    db.session.flush()
    return True
