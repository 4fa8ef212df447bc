"""通过, 退回, 不通过 and 撤销 through the browser: what they need, who may, who was faster."""

from __future__ import annotations

import pytest

from app.applications import queries as applications
from app.core.workflow import Decision, Status
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from tests.builders import PASSED
from tests.helpers import text_of

DAY = "2023-03-02 10:00"
LATER = "2023-03-13 10:00"


@pytest.fixture
def state(world):
    """`state(id)`: status, stage name and holder of an application as they are in the database."""

    def read(application_id):
        with world.reading():
            own = applications.load(application_id)
            return own.status, own.stage.name if own.stage else "", own.holder.name if own.holder else ""

    return read


@pytest.fixture
def decide(as_, world):
    """`decide("hrss", at, id, "PASS", opinion=…)`: post the decision panel as it was drawn."""

    def posted(who, at, application_id, decision, version=None, **fields):
        form = {"decision": decision, "version": version or world.version(application_id), **fields}
        return as_(who, at).post(f"/audits/{application_id}/decide", data=form)

    return posted


def test_passing_sends_the_application_to_the_resolved_holder_and_says_so(decide, as_, place, state):
    answer = decide("hrss", LATER, place["hrss"], "PASS", opinion="符合条件。")
    assert answer.status_code == 303
    assert state(place["hrss"]) == (Status.UNDER_WAY, "初评委评审", "上虞区工程技术初级评委会办公室")
    page = text_of(as_("hrss", LATER).get(answer.location))
    assert "符合条件。" in page


def test_the_consequence_is_told_before_the_press(as_, place):
    page = text_of(as_("hrss", LATER).get(f"/audits/{place['hrss']}"))
    assert "通过后报送至上虞区工程技术初级评委会办公室（初评委评审）" in page
    assert "须于 2023年3月20日前重新提交" in page
    assert "该申报在本计划内终止" in page


def test_passing_without_an_opinion_is_refused_at_its_field(decide, place, state):
    answer = decide("hrss", LATER, place["hrss"], "PASS", opinion="  ")
    assert answer.status_code == 400
    assert 'id="opinion-error"' in answer.get_data(as_text=True)
    assert state(place["hrss"])[1] == "区人社局审核"


def test_returning_lists_defects_by_section_and_starts_the_time_for_correction(decide, as_, place, state, world):
    fields = {
        "defects-0-section": "statement",
        "defects-0-text": "请补充近两年的业绩。",
        "defects-1-section": "",
        "defects-1-text": "",
        "defects-2-section": "education",
        "defects-2-text": "毕业证书看不清。",
    }
    answer = decide("hrss", LATER, place["hrss"], "RETURN", **fields)
    assert answer.status_code == 303
    assert state(place["hrss"]) == (Status.RETURNED, "", "")
    with world.reading():
        row = decisions.latest(SubjectKind.APPLICATION, place["hrss"], Action.RETURN)
        assert row.details["defects"] == [
            {"section": "statement", "text": "请补充近两年的业绩。"},
            {"section": "education", "text": "毕业证书看不清。"},
        ]
    page = text_of(as_("hrss", LATER).get(answer.location))
    assert "本人述职 请补充近两年的业绩。" in page


def test_returning_without_a_defect_is_refused(decide, place, state):
    answer = decide("hrss", LATER, place["hrss"], "RETURN", **{"defects-0-section": "photo", "defects-0-text": " "})
    assert answer.status_code == 400
    assert state(place["hrss"])[0] is Status.UNDER_WAY


def test_a_defect_without_its_section_is_refused_and_keeps_what_was_typed(decide, place):
    answer = decide("hrss", LATER, place["hrss"], "RETURN", **{"defects-0-section": "", "defects-0-text": "看不清。"})
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "看不清。</textarea>" in page
    assert "第 1 项" in page


def test_rejecting_closes_the_application_with_its_reason(decide, as_, place, state):
    answer = decide("employer", DAY, place["audit"], "REJECT", reason="年限不足。")
    assert answer.status_code == 303
    assert state(place["audit"]) == (Status.REJECTED, "", "")
    assert "年限不足。" in text_of(as_("employer", DAY).get(answer.location))


def test_rejecting_without_a_reason_is_refused(decide, place, state):
    assert decide("employer", DAY, place["audit"], "REJECT", reason="").status_code == 400
    assert state(place["audit"])[0] is Status.UNDER_WAY


@pytest.mark.parametrize(("length", "status"), [(499, 303), (500, 303), (501, 400)])
def test_an_opinion_has_at_most_500_characters(decide, place, length, status):
    assert decide("hrss", LATER, place["hrss"], "PASS", opinion="同" * length).status_code == status


@pytest.mark.parametrize("decision", ["", "SUBMIT", "CONCLUDE", "WITHDRAW", "UNDO", "pass"])
def test_what_is_no_decision_of_the_panel_is_refused(decide, place, state, decision):
    answer = decide("hrss", LATER, place["hrss"], decision, opinion="同意", reason="理由")
    assert answer.status_code == 400
    assert state(place["hrss"])[1] == "区人社局审核"


def test_the_second_of_two_gets_a_page_that_names_who_acted_and_when(decide, place, world):
    seen = world.version(place["hrss"])
    assert decide("hrss", LATER, place["hrss"], "PASS", opinion="同意。", version=seen).status_code == 303
    answer = decide("hrss", "2023-03-13 10:05", place["hrss"], "REJECT", reason="不同意。", version=seen)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "hrss" in page
    assert "2023年3月13日 10:00" in page


def test_who_sees_but_does_not_hold_it_is_refused(decide, as_, place, state):
    looked = as_("employer", LATER).get(f"/audits/{place['hrss']}")
    assert looked.status_code == 200
    assert 'name="decision"' not in looked.get_data(as_text=True)
    assert "由其办理" in text_of(looked)
    assert decide("employer", LATER, place["hrss"], "PASS", opinion="同意。").status_code == 403
    assert state(place["hrss"])[1] == "区人社局审核"


@pytest.mark.parametrize(
    ("who", "where"), [("neighbour", "audit"), ("employer", "neighbour"), ("hrss", "audit"), ("office", "hrss")]
)
def test_a_row_of_another_typed_by_hand_is_not_found(decide, as_, place, who, where):
    assert as_(who, LATER).get(f"/audits/{place[where]}").status_code == 404
    assert decide(who, LATER, place[where], "PASS", opinion="同意。").status_code == 404
    for address in ("undo", "rule", "reveal"):
        assert as_(who, LATER).post(f"/audits/{place[where]}/{address}", data={"version": 1}).status_code == 404


def test_a_plan_administrator_looks_and_decides_nothing(decide, as_, place):
    page = as_("planner", LATER).get(f"/audits/{place['hrss']}")
    assert page.status_code == 200
    assert 'name="decision"' not in page.get_data(as_text=True)
    assert decide("planner", LATER, place["hrss"], "PASS", opinion="同意。").status_code == 403


def test_after_the_employers_deadline_nothing_is_passed_but_it_can_be_returned_or_rejected(decide, as_, place, state):
    page = text_of(as_("employer", "2023-04-22 09:00").get(f"/audits/{place['audit']}"))
    assert "2023年4月21日" in page
    assert decide("employer", "2023-04-22 09:00", place["audit"], "PASS", opinion="同意。").status_code == 400
    assert decide("employer", "2023-04-22 09:00", place["audit"], "REJECT", reason="逾期。").status_code == 303


def test_on_the_employers_deadline_it_can_still_be_passed(decide, place, state):
    assert decide("employer", "2023-04-21 23:59", place["audit"], "PASS", opinion="同意。").status_code == 303
    assert state(place["audit"])[1] == "单位公示并报送"


def test_a_conclusion_and_an_announcement_cannot_be_reached_through_the_panel(decide, place, state):
    assert decide("office", LATER, place["ready"], "PASS", opinion="同意。").status_code == 400
    assert (
        decide("hrss", "2023-04-06 09:00", place["concluded"], "PASS", opinion="虞人社〔2023〕1号").status_code == 400
    )
    assert decide("hrss", "2023-04-06 09:00", place["concluded"], "REJECT", reason="不同意。").status_code == 400
    assert state(place["concluded"])[1] == "公布评审结果"


@pytest.fixture
def undo(as_, world):
    def posted(who, at, application_id, version=None):
        browser = as_(who, at)
        form = {"version": version or world.version(application_id)}
        return browser.post(f"/audits/{application_id}/undo", data=form)

    return posted


def test_a_decision_is_undone_by_who_took_it(decide, undo, as_, place, state):
    before = state(place["audit"])
    decide("employer", DAY, place["audit"], "REJECT", reason="年限不足。")
    page = text_of(as_("employer", DAY).get(f"/audits/{place['audit']}"))
    assert "employer于 2023年3月2日 10:00 办理“不通过”。 撤销" in page
    assert undo("employer", DAY, place["audit"]).status_code == 303
    assert state(place["audit"]) == before
    assert undo("employer", DAY, place["audit"]).status_code == 400


def test_undoing_a_pass_takes_back_the_open_fee_and_the_request_for_papers(undo, place, state, world):
    from app.fees import queries as fees

    assert undo("hrss", "2023-03-13 11:00", place["owing"]).status_code == 303
    assert state(place["owing"])[1] == "区人社局审核"
    with world.reading():
        assert fees.of_application(place["owing"]) is None
        assert applications.load(place["owing"]).paper_due_on is None


def test_a_pass_is_not_undone_once_the_fee_was_paid(undo, as_, place, state, world):
    world.paid(place["owing"])
    page = text_of(as_("hrss", "2023-03-14 10:00").get(f"/audits/{place['owing']}"))
    assert "办理“通过”" not in page
    answer = undo("hrss", "2023-03-14 10:00", place["owing"])
    assert answer.status_code == 400
    assert "不能撤销" in text_of(answer)
    assert state(place["owing"])[1] == "初评委评审"


def test_a_pass_is_not_undone_once_the_papers_came(undo, place, world):
    world.handed_in(place["owing"])
    assert undo("hrss", "2023-03-16 10:00", place["owing"]).status_code == 400


def test_a_pass_is_not_undone_once_the_notice_was_started(undo, as_, place, world):
    assert "办理“通过”" in text_of(as_("employer", DAY).get(f"/audits/{place['before_notice']}"))
    world.notice([place["before_notice"]])
    page = text_of(as_("employer", "2023-03-06 10:00").get(f"/audits/{place['before_notice']}"))
    assert "办理“通过”" not in page
    assert undo("employer", "2023-03-06 10:00", place["before_notice"]).status_code == 400


def test_a_pass_is_not_undone_once_a_later_level_has_acted(undo, place, world):
    world.decided(place["hrss"], Decision.RETURN, "hrss", PASSED)
    assert undo("employer", LATER, place["hrss"]).status_code == 403


def test_undoing_a_stale_page_is_a_conflict(undo, place):
    assert undo("hrss", LATER, place["owing"], version=1).status_code == 409


def test_next_leads_to_the_next_of_the_same_work(as_, place, world):
    from tests.integration.offices.pages import link_in

    second = world.submitted("辛待审")
    page = as_("employer", DAY).get(f"/audits/{place['audit']}")
    assert link_in(page, "下一份").endswith(f"/audits/{second}")


def test_a_form_without_its_token_is_refused(decide, csrf_on, place, state):
    assert decide("hrss", LATER, place["hrss"], "PASS", opinion="同意。").status_code == 400
    assert state(place["hrss"])[1] == "区人社局审核"
