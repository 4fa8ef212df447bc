"""The workbench shows the frozen version, its findings, and what changed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from app.applicants.models import Applicant, EducationRecord
from app.applications import queries as applications
from app.core.workflow import Decision
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from tests.builders import PASSED, STATEMENT
from tests.helpers import text_of

LATER = "2023-03-13 10:00"


def test_it_shows_the_submitted_version_and_never_what_was_changed_since(as_, place, world):
    with world.reading():
        own = applications.load(place["hrss"])
        for model, values in ((Applicant, {"phone": "13911112222"}), (EducationRecord, {"school": "改名学院"})):
            key = Applicant.id if model is Applicant else EducationRecord.applicant_id
            db.session.execute(update(model).where(key == own.applicant_id).values(**values))
        own.work_statement = "改过的述职。"
        db.session.commit()
    page = text_of(as_("hrss", LATER).get(f"/audits/{place['hrss']}"))
    assert "13800000000" in page
    assert "示例职业学院" in page
    assert STATEMENT in page
    assert "13911112222" not in page
    assert "改名学院" not in page
    assert "改过的述职" not in page


def test_every_section_that_a_defect_can_name_is_on_the_page(as_, place):
    page = as_("hrss", LATER).get(f"/audits/{place['hrss']}").get_data(as_text=True)
    for anchor in (
        "findings",
        "answers",
        "statement",
        "person",
        "education",
        "employment",
        "titles",
        "appraisals",
        "entries",
        "attachments",
        "commitment",
        "history",
    ):
        assert f'id="{anchor}"' in page
        assert f'href="#{anchor}"' in page


def test_files_are_opened_in_place_by_their_id(as_, place, world):
    with world.reading():
        content = applications.newest_submission(place["hrss"]).content
    page = as_("hrss", LATER).get(f"/audits/{place['hrss']}").get_data(as_text=True)
    for file in (content["photo"], content["commitment"]["signature"], content["entries"][0]["files"][0]):
        assert f"/files/{file['id']}" in page


def test_the_identity_number_is_masked_until_it_is_asked_for_which_is_logged(as_, place, world):
    with world.reading():
        own = applications.load(place["hrss"])
        number, person = own.applicant.identity_number, own.applicant_id
    hrss = as_("hrss", LATER)
    assert number not in hrss.get(f"/audits/{place['hrss']}").get_data(as_text=True)
    answer = hrss.post(f"/audits/{place['hrss']}/reveal")
    assert number in answer.get_data(as_text=True)
    with world.reading():
        row = decisions.latest(SubjectKind.APPLICANT, person, Action.REVEAL)
        assert (row.actor_name, row.organisation_name) == ("hrss", "绍兴市上虞区人力资源和社会保障局")
    assert hrss.get(f"/audits/{place['hrss']}/reveal").status_code == 405


def test_findings_carry_their_figures_and_the_notices_own_words(as_, place):
    page = text_of(as_("hrss", LATER).get(f"/audits/{place['hrss']}"))
    assert "8年3个月29天" in page
    assert "大专毕业，从事专业工作满3年" in page
    assert "需核实 2" in page


def test_a_later_version_says_what_changed_since_the_one_before(as_, place, world):
    world.decided(place["hrss"], Decision.RETURN, "hrss", PASSED)
    world.resubmitted("丁待区审", place["hrss"], "2023-03-14 09:00", statement="补充后的述职。", specialty=1)
    page = text_of(as_("employer", "2023-03-14 10:00").get(f"/audits/{place['hrss']}"))
    assert "与第 1 版相比的改动 2 处变化" in page
    assert "申报信息 从事专业 机械工程 电气工程" in page
    assert "补充后的述职。" in page
    assert "第 2 版" in page


def test_a_first_version_speaks_of_no_changes(as_, place):
    assert "相比的改动" not in text_of(as_("hrss", LATER).get(f"/audits/{place['hrss']}"))


def test_the_history_and_the_route_name_who_acted(as_, place):
    page = text_of(as_("hrss", LATER).get(f"/audits/{place['owing']}"))
    assert "公示 2023年3月6日 至 2023年3月10日，共 5 个工作日" in page
    assert "应缴 ¥100.00" in page
    assert "上虞建设示例有限公司" in page


@pytest.fixture
def rule(as_, world):
    def posted(who, at, application_id, subject, reason, version=None):
        form = {"version": version or world.version(application_id), "subject": subject, "reason": reason}
        return as_(who, at).post(f"/audits/{application_id}/rule", data=form)

    return posted


def test_evidence_is_confirmed_with_a_reason_and_stays_confirmed_for_the_next_office(rule, as_, place, world):
    subject = "requirement:basic-conditions"
    answer = rule("employer", "2023-03-02 10:00", place["audit"], subject, "本单位在职，表现良好。")
    assert answer.status_code == 303
    page = text_of(as_("employer", "2023-03-02 10:00").get(f"/audits/{place['audit']}"))
    assert "本单位在职，表现良好。" in page
    assert "需核实 1" in page
    with world.reading():
        row = decisions.latest(SubjectKind.APPLICATION, place["audit"], Action.RULE)
        assert row.details == {"subject": subject, "kind": "CONFIRMED", "submission": 1}
        assert row.opinion == "本单位在职，表现良好。"


def test_a_waivable_condition_that_fails_is_waived(rule, as_, world):
    own = world.submitted("壬新参保", insured_since=dt.date(2022, 6, 1))
    assert "不符合 1" in text_of(as_("employer", "2023-03-02 10:00").get(f"/audits/{own}"))
    assert (
        rule("employer", "2023-03-02 10:00", own, "requirement:social-insurance", "外省已连续缴纳。").status_code == 303
    )
    page = text_of(as_("employer", "2023-03-02 10:00").get(f"/audits/{own}"))
    assert "不符合 1" not in page
    assert "外省已连续缴纳。" in page


def test_of_several_paths_that_wait_for_evidence_any_can_be_confirmed(rule, as_, world):
    own = world.submitted("卯短年限", work_started_on=dt.date(2022, 1, 1))
    page = as_("employer", "2023-03-02 10:00").get(f"/audits/{own}").get_data(as_text=True)
    assert 'value="path:private-economy"' in page
    assert rule("employer", "2023-03-02 10:00", own, "path:skilled-talent", "高级工证书已核对。").status_code == 303
    page = text_of(as_("employer", "2023-03-02 10:00").get(f"/audits/{own}"))
    assert "高级工证书已核对。" in page
    assert "需核实 2" in page
    assert rule("employer", "2023-03-02 10:00", own, "path:private-economy", "已核对。").status_code == 400


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("requirement:basic-conditions", "  "),
        ("requirement:basic-conditions", "字" * 501),
        ("requirement:in-service", "已核对。"),
        ("requirement:unknown", "已核对。"),
        ("", "已核对。"),
    ],
)
def test_a_ruling_that_cannot_stand_is_refused(rule, place, world, subject, reason):
    assert rule("employer", "2023-03-02 10:00", place["audit"], subject, reason).status_code == 400
    with world.reading():
        assert applications.rulings(place["audit"]) == []


def test_only_the_holder_rules_and_only_on_the_page_it_saw(rule, place):
    subject = "requirement:basic-conditions"
    assert rule("employer", LATER, place["hrss"], subject, "已核对。").status_code == 403
    assert rule("hrss", LATER, place["hrss"], subject, "已核对。", version=1).status_code == 409
    assert rule("office", LATER, place["ready"], subject, "已核对。").status_code == 403
