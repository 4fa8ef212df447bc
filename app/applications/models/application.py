"""One person's application under one plan: the draft that the wizard fills and the state of its way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.workflow import Status
from app.extensions import Model, UtcDateTime, member, partial_index
from app.plans.enums import ApplicationMode, WizardStep

if TYPE_CHECKING:
    from app.applicants.models import Applicant
    from app.applications.models.records import Submission
    from app.archives.models import ArchiveEntry
    from app.catalog.models import ProfessionalTitle, Specialty
    from app.committees.models import ReviewCommittee
    from app.files.models import StoredFile
    from app.organisations.models import Organisation
    from app.plans.models import PlanAttachment, PlanCategory, PlanRoute, ReviewPlan, RouteStage

HELD = "status = 'UNDER_WAY'"


def printed_number(plan_year: int, application_id: int) -> str:
    """申请编号: the plan's year and the application's own number, twelve digits."""
    return f"{plan_year}{application_id:08d}"


class Application(Model):
    """State columns (`status`, `stage_id`, `holder_id`, …) are written by `services.advance()` alone.

    `applicant_name` and `submitted_at` are local copies that queues sort and search by.
    """

    __tablename__ = "applications"
    __table_args__ = (
        partial_index(
            "uq_applications_one_for_a_person_and_plan",
            "plan_id",
            "applicant_id",
            where="status <> 'WITHDRAWN'",
            unique=True,
        ),
        partial_index(
            "uq_applications_one_live_for_a_person_level_and_year",
            "applicant_id",
            "level_id",
            "plan_year",
            where="status IN ('UNDER_WAY', 'RETURNED', 'COMPLETED')",
            unique=True,
        ),
        partial_index("ix_applications_queue", "holder_id", "stage_kind", "submitted_at", "id", where=HELD),
        partial_index("ix_applications_submitted", "submitted_at", "id", where="submitted_at IS NOT NULL"),
        partial_index(
            "ix_applications_name",
            "holder_id",
            "applicant_name",
            "stage_kind",
            "submitted_at",
            "id",
            where=HELD,
            prefixes=("applicant_name",),
        ),
        partial_index("ix_applications_return_due_on", "return_due_on", where="status = 'RETURNED'"),
        partial_index("ix_applications_paper_due_on", "paper_due_on", where=f"{HELD} AND paper_due_on IS NOT NULL"),
        CheckConstraint("status <> 'UNDER_WAY' OR holder_id IS NOT NULL", name="held_while_under_way"),
        CheckConstraint("status <> 'UNDER_WAY' OR stage_id IS NOT NULL", name="staged_while_under_way"),
        CheckConstraint("status = 'UNDER_WAY' OR holder_id IS NULL", name="held_only_while_under_way"),
        CheckConstraint("status IN ('DRAFT', 'WITHDRAWN') OR submission_count > 0", name="submitted_once"),
        CheckConstraint("version > 0", name="version_is_positive"),
        CheckConstraint("self_score >= 0", name="self_score_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"), index=True)
    plan_year: Mapped[int]
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    applicant_name: Mapped[str] = mapped_column(String(60))
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    step: Mapped[WizardStep] = mapped_column(member(WizardStep, "step"), default=WizardStep.PHOTO)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    signed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    title_id: Mapped[int | None] = mapped_column(ForeignKey("professional_titles.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("title_levels.id"))
    mode: Mapped[ApplicationMode | None] = mapped_column(member(ApplicationMode, "mode"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("plan_categories.id"))
    self_score: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    specialty_id: Mapped[int | None] = mapped_column(ForeignKey("specialties.id"))
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("review_committees.id"))
    professional_years: Mapped[int | None]
    appraisal_summary: Mapped[str] = mapped_column(Text, default="")
    work_statement: Mapped[str] = mapped_column(Text, default="")

    status: Mapped[Status] = mapped_column(member(Status, "status"), default=Status.DRAFT)
    route_id: Mapped[int | None] = mapped_column(ForeignKey("plan_routes.id"))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("route_stages.id"))
    stage_kind: Mapped[str] = mapped_column(String(40), default="")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    returned_by_stage_id: Mapped[int | None] = mapped_column(ForeignKey("route_stages.id"))
    return_due_on: Mapped[dt.date | None]
    approved: Mapped[bool | None]
    paper_due_on: Mapped[dt.date | None]
    sheet_open: Mapped[bool] = mapped_column(default=False)
    submission_count: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    entered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[ReviewPlan] = relationship("ReviewPlan")
    applicant: Mapped[Applicant] = relationship("Applicant")
    employer: Mapped[Organisation] = relationship("Organisation", foreign_keys=[employer_id])
    photo: Mapped[StoredFile | None] = relationship("StoredFile", foreign_keys=[photo_id])
    signature: Mapped[StoredFile | None] = relationship("StoredFile", foreign_keys=[signature_id])
    title: Mapped[ProfessionalTitle | None] = relationship("ProfessionalTitle")
    category: Mapped[PlanCategory | None] = relationship("PlanCategory")
    specialty: Mapped[Specialty | None] = relationship("Specialty")
    committee: Mapped[ReviewCommittee | None] = relationship("ReviewCommittee")
    route: Mapped[PlanRoute | None] = relationship("PlanRoute")
    stage: Mapped[RouteStage | None] = relationship("RouteStage", foreign_keys=[stage_id])
    holder: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[holder_id])
    entries: Mapped[list[ApplicationEntry]] = relationship(
        "ApplicationEntry", order_by="ApplicationEntry.position", cascade="all, delete-orphan"
    )
    attachments: Mapped[list[ApplicationAttachment]] = relationship(
        "ApplicationAttachment", order_by="ApplicationAttachment.id", cascade="all, delete-orphan"
    )
    recommenders: Mapped[list[Recommender]] = relationship(
        "Recommender", order_by="Recommender.position", cascade="all, delete-orphan"
    )
    submissions: Mapped[list[Submission]] = relationship("Submission", order_by="Submission.version")

    @property
    def number(self) -> str:
        """申请编号 as it is printed."""
        return printed_number(self.plan_year, self.id)

    def __str__(self) -> str:
        return f"{self.applicant_name} {self.number}"


class ApplicationEntry(Model):
    """An archive entry chosen for the application (step 4, R-133)."""

    __tablename__ = "application_entries"
    __table_args__ = (UniqueConstraint("application_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("archive_entries.id"), index=True)
    position: Mapped[int]
    entry: Mapped[ArchiveEntry] = relationship("ArchiveEntry")


class ApplicationAttachment(Model):
    """A file under one of the plan's attachment kinds (step 5, R-138)."""

    __tablename__ = "application_attachments"
    __table_args__ = (UniqueConstraint("application_id", "kind_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("plan_attachments.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    kind: Mapped[PlanAttachment] = relationship("PlanAttachment")
    file: Mapped[StoredFile] = relationship("StoredFile")


class Recommender(Model):
    """One of those who recommend the applicant, by name, employer, title and certificate (R-93, R-164).

    `related_specialty`: of the same or a similar specialty; both flags are stated by the applicant.
    """

    __tablename__ = "recommenders"
    __table_args__ = (UniqueConstraint("application_id", "certificate_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    employer_name: Mapped[str] = mapped_column(String(120))
    title_id: Mapped[int] = mapped_column(ForeignKey("professional_titles.id"))
    certificate_number: Mapped[str] = mapped_column(String(60))
    in_service: Mapped[bool] = mapped_column(default=False)
    related_specialty: Mapped[bool] = mapped_column(default=False)
    title: Mapped[ProfessionalTitle] = relationship("ProfessionalTitle")

    def __str__(self) -> str:
        return self.name
