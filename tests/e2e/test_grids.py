"""A grid at the keyboard: cells, rows, what is pasted, what is wrong; and the picture of the route beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.inspection import SIZES, faults_of
from tests.e2e.visitor import Visitor

Visit = Callable[[str], Visitor]

PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
OF_A_PLAN = re.compile(r"/review-plans/(?:show/)?(\d+)")
FOCUSED = "() => document.activeElement.name || document.activeElement.parentElement.id"
COLUMN = """name => [...document.querySelectorAll(`[name$='-${name}']`)].map(one => one.value)"""

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def planner(visit: Visit) -> Visitor:
    """A plan administrator with a draft of all rows of the Shangyu plan."""
    planner = visit("planner")
    planner.open("/review-plans/list/").follow("2023年度绍兴市上虞区工程技术初级").follow("复制")
    planner.fill(opens_on="2023-10-09", name="草稿", code="draft").press("计算日期").press("按以上日期复制")
    return planner


def open_grid(planner: Visitor, name: str) -> Page:
    planner.open(f"/review-plans/{draft_of(planner)}/edit/{name}")
    return planner.page


def draft_of(planner: Visitor) -> str:
    """The number of the draft, from the address of whatever page of it is open."""
    found = OF_A_PLAN.search(planner.page.url)
    assert found, planner.page.url
    return found[1]


def column(page: Page, name: str) -> list[str]:
    """What stands in a column, the blank row at the end left out."""
    values: list[str] = page.evaluate(COLUMN, name)
    assert values[-1] == ""
    return values[:-1]


def focused(page: Page) -> str:
    name: str = page.evaluate(FOCUSED)
    return name


def test_the_keyboard_is_enough(planner: Visitor) -> None:
    page = open_grid(planner, "categories")
    page.locator("[name=rows-0-key]").focus()
    page.keyboard.type("a")
    page.keyboard.press("Tab")
    assert focused(page) == "rows-0-name"
    page.keyboard.type("设计")
    page.keyboard.press("Enter")
    assert focused(page) == "rows-1-name", "a blank row stands ready as soon as the last one is filled"
    page.keyboard.type("施工")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("b")
    page.keyboard.press("Shift+Enter")
    assert focused(page) == "rows-0-key"
    page.keyboard.press("Alt+Shift+ArrowDown")
    assert column(page, "key") == ["a", "a-2", "b"]
    assert column(page, "name") == ["设计", "设计", "施工"]
    assert column(page, "order") == ["1", "2", "3"]
    page.keyboard.type("c")
    page.keyboard.press("Alt+ArrowDown")
    assert column(page, "key") == ["a", "b", "c"]
    assert focused(page) == "rows-2-key", "the row that moves keeps the caret"
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    assert column(page, "key") == ["c", "a", "b"]
    page.keyboard.press("Control+Enter")
    page.keyboard.type("d")
    page.keyboard.press("Tab")
    page.keyboard.type("管理")
    assert column(page, "key") == ["c", "d", "a", "b"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+Delete")
    expect(page.locator("[data-tools] [role=status]")).to_have_text("第 3 行将在保存时删除。")
    planner.press("保存")
    page = open_grid(planner, "categories")
    assert column(page, "key") == ["c", "d", "b"]
    assert column(page, "name") == ["设计", "管理", "施工"]


def test_a_deleted_row_is_taken_back_before_saving(planner: Visitor) -> None:
    page = open_grid(planner, "titles")
    before = column(page, "title")
    page.locator("[name=rows-1-title]").focus()
    page.get_by_role("button", name="删除本行").click()
    assert page.locator("[name=rows-1-drop]").is_checked()
    page.get_by_role("button", name="恢复本行").click()
    planner.press("保存")
    assert column(open_grid(planner, "titles"), "title") == before


def test_a_row_is_copied_and_moved_by_buttons_and_by_its_number(planner: Visitor) -> None:
    page = open_grid(planner, "attachments")
    before = column(page, "key")
    page.locator("[name=rows-0-key]").focus()
    page.get_by_role("button", name="复制本行").click()
    copied = f"{before[0]}-2"
    assert column(page, "key") == [before[0], copied, *before[1:]]
    assert page.locator("[name='rows-1-applies_when-education_not_in_registry.lowest']").input_value() == "COLLEGE"
    page.get_by_role("button", name="下移").click()
    assert column(page, "key")[:3] == [before[0], before[1], copied]
    page.locator("[name=rows-2-order]").fill("0.5")
    page.locator("[name=rows-2-order]").press("Tab")
    assert column(page, "key")[:3] == [copied, before[0], before[1]]
    planner.press("保存")
    page = open_grid(planner, "attachments")
    assert column(page, "key") == [copied, *before]
    assert page.locator("[name='rows-0-applies_when-education_not_in_registry.since_year']").input_value() == "2001"


def test_rows_of_a_spreadsheet_are_pasted_and_what_is_wrong_is_told_at_its_cell(planner: Visitor) -> None:
    page = open_grid(planner, "paths")
    before = column(page, "key")
    first = len(before)
    lines = ["a\t技术员\t正常申报\t大专、中专\t", "b\t助理工程师\t正常申报\t本科\t学士学位"]
    page.locator(f"[name=rows-{first}-key]").evaluate(PASTE, "\n".join(lines) + "\n")
    assert column(page, "key") == [*before, "a", "b"]
    assert page.locator(f"[name=rows-{first}-title]").input_value() == "technician"
    ticked = page.locator(f"[name=rows-{first}-education]:checked")
    assert ticked.evaluate_all("all => all.map(one => one.value)") == ["SECONDARY_VOCATIONAL", "COLLEGE"]
    assert page.locator(f"[name=rows-{first + 1}-degree]:checked").count() == 1
    page.locator(f"[name=rows-{first + 1}-professional_years]").fill("七十")
    planner.press("保存")
    cell = page.locator(f"[name=rows-{first + 1}-professional_years]")
    assert cell.input_value() == "七十"
    assert cell.get_attribute("aria-invalid") == "true"
    described = cell.get_attribute("aria-describedby")
    expect(page.locator(f"[id='{described}']")).to_contain_text("'七十'不是整数")
    assert column(page, "key") == [*before, "a", "b"], "nothing that was pasted is lost"
    cell.fill("3")
    for row in (first, first + 1):
        page.locator(f"[name=rows-{row}-clause]").select_option("scope")
    planner.press("保存")
    assert column(open_grid(planner, "paths"), "key") == [*before, "a", "b"]


def test_a_text_of_several_lines_is_pasted_into_one_cell_as_spreadsheets_quote_it(planner: Visitor) -> None:
    page = open_grid(planner, "categories")
    page.locator("[name=rows-0-key]").evaluate(PASTE, 'a\t设计\t"第一行\n第""二""行"\nb\t施工\t\n')
    assert column(page, "name") == ["设计", "施工"]
    assert column(page, "covers") == ['第一行\n第"二"行', ""]


def test_conditions_and_figures_are_chosen_without_a_mouse(planner: Visitor) -> None:
    page = open_grid(planner, "requirements")
    row = len(column(page, "key"))
    page.locator(f"[name=rows-{row}-key]").fill("hours")
    kind = page.locator(f"[name=rows-{row}-kind]")
    kind.select_option("CE_HOURS")
    page.keyboard.press("Tab")
    page.locator(f"[id=rows-{row}-parameters] summary").press("Enter")
    page.locator(f"[name=rows-{row}-parameters-years]").press("2")
    page.locator(f"[name=rows-{row}-parameters-total]").fill("72")
    page.locator(f"[name=rows-{row}-parameters-total]").press("Escape")
    summary = page.locator(f"[id=rows-{row}-parameters] summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2年")
    expect(summary).to_contain_text("72学时")
    page.locator(f"[id=rows-{row}-applies_when] summary").press("Enter")
    region = page.locator(f"input[list][name=rows-{row}-applies_when-regions]")
    region.fill("上虞区（330604）")
    expect(region).to_have_value("")
    expect(page.locator(f"[id=rows-{row}-applies_when] summary")).to_contain_text("单位所在地区：上虞区（330604）")
    page.locator(f"[name=rows-{row}-clause]").select_option("scope")
    planner.press("保存").sees("上虞区")
    page = open_grid(planner, "requirements")
    assert page.locator(f"[name=rows-{row}-parameters-total]").input_value() == "72"
    assert page.locator(f"[name=rows-{row}-applies_when-regions]:checked").input_value() == "330604"


def test_the_picture_of_the_route_follows_the_rows_before_they_are_saved(planner: Visitor) -> None:
    page = open_grid(planner, "routes/1/stages")
    picture = page.locator("[data-picture] svg.wide")
    expect(picture).to_contain_text("初评委评审")
    page.locator("[name=rows-3-name]").fill("专家评审")
    expect(picture).to_contain_text("专家评审")
    page.locator("[id=rows-3-applies_when] summary").click()
    page.locator("[name=rows-3-applies_when-named_in][value=INTERVIEW]").check()
    expect(picture).to_contain_text("仅限：列入面试名单")
    page.locator("[name=rows-4-name]").focus()
    page.keyboard.press("Alt+Delete")
    expect(picture).not_to_contain_text("公布评审结果")
    planner.open(f"/review-plans/show/{draft_of(planner)}")
    assert planner.dialogs == ["beforeunload"], "the picture saved nothing"
    planner.sees("初评委评审", "公布评审结果")


def test_a_grid_and_its_picture_are_for_everybody_at_both_sizes(planner: Visitor) -> None:
    for name in ("routes/1/stages", "requirements", "clauses"):
        page = open_grid(planner, name)
        assert faults_of(page, thorough=True) == [], name
    page = open_grid(planner, "routes/1/stages")
    for size, shown in (("1366×768", "wide"), ("390×844", "tall")):
        page.set_viewport_size(SIZES[size])
        expect(page.locator(f"svg.route.{shown}")).to_be_visible()
        expect(page.locator("svg.route:visible")).to_have_count(1)
        name = page.get_by_role("img", name="办理流程")
        expect(name).to_have_count(1)
        assert "第2步：单位审核、单位公示并报送、用人单位。" in (name.locator("desc").text_content() or "")
    page.set_viewport_size(SIZES["1366×768"])
    page.locator("svg.route.wide tspan").first.select_text()
    assert page.evaluate("() => getSelection().toString()").strip() == "单位审核、单位公示并报送"


def test_two_hundred_clauses_are_edited_in_one_grid(planner: Visitor) -> None:
    page = open_grid(planner, "clauses")
    first = len(column(page, "key"))
    lines = [f"k{number}\t附件\t第{number}条的文字" for number in range(first, 200)]
    page.locator(f"[name=rows-{first}-key]").evaluate(PASTE, "\n".join(lines))
    assert len(column(page, "key")) == 200
    page.locator("[name=rows-199-key]").focus()
    page.keyboard.press("Alt+ArrowUp")
    planner.press("保存")
    keys = column(open_grid(planner, "clauses"), "key")
    assert keys[-2:] == ["k199", "k198"]
    assert len(keys) == 200
