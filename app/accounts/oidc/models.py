"""Which accounts at providers open which accounts here."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.oidc.arrivals import LONGEST_SUBJECT, Kind
from app.core import clock
from app.extensions import Model, UtcDateTime, member


class ExternalIdentity(Model):
    """One account at a provider, which opens one account here; an account may have several.

    `issuer` and `subject` are the provider's own words for it, `name` the person's or organisation's as told at the
    first arrival, `provider` the key of the settings at that time.
    """

    __tablename__ = "external_identities"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        CheckConstraint("issuer <> ''", name="issuer_is_not_empty"),
        CheckConstraint("subject <> ''", name="subject_is_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    provider: Mapped[str] = mapped_column(String(31))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    kind: Mapped[Kind] = mapped_column(member(Kind, "kind"))
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
