"""Reading the outbox in scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.console.waiting import OUR_ORGANISATION, OWN_PERSON, Waits
from app.extensions import db
from app.messages.models import OutboxMessage

_UNREAD = select(OutboxMessage.id).where(OutboxMessage.read_at.is_(None))
UNREAD = Waits(
    (
        _UNREAD.where(OutboxMessage.organisation_id == OUR_ORGANISATION),
        _UNREAD.where(OutboxMessage.applicant_id == OWN_PERSON),
    )
)


def newest(limit: int = 50) -> Sequence[OutboxMessage]:
    """The newest messages of whoever asks."""
    return db.session.scalars(every_message().limit(limit)).all()


def every_message() -> Select[tuple[OutboxMessage]]:
    """The messages of whoever asks, the newest first."""
    return select(OutboxMessage).order_by(OutboxMessage.id.desc())


def told_since(template: str, applicant_id: int, moment: dt.datetime) -> bool:
    """Whether a person was sent such a message since then, whoever asks; answers yes or no."""
    statement = select(OutboxMessage.id).where(
        OutboxMessage.applicant_id == applicant_id,
        OutboxMessage.template == template,
        OutboxMessage.created_at > moment,
    )
    return db.session.scalars(statement.limit(1).execution_options(no_scope=True)).first() is not None


def unread() -> Any:
    """The unread messages as a query that can be updated."""
    return db.session.query(OutboxMessage).filter(OutboxMessage.read_at.is_(None))
