"""A review plan: everything that a notice prints about itself, its dates and its papers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, UtcDateTime, member
from app.plans.enums import ApplicationMode, AssessmentMethod, PaperSize, PlanStatus, WizardStep

if TYPE_CHECKING:
    from app.catalog.models import Contact, ProfessionalTitle, Region, Specialty, TitleSeries
    from app.committees.models import ReviewCommittee
    from app.organisations.models import Organisation
    from app.plans.models.routes import PlanRoute
    from app.plans.models.rules import FeeStandard, PlanRequirement, QualificationPath
    from app.plans.models.terms import PlanBasis, PlanCategory, PlanDeadline, PlanDocument, PlanPaper

CHILD = "all, delete-orphan"


class ReviewPlan(Model):
    """One plan under one notice. Days are calendar dates that include their whole day in the office's zone.

    `parent` is the plan of the notice that this one defers to: rows of a kind that this plan lacks are the parent's,
    copied when it is published (R-11). `takes_applications` is false for a notice that only other plans defer to.
    `paper_copies`, `paper_size` and `paper_binding` are those of the review sheet; other forms are `papers`.
    `photo` holds the limits of R-114 to R-119, `review_rules` the tally's parameters, `sheet` what the
    printed sheets take from the notice (watermark, issuer); `notes` is what the office adds after publication.
    """

    __tablename__ = "review_plans"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("name"),
        CheckConstraint("opens_on <= applicant_deadline", name="opens_before_applicant_deadline"),
        CheckConstraint("applicant_deadline <= employer_deadline", name="applicants_before_employers"),
        CheckConstraint("paper_copies >= 0", name="copies_not_negative"),
        CheckConstraint("status = 'DRAFT' OR published_at IS NOT NULL", name="published_at_once_published"),
        CheckConstraint("parent_id <> id", name="no_plan_is_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(160))
    year: Mapped[int]
    status: Mapped[PlanStatus] = mapped_column(member(PlanStatus, "status"), default=PlanStatus.DRAFT)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("title_series.id"), index=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("review_plans.id"), index=True)
    takes_applications: Mapped[bool] = mapped_column(default=True)
    notice_title: Mapped[str] = mapped_column(String(200))
    notice_number: Mapped[str] = mapped_column(String(60), default="")
    notice_date: Mapped[dt.date]
    notice_text: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    opens_on: Mapped[dt.date]
    applicant_deadline: Mapped[dt.date]
    employer_deadline: Mapped[dt.date]
    seniority_cutoff_date: Mapped[dt.date]
    return_due_working_days: Mapped[int] = mapped_column(default=5)
    statement_max_characters: Mapped[int] = mapped_column(default=1000)
    photo: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    commitment_title: Mapped[str] = mapped_column(String(120))
    commitment_text: Mapped[str] = mapped_column(Text)
    paper_receiver_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    paper_copies: Mapped[int] = mapped_column(default=0)
    paper_size: Mapped[PaperSize] = mapped_column(member(PaperSize, "paper_size"), default=PaperSize.A4)
    paper_binding: Mapped[str] = mapped_column(String(60), default="")
    paper_due_working_days: Mapped[int] = mapped_column(default=5)
    fee_due_working_days: Mapped[int] = mapped_column(default=10)
    review_rules: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sheet: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    decided: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    clone_of_id: Mapped[int | None] = mapped_column(ForeignKey("review_plans.id"))
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    region: Mapped[Region] = relationship("Region")
    series: Mapped[TitleSeries] = relationship("TitleSeries")
    issuer: Mapped[Organisation] = relationship("Organisation", foreign_keys=[issuer_id])
    paper_receiver: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[paper_receiver_id])
    parent: Mapped[ReviewPlan | None] = relationship(
        "ReviewPlan", remote_side="ReviewPlan.id", foreign_keys=[parent_id]
    )
    clone_of: Mapped[ReviewPlan | None] = relationship(
        "ReviewPlan", remote_side="ReviewPlan.id", foreign_keys=[clone_of_id]
    )
    clauses: Mapped[list[PlanClause]] = relationship(
        "PlanClause", order_by="PlanClause.position", cascade=CHILD, back_populates="plan"
    )
    bases: Mapped[list[PlanBasis]] = relationship(
        "PlanBasis", order_by="PlanBasis.position", cascade=CHILD, back_populates="plan"
    )
    documents: Mapped[list[PlanDocument]] = relationship(
        "PlanDocument", order_by="PlanDocument.position", cascade=CHILD, back_populates="plan"
    )
    titles: Mapped[list[PlanTitle]] = relationship(
        "PlanTitle", order_by="PlanTitle.position", cascade=CHILD, back_populates="plan"
    )
    categories: Mapped[list[PlanCategory]] = relationship(
        "PlanCategory", order_by="PlanCategory.position", cascade=CHILD, back_populates="plan"
    )
    modes: Mapped[list[PlanMode]] = relationship(
        "PlanMode", order_by="PlanMode.position", cascade=CHILD, back_populates="plan"
    )
    specialties: Mapped[list[PlanSpecialty]] = relationship(
        "PlanSpecialty", order_by="PlanSpecialty.position", cascade=CHILD, back_populates="plan"
    )
    committees: Mapped[list[PlanCommittee]] = relationship(
        "PlanCommittee", order_by="PlanCommittee.position", cascade=CHILD, back_populates="plan"
    )
    attachments: Mapped[list[PlanAttachment]] = relationship(
        "PlanAttachment", order_by="PlanAttachment.position", cascade=CHILD, back_populates="plan"
    )
    papers: Mapped[list[PlanPaper]] = relationship(
        "PlanPaper", order_by="PlanPaper.position", cascade=CHILD, back_populates="plan"
    )
    deadlines: Mapped[list[PlanDeadline]] = relationship(
        "PlanDeadline", order_by="PlanDeadline.position", cascade=CHILD, back_populates="plan"
    )
    contacts: Mapped[list[PlanContact]] = relationship(
        "PlanContact", order_by="PlanContact.position", cascade=CHILD, back_populates="plan"
    )
    paths: Mapped[list[QualificationPath]] = relationship(
        "QualificationPath", order_by="QualificationPath.position", cascade=CHILD, back_populates="plan"
    )
    requirements: Mapped[list[PlanRequirement]] = relationship(
        "PlanRequirement", order_by="PlanRequirement.position", cascade=CHILD, back_populates="plan"
    )
    fees: Mapped[list[FeeStandard]] = relationship(
        "FeeStandard", order_by="FeeStandard.position", cascade=CHILD, back_populates="plan"
    )
    routes: Mapped[list[PlanRoute]] = relationship(
        "PlanRoute", order_by="PlanRoute.position", cascade=CHILD, back_populates="plan"
    )

    def __str__(self) -> str:
        return self.name


class PlanClause(Model):
    """One passage of the notice as printed, by key; `decided` says why where no notice prints it.

    `requirement` names the register's numbers (R-13), `step` the wizard step that quotes it.
    """

    __tablename__ = "plan_clauses"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    part: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    requirement: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    step: Mapped[WizardStep | None] = mapped_column(member(WizardStep, "step"))
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="clauses")

    def __str__(self) -> str:
        return self.key


class PlanTitle(Model):
    """A title that can be applied for under the plan, under the label that the notice prints ("": its own name).

    In 000 it is the 申报类别 itself (R-127). `recommended`: the plan only recommends for it, to a body outside
    (推荐资格, R-276 to R-303).
    """

    __tablename__ = "plan_titles"
    __table_args__ = (UniqueConstraint("plan_id", "title_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    title_id: Mapped[int] = mapped_column(ForeignKey("professional_titles.id"), index=True)
    name: Mapped[str] = mapped_column(String(60), default="")
    recommended: Mapped[bool] = mapped_column(default=False)
    method: Mapped[AssessmentMethod] = mapped_column(
        member(AssessmentMethod, "method"), default=AssessmentMethod.REVIEW
    )
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="titles")
    title: Mapped[ProfessionalTitle] = relationship("ProfessionalTitle")


class PlanMode(Model):
    """An application mode that the plan offers, under the name that the notice prints.

    `option` is what the platform's own list calls it where the notice says so: several names may stand for one
    option (R-163 to R-171); "" is the name itself. `hint` is what the notice says of the mode.
    """

    __tablename__ = "plan_modes"
    __table_args__ = (UniqueConstraint("plan_id", "mode"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    mode: Mapped[ApplicationMode] = mapped_column(member(ApplicationMode, "mode"))
    name: Mapped[str] = mapped_column(String(60))
    option: Mapped[str] = mapped_column(String(60), default="")
    hint: Mapped[str] = mapped_column(Text, default="")
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="modes")


class PlanSpecialty(Model):
    """可评审专业 (R-126)."""

    __tablename__ = "plan_specialties"
    __table_args__ = (UniqueConstraint("plan_id", "specialty_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialties.id"), index=True)
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="specialties")
    specialty: Mapped[Specialty] = relationship("Specialty")


class PlanCommittee(Model):
    """受理评审委员会 that an applicant may choose (R-125)."""

    __tablename__ = "plan_committees"
    __table_args__ = (UniqueConstraint("plan_id", "committee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    committee_id: Mapped[int] = mapped_column(ForeignKey("review_committees.id"), index=True)
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="committees")
    committee: Mapped[ReviewCommittee] = relationship("ReviewCommittee")


class PlanAttachment(Model):
    """A kind of attachment; `applies_when` says for whom it is asked (R-47, R-49)."""

    __tablename__ = "plan_attachments"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("max_bytes > 0", name="max_bytes_is_positive"),
        CheckConstraint("max_files > 0", name="max_files_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    hint: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=False)
    applies_when: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    max_bytes: Mapped[int]
    max_files: Mapped[int] = mapped_column(default=1)
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="attachments")


class PlanContact(Model):
    """An office that the notice names for questions and papers; `subject` is what it answers for (R-304 to R-319)."""

    __tablename__ = "plan_contacts"
    __table_args__ = (UniqueConstraint("plan_id", "contact_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    subject: Mapped[str] = mapped_column(String(120), default="")
    clause: Mapped[str] = mapped_column(String(60), default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="contacts")
    contact: Mapped[Contact] = relationship("Contact")
