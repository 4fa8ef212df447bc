"""Every message is Chinese in the fragment, fits its figures, and reads as an office would write it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum
from inspect import getmembers, isclass
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from eligibility_shangyu import (
    ASSISTANT,
    GOOD,
    TECHNICIAN,
    diploma,
    paths_finding,
    requirement,
    row_result,
    shangyu,
    worked,
)

from app.core import eligibility
from app.core.eligibility import (
    LABELS,
    PARAMETERS,
    ApplicantFacts,
    Catalog,
    Code,
    Degree,
    Duration,
    EducationLevel,
    FieldMatch,
    InsurancePeriod,
    ParameterType,
    RequirementKind,
    Verdict,
    assess,
    text,
    vocabulary,
)
from app.core.eligibility.findings import passed

APP = Path(eligibility.__file__).parents[2]
NAMES = {"330604": "上虞区", "330602": "越城区"}
SPEAKING = {"passed", "failed", "evidence", "RowError", "translate", "Parameter"}
SPEAKING_KEYWORDS = {"met", "short"}


def _chinese() -> dict[str, str]:
    with (APP / "translations" / "parts" / "eligibility.po").open("rb") as fragment:
        return {str(message.id): str(message.string) for message in read_po(fragment, locale="zh") if message.id}


CHINESE = _chinese()


def measured(value: date | Duration) -> str:
    if isinstance(value, Duration):
        return f"{value.years}年{value.months}个月{value.days}天"
    return f"{value.year}年{value.month}月{value.day}日"


def chinese(worded: object) -> str:
    return text(worded, CHINESE.__getitem__, lambda code: NAMES.get(code.code, code.code), measured)  # type: ignore[arg-type]


def english(worded: object) -> str:
    return text(worded, str, lambda code: code.code, str)  # type: ignore[arg-type]


def used() -> Iterator[str]:
    """String literals that the package speaks with: arguments of the calls above, labels, summaries."""
    for path in sorted((APP / "core" / "eligibility").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKING:
                yield from (value.value for value in node.args if _is_message(value))  # type: ignore[attr-defined]
            if isinstance(node, ast.Call):
                yield from (
                    one.value.value  # type: ignore[attr-defined]
                    for one in node.keywords
                    if one.arg in SPEAKING_KEYWORDS and _is_message(one.value)
                )
            if isinstance(node, ast.Assign) and _is_message(node.value):
                yield node.value.value  # type: ignore[attr-defined]
    yield from LABELS.values()


def _is_message(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def test_every_message_is_translated_and_nothing_else_is_in_the_fragment() -> None:
    assert set(CHINESE) == set(used())


def test_a_translation_has_the_parameters_of_its_message() -> None:
    parameters = re.compile(r"%\((\w+)\)")
    odd = {
        message
        for message, words in CHINESE.items()
        if not words or set(parameters.findall(message)) != set(parameters.findall(words))
    }
    assert odd == set()


def test_every_member_of_the_vocabulary_has_a_label_of_its_own() -> None:
    enums = [kind for _, kind in getmembers(vocabulary, isclass) if issubclass(kind, Enum) and list(kind)]
    members = {member for kind in enums for member in kind if kind is not Catalog}
    assert set(LABELS) == members
    assert len(set(LABELS.values())) == len(LABELS)


def test_every_parameter_has_a_label() -> None:
    assert all(parameter.label in CHINESE for table in PARAMETERS.values() for parameter in table)
    assert not any(isinstance(member, str) for member in ParameterType)


def test_degrees_and_education_of_one_name_are_not_equal() -> None:
    assert Degree.BACHELOR != EducationLevel.BACHELOR
    assert LABELS[Degree.BACHELOR] != LABELS[EducationLevel.BACHELOR]


def test_ordered_vocabulary_compares_only_with_its_own_kind() -> None:
    assert EducationLevel.JUNIOR_MIDDLE < EducationLevel.SENIOR_MIDDLE < EducationLevel.SECONDARY_VOCATIONAL
    assert EducationLevel.POSTGRADUATE > EducationLevel.BACHELOR >= EducationLevel.BACHELOR > EducationLevel.COLLEGE
    assert Degree.NONE < Degree.BACHELOR < Degree.SECOND_BACHELOR <= Degree.MASTER < Degree.DOCTOR
    with pytest.raises(TypeError):
        _ = Degree.BACHELOR < EducationLevel.COLLEGE


def test_a_finding_reads_as_a_sentence_with_both_figures() -> None:
    facts = replace(GOOD, education=(diploma(EducationLevel.COLLEGE, FieldMatch.UNMATCHED),), employment=worked(4, -1))
    finding = paths_finding(facts, shangyu(ASSISTANT, doors=False))
    assert chinese(finding) == (
        "截至2023年6月30日，从事专业工作3年11个月29天，应满4年（含专业不对口顺延1年）。"
        "工作经历如有遗漏，请在个人基本信息中补充；如无遗漏，请待年限届满后申报。"
    )
    found = "Duration(years=3, months=11, days=29)"
    assert english(finding).startswith(f"Professional work up to 2023-06-30: {found}; 4 full years are asked for")


def test_education_is_named_with_its_degree_and_all_that_is_accepted() -> None:
    facts = replace(GOOD, education=(diploma(EducationLevel.BACHELOR, degree=Degree.BACHELOR),))
    assert chinese(row_result(facts, shangyu(ASSISTANT), "R-30")) == (
        "最高学历（学位）为大学本科、学士学位，本条要求（具备其一或以上）：研究生、硕士学位、第二学士学位。"
        "如有遗漏，请在个人基本信息中补充。"
    )


def test_insurance_names_region_months_and_day() -> None:
    facts = replace(GOOD, insurance=(InsurancePeriod(started_on=date(2022, 4, 20), region="330604"),))
    assert chinese(requirement(facts, shangyu(ASSISTANT), RequirementKind.SOCIAL_INSURANCE)) == (
        "截至2023年3月20日，在上虞区连续缴纳社会保险11个月，应满12个月。如与实际不符，请联系用人单位核对参保记录。"
    )


def test_the_door_that_remains_open_names_its_document() -> None:
    facts = replace(GOOD, education=(diploma(EducationLevel.JUNIOR_MIDDLE),))
    assert "绍市人社发〔2021〕11号" in chinese(paths_finding(facts, shangyu(ASSISTANT)))


def test_figures_are_written_plainly() -> None:
    figures = {
        "score": Decimal("117.50"),
        "hundred": Decimal(100),
        "time": Duration(1, 2, 3),
        "codes": (Code(Catalog.REGION, "330604"), Code(Catalog.REGION, "330602")),
    }
    verdict = passed("%(score)s %(hundred)s %(time)s %(codes)s", **figures)
    assert text(verdict, lambda words: CHINESE.get(words, words), lambda code: NAMES[code.code], measured) == (
        "117.5 100 1年2个月3天 上虞区、越城区"
    )


@pytest.mark.parametrize("facts", [GOOD, ApplicantFacts(), replace(GOOD, education=(), employment=())])
@pytest.mark.parametrize("title", [TECHNICIAN, ASSISTANT])
def test_every_finding_and_every_part_of_a_path_can_be_read_in_both_languages(
    facts: ApplicantFacts, title: str
) -> None:
    findings = assess(facts, shangyu(title))
    parts: list[object] = [*findings, *findings[0].details]
    parts += [condition.verdict for result in findings[0].details for condition in result.conditions]
    for part in parts:
        assert "%(" not in chinese(part)
        assert "%(" not in english(part)
    assert any(isinstance(part, Verdict) for part in parts)
