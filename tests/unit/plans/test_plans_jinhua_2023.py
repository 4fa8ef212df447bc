"""Every rule of the Jinhua pack at its boundary: one below, on it, one above; each mode and title asks for its own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from jinhua import (
    CODE,
    COMPANY,
    FAIL,
    GOOD,
    HOURS,
    INSTITUTION,
    JUNIOR,
    OPEN,
    PASS,
    PLAN,
    REVIEWED,
    held,
    subject,
)
from notice_packs import faults_of

from app.core.eligibility import (
    AppraisalResult,
    ContinuingEducationHours,
    InsurancePeriod,
    RecommenderFacts,
)
from app.core.workflow import matches
from app.plans.rules.attachments import applies


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
