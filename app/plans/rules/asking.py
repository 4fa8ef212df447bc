"""What step 3 asks beside the answers that every plan asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.eligibility import RequirementKind
from app.core.workflow import Subject, matches

if TYPE_CHECKING:
    from app.plans.models import ReviewPlan


@dataclass(frozen=True)
class AskedAnswers:
    """Whether a self-score is asked for, and how many recommenders (0: none)."""

    self_score: bool = False
    recommenders: int = 0


def asked_answers(plan: ReviewPlan, subject: Subject) -> AskedAnswers:
    """What the requirements that apply to this application ask the applicant to state (R-93, R-164)."""
    applying = [row for row in plan.requirements if matches(row.applies_when, subject)]
    wanted = [row.parameters.get("n", 1) for row in applying if row.kind is RequirementKind.RECOMMENDERS]
    scored = any(row.kind is RequirementKind.SELF_SCORE for row in applying)
    return AskedAnswers(scored, max(wanted, default=0))


def asked_by_mode(plan: ReviewPlan, subject: Subject) -> Mapping[str, AskedAnswers]:
    """The same for each mode that the plan offers, whatever mode is chosen now."""
    return {row.mode.name: asked_answers(plan, replace(subject, mode=row.mode.name)) for row in plan.modes}


def asks_for_vacant_post(plan: ReviewPlan, subject: Subject) -> bool:
    """Whether this application needs a vacant post of its employer's (R-257, R-258)."""
    return any(
        row.kind is RequirementKind.POST_VACANCY and matches(row.applies_when, subject) for row in plan.requirements
    )
