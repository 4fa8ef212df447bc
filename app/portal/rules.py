"""What a self-check asks: only what some row of the plan looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.eligibility import RequirementKind, SchoolClass, used_facts
from app.core.eligibility.performance import latest_years
from app.core.workflow import Subject
from app.plans.rules import PlanRules

CONDITIONS: Mapping[str, str] = {
    "employer_kinds": "employer_kind",
    "affiliation_levels": "affiliation_level",
    "departments": "department",
    "regions": "work_region",
    "categories": "category",
    "established": "established_post",
    "on_leave": "on_leave",
    "file_hosted": "file_hosted",
    "insured_outside": "insurance",
    "education_not_in_registry": "education",
}
"""What the condition of a row looks at, by its key."""


@dataclass(frozen=True)
class Questions:
    """`facts` are names of facts about the person; the rest are the values between which a person chooses, in the
    order of the plan's rows, and the years that count."""

    facts: frozenset[str]
    titles: tuple[str, ...]
    vocational: tuple[str, ...]
    departments: tuple[str, ...]
    recommender_titles: tuple[str, ...]
    classes: bool
    registration: bool
    old_rules: bool
    appraisal_years: tuple[int, ...]
    hours_years: tuple[int, ...]


def questions_of(rules: PlanRules, conditions: Iterable[Mapping[str, Any]], day: dt.date) -> Questions:
    """What the plan's rules and the conditions of its attachments ask, for a submission on `day`."""
    seen = [*rules.conditions, *conditions]
    facts = set(used_facts(rules.paths, rules.requirements))
    facts |= {CONDITIONS[key] for one in seen for key in one if key in CONDITIONS}
    hours = [row.parameters for row in rules.requirements if row.kind is RequirementKind.CE_HOURS]
    people = [row.parameters for row in rules.requirements if row.kind is RequirementKind.RECOMMENDERS]
    departments = [code for one in seen for code in one.get("departments", ())]
    departments += [code for one in hours for code in one["exempt_departments"] or ()]
    return Questions(
        facts=frozenset(facts),
        titles=_once(code for row in rules.paths for code in row.current_title),
        vocational=_once(code for row in rules.paths for code in row.vocational),
        departments=_once(departments),
        recommender_titles=_once(code for one in people for code in one["title"]),
        classes=any(isinstance(one, SchoolClass) for row in rules.paths for one in row.education),
        registration=any(one["registered_from"] for one in hours),
        old_rules=any(one["old_rules_before"] for one in hours),
        appraisal_years=_years(rules, RequirementKind.APPRAISAL, day),
        hours_years=_years(rules, RequirementKind.CE_HOURS, day),
    )


def _years(rules: PlanRules, kind: RequirementKind, day: dt.date) -> tuple[int, ...]:
    """Every calendar year that some row of the kind looks at, earliest first."""
    counted = rules.of(Subject(), day)
    rows = [row.parameters for row in rules.requirements if row.kind is kind]
    return tuple(sorted({year for one in rows for year in latest_years(counted, one["years"], one.get("last_year"))}))


def _once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
