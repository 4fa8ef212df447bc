"""个人基本信息: the whole record on one page; every fault at its field; nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from app.applicants import queries
from app.applicants.models import Applicant
from app.core.actor import Role
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from tests.builders import SUBMITTED, World, add_account
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, Wizard, words

VALID = "999900199207080018"


def typed(browser: Browser, **changes: Any) -> dict[str, Any]:
    """What the form of the page would post, with some fields changed; None leaves a field out."""
    form = html.fromstring(browser.get("/profile/edit").get_data(as_text=True)).forms[-1]
    values = {**dict(form.form_values()), **changes}
    return {name: value for name, value in values.items() if value is not None}


def stored(world: World, name: str = PERSON) -> Applicant:
    with world.reading():
        return queries.load(world.applicants[name])


def test_the_record_is_shown_with_a_masked_number(applicant: Browser) -> None:
    page = words(applicant.get("/profile/"))
    for shown in (PERSON, "9999**********", "上虞建设示例有限公司", "示例职业学院", "2015年3月", "考核合格"):
        assert shown in page
    assert "999900" not in page


def test_showing_the_number_in_full_is_a_press_that_is_logged(world: World, applicant: Browser) -> None:
    assert applicant.get("/profile/reveal").status_code == 405
    number = stored(world).identity_number
    answer = applicant.post("/profile/reveal")
    assert number in words(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    with world.reading():
        rows = decisions.history(SubjectKind.APPLICANT, world.applicants[PERSON])
        assert [(row.action, row.actor_name) for row in rows] == [(Action.REVEAL, PERSON)]


def test_saving_the_page_as_it_is_changes_nothing_but_the_version(world: World, applicant: Browser) -> None:
    before = stored(world)
    answer = applicant.post("/profile/edit", data=typed(applicant))
    assert (answer.status_code, answer.location) == (303, "/profile/")
    after = stored(world)
    for name in ("identity_number", "name", "sex", "birth_date", "employer_id", "insurance_region_id", "phone"):
        assert getattr(after, name) == getattr(before, name)
    assert [row.id for row in after.education] == [row.id for row in before.education]
    assert [row.id for row in after.employment] == [row.id for row in before.employment]
    assert after.employment[0].ended_on is None
    assert after.version == before.version + 1


def test_rows_are_added_changed_and_removed_without_javascript(world: World, applicant: Browser) -> None:
    added = {
        "education-1-school": "示例大学",
        "education-1-level": "BACHELOR",
        "education-1-degree": "BACHELOR",
        "education-1-graduated_on": "2019-06-30",
        "education-1-match": "MATCHED",
        "appraisals-1-year": "2021",
        "appraisals-1-result": "EXCELLENT",
    }
    assert applicant.post("/profile/edit", data=typed(applicant, **added)).status_code == 303
    after = stored(world)
    assert [row.school for row in after.education] == ["示例职业学院", "示例大学"]
    assert [(row.year, row.result.name) for row in after.appraisals] == [(2021, "EXCELLENT"), (2022, "QUALIFIED")]
    emptied = {name: "" for name in typed(applicant) if name.startswith("education-0-") and not name.endswith("-id")}
    assert applicant.post("/profile/edit", data=typed(applicant, **emptied)).status_code == 303
    assert [row.school for row in stored(world).education] == ["示例大学"]


def test_two_appraisals_may_exchange_their_years(world: World, applicant: Browser) -> None:
    added = {"appraisals-1-year": "2021", "appraisals-1-result": "EXCELLENT"}
    applicant.post("/profile/edit", data=typed(applicant, **added))
    swapped = {"appraisals-0-year": "2022", "appraisals-1-year": "2021"}
    assert applicant.post("/profile/edit", data=typed(applicant, **swapped)).status_code == 303
    assert {row.year: row.result.name for row in stored(world).appraisals} == {2022: "EXCELLENT", 2021: "QUALIFIED"}


def test_every_fault_is_told_at_its_field_and_everything_typed_comes_back(world: World, applicant: Browser) -> None:
    wrong = {
        "name": "",
        "identity_number": "99990019920708001X",
        "birthplace": "1" * 61,
        "work_started_on": "2023-03-02",
        "education-0-graduated_on": "2009-09-01",
        "education-0-started_on": "2009-09-01",
        "employment-0-employer_name": "",
        "employment-0-ended_on": "2015-02-28",
        "appraisals-0-year": "1949",
        "appraisals-1-year": "abc",
        "appraisals-1-result": "",
    }
    answer = applicant.post("/profile/edit", data=typed(applicant, **wrong))
    assert answer.status_code == 400
    page = words(answer)
    for fault in (
        "姓名：请填写姓名，与身份证一致",
        "身份证号末位与前 17 位不相符",
        "所填日期2023年3月2日晚于今天（2023年3月1日）",
        "学习经历第 1 条 · 毕业时间：毕业时间2009年9月1日应晚于入学时间2009年9月1日",
        "工作经历第 1 条 · 用人单位：",
        "结束时间为2015年2月28日，早于开始时间2015年3月1日",
        "年度 1949 有误，应在 1950 至 2023 之间",
        "“abc”不是年度，请按 2022 的格式填写",
        "61",
    ):
        assert fault in page
    fields = html.fromstring(answer.get_data(as_text=True)).forms[-1].fields
    assert fields["education-0-graduated_on"] == "2009-09-01"
    assert fields["appraisals-1-year"] == "abc"
    assert stored(world).name == PERSON


@pytest.mark.parametrize(
    ("day", "status"), [("2023-02-28", 303), ("2023-03-01", 303), ("2023-03-02", 400)], ids=["before", "today", "after"]
)
def test_no_day_lies_in_the_future(applicant: Browser, day: str, status: int) -> None:
    assert applicant.post("/profile/edit", data=typed(applicant, work_started_on=day)).status_code == status


def test_a_number_that_another_person_has_is_refused(world: World, applicant: Browser) -> None:
    world.person("壬旁人")
    number = stored(world, "壬旁人").identity_number
    answer = applicant.post("/profile/edit", data=typed(applicant, identity_number=number))
    assert answer.status_code == 400
    assert "该证件已绑定其他账号" in words(answer)


def test_a_new_number_sets_sex_and_date_of_birth(world: World, applicant: Browser) -> None:
    assert applicant.post("/profile/edit", data=typed(applicant, identity_number=VALID.lower())).status_code == 303
    after = stored(world)
    assert (after.identity_number, after.birth_date, after.sex.name) == (VALID, dt.date(1992, 7, 8), "MALE")


def test_a_second_window_is_told_and_keeps_what_was_typed(world: World, applicant: Browser) -> None:
    old = typed(applicant, birthplace="13900000002")
    applicant.post("/profile/edit", data=typed(applicant, birthplace="13900000001"))
    answer = applicant.post("/profile/edit", data=old)
    assert answer.status_code == 409
    assert "您的个人基本信息已在另一窗口保存" in words(answer)
    form = html.fromstring(answer.get_data(as_text=True)).forms[-1]
    assert form.fields["birthplace"] == "13900000002"
    assert stored(world).birthplace == "13900000001"
    assert applicant.post("/profile/edit", data=dict(form.form_values())).status_code == 303
    assert stored(world).birthplace == "13900000002"


def test_the_employer_is_looked_up_among_active_employers(world: World, applicant: Browser) -> None:
    found = json.loads(applicant.get("/profile/lookup/employer?q=上虞").get_data(as_text=True))["results"]
    assert [one["text"] for one in found] == ["上虞建设示例有限公司", "上虞机械示例有限公司"]
    office = world.organisations["shangyu-hrss"]
    answer = applicant.post("/profile/edit", data=typed(applicant, employer=office))
    assert answer.status_code == 400
    assert "请从列表中选择已注册的用人单位" in words(answer)
    answer = applicant.post("/profile/edit", data=typed(applicant, employer="", **{"employer-text": "没有这个单位"}))
    assert answer.status_code == 400
    assert stored(world).employer_id == world.organisations["builders"]


def test_regions_are_looked_up_and_nothing_else_is(applicant: Browser) -> None:
    found = json.loads(applicant.get("/profile/lookup/file_region?q=上虞").get_data(as_text=True))["results"]
    assert [one["text"] for one in found] == ["上虞区"]
    for column in ("name", "education", "is_civil_servant", "region"):
        assert applicant.get(f"/profile/lookup/{column}").status_code == 404


def test_what_was_submitted_stays_as_it_was(world: World, wizard: Wizard, applicant: Browser) -> None:
    wizard.reach("preview").post("submit")
    applicant.post("/profile/edit", data=typed(applicant, birthplace="13900000009"))
    with world.reading():
        from app.applications import queries as applications

        assert applications.newest_submission(wizard.id).content["person"]["birthplace"] == ""


def test_a_new_account_makes_its_record_with_the_first_save(
    world: World, flask_app: Any, sign_in: Callable[..., Browser], clock_at: Callable[[str], None]
) -> None:
    clock_at(SUBMITTED)
    with world.reading():
        from app.extensions import db

        world.accounts["新人"] = add_account("新人", Role.APPLICANT)
        db.session.commit()
    browser = sign_in(Browser(flask_app), world.account("新人"))
    assert browser.get("/profile/").location == "/profile/edit"
    assert browser.post("/profile/edit", data=typed(browser, name="新人")).status_code == 400
    answer = browser.post("/profile/edit", data=typed(browser, name="新人", identity_number=VALID))
    assert answer.status_code == 303
    applicant_id = world.account("新人").applicant_id
    assert applicant_id is not None
    assert "新人" in words(browser.get("/profile/"))


def test_offices_have_no_profile(as_: Callable[..., Browser]) -> None:
    for name in ("employer", "hrss", "planner"):
        browser = as_(name, SUBMITTED)
        assert browser.get("/profile/").status_code == 403
        assert browser.post("/profile/reveal").status_code == 403
