"""What was typed is not lost by a press beside the form; a form that was saved lets go without a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

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


def test_what_could_not_be_saved_is_saved_once_the_network_is_back(visit: Visit) -> None:
    """The page's clock stands still, so that nothing but the browser's event has it try again."""
    applicant = visit("applicant")
    page = applicant.page
    page.clock.install()
    applicant.open("/profile/identity")
    page.evaluate("addEventListener('online', () => { document.title = 'back' })")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    note = page.locator("[data-autosave-note]")
    applicant.context.set_offline(True)
    applicant.fill(birthplace="浙江宁波")
    page.clock.run_for(5_000)
    expect(note).to_contain_text("未保存")
    applicant.context.set_offline(False)
    page.wait_for_function("document.title == 'back'", polling=50)
    page.clock.run_for(100)
    expect(note).to_contain_text("已保存")
    applicant.open("/")
    assert applicant.dialogs == []
    assert applicant.open("/profile/identity").page.input_value("[name=birthplace]") == "浙江宁波"
