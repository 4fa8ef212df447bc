"""The outbox is carried: what waits is claimed, handed to its channel, and marked; what cannot go out is put off.

Any number of workers may carry at once: a guarded UPDATE lets one of them have a message for a while. One that ended
in the middle leaves it to be carried again under the same id, by which the other side knows it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, current_app
from sqlalchemy import ColumnElement, case, func, or_, select, update

from app.core import clock
from app.core.phones import is_mobile, mobile_number
from app.extensions import db
from app.messages.channels import LONGEST_ERROR, Mail, NotSent, SmsGateway
from app.messages.enums import Failure, MessageStatus
from app.messages.models import OutboxMessage
from config import Settings

log = logging.getLogger(__name__)

INSTALLED = "messages_carried"
BATCH = 50
MOST_TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=30), dt.timedelta(hours=1)
# How long a worker may take over one message before another takes it for lost.
LEASE = dt.timedelta(minutes=2)
# What waited longer is no news any more: a gateway that is set up late does not send last year's messages.
STALE_AFTER = dt.timedelta(days=3)


class Channel(Protocol):
    """Hands one message over to an address; raises NotSent."""

    def send(self, message_id: int, address: str, text: str, /) -> None: ...


@dataclass(frozen=True)
class Address:
    """Where a recipient can be reached; "" where that is not known."""

    phone: str = ""
    mailbox: str = ""


AddressOf = Callable[[int], Address]


@dataclass(frozen=True)
class Carrier:
    """The channels of this installation, and where applicants and organisations are reached."""

    sms: Channel | None
    mail: Channel | None
    applicant: AddressOf
    organisation: AddressOf


@dataclass(frozen=True)
class _Claimed:
    id: int
    text: str
    tries: int
    applicant_id: int | None
    organisation_id: int | None
    phone: str | None


def install(flask_app: Flask, settings: Settings, applicant: AddressOf, organisation: AddressOf) -> None:
    """Tell the program its channels, and who knows the addresses."""
    sms = SmsGateway(settings.sms_url, settings.sms_key) if settings.sms_url else None
    mail = Mail(settings.smtp_url, settings.mail_sender) if settings.smtp_url else None
    flask_app.extensions[INSTALLED] = Carrier(sms, mail, applicant, organisation)


def carrier() -> Carrier:
    """The channels of this installation."""
    found: Carrier = current_app.extensions[INSTALLED]
    return found


def carry() -> int:
    """Carry what is due, at most 50 messages; how many were sent. Without any channel messages wait."""
    installed, now = carrier(), clock.now()
    _give_up(now, secrets_only=installed.sms is None and installed.mail is None)
    if installed.sms is None and installed.mail is None:
        return 0
    return sum(_carried(installed, message_id) for message_id in _due(now))


def counts() -> Mapping[MessageStatus, int]:
    """How many messages there are in each state."""
    statement = select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status)
    with db.engine.connect() as connection:
        found = dict(tuple(row) for row in connection.execute(statement))
    return {status: found.get(status, 0) for status in MessageStatus}


def retry_failed() -> int:
    """Let what failed wait again, unless it is old or held a secret; how many."""
    fresh = (OutboxMessage.good_until.is_(None), OutboxMessage.created_at > clock.now() - STALE_AFTER)
    values = {"status": MessageStatus.WAITING, "tries": 0, "next_try_at": None, "error": ""}
    return _change((OutboxMessage.status == MessageStatus.FAILED, *fresh), values)


def pause_after(tries: int) -> dt.timedelta:
    """How long to wait after the n-th try that did not succeed: half a minute, then twice as long each time."""
    return min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)


def _due(now: dt.datetime) -> Sequence[int]:
    statement = select(OutboxMessage.id).where(*_waiting(now)).order_by(OutboxMessage.id).limit(BATCH)
    with db.engine.connect() as connection:
        return connection.scalars(statement).all()


def _carried(installed: Carrier, message_id: int) -> bool:
    """Carry one message, unless another worker has it."""
    message = _claim(message_id)
    if message is None:
        return False
    channel, address, why = _way(installed, message)
    if channel is None:
        _put_off(message, why)
        return False
    try:
        channel.send(message.id, address, message.text)
    except NotSent as problem:
        _not_sent(message, problem)
        return False
    _end(message, MessageStatus.SENT, sent_at=clock.now(), error="")
    return True


def _claim(message_id: int) -> _Claimed | None:
    """Make a message that is due this worker's for a while; None where it is another's by now."""
    now = clock.now()
    columns = [getattr(OutboxMessage, name) for name in _Claimed.__dataclass_fields__]
    values = {"tries": OutboxMessage.tries + 1, "next_try_at": now + LEASE}
    claim = update(OutboxMessage).where(OutboxMessage.id == message_id, *_waiting(now)).values(values)
    with db.engine.begin() as connection:
        row = connection.execute(claim.returning(*columns)).one_or_none()
    return None if row is None else _Claimed(*row)


def _way(installed: Carrier, message: _Claimed) -> tuple[Channel | None, str, Failure]:
    """The channel and address of a message: its mobile number before its mailbox. Else None, and why."""
    address = _address(installed, message)
    ways = [
        (installed.sms, mobile_number(address.phone) if is_mobile(address.phone) else ""),
        (installed.mail, address.mailbox.strip()),
    ]
    for channel, text in ways:
        if channel is not None and text:
            return channel, text, Failure.NO_CHANNEL
    return None, "", Failure.NO_CHANNEL if any(text for _channel, text in ways) else Failure.NO_ADDRESS


def _address(installed: Carrier, message: _Claimed) -> Address:
    if message.applicant_id is not None:
        return installed.applicant(message.applicant_id)
    if message.organisation_id is not None:
        return installed.organisation(message.organisation_id)
    return Address(phone=message.phone or "")


def _put_off(message: _Claimed, why: Failure) -> None:
    """Nobody was asked, so it was no try; the channel or the address may come."""
    later = clock.now() + LONGEST_PAUSE
    _change(_mine(message), {"tries": message.tries - 1, "next_try_at": later, "error": why.name})


def _not_sent(message: _Claimed, problem: NotSent) -> None:
    log.warning("message %s was not sent at try %s: %s", message.id, message.tries, problem.reason)
    if problem.final or message.tries >= MOST_TRIES:
        _end(message, MessageStatus.FAILED, error=problem.reason)
    else:
        again = {"next_try_at": clock.now() + pause_after(message.tries), "error": problem.reason}
        _change(_mine(message), again)


def _end(message: _Claimed, status: MessageStatus, **values: Any) -> None:
    _change(_mine(message), {"status": status, "next_try_at": None, "text": _text_kept(), **values})


def _give_up(now: dt.datetime, secrets_only: bool) -> None:
    """What would come too late fails. Where nothing can be carried at all, only secrets do."""
    late = [OutboxMessage.good_until <= now]
    if not secrets_only:
        late.append(OutboxMessage.created_at <= now - STALE_AFTER)
    where = (*_waiting(now), or_(*late))
    with db.engine.connect() as connection:
        if connection.scalar(select(OutboxMessage.id).where(*where).limit(1)) is None:
            return  # a write of nothing would make others wait all the same
    _change(where, {"status": MessageStatus.FAILED, "error": Failure.TOO_LATE.name, "text": _text_kept()})


def _waiting(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    due = or_(OutboxMessage.next_try_at.is_(None), OutboxMessage.next_try_at <= now)
    return OutboxMessage.status == MessageStatus.WAITING, due


def _mine(message: _Claimed) -> tuple[ColumnElement[bool], ...]:
    """Unless its time was up and another worker has it."""
    return (
        OutboxMessage.id == message.id,
        OutboxMessage.status == MessageStatus.WAITING,
        OutboxMessage.tries == message.tries,
    )


def _text_kept() -> ColumnElement[str]:
    """A secret is taken away."""
    return case((OutboxMessage.good_until.is_not(None), ""), else_=OutboxMessage.text)


def _change(where: Sequence[ColumnElement[bool]], values: Mapping[str, Any]) -> int:
    if "error" in values:
        values = {**values, "error": values["error"][:LONGEST_ERROR]}
    with db.engine.begin() as connection:
        return connection.execute(update(OutboxMessage).where(*where).values(values)).rowcount
