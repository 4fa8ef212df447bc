"""What an employer's registration and requests must be, at their boundaries."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.phones import check_mobile, mobile_number
from app.employers.rules import (
    UNFINISHED,
    check_department,
    check_merger,
    check_name_change,
    check_username,
    plain_credit_code,
    unfinished,
)

TODAY = dt.date(2023, 3, 1)
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("username", "good"),
    [("a" * 3, False), ("a" * 4, True), ("a" * 40, True), ("a" * 41, False), ("ab cd", False), ("abcd\t", False)],
)
def test_a_user_name_has_4_to_40_characters_without_spaces(username: str, good: bool) -> None:
    assert (check_username(username, taken=False) == []) is good


def test_a_user_name_is_nobody_elses() -> None:
    assert [one.field for one in check_username("employer", taken=True)] == ["username"]


@pytest.mark.parametrize(("typed", "kept"), [(" 91330604ma2bcdef0j ", "91330604MA2BCDEF0J"), ("9133 0604", "91330604")])
def test_a_credit_code_is_kept_without_spaces_in_capitals(typed: str, kept: str) -> None:
    assert plain_credit_code(typed) == kept


@pytest.mark.parametrize(
    ("chosen", "region_of", "good"), [(None, None, True), (5, 3, True), (5, 1, True), (5, 4, False), (5, None, False)]
)
def test_a_department_lies_in_the_region_or_above(chosen: int | None, region_of: int | None, good: bool) -> None:
    assert (check_department(chosen, region_of, [3, 2, 1]) == []) is good


@pytest.mark.parametrize(("day", "good"), [(TODAY, True), (TOMORROW, False), (None, False)])
def test_nothing_is_asked_for_a_day_to_come(day: dt.date | None, good: bool) -> None:
    assert (check_name_change("新名称", "旧名称", day, TODAY, taken=False) == []) is good
    assert (check_merger(absorbed=1, into=2, from_on=day, reason="批复", today=TODAY) == []) is good


def test_a_merger_lacks_everything_at_once() -> None:
    found = check_merger(absorbed=None, into=None, from_on=None, reason="", today=TODAY)
    assert [one.field for one in found] == ["absorbed", "into", "from_on", "reason"]
    assert [one.field for one in check_merger(absorbed=1, into=1, from_on=TODAY, reason="批复", today=TODAY)] == [
        "into"
    ]


def test_only_what_is_left_is_named_as_unfinished() -> None:
    assert unfinished(dict.fromkeys(UNFINISHED, 0)) == []
    found = unfinished({**dict.fromkeys(UNFINISHED, 0), "notices": 2})
    assert [(one.field, one.params) for one in found] == [("absorbed", {"count": 2})]


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        *(("13800000001", True), ("+86 138 0000 0001", True), ("１３８０００００００１", True)),
        *(("1380000000", False), ("138000000011", False), ("12800000001", False), ("", False)),
    ],
)
def test_a_mobile_number_has_11_digits(typed: str, good: bool) -> None:
    assert (check_mobile(typed) == []) is good
    if good:
        assert mobile_number(typed) == "13800000001"
