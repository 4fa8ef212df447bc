"""The outbox: written in the transaction that causes the message, carried later."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.extensions import Model, UtcDateTime, member, partial_index
from app.messages.enums import MessageStatus

RECIPIENTS = ("applicant_id", "organisation_id", "phone")
EXACTLY_ONE = " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in RECIPIENTS) + " = 1"


class OutboxMessage(Model):
    """One message to an applicant, to an organisation or to a mobile number alone, which nobody reads on a screen.

    `text` is what will be sent, in the office's language; a screen words `template` with `params` for its reader.
    Whoever carries it counts `tries`; the next one is due at `next_try_at`, at once where that is empty. A message
    with `good_until` holds a secret: it is not sent later than that, and its text is taken away in the end.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        CheckConstraint(EXACTLY_ONE, name="exactly_one_recipient"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        CheckConstraint("(status = 'SENT') = (sent_at IS NOT NULL)", name="sent_at_when_sent"),
        CheckConstraint("status <> 'FAILED' OR error <> ''", name="error_when_failed"),
        Index(None, "status", "id"),
        partial_index("ix_outbox_messages_unread", "organisation_id", where="read_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("applicants.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    phone: Mapped[str | None] = mapped_column(String(30))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    template: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    status: Mapped[MessageStatus] = mapped_column(member(MessageStatus, "status"), default=MessageStatus.WAITING)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    good_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    error: Mapped[str] = mapped_column(String(120), default="", server_default="")
