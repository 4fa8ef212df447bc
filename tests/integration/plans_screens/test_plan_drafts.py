"""Editing a draft: the plan on one form, its lists as grids."""

import html
import re

import pytest

from tests.helpers import count_statements
from tests.integration.plans_screens.conftest import PACK, controls, words

CODE = "shangyu-2024"
LISTS = (
    "clauses",
    "titles",
    "modes",
    "specialties",
    "committees",
    "attachments",
    "contacts",
    "paths",
    "requirements",
    "fees",
    "routes",
)
GRIDS = (*LISTS, "routes/1/stages", "opinions", "review_rules", "decided")

# What no database has a part in is looked at over one of them.
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def address(draft, grid=""):
    return f"/review-plans/{draft}/edit" + (f"/{grid}" if grid else "")


def opened(planner, draft, grid=""):
    """What a browser would send for the form as it is opened."""
    return controls(planner.get(address(draft, grid)).get_data(as_text=True))


def saved(planner, draft, grid, **changes):
    """Open a form, change some controls, press save."""
    return planner.post(address(draft, grid), data={**opened(planner, draft, grid), **changes})


def cell_error(answer, cell):
    found = re.search(rf'id="{cell}-error">(.*?)</p>', answer.get_data(as_text=True), re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else None


def plain(document):
    """A document without what every saving changes."""
    return {name: value for name, value in document.items() if name != "version"}


def test_a_form_saved_as_it_was_opened_changes_nothing(planner, draft, plans):
    for grid in ("", *GRIDS):
        before = plans()[CODE]
        answer = saved(planner, draft, grid)
        assert answer.status_code == 303, (grid, words(answer))
        after = plans()[CODE]
        assert plain(after) == plain(before), grid
        assert after["version"] == before["version"] + 1


@on_one_database
def test_every_grid_has_spare_rows_that_need_no_javascript(planner, draft):
    for grid in GRIDS:
        form = opened(planner, draft, grid)
        orders = sorted((name for name in form if name.endswith("-order")), key=lambda name: int(name.split("-")[1]))
        assert [form[name] for name in orders[-3:]] == [[""], [""], [""]], grid
        assert [form[name] for name in orders[:-3]] == [[str(number)] for number in range(1, len(orders) - 2)], grid


@on_one_database
def test_every_word_of_a_form_is_chinese(planner, draft):
    for grid in ("", *GRIDS):
        text = planner.get(address(draft, grid)).get_data(as_text=True)
        labels = re.findall(r"<(label|th|h1|h2|legend)(?:\s[^>]*)?>(.*?)</\1>", text, re.DOTALL)
        bare = [re.sub(r"<[^>]+>", " ", label).strip() for _tag, label in labels]
        assert [label for label in bare if re.search(r"[A-Za-z]{4,}", label) and label != "JPEG"] == [], grid


# -- rows come, go and change places


def test_a_row_is_added_in_a_spare_line(planner, draft, plans):
    spare = {"rows-2-title": "engineer", "rows-2-clause": "category-field"}
    assert saved(planner, draft, "titles", **spare).status_code == 303
    assert [row["title"] for row in plans()[CODE]["titles"]] == ["technician", "assistant-engineer", "engineer"]


def test_a_row_is_put_between_others_by_its_number(planner, draft, plans):
    spare = {"rows-2-order": "1.5", "rows-2-title": "engineer", "rows-2-clause": "scope"}
    assert saved(planner, draft, "titles", **spare).status_code == 303
    assert [row["title"] for row in plans()[CODE]["titles"]] == ["technician", "engineer", "assistant-engineer"]


def test_rows_change_places_although_their_names_are_unique(planner, draft, plans):
    before = plans()[CODE]["clauses"]
    first, second = before[0], before[1]
    swapped = {
        **{f"rows-0-{name}": second[name] or "" for name in ("key", "part", "text", "requirement", "decided")},
        **{f"rows-1-{name}": first[name] or "" for name in ("key", "part", "text", "requirement", "decided")},
    }
    assert saved(planner, draft, "clauses", **swapped).status_code == 303
    assert plans()[CODE]["clauses"] == [second, first, *before[2:]]


def test_a_row_is_deleted_by_its_tick(planner, draft, plans):
    before = plans()[CODE]["attachments"]
    assert saved(planner, draft, "attachments", **{"rows-2-drop": "y"}).status_code == 303
    assert plans()[CODE]["attachments"] == [*before[:2], *before[3:]]


def test_a_route_that_changes_its_place_keeps_its_stages(planner, draft, plans):
    stages = plans()[CODE]["routes"][0]["stages"]
    new = {"rows-1-order": "0", "rows-1-name": "市属初级评审", "rows-1-applies_when-affiliation_levels": ["CITY"]}
    answer = saved(planner, draft, "routes", **new, **{"rows-1-clause": "procedure"})
    assert answer.status_code == 303, words(answer)
    routes = plans()[CODE]["routes"]
    assert [(route["name"], len(route["stages"])) for route in routes] == [("市属初级评审", 0), ("区属初级评审", 6)]
    assert routes[1]["stages"] == stages
    page = words(planner.get(f"/review-plans/show/{draft}"))
    assert "申报流程第1行：流程没有环节。" in page.replace(" ", "")


def test_stages_are_edited_route_by_route(planner, draft, plans):
    changes = {"rows-1-min_working_days": "7", "rows-1-due_working_days": "10", "rows-3-gates": ["FEE_PAID"]}
    assert saved(planner, draft, "routes/1/stages", **changes).status_code == 303
    stages = plans()[CODE]["routes"][0]["stages"]
    assert (stages[1]["min_working_days"], stages[1]["due_working_days"], stages[3]["gates"]) == (7, 10, ["FEE_PAID"])


def test_the_picture_is_drawn_from_rows_that_are_not_saved(planner, draft, plans):
    before = plans()[CODE]
    form = opened(planner, draft, "routes/1/stages")
    form |= {"rows-1-drop": "y", "rows-3-order": "0", "rows-3-printed_step": "1", "rows-3-name": "<专家>"}
    form |= {"rows-3-applies_when-named_in": ["INTERVIEW"], "rows-2-printed_step": "三", "rows-4-holder": "MAGIC"}
    form |= {"rows-6-name": "归档"}
    answer = planner.post(address(draft, "routes/1/picture"), data=form)
    assert answer.status_code == 200
    text = html.unescape(re.search("<desc[^>]*>(.*?)</desc>", answer.get_data(as_text=True))[1])
    assert text.split(" ") == [
        "第1步：<专家>、受理评委会办公室、仅限：列入面试名单。",
        "第2步：单位审核、用人单位。",
        "第三步：区人社局审核、县（市、区）人社部门。",
        "第4步：公布评审结果、制作电子证书、县（市、区）人社部门。",
        "第?步：归档。",
    ]
    assert "<专家>" not in answer.get_data(as_text=True)
    assert plans()[CODE] == before


@on_one_database
def test_the_picture_of_a_route_is_for_its_office_while_the_plan_is_a_draft(planner, stranger, draft, world):
    data = opened(planner, draft, "routes/1/stages")
    for route in ("0", "2"):
        assert planner.post(address(draft, f"routes/{route}/picture"), data=data).status_code == 404
    assert stranger.post(address(draft, "routes/1/picture"), data=data).status_code == 404
    assert planner.post(address(world.plan_id, "routes/1/picture"), data=data).status_code == 400


def test_a_tick_can_be_taken_away(planner, draft, plans):
    form = opened(planner, draft, "attachments")
    assert form.pop("rows-0-required") == ["y"]
    assert planner.post(address(draft, "attachments"), data=form).status_code == 303
    assert plans()[CODE]["attachments"][0]["required"] is False


def test_money_and_sizes_are_written_as_people_write_them(planner, draft, plans):
    assert opened(planner, draft, "fees")["rows-0-amount_fen"] == ["100"]
    assert saved(planner, draft, "fees", **{"rows-0-amount_fen": "¥1,099.5"}).status_code == 303
    assert plans()[CODE]["fees"][0]["amount_fen"] == 109950
    assert opened(planner, draft, "fees")["rows-0-amount_fen"] == ["1099.50"]
    assert opened(planner, draft, "attachments")["rows-0-max_bytes"] == ["10M"]
    for written, stored in (("500k", 512000), ("3 MB", 3145728), ("12345", 12345)):
        assert saved(planner, draft, "attachments", **{"rows-0-max_bytes": written}).status_code == 303
        assert plans()[CODE]["attachments"][0]["max_bytes"] == stored


def test_education_is_ticked(planner, draft, plans):
    assert opened(planner, draft, "paths")["rows-1-education"] == ["SECONDARY_VOCATIONAL", "COLLEGE"]
    assert saved(planner, draft, "paths", **{"rows-1-education": ["COLLEGE"]}).status_code == 303
    assert plans()[CODE]["paths"][1]["education"] == ["COLLEGE"]


def test_for_whom_a_row_is_is_chosen(planner, draft, plans):
    form = opened(planner, draft, "attachments")
    assert form["rows-0-applies_when-education_not_in_registry.since_year"] == ["2001"]
    assert form["rows-0-applies_when-education_not_in_registry.lowest"] == ["COLLEGE"]
    abroad = [values for name, values in form.items() if name.endswith("insured_outside") and values != [""]]
    assert abroad == [["浙江省（33）"]]
    chosen = {
        "education_not_in_registry.since_year": "",
        "education_not_in_registry.lowest": "",
        "titles": ["assistant-engineer"],
        "employer_kinds": ["PUBLIC_INSTITUTION", "NON_PUBLIC_ENTERPRISE"],
        "departments": ["绍兴市上虞区人力资源和社会保障局", ""],
        "regions": ["3306", "上虞区（330604）"],
        "established": "no",
    }
    changed = {f"rows-0-applies_when-{name}": values for name, values in chosen.items()}
    assert saved(planner, draft, "attachments", **changed).status_code == 303
    assert plans()[CODE]["attachments"][0]["applies_when"] == {
        "titles": ["assistant-engineer"],
        "employer_kinds": ["PUBLIC_INSTITUTION", "NON_PUBLIC_ENTERPRISE"],
        "departments": ["shangyu-hrss"],
        "regions": ["3306", "330604"],
        "established": False,
    }
    page = words(planner.get(address(draft, "attachments")))
    assert "申报资格：助理工程师；单位性质：事业单位、非公企业；主管部门：绍兴市上虞区人力资源和社会保障局" in page


def test_a_requirement_asks_for_the_figures_of_its_kind(planner, draft, plans):
    form = opened(planner, draft, "requirements")
    assert form["rows-4-kind"] == ["SOCIAL_INSURANCE"]
    assert [form[f"rows-4-parameters-{name}"] for name in ("months", "in_payment", "region")] == [
        ["12"],
        ["yes"],
        ["上虞区（330604）"],
    ]
    changed = {"rows-4-kind": "CE_HOURS", "rows-4-parameters-years": "2", "rows-4-parameters-total": "72.5"}
    assert saved(planner, draft, "requirements", **changed).status_code == 303
    assert plans()[CODE]["requirements"][4]["parameters"] == {"years": 2, "total": 72.5}


def test_a_choice_that_says_the_same_stays_as_the_pack_wrote_it(planner, draft, plans, world):
    """Boxes stand in an order of their own; the order of names in a pack is kept all the same."""
    from sqlalchemy import select

    from app.extensions import db
    from app.plans.models import PlanAttachment

    written = {"employer_kinds": ["PUBLIC_INSTITUTION", "NON_PUBLIC_ENTERPRISE"], "titles": ["assistant-engineer"]}
    with world.reading():
        row = db.session.scalars(select(PlanAttachment).filter_by(plan_id=draft, position=4)).one()
        row.applies_when = {**written, "employer_kinds": written["employer_kinds"][::-1]}
        db.session.commit()
    assert saved(planner, draft, "attachments", **{"rows-0-name": "改名"}).status_code == 303
    kept = plans()[CODE]["attachments"][3]["applies_when"]
    assert kept == {**written, "employer_kinds": ["NON_PUBLIC_ENTERPRISE", "PUBLIC_INSTITUTION"]}
    fewer = {"rows-3-applies_when-employer_kinds": ["NON_PUBLIC_ENTERPRISE"]}
    assert saved(planner, draft, "attachments", **fewer).status_code == 303
    assert plans()[CODE]["attachments"][3]["applies_when"]["employer_kinds"] == ["NON_PUBLIC_ENTERPRISE"]


def test_rules_and_reasons_are_rows_too(planner, draft, plans):
    form = opened(planner, draft, "review_rules")
    place = next(name.split("-")[1] for name in form if name.endswith("-rule") and form[name] == ["least_experts"])
    changes = {f"rows-{place}-value": "9", f"rows-{place}-source": "省厅批复"}
    assert saved(planner, draft, "review_rules", **changes).status_code == 303
    assert plans()[CODE]["review_rules"]["least_experts"] == {"value": 9, "source": "省厅批复"}
    spare = len(plans()[CODE]["decided"])
    changes = {f"rows-{spare}-field": "paper_copies", f"rows-{spare}-reason": "比照往年。"}
    assert saved(planner, draft, "decided", **changes).status_code == 303
    assert plans()[CODE]["decided"]["paper_copies"] == "比照往年。"
    assert "比照往年。" in words(planner.get(f"/review-plans/show/{draft}"))


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
        assert sentence in (cell_error(answer, anchor) or ""), (cell, typed, words(answer))
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
    assert "没有任何条件可以申报 engineer" in words(page)
    assert f'href="/review-plans/{draft}/edit/titles#rows-2-row"' in page.get_data(as_text=True)
    grid = planner.get(address(draft, "titles"))
    assert "第 3 行：没有任何条件可以申报 engineer" in words(grid)
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


@pytest.mark.parametrize("grid", ["paths", "clauses"])
def test_opening_a_grid_sends_a_bounded_number_of_statements(grid, planner, draft, engine):
    planner.get(address(draft, grid))
    with count_statements(engine) as statements:
        planner.get(address(draft, grid))
    assert statements.count <= 40, str(statements)


# -- the plan itself


def test_the_head_of_a_plan_is_changed(planner, draft, plans):
    changes = {
        "name": "改名后的计划",
        "applicant_deadline": "2024-04-01",
        "notice_number": "虞人社〔2024〕1号",
        "photo__max_bytes": "2M",
        "photo__formats": ["JPG"],
        "photo__min_ratio": "0.7",
        "paper_copies": "3",
        "commitment_text": "一、属实。\r\n二、守法。",
        "sheet__watermark": "水印",
    }
    assert saved(planner, draft, "", **changes).status_code == 303
    plan = plans()[CODE]
    assert plan["applicant_deadline"].isoformat() == "2024-04-01"
    assert (plan["name"], plan["notice_number"], plan["paper_copies"]) == ("改名后的计划", "虞人社〔2024〕1号", 3)
    assert (plan["photo"]["max_bytes"], plan["photo"]["formats"], plan["photo"]["min_ratio"]) == (
        2097152,
        ["JPG"],
        "0.7",
    )
    assert plan["commitment_text"] == "一、属实。\n二、守法。"
    assert (plan["sheet"]["watermark"], len(plan["sheet"]["opinions"])) == ("水印", 4)
    assert saved(planner, draft, "", **{"notice_number": ""}).status_code == 303
    assert plans()[CODE]["notice_number"] == ""


WRONG_HEADS = [
    ("name", "", "未填写"),
    ("name", "2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）", "已经存在"),
    ("code", PACK, "已经存在"),
    ("code", "Shangyu", "请用小写字母、数字和连字符"),
    ("year", "甲辰", "不是整数"),
    ("opens_on", "", "未填写"),
    ("opens_on", "2024-02-30", "“2024-02-30”不是有效日期"),
    ("applicant_deadline", "2024-02-20", "早于开始日；请填 2024年2月21日 或以后的日期"),
    ("employer_deadline", "2024-03-30", "早于个人申报截止日；请填 2024年3月31日 或以后的日期"),
    ("photo__max_bytes", "30K", "请把上限填大"),
    ("photo__max_ratio", "", "宽高比的下限和上限须同时填写"),
    ("photo__min_ratio", "宽", "不是数"),
    ("photo__white_share", "1.1", "比例最大为1"),
    ("paper_receiver", "", "请填写接收单位"),
    ("sheet__issuer", "", "未填写"),
]


@on_one_database
def test_a_head_that_contradicts_itself_is_told_at_its_field(planner, draft, plans):
    before = plans()[CODE]
    for field, typed, sentence in WRONG_HEADS:
        answer = saved(planner, draft, "", **{field: typed})
        assert answer.status_code == 400, (field, typed)
        found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', answer.get_data(as_text=True))
        assert found, (field, words(answer))
        assert sentence in html.unescape(found[1])
    assert plans()[CODE] == before


def test_the_applicants_deadline_is_not_before_the_first_day(planner, draft):
    for day, status in (("2024-02-20", 400), ("2024-02-21", 303), ("2024-02-22", 303)):
        assert saved(planner, draft, "", applicant_deadline=day).status_code == status, day


def test_a_new_plan_begins_with_its_head_and_belongs_to_ones_own_office(planner, draft, plans):
    form = opened(planner, draft, "")
    del form["version"]
    answer = planner.post("/review-plans/new", data={**form, "name": "新计划", "code": "new-plan"})
    assert answer.status_code == 303, words(answer)
    plan = plans()["new-plan"]
    assert (plan["status"], plan["issuer"], plan["titles"]) == ("DRAFT", "shangyu-hrss", [])
    page = words(planner.get(answer.location))
    assert "计划没有 titles" in page
    assert "发布前须更正" in page


def test_a_new_plan_tells_everything_that_is_missing(planner, world, plans):
    answer = planner.post("/review-plans/new", data={})
    assert answer.status_code == 400
    assert words(answer).count("未填写") >= 15
    assert list(plans()) == [PACK]


def test_a_new_plan_whose_code_is_taken_is_told(planner, draft, plans):
    form = opened(planner, draft, "")
    answer = planner.post("/review-plans/new", data={**form, "name": "新计划"})
    assert answer.status_code == 409
    assert f"代码为 {CODE} 的计划已经存在" in words(answer)
    assert len(plans()) == 2


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
    assert "您填写的内容仍在本页" in words(answer)
    assert re.search(r"planner已于2023年2月21日 09:00修改了本计划", words(answer))
    assert plans()[CODE] == stored
    again = controls(answer.get_data(as_text=True))
    assert again[next(iter(second))] == ["后保存的"]
    assert again["version"] == [str(stored["version"])]
    assert planner.post(address(draft, grid), data=again).status_code == 303
    assert "后保存的" in words(planner.get(f"/review-plans/show/{draft}"))


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
        assert "计划发布后不能再修改。请复制一份，修改后发布新的计划。" in words(answer)
    assert plans()[PACK] == before


@pytest.mark.parametrize("grid", ["", "titles", "routes/1/stages"])
def test_another_offices_draft_is_not_found(grid, stranger, draft, plans):
    before = plans()[CODE]
    assert stranger.get(address(draft, grid)).status_code == 404
    assert stranger.post(address(draft, grid), data={"version": before["version"]}).status_code == 404
    assert plans()[CODE] == before


def test_every_edit_is_in_the_log(planner, world, draft):
    from app.decisions import queries
    from app.decisions.enums import SubjectKind

    saved(planner, draft, "fees", **{"rows-0-source": "另一份文件"})
    with world.reading():
        last = queries.history(SubjectKind.PLAN, draft)[-1]
        assert (last.action.name, last.actor_name, last.details["changed"]) == ("EDIT", "planner", ["fees"])
