"""公示与报送 through the browser: five working days, holidays, objections, corrected versions."""

from __future__ import annotations

import io

import openpyxl
import pytest

from app.applications import queries as applications
from app.core.workflow import Decision, Status
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.public_notices import queries as notices
from app.public_notices.enums import NoticeStatus
from tests.builders import FORWARDED, NOTICED, PASSED
from tests.helpers import text_of
from tests.integration.offices.pages import link_in

PLACE = {"place": "单位公告栏", "phone": "0575-12345678", "mailbox": ""}


@pytest.fixture
def start(as_, world):
    def posted(at, *ids, who="employer", starts_on="", **changes):
        form = {"plan": world.plan_id, "rowid": list(ids), "starts_on": starts_on or at[:10], **PLACE, **changes}
        return as_(who, at).post("/notices/new", data=form)

    return posted


@pytest.fixture
def forward(as_, world):
    """`forward(at, notice_id, {entry_id: (outcome, note)})`; without outcomes nobody objected."""

    def posted(at, notice_id, outcomes=None, opinion="公示期满无异议，同意报送。", who="employer", version=None):
        with world.reading():
            notice = notices.load(notice_id)
            given = outcomes or {entry.id: ("NO_OBJECTION", "") for entry in notice.entries}
            form = {"version": version or notice.version, "opinion": opinion}
        for entry_id, (outcome, note) in given.items():
            form |= {f"outcome_{entry_id}": outcome, f"note_{entry_id}": note}
        return as_(who, at).post(f"/notices/{notice_id}", data=form)

    return posted


@pytest.fixture
def entries(world):
    def read(notice_id):
        with world.reading():
            return {entry.published["name"]: entry.id for entry in notices.load(notice_id).entries}

    return read


def stage_of(world, application_id):
    with world.reading():
        own = applications.load(application_id)
        return own.stage.name if own.stage else own.status.name


def test_who_waits_is_listed_by_plan_and_leads_to_the_form(as_, place, world):
    employer = as_("employer", NOTICED)
    page = text_of(employer.get("/notices/"))
    assert "1 人待公示" in page
    assert "丙待公示" in page
    assert "单位报送截止：2023年4月21日" in page
    form = employer.get(f"/notices/new?plan={world.plan_id}&rowid={place['before_notice']}").get_data(as_text=True)
    assert 'value="0575-12345678"' in form
    assert 'value="hr@example.test"' in form
    assert "公示至 2023年3月10日，2023年3月11日起可报送。" in form


def test_the_days_are_reckoned_again_for_another_first_day_and_what_was_typed_stays(as_, place, world):
    query = f"plan={world.plan_id}&rowid={place['before_notice']}&starts_on=2023-04-03&place=大门口&phone=1"
    form = as_("employer", NOTICED).get(f"/notices/new?{query}").get_data(as_text=True)
    assert "公示至 2023年4月10日，2023年4月11日起可报送。" in form
    assert 'value="大门口"' in form


def test_days_beyond_the_published_calendar_are_marked_as_uncertain(as_, place, world):
    query = f"plan={world.plan_id}&rowid={place['before_notice']}&starts_on=2099-03-02"
    assert "放假安排尚未公布" in text_of(as_("employer", NOTICED).get(f"/notices/new?{query}"))


def test_a_started_notice_is_logged_and_says_how_long_it_runs(start, as_, place, world):
    answer = start(NOTICED, place["before_notice"])
    assert answer.status_code == 303
    page = text_of(as_("employer", "2023-03-08 09:00").get(answer.location))
    assert "公示中，还剩 3 个工作日" in page
    assert "2023年3月11日起方可报送" in page
    with world.reading():
        assert decisions.latest(SubjectKind.APPLICATION, place["before_notice"], Action.START_NOTICE) is not None


@pytest.mark.parametrize(
    ("at", "status"),
    [("2023-03-09 23:59", 400), ("2023-03-10 23:59", 400), ("2023-03-11 00:00", 303), ("2023-03-13 09:00", 303)],
    ids=["fourth day", "fifth day", "first day after", "sixth working day"],
)
def test_forwarding_before_five_working_days_are_over_is_refused(forward, place, world, at, status):
    notice = world.notice([place["before_notice"]])
    answer = forward(at, notice)
    assert answer.status_code == status
    if status == 400:
        assert "2023年3月11日起方可报送" in text_of(answer)
    assert stage_of(world, place["before_notice"]) == ("区人社局审核" if status == 303 else "单位公示并报送")


@pytest.mark.parametrize(("at", "status"), [("2023-04-10 18:00", 400), ("2023-04-11 00:00", 303)])
def test_a_holiday_within_the_notice_does_not_count(forward, place, world, at, status):
    """3 April to 10 April 2023: the 5th is Qingming, the 8th and 9th a weekend."""
    notice = world.notice([place["before_notice"]], "2023-04-03 09:00")
    assert forward(at, notice).status_code == status


@pytest.mark.parametrize(("at", "status"), [("2023-03-10 23:00", 400), ("2023-03-11 09:00", 303)])
def test_a_notice_started_on_a_weekend_counts_from_monday(forward, place, world, at, status):
    notice = world.notice([place["before_notice"]], "2023-03-04 09:00")
    assert forward(at, notice).status_code == status


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": " "}, "place"),
        ({"phone": ""}, "phone"),
        ({"starts_on": "2023-03-05"}, ""),
        ({"starts_on": "morgen"}, "starts_on"),
        ({"place": "字" * 201}, "place"),
    ],
)
def test_a_notice_that_cannot_be_started_is_refused_at_its_field(start, place, world, changes, field):
    answer = start(NOTICED, place["before_notice"], **changes)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in page if field else "2023年3月6日" in page
    assert stage_of(world, place["before_notice"]) == "单位公示并报送"


def test_only_ones_own_waiting_people_can_be_put_on_a_notice(start, as_, place, world):
    assert start(NOTICED, place["neighbour"]).status_code == 404
    assert start(NOTICED, place["before_notice"], place["neighbour"]).status_code == 404
    assert start(NOTICED).status_code == 404
    assert start(NOTICED, place["before_notice"], place["hrss"]).status_code == 409
    assert start(NOTICED, place["before_notice"], who="hrss").status_code == 403
    assert start(NOTICED, place["before_notice"]).status_code == 303
    assert start(NOTICED, place["before_notice"]).status_code == 409


def test_an_objection_keeps_its_person_and_lets_the_others_go(forward, entries, as_, place, world):
    second = world.audited("丑同公示")
    notice = world.notice([place["before_notice"], second])
    ids = entries(notice)
    outcomes = {
        ids["丙待公示"]: ("OBJECTION_UPHELD", "业绩非本人所为，经查属实。"),
        ids["丑同公示"]: ("OBJECTION_DISMISSED", "反映与事实不符。"),
    }
    answer = forward(FORWARDED, notice, outcomes)
    assert answer.status_code == 303
    assert stage_of(world, second) == "区人社局审核"
    assert stage_of(world, place["before_notice"]) == "单位公示并报送"
    page = text_of(as_("employer", FORWARDED).get(f"/audits/{place['before_notice']}"))
    assert "异议" in page
    employer = as_("employer", FORWARDED)
    version = world.version(place["before_notice"])
    passed = {"decision": "PASS", "version": version, "opinion": "同意。"}
    assert employer.post(f"/audits/{place['before_notice']}/decide", data=passed).status_code == 400
    rejected = {"decision": "REJECT", "version": version, "reason": "异议成立。"}
    assert employer.post(f"/audits/{place['before_notice']}/decide", data=rejected).status_code == 303


@pytest.mark.parametrize("outcome", ["OBJECTION_UPHELD", "OBJECTION_DISMISSED"])
def test_an_objection_has_to_be_told(forward, entries, place, world, outcome):
    notice = world.notice([place["before_notice"]])
    entry = entries(notice)["丙待公示"]
    answer = forward(FORWARDED, notice, {entry: (outcome, " ")})
    assert answer.status_code == 400
    assert f'id="note_{entry}-error"' in answer.get_data(as_text=True)
    assert stage_of(world, place["before_notice"]) == "单位公示并报送"


def test_everybody_needs_an_outcome_and_forwarding_an_opinion(forward, entries, place, world):
    notice = world.notice([place["before_notice"]])
    entry = entries(notice)["丙待公示"]
    assert forward(FORWARDED, notice, {entry: ("", "")}).status_code == 400
    assert forward(FORWARDED, notice, opinion=" ").status_code == 400
    assert stage_of(world, place["before_notice"]) == "单位公示并报送"


def test_a_notice_is_forwarded_once(forward, place, world):
    notice = world.notice([place["before_notice"]])
    assert forward(FORWARDED, notice, version=1).status_code == 303
    assert forward(FORWARDED, notice, version=1).status_code == 409
    assert forward(FORWARDED, notice).status_code == 409


def test_a_notice_of_another_employer_is_not_found(forward, as_, place, world):
    notice = world.notice([place["before_notice"]])
    neighbour = as_("neighbour", FORWARDED)
    for address in (f"/notices/{notice}", f"/notices/{notice}/sheet.xlsx", f"/notices/{notice}/sheet.pdf"):
        assert neighbour.get(address).status_code == 404
    assert forward(FORWARDED, notice, who="neighbour").status_code == 404
    assert as_("hrss", FORWARDED).get(f"/notices/{notice}").status_code == 403


def test_while_the_notice_runs_the_workbench_refuses_to_forward(as_, place, world):
    world.notice([place["before_notice"]])
    employer = as_("employer", "2023-03-08 09:00")
    page = employer.get(f"/audits/{place['before_notice']}")
    assert "报送" in text_of(page)
    assert "2023年3月11日起方可报送" in text_of(page)
    assert link_in(page, "去公示与报送") == "/notices/"
    form = {"decision": "PASS", "version": world.version(place["before_notice"]), "opinion": "同意。"}
    assert employer.post(f"/audits/{place['before_notice']}/decide", data=form).status_code == 400


def test_who_is_returned_leaves_the_running_notice_which_is_cancelled_when_empty(place, world):
    notice = world.notice([place["before_notice"]])
    world.decided(place["before_notice"], Decision.RETURN, "employer", "2023-03-07 09:00")
    with world.reading():
        assert notices.load(notice).status is NoticeStatus.CANCELLED


@pytest.fixture
def returned(world, place):
    """The HRSS returns an application after its notice; the employer passes the corrected version again."""

    def again(specialty):
        world.decided(place["hrss"], Decision.RETURN, "hrss", PASSED)
        world.resubmitted("丁待区审", place["hrss"], "2023-03-14 09:00", statement="补充。", specialty=specialty)
        world.decided(place["hrss"], Decision.PASS, "employer", "2023-03-14 10:00")
        return place["hrss"]

    return again


def test_an_unchanged_notice_stands_for_a_corrected_version(returned, as_, world):
    own = returned(specialty=0)
    employer = as_("employer", "2023-03-14 11:00")
    assert "原公示仍有效，可直接报送" in text_of(employer.get("/notices/"))
    form = {"decision": "PASS", "version": world.version(own), "opinion": "公示内容未变，同意报送。"}
    assert employer.post(f"/audits/{own}/decide", data=form).status_code == 303
    assert stage_of(world, own) == "区人社局审核"


def test_changed_published_fields_need_a_new_notice(returned, as_, world):
    own = returned(specialty=1)
    employer = as_("employer", "2023-03-14 11:00")
    assert "原公示仍有效" not in text_of(employer.get("/notices/"))
    form = {"decision": "PASS", "version": world.version(own), "opinion": "同意报送。"}
    answer = employer.post(f"/audits/{own}/decide", data=form)
    assert answer.status_code == 400
    assert "须重新公示" in text_of(answer)
    world.complete(world.notice([own], "2023-03-15 09:00"), "2023-03-22 09:00")
    assert stage_of(world, own) == "区人社局审核"


def rows_of(answer):
    return list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))


def test_the_spreadsheet_holds_the_people_as_published(as_, place, world):
    notice = world.notice([place["before_notice"]])
    answer = as_("employer", NOTICED).get(f"/notices/{notice}/sheet.xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    rows = rows_of(answer)
    person = next(row for row in rows if row[1] == "丙待公示")
    assert person[:6] == ("1", "丙待公示", "男", "1990年3月", "大专", "市场营销")
    assert person[8:11] == ("助理工程师", "机械工程", "正常申报")
    assert "丙待公示的厂房改造工程" in person[11]
    assert any("2023年3月6日" in str(row[0]) and "2023年3月10日" in str(row[0]) for row in rows)


def test_the_sheet_can_be_had_for_those_who_wait_before_a_notice_starts(as_, place, world):
    query = f"plan={world.plan_id}&rowid={place['before_notice']}"
    employer = as_("employer", NOTICED)
    answer = employer.get(f"/notices/waiting/sheet.xlsx?{query}")
    assert any(row[1] == "丙待公示" for row in rows_of(answer))
    assert (
        employer.get(f"/notices/waiting/sheet.xlsx?plan={world.plan_id}&rowid={place['neighbour']}").status_code == 404
    )
    assert employer.get("/notices/waiting/sheet.xlsx").status_code == 404
    assert employer.get(f"/notices/waiting/sheet.doc?{query}").status_code == 404


def test_the_pdf_is_a_pdf(as_, place, world):
    notice = world.notice([place["before_notice"]])
    answer = as_("employer", NOTICED).get(f"/notices/{notice}/sheet.pdf")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")


def test_a_notice_whose_people_were_closed_meanwhile_forwards_the_others(forward, place, world):
    second = world.audited("寅同公示")
    notice = world.notice([place["before_notice"], second])
    world.decided(second, Decision.REJECT, "employer", "2023-03-08 09:00")
    assert forward(FORWARDED, notice).status_code == 303
    assert stage_of(world, place["before_notice"]) == "区人社局审核"
    assert stage_of(world, second) == Status.REJECTED.name
