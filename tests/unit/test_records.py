"""Facts as JSON and back: nothing is lost, and what a class no longer has is passed over."""

import dataclasses
import json
from datetime import date
from decimal import Decimal

import pytest

from app.applications.rules import facts_from_submission, subject_from_submission
from app.core.eligibility import (
    AchievementDate,
    Affiliation,
    ApplicantFacts,
    AppraisalResult,
    Ban,
    ContinuingEducationHours,
    DatePrecision,
    Degree,
    EducationLevel,
    EducationRecord,
    EmploymentRecord,
    FieldMatch,
    InsurancePeriod,
    RecommenderFacts,
    SchoolClass,
    SkillLevel,
    SkillRecord,
    TitleHeld,
    VocationalRecord,
)
from app.core.records import plain, read_record
from app.core.workflow import Subject

DAY, LATER = date(2019, 7, 1), date(2022, 12, 31)
FULL = ApplicantFacts(
    education=(
        EducationRecord(
            level=EducationLevel.COLLEGE,
            degree=Degree.BACHELOR,
            graduated_on=DAY,
            field_of_study="机械",
            match=FieldMatch.SIMILAR,
            school_class=SchoolClass.SENIOR_WORKER_CLASS,
            equivalent=EducationLevel.BACHELOR,
            in_registry=True,
        ),
    ),
    employment=(
        EmploymentRecord(started_on=DAY, ended_on=LATER, precision=DatePrecision.MONTH, professional=False),
        EmploymentRecord(started_on=LATER),
    ),
    titles=(TitleHeld(code="technician", obtained_on=DAY, appointed_on=DAY, appointment_ended_on=LATER),),
    skills=(SkillRecord(SkillLevel.SENIOR_WORKER, DAY),),
    vocational=(VocationalRecord("constructor-1", DAY),),
    appraisals={2022: AppraisalResult.EXCELLENT},
    continuing_education={2022: ContinuingEducationHours(Decimal("60.5"), Decimal(9), Decimal(9), Decimal(60), True)},
    civil_servant=False,
    in_service=True,
    employer_kind="NON_PUBLIC_ENTERPRISE",
    department="jinhua-construction",
    work_region="330702",
    affiliation=Affiliation("330702", "330703", "330704"),
    insurance=(InsurancePeriod(started_on=DAY, region="330702"),),
    established_post=False,
    post_vacancies=2,
    present_post_since=DAY,
    bans=(Ban(DAY, LATER),),
    credit_clear=True,
    defence_passed=True,
    statement_characters=998,
    self_score=Decimal("117.5"),
    recommenders=(RecommenderFacts("senior-engineer", True, None),),
    achievements=(AchievementDate("楼宇", DAY),),
    profile_approved=True,
)


@pytest.mark.parametrize("facts", [FULL, ApplicantFacts(), ApplicantFacts(education=(), titles=(), appraisals={})])
def test_facts_come_back_as_they_were(facts: ApplicantFacts) -> None:
    assert read_record(ApplicantFacts, json.loads(json.dumps(plain(facts)))) == facts


def test_the_full_facts_leave_no_part_out() -> None:
    assert not [one.name for one in dataclasses.fields(FULL) if getattr(FULL, one.name) == one.default]


def test_a_subject_comes_back_as_it_was() -> None:
    subject = Subject(mode="NORMAL", region="330702", named_in=frozenset({"INTERVIEW"}), established=False)
    assert read_record(Subject, json.loads(json.dumps(plain(subject)))) == subject
    assert read_record(Subject, plain(Subject())) == Subject()


def test_a_part_that_no_class_has_any_more_is_passed_over() -> None:
    assert read_record(Subject, {"mode": "NORMAL", "colour": "red"}) == Subject(mode="NORMAL")


@pytest.mark.parametrize("value", [1.5, object(), b"x"])
def test_what_could_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


def test_a_record_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="is before started_on"):
        read_record(EmploymentRecord, {"started_on": "2022-01-02", "ended_on": "2022-01-01"})


OLD = {
    "person": {"is_civil_servant": False, "in_service": True, "name": "王一", "insurance_region": "上虞区"},
    "education": [
        {
            "id": 4,
            "level": "BACHELOR",
            "degree": "BACHELOR",
            "school": "绍兴学院",
            "field_of_study": "机械",
            "started_on": None,
            "graduated_on": "2015-06-30",
            "match": "MATCHED",
        }
    ],
    "employment": [
        {
            "id": 1,
            "employer_name": "某厂",
            "started_on": "2015-07-01",
            "ended_on": None,
            "precision": "MONTH",
            "is_professional": True,
        }
    ],
    "titles": [
        {"id": 1, "title_code": "technician", "title_name": "技术员", "obtained_on": "2016-01-01", "appointed_on": None}
    ],
    "appraisals": [{"id": 1, "year": 2022, "result": "QUALIFIED"}],
    "statement": "从事机械设计 八年",
    "entries": [{"title": "甲", "started_on": "2020-01-01", "ended_on": None}],
    "answers": {"mode": "NORMAL", "title_code": "assistant-engineer"},
}


def test_a_version_frozen_before_facts_were_kept_gives_what_its_lists_hold() -> None:
    facts = facts_from_submission(OLD)
    assert facts == ApplicantFacts(
        education=(
            EducationRecord(
                level=EducationLevel.BACHELOR,
                degree=Degree.BACHELOR,
                graduated_on=date(2015, 6, 30),
                field_of_study="机械",
                match=FieldMatch.MATCHED,
            ),
        ),
        employment=(EmploymentRecord(started_on=date(2015, 7, 1), precision=DatePrecision.MONTH),),
        titles=(TitleHeld(code="technician", obtained_on=date(2016, 1, 1)),),
        appraisals={2022: AppraisalResult.QUALIFIED},
        civil_servant=False,
        in_service=True,
        statement_characters=facts.statement_characters,
        achievements=(AchievementDate("甲", date(2020, 1, 1)),),
    )
    assert facts.statement_characters
    assert subject_from_submission(OLD) == Subject(mode="NORMAL", title_code="assistant-engineer")


def test_a_version_that_keeps_its_facts_is_read_from_them() -> None:
    subject = Subject(mode="SELF_SCORED", title_code="engineer", employer_kind="PUBLIC_INSTITUTION")
    content = {**OLD, "facts": plain(FULL), "subject": plain(subject)}
    assert facts_from_submission(content) == FULL
    assert subject_from_submission(content) == subject
