"""What a notice says besides its rules: categories, windows and deadlines, papers, legal bases, its own attachments."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.workflow import HolderKind
from app.extensions import Model, member
from app.plans.enums import DeadlineKind, PaperSize

if TYPE_CHECKING:
    from app.organisations.models import Organisation
    from app.plans.models.plan import ReviewPlan


class PlanCategory(Model):
    """申报类型 of a plan that prints a list of its own, with what it covers (R-160 to R-162)."""

    __tablename__ = "plan_categories"
    __table_args__ = (UniqueConstraint("plan_id", "key"), UniqueConstraint("plan_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    covers: Mapped[str] = mapped_column(Text, default="")
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="categories")

    def __str__(self) -> str:
        return self.name


class PlanDeadline(Model):
    """A day or a window that holds for some titles, or for one authority, beside the plan's own dates (R-215 to R-220).

    RECEIVING: the holder named (a kind of holder or one organisation) takes nothing in after `due_on`. WINDOW:
    applicants may submit within any of the windows only. REVIEW: when the committee meets, told and not enforced.
    `applies_when` is a condition on the application.
    """

    __tablename__ = "plan_deadlines"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("starts_on IS NULL OR starts_on <= due_on", name="starts_before_it_ends"),
        CheckConstraint("kind <> 'WINDOW' OR starts_on IS NOT NULL", name="window_has_a_first_day"),
        CheckConstraint(
            "kind <> 'RECEIVING' OR holder IS NOT NULL OR organisation_id IS NOT NULL",
            name="receiving_names_its_holder",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[DeadlineKind] = mapped_column(member(DeadlineKind, "kind"))
    applies_when: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    holder: Mapped[HolderKind | None] = mapped_column(member(HolderKind, "holder"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    starts_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date]
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="deadlines")
    organisation: Mapped[Organisation | None] = relationship("Organisation")

    def __str__(self) -> str:
        return self.name


class PlanPaper(Model):
    """A paper form that is handed in, beside or as the review sheet (R-222 to R-232)."""

    __tablename__ = "plan_papers"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("copies > 0", name="copies_are_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    copies: Mapped[int] = mapped_column(default=1)
    size: Mapped[PaperSize] = mapped_column(member(PaperSize, "size"), default=PaperSize.A4)
    binding: Mapped[str] = mapped_column(String(60), default="")
    provided_by: Mapped[str] = mapped_column(String(120), default="")
    applies_when: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="papers")

    def __str__(self) -> str:
        return self.name


class PlanBasis(Model):
    """A document that the notice rests on or refers to, by name and number (R-6, R-10)."""

    __tablename__ = "plan_bases"
    __table_args__ = (UniqueConstraint("plan_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(60), default="")
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="bases")

    def __str__(self) -> str:
        return self.name


class PlanDocument(Model):
    """An attachment of the notice itself, by the number and name that it prints (R-12)."""

    __tablename__ = "plan_documents"
    __table_args__ = (UniqueConstraint("plan_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="documents")

    def __str__(self) -> str:
        return self.name
