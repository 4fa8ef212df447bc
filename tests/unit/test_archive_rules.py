"""What an archive entry and the fields of its kind must be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.archives.enums import FieldType, PersonalRole
from app.archives.rules import check_entry, check_field, check_submission, number_key, read_details

TODAY = dt.date(2023, 3, 1)


@dataclass(frozen=True)
class OwnField:
    key: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    options: list[str] = field(default_factory=list)


def faults(**changes: Any) -> list[str]:
    facts = {
        "title": "示例工程",
        "started_on": dt.date(2022, 1, 1),
        "ended_on": None,
        "effect": "完成。",
        "today": TODAY,
        "role": PersonalRole.PARTICIPANT,
        **changes,
    }
    return [one.field for one in check_entry(**facts)]


@pytest.mark.parametrize(
    ("rank", "people", "wrong"),
    [
        (None, None, []),
        (1, 1, []),
        (5, 5, []),
        (6, 5, ["rank"]),
        (0, 5, ["rank"]),
        (1, 0, ["people"]),
        (-1, -1, ["rank", "people"]),
        (1, None, ["people"]),
        (None, 5, []),
        (9_999, 9_999, []),
        (1, 10_000, ["people"]),
    ],
)
def test_a_rank_lies_within_the_number_of_people(rank: int | None, people: int | None, wrong: list[str]) -> None:
    assert faults(rank=rank, people=people) == wrong


@pytest.mark.parametrize(("people", "wrong"), [(None, []), (1, []), (2, ["role"])])
def test_work_of_several_people_was_not_done_alone(people: int | None, wrong: list[str]) -> None:
    assert faults(role=PersonalRole.SOLE, people=people) == wrong


@pytest.mark.parametrize(
    ("role", "contribution", "has_proof", "wrong"),
    [
        (PersonalRole.SOLE, "", False, []),
        (PersonalRole.LEADER, "", False, ["contribution"]),
        (PersonalRole.PARTICIPANT, " \n", False, ["contribution"]),
        (PersonalRole.PARTICIPANT, "第 3 页署名。", False, []),
        (PersonalRole.PARTICIPANT, "", True, []),
    ],
)
def test_collective_work_needs_proof_of_the_main_contribution(
    role: PersonalRole, contribution: str, has_proof: bool, wrong: list[str]
) -> None:
    found = check_submission(has_evidence=True, role=role, contribution=contribution, has_proof=has_proof)
    assert [one.field for one in found] == wrong


def test_proof_of_the_contribution_is_no_evidence_of_the_work() -> None:
    found = check_submission(has_evidence=False, role=PersonalRole.LEADER, contribution="", has_proof=True)
    assert [one.field for one in found] == ["evidence"]


@pytest.mark.parametrize(
    "written",
    [
        "ZL 2019 1 0123456.7",
        "zl201910123456.7",
        "ＺＬ２０１９１０１２３４５６．７",
        "ZL-2019-1-0123456.7",
        "zl2019–1—0123456.7",
    ],
)
def test_a_number_is_the_same_whatever_its_case_width_spaces_and_dashes(written: str) -> None:
    assert number_key("patent", written) == "patent:ZL201910123456.7"


def test_numbers_of_different_works_and_kinds_differ() -> None:
    keys = {number_key("patent", "1234567.1"), number_key("patent", "12345671"), number_key("paper", "1234567.1")}
    assert len(keys) == 3


@pytest.mark.parametrize("written", [None, "", "  ", "—", "　-　"])
def test_what_holds_nothing_is_no_number(written: str | None) -> None:
    assert number_key("patent", written) is None


CHOICE = OwnField("level", FieldType.CHOICE, options=["国家级", "省部级"])


@pytest.mark.parametrize(
    ("own", "raw", "stored"),
    [
        (OwnField("a"), " 文字 ", "文字"),
        (OwnField("a"), "", None),
        (OwnField("a", FieldType.NUMBER), "１２．５０", "12.50"),
        (OwnField("a", FieldType.NUMBER), "1,200", "1200"),
        (OwnField("a", FieldType.NUMBER), "1" * 18, "1" * 18),
        (OwnField("a", FieldType.NUMBER), "0", "0"),
        (OwnField("a", FieldType.DATE), dt.date(2020, 2, 29), "2020-02-29"),
        (OwnField("a", FieldType.DATE), "2020-02-29", "2020-02-29"),
        (OwnField("a", FieldType.YES_NO), False, False),
        (OwnField("a", FieldType.YES_NO), None, None),
        (CHOICE, "省部级", "省部级"),
    ],
)
def test_values_are_kept_plainly(own: OwnField, raw: Any, stored: Any) -> None:
    assert read_details([own], {own.key: raw}) == ({} if stored is None else {own.key: stored}, [])


@pytest.mark.parametrize(
    ("own", "raw"),
    [
        (OwnField("a", required=True), "　"),
        (OwnField("a", FieldType.DATE, required=True), None),
        (OwnField("a", FieldType.YES_NO, required=True), None),
        (OwnField("a"), "长" * 501),
        (OwnField("a", FieldType.NUMBER), "十二"),
        (OwnField("a", FieldType.NUMBER), "NaN"),
        (OwnField("a", FieldType.NUMBER), "Infinity"),
        (OwnField("a", FieldType.NUMBER), "1" * 19),
        (OwnField("a", FieldType.NUMBER), "1e999"),
        (OwnField("a", FieldType.NUMBER), "1e-999"),
        (OwnField("a", FieldType.DATE), "2023-02-29"),
        (CHOICE, "市厅级"),
    ],
)
def test_what_a_field_cannot_hold_is_told_at_it(own: OwnField, raw: Any) -> None:
    values, wrong = read_details([own], {own.key: raw})
    assert (values, [one.field for one in wrong]) == ({}, [f"detail_{own.key}"])


def test_values_that_no_field_asks_for_are_not_kept() -> None:
    assert read_details([OwnField("a")], {"a": "1", "b": "2"}) == ({"a": "1"}, [])


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"key": ""}, ["key"]),
        ({"key": "1a"}, ["key"]),
        ({"key": "Patent"}, ["key"]),
        ({"key": "专利号"}, ["key"]),
        ({"key": "a_1"}, []),
        ({"type": FieldType.CHOICE, "choices": "甲\n乙"}, []),
        ({"type": FieldType.CHOICE, "choices": "甲\n\n"}, ["choices"]),
        ({"type": FieldType.CHOICE, "choices": "甲\n甲"}, ["choices"]),
        ({"choices": "甲\n乙"}, ["choices"]),
        ({"is_number": True}, []),
        ({"is_number": True, "type": FieldType.NUMBER}, ["is_number"]),
        ({"is_number": True, "others_number": True}, ["is_number"]),
    ],
)
def test_a_field_of_a_kind(changes: dict[str, Any], wrong: list[str]) -> None:
    given = {"key": "number", "type": FieldType.TEXT, "choices": "", "is_number": False, "others_number": False}
    assert [one.field for one in check_field(**{**given, **changes})] == wrong
