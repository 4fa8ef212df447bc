"""Keeping the rows of roles in step with the program's own; making and revoking API keys."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from flask_appbuilder.security.sqla.models import ApiKey
from flask_appbuilder.security.sqla.models import Role as RoleRow

from app.access.scoping import acting
from app.accounts import queries
from app.accounts.rules import MARK, USE_NOTED_AFTER, check_key
from app.core.actor import Role
from app.core.errors import Invalid, OutOfScope
from app.extensions import db

SHOWN = 14


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
