"""Who is selected for the posts of a public institution, within the vacancies."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.helpers import text_of
from tests.integration.hours_posts.conftest import COLLEAGUE, CONTRACT, MONDAY, STAFF, STRANGER
from tests.integration.hours_posts.keeping import APPOINTED, POSTS


def test_a_selection_is_within_the_vacancies(kept, selected, as_, version):
    quota_id = kept()
    assert selected(quota_id, STAFF, **APPOINTED).status_code == 303
    assert selected(quota_id, COLLEAGUE).status_code == 303
    page = text_of(as_("employer", MONDAY).get(f"{POSTS}/show/{quota_id}"))
    assert "副高级专业技术岗位，经考核竞聘担任的在编人员中，有1人已具有" in page
    assert "1人目前不具有相应的专业技术职务任职资格，同意推荐参加评审" in page


def test_one_more_than_the_vacancies_is_refused_and_what_was_typed_stays(kept, selected, as_):
    quota_id = kept(actual=(1, 5, 8, 6))
    assert selected(quota_id, STAFF, **APPOINTED).status_code == 303
    answer = selected(quota_id, COLLEAGUE, post_grade="专技八级")
    assert answer.status_code == 400
    assert "本级岗位空缺 1 个；直接聘任 1 人与推荐 1 人合计已超过空缺" in text_of(answer)
    assert 'value="专技八级"' in answer.get_data(as_text=True)
    full = selected(quota_id, COLLEAGUE, **{**APPOINTED, "level": "FULL_SENIOR"})
    assert full.status_code == 303
    none = kept(year="2022")
    assert selected(none, STAFF, **{**APPOINTED, "level": "INTERMEDIATE"}).status_code == 400
    assert selected(none, STAFF, **{**APPOINTED, "level": "JUNIOR"}).status_code == 400


def offered(browser, text):
    """(name, what stands beside it) of the staff that the form finds."""
    answer = browser.get(f"{POSTS}/lookup/applicant_id", query_string={"q": text})
    return [(one["text"], one["note"]) for one in answer.get_json()["results"]]


@pytest.mark.parametrize(
    ("name", "told"), [(CONTRACT, "只能选择已确认的在编人员"), (STRANGER, "请输入名称的一部分，再从列表中选择")]
)
def test_only_own_staff_in_established_posts_are_selected(kept, selected, as_, name, told):
    answer = selected(kept(), name)
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert offered(as_("employer", MONDAY), name) == []


def test_staff_are_found_by_a_part_of_their_name(kept, as_):
    kept()
    employer = as_("employer", MONDAY)
    assert {name for name, _number in offered(employer, "在编")} == {STAFF, COLLEAGUE}
    ((name, number),) = offered(employer, STAFF[:1])
    assert name == STAFF
    assert re.fullmatch(r"\d{4}\*{10}\d{4}", number)
    assert offered(employer, "%") == []
    assert as_("hrss", MONDAY).get(f"{POSTS}/lookup/applicant_id?q={STAFF}").status_code == 404


def test_staff_in_established_posts_are_selected_once_they_are_confirmed(world, kept, selected, as_, unconfirmed):
    quota_id = kept()
    unconfirmed(STAFF)
    refused = selected(quota_id, STAFF)
    assert refused.status_code == 400
    assert "只能选择已确认的在编人员" in text_of(refused)
    assert selected(quota_id, COLLEAGUE).status_code == 303


def test_whoever_is_appointed_directly_holds_a_title(kept, selected):
    quota_id = kept()
    answer = selected(quota_id, STAFF, **{**APPOINTED, "held_title": " "})
    assert answer.status_code == 400
    assert "请填写该人员现有的任职资格" in text_of(answer)
    assert selected(quota_id, STAFF, **APPOINTED).status_code == 303


def test_who_holds_the_title_is_appointed_and_not_recommended(world, kept, selected):
    from app.applicants.models import TitleHeld
    from app.extensions import db

    with world.reading():
        held = {"title_code": "senior-engineer", "title_name": "高级工程师", "obtained_on": dt.date(2020, 1, 1)}
        db.session.add(TitleHeld(applicant_id=world.applicants[STAFF], **held))
        db.session.commit()
    quota_id = kept()
    answer = selected(quota_id, STAFF)
    assert answer.status_code == 400
    assert "甲在编 已具有“高级工程师”任职资格，应直接聘任" in text_of(answer)
    assert selected(quota_id, STAFF, **APPOINTED).status_code == 303
    assert "该人员已在竞聘结果中" in text_of(selected(quota_id, STAFF, **APPOINTED))


def test_people_selected_need_every_step_before_the_posts_are_submitted(kept, selected, stepped, as_, version):
    quota_id, employer = kept(), as_("employer", MONDAY)
    selected(quota_id, STAFF)
    answer = employer.post(f"{POSTS}/submit/{quota_id}", data={"version": version(quota_id)})
    assert answer.status_code == 400
    assert "缺少以下环节：公布岗位信息、个人申报竞聘、材料公示、单位考核推荐" in text_of(answer)
    assert stepped(quota_id, "COMPETITION").status_code == 400
    for kind in ("PUBLISHED", "COMPETITION", "PUBLICITY", "RESULT"):
        assert stepped(quota_id, kind).status_code == 303
    assert "本环节不能早于前一环节" in text_of(stepped(quota_id, "RESULT", started_on="2023-01-31"))
    assert employer.post(f"{POSTS}/submit/{quota_id}", data={"version": version(quota_id)}).status_code == 303
    assert stepped(quota_id, "RESULT").status_code == 400


def test_rows_are_removed_by_their_own_quota_only(kept, selected, stepped, as_, version, world):
    from app.extensions import db
    from app.posts.models import PostProcedure, PostSelection

    quota_id, other = kept(), kept(year="2022")
    selected(quota_id, STAFF)
    stepped(quota_id, "PUBLISHED")
    with world.reading():
        person = db.session.scalar(db.select(PostSelection.id))
        step = db.session.scalar(db.select(PostProcedure.id))
    employer = as_("employer", MONDAY)
    for part, row in (("people", person), ("steps", step)):
        wrong = employer.post(f"{POSTS}/{part}/{other}/{row}/remove", data={"version": version(other)})
        assert wrong.status_code == 404
        right = employer.post(f"{POSTS}/{part}/{quota_id}/{row}/remove", data={"version": version(quota_id)})
        assert right.status_code == 303
    assert "还没有竞聘结果" in text_of(employer.get(f"{POSTS}/show/{quota_id}"))
