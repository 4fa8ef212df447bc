"""Step 3: answers are kept as typed, complete or not; faults are told with their figures."""

from __future__ import annotations

import pytest

from tests.integration.applicants.wizard import Wizard, words


@pytest.fixture
def at_data(wizard: Wizard) -> Wizard:
    return wizard.reach("data")


def test_complete_answers_are_kept_and_lead_to_the_entries(at_data: Wizard) -> None:
    answers = at_data.answers()
    answer = at_data.post("data", **answers)
    assert (answer.status_code, answer.location) == (303, at_data.url("entries"))
    stored = at_data.stored()
    assert {name: getattr(stored, name) for name in answers if name != "mode"} == {
        name: value for name, value in answers.items() if name != "mode"
    }
    assert (stored.mode.name, stored.professional_years) == ("NORMAL", 8)


def test_the_page_offers_the_plans_own_lists_and_the_computed_years(at_data: Wizard) -> None:
    page = words(at_data.get("data"))
    assert page.count("申报类别必填") == 1
    for offered in ("技术员", "助理工程师", "机械工程", "上虞区工程技术初级评委会"):
        assert offered in page
    assert "8 年（实足）" in page
    assert "2015年3月1日至2023年6月30日" in page
    assert "8年3个月29天" in page
    assert "2022年：考核合格" in page
    assert "申报方式" not in page


def test_incomplete_answers_are_saved_and_come_back(at_data: Wizard) -> None:
    answer = at_data.post("data", go="save", work_statement="只写了一句。", appraisal_summary="")
    assert (answer.status_code, answer.location) == (303, at_data.url("data"))
    page = words(at_data.get("data"))
    assert "只写了一句。" in page
    assert "尚未选择从事专业" in page
    assert "尚未填写单位考核情况" in page


def test_going_on_from_incomplete_answers_tells_every_fault_and_keeps_them(at_data: Wizard) -> None:
    answer = at_data.post("data", work_statement="只写了一句。")
    assert answer.status_code == 400
    page = words(answer)
    for fault in ("尚未选择申报类别", "尚未选择从事专业", "尚未选择受理评审委员会", "尚未填写单位考核情况"):
        assert fault in page
    assert "只写了一句。" in page
    assert at_data.stored().work_statement == "只写了一句。"


def test_a_statement_of_exactly_the_limit_goes_on(at_data: Wizard) -> None:
    answer = at_data.post("data", **at_data.answers(work_statement="述" * 1000))
    assert answer.status_code == 303


def test_a_statement_one_character_too_long_is_kept_and_told_with_both_figures(at_data: Wizard) -> None:
    answer = at_data.post("data", **at_data.answers(work_statement="述" * 1001))
    assert answer.status_code == 400
    assert "本人述职共 1001 字，限 1000 字以内" in words(answer)
    assert at_data.stored().work_statement == "述" * 1001
    assert "本人述职共 1001 字" in words(at_data.get("data"))


def test_white_space_does_not_count_towards_the_limit(at_data: Wizard) -> None:
    answer = at_data.post("data", **at_data.answers(work_statement="述 \r\n" * 1000))
    assert answer.status_code == 303


def test_a_value_that_the_plan_does_not_offer_is_not_kept(at_data: Wizard) -> None:
    for value in (999_999, 2**40, "abc", "1 OR 1=1"):
        for field in ("title_id", "specialty_id", "committee_id"):
            answer = at_data.post("data", **at_data.answers(**{field: value}))
            assert (field, value, answer.status_code) == (field, value, 400)
            assert getattr(at_data.stored(), field) in (None, at_data.answers()[field])


def outside(wizard: Wizard, title: str, specialty: str) -> None:
    """Take a title and a specialty out of the scope of every committee."""
    from sqlalchemy import select

    from app.access.scoping import act_as
    from app.committees.models import ReviewCommittee
    from app.core.actor import Actor
    from app.extensions import db

    with wizard.world.flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        for one in db.session.scalars(select(ReviewCommittee)):
            one.titles = [row for row in one.titles if row.title.code != title]
            one.specialties = [row for row in one.specialties if row.specialty.code != specialty]
        db.session.commit()


def test_a_committee_that_does_not_judge_the_title_and_specialty_is_told_at_its_field(at_data: Wizard) -> None:
    outside(at_data, "assistant-engineer", "mechanical")
    answer = at_data.post("data", **at_data.answers())
    assert answer.status_code == 400
    page = words(answer)
    assert "“上虞区工程技术初级评委会”不评审助理工程师。请另选评审委员会或申报类别。" in page
    assert "“上虞区工程技术初级评委会”不评审机械工程专业。请另选评审委员会或从事专业。" in page
    assert 'id="committee_id-error"' in answer.get_data(as_text=True)
    assert at_data.stored().committee_id == at_data.answers()["committee_id"]
    assert at_data.post("data/autosave", **at_data.answers()).status_code == 200


def test_what_is_taken_out_beside_the_choice_changes_nothing(at_data: Wizard) -> None:
    outside(at_data, "technician", "food")
    assert at_data.post("data", **at_data.answers()).status_code == 303


def test_autosave_keeps_the_answers_and_renews_the_version(at_data: Wizard) -> None:
    answer = at_data.post("data/autosave", work_statement="正在写……")
    assert answer.status_code == 200
    assert answer.get_json() == {"saved_at": "09:00", "version": at_data.stored().version}
    assert at_data.stored().work_statement == "正在写……"


def test_a_stale_autosave_is_a_409_in_json_and_changes_nothing(at_data: Wizard) -> None:
    seen = at_data.stored().version
    at_data.post("data", go="save", work_statement="另一窗口的内容。")
    answer = at_data.browser.post(
        at_data.url("data/autosave"),
        data={"version": seen, "work_statement": "旧窗口的内容。"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 409
    assert "您已在另一窗口保存过该申报" in answer.get_json()["message"]
    assert at_data.stored().work_statement == "另一窗口的内容。"


def test_a_second_window_is_told_what_changed_and_keeps_what_was_typed(at_data: Wizard) -> None:
    seen = at_data.stored().version
    at_data.post("data", go="save", **at_data.answers(work_statement="先保存的述职。"))
    answer = at_data.post("data", version=seen, **at_data.answers(work_statement="后保存的述职。"))
    assert answer.status_code == 409
    page = words(answer)
    assert "您已在另一窗口保存过该申报" in page
    assert "当前已保存且与本页不同的内容：本人述职" in page
    assert "后保存的述职。" in page
    assert at_data.stored().work_statement == "先保存的述职。"


def test_the_plans_rules_are_answered_beside_the_form_once_a_category_is_chosen(at_data: Wizard) -> None:
    assert "选择申报类别并保存后" in words(at_data.get("data"))
    at_data.post("data", go="save", **at_data.answers())
    page = words(at_data.get("data"))
    assert "截至2023年6月30日，从事专业工作8年3个月29天，要求满4年（含专业不对口顺延1年）" in page
    assert "大专毕业，从事专业工作满3年" in page


def test_a_page_without_a_usable_version_is_refused(at_data: Wizard) -> None:
    for version in ("", "0x1", "-1", "99999999999999999999"):
        answer = at_data.browser.post(at_data.url("data"), data={"version": version, "work_statement": "述职。"})
        assert (version, answer.status_code) == (version, 400)
    assert at_data.stored().work_statement == ""
