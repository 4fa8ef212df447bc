"""Sign-ins counted, passwords changed, accounts switched; the rows of roles in step with the program's own."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import func, update
from werkzeug.security import check_password_hash, generate_password_hash

from app.access.models import Account
from app.access.scoping import acting
from app.accounts import queries
from app.accounts.rules import check_new_password, lock_minutes
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, Refused, Violation
from app.extensions import db


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


def _count(account_id: int, **values: object) -> None:
    statement = update(Account).where(Account.id == account_id).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
