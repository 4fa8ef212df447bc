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
from app.plans.models.terms import PlanBasis, PlanCategory, PlanDeadline, PlanDocument, PlanPaper

__all__ = [
    "FeeStandard",
    "PlanAttachment",
    "PlanBasis",
    "PlanCategory",
    "PlanClause",
    "PlanCommittee",
    "PlanContact",
    "PlanDeadline",
    "PlanDocument",
    "PlanMode",
    "PlanPaper",
    "PlanRequirement",
    "PlanRoute",
    "PlanSpecialty",
    "PlanTitle",
    "QualificationPath",
    "ReviewPlan",
    "RouteStage",
]
