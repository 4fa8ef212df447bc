"""Mobile numbers of the mainland."""

from __future__ import annotations

import pytest

from app.core.phones import check_mobile, is_mobile, mobile_number


@pytest.mark.parametrize(
    "typed",
    ["13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234", "008613800001234", "１３８００００１２３４"],
)
def test_the_ways_in_which_people_write_a_number_are_one(typed: str) -> None:
    assert mobile_number(typed) == "13800001234"
    assert check_mobile(typed) == []


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("12900001234", False),
        ("13000001234", True),
        ("19900001234", True),
        ("1380000123", False),
        ("138000012345", False),
        ("00000000000", False),
        ("0575-12345678", False),
        ("١٣٨٠٠٠٠١٢٣٤", False),
        ("", False),
    ],
)
def test_eleven_digits_from_13_to_19(typed: str, right: bool) -> None:
    assert is_mobile(typed) is right
    assert [one.field for one in check_mobile(typed, "mobile")] == ([] if right else ["mobile"])


def test_a_number_that_begins_with_86_is_not_cut_short() -> None:
    assert mobile_number("8613800001234") == "13800001234"
    assert mobile_number("8613800") == "8613800"
