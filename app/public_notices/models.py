"""Public notices (公示) and the people on them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, UtcDateTime, member
from app.public_notices.enums import NoticeOutcome, NoticeStatus

if TYPE_CHECKING:
    from app.applications.models import Application
    from app.organisations.models import Organisation
    from app.plans.models import ReviewPlan, RouteStage


class PublicNotice(Model):
    """One notice of one organisation: its start day, its number of working days, its computed last day."""

    __tablename__ = "public_notices"
    __table_args__ = (
        CheckConstraint("starts_on <= last_day", name="starts_before_it_ends"),
        CheckConstraint("working_days > 0", name="working_days_are_positive"),
        Index(None, "organisation_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("route_stages.id"))
    starts_on: Mapped[dt.date]
    working_days: Mapped[int]
    last_day: Mapped[dt.date]
    place: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(60))
    mailbox: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[NoticeStatus] = mapped_column(member(NoticeStatus, "status"), default=NoticeStatus.RUNNING)
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[ReviewPlan] = relationship("ReviewPlan")
    organisation: Mapped[Organisation] = relationship("Organisation")
    stage: Mapped[RouteStage] = relationship("RouteStage")
    entries: Mapped[list[PublicNoticeEntry]] = relationship(
        "PublicNoticeEntry", order_by="PublicNoticeEntry.id", back_populates="notice"
    )


class PublicNoticeEntry(Model):
    """One person on a notice: the fields as published, their digest, the outcome once it is over."""

    __tablename__ = "public_notice_entries"
    __table_args__ = (
        UniqueConstraint("notice_id", "application_id"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'NO_OBJECTION' OR outcome_note <> ''",
            name="objections_are_answered",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notices.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    published: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[NoticeOutcome | None] = mapped_column(member(NoticeOutcome, "outcome"))
    outcome_note: Mapped[str] = mapped_column(Text, default="")
    notice: Mapped[PublicNotice] = relationship("PublicNotice", back_populates="entries")
    application: Mapped[Application] = relationship("Application")
