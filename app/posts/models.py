"""A year's posts of a public institution: four levels, the steps taken, who was selected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, UtcDateTime, member, partial_index
from app.posts.enums import PostLevel, PostStep, QuotaStatus, SelectionKind

if TYPE_CHECKING:
    from app.applicants.models import Applicant
    from app.catalog.models import ProfessionalTitle
    from app.organisations.models import Organisation

STANDING = "released_at IS NULL"


class PostQuota(Model):
    """编制数 and 专业技术岗位总数 of one employer in one year; `confirmer_id` is who confirms it (R-236 to R-242).

    `version` guards everything below it too: whoever takes a vacant post takes the version first.
    """

    __tablename__ = "post_quotas"
    __table_args__ = (
        UniqueConstraint("employer_id", "year"),
        CheckConstraint("year BETWEEN 1950 AND 2199", name="year_in_range"),
        CheckConstraint("established_total >= 0", name="established_total_not_negative"),
        CheckConstraint("post_total BETWEEN 0 AND established_total", name="posts_within_the_establishment"),
        CheckConstraint("status = 'DRAFT' OR submitted_at IS NOT NULL", name="submitted_at_once_submitted"),
        CheckConstraint("status = 'DRAFT' OR confirmer_id IS NOT NULL", name="confirmer_once_submitted"),
        CheckConstraint("status <> 'RETURNED' OR opinion <> ''", name="reason_when_returned"),
        Index("ix_post_quotas_confirming", "confirmer_id", "status", "submitted_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[int]
    established_total: Mapped[int]
    post_total: Mapped[int]
    confirmer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    status: Mapped[QuotaStatus] = mapped_column(member(QuotaStatus, "status"), default=QuotaStatus.DRAFT)
    opinion: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    decided_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    employer: Mapped[Organisation] = relationship("Organisation", foreign_keys=[employer_id])
    confirmer: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[confirmer_id])
    levels: Mapped[list[PostQuotaLevel]] = relationship(
        "PostQuotaLevel", order_by="PostQuotaLevel.id", cascade="all, delete-orphan"
    )
    steps: Mapped[list[PostProcedure]] = relationship("PostProcedure", order_by="PostProcedure.started_on")
    selections: Mapped[list[PostSelection]] = relationship("PostSelection", order_by="PostSelection.id")

    def __str__(self) -> str:
        return f"{self.year} {self.employer.name}"


class PostQuotaLevel(Model):
    """One level: 核准比例 in hundredths of a percent, 核准人数, 实聘人数 (R-239)."""

    __tablename__ = "post_quota_levels"
    __table_args__ = (
        UniqueConstraint("quota_id", "level"),
        CheckConstraint("ratio BETWEEN 0 AND 10000", name="ratio_within_the_whole"),
        CheckConstraint("approved >= 0", name="approved_not_negative"),
        CheckConstraint("actual >= 0", name="actual_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quota_id: Mapped[int] = mapped_column(ForeignKey("post_quotas.id"))
    level: Mapped[PostLevel] = mapped_column(member(PostLevel, "level"))
    ratio: Mapped[int] = mapped_column(default=0)
    approved: Mapped[int] = mapped_column(default=0)
    actual: Mapped[int] = mapped_column(default=0)


class PostProcedure(Model):
    """A step of filling posts: where and when posts were published, competed for, made public, decided (R-210)."""

    __tablename__ = "post_procedures"
    __table_args__ = (
        CheckConstraint("started_on <= ended_on", name="starts_before_it_ends"),
        CheckConstraint("place <> ''", name="place_is_given"),
        Index(None, "quota_id", "started_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quota_id: Mapped[int] = mapped_column(ForeignKey("post_quotas.id"))
    step: Mapped[PostStep] = mapped_column(member(PostStep, "step"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date]
    place: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")


class PostSelection(Model):
    """One person selected for a vacant post of a level: appointed at once or recommended for review (R-240, R-241).

    `title_id` is 推荐申报职称; `application_id` the application with which the employer recommended. `released_at`: the
    post is free again, because the application ended or the employer took its decision back.
    """

    __tablename__ = "post_selections"
    __table_args__ = (
        partial_index("uq_post_selections_one_for_a_person", "quota_id", "applicant_id", where=STANDING, unique=True),
        CheckConstraint("(kind = 'RECOMMENDED') = (title_id IS NOT NULL)", name="title_where_recommended"),
        CheckConstraint("kind <> 'APPOINTED' OR appointed_on IS NOT NULL", name="day_where_appointed"),
        CheckConstraint("kind = 'RECOMMENDED' OR application_id IS NULL", name="application_where_recommended"),
        Index(None, "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quota_id: Mapped[int] = mapped_column(ForeignKey("post_quotas.id"))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    level: Mapped[PostLevel] = mapped_column(member(PostLevel, "level"))
    kind: Mapped[SelectionKind] = mapped_column(member(SelectionKind, "kind"))
    title_id: Mapped[int | None] = mapped_column(ForeignKey("professional_titles.id"))
    held_title: Mapped[str] = mapped_column(String(60), default="")
    appointed_rank: Mapped[str] = mapped_column(String(60), default="")
    appointed_on: Mapped[dt.date | None]
    post_grade: Mapped[str] = mapped_column(String(60), default="")
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))
    released_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    applicant: Mapped[Applicant] = relationship("Applicant")
    title: Mapped[ProfessionalTitle | None] = relationship("ProfessionalTitle")
