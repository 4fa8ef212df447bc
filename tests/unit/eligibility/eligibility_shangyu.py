"""The notice of Shangyu 2023 (R-13..R-50) as plan rows, and applicants to hold against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.core.eligibility import (
    Affiliation,
    ApplicantFacts,
    AppraisalResult,
    Degree,
    EducationLevel,
    EducationRecord,
    EmploymentRecord,
    FieldMatch,
    Finding,
    InsurancePeriod,
    Outcome,
    PathKind,
    PathResult,
    PathRule,
    RequirementKind,
    RequirementRule,
    Rules,
    assess,
)

CUTOFF = date(2023, 6, 30)
SUBMITTED = date(2023, 3, 20)
TECHNICIAN, ASSISTANT = "technician", "assistant-engineer"

PATHS: dict[str, dict[str, Any]] = {
    "R-27": {
        "title": TECHNICIAN,
        "education": "BACHELOR",
        "degree": "BACHELOR",
        "unmatched_extra_years": 1,
        "clause": "二(二)1",
    },
    "R-28": {
        "title": TECHNICIAN,
        "education": ["COLLEGE", "SECONDARY_VOCATIONAL"],
        "professional_years": 1,
        "unmatched_extra_years": 1,
        "clause": "二(二)1",
    },
    "R-29": {
        "title": TECHNICIAN,
        "education": ["SENIOR_MIDDLE", "JUNIOR_MIDDLE"],
        "professional_years": 8,
        "clause": "二(二)1",
    },
    "R-30": {
        "title": ASSISTANT,
        "education": "POSTGRADUATE",
        "degree": ["MASTER", "SECOND_BACHELOR"],
        "unmatched_extra_years": 1,
        "clause": "二(二)2",
    },
    "R-31": {
        "title": ASSISTANT,
        "education": "BACHELOR",
        "degree": "BACHELOR",
        "professional_years": 1,
        "unmatched_extra_years": 1,
        "clause": "二(二)2",
    },
    "R-32": {
        "title": ASSISTANT,
        "education": "COLLEGE",
        "professional_years": 3,
        "unmatched_extra_years": 1,
        "clause": "二(二)2",
    },
    "R-33": {
        "title": ASSISTANT,
        "education": "SECONDARY_VOCATIONAL",
        "professional_years": 5,
        "unmatched_extra_years": 1,
        "clause": "二(二)2",
    },
    "R-34": {
        "title": ASSISTANT,
        "education": "SENIOR_MIDDLE",
        "professional_years": 10,
        "clause": "二(二)2",
    },
    "R-35": {
        "title": ASSISTANT,
        "education": "JUNIOR_MIDDLE",
        "professional_years": 12,
        "clause": "二(二)2",
    },
    "R-40": {"title": ASSISTANT, "by_document": "绍市人社发〔2021〕11号", "clause": "二(三)"},
    "R-41": {"title": ASSISTANT, "by_document": "绍市人社发〔2023〕3号", "clause": "二(三)"},
}

REQUIREMENTS: dict[str, dict[str, Any]] = {
    "R-13": {"kind": "IN_SERVICE", "clause": "一"},
    "R-13a": {"kind": "WORK_REGION", "parameters": {"region": "330604"}, "clause": "一"},
    "R-16": {"kind": "NOT_CIVIL_SERVANT", "clause": "一"},
    "R-22": {"kind": "AFFILIATION", "clause": "三(一)", "waivable": True},
    "R-36": {"kind": "NO_LOWER_PROCEDURE", "clause": "二(二)3", "waivable": True},
    "R-45": {
        "kind": "SOCIAL_INSURANCE",
        "parameters": {"months": 12, "in_payment": True},
        "clause": "三(四)",
        "waivable": True,
    },
    "R-50": {"kind": "APPRAISAL", "parameters": {"years": 1}, "clause": "附件3二4"},
    "R-124": {"kind": "STATEMENT_LENGTH", "parameters": {"max": 1000}, "clause": "附件1二3"},
}


def shangyu(title: str, *, doors: bool = True, **changes: Any) -> Rules:
    """The rules for one title; without `doors` the rows of the two criteria documents are left out."""
    paths = tuple(
        PathRule.from_mapping(row, key=key) for key, row in PATHS.items() if doors or "by_document" not in row
    )
    requirements = tuple(RequirementRule.from_mapping(row, key=key) for key, row in REQUIREMENTS.items())
    rules = Rules(
        title_code=title,
        mode="NORMAL",
        cutoff_date=CUTOFF,
        submitted_on=SUBMITTED,
        paths=paths,
        requirements=requirements,
    )
    return replace(rules, **changes)


def only(kind: str, parameters: dict[str, Any] | None = None, **changes: Any) -> Rules:
    """Rules with a path that asks for nothing and this one requirement."""
    row = {"kind": kind, "parameters": parameters or {}, "waivable": changes.pop("waivable", False)}
    return shangyu(
        TECHNICIAN,
        paths=(PathRule(key="open", title=TECHNICIAN),),
        requirements=(RequirementRule.from_mapping(row, key="one"),),
        **changes,
    )


def diploma(
    level: EducationLevel,
    match: FieldMatch | None = FieldMatch.UNMATCHED,
    degree: Degree = Degree.NONE,
    graduated_on: date = date(2010, 7, 1),
    **more: Any,
) -> EducationRecord:
    return EducationRecord(level=level, degree=degree, graduated_on=graduated_on, match=match, **more)


def job(started_on: date, ended_on: date | None = None, **more: Any) -> EmploymentRecord:
    return EmploymentRecord(started_on=started_on, ended_on=ended_on, **more)


def worked(years: int, days: int = 0) -> tuple[EmploymentRecord, ...]:
    """A running job with so many full years at the cut-off and `days` more (less, if negative)."""
    return (job(CUTOFF.replace(year=CUTOFF.year - years) - timedelta(days=days)),)


GOOD = ApplicantFacts(
    education=(diploma(EducationLevel.BACHELOR, degree=Degree.BACHELOR),),
    employment=worked(2),
    titles=(),
    appraisals={2022: AppraisalResult.QUALIFIED},
    civil_servant=False,
    in_service=True,
    employer_kind="NON_PUBLIC_ENTERPRISE",
    work_region="330604",
    affiliation=Affiliation("330604", "330604", "330604"),
    insurance=(InsurancePeriod(started_on=date(2020, 1, 1), region="330604"),),
    established_post=False,
    bans=(),
    statement_characters=1000,
    self_score=Decimal(117),
)
"""Meets every requirement of the notice; unmatched bachelor with two years, so that review is the way (R-36)."""


def paths_finding(facts: ApplicantFacts, rules: Rules, **more: Any) -> Finding:
    (finding,) = (one for one in assess(facts, rules, **more) if one.kind is PathKind.QUALIFICATION_PATH)
    return finding


def row_result(facts: ApplicantFacts, rules: Rules, key: str, **more: Any) -> PathResult:
    (result,) = (one for one in paths_finding(facts, rules, **more).details if one.subject == f"path:{key}")
    return result


def requirement(facts: ApplicantFacts, rules: Rules, kind: RequirementKind, **more: Any) -> Finding:
    (finding,) = (one for one in assess(facts, rules, **more) if one.kind is kind)
    return finding


def outcome_of(facts: ApplicantFacts, rules: Rules) -> Outcome:
    """Of the one requirement of `only(...)`."""
    _paths, finding = assess(facts, rules)
    return finding.outcome
