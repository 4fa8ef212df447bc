"""Every row of the shipped pack is walked: paths one day below their years and on them, requirements both ways."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from plan_samples import shangyu

from app.core.eligibility import (
    Affiliation,
    ApplicantFacts,
    AppraisalResult,
    Degree,
    EducationLevel,
    EducationRecord,
    EmploymentRecord,
    FieldMatch,
    InsurancePeriod,
    Outcome,
    Ruling,
    RulingKind,
    add_months,
    assess,
)
from app.core.workflow import Subject
from app.plans.rules import document_rules

SHANGYU = shangyu()
CUTOFF = date(2023, 6, 30)
SUBMITTED = date(2023, 3, 1)
PATHS = {row["key"]: row for row in SHANGYU["paths"]}
PRINTED_YEARS = {
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
DOCUMENTS = {"private-economy", "skilled-talent"}
ABOVE_SENIOR_MIDDLE = [
    key
    for key in PRINTED_YEARS
    if key not in ("technician-school", "assistant-senior-middle", "assistant-junior-middle")
]


def rules_for(title):
    return document_rules(SHANGYU, Subject(mode="NORMAL", title_code=title), SUBMITTED)


def diploma(level, degree=Degree.NONE, match=FieldMatch.MATCHED):
    return EducationRecord(level=level, degree=degree, graduated_on=date(2005, 7, 1), match=match)


def lowest(key, match=FieldMatch.MATCHED):
    return diploma(min(EducationLevel[name] for name in PATHS[key]["education"]), match=match)


def outcome(key, record, started_on=None):
    jobs = () if started_on is None else (EmploymentRecord(started_on=started_on),)
    findings = assess(ApplicantFacts(education=(record,), employment=jobs), rules_for(PATHS[key]["title"]))
    return next(row.outcome for row in findings[0].details if row.subject == f"path:{key}")


def test_no_path_is_left_unwalked():
    assert PATHS.keys() == PRINTED_YEARS.keys() | DOCUMENTS


@pytest.mark.parametrize(("key", "years"), PRINTED_YEARS.items())
def test_a_path_opens_on_the_day_its_years_are_full(key, years):
    if years:
        on_the_day = add_months(CUTOFF, -12 * years)
        assert outcome(key, lowest(key), on_the_day) is Outcome.PASS
        assert outcome(key, lowest(key), on_the_day + timedelta(days=1)) is Outcome.FAIL
    else:
        assert outcome(key, lowest(key)) is Outcome.PASS


@pytest.mark.parametrize("key", ABOVE_SENIOR_MIDDLE)
def test_a_field_of_study_that_does_not_match_takes_one_year_more(key):
    on_the_day = add_months(CUTOFF, -12 * (PRINTED_YEARS[key] + 1))
    record = lowest(key, FieldMatch.UNMATCHED)
    assert outcome(key, record, on_the_day) is Outcome.PASS
    assert outcome(key, record, on_the_day + timedelta(days=1)) is Outcome.FAIL
    assert outcome(key, lowest(key, FieldMatch.SIMILAR), on_the_day + timedelta(days=1)) is Outcome.PASS


@pytest.mark.parametrize("key", sorted(PRINTED_YEARS.keys() - set(ABOVE_SENIOR_MIDDLE)))
def test_senior_middle_school_and_below_know_no_extra_year(key):
    on_the_day = add_months(CUTOFF, -12 * PRINTED_YEARS[key])
    assert outcome(key, lowest(key, FieldMatch.UNMATCHED), on_the_day) is Outcome.PASS


@pytest.mark.parametrize("key", PRINTED_YEARS)
def test_one_level_of_education_less_does_not_open_a_path(key):
    below = [level for level in EducationLevel if level < lowest(key).level]
    if below:
        assert outcome(key, diploma(below[-1]), date(1990, 1, 1)) is Outcome.FAIL
    else:
        assert lowest(key).level is EducationLevel.JUNIOR_MIDDLE


@pytest.mark.parametrize(
    ("key", "degree", "opens"),
    [
        ("technician-bachelor", Degree.BACHELOR, True),
        ("assistant-bachelor", Degree.BACHELOR, True),
        ("assistant-postgraduate", Degree.BACHELOR, False),
        ("assistant-postgraduate", Degree.SECOND_BACHELOR, True),
        ("assistant-postgraduate", Degree.MASTER, True),
        ("assistant-college", Degree.BACHELOR, False),
    ],
)
def test_a_degree_opens_the_paths_that_name_it(key, degree, opens):
    record = diploma(EducationLevel.SENIOR_MIDDLE, degree)
    assert (outcome(key, record, date(2000, 1, 1)) is Outcome.PASS) is opens


@pytest.mark.parametrize("key", sorted(DOCUMENTS))
def test_a_path_that_stands_in_a_document_waits_for_an_auditor(key):
    facts = ApplicantFacts(education=(diploma(EducationLevel.JUNIOR_MIDDLE),), employment=())
    assert outcome(key, diploma(EducationLevel.JUNIOR_MIDDLE)) is Outcome.EVIDENCE_NEEDED
    ruling = {f"path:{key}": Ruling(RulingKind.CONFIRMED, "符合文件要求")}
    assert assess(facts, rules_for("assistant-engineer"), ruling)[0].outcome is Outcome.PASS


GOOD = ApplicantFacts(
    education=(diploma(EducationLevel.COLLEGE, match=FieldMatch.UNMATCHED),),
    employment=(EmploymentRecord(started_on=date(2010, 1, 1)),),
    appraisals={2022: AppraisalResult.QUALIFIED},
    civil_servant=False,
    in_service=True,
    work_region="330604",
    affiliation=Affiliation("330604", "330604", "330604"),
    insurance=(InsurancePeriod(started_on=date(2022, 3, 1), region="330604"),),
    statement_characters=1000,
)
MATCHED = {"education": (diploma(EducationLevel.COLLEGE),)}
BAD = {
    "not-civil-servant": {"civil_servant": True},
    "in-service": {"in_service": False},
    "work-region": {"work_region": "330602"},
    "affiliation": {"affiliation": Affiliation("330602", "330604", "330604")},
    "social-insurance": {"insurance": (InsurancePeriod(started_on=date(2022, 3, 2), region="330604"),)},
    "appraisal": {"appraisals": {2022: AppraisalResult.UNQUALIFIED}},
    "statement-length": {"statement_characters": 1001},
    "no-lower-procedure": MATCHED,
}
CONFIRMED = {
    "basic-conditions": {"technician", "assistant-engineer"},
    "ability-technician": {"technician"},
    "ability-assistant": {"assistant-engineer"},
}
WAIVABLE = {"affiliation", "social-insurance", "no-lower-procedure"}


def verdicts(facts, title="assistant-engineer"):
    findings = assess(facts, rules_for(title))[1:]
    return {finding.subject.removeprefix("requirement:"): finding for finding in findings}


def test_no_requirement_is_left_unwalked():
    assert {row["key"] for row in SHANGYU["requirements"]} == BAD.keys() | CONFIRMED.keys()


@pytest.mark.parametrize(("key", "change"), BAD.items())
def test_a_requirement_holds_at_its_limit_and_fails_past_it(key, change):
    assert verdicts(GOOD)[key].outcome is Outcome.PASS
    failed = verdicts(replace(GOOD, **change))
    assert {name for name, finding in failed.items() if finding.outcome is Outcome.FAIL} == {key}
    assert failed[key].waivable is (key in WAIVABLE)


def test_insurance_that_ended_before_submission_is_not_enough():
    ended = InsurancePeriod(started_on=date(2020, 1, 1), ended_on=SUBMITTED - timedelta(days=1), region="330604")
    assert verdicts(replace(GOOD, insurance=(ended,)))["social-insurance"].outcome is Outcome.FAIL


@pytest.mark.parametrize(("key", "titles"), CONFIRMED.items())
def test_what_no_data_can_decide_waits_for_an_auditor_under_its_titles(key, titles):
    for title in ("technician", "assistant-engineer"):
        finding = verdicts(GOOD, title).get(key)
        assert (finding is not None) is (title in titles)
        assert finding is None or finding.outcome is Outcome.EVIDENCE_NEEDED


def test_every_cited_clause_is_printed_in_the_pack():
    clauses = {row["key"]: row["text"] for row in SHANGYU["clauses"]}
    assert "满10年" in clauses[PATHS["assistant-senior-middle"]["clause"]]
    cited = {finding.clause for finding in verdicts(GOOD).values()}
    assert cited <= clauses.keys()
