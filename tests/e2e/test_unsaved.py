"""What was typed is not lost by a press beside the form; a form that was saved lets go without a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.visitor import Visitor

Visit = Callable[[str], Visitor]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_leaving_typed_input_is_warned_about_and_saving_it_is_not(visit: Visit) -> None:
    catalog = visit("catalog").open("/catalog/specialties/add")
    catalog.fill(code="demo-specialty", name="示例专业").choose("series", "工程")
    catalog.press("保存").sees("示例专业")
    catalog.open("/catalog/specialties/list/")
    assert catalog.dialogs == []

    catalog.open("/catalog/specialties/add").fill(name="另一专业")
    catalog.follow("工作台")
    assert catalog.dialogs == ["beforeunload"]

    catalog.open("/catalog/specialties/add")
    catalog.follow("工作台")
    assert catalog.dialogs == ["beforeunload"], "nothing was typed, so nothing is asked"


def test_typing_another_address_is_warned_about_as_well(visit: Visit) -> None:
    applicant = visit("applicant").open("/profile/identity").fill(birthplace="浙江绍兴")
    applicant.open("/")
    assert applicant.dialogs == ["beforeunload"]
