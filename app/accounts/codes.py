"""Codes of six digits that prove a mobile number: sent through the outbox, kept as a keyed hash, good once."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from app.accounts.enums import CodePurpose
from app.accounts.models import VerificationCode
from app.accounts.rules import MOST_CODE_ATTEMPTS, MOST_CODES_A_DAY
from app.core import clock
from app.core.errors import Conflict, Invalid, TooMany, Violation
from app.core.phones import mobile_number
from app.extensions import db
from app.messages import services as messages

GOOD_FOR = dt.timedelta(minutes=10)
PAUSE = dt.timedelta(minutes=1)
KEPT_FOR = dt.timedelta(days=2)
DIGITS = 6
GONE = "This code is good no more: 10 minutes have passed, or it was used. Please ask for a new one."
SPENT = "After %(most)s wrong codes this one is good no more. Please ask for a new one."
UNSYNCHRONISED = {"synchronize_session": False}


@dataclass(frozen=True)
class Issued:
    """What whoever asked for a code gets: the ticket, and the code itself, which only demo data may show."""

    ticket: str
    code: str


@dataclass(frozen=True)
class Pending:
    """A code that was asked for: to which phone, what for, and whether any code was sent at all (`is_real`)."""

    phone: str
    payload: Mapping[str, Any]
    is_real: bool


def issue(phone: str, purpose: CodePurpose, payload: Mapping[str, Any], *, real: bool = True) -> Issued:
    """Send a code to a mobile number, which will confirm `payload` (plain JSON).

    Where it is not `real`, everything is the same but that nothing is sent and no code will ever fit: who asks learns
    nothing. Raises TooMany within a minute of the last one, and after ten on one day; Conflict where two ask at once.
    """
    phone, now, day = mobile_number(phone), clock.now(), clock.today()
    number = _next_number(phone, now, day)
    issued = Issued(secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}")
    ticket_hash = _ticket_hash(issued.ticket)
    kept = dict(payload) | {"is_real": real}
    db.session.add(
        VerificationCode(
            phone=phone,
            purpose=purpose,
            day=day,
            number=number,
            ticket_hash=ticket_hash,
            code_hash=_code_hash(ticket_hash, issued.code if real else secrets.token_hex(16)),
            payload=kept,
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
    )
    db.session.flush()
    if real:
        minutes = round(GOOD_FOR.total_seconds() / 60)
        messages.send("code", phone=phone, good_until=now + GOOD_FOR, code=issued.code, minutes=minutes)
    return issued


def pending(ticket: str, purpose: CodePurpose) -> Pending | None:
    """What the holder of a ticket asked to confirm; None where it was used, replaced or has expired."""
    row = db.session.scalars(select(VerificationCode).where(*_open(ticket, purpose))).one_or_none()
    if row is None or row.payload is None:
        return None
    payload = {name: value for name, value in row.payload.items() if name != "is_real"}
    return Pending(row.phone, payload, bool(row.payload["is_real"]))


def again(ticket: str, purpose: CodePurpose) -> Issued:
    """Another code for the same; the one before is good for nothing any more.

    Raises TooMany as `issue` does, Conflict where there is nothing to confirm.
    """
    asked = pending(ticket, purpose)
    if asked is None:
        raise Conflict("This took longer than 10 minutes. Please begin again.")
    _end(ticket, purpose)
    return issue(asked.phone, purpose, asked.payload, real=asked.is_real)


def confirm(ticket: str, purpose: CodePurpose, code: str) -> Pending:
    """Use up a code, in the transaction of what it confirms; what was asked for. To be called before any other write.

    Every attempt counts, whatever becomes of the transaction. Raises Invalid at the field `code` for a wrong code, one
    of the past, and after five attempts; Conflict for the second of two who use it at the same moment.
    """
    asked = pending(ticket, purpose)
    if asked is None:
        raise Invalid([Violation("code", GONE)])
    left = _attempt(ticket, purpose)
    if left is None:
        raise Invalid([Violation("code", SPENT, {"most": MOST_CODE_ATTEMPTS})])
    found = select(VerificationCode.code_hash).where(*_open(ticket, purpose))
    kept = db.session.scalars(found).one_or_none() or ""
    given = _code_hash(_ticket_hash(ticket), "".join(code.split()))
    if not (asked.is_real and hmac.compare_digest(kept, given)):
        message = "The code is wrong. You can try %(left)s more times." if left else SPENT
        raise Invalid([Violation("code", message, {"left": left, "most": MOST_CODE_ATTEMPTS})])
    if not _end(ticket, purpose):
        raise Conflict("Somebody else saved at the same moment. Please open the page again.")
    return asked


def forget_expired() -> None:
    """Keep neither what expired codes would have confirmed, nor the codes of the day before yesterday."""
    now = clock.now()
    old = VerificationCode.created_at <= now - KEPT_FOR
    expired = and_(VerificationCode.expires_at <= now, VerificationCode.payload.is_not(None))
    with db.engine.connect() as connection:
        if connection.scalar(select(VerificationCode.id).where(or_(old, expired)).limit(1)) is None:
            return
        connection.execute(update(VerificationCode).where(expired).values(payload=None))
        connection.execute(delete(VerificationCode).where(old))
        connection.commit()


def _attempt(ticket: str, purpose: CodePurpose) -> int | None:
    """Count an attempt in a transaction of its own; how many are left, None where there was none left."""
    where = (*_open(ticket, purpose), VerificationCode.attempts < MOST_CODE_ATTEMPTS)
    with db.engine.begin() as connection:
        counted = update(VerificationCode).where(*where).values(attempts=VerificationCode.attempts + 1)
        used = connection.execute(counted.returning(VerificationCode.attempts)).scalar_one_or_none()
    return None if used is None else MOST_CODE_ATTEMPTS - used


def _end(ticket: str, purpose: CodePurpose) -> bool:
    """Let the code be good no more; False where somebody else did so first."""
    ended = update(VerificationCode).where(*_open(ticket, purpose)).values(used_at=clock.now(), payload=None)
    result: Any = db.session.execute(ended.execution_options(**UNSYNCHRONISED))
    return bool(result.rowcount == 1)


def _open(ticket: str, purpose: CodePurpose) -> tuple[ColumnElement[bool], ...]:
    return (
        VerificationCode.ticket_hash == _ticket_hash(ticket),
        VerificationCode.purpose == purpose,
        VerificationCode.used_at.is_(None),
        VerificationCode.expires_at > clock.now(),
    )


def _next_number(phone: str, now: dt.datetime, day: dt.date) -> int:
    """The number of the phone's next code on this day. Raises TooMany."""
    last = db.session.scalar(select(func.max(VerificationCode.created_at)).where(VerificationCode.phone == phone))
    if last is not None and now < last + PAUSE:
        seconds = math.ceil((last + PAUSE - now).total_seconds())
        message = "A code was sent to this number less than a minute ago. Please try again in %(seconds)s seconds."
        raise TooMany(message, retry_after=seconds, seconds=seconds)
    sent_today = select(func.count()).where(VerificationCode.phone == phone, VerificationCode.day == day)
    today = db.session.scalar(sent_today) or 0
    if today >= MOST_CODES_A_DAY:
        until = clock.at_end_of(day) - now
        message = "%(most)s codes were sent to this number today. Please try again tomorrow."
        raise TooMany(message, retry_after=math.ceil(until.total_seconds()), most=MOST_CODES_A_DAY)
    return today + 1


def _ticket_hash(ticket: str) -> str:
    """What the database keeps of a ticket, which holds 256 random bits."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def _code_hash(ticket_hash: str, code: str) -> str:
    """Keyed, since anybody could try all codes; bound to the ticket."""
    key = current_app.config["ZHIPING"].secret_key.encode()
    return hmac.new(key, f"zhiping/code/{ticket_hash}/{code}".encode(), hashlib.sha256).hexdigest()
