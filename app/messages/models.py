"""The outbox: written in the transaction that causes the message, carried later."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.extensions import Model, UtcDateTime, member, partial_index
from app.messages.enums import MessageStatus


class OutboxMessage(Model):
    """One message to an applicant or to an organisation.

    `text` is what will be sent, in the office's language; a screen words `template` with `params` for its reader.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        CheckConstraint("(applicant_id IS NULL) <> (organisation_id IS NULL)", name="exactly_one_recipient"),
        Index(None, "status", "id"),
        partial_index("ix_outbox_messages_unread", "organisation_id", where="read_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("applicants.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    template: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    status: Mapped[MessageStatus] = mapped_column(member(MessageStatus, "status"), default=MessageStatus.WAITING)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
