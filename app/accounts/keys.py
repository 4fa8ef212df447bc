"""API keys: made, revoked, and when each was used."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from flask_appbuilder.security.sqla.models import ApiKey

from app.access.enums import AccessKind
from app.access.models import Account
from app.access.scoping import acting
from app.access.services import record_access, record_of_account
from app.accounts import queries
from app.accounts.rules import MARK, USE_NOTED_AFTER, check_key
from app.core.errors import Invalid, OutOfScope
from app.extensions import db

SHOWN = 14  # characters of a key that its owner knows it by


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
    record_access(AccessKind.KEY_MADE, acting(db.session).name, f"{name}: {' '.join(scopes)}", about=account_id)
    return token


def revoke_key(uuid: str) -> ApiKey:
    """End a key of the actor's account at once, for good; raises OutOfScope for anybody else's."""
    key = queries.key_of(acting(db.session).account_id, uuid)
    if key is None:
        raise OutOfScope
    if key.active:
        _end(key)
        record_access(AccessKind.KEY_REVOKED, acting(db.session).name, key.name, about=key.user_id)
    db.session.flush()
    return key


def revoke_all_of(account: Account) -> None:
    """End every key of an account that has just proved whose it is."""
    for key in queries.keys_of(account.id):
        if key.active:
            _end(key)
            record_of_account(AccessKind.KEY_REVOKED, account, key.name, by_itself=True)
    db.session.flush()


def note_use(key: ApiKey) -> bool:
    """Write down that the key was used, at most once an hour; whether it was written."""
    now = queries.machine_time()
    if key.last_used_on is not None and now - key.last_used_on < USE_NOTED_AFTER:
        return False
    key.last_used_on = now
    db.session.flush()
    return True


def _end(key: ApiKey) -> None:
    key.active, key.revoked_on = False, queries.machine_time()
