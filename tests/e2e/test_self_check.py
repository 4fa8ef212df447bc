"""“我能报吗” by the keyboard alone: nobody is signed in, and no pointer is used."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.visitor import Visitor

Visit = Callable[[str], Visitor]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FOCUSED = "document.activeElement.name || ''"


def reach(visitor: Visitor, name: str) -> None:
    """Press Tab until the field of that name has the focus."""
    for _press in range(80):
        if visitor.page.evaluate(FOCUSED) == name:
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"no press of Tab reaches {name}")


def test_every_answer_is_given_and_read_without_a_pointer(demo_visit: Visit) -> None:
    visitor = demo_visit("").open("/self-check/")
    visitor.page.get_by_role("link", name="（演示）").first.press("Enter")
    visitor.page.wait_for_url("**/self-check/*")
    reach(visitor, "education-0-level")
    visitor.page.keyboard.press("ArrowDown")
    reach(visitor, "education-0-graduated_on")
    visitor.page.locator(":focus").fill("2012-06-30")
    reach(visitor, "education-0-match")
    visitor.page.keyboard.press("ArrowDown")
    reach(visitor, "employment-0-started_on")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.look().sees("需准备的附件")
