"""Sessions on the server: begun, seen, ended. Who holds one is found by `app.accounts.security`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from flask import after_this_request, current_app, session
from sqlalchemy import Engine, bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.access.enums import AccessKind
from app.access.models import Account
from app.access.scoping import acting
from app.access.services import place, record_access
from app.accounts.enums import SessionKind
from app.accounts.models import AccountSession
from app.accounts.rules import NOTED_AFTER, Expiry, is_alive
from app.core import clock
from app.core.actor import Role
from app.core.errors import OutOfScope
from app.extensions import db

IDENTITY = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,18})")
COOKIE = "_user_id"  # Flask-Login's
_NOTE_SEEN = (
    update(AccountSession)
    .where(AccountSession.id == bindparam("session_id"), AccountSession.seen_at < bindparam("now"))
    .values(seen_at=bindparam("now"))
)


def begin(account: Account, kind: SessionKind) -> AccountSession:
    """A session of an account that has proved itself; `identity` is what its cookie or token carries."""
    now, where = clock.now(), place(db.session)
    row = AccountSession(
        account_id=account.id, kind=kind, created_at=now, seen_at=now, address=where.address, device=where.device
    )
    db.session.add(row)
    db.session.flush()
    return row


def identity(account: Account, row: AccountSession) -> str:
    """How cookie and tokens name the session: account, version of its sessions, session."""
    return f"{account.get_id()}.{row.id}"


def parts(told: str) -> tuple[int, int, int] | None:
    """Account id, version and session id of an identity; None for any other text."""
    found = IDENTITY.fullmatch(told)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def own_id() -> int | None:
    """The session that this request's cookie carries."""
    found = parts(str(session.get(COOKIE, "")))
    return found[2] if found else None


def expiry_for(is_applicant: bool) -> Expiry:
    """How long a session of such an account is good."""
    settings = current_app.config["ZHIPING"]
    minutes = settings.applicant_idle_minutes if is_applicant else settings.office_idle_minutes
    return Expiry(dt.timedelta(hours=settings.session_hours), dt.timedelta(minutes=minutes))


def note_seen(session_id: int, seen_at: dt.datetime) -> dt.datetime:
    """Write down, once the answer was sent and every few minutes at most, that the session was used now; when it
    counts as used last.

    Past the session of the database: a page that reads stays one, and waits for nobody who writes.
    """
    now = clock.now()
    if now - seen_at < NOTED_AFTER:
        return seen_at
    engine = db.engine

    @after_this_request
    def _later(response):  # type: ignore[no-untyped-def]
        response.call_on_close(lambda: _write_seen(engine, session_id, now))
        return response

    return now


def _write_seen(engine: Engine, session_id: int, now: dt.datetime) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(_NOTE_SEEN, {"session_id": session_id, "now": now})
    except SQLAlchemyError:  # the next request notes it
        return


def own_sessions() -> Sequence[AccountSession]:
    """The actor's sessions that are still good, the newest first."""
    actor = acting(db.session)
    statement = (
        select(AccountSession)
        .where(AccountSession.account_id == actor.account_id, AccountSession.ended_at.is_(None))
        .where(AccountSession.created_at > clock.now() - expiry_for(False).longest)
        .order_by(AccountSession.created_at.desc(), AccountSession.id.desc())
    )
    expiry, now = expiry_for(actor.has(Role.APPLICANT)), clock.now()
    rows = db.session.scalars(statement)
    return [row for row in rows if is_alive(row.kind, row.created_at, row.seen_at, now, expiry)]


def end_own(session_id: int) -> None:
    """End one of the actor's sessions; raises OutOfScope for anybody else's and for one that has ended."""
    statement = (
        update(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.account_id == acting(db.session).account_id)
        .where(AccountSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    if db.session.execute(statement.execution_options(no_scope=True)).rowcount != 1:
        raise OutOfScope


def end_others(kept_id: int | None) -> int:
    """End all of the actor's sessions but `kept_id`, which is logged; how many there were."""
    actor = acting(db.session)
    statement = (
        update(AccountSession)
        .where(AccountSession.account_id == actor.account_id, AccountSession.ended_at.is_(None))
        .where(AccountSession.id != (kept_id or 0))
        .values(ended_at=clock.now())
    )
    ended: int = db.session.execute(statement).rowcount
    record_access(AccessKind.SIGNED_OUT_ELSEWHERE, actor.name, about=actor.account_id)
    return ended


def end_all_of(account: Account) -> None:
    """End every session of an account, whoever asks: its password was changed, it was switched off."""
    account.session_version += 1
    statement = (
        update(AccountSession)
        .where(AccountSession.account_id == account.id, AccountSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    db.session.execute(statement.execution_options(no_scope=True, synchronize_session=False))
