"""Write messages into the outbox, in the transaction that causes them."""

from __future__ import annotations

from typing import Any

from app.console.errors import translate
from app.console.languages import officially
from app.core import clock
from app.extensions import db
from app.messages import queries
from app.messages.labels import TEMPLATES, kept
from app.messages.models import OutboxMessage


def send(
    template: str,
    *,
    applicant_id: int | None = None,
    organisation_id: int | None = None,
    application_id: int | None = None,
    **params: Any,
) -> OutboxMessage:
    """Put one message for one recipient into the outbox; `template` is a key of TEMPLATES."""
    with officially():
        text = translate(TEMPLATES[template], params)
    message = OutboxMessage(
        applicant_id=applicant_id,
        organisation_id=organisation_id,
        application_id=application_id,
        template=template,
        text=text,
        params=kept(params),
        created_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    return message


def mark_read() -> None:
    """All messages in the actor's scope are read from now on."""
    queries.unread().update({"read_at": clock.now()}, synchronize_session=False)
