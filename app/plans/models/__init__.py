"""Tables of a review plan: the plan and its lists, its eligibility rules and fees, its routes."""

from app.plans.models.plan import (
    PlanAttachment,
    PlanClause,
    PlanCommittee,
    PlanContact,
    PlanMode,
    PlanSpecialty,
    PlanTitle,
    ReviewPlan,
)
from app.plans.models.routes import PlanRoute, RouteStage
from app.plans.models.rules import FeeStandard, PlanRequirement, QualificationPath

__all__ = [
    "FeeStandard",
    "PlanAttachment",
    "PlanClause",
    "PlanCommittee",
    "PlanContact",
    "PlanMode",
    "PlanRequirement",
    "PlanRoute",
    "PlanSpecialty",
    "PlanTitle",
    "QualificationPath",
    "ReviewPlan",
    "RouteStage",
]
