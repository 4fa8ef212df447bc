"""What the committee decided, and its announcement."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, UtcDateTime

if TYPE_CHECKING:
    from app.applications.models import Application
    from app.committees.models import ReviewCommittee
    from app.organisations.models import Organisation


class ResultAnnouncement(Model):
    """The document by which results are made public."""

    __tablename__ = "result_announcements"
    __table_args__ = (UniqueConstraint("organisation_id", "document_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    document_number: Mapped[str] = mapped_column(String(80))
    announced_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    organisation: Mapped[Organisation] = relationship("Organisation")


class ReviewResult(Model):
    """The committee's ballot on one application, as its office recorded it."""

    __tablename__ = "review_results"
    __table_args__ = (
        UniqueConstraint("application_id"),
        CheckConstraint("present <= members", name="present_within_members"),
        CheckConstraint("agree + against + abstain = present", name="votes_add_up"),
        CheckConstraint("agree >= 0 AND against >= 0 AND abstain >= 0", name="votes_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    committee_id: Mapped[int] = mapped_column(ForeignKey("review_committees.id"), index=True)
    approved: Mapped[bool]
    met_on: Mapped[dt.date]
    members: Mapped[int]
    present: Mapped[int]
    agree: Mapped[int]
    against: Mapped[int]
    abstain: Mapped[int]
    remarks: Mapped[str] = mapped_column(Text, default="")
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("result_announcements.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(130))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    application: Mapped[Application] = relationship("Application")
    committee: Mapped[ReviewCommittee] = relationship("ReviewCommittee")
    announcement: Mapped[ResultAnnouncement | None] = relationship("ResultAnnouncement")
