"""Printed sheets, the committee's ballot, the announcement."""

from __future__ import annotations

import pytest

from app.applications import queries as applications
from app.core.workflow import StageKind, StageResult, Status
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.reviews import queries as reviews
from tests.builders import NO
from tests.helpers import text_of

BALLOT = {"members": 9, "present": 9, "agree": 6, "against": 2, "abstain": 1, "met_on": "2023-03-30", "remarks": ""}


@pytest.fixture
def receive(as_, world):
    def posted(at, application_id, received_on, copies="2", who="hrss"):
        form = {"version": world.version(application_id), "copies": copies, "received_on": received_on}
        return as_(who, at).post(f"/papers/{application_id}", data=form)

    return posted


def test_the_receiver_finds_the_form_between_its_audit_and_the_review(as_, place):
    page = text_of(as_("hrss", "2023-03-15 09:00").get(f"/audits/{place['owing']}"))
    assert "接收纸质材料 截止 2023年3月20日" in page
    for where, who in (("hrss", "hrss"), ("ready", "hrss"), ("owing", "office"), ("owing", "employer")):
        assert "登记收件" not in text_of(as_(who, "2023-03-15 09:00").get(f"/audits/{place[where]}"))


def test_papers_on_the_due_day_are_taken(receive, place, world):
    assert receive("2023-03-20 17:00", place["owing"], "2023-03-20").status_code == 303
    with world.reading():
        receipt = applications.paper_receipt(place["owing"])
        assert (receipt.copies, receipt.actor_name) == (2, "hrss")
        assert decisions.latest(SubjectKind.APPLICATION, place["owing"], Action.RECEIVE_PAPER) is not None


def test_papers_one_day_late_are_refused_with_the_day(receive, place, world):
    answer = receive("2023-03-21 09:00", place["owing"], "2023-03-21")
    assert answer.status_code == 400
    page = text_of(answer)
    assert "2023年3月20日" in page
    assert "2023年3月21日" in page
    with world.reading():
        assert applications.paper_receipt(place["owing"]) is None


def test_papers_that_came_in_time_can_be_recorded_a_day_later(receive, place):
    assert receive("2023-03-21 09:00", place["owing"], "2023-03-20").status_code == 303


@pytest.mark.parametrize(
    ("copies", "day", "field"),
    [
        ("1", "2023-03-15", "copies"),
        ("", "2023-03-15", "copies"),
        ("x", "2023-03-15", "copies"),
        ("2", "2023-03-16", "received_on"),
        ("2", "2023-03-12", "received_on"),
        ("2", "", "received_on"),
        ("2", "15.3.", "received_on"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_at_its_field(receive, place, copies, day, field):
    answer = receive("2023-03-15 09:00", place["owing"], day, copies)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_more_copies_than_asked_for_are_welcome(receive, place):
    assert receive("2023-03-15 09:00", place["owing"], "2023-03-15", "3").status_code == 303


def test_papers_are_taken_once_and_by_the_receiver_alone(receive, place):
    assert receive("2023-03-16 09:00", place["ready"], "2023-03-16").status_code == 409
    assert receive("2023-03-15 09:00", place["owing"], "2023-03-15", who="office").status_code == 403
    assert receive("2023-03-15 09:00", place["audit"], "2023-03-15").status_code == 404


@pytest.fixture
def record(as_, world):
    def posted(application_id, who="office", at="2023-03-30 17:00", version=None, **changes):
        form = {**BALLOT, **changes, "version": version or world.version(application_id)}
        return as_(who, at).post(f"/reviews/{application_id}/result", data=form)

    return posted


def test_the_office_sees_the_gates_and_the_ballot_instead_of_a_pass(as_, place):
    page = text_of(as_("office", "2023-03-30 09:00").get(f"/audits/{place['owing']}"))
    assert "尚未缴费" in page
    assert "尚未收到纸质材料" in page
    assert "登记评审结果" in page
    assert "确认通过" not in page
    assert "确认退回" in page
    ready = text_of(as_("office", "2023-03-30 09:00").get(f"/audits/{place['ready']}"))
    assert "已缴费" in ready
    assert "尚未" not in ready


@pytest.mark.parametrize(("agree", "against", "approved"), [(5, 3, False), (6, 2, True), (7, 1, True)])
def test_two_thirds_of_those_present_approve(record, place, world, agree, against, approved):
    assert record(place["ready"], agree=agree, against=against).status_code == 303
    with world.reading():
        result = reviews.of_application(place["ready"])
        own = applications.load(place["ready"])
        assert (result.outcome.result is StageResult.APPROVED, own.approved, own.stage.name) == (
            approved,
            approved,
            "公布评审结果",
        )


def test_no_result_before_the_fee_and_the_papers(record, place, world):
    answer = record(place["owing"])
    assert answer.status_code == 400
    assert "尚未缴纳" in text_of(answer)
    world.paid(place["owing"])
    assert record(place["owing"]).status_code == 400
    world.handed_in(place["owing"])
    assert record(place["owing"]).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"members": 5, "present": 5, "agree": 5, "against": 0, "abstain": 0}, "present"),
        ({"members": 15}, "present"),
        ({"present": 11, "agree": 8}, "present"),
        ({"agree": 7}, "agree"),
        ({"agree": 8, "against": 2, "abstain": -1}, "agree"),
        ({"met_on": "2023-03-31"}, "met_on"),
        ({"met_on": ""}, "met_on"),
        ({"members": ""}, "members"),
        ({"remarks": "字" * 501}, "remarks"),
    ],
)
def test_a_ballot_that_cannot_stand_is_refused_at_its_field(record, place, world, changes, field):
    answer = record(place["ready"], **changes)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    with world.reading():
        assert reviews.of_application(place["ready"]) is None


def test_a_ballot_is_recorded_by_the_committee_office_on_the_page_it_saw(record, place):
    assert record(place["ready"], who="hrss").status_code == 403
    assert record(place["ready"], version=1).status_code == 409
    assert record(place["hrss"]).status_code == 404


@pytest.fixture
def announce(as_, world):
    def posted(application_id, number="虞人社〔2023〕18号", day="2023-04-06", who="hrss", at="2023-04-06 10:00"):
        form = {"version": world.version(application_id), "document_number": number, "held_on": day}
        return as_(who, at).post(f"/outcomes/{application_id}", data=form)

    return posted


def test_the_hrss_sees_the_ballot_announces_under_a_document_and_issues_under_another(announce, as_, place, world):
    page = text_of(as_("hrss", "2023-04-06 09:00").get(f"/audits/{place['concluded']}"))
    assert "赞成 8，反对 1，弃权 0" in page
    assert announce(place["concluded"]).status_code == 303
    with world.reading():
        own = applications.load(place["concluded"])
        assert (own.status, own.stage.kind) == (Status.UNDER_WAY, StageKind.ISSUANCE)
    assert announce(place["concluded"], "虞人社〔2023〕25号").status_code == 303
    with world.reading():
        own = applications.load(place["concluded"])
        assert own.status is Status.COMPLETED
        assert [(one.result, one.document_number) for one in applications.outcomes(own.id)] == [
            (StageResult.APPROVED, ""),
            (StageResult.ANNOUNCED, "虞人社〔2023〕18号"),
            (StageResult.ISSUED, "虞人社〔2023〕25号"),
        ]


def test_a_negative_result_is_announced_as_well(announce, world):
    own = world.concluded("癸未过", NO)
    assert announce(own).status_code == 303
    with world.reading():
        assert applications.load(own).status is Status.NOT_APPROVED


@pytest.mark.parametrize(
    ("number", "day", "field"),
    [
        ("  ", "2023-04-06", "document_number"),
        ("虞人社〔2023〕18号", "2023-04-07", "held_on"),
        ("甲", "", "held_on"),
    ],
)
def test_an_announcement_needs_its_number_and_a_day_that_has_come(announce, place, number, day, field):
    answer = announce(place["concluded"], number, day)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_one_document_has_one_day(announce, place, world):
    other = world.concluded("子同批")
    assert announce(place["concluded"]).status_code == 303
    assert announce(other, day="2023-04-05").status_code == 409
    assert announce(other).status_code == 303


def test_only_the_announcing_office_announces(announce, place):
    assert announce(place["concluded"], who="office").status_code == 403
    assert announce(place["hrss"]).status_code == 400
