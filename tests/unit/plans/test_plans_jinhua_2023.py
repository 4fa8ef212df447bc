"""Every rule of the Jinhua pack at its boundary: one below, on it, one above; each mode and title asks for its own."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from notice_packs import Assessed, faults_of, whole

from app.core.eligibility import (
    ApplicantFacts,
    AppraisalResult,
    ContinuingEducationHours,
    Degree,
    EducationLevel,
    EducationRecord,
    EmploymentRecord,
    FieldMatch,
    InsurancePeriod,
    Outcome,
    Procedure,
    RecommenderFacts,
    Ruling,
    RulingKind,
    TitleHeld,
    VocationalRecord,
    add_months,
)
from app.core.workflow import Subject, matches
from app.plans.rules.attachments import applies

CODE = "jinhua-2023-construction"
PLAN = whole(CODE)
CUTOFF = date(2023, 12, 31)
SUBMITTED = date(2023, 7, 20)
DAY = timedelta(days=1)
REVIEWED = [
    "NORMAL",
    "SELF_SCORED",
    "CONVERSION_OR_CONCURRENT",
    "DIRECT",
    "VOCATIONAL_QUALIFICATION",
    "SKILLED_TALENT",
]
JUNIOR = ["technician", "assistant-engineer"]
COMPANY, INSTITUTION = "NON_PUBLIC_ENTERPRISE", "PUBLIC_INSTITUTION"
PASS, FAIL, OPEN = Outcome.PASS, Outcome.FAIL, Outcome.EVIDENCE_NEEDED


def subject(mode="NORMAL", title="engineer", kind=COMPANY, **more):
    return Subject(mode=mode, title_code=title, employer_kind=kind, **more)


def diploma(level=EducationLevel.COLLEGE, degree=Degree.NONE, match=FieldMatch.MATCHED):
    return EducationRecord(level=level, degree=degree, graduated_on=date(2005, 7, 1), match=match)


def appointed(since, until=None):
    return TitleHeld(
        code="assistant-engineer", obtained_on=date(2015, 1, 1), appointed_on=since, appointment_ended_on=until
    )


HOURS = ContinuingEducationHours(Decimal(60), Decimal(18), Decimal(12))
GOOD = ApplicantFacts(
    education=(diploma(),),
    employment=(EmploymentRecord(started_on=date(2010, 1, 1)),),
    titles=(appointed(date(2019, 12, 31)),),
    vocational=(),
    appraisals={2022: AppraisalResult.QUALIFIED},
    continuing_education=dict.fromkeys(range(2019, 2023), HOURS),
    civil_servant=False,
    employer_kind=COMPANY,
    work_region="330782",
    credit_clear=True,
    established_post=True,
    post_vacancies=1,
    statement_characters=1000,
)


def held(facts, *changes, rulings=None, **asked):
    facts = replace(facts, **dict(changes))
    kind = asked.get("kind", facts.employer_kind)
    return Assessed(CODE, facts, subject(**{**asked, "kind": kind}), SUBMITTED, rulings)


def test_the_pack_has_no_fault():
    assert faults_of(CODE) == []


def test_every_place_that_the_notice_leaves_open_gives_its_reason():
    left_open = {"seniority_cutoff_date", "opens_on", "applicant_deadline", "employer_deadline", "paper_copies"}
    assert left_open <= PLAN["decided"].keys()
    assert all(row["decided"] for row in PLAN["specialties"] + PLAN["fees"])
    assert "规定学历" in next(row["decided"] for row in PLAN["paths"] if row["key"] == "engineer-normal")


def test_a_printed_category_leads_to_the_option_of_the_platform():
    options = {row["name"]: row["option"] or row["name"] for row in PLAN["modes"]}
    assert options == {
        "正常申报": "正常申报",
        "“自评与推荐”申报": "自评分申报",
        "“转（兼）评”申报": "转（兼）评",
        "直接（ABC类）申报": "破格申报",
        "职（执）业资格申报": "正常申报",
        "技能人才申报": "技能人才申报",
        "初定": "初定",
    }
    assert [row["name"] for row in PLAN["categories"]] == ["规划与设计类", "施工与监理类", "技术管理类"]


@pytest.mark.parametrize(
    ("since", "outcome"),
    [(date(2019, 12, 30), PASS), (date(2019, 12, 31), PASS), (date(2020, 1, 1), FAIL)],
)
def test_four_years_as_appointed_assistant_engineer_are_full_at_the_end_of_2023(since, outcome):
    assert held(GOOD, ("titles", (appointed(since),))).path("engineer-normal").outcome is outcome


def test_the_appointment_and_not_the_title_is_counted_and_letters_add_up():
    only_title = TitleHeld(code="assistant-engineer", obtained_on=date(2015, 1, 1))
    assert held(GOOD, ("titles", (only_title,))).path("engineer-normal").outcome is OPEN
    letters = (appointed(date(2017, 1, 1), date(2018, 12, 31)), appointed(date(2022, 1, 1)))
    assert held(GOOD, ("titles", letters)).path("engineer-normal").outcome is PASS
    ended = (appointed(date(2016, 1, 1), date(2022, 12, 31)),)
    assert held(GOOD, ("titles", ended)).path("engineer-normal").outcome is FAIL


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (diploma(EducationLevel.SECONDARY_VOCATIONAL), FAIL),
        (diploma(EducationLevel.COLLEGE, match=FieldMatch.UNMATCHED), PASS),
        (diploma(EducationLevel.BACHELOR), PASS),
        (diploma(EducationLevel.SENIOR_MIDDLE, Degree.BACHELOR), PASS),
    ],
)
def test_the_prescribed_education_is_junior_college_or_a_degree(record, outcome):
    assert held(GOOD, ("education", (record,))).path("engineer-normal").outcome is outcome


JUNIOR_YEARS = {
    "technician-bachelor": 0,
    "technician-college": 1,
    "technician-school": 8,
    "assistant-postgraduate": 0,
    "assistant-bachelor": 1,
    "assistant-college": 3,
    "assistant-secondary-vocational": 5,
    "assistant-senior-middle": 10,
    "assistant-junior-middle": 12,
}
CONFERMENT_YEARS = {
    "technician-conferment": 1,
    "assistant-conferment-postgraduate": 0,
    "assistant-conferment-bachelor": 1,
    "assistant-conferment-college": 3,
    "assistant-conferment-secondary-vocational": 5,
    "engineer-conferment-master": 3,
    "engineer-conferment-doctor": 0,
}
DOCUMENTS = {
    "engineer-conversion-other-series": "CONVERSION_OR_CONCURRENT",
    "engineer-direct": "DIRECT",
    "engineer-other-registration": "VOCATIONAL_QUALIFICATION",
    "engineer-skilled-talent": "SKILLED_TALENT",
}
PRINTED = {
    "engineer-normal",
    "engineer-self-scored",
    "engineer-conversion",
    "engineer-constructor-first",
    "engineer-constructor-second",
}
PATHS = {row["key"]: row for row in PLAN["paths"]}


def test_no_path_is_left_unwalked():
    assert PATHS.keys() == PRINTED | JUNIOR_YEARS.keys() | CONFERMENT_YEARS.keys() | DOCUMENTS.keys()


def lowest(row, match=FieldMatch.MATCHED):
    if row["education"]:
        return diploma(min(EducationLevel[name] for name in row["education"]), match=match)
    return diploma(EducationLevel.POSTGRADUATE, min(Degree[name] for name in row["degree"]), match)


def outcome(key, started_on, match=FieldMatch.MATCHED):
    row = PATHS[key]
    jobs = (EmploymentRecord(started_on=started_on),) if started_on else ()
    changes = (("education", (lowest(row, match),)), ("employment", jobs))
    found = held(GOOD, *changes, mode=row["mode"], title=row["title"], kind=INSTITUTION)
    return found.path(key).outcome


@pytest.mark.parametrize(("key", "years"), [*JUNIOR_YEARS.items(), *CONFERMENT_YEARS.items()])
def test_a_path_opens_on_the_day_its_years_are_full(key, years):
    if not years:
        assert outcome(key, None) is PASS
        return
    on_the_day = add_months(CUTOFF, -12 * years)
    assert outcome(key, on_the_day - DAY) is PASS
    assert outcome(key, on_the_day) is PASS
    assert outcome(key, on_the_day + DAY) is FAIL


@pytest.mark.parametrize("key", CONFERMENT_YEARS)
def test_conferment_asks_for_a_matching_field_of_study(key):
    long_ago = date(2000, 1, 1)
    assert outcome(key, long_ago, FieldMatch.SIMILAR) is PASS
    assert outcome(key, long_ago, FieldMatch.UNMATCHED) is FAIL
    assert PATHS[key]["procedure"] == Procedure.INITIAL_CONFERMENT.name


@pytest.mark.parametrize(("key", "mode"), DOCUMENTS.items())
def test_a_path_that_stands_in_a_document_waits_for_an_auditor(key, mode):
    ruling = {f"path:{key}": Ruling(RulingKind.CONFIRMED, "经核对符合")}
    assert held(GOOD, mode=mode).path(key).outcome is OPEN
    assert held(GOOD, mode=mode, rulings=ruling).qualification.outcome is PASS


def test_self_scoring_asks_for_neither_education_nor_seniority():
    nothing = (("education", (diploma(EducationLevel.JUNIOR_MIDDLE),)), ("titles", ()), ("employment", ()))
    assert held(GOOD, *nothing, mode="SELF_SCORED").qualification.outcome is PASS
    assert held(GOOD, *nothing).qualification.outcome is FAIL


def test_conversion_asks_for_an_intermediate_title_of_another_specialty():
    engineer = TitleHeld(code="engineer", obtained_on=date(2020, 1, 1))
    mode = "CONVERSION_OR_CONCURRENT"
    assert held(GOOD, ("titles", (engineer,)), mode=mode).path("engineer-conversion").outcome is PASS
    assert held(GOOD, mode=mode).path("engineer-conversion").outcome is FAIL
    assert held(GOOD, mode=mode).requirements["conversion-need"] is OPEN


@pytest.mark.parametrize("name", ["一级建造师", "二级建造师"])
def test_a_constructor_s_registration_opens_its_path(name):
    holder = ("vocational", (VocationalRecord(name, date(2020, 1, 1)),))
    assert held(GOOD, holder, mode="VOCATIONAL_QUALIFICATION").qualification.outcome is PASS
    assert held(GOOD, mode="VOCATIONAL_QUALIFICATION").qualification.outcome is OPEN


@pytest.mark.parametrize("mode", [mode for mode in REVIEWED if mode != "NORMAL"])
def test_junior_titles_are_reviewed_in_the_normal_mode_alone(mode):
    assert [row["key"] for row in PLAN["paths"] if row["mode"] == mode and row["title"] in JUNIOR] == []
    assert held(GOOD, mode=mode, title="technician", kind=INSTITUTION).qualification.outcome is FAIL


@pytest.mark.parametrize(("score", "outcome"), [("116", FAIL), ("116.9", FAIL), ("117", PASS), ("118", PASS)])
def test_the_self_score_reaches_117(score, outcome):
    assert held(GOOD, ("self_score", Decimal(score)), mode="SELF_SCORED").requirements["self-score"] is outcome


def recommender(title="senior-engineer", in_service=True, related_specialty=True):
    return RecommenderFacts(title, in_service, related_specialty)


@pytest.mark.parametrize(
    ("people", "outcome"),
    [
        ([recommender()], FAIL),
        ([recommender()] * 2, PASS),
        ([recommender()] * 3, PASS),
        ([recommender(), recommender("full-senior-engineer")], PASS),
        ([recommender(), recommender("engineer")], FAIL),
        ([recommender(), recommender(related_specialty=False)], FAIL),
        ([recommender(), recommender(in_service=False)], FAIL),
        ([recommender(), recommender(related_specialty=None)], OPEN),
        ([recommender(), recommender("engineer"), recommender()], PASS),
    ],
)
def test_two_senior_engineers_in_service_of_the_same_or_a_similar_specialty_recommend(people, outcome):
    found = held(GOOD, ("recommenders", tuple(people)), mode="SELF_SCORED")
    assert found.requirements["recommenders"] is outcome


@pytest.mark.parametrize("mode", [mode for mode in REVIEWED if mode != "SELF_SCORED"])
def test_other_modes_ask_for_no_score_and_no_recommender(mode):
    assert {"self-score", "recommenders", "same-specialty"}.isdisjoint(held(GOOD, mode=mode).requirements)


@pytest.mark.parametrize(
    ("kind", "general", "direct"),
    [
        (COMPANY, PASS, PASS),
        ("STATE_OWNED_ENTERPRISE", PASS, FAIL),
        (INSTITUTION, PASS, FAIL),
        ("CIVIL_SERVICE_MANAGED", FAIL, FAIL),
        ("SOCIAL_ORGANISATION", FAIL, FAIL),
    ],
)
def test_direct_application_is_for_non_public_enterprises_and_managed_units_are_barred(kind, general, direct):
    found = held(GOOD, ("employer_kind", kind), mode="DIRECT").requirements
    assert (found["employer-kind"], found["employer-kind-direct"]) == (general, direct)
    assert "employer-kind-direct" not in held(GOOD, ("employer_kind", kind)).requirements


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"title": "technician"}, "employer-kind-junior"),
        ({"title": "assistant-engineer", "mode": "INITIAL_CONFERMENT"}, "employer-kind-junior"),
        ({"mode": "INITIAL_CONFERMENT"}, "employer-kind-conferment"),
    ],
)
def test_junior_titles_and_conferment_are_for_public_institutions(asked, key):
    assert held(GOOD, **asked).requirements[key] is FAIL
    assert held(GOOD, ("employer_kind", INSTITUTION), **asked).requirements[key] is PASS


@pytest.mark.parametrize(("characters", "outcome"), [(999, PASS), (1000, PASS), (1001, FAIL)])
def test_the_statement_has_at_most_1000_characters(characters, outcome):
    assert held(GOOD, ("statement_characters", characters)).requirements["statement-length"] is outcome


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("civil_servant", True), "not-civil-servant"),
        (("work_region", "330604"), "work-region"),
        (("credit_clear", False), "credit-check"),
        (("appraisals", {2022: AppraisalResult.BASICALLY_QUALIFIED}), "appraisal"),
        (
            ("continuing_education", {**GOOD.continuing_education, 2019: replace(HOURS, professional=Decimal("59.5"))}),
            "ce-hours-engineer",
        ),
        (
            ("continuing_education", {**GOOD.continuing_education, 2022: replace(HOURS, industry_public=Decimal(5))}),
            "ce-hours-engineer",
        ),
    ],
)
def test_a_necessary_condition_holds_and_fails_past_its_limit(change, key):
    assert held(GOOD).requirements[key] is PASS
    failed = held(GOOD, change).requirements
    assert {name for name, one in failed.items() if one is FAIL} == {key}


def test_figures_that_the_notice_does_not_print_can_be_waived():
    waivable = {row["key"] for row in PLAN["requirements"] if row["waivable"]}
    assert waivable == {"appraisal", "ce-hours-engineer", "ce-hours-junior"}


def test_hours_of_2018_are_not_asked_for_and_juniors_show_one_year():
    older = {**GOOD.continuing_education, 2018: ContinuingEducationHours()}
    assert held(GOOD, ("continuing_education", older)).requirements["ce-hours-engineer"] is PASS
    last = ("continuing_education", {2022: HOURS})
    assert held(GOOD, last).requirements["ce-hours-engineer"] is OPEN
    assert held(GOOD, last, title="technician", kind=INSTITUTION).requirements["ce-hours-junior"] is PASS


@pytest.mark.parametrize(("vacancies", "outcome"), [(0, FAIL), (1, PASS), (2, PASS)])
def test_an_established_post_of_an_institution_needs_a_vacancy(vacancies, outcome):
    facts = (("employer_kind", INSTITUTION), ("post_vacancies", vacancies))
    assert held(GOOD, *facts).requirements["post-vacancy"] is outcome
    assert held(GOOD, *facts, ("established_post", False)).requirements["post-vacancy"] is PASS
    assert "post-vacancy" not in held(GOOD).requirements


def test_no_requirement_is_left_unwalked():
    confirmed = {
        "direct-standing",
        "same-specialty",
        "conversion-need",
        "vocational-appointment",
        "representative-entries",
    }
    walked = {
        "not-civil-servant",
        "employer-kind",
        "employer-kind-junior",
        "employer-kind-conferment",
        "employer-kind-direct",
        "work-region",
        "self-score",
        "recommenders",
        "statement-length",
        "credit-check",
        "appraisal",
        "ce-hours-engineer",
        "ce-hours-junior",
        "post-vacancy",
    }
    assert {row["key"] for row in PLAN["requirements"]} == walked | confirmed
    asked = [held(GOOD, mode=mode).requirements for mode in (*REVIEWED, "INITIAL_CONFERMENT")]
    assert {key for found in asked for key, one in found.items() if one is OPEN} >= confirmed


def asked_for(facts=GOOD, **asked):
    return {
        row["key"]
        for row in PLAN["attachments"]
        if row["required"] and applies(row["applies_when"], facts, subject(**asked))
    }


@pytest.mark.parametrize(
    ("mode", "own"),
    [
        ("NORMAL", set()),
        ("SELF_SCORED", {"self-score-sheet"}),
        ("CONVERSION_OR_CONCURRENT", {"held-title"}),
        ("DIRECT", {"direct-approval", "direct-evidence"}),
        ("VOCATIONAL_QUALIFICATION", {"vocational-certificate", "appointment-letter"}),
        ("SKILLED_TALENT", {"skilled-talent-evidence"}),
    ],
)
def test_each_mode_asks_for_its_own_attachments_beside_the_common_ones(mode, own):
    assert asked_for(mode=mode) == {"summary", "work-history"} | own


def test_conferment_asks_for_the_diploma_alone():
    assert asked_for(mode="INITIAL_CONFERMENT", kind=INSTITUTION, established=True) == {"diploma"}


@pytest.mark.parametrize(
    ("kind", "established", "asks"),
    [
        (INSTITUTION, False, True),
        (INSTITUTION, True, False),
        (INSTITUTION, None, False),
        (COMPANY, False, False),
    ],
)
def test_staff_of_an_institution_outside_its_establishment_bring_a_statement(kind, established, asks):
    assert ("unit-statement" in asked_for(kind=kind, established=established)) is asks


@pytest.mark.parametrize(("region", "asks"), [("330702", False), ("330100", False), ("310000", True)])
def test_insurance_paid_outside_the_province_asks_for_its_proof(region, asks):
    insured = replace(GOOD, insurance=(InsurancePeriod(started_on=date(2020, 1, 1), region=region),))
    assert ("insurance-proof" in asked_for(insured)) is asks


def charged(**asked):
    return [(row["kind"], row["amount_fen"]) for row in PLAN["fees"] if matches(row["applies_when"], subject(**asked))]


@pytest.mark.parametrize("mode", REVIEWED)
def test_intermediate_costs_80_and_180_junior_100_yuan(mode):
    assert charged(mode=mode) == [("RECOMMENDATION", 8000), ("REVIEW", 18000)]
    for title in JUNIOR:
        assert charged(mode=mode, title=title) == [("REVIEW", 10000)]


@pytest.mark.parametrize("title", [*JUNIOR, "engineer"])
def test_conferment_costs_nothing(title):
    assert charged(mode="INITIAL_CONFERMENT", title=title) == []
