"""Step 6: what is previewed is what is frozen; what is missing, late or stale is refused with its reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.applications import queries
from app.applications.facts import applicant_facts, subject_of
from app.applications.rules import facts_from_submission, subject_from_submission
from app.core.workflow import Decision
from tests.builders import AUDITED, World
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, Wizard, words

LAST_DAY = "2023-03-31 23:59"
DAY_AFTER = "2023-04-01 00:00"


@pytest.fixture
def at_preview(wizard: Wizard) -> Wizard:
    return wizard.reach("preview")


def messages_of(world: World, organisation: str) -> list[str]:
    from app.messages import queries

    with world.reading():
        return [one.text for one in queries.newest() if one.organisation_id == world.organisations[organisation]]


def test_the_preview_shows_everything_and_names_who_is_next(at_preview: Wizard) -> None:
    page = words(at_preview.get("preview"))
    for shown in (
        "助理工程师",
        "上虞区工程技术初级评委会",
        "负责施工组织与质量检查",
        "示例职业学院",
        f"{PERSON}的厂房改造工程",
        "竣工验收证明.pdf",
        "2022考核合格",
        "专业技术资格申报材料真实性保证书",
        "提交后由上虞建设示例有限公司办理“单位审核”",
    ):
        assert shown in page
    assert "提交前还需完成" not in page
    assert "9999**********" in page


def test_submission_freezes_a_version_and_hands_it_to_the_employer(world: World, at_preview: Wizard) -> None:
    answer = at_preview.post("submit")
    assert (answer.status_code, answer.location) == (303, f"/my/applications/{at_preview.id}")
    stored = at_preview.stored()
    assert (stored.status.name, stored.submission_count) == ("UNDER_WAY", 1)
    assert stored.holder_id == world.organisations["builders"]
    assert [PERSON in text for text in messages_of(world, "builders")][:1] == [True]
    page = words(at_preview.browser.get(answer.location))
    assert "申报已提交" in page
    assert "“单位审核”正由上虞建设示例有限公司办理" in page


def test_a_frozen_version_gives_back_the_facts_that_its_rules_were_held_against(
    world: World, at_preview: Wizard
) -> None:
    at_preview.post("submit")
    with world.reading():
        content = queries.newest_submission(at_preview.id).content
        application = queries.load(at_preview.id)
        facts = applicant_facts(application.applicant, application)
        assert all((facts.education, facts.employment, facts.achievements))
        assert facts_from_submission(content) == facts
        assert subject_from_submission(content) == subject_of(application)


def test_the_frozen_version_is_shown_as_it_was_submitted(world: World, at_preview: Wizard) -> None:
    at_preview.browser.get(at_preview.post("submit").location)
    address = f"/my/applications/{at_preview.id}/versions/1"
    before = words(at_preview.browser.get(address))
    with world.acting(PERSON, AUDITED):
        from app.applicants import queries

        queries.load(world.applicants[PERSON]).phone = "13900000001"
    assert words(at_preview.browser.get(address)) == before
    assert "13800000000" in before
    assert at_preview.browser.get(f"/my/applications/{at_preview.id}/versions/2").status_code == 404


def test_what_is_missing_is_listed_with_a_link_to_its_step(wizard: Wizard) -> None:
    wizard.reach("entries")
    wizard.post("entries", go="save")
    wizard.post("attachments")
    page = wizard.get("preview")
    assert f'<a href="{wizard.url("entries")}">尚未选择业绩' in page.get_data(as_text=True)
    answer = wizard.post("submit")
    assert answer.status_code == 400
    assert wizard.stored().submission_count == 0


def test_a_rule_that_no_auditor_can_waive_stands_in_the_way(world: World, wizard: Wizard) -> None:
    wizard.reach("preview")
    with world.acting(PERSON, AUDITED):
        from app.applicants import queries

        queries.load(world.applicants[PERSON]).is_civil_servant = True
    assert "公务员（含参照公务员法管理的工作人员）不得参加职称评审" in words(wizard.get("preview"))
    answer = wizard.post("submit")
    assert answer.status_code == 400
    assert wizard.stored().submission_count == 0


def test_the_last_day_is_still_in_time(at_preview: Wizard, clock_at: Callable[[str], None]) -> None:
    clock_at(LAST_DAY)
    assert at_preview.post("submit").status_code == 303


def test_after_the_deadline_submission_is_refused_with_its_date(
    at_preview: Wizard, clock_at: Callable[[str], None]
) -> None:
    clock_at(DAY_AFTER)
    answer = at_preview.post("submit")
    assert answer.status_code == 400
    assert "个人申报已于2023年3月31日截止，不能再提交" in words(answer)
    assert at_preview.stored().status.name == "DRAFT"
    assert "申报已于2023年3月31日截止" in words(at_preview.get("data"))


def test_a_stale_preview_is_a_409_and_submits_nothing(at_preview: Wizard) -> None:
    seen = at_preview.stored().version
    at_preview.post("data", go="save", **at_preview.answers(work_statement="另一窗口改过的述职。"))
    answer = at_preview.post("submit", version=seen)
    assert answer.status_code == 409
    assert at_preview.stored().submission_count == 0


def test_a_submitted_application_can_no_longer_be_changed(at_preview: Wizard) -> None:
    at_preview.post("submit")
    before = at_preview.stored()
    for step in ("photo", "commitment", "data", "entries", "attachments", "preview"):
        answer = at_preview.get(step)
        assert (answer.status_code, answer.location) == (302, f"/my/applications/{at_preview.id}")
    for step in ("photo", "commitment", "data", "data/autosave", "entries", "attachments", "submit"):
        answer = at_preview.post(step, work_statement="改一改。")
        assert answer.status_code == 400
        assert "申报已提交，不能再修改" in words(answer)
    assert at_preview.stored().version == before.version


def test_a_returned_application_names_each_defect_with_its_page_and_comes_again(
    world: World, at_preview: Wizard
) -> None:
    at_preview.post("submit")
    world.decided(at_preview.id, Decision.RETURN, "employer", AUDITED)
    page = at_preview.browser.get(f"/my/applications/{at_preview.id}")
    assert "上虞建设示例有限公司退回修改，请于2023年4月21日前修改后重新提交" in words(page)
    assert f'<a href="{at_preview.url("data")}">本人述职</a>：请补充近两年的业绩。' in page.get_data(as_text=True)
    at_preview.post("data", go="save", **at_preview.answers(work_statement="补充后的述职。"))
    assert at_preview.post("submit").status_code == 303
    record = words(at_preview.browser.get(f"/my/applications/{at_preview.id}"))
    assert "第 2 版" in record
    assert "第 1 版" in record


def test_one_withdraws_while_nobody_has_decided_and_applies_again(world: World, at_preview: Wizard) -> None:
    at_preview.post("submit")
    record = f"/my/applications/{at_preview.id}"
    assert "撤回" in words(at_preview.browser.get(record))
    answer = at_preview.post("withdraw")
    assert (answer.status_code, answer.location) == (303, record)
    assert at_preview.stored().status.name == "WITHDRAWN"
    again = Wizard.begin(world, at_preview.browser)
    assert again.id != at_preview.id


def test_nobody_withdraws_once_somebody_has_decided(world: World, at_preview: Wizard) -> None:
    at_preview.post("submit")
    seen = at_preview.stored().version
    world.decided(at_preview.id, Decision.PASS, "employer", AUDITED)
    assert at_preview.post("withdraw", version=seen).status_code == 409
    assert at_preview.post("withdraw").status_code == 400
    assert at_preview.stored().status.name == "UNDER_WAY"


def test_another_persons_application_does_not_exist_for_anybody_else(
    world: World, at_preview: Wizard, as_: Callable[..., Browser]
) -> None:
    world.person("壬旁人")
    stranger = Wizard(world, as_("壬旁人", AUDITED), at_preview.id)
    before = at_preview.stored().version
    for step in ("photo", "commitment", "data", "entries", "attachments", "preview", "versions/1", "review-sheet.pdf"):
        assert stranger.get(step).status_code == 404
    for step in ("photo", "commitment", "data", "data/autosave", "entries", "attachments", "submit", "withdraw"):
        assert stranger.post(step, work_statement="我的。").status_code == 404
    assert stranger.browser.get(f"/my/applications/{at_preview.id}").status_code == 404
    assert at_preview.stored().version == before


def test_offices_have_no_wizard(world: World, at_preview: Wizard, as_: Callable[..., Browser]) -> None:
    for name in ("employer", "hrss", "office", "finance", "planner", "viewer"):
        browser = as_(name, AUDITED)
        assert browser.get(at_preview.url("data")).status_code == 403
        assert browser.post(f"/plans/{world.plan_id}/apply").status_code == 403


def test_a_visitor_is_sent_to_sign_in(at_preview: Wizard, client: Browser) -> None:
    answer = client.get(at_preview.url("data"))
    assert answer.status_code == 302
    assert answer.location.startswith("/login/")
