"""Rows from plan packs: what is wrong is named precisely."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from eligibility_shangyu import PATHS, REQUIREMENTS, TECHNICIAN, shangyu

from app.core.eligibility import (
    PARAMETERS,
    Degree,
    EducationLevel,
    ParameterType,
    PathRule,
    Procedure,
    RequirementKind,
    RequirementRule,
    RowError,
    SkillLevel,
)
from app.core.eligibility.requirements import CHECKS


def test_a_path_row_is_read_with_all_its_columns() -> None:
    row = {
        "title": "engineer",
        "mode": "NORMAL",
        "education": ["BACHELOR"],
        "degree": "BACHELOR",
        "current_title": "assistant-engineer",
        "tenure_years": 4,
        "appointed": True,
        "skill_level": "SENIOR_WORKER",
        "skill_years": 2,
        "vocational": ["constructor-1", "constructor-2"],
        "professional_years": 5,
        "major_match": "MATCHED",
        "unmatched_extra_years": 1,
        "procedure": "INITIAL_CONFERMENT",
        "by_document": "浙人社发〔2022〕77号",
        "clause": "二(一)",
    }
    rule = PathRule.from_mapping(row, key="7")
    assert rule.subject == "path:7"
    assert (rule.education, rule.degree) == ((EducationLevel.BACHELOR,), (Degree.BACHELOR,))
    assert (rule.current_title, rule.vocational) == (("assistant-engineer",), ("constructor-1", "constructor-2"))
    assert (rule.skill_level, rule.procedure) == (SkillLevel.SENIOR_WORKER, Procedure.INITIAL_CONFERMENT)


def test_empty_columns_of_a_table_row_ask_for_nothing() -> None:
    row = {"title": TECHNICIAN, "mode": "", "education": [], "skill_level": "", "vocational": None, "clause": ""}
    assert PathRule.from_mapping(row, key="1") == PathRule(key="1", title=TECHNICIAN)


def test_members_of_the_vocabulary_are_read_like_their_names() -> None:
    row = {"title": TECHNICIAN, "education": [EducationLevel.COLLEGE], "procedure": Procedure.REVIEW}
    assert PathRule.from_mapping(row, key="1").education == (EducationLevel.COLLEGE,)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"educaton": "BACHELOR"}, "educaton: Unknown key; known here: title, mode, education, degree"),
        ({"title": None}, "title: A value is missing."),
        ({"title": "  "}, "title: A value is missing."),
        ({"title": 7}, "title: 7 is not text; write codes in quotes."),
        ({"education": "BACHELER"}, "education: BACHELER is not one of JUNIOR_MIDDLE, SENIOR_MIDDLE, "),
        ({"education": ["COLLEGE", 3]}, "education: 3 is not one of JUNIOR_MIDDLE"),
        ({"education": "SENIOR_WORKER_CLASS"}, "education: Name the level of education that the class equals as well."),
        ({"degree": "NONE"}, "degree: Leave the degree empty where none is asked for."),
        ({"professional_years": -1}, "professional_years: -1 is below 0."),
        ({"professional_years": 61}, "professional_years: 61 is above 60."),
        ({"professional_years": 1.5}, "professional_years: 1.5 is not a whole number."),
        ({"professional_years": True}, "professional_years: True is not a whole number."),
        ({"professional_years": "3"}, "professional_years: '3' is not a whole number."),
        ({"appointed": "yes", "current_title": "x"}, "appointed: 'yes' is neither true nor false."),
        ({"tenure_years": 4}, "tenure_years: Needs a value in current_title as well."),
        ({"appointed": True}, "appointed: Needs a value in current_title as well."),
        ({"skill_years": 2}, "skill_years: Needs a value in skill_level as well."),
        ({"unmatched_extra_years": 1}, "unmatched_extra_years: Needs a value in education / degree as well."),
        ({"major_match": "MATCHED"}, "major_match: Needs a value in education / degree as well."),
        (
            {"education": "COLLEGE", "major_match": "SIMILAR"},
            "major_match: Similar fields of study count as matched: write MATCHED.",
        ),
        ({"vocational": [330604]}, "vocational: 330604 is not text; write codes in quotes."),
    ],
)
def test_a_bad_path_row_is_refused_with_the_key_and_the_value(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refusal:
        PathRule.from_mapping({"title": TECHNICIAN, **changes}, key="1")
    assert str(refusal.value).startswith(message)
    assert isinstance(refusal.value, RowError)
    assert refusal.value.field == message.split(":")[0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "kind: A value is missing."),
        ({"kind": "INSURANCE"}, "kind: INSURANCE is not one of NOT_CIVIL_SERVANT, "),
        ({"kind": "NO_BAN", "waiveable": True}, "waiveable: Unknown key; known here: kind, parameters, "),
        ({"kind": "NO_BAN", "waivable": 1}, "waivable: 1 is neither true nor false."),
        ({"kind": "NO_BAN", "parameters": ["years"]}, None),
        ({"kind": "NO_BAN", "parameters": {"years": 1}}, "parameters.years: Unknown key; known here: –."),
        ({"kind": "APPRAISAL"}, "parameters.years: A value is missing."),
        ({"kind": "APPRAISAL", "parameters": {"years": 0}}, "parameters.years: 0 is below 1."),
        ({"kind": "APPRAISAL", "parameters": {"years": 61}}, "parameters.years: 61 is above 60."),
        ({"kind": "SELF_SCORE", "parameters": {"min": "117"}}, "parameters.min: '117' is not a number."),
        ({"kind": "SELF_SCORE", "parameters": {"min": float("nan")}}, "parameters.min: nan is not a number."),
        ({"kind": "SELF_SCORE", "parameters": {"min": -0.5}}, "parameters.min: -0.5 is below 0."),
        ({"kind": "WORK_REGION", "parameters": {"region": 330604}}, "parameters.region: 330604 is not text;"),
        ({"kind": "EMPLOYER_KIND", "parameters": {"kinds": []}}, "parameters.kinds: A value is missing."),
        (
            {"kind": "NO_LOWER_PROCEDURE", "parameters": {"education": "PRIMARY"}},
            "parameters.education: PRIMARY is not one of JUNIOR_MIDDLE",
        ),
        (
            {"kind": "SOCIAL_INSURANCE", "parameters": {"months": 12, "in_payment": "true"}},
            "parameters.in_payment: 'true' is neither true nor false.",
        ),
    ],
)
def test_a_bad_requirement_row_is_refused_with_the_key_and_the_value(row: dict[str, Any], message: str | None) -> None:
    expected = message or "parameters: ['years'] is not a list of named values."
    with pytest.raises(ValueError) as refusal:
        RequirementRule.from_mapping(row, key="1")
    assert str(refusal.value).startswith(expected)


def test_parameters_are_read_with_their_types_and_completed_with_defaults() -> None:
    hours = RequirementRule.from_mapping(
        {"kind": "CE_HOURS", "parameters": {"years": 4, "total": 90, "professional": 60.5}}, key="1"
    )
    assert dict(hours.parameters) == {
        "years": 4,
        "total": Decimal(90),
        "professional": Decimal("60.5"),
        "public": Decimal(0),
        "last_year": None,
        "registered_from": None,
        "old_rules_before": None,
        "exempt_departments": None,
        "exempt_series": None,
        "by_document": None,
    }
    conferment = RequirementRule.from_mapping({"kind": "NO_LOWER_PROCEDURE"}, key="2")
    assert dict(conferment.parameters) == {"education": EducationLevel.SECONDARY_VOCATIONAL}
    people = RequirementRule.from_mapping(
        {"kind": "RECOMMENDERS", "parameters": {"n": 2, "title": "senior-engineer"}}, key="3"
    )
    assert dict(people.parameters) == {"n": 2, "title": ("senior-engineer",)}


@pytest.mark.parametrize(
    ("kind", "name", "others"),
    [
        ("SOCIAL_INSURANCE", "months", {}),
        ("APPRAISAL", "years", {}),
        ("CE_HOURS", "years", {}),
        ("ARCHIVE_SINCE", "years", {}),
        ("STATEMENT_LENGTH", "max", {}),
        ("RECOMMENDERS", "n", {"title": "senior-engineer"}),
    ],
)
def test_counts_start_at_one(kind: str, name: str, others: dict[str, Any]) -> None:
    def read(value: int) -> RequirementRule:
        return RequirementRule.from_mapping({"kind": kind, "parameters": {**others, name: value}}, key="1")

    assert read(1).parameters[name] == 1
    with pytest.raises(RowError, match=rf"parameters.{name}: 0 is below 1\."):
        read(0)


def test_years_and_hours_may_be_none_and_years_at_most_sixty() -> None:
    row = {"title": TECHNICIAN, "professional_years": 60, "unmatched_extra_years": 0}
    assert PathRule.from_mapping(row, key="1").professional_years == 60
    hours = RequirementRule.from_mapping({"kind": "CE_HOURS", "parameters": {"years": 60, "total": 0}}, key="1")
    assert dict(hours.parameters) == {
        "years": 60,
        "total": Decimal(0),
        "professional": Decimal(0),
        "public": Decimal(0),
        "last_year": None,
        "registered_from": None,
        "old_rules_before": None,
        "exempt_departments": None,
        "exempt_series": None,
        "by_document": None,
    }
    score = RequirementRule.from_mapping({"kind": "SELF_SCORE", "parameters": {"min": 0}}, key="1")
    assert score.parameters["min"] == Decimal(0)


def test_payment_at_submission_is_asked_for_only_where_the_row_says_so() -> None:
    row = RequirementRule.from_mapping({"kind": "SOCIAL_INSURANCE", "parameters": {"months": 12}}, key="1")
    assert dict(row.parameters) == {"months": 12, "in_payment": False, "region": None}
    assert not row.waivable


def test_parameters_cannot_be_changed_afterwards() -> None:
    rule = RequirementRule.from_mapping({"kind": "APPRAISAL", "parameters": {"years": 1}}, key="1")
    with pytest.raises(TypeError):
        rule.parameters["years"] = 2  # type: ignore[index]


def test_a_checked_row_may_be_copied() -> None:
    rule = RequirementRule.from_mapping({"kind": "CE_HOURS", "parameters": {"years": 4, "total": 90}}, key="1")
    assert replace(rule, waivable=True).parameters == rule.parameters


def test_every_kind_has_parameters_and_a_check() -> None:
    assert set(PARAMETERS) == set(RequirementKind) == set(CHECKS)


def test_a_choice_names_its_enum_and_optional_parameters_have_readable_defaults() -> None:
    for table in PARAMETERS.values():
        for parameter in table:
            assert (parameter.choices is not None) == (parameter.type is ParameterType.CHOICE)
            assert not (parameter.required and parameter.default is not None)
            if parameter.default is not None:
                assert parameter.read(parameter.name, parameter.default) == parameter.default


def test_two_rows_of_one_key_are_refused() -> None:
    row = PathRule(key="1", title=TECHNICIAN)
    with pytest.raises(RowError, match="path:1: Two rows share this key"):
        shangyu(TECHNICIAN, paths=(row, row))


def test_a_path_and_a_requirement_may_have_one_key() -> None:
    row = RequirementRule(key="1", kind=RequirementKind.NO_BAN)
    rules = shangyu(TECHNICIAN, paths=(PathRule(key="1", title=TECHNICIAN),), requirements=(row,))
    assert {rules.paths[0].subject, rules.requirements[0].subject} == {"path:1", "requirement:1"}


def test_the_notice_of_shangyu_is_eleven_paths() -> None:
    rules = shangyu(TECHNICIAN)
    assert len(rules.paths) == len(PATHS) == 11
    assert len(rules.requirements) == len(REQUIREMENTS)
    assert all(row.clause for row in (*rules.paths, *rules.requirements))
