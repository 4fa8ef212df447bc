"""Nothing that was typed is lost by the end of an idle session: a warning before it, and a way back after it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from app.core import clock
from tests.e2e.visitor import Visitor

if TYPE_CHECKING:
    from flask import Flask

Visit = Callable[[str], Visitor]
TYPED = "浙江绍兴"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def short(district: Flask) -> None:
    """Idle sessions end after six minutes."""
    kept = district.config["ZHIPING"]
    district.config["ZHIPING"] = dataclasses.replace(kept, applicant_idle_minutes=6, office_idle_minutes=6)


@pytest.fixture
def typing(short: None, visit: Visit) -> Any:
    """A page with something typed, whose clock the test moves; the program's clock follows."""
    visitor = visit("catalog")
    visitor.page.clock.install()
    visitor.open("/catalog/specialties/add").fill(code="demo-specialty", name="示例专业").choose("series", "工程")
    return visitor


def pass_by(visitor: Visitor, minutes: float, clock_at: Callable[[str], None]) -> None:
    """Time goes by in the browser and in the program."""
    later = clock.now() + dt.timedelta(minutes=minutes)
    clock_at(clock.office_time(later).strftime("%Y-%m-%d %H:%M:%S"))
    visitor.page.clock.fast_forward(int(minutes * 60_000))
    visitor.page.clock.run_for(6_000)


def test_a_warning_comes_in_time_and_one_press_goes_on(typing: Any, clock_at: Callable[[str], None]) -> None:
    page, bar = typing.page, typing.page.locator(".expiry")
    pass_by(typing, 2, clock_at)
    assert bar.is_hidden()
    pass_by(typing, 2, clock_at)
    assert bar.is_visible()
    assert bar.get_attribute("role") == "alert"
    assert "如无操作，2分钟后将自动退出登录" in bar.inner_text()
    page.keyboard.press("Escape")
    bar.get_by_role("button", name="继续").focus()
    page.keyboard.press("Enter")
    bar.wait_for(state="hidden")
    pass_by(typing, 2, clock_at)
    assert bar.is_hidden(), "the session goes on from the press"
    typing.press("保存").sees("示例专业")


def test_after_the_end_nothing_is_sent_until_another_tab_has_signed_in(
    typing: Any, clock_at: Callable[[str], None]
) -> None:
    page, bar = typing.page, typing.page.locator(".expiry")
    pass_by(typing, 7, clock_at)
    assert "已填写的内容仍在本页" in bar.inner_text()
    page.get_by_role("button", name="保存").first.click()
    door = bar.get_by_role("link", name="在新标签页登录")
    page.wait_for_function("document.activeElement.closest('.expiry')")
    assert page.url.endswith("/catalog/specialties/add")
    with page.context.expect_page() as opened:
        door.click()
    tab = opened.value
    tab.fill("#username", "catalog")
    tab.fill("#password", "zhiping-demo")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("details.person")
    tab.wait_for_load_state()
    tab.close()
    page.bring_to_front()
    # What a browser with windows tells a tab that is looked at again.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    bar.wait_for(state="hidden")
    typing.press("保存").sees("示例专业")
