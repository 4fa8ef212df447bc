"""For whom an attachment is asked: a condition of data, `{}` is everybody, and every key it has must hold.

    {"education_not_in_registry": {"since_year": 2001, "lowest": "COLLEGE"}, "insured_outside": "33"}

and the keys of the workflow's conditions (`modes`, `titles`, `employer_kinds`, `affiliation_levels`, …).
`education_not_in_registry` holds when the highest education was graduated from before the year, or is below the
lowest level that the registry knows, unless the registry was asked and knows it (R-48, R-49). `insured_outside` holds
when social insurance was paid outside the region of this code (R-47). What is not known of a person asks nothing
of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.core.eligibility import ApplicantFacts, EducationLevel, RowError
from app.core.eligibility.parameters import text_value, whole_number
from app.core.eligibility.standing import within
from app.core.workflow import Subject, matches
from app.documents.yaml_rows import Reader, read_group, read_name_of

if TYPE_CHECKING:
    from app.plans.models import PlanAttachment, ReviewPlan


def attachments_for(plan: ReviewPlan, facts: ApplicantFacts, subject: Subject) -> list[tuple[PlanAttachment, bool]]:
    """The kinds of attachment that this person is asked for, in order, each with whether it must be there (R-138)."""
    return [(kind, kind.required) for kind in plan.attachments if applies(kind.applies_when, facts, subject)]


def applies(condition: Mapping[str, Any], facts: ApplicantFacts, subject: Subject) -> bool:
    """Whether every key of the condition holds. Raises RowError or ConditionError for a condition that is wrong."""
    general = {key: wanted for key, wanted in condition.items() if key not in PERSONAL_CONDITIONS}
    personal = (_HOLDS[key](wanted, facts) for key, wanted in condition.items() if key in PERSONAL_CONDITIONS)
    return matches(general, subject) and all(personal)


def _digits(field: str, value: Any) -> str:
    code = text_value(field, value)
    if not (code.isascii() and code.isdigit()):
        raise RowError(field, "%(value)s is not a region code; write its first digits in quotes.", value=repr(value))
    return code


def _not_in_registry(wanted: Mapping[str, Any], facts: ApplicantFacts) -> bool:
    if not facts.education:
        return False
    highest = max(facts.education, key=lambda record: (record.counts_as, record.degree, record.graduated_on))
    known = highest.counts_as >= EducationLevel[wanted["lowest"]] and highest.graduated_on.year >= wanted["since_year"]
    return not (known or highest.in_registry)


def _insured_outside(region: str, facts: ApplicantFacts) -> bool:
    return any(not within(period.region, region) for period in facts.insurance or ())


PERSONAL_CONDITIONS: Mapping[str, Reader] = {
    "education_not_in_registry": read_group({"since_year": whole_number, "lowest": read_name_of(EducationLevel)}),
    "insured_outside": _digits,
}
_HOLDS: Mapping[str, Callable[[Any, ApplicantFacts], bool]] = {
    "education_not_in_registry": _not_in_registry,
    "insured_outside": _insured_outside,
}
