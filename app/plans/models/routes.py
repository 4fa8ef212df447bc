"""The way of an application: routes bound to a plan by condition, and their stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.workflow import HolderKind, ResumeAt, ReturnTo, StageKind
from app.extensions import Model, member

if TYPE_CHECKING:
    from app.organisations.models import Organisation
    from app.plans.models.plan import ReviewPlan


class PlanRoute(Model):
    """One route; the first whose condition holds for an application is its own."""

    __tablename__ = "plan_routes"
    __table_args__ = (UniqueConstraint("plan_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    applies_when: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    inherited: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[ReviewPlan] = relationship("ReviewPlan", back_populates="routes")
    stages: Mapped[list[RouteStage]] = relationship(
        "RouteStage",
        order_by="RouteStage.position",
        cascade="all, delete-orphan",
        back_populates="route",
    )

    def __str__(self) -> str:
        return self.name


class RouteStage(Model):
    """One stage: its kind is behaviour, everything else is the plan's data.

    `gates` list what must be true before the stage may be passed; `opens_review_sheet` says that passing
    this stage makes the 评审表 downloadable. `recipient` names the body outside to which a RECOMMENDATION at the end
    of a route goes; its result is recorded back at this stage.
    """

    __tablename__ = "route_stages"
    __table_args__ = (
        UniqueConstraint("route_id", "position"),
        CheckConstraint("min_working_days >= 0", name="min_working_days_not_negative"),
        CheckConstraint(
            "(holder = 'NAMED_ORGANISATION') = (holder_organisation_id IS NOT NULL)",
            name="named_holder_has_its_organisation",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("plan_routes.id"), index=True)
    position: Mapped[int]
    printed_step: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[StageKind] = mapped_column(member(StageKind, "kind"))
    holder: Mapped[HolderKind] = mapped_column(member(HolderKind, "holder"))
    holder_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    recipient: Mapped[str] = mapped_column(String(120), default="")
    applies_when: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    gates: Mapped[list[str]] = mapped_column(JSON, default=list)
    min_working_days: Mapped[int] = mapped_column(default=0)
    due_working_days: Mapped[int] = mapped_column(default=0)
    return_to: Mapped[ReturnTo] = mapped_column(member(ReturnTo, "return_to"), default=ReturnTo.APPLICANT)
    resume_at: Mapped[ResumeAt] = mapped_column(member(ResumeAt, "resume_at"), default=ResumeAt.FIRST_STAGE)
    opens_review_sheet: Mapped[bool] = mapped_column(default=False)
    clause: Mapped[str] = mapped_column(String(60), default="")
    decided: Mapped[str] = mapped_column(Text, default="")
    route: Mapped[PlanRoute] = relationship("PlanRoute", back_populates="stages")
    holder_organisation: Mapped[Organisation | None] = relationship("Organisation")

    def __str__(self) -> str:
        return self.name
