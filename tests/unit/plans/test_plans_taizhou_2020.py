"""The two Taizhou plans: what each has of its own, what it takes from the city and the province, its boundaries."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from notice_packs import Assessed, faults_of, whole

from app.core.eligibility import (
    AchievementDate,
    ApplicantFacts,
    Ban,
    ContinuingEducationHours,
    EducationLevel,
    EducationRecord,
    InsurancePeriod,
    Outcome,
    Ruling,
    RulingKind,
)
from app.core.workflow import Subject, matches
from app.plans.rules.attachments import applies

PROVINCE, CITY = "province-2020-quality", "taizhou-2020-notice"
SENIOR, FULL = "taizhou-2020-quality-senior", "taizhou-2020-quality-full-senior"
TITLES = {SENIOR: "senior-engineer", FULL: "full-senior-engineer"}
MODES = [
    "NORMAL",
    "SELF_SCORED",
    "LANDMARK_ACHIEVEMENT",
    "TITLE_CONVERSION",
    "CONCURRENT_TITLE",
    "SKILLED_TALENT",
]
SUBMITTED = date(2020, 8, 14)
COMPANY, INSTITUTION = "NON_PUBLIC_ENTERPRISE", "PUBLIC_INSTITUTION"
PASS, FAIL, OPEN = Outcome.PASS, Outcome.FAIL, Outcome.EVIDENCE_NEEDED
HOURS = ContinuingEducationHours(Decimal(60), Decimal(18), Decimal(12))
GOOD = ApplicantFacts(
    continuing_education=dict.fromkeys((2017, 2018, 2019), HOURS),
    work_region="331081",
    established_post=True,
    post_vacancies=1,
    present_post_since=date(2018, 1, 1),
    bans=(),
    statement_characters=1000,
    self_score=Decimal(90),
    achievements=(AchievementDate("检测方法标准", date(2015, 12, 31)),),
    profile_approved=True,
)
both = pytest.mark.parametrize("code", [SENIOR, FULL])


def subject(code, mode="NORMAL", kind=COMPANY, **more):
    return Subject(mode=mode, title_code=TITLES[code], employer_kind=kind, **more)


def held(code, facts, *changes, rulings=None, **asked):
    return Assessed(code, replace(facts, **dict(changes)), subject(code, **asked), SUBMITTED, rulings)


@pytest.mark.parametrize("code", [PROVINCE, CITY, SENIOR, FULL])
def test_the_pack_has_no_fault(code):
    assert faults_of(code) == []


def test_only_the_two_plans_take_applications_and_each_defers_to_the_city_which_defers_to_the_province():
    assert [(whole(code)["parent"], whole(code)["takes_applications"]) for code in (PROVINCE, CITY, SENIOR, FULL)] == [
        (None, False),
        (PROVINCE, False),
        (CITY, True),
        (CITY, True),
    ]


@both
def test_a_plan_has_the_clauses_of_both_notices_and_the_rows_that_it_lacks(code):
    plan, city, province = whole(code), whole(CITY), whole(PROVINCE)
    keys = {row["key"] for row in plan["clauses"]}
    assert {"city-landmark", "city-review-sheet", "defence", "special-equipment", "ban-other"} <= keys
    assert plan["specialties"] == province["specialties"]
    assert [row["mode"] for row in plan["modes"]] == MODES
    assert (plan["requirements"], plan["attachments"], plan["fees"]) == (
        city["requirements"],
        city["attachments"],
        city["fees"],
    )
    assert [row["title"] for row in plan["titles"]] == [TITLES[code]]


def test_no_official_is_named():
    texts = {row["key"]: row["text"] for row in whole(SENIOR)["clauses"]}
    assert texts["city-contact"].startswith("联系人：〔姓名〕联系电话：88510736")
    assert texts["contacts-office"].count("〔姓名〕") == 3
    assert texts["contacts-papers"].startswith("报名与材料审核咨询:〔姓名〕,电话:0571-88360857")


@both
def test_three_copies_on_a3_with_a_seam_binding_go_to_the_city_s_bureau(code):
    plan = whole(code)
    sheet = (plan["paper_copies"], plan["paper_size"], plan["paper_binding"], plan["paper_receiver"])
    assert sheet == (3, "A3", "骑缝装订", "taizhou-economy-bureau")
    assert plan["seniority_cutoff_date"] == date(2020, 12, 31)


@pytest.mark.parametrize(
    ("code", "own"),
    [(SENIOR, {"浙江省质量技术基础专业高级工程师评审打分表"}), (FULL, set())],
)
def test_the_paper_forms_beside_the_review_sheet_are_those_of_the_level_and_the_person(code, own):
    def handed_in(**asked):
        rows = whole(code)["papers"]
        return {row["name"] for row in rows if matches(row["applies_when"], subject(code, **asked))}

    common = {"申报专业技术职务任职资格评审委托书", "专业技术工作业绩说明表"} | own
    assert handed_in() == common
    assert handed_in(kind=INSTITUTION, established=True) == common | {"事业单位人员职称申报岗位信息表"}
    assert handed_in(kind=INSTITUTION, established=False) == common
    assert handed_in(mode="LANDMARK_ACHIEVEMENT") == common | {"推荐直接晋升高级专业技术职务任职资格审批表"}


@pytest.mark.parametrize(
    ("code", "city", "province", "first", "last"),
    [
        (SENIOR, date(2020, 8, 30), date(2020, 9, 30), date(2020, 11, 1), date(2020, 11, 10)),
        (FULL, date(2020, 9, 27), date(2020, 10, 15), date(2020, 11, 21), date(2020, 11, 30)),
    ],
)
def test_each_authority_has_its_own_last_day_and_the_committee_its_ten_days(code, city, province, first, last):
    plan = whole(code)
    days = [(row["kind"], row["organisation"] or row["holder"], row["due_on"]) for row in plan["deadlines"]]
    assert days == [
        ("RECEIVING", "taizhou-economy-bureau", city),
        ("RECEIVING", "ACCEPTING_COMMITTEE_OFFICE", province),
        ("REVIEW", None, last),
    ]
    assert plan["deadlines"][2]["starts_on"] == first
    assert plan["opens_on"] < plan["applicant_deadline"] < plan["employer_deadline"] < city


@both
@pytest.mark.parametrize("mode", MODES)
def test_every_path_stands_in_a_document_and_waits_for_an_auditor(code, mode):
    key = next(row["key"] for row in whole(code)["paths"] if row["mode"] == mode)
    ruling = {f"path:{key}": Ruling(RulingKind.CONFIRMED, "经核对符合评价条件")}
    assert held(code, GOOD, mode=mode).qualification.outcome is OPEN
    assert held(code, GOOD, mode=mode, rulings=ruling).qualification.outcome is PASS


@both
@pytest.mark.parametrize(("score", "outcome"), [("89", FAIL), ("89.9", FAIL), ("90", PASS), ("91", PASS)])
def test_the_self_score_reaches_90_and_the_intermediate_committee_approves_it(code, score, outcome):
    found = held(code, GOOD, ("self_score", Decimal(score)), mode="SELF_SCORED").requirements
    assert (found["self-score"], found["self-score-approved"]) == (outcome, OPEN)


@both
@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "SELF_SCORED"])
def test_other_modes_ask_for_no_self_score(code, mode):
    found = held(code, GOOD, ("self_score", None), mode=mode).requirements
    assert {"self-score", "self-score-approved"}.isdisjoint(found)
    assert ("landmark-condition" in found) is (mode == "LANDMARK_ACHIEVEMENT")


@both
@pytest.mark.parametrize(
    ("achieved", "since", "outcome"),
    [
        (date(2015, 12, 30), date(2018, 1, 1), FAIL),
        (date(2015, 12, 31), date(2018, 1, 1), PASS),
        (date(2016, 1, 1), date(2018, 1, 1), PASS),
        (date(2012, 6, 30), date(2012, 7, 1), FAIL),
        (date(2012, 7, 1), date(2012, 7, 1), PASS),
        (date(2012, 7, 2), date(2012, 7, 1), PASS),
        (date(2015, 12, 30), None, OPEN),
    ],
)
def test_achievements_are_of_the_present_post_or_of_the_latest_five_years(code, achieved, since, outcome):
    entry = ("achievements", (AchievementDate("检测方法标准", achieved),))
    found = held(code, GOOD, entry, ("present_post_since", since)).requirements
    assert found["achievements-since"] is outcome


@both
@pytest.mark.parametrize(
    ("years", "outcome"), [((2018, 2019), OPEN), ((2017, 2018, 2019), PASS), ((2016, 2017, 2018, 2019), PASS)]
)
def test_hours_of_the_latest_three_years_are_registered(code, years, outcome):
    hours = ("continuing_education", dict.fromkeys(years, HOURS))
    found = held(code, GOOD, hours).requirements
    assert (found["ce-years"], found["ce-hours"]) == (outcome, OPEN)


@both
@pytest.mark.parametrize(
    ("ban", "outcome"),
    [
        (Ban(date(2017, 1, 1), date(2019, 12, 31)), PASS),
        (Ban(date(2018, 1, 1), date(2020, 12, 31)), FAIL),
        (Ban(SUBMITTED, SUBMITTED), FAIL),
    ],
)
def test_a_ban_in_force_on_the_day_bars_the_application(code, ban, outcome):
    assert held(code, GOOD, ("bans", (ban,))).requirements["no-ban"] is outcome


@both
@pytest.mark.parametrize(("characters", "outcome"), [(999, PASS), (1000, PASS), (1001, FAIL)])
def test_the_statement_has_at_most_1000_characters(code, characters, outcome):
    assert held(code, GOOD, ("statement_characters", characters)).requirements["statement-length"] is outcome


@both
@pytest.mark.parametrize(("region", "outcome"), [("331000", PASS), ("331081", PASS), ("330782", FAIL)])
def test_the_plan_is_for_those_who_work_in_the_city(code, region, outcome):
    assert held(code, GOOD, ("work_region", region)).requirements["work-region"] is outcome


@both
@pytest.mark.parametrize(("vacancies", "outcome"), [(0, FAIL), (1, PASS)])
def test_an_institution_s_established_post_needs_a_vacancy(code, vacancies, outcome):
    found = held(code, GOOD, ("post_vacancies", vacancies), kind=INSTITUTION).requirements
    assert (found["post-vacancy"], found["linked-appointment"]) == (outcome, OPEN)
    assert {"post-vacancy", "linked-appointment"}.isdisjoint(held(code, GOOD).requirements)


@both
@pytest.mark.parametrize(("approved", "outcome"), [(True, PASS), (False, FAIL), (None, OPEN)])
def test_the_employer_passes_the_personal_information_first(code, approved, outcome):
    assert held(code, GOOD, ("profile_approved", approved)).requirements["profile-approved"] is outcome


def test_no_requirement_is_left_unwalked():
    walked = {
        "work-region",
        "profile-approved",
        "self-score",
        "self-score-approved",
        "landmark-condition",
        "achievements-since",
        "statement-length",
        "no-ban",
        "ce-years",
        "ce-hours",
        "post-vacancy",
        "linked-appointment",
    }
    confirmed = {"criteria", "achievements-related", "no-offence"}
    assert {row["key"] for row in whole(CITY)["requirements"]} == walked | confirmed
    found = held(SENIOR, GOOD).requirements
    assert {found[key] for key in confirmed} == {OPEN}


@both
@pytest.mark.parametrize(
    ("mode", "own"),
    [
        ("NORMAL", set()),
        ("SELF_SCORED", {"self-score-evidence"}),
        ("LANDMARK_ACHIEVEMENT", {"direct-promotion-sheet"}),
        ("TITLE_CONVERSION", {"held-title"}),
        ("CONCURRENT_TITLE", {"held-title"}),
        ("SKILLED_TALENT", {"skilled-talent-evidence"}),
    ],
)
def test_each_mode_asks_for_its_own_attachments(code, mode, own):
    def asked_for(facts=GOOD, **asked):
        rows = [row for row in whole(code)["attachments"] if row["required"]]
        return {row["key"] for row in rows if applies(row["applies_when"], facts, subject(code, mode, **asked))}

    assert asked_for() == {"ce-certificate"} | own
    in_post = asked_for(kind=INSTITUTION, established=True)
    assert in_post == asked_for() | {"post-information-sheet"}
    outside = replace(GOOD, insurance=(InsurancePeriod(started_on=date(2019, 1, 1), region="320000"),))
    assert asked_for(outside) == asked_for() | {"insurance-proof"}


@pytest.mark.parametrize(("graduated", "asks"), [(date(2000, 12, 31), True), (date(2001, 1, 1), False)])
def test_education_of_before_2001_is_proved(graduated, asks):
    record = EducationRecord(level=EducationLevel.BACHELOR, graduated_on=graduated)
    proof = next(row for row in whole(SENIOR)["attachments"] if row["key"] == "education-proof")
    assert applies(proof["applies_when"], replace(GOOD, education=(record,)), subject(SENIOR)) is asks


def test_special_equipment_is_reviewed_by_the_association_at_the_senior_level_alone():
    accepting = {code: [row["committee"] for row in whole(code)["committees"]] for code in (SENIOR, FULL)}
    assert accepting == {
        SENIOR: ["zhejiang-quality-senior", "zhejiang-special-equipment-senior"],
        FULL: ["zhejiang-quality-full-senior"],
    }
