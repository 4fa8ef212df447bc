"""Who may apply, and what it costs: the decision table, the requirements, the fee standards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.eligibility.vocabulary import Procedure, RequirementKind
from app.extensions import Model, member
from app.plans.enums import ApplicationMode, FeeKind

if TYPE_CHECKING:
    from app.catalog.models import ProfessionalTitle
    from app.organisations.models import Organisation
    from app.plans.models.plan import ReviewPlan


class QualificationPath(Model):
    """One row of the decision table: a title is reachable when any of its rows holds (R-27 to R-41).

    `education` and `degree` list accepted values (any of either); years are full years.
    """

    __tablename__ = "qualification_paths"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("professional_years >= 0", name="professional_years_not_negative"),
        CheckConstraint("unmatched_extra_years >= 0", name="unmatched_extra_years_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    title_id: Mapped[int] = mapped_column(ForeignKey("professional_titles.id"), index=True)
    mode: Mapped[ApplicationMode] = mapped_column(member(ApplicationMode, "mode"))
    education: Mapped[list[str]] = mapped_column(JSON, default=list)
    degree: Mapped[list[str]] = mapped_column(JSON, default=list)
    current_title: Mapped[str] = mapped_column(String(60), default="")
    tenure_years: Mapped[int] = mapped_column(default=0)
    appointed: Mapped[bool] = mapped_column(default=False)
    skill_level: Mapped[str] = mapped_column(String(60), default="")
    skill_years: Mapped[int] = mapped_column(default=0)
    vocational: Mapped[str] = mapped_column(String(120), default="")
    professional_years: Mapped[int] = mapped_column(default=0)
    major_match: Mapped[str] = mapped_column(String(20), default="")
    unmatched_extra_years: Mapped[int] = mapped_column(default=0)
    procedure: Mapped[Procedure] = mapped_column(member(Procedure, "procedure"), default=Procedure.REVIEW)
    by_document: Mapped[str] = mapped_column(String(200), default="")
    clause: Mapped[str] = mapped_column(String(60))
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="paths")
    title: Mapped[ProfessionalTitle] = relationship("ProfessionalTitle")


class PlanRequirement(Model):
    """A condition that must hold besides a path, for the applications that `applies_when` describes.

    `waivable` where the notice says 原则上 or 一般.
    """

    __tablename__ = "plan_requirements"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[RequirementKind] = mapped_column(member(RequirementKind, "kind"))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    applies_when: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    waivable: Mapped[bool] = mapped_column(default=False)
    clause: Mapped[str] = mapped_column(String(60))
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="requirements")


class FeeStandard(Model):
    """What one application that `applies_when` describes costs, in fen, and the price document it rests on (R-190)."""

    __tablename__ = "fee_standards"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[FeeKind] = mapped_column(member(FeeKind, "kind"))
    applies_when: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    amount_fen: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    payee_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="fees")
    payee: Mapped[Organisation] = relationship("Organisation")
