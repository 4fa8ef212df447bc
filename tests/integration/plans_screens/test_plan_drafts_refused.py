"""What cannot be saved in a draft is told at its place; two editors, and who may not edit."""

import re

import pytest

from tests.helpers import text_of
from tests.integration.plans_screens.conftest import PACK, controls
from tests.integration.plans_screens.editing import CODE, address, cell_error, opened, saved
from tests.integration.unpeopled import on_one_database

# -- what cannot be saved

WRONG = [
    ("titles", "rows-0-title", "", "未填写。"),
    ("titles", "rows-1-title", "technician", "technician 在列表中出现了两次"),
    ("titles", "rows-0-title", "nobody", "目录中没有 nobody"),
    ("titles", "rows-0-clause", "nowhere", "没有条款 nowhere"),
    ("attachments", "rows-0-max_bytes", "10 Q", "“10 Q”不是文件大小；请写作 10M"),
    ("attachments", "rows-0-max_files", "两份", "'两份'不是整数"),
    ("attachments", "rows-0-name", "字" * 121, "文字有 121 字，最多 120 字"),
    ("attachments", "rows-0-applies_when-titles", "x", "申报资格：条件 titles 中的 x 在本计划中不会出现"),
    ("attachments", "rows-0-applies_when-departments", "没有的部门", "主管部门：条件 departments 中的 没有的部门"),
    ("attachments", "rows-0-applies_when-file_hosted", "maybe", "人才交流中心托管：条件 file_hosted 的值不正确"),
    ("attachments", "rows-0-applies_when-insured_outside", "外省", "以外缴纳社会保险"),
    ("requirements", "rows-4-parameters-months", "两年", "连续缴纳月数：'两年'不是整数"),
    ("requirements", "rows-4-parameters-months", "", "连续缴纳月数：未填写。"),
    ("requirements", "rows-5-parameters-years", "61", "应不大于60"),
    ("requirements", "rows-2-parameters-region", "99", "没有代码以 99 开头的地区"),
    ("requirements", "rows-0-kind", "MAGIC", "MAGIC"),
    ("fees", "rows-0-amount_fen", "100.005", "“100.005”不是金额"),
    ("fees", "rows-0-amount_fen", "-1", "小于"),
    ("paths", "rows-0-professional_years", "61", "应不大于60"),
    ("paths", "rows-0-mode", "DIRECT", "计划没有列出 DIRECT"),
    ("paths", "rows-0-education", "PRIMARY", "PRIMARY"),
    ("routes/1/stages", "rows-0-gates", "MAGIC", "MAGIC"),
    ("routes/1/stages", "rows-0-applies_when-modes", "DIRECT", "DIRECT 在本计划中不会出现"),
    (
        "routes/1/stages",
        "rows-0-holder_organisation",
        "shangyu-hrss",
        "只有承办方为 NAMED_ORGANISATION 时才指定单位",
    ),
    ("review_rules", "rows-0-value", "是", "不是整数"),
    ("review_rules", "rows-1-rule", "filing_years", "filing_years 在列表中出现了两次"),
    ("decided", "rows-0-field", "", "未填写。"),
    ("opinions", "rows-0-seal", "", "未填写。"),
]


@on_one_database
def test_what_cannot_be_is_told_at_its_cell_and_nothing_typed_is_lost(planner, draft, plans):
    before = plans()[CODE]
    for grid, cell, typed, sentence in WRONG:
        answer = saved(planner, draft, grid, **{cell: typed})
        assert answer.status_code == 400, (grid, cell, typed)
        anchor = "-".join(cell.split("-")[:3])
        assert sentence in (cell_error(answer, anchor) or ""), (cell, typed, text_of(answer))
        again = controls(answer.get_data(as_text=True))
        if typed not in ("MAGIC", "PRIMARY", "maybe"):
            kept = [text.removesuffix("\n") for text in again[cell]]
            assert [text for text in kept if text or not typed] == [typed]
        assert again["version"] == [str(before["version"])]
    assert plans()[CODE] == before


def test_all_that_is_wrong_is_told_at_once_and_linked(planner, draft):
    changes = {"rows-0-max_files": "两份", "rows-1-applies_when-modes": ["x"], "rows-3-name": ""}
    answer = saved(planner, draft, "attachments", **changes)
    summary = re.search(r"<div[^>]*data-summary.*?</ul>", answer.get_data(as_text=True), re.DOTALL)[0]
    assert re.findall(r'href="#([^"]+)"', summary) == ["rows-0-max_files", "rows-1-applies_when", "rows-3-name"]


def test_what_a_row_lacks_is_told_on_the_page_and_does_not_keep_a_draft_from_being_saved(planner, draft):
    spare = {"rows-2-title": "engineer", "rows-2-clause": "scope"}
    assert saved(planner, draft, "titles", **spare).status_code == 303
    page = planner.get(f"/review-plans/show/{draft}")
    assert "没有任何条件可以申报 engineer" in text_of(page)
    assert f'href="/review-plans/{draft}/edit/titles#rows-2-row"' in page.get_data(as_text=True)
    grid = planner.get(address(draft, "titles"))
    assert "第 3 行：没有任何条件可以申报 engineer" in text_of(grid)
    assert 'id="rows-2-row"' in grid.get_data(as_text=True)


@on_one_database
def test_a_grid_that_does_not_exist_is_not_found(planner, draft):
    for grid in ("nothing", "stages", "plan_titles", "routes/0/stages", "routes/2/stages", "routes/99999/stages"):
        assert planner.get(address(draft, grid)).status_code == 404, grid
        assert planner.post(address(draft, grid), data={"version": "1"}).status_code == 404, grid


def test_a_long_notice_can_be_saved(planner, draft, plans):
    text = "字" * 3000
    rows = {f"rows-{number}-text": text for number in range(25)}
    assert saved(planner, draft, "clauses", **rows).status_code == 303
    assert plans()[CODE]["clauses"][24]["text"] == text


# -- two editors, and who may not


@pytest.mark.parametrize(
    ("grid", "first", "second"),
    [
        ("titles", {"rows-0-decided": "先保存的"}, {"rows-0-decided": "后保存的"}),
        ("", {"notice_number": "先保存的"}, {"notice_number": "后保存的"}),
        ("routes/1/stages", {"rows-0-name": "先保存的"}, {"rows-0-name": "后保存的"}),
    ],
)
def test_the_second_of_two_editors_gets_409_and_keeps_what_was_typed(grid, first, second, planner, draft, plans):
    form = opened(planner, draft, grid)
    assert planner.post(address(draft, grid), data={**form, **first}).status_code == 303
    stored = plans()[CODE]
    answer = planner.post(address(draft, grid), data={**form, **second})
    assert answer.status_code == 409
    assert "您填写的内容仍在本页" in text_of(answer)
    assert re.search(r"planner已于2023年2月21日 09:00修改了本计划", text_of(answer))
    assert plans()[CODE] == stored
    again = controls(answer.get_data(as_text=True))
    assert again[next(iter(second))] == ["后保存的"]
    assert again["version"] == [str(stored["version"])]
    assert planner.post(address(draft, grid), data=again).status_code == 303
    assert "后保存的" in text_of(planner.get(f"/review-plans/show/{draft}"))


def test_an_edit_elsewhere_also_makes_a_page_stale(planner, draft, plans):
    titles = opened(planner, draft, "titles")
    assert saved(planner, draft, "fees").status_code == 303
    assert planner.post(address(draft, "titles"), data=titles).status_code == 409


@on_one_database
@pytest.mark.parametrize("grid", ["", "titles"])
def test_a_form_without_a_readable_version_is_not_saved(grid, planner, draft, plans):
    before = plans()[CODE]
    form = opened(planner, draft, grid)
    del form["version"]
    for version in ({}, *({"version": text} for text in ("", "abc", "-1", "9" * 30))):
        assert planner.post(address(draft, grid), data={**form, **version}).status_code == 400, version
    assert plans()[CODE] == before


@pytest.mark.parametrize("grid", ["", "titles", "routes/1/stages"])
def test_a_post_to_a_published_plan_is_refused_in_chinese_and_changes_nothing(grid, planner, world, plans):
    before = plans()[PACK]
    for answer in (
        planner.get(address(world.plan_id, grid)),
        planner.post(
            address(world.plan_id, grid),
            data={"version": before["version"], "rows-0-title": "engineer", "rows-0-clause": "scope", "name": "改"},
        ),
    ):
        assert answer.status_code == 400
        assert "计划发布后不能再修改。请复制一份，修改后发布新的计划。" in text_of(answer)
    assert plans()[PACK] == before


@pytest.mark.parametrize("grid", ["", "titles", "routes/1/stages"])
def test_another_offices_draft_is_not_found(grid, stranger, draft, plans):
    before = plans()[CODE]
    assert stranger.get(address(draft, grid)).status_code == 404
    assert stranger.post(address(draft, grid), data={"version": before["version"]}).status_code == 404
    assert plans()[CODE] == before
