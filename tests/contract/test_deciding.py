"""The auditor's record and decisions over the API, and one's own applications."""

from __future__ import annotations

import pytest

from app.applications import queries as applications
from app.core.workflow import Decision, Status
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind

AT = "2023-03-13 10:00"


@pytest.fixture
def decide(program, world):
    """`decide("hrss", id, decision="PASS", …)`: post a decision for the version as it is now."""

    def posted(who, application_id, at=AT, **body):
        body.setdefault("version", world.version(application_id))
        return program(who, at).post(f"/api/v1/audits/{application_id}/decisions", json=body)

    return posted


def stored(world, application_id):
    with world.reading():
        own = applications.load(application_id)
        return own.status, own.stage.name if own.stage else ""


def test_the_record_shows_what_the_workbench_shows(program, place, world):
    told = program("hrss").get(f"/api/v1/audits/{place['hrss']}").json
    assert told["applicant"] == "丁待区审"
    assert told["is_ours"] is True
    assert [(one["decision"]["code"], one["blocked"]) for one in told["offered"]] == [
        ("PASS", ""),
        ("RETURN", ""),
        ("REJECT", ""),
    ]
    assert told["version"] == world.version(place["hrss"])
    identity = {pair["label"]: pair["value"] for pair in told["submission"]["identity"]}
    assert "********" in identity["证件号码"]
    assert [(step["printed_step"], step["status"]["code"]) for step in told["route"]] == [
        (2, "DONE"),
        (3, "NOW"),
        (4, "TODO"),
    ]
    assert [event["action"]["code"] for event in told["history"]][:2] == ["SUBMIT", "PASS"]
    with world.reading():
        submission = applications.newest_submission(place["hrss"])
        assert told["submission"]["sha256"] == submission.sha256
        assert len(told["findings"]) == len(submission.content["findings"])


def test_who_does_not_hold_it_is_offered_nothing(program, place):
    told = program("employer").get(f"/api/v1/audits/{place['hrss']}").json
    assert (told["is_ours"], told["offered"]) == (False, [])


def test_a_pass_is_201_and_says_where_the_application_is_now(decide, place, world):
    answer = decide("hrss", place["hrss"], decision="PASS", opinion="符合条件。")
    assert answer.status_code == 201
    assert answer.json["stage"] == "初评委评审"
    assert answer.json["holder"]["code"] == "shangyu-engineering-junior-office"
    assert answer.json["version"] == world.version(place["hrss"])
    assert "已通过" in answer.json["message"]
    assert stored(world, place["hrss"]) == (Status.UNDER_WAY, "初评委评审")
    with world.reading():
        row = decisions.latest(SubjectKind.APPLICATION, place["hrss"], Action.PASS)
        assert (row.opinion, row.actor_name) == ("符合条件。", "hrss")


def test_a_return_keeps_its_defects_in_order(decide, place, world):
    defects = [{"section": "statement", "text": " 请补充。 "}, {"section": "education", "text": "看不清。"}]
    answer = decide("hrss", place["hrss"], decision="RETURN", defects=defects)
    assert answer.status_code == 201
    assert answer.json["return_due_on"] == "2023-03-20"
    assert stored(world, place["hrss"])[0] is Status.RETURNED
    with world.reading():
        row = decisions.latest(SubjectKind.APPLICATION, place["hrss"], Action.RETURN)
        assert row.details["defects"] == [
            {"section": "statement", "text": "请补充。"},
            {"section": "education", "text": "看不清。"},
        ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"decision": "PASS"}, "opinion"),
        ({"decision": "PASS", "opinion": " "}, "opinion"),
        ({"decision": "RETURN", "defects": [{"section": "photo", "text": " "}]}, "defects"),
        ({"decision": "REJECT"}, "reason"),
        ({"decision": "PASS", "opinion": "同" * 501}, "opinion"),
        ({"decision": "CONCLUDE", "opinion": "同意"}, "decision"),
        ({"decision": "RETURN", "defects": [{"section": "nothing", "text": "a"}]}, "defects.0.section"),
        ({"decision": "PASS", "opinion": "同意", "version": "9"}, "version"),
        ({"decision": "PASS", "opinion": "同意", "version": 0}, "version"),
        ({"decision": "PASS", "opinion": "同意", "version": 2**31}, "version"),
        ({"decision": "PASS", "opinion": "同意", "approved": True}, "approved"),
    ],
)
def test_what_a_decision_lacks_is_told_and_nothing_changes(decide, place, world, body, field):
    before = world.version(place["hrss"])
    answer = decide("hrss", place["hrss"], **body)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json["errors"]]
    assert (stored(world, place["hrss"])[1], world.version(place["hrss"])) == ("区人社局审核", before)


def test_an_opinion_has_at_most_500_characters(decide, place):
    assert decide("hrss", place["hrss"], decision="PASS", opinion="同" * 500).status_code == 201


def test_the_second_of_two_gets_409_with_who_acted_and_when(decide, place, world):
    seen = world.version(place["hrss"])
    assert decide("hrss", place["hrss"], decision="PASS", opinion="同意。", version=seen).status_code == 201
    late = decide("hrss", place["hrss"], "2023-03-13 10:05", decision="REJECT", reason="否。", version=seen)
    assert (late.status_code, late.mimetype) == (409, "application/problem+json")
    assert "hrss" in late.json["detail"]
    assert "2023年3月13日 10:00" in late.json["detail"]
    assert stored(world, place["hrss"])[1] == "初评委评审"


def test_anothers_row_is_404_one_in_sight_403_and_a_looker_403(decide, place, world):
    body = {"decision": "PASS", "opinion": "同意。"}
    assert decide("neighbour", place["audit"], **body).status_code == 404
    assert decide("employer", place["hrss"], **body).status_code == 403
    assert decide("planner", place["hrss"], **body).status_code == 403
    assert stored(world, place["hrss"])[1] == "区人社局审核"


def test_a_conclusion_has_a_form_of_its_own(decide, place, world):
    answer = decide("office", place["ready"], decision="PASS", opinion="同意。")
    assert answer.status_code == 400
    assert "初评委评审" in answer.json["detail"]


def test_a_gate_that_waits_blocks_the_pass_and_says_so(program, decide, place, world):
    told = program("office").get(f"/api/v1/audits/{place['owing']}").json
    assert [one["decision"]["code"] for one in told["offered"]] == ["RETURN", "REJECT"]


def test_ones_own_application_with_its_way_history_and_deadlines(program, place, world):
    world.decided(place["hrss"], Decision.RETURN, "hrss", "2023-03-13 09:00")
    person = program("丁待区审")
    rows = person.get("/api/v1/my/applications").json["items"]
    assert [row["id"] for row in rows] == [place["hrss"]]
    told = person.get(f"/api/v1/my/applications/{place['hrss']}").json
    assert told["status"]["code"] == "RETURNED"
    assert told["return_due_on"] == told["deadline"] == "2023-03-20"
    assert told["history"][-1]["action"] == {"code": "RETURN", "name": "退回"}
    assert told["history"][-1]["defects"]
    assert [version["version"] for version in told["versions"]] == [1]
    assert len(told["route"]) == 3


def test_the_fee_and_the_papers_of_ones_own_application_have_their_days(program, place):
    told = program("戊待缴费").get(f"/api/v1/my/applications/{place['owing']}").json
    assert told["fee_due_on"] == "2023-03-27"
    assert told["paper_due_on"] == "2023-03-20"
    assert told["deadline"] is None


def test_a_conclusion_is_not_told_before_it_is_announced(program, place):
    told = program("庚待公布").get(f"/api/v1/my/applications/{place['concluded']}").json
    concluded = next(event for event in told["history"] if event["action"]["code"] == "CONCLUDE")
    assert concluded["text"] == ""
    seen = program("hrss").get(f"/api/v1/audits/{place['concluded']}").json
    assert next(event for event in seen["history"] if event["action"]["code"] == "CONCLUDE")["text"] != ""


def test_anothers_application_is_not_found(program, place):
    assert program("甲待审").get(f"/api/v1/my/applications/{place['hrss']}").status_code == 404
