"""What a decision must say, and what a route must be."""

from dataclasses import replace

import pytest
from workflow_routes import printed_route, stage

from app.core.workflow import (
    TEXT_LIMIT,
    Decision,
    Defect,
    Gate,
    HolderKind,
    ResumeAt,
    ReturnTo,
    StageKind,
    check_decision,
    check_route,
    check_words,
)

SECTIONS = {"education", "archive"}
GOOD = Defect("education", "学位证书模糊不清")


def fields(decision, opinion="", reason="", defects=()):
    return [one.field for one in check_decision(decision, opinion, reason, defects, SECTIONS)]


@pytest.mark.parametrize(
    ("decision", "given", "missing"),
    [
        (Decision.PASS, {"opinion": "符合申报条件"}, "opinion"),
        (Decision.REJECT, {"reason": "工作年限不足"}, "reason"),
        (Decision.RETURN, {"defects": [GOOD]}, "defects"),
    ],
)
def test_each_decision_needs_its_own_words(decision, given, missing):
    assert fields(decision, **given) == []
    assert fields(decision) == [missing]


def test_the_words_of_another_decision_do_not_help():
    assert fields(Decision.PASS, reason="工作年限不足", defects=[GOOD]) == ["opinion"]
    assert fields(Decision.REJECT, opinion="符合申报条件", defects=[GOOD]) == ["reason"]
    assert fields(Decision.RETURN, opinion="符合申报条件", reason="请补充") == ["defects"]


def test_white_space_is_no_text():
    assert fields(Decision.PASS, opinion=" \n\u3000") == ["opinion"]
    assert fields(Decision.REJECT, reason="\t ") == ["reason"]
    assert fields(Decision.RETURN, defects=[Defect("archive", " \u3000")]) == ["defects"]


@pytest.mark.parametrize("decision", [Decision.SUBMIT, Decision.CONCLUDE, Decision.WITHDRAW, Decision.UNDO])
def test_other_decisions_need_no_words(decision):
    assert fields(decision) == []


def test_a_defect_names_a_known_section_and_says_what_to_correct():
    wrong = [GOOD, Defect("nowhere", "模糊"), Defect("archive", "")]
    found = check_decision(Decision.RETURN, "", "", wrong, SECTIONS)
    assert [(one.field, one.params) for one in found] == [("defects", {"row": 2}), ("defects", {"row": 3})]
    assert "section" in found[0].message
    assert "corrected" in found[1].message


@pytest.mark.parametrize(("length", "found"), [(TEXT_LIMIT - 1, False), (TEXT_LIMIT, False), (TEXT_LIMIT + 1, True)])
def test_texts_have_at_most_five_hundred_characters(length, found):
    text = "合" * length
    assert fields(Decision.PASS, opinion=f"  {text}\n") == ["opinion"] * found
    assert fields(Decision.REJECT, reason=text) == ["reason"] * found
    assert fields(Decision.RETURN, defects=[Defect("archive", text)]) == ["defects"] * found
    assert fields(Decision.RETURN, reason=text, defects=[GOOD]) == ["reason"] * found


@pytest.mark.parametrize(
    ("decision", "given", "missing"),
    [
        (Decision.PASS, {"opinion": "属实"}, "opinion"),
        (Decision.RETURN, {"reason": "证明不清晰"}, "defects"),
        (Decision.REJECT, {"reason": "不是本人业绩"}, "reason"),
    ],
)
def test_an_audit_of_anything_else_needs_the_same_words(decision, given, missing):
    assert check_words(decision, **given) == []
    assert [one.field for one in check_words(decision, " \u3000", "\t")] == [missing]
    assert [one.field for one in check_words(decision)] == [missing]


@pytest.mark.parametrize(("length", "found"), [(499, False), (500, False), (501, True)])
def test_an_opinion_is_limited_everywhere_white_space_not_counted(length, found):
    text = "合 " * length
    assert [one.field for one in check_words(Decision.PASS, text)] == ["opinion"] * found
    assert fields(Decision.PASS, opinion=text) == ["opinion"] * found


def test_the_limit_is_five_hundred_and_the_message_gives_both_figures():
    assert TEXT_LIMIT == 500
    [found] = check_decision(Decision.PASS, "合" * 501, "", [], SECTIONS)
    assert found.params == {"found": 501, "wanted": 500}


def test_all_violations_are_shown_together():
    long = "合" * 501
    defects = [Defect("nowhere", "")]
    found = fields(Decision.PASS, opinion="", reason=long, defects=defects)
    assert found == ["opinion", "defects", "defects", "reason"]


def good(**changes):
    """A route without faults, with the fields of one stage changed: `good(s2={...})`."""
    rows = [
        (1, StageKind.AUDIT, {}),
        (2, StageKind.PUBLIC_NOTICE, {}),
        (3, StageKind.AUDIT, {"holder": HolderKind.HRSS_COUNTY}),
        (4, StageKind.REVIEW, {"gates": (Gate.FEE_PAID, Gate.PAPER_RECEIVED)}),
        (5, StageKind.ANNOUNCEMENT, {}),
        (6, StageKind.ISSUANCE, {}),
    ]
    stages = [stage(number, kind, **given) for number, kind, given in rows]
    return [replace(one, **changes.get(f"s{one.id // 10}", {})) for one in stages]


def faults(stages, **plan):
    return [(one.position, one.code) for one in check_route(stages, **plan)]


def test_good_routes_have_no_fault():
    assert check_route(good()) == []
    assert check_route(printed_route().stages) == []


def test_an_empty_route_is_a_fault():
    assert faults([]) == [(0, "EMPTY")]


@pytest.mark.parametrize(("position", "found"), [(1, True), (2, True), (3, False)])
def test_positions_rise(position, found):
    stages = good(s3={"position": position})
    assert ((position, "POSITION") in faults(stages)) is found


@pytest.mark.parametrize(("printed_step", "found"), [(1, True), (2, False), (3, False)])
def test_printed_steps_do_not_fall(printed_step, found):
    assert faults(good(s3={"printed_step": printed_step})) == [(3, "PRINTED_STEP")] * found


def test_the_first_stage_is_an_audit_by_the_employer_or_another():
    assert faults(good(s1={"holder": HolderKind.TALENT_EXCHANGE_CENTRE})) == []
    assert faults(good(s1={"kind": StageKind.INTERVIEW})) == [(1, "FIRST_STAGE")]


@pytest.mark.parametrize(("days", "found"), [(0, True), (4, True), (5, False), (6, False)])
def test_a_public_notice_lasts_at_least_five_working_days(days, found):
    assert faults(good(s2={"min_working_days": days})) == [(2, "NOTICE_DAYS")] * found


def test_a_gate_comes_after_an_audit():
    gates = {"gates": (Gate.FEE_PAID,)}
    assert faults(good(s1=gates)) == [(1, "EARLY_GATE")]
    assert faults(good(s2=gates)) == []


def test_a_gate_that_waits_for_a_notice_needs_one_before_it_or_on_it():
    gates = {"gates": (Gate.NOTICE_COMPLETED,)}
    assert faults(good(s2=gates)) == []
    assert faults(good(s3=gates)) == []
    assert faults(good(s2={"kind": StageKind.AUDIT}, s3=gates)) == [(3, "GATE_WITHOUT_NOTICE")]


@pytest.mark.parametrize(("name", "found"), [("", True), (" ", True), ("某市人才评价中心", False)])
def test_a_named_organisation_has_a_name(name, found):
    named = {"holder": HolderKind.NAMED_ORGANISATION, "holder_name": name}
    assert faults(good(s3=named)) == [(3, "HOLDER_NAME")] * found


@pytest.mark.parametrize("kind", StageKind)
def test_a_route_ends_with_issuance_or_a_recommendation(kind):
    final = kind in {StageKind.ISSUANCE, StageKind.RECOMMENDATION}
    assert faults([*good()[:4], stage(5, kind, min_working_days=5)]) == [(5, "LAST_STAGE")] * (not final)


def test_nothing_follows_issuance_and_only_reporting_and_issuance_follow_an_announcement():
    assert faults([*good(), stage(7, StageKind.ISSUANCE)]) == [(7, "AFTER_END")]
    assert faults([*good(), stage(7, StageKind.ANNOUNCEMENT)]) == [(7, "LAST_STAGE"), (7, "AFTER_END")]
    report = stage(6, StageKind.REPORTING)
    assert faults([*good()[:5], report, stage(7, StageKind.ISSUANCE)]) == []
    assert faults([*good()[:5], report, stage(7), stage(8, StageKind.ISSUANCE)]) == [(7, "AFTER_END")]


def test_the_first_stage_returns_to_the_applicant_only():
    back = {"return_to": ReturnTo.PREVIOUS_STAGE}
    assert faults(good(s1=back)) == [(1, "RETURN_TO")]
    assert faults(good(s3=back)) == []


def test_only_what_returns_to_the_applicant_can_resume_at_the_returning_stage():
    resume = {"resume_at": ResumeAt.RETURNING_STAGE}
    assert faults(good(s3=resume)) == []
    assert faults(good(s3=resume | {"return_to": ReturnTo.PREVIOUS_STAGE})) == [(3, "RESUME_AT")]


def test_a_condition_that_cannot_be_read_is_a_fault_with_its_key():
    [fault] = check_route(good(s3={"applies_when": {"moods": ["NORMAL"]}}))
    assert (fault.position, fault.code) == (3, "CONDITION")
    assert fault.params == {"stage": "环节3", "key": "moods"}


def test_a_list_that_is_not_one_is_a_fault_and_coverage_is_judged_once_it_is_mended():
    assert faults(good(s3={"applies_when": {"modes": "NORMAL"}})) == [(3, "CONDITION")]


def test_every_title_and_mode_meets_a_stage_that_surely_applies():
    modes = {"applies_when": {"modes": ["NORMAL"], "titles": ["ENGINEER"]}}
    stages = good(**{f"s{number}": modes for number in range(1, 7)})
    assert faults(stages, titles=["ENGINEER"], modes=["NORMAL"]) == []
    [fault] = check_route(stages, titles=["ENGINEER"], modes=["NORMAL", "EXCEPTIONAL"])
    assert (fault.position, fault.code) == (0, "COVERAGE")
    assert fault.params == {"title": "ENGINEER", "mode": "EXCEPTIONAL"}
    assert faults(stages) == [(0, "COVERAGE")]
    assert faults(stages[:5], titles=["ENGINEER"], modes=["DIRECT"]) == [(0, "COVERAGE"), (5, "LAST_STAGE")]


def test_a_stage_that_depends_on_the_person_covers_nobody():
    hosted = {"applies_when": {"modes": ["NORMAL"], "file_hosted": False}}
    stages = good(**{f"s{number}": hosted for number in range(1, 7)})
    assert faults(stages, titles=["ENGINEER"], modes=["NORMAL"]) == [(0, "COVERAGE")]


def test_all_faults_are_shown_together_in_the_order_of_the_stages():
    stages = good(s1={"kind": StageKind.INTERVIEW}, s2={"min_working_days": 4}, s6={"kind": StageKind.AUDIT})
    assert faults(stages) == [(1, "FIRST_STAGE"), (2, "NOTICE_DAYS"), (6, "LAST_STAGE"), (6, "AFTER_END")]
