"""The employer's audit of a person's record: of the whole, and of each section."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.applicants.enums import AuditState
from app.extensions import Model, UtcDateTime, member, partial_index

if TYPE_CHECKING:
    from app.applicants.models.person import Applicant
    from app.organisations.models import Organisation


class Profile(Model):
    """个人基本信息 as one thing that an employer audits (R-104, R-107); a person who never submitted it has none."""

    __tablename__ = "profiles"
    __table_args__ = (
        UniqueConstraint("applicant_id"),
        CheckConstraint("version > 0", name="version_is_positive"),
        partial_index("ix_profiles_queue", "employer_id", "submitted_at", "id", where="status = 'SUBMITTED'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"))
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    status: Mapped[AuditState] = mapped_column(member(AuditState, "status"))
    submitted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    applicant: Mapped[Applicant] = relationship("Applicant", back_populates="profile")
    employer: Mapped[Organisation] = relationship("Organisation")


class ProfileSection(Model):
    """One tab of the record, from its first save on.

    `content` is what was last submitted, `approved` what was last approved, `typed` what could not be stored yet as
    the form's own values. `reason` is why the employer returned it.
    """

    __tablename__ = "profile_sections"
    __table_args__ = (
        UniqueConstraint("applicant_id", "key"),
        CheckConstraint("version > 0", name="version_is_positive"),
        CheckConstraint("status <> 'RETURNED' OR reason <> ''", name="reason_when_returned"),
        CheckConstraint("status NOT IN ('SUBMITTED', 'RETURNED') OR content IS NOT NULL", name="content_once_sent"),
        CheckConstraint("status <> 'APPROVED' OR approved IS NOT NULL", name="content_once_approved"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"))
    key: Mapped[str] = mapped_column(String(40))
    status: Mapped[AuditState] = mapped_column(member(AuditState, "status"), default=AuditState.DRAFT)
    reason: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))
    approved: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))
    typed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)
