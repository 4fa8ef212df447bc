"""The plan itself on its form, and new plans."""

import html
import re

from tests.helpers import text_of
from tests.integration.plans_screens.conftest import PACK
from tests.integration.plans_screens.editing import CODE, opened, saved
from tests.integration.unpeopled import on_one_database


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
        assert found, (field, text_of(answer))
        assert sentence in html.unescape(found[1])
    assert plans()[CODE] == before


def test_the_applicants_deadline_is_not_before_the_first_day(planner, draft):
    for day, status in (("2024-02-20", 400), ("2024-02-21", 303), ("2024-02-22", 303)):
        assert saved(planner, draft, "", applicant_deadline=day).status_code == status, day


def test_a_new_plan_begins_with_its_head_and_belongs_to_ones_own_office(planner, draft, plans):
    form = opened(planner, draft, "")
    del form["version"]
    answer = planner.post("/review-plans/new", data={**form, "name": "新计划", "code": "new-plan"})
    assert answer.status_code == 303, text_of(answer)
    plan = plans()["new-plan"]
    assert (plan["status"], plan["issuer"], plan["titles"]) == ("DRAFT", "shangyu-hrss", [])
    page = text_of(planner.get(answer.location))
    assert "计划没有 titles" in page
    assert "发布前须更正" in page


def test_a_new_plan_tells_everything_that_is_missing(planner, world, plans):
    answer = planner.post("/review-plans/new", data={})
    assert answer.status_code == 400
    assert text_of(answer).count("未填写") >= 15
    assert list(plans()) == [PACK]


def test_a_new_plan_whose_code_is_taken_is_told(planner, draft, plans):
    form = opened(planner, draft, "")
    answer = planner.post("/review-plans/new", data={**form, "name": "新计划"})
    assert answer.status_code == 409
    assert f"代码为 {CODE} 的计划已经存在" in text_of(answer)
    assert len(plans()) == 2
