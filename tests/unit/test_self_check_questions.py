"""A self-check asks what some rule of the plan looks at, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

import app.models  # noqa: F401
from app.core.eligibility import RequirementKind
from app.core.eligibility.facts import ApplicantFacts
from app.core.eligibility.questions import FACTS
from app.plans.rules import PlanRules
from app.portal.forms import FIELDS, SelfCheckForm
from app.portal.rules import CONDITIONS, Questions, questions_of

DAY = date(2021, 6, 15)


def questions(
    paths: Sequence[dict[str, Any]],
    requirements: Sequence[dict[str, Any]] = (),
    conditions: Sequence[dict[str, Any]] = (),
) -> Questions:
    document = {
        "seniority_cutoff_date": date(2021, 12, 31),
        "series": "engineering",
        "paths": [{"key": f"p{number}", "title": "engineer", **row} for number, row in enumerate(paths)],
        "requirements": [
            {"key": f"r{number}", "applies_when": {}, "parameters": {}, **row}
            for number, row in enumerate(requirements)
        ],
    }
    return questions_of(PlanRules(document), conditions, DAY)


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ({}, set()),
        ({"education": ["COLLEGE"]}, {"education"}),
        ({"degree": ["MASTER"], "professional_years": 1}, {"education", "employment"}),
        ({"current_title": "assistant-engineer", "tenure_years": 4}, {"titles"}),
        ({"skill_level": "SENIOR_WORKER", "skill_years": 2}, {"skills", "employment"}),
        ({"skill_level": "SENIOR_WORKER"}, {"skills"}),
        ({"vocational": "constructor-1"}, {"vocational"}),
        ({"by_document": "浙人社发〔2022〕77号"}, set()),
    ],
)
def test_a_path_asks_for_what_its_columns_look_at(path: dict[str, Any], facts: set[str]) -> None:
    assert questions([path]).facts == facts


def test_every_kind_of_requirement_says_which_facts_it_looks_at() -> None:
    assert set(FACTS) == set(RequirementKind)
    known = set(ApplicantFacts.__dataclass_fields__)
    assert {name for names in FACTS.values() for name in names} <= known
    assert set(FIELDS) - known == {"affiliation_level", "category", "file_hosted", "on_leave"}


def test_conditions_of_rows_and_attachments_ask_as_well() -> None:
    row = {"kind": "IN_SERVICE", "applies_when": {"employer_kinds": ["PUBLIC_INSTITUTION"], "titles": ["engineer"]}}
    asked = questions([{}], [row], [{"insured_outside": "33"}, {"categories": ["design"]}, {"departments": ["a", "b"]}])
    assert asked.facts == {"in_service", "employer_kind", "insurance", "category", "department"}
    assert asked.departments == ("a", "b")
    assert set(CONDITIONS.values()) <= set(FIELDS)


def test_the_years_are_those_that_count() -> None:
    hours = {"kind": "CE_HOURS", "parameters": {"years": 4, "last_year": 2020, "registered_from": 2020}}
    senior = {"kind": "CE_HOURS", "parameters": {"years": 5, "old_rules_before": 2020, "exempt_departments": ["h"]}}
    asked = questions([{}], [hours, senior, {"kind": "APPRAISAL", "parameters": {"years": 1}}])
    assert asked.hours_years == (2016, 2017, 2018, 2019, 2020)
    assert asked.appraisal_years == (2020,)
    assert (asked.registration, asked.old_rules, asked.departments) == (True, True, ("h",))


def test_titles_and_classes_are_those_that_rows_name() -> None:
    paths = [
        {"current_title": "assistant-engineer"},
        {"current_title": "engineer", "education": ["COLLEGE", "SENIOR_WORKER_CLASS"]},
        {"current_title": "assistant-engineer", "vocational": "constructor-1"},
    ]
    asked = questions(paths, [{"kind": "RECOMMENDERS", "parameters": {"n": 2, "title": "senior-engineer"}}])
    assert asked.titles == ("assistant-engineer", "engineer")
    assert asked.vocational == ("constructor-1",)
    assert asked.recommender_titles == ("senior-engineer",)
    assert asked.classes
    assert not questions([{}]).classes


def test_every_field_of_the_form_belongs_to_a_fact() -> None:
    asked = {name for names in FIELDS.values() for name in names}
    fields = {name for name in dir(SelfCheckForm) if type(getattr(SelfCheckForm, name)).__name__ == "UnboundField"}
    assert fields == asked
