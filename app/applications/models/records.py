"""What is frozen or recorded on an application's way: submissions, holders, rulings, papers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.eligibility.vocabulary import RulingKind
from app.extensions import Model, UtcDateTime, member, partial_index

if TYPE_CHECKING:
    from app.organisations.models import Organisation
    from app.plans.models import RouteStage

STILL_HELD = "left_at IS NULL"


class Submission(Model):
    """One frozen version: profile, entries, attachments' SHA-256, answers and findings as they were sent.

    Sheets and notices read `content`, never the live rows. `sha256` is over its canonical JSON.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("application_id", "version"),
        CheckConstraint("version > 0", name="version_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())


class ApplicationHolding(Model):
    """Which organisation holds or held the application, at which stage, from when to when.

    `submitted_at` is a local copy of the application's, in whose order an organisation's list is read.
    """

    __tablename__ = "application_holdings"
    __table_args__ = (
        partial_index("uq_application_holdings_one_open", "application_id", where=STILL_HELD, unique=True),
        Index("ix_application_holdings_held", "organisation_id", "submitted_at", "application_id", "left_at"),
        Index(None, "application_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("route_stages.id"), index=True)
    submitted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    entered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    left_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    organisation: Mapped[Organisation] = relationship("Organisation")
    stage: Mapped[RouteStage] = relationship("RouteStage")


class FindingRuling(Model):
    """An auditor's waiver or confirmation of one rule finding, with the reason."""

    __tablename__ = "finding_rulings"
    __table_args__ = (
        UniqueConstraint("application_id", "subject"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    subject: Mapped[str] = mapped_column(String(80))
    kind: Mapped[RulingKind] = mapped_column(member(RulingKind, "kind"))
    reason: Mapped[str] = mapped_column(Text)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    actor_name: Mapped[str] = mapped_column(String(130))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime())


class PaperReceipt(Model):
    """The printed sheets arrived: how many copies, when, who took them (R-212, R-222)."""

    __tablename__ = "paper_receipts"
    __table_args__ = (
        UniqueConstraint("application_id"),
        CheckConstraint("copies > 0", name="copies_are_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    copies: Mapped[int]
    received_on: Mapped[dt.date]
    receiver_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    actor_name: Mapped[str] = mapped_column(String(130))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
