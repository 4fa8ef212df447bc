"""The plan that a person aims at, as the completeness of their record looks at it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from app.applicants.models import Applicant
from app.applicants.process import Aim
from app.applications import queries as applications
from app.applications.facts import applicant_facts
from app.core import clock
from app.core.eligibility import used_facts
from app.core.errors import OutOfScope
from app.core.workflow import WITH_APPLICANT
from app.plans import queries as plans
from app.plans.models import ReviewPlan
from app.plans.rules import plan_rules

# Of these an empty list says no more than none at all.
NEVER_EMPTY = frozenset({"education", "employment", "appraisals"})


def aim_of(person: Applicant, code: str) -> Aim | None:
    """The published plan of this code; without one the plan of the newest open draft. None where there is neither."""
    plan, title = _picked(code) if code else _of_draft(person)
    if plan is None:
        return None
    rules = plan_rules(plan)
    paths = [row for row in rules.paths if title in ("", row.title)]
    facts = applicant_facts(person)
    known = {one.name: getattr(facts, one.name) for one in dataclasses.fields(facts)}
    lacking = {name for name, value in known.items() if value is None or (name in NEVER_EMPTY and not value)}
    needed = used_facts(paths, rules.requirements)
    return Aim(plan.code, plan.name, needed, frozenset(lacking) & needed)


def plans_to_aim_at() -> Sequence[tuple[str, str]]:
    """(code, name) of the plans that take applications now."""
    return [(plan.code, plan.name) for plan in plans.open_plans(clock.today())]


def _picked(code: str) -> tuple[ReviewPlan | None, str]:
    try:
        return plans.published_with_rows(code), ""
    except OutOfScope:
        return None, ""


def _of_draft(person: Applicant) -> tuple[ReviewPlan | None, str]:
    """The plan, and the code of the title that was chosen there, "" before."""
    own = applications.of_applicant(person.id)
    draft = next((one for one in own if one.status in WITH_APPLICANT), None)
    if draft is None:
        return None, ""
    return plans.plan_with_rows(draft.plan_id), draft.title.code if draft.title else ""
