"""我能报吗: anybody chooses a plan, answers what its rules ask, and sees what holds; nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from app.applications.models import Application
from app.core import eligibility as rules
from app.core.workflow import Subject
from app.extensions import db
from app.plans import services
from app.plans.rules import warning_key
from app.portal.forms import FIELDS, SelfCheckForm
from app.portal.rules import Questions
from tests.builders import SUBMITTED, World
from tests.helpers import Browser, count_statements
from tests.integration.applicants.wizard import words

NAME = "2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）"
GOOD = {
    "education-0-level": "COLLEGE",
    "education-0-graduated_on": "2015-06-30",
    "education-0-match": "UNMATCHED",
    "employment-0-started_on": "2018-07-01",
    "work_region": "330604",
    "insurance_region": "330604",
    "file_region": "330604",
    "labour_region": "330604",
    "insurance_started_on": "2020-01-01",
    "in_service": "y",
    "civil_servant": "n",
    "appraisals-0-result": "QUALIFIED",
}


@pytest.fixture(autouse=True)
def on_a_day_of_the_plan(clock_at: Callable[[str], None]) -> None:
    clock_at(SUBMITTED)


@pytest.fixture
def address(world: World) -> str:
    return f"/self-check/{world.plan_id}"


def answered(client: Browser, address: str, **changes: str) -> Any:
    return client.post(address, data={**GOOD, **{name.replace("__", "-"): value for name, value in changes.items()}})


def test_home_plan_page_and_list_of_plans_lead_there(client: Browser, world: World, address: str) -> None:
    assert 'href="/self-check/"' in client.get("/").get_data(as_text=True)
    assert f'href="{address}"' in client.get(f"/plans/{world.plan_id}").get_data(as_text=True)
    listed = client.get("/self-check/")
    assert f'href="{address}"' in listed.get_data(as_text=True)
    assert NAME in words(listed)


def test_a_plan_whose_days_are_over_is_still_listed_and_says_so(
    client: Browser, address: str, clock_at: Callable[[str], None]
) -> None:
    clock_at("2024-05-01 09:00")
    assert NAME in words(client.get("/self-check/"))
    assert "本计划已截止申报" in words(client.get(address))
    page = words(answered(client, address))
    assert "学历和社会保险按2023年3月31日的情况计算" in page


def test_the_form_asks_only_what_a_rule_of_the_plan_looks_at(client: Browser, address: str) -> None:
    page = words(client.get(address))
    for asked in ("学历", "从事本专业或相近专业的工作经历", "是否在职", "社会保险", "2022", "所在单位的隶属关系"):
        assert asked in page
    for unasked in ("技工院校班别", "继续教育学时", "自评分", "推荐人数", "技能等级", "申报类型", "主管部门"):
        assert unasked not in page


def test_each_title_says_what_holds_and_which_attachments_to_prepare(client: Browser, address: str) -> None:
    answer = answered(client, address)
    assert answer.status_code == 200
    page = words(answer)
    assert page.count("未发现不符合的条件") == 2
    assert "截至2023年6月30日，从事专业工作4年11个月29天" in page
    assert "需准备的附件" in page
    assert "其他需说明的材料" in page
    assert "省外缴纳社保的相关证明" not in page
    outside = words(answered(client, address, insurance_region="310000"))
    assert "省外缴纳社保的相关证明" in outside


def test_what_lacks_time_says_by_when_it_would_hold(client: Browser, address: str) -> None:
    page = words(answered(client, address, employment__0__started_on="2020-07-01"))
    assert "满足专业工作年限的最早日期：2024年7月1日。" in page
    page = words(answered(client, address, insurance_started_on="2022-09-01"))
    assert "满足社会保险的最早日期：2023年9月1日。" in page
    assert "最早于2023年9月1日达到要求。" in page


def test_what_fails_for_good_has_no_date(client: Browser, address: str) -> None:
    page = words(answered(client, address, civil_servant="y"))
    assert page.count("目前有条件不符合") == 2
    assert "最早于" not in page


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("education-0-graduated_on", "", "请填写此项。"),
        ("education-0-level", "", "请从列表中选择。"),
        ("education-0-level", "SCHOOL", "请从列表中选择。"),
        ("education-0-graduated_on", "2015年", "“2015年”不是有效日期"),
        ("employment-0-started_on", "2023-03-21", "2023年3月21日"),
        ("employment-0-ended_on", "2018-06-30", "2018年6月30日"),
        ("insurance_ended_on", "2019-12-31", "2019年12月31日"),
        ("insurance_region", "999999", "请从列表中选择。"),
    ],
)
def test_what_is_wrong_is_told_in_chinese_at_its_field(
    client: Browser, address: str, field: str, value: str, text: str
) -> None:
    answer = client.post(address, data={**GOOD, field: value})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert f'href="#{field}"' in page
    assert text in words(answer)
    assert 'value="2018-07-01"' in page or field.startswith("employment-0-started")
    assert 'id="result"' not in page


def test_a_row_is_added_by_a_button_and_nothing_typed_is_lost(client: Browser, address: str) -> None:
    answer = client.post(address, data={**GOOD, "education-0-graduated_on": "", "add": "education"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="education-1-level"' in page
    assert 'name="education-2-level"' not in page
    assert 'value="2018-07-01"' in page
    assert "-error" not in page
    more = client.post(address, data={**GOOD, "add": "hours"}).get_data(as_text=True)
    assert 'name="education-1-level"' not in more


def test_two_diplomas_are_both_held_against_the_rules(client: Browser, address: str) -> None:
    second = {
        "education-1-level": "BACHELOR",
        "education-1-graduated_on": "2022-06-30",
        "education-1-match": "UNMATCHED",
        "employment-0-started_on": "2021-06-30",
    }
    assert "目前有条件不符合" not in words(client.post(address, data={**GOOD, **second}))


def test_nothing_is_stored_and_nothing_stands_in_an_address(client: Browser, world: World, address: str) -> None:
    def stored() -> Any:
        with world.reading():
            return db.session.scalar(select(func.count()).select_from(Application))

    before, answer = stored(), answered(client, address)
    assert answer.location is None
    assert stored() == before
    form = client.get(address).get_data(as_text=True)
    assert f'<form method="post" action="{address}"' in form
    assert 'value="330604" selected' in answer.get_data(as_text=True)
    assert 'value="330604" selected' not in client.get(f"{address}?work_region=330604").get_data(as_text=True)


def cloned(world: World, number: int, publish: bool = True) -> int:
    """Another plan of the same rows, a draft or published."""
    with world.acting("planner", SUBMITTED):
        made = services.clone(world.plan_id, dt.date(2023, 2, 21 + number), f"计划{number}", f"plan-{number}")
        plan_id, version = made.id, made.version
    if publish:
        with world.acting("planner", SUBMITTED):
            plan = services.own_plan(plan_id)
            services.publish(plan_id, version, [warning_key(one) for one in services.findings_of(plan).warnings])
    return plan_id


def test_a_draft_is_nobodys_to_check(client: Browser, world: World) -> None:
    draft = cloned(world, 1, publish=False)
    assert "计划1" not in words(client.get("/self-check/"))
    for answer in (client.get(f"/self-check/{draft}"), answered(client, f"/self-check/{draft}")):
        assert answer.status_code == 404
    assert client.get("/self-check/999999").status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_plans_sends_the_same_statements_for_one_and_for_three(
    client: Browser, world: World, engine: Engine, more: int
) -> None:
    for number in range(1, more + 1):
        cloned(world, number)
    client.get("/self-check/")
    with count_statements(engine) as statements:
        page = client.get("/self-check/").get_data(as_text=True)
    assert page.count('href="/self-check/') == 1 + more
    assert statements.count <= 5, str(statements)


def test_an_answer_costs_no_more_statements_than_the_form(client: Browser, address: str, engine: Engine) -> None:
    client.get(address)
    with count_statements(engine) as statements:
        client.get(address)
    form = statements.count
    with count_statements(engine) as statements:
        answered(client, address)
    assert statements.count <= form + 1, str(statements)


ALL = Questions(
    facts=frozenset(FIELDS),
    titles=("assistant-engineer", "engineer"),
    vocational=("constructor-1",),
    departments=("anji-health",),
    recommender_titles=("senior-engineer",),
    classes=True,
    registration=True,
    old_rules=True,
    appraisal_years=(2020,),
    hours_years=(2019, 2020),
)
NAMES = {
    "titles": {"engineer": "工程师"},
    "regions": {"330604": "上虞区"},
    "departments": {},
    "categories": {"a": "甲"},
}
SAID = {
    **GOOD,
    "education-0-degree": "BACHELOR",
    "education-0-school_class": "SENIOR_WORKER_CLASS",
    "employment-0-ended_on": "2020-06-30",
    "titles_held-0-code": "engineer",
    "titles_held-0-obtained_on": "2016-01-01",
    "titles_held-0-appointed_on": "2016-02-01",
    "titles_held-0-appointment_ended_on": "2019-01-31",
    "skills-0-level": "SENIOR_WORKER",
    "skills-0-obtained_on": "2017-01-01",
    "vocational-0-code": "constructor-1",
    "vocational-0-obtained_on": "2018-01-01",
    "category": "a",
    "employer_kind": "PUBLIC_INSTITUTION",
    "affiliation_level": "CITY",
    "department": "anji-health",
    "established_post": "y",
    "post_vacancies": "0",
    "file_hosted": "y",
    "hours-0-professional": "0",
    "hours-0-accepted": "y",
    "hours-1-professional": "60.5",
    "hours-1-industry_public": "9",
    "hours-1-general_public": "9",
    "hours-1-registered_professional": "60",
    "self_score": "117.5",
    "recommenders": "2",
}


def sent(flask_app: Flask, said: dict[str, str]) -> tuple[SelfCheckForm, bool]:
    """The form as it was sent, and whether something is wrong with it."""
    with flask_app.test_request_context("/self-check/1", method="POST", data=said):
        form = SelfCheckForm(meta={"csrf": False})
        form.ask(ALL, NAMES)
        return form, form.faults(dt.date(2023, 3, 20))


def test_everything_that_a_plan_can_ask_becomes_a_fact(flask_app: Flask) -> None:
    form, faulty = sent(flask_app, SAID)
    assert not faulty
    facts = form.facts(ALL)
    assert facts == rules.ApplicantFacts(
        education=(
            rules.EducationRecord(
                level=rules.EducationLevel.COLLEGE,
                degree=rules.Degree.BACHELOR,
                graduated_on=dt.date(2015, 6, 30),
                match=rules.FieldMatch.UNMATCHED,
                school_class=rules.SchoolClass.SENIOR_WORKER_CLASS,
            ),
        ),
        employment=(rules.EmploymentRecord(started_on=dt.date(2018, 7, 1), ended_on=dt.date(2020, 6, 30)),),
        titles=(
            rules.TitleHeld(
                code="engineer",
                obtained_on=dt.date(2016, 1, 1),
                appointed_on=dt.date(2016, 2, 1),
                appointment_ended_on=dt.date(2019, 1, 31),
            ),
        ),
        skills=(rules.SkillRecord(rules.SkillLevel.SENIOR_WORKER, dt.date(2017, 1, 1)),),
        vocational=(rules.VocationalRecord("constructor-1", dt.date(2018, 1, 1)),),
        appraisals={2020: rules.AppraisalResult.QUALIFIED},
        continuing_education={
            2019: rules.ContinuingEducationHours(accepted=True),
            2020: rules.ContinuingEducationHours(Decimal("60.5"), Decimal(9), Decimal(9), Decimal(60)),
        },
        civil_servant=False,
        in_service=True,
        employer_kind="PUBLIC_INSTITUTION",
        department="anji-health",
        work_region="330604",
        affiliation=rules.Affiliation("330604", "330604", "330604"),
        insurance=(rules.InsurancePeriod(started_on=dt.date(2020, 1, 1), region="330604"),),
        established_post=True,
        post_vacancies=0,
        self_score=Decimal("117.5"),
        recommenders=(rules.RecommenderFacts("senior-engineer", True, True),) * 2,
    )
    assert form.subject(facts) == Subject(
        employer_kind="PUBLIC_INSTITUTION",
        affiliation_level="CITY",
        department="anji-health",
        region="330604",
        category="a",
        file_hosted=True,
        established=True,
    )


def test_what_is_left_empty_is_not_known_but_a_title_not_named_is_none(flask_app: Flask) -> None:
    form, faulty = sent(flask_app, {})
    assert not faulty
    nothing = rules.ApplicantFacts(titles=(), skills=(), vocational=(), appraisals={}, continuing_education={})
    assert form.facts(ALL) == nothing


def test_no_hours_at_all_in_a_year_are_hours_of_that_year(flask_app: Flask) -> None:
    form, _faulty = sent(flask_app, {"hours-0-professional": "", "hours-1-professional": "0"})
    assert form.facts(ALL).continuing_education == {2020: rules.ContinuingEducationHours()}


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("self_score", "一百", "“一百”不是0至10000之间的数"),
        ("self_score", "-1", "“-1”不是0至10000之间的数"),
        ("self_score", "NaN", "“NaN”不是0至10000之间的数"),
        ("self_score", "10000.01", "“10000.01”不是0至10000之间的数"),
        ("recommenders", "1.5", "“1.5”不是0至20之间的整数"),
        ("recommenders", "21", "“21”不是0至20之间的整数"),
        ("hours-1-professional", "1e3", "“1e3”不是0至10000之间的数"),
        ("titles_held-0-code", "minister", "请从列表中选择。"),
        ("titles_held-0-obtained_on", "", "请填写此项。"),
        ("titles_held-0-appointment_ended_on", "2016-01-31", "2016年1月31日"),
        ("category", "z", "请从列表中选择。"),
    ],
)
def test_a_figure_or_choice_that_cannot_be_is_told_at_its_field(
    flask_app: Flask, field: str, value: str, text: str
) -> None:
    form, faulty = sent(flask_app, {**SAID, field: value})
    assert faulty
    assert [(one.id, text in str(one.errors[0])) for one in form.every_field() if one.errors] == [(field, True)]
