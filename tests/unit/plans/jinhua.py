"""Somebody whom the Jinhua pack lets apply, and what is held against them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from notice_packs import Assessed, whole

from app.core.eligibility import (
    ApplicantFacts,
    AppraisalResult,
    ContinuingEducationHours,
    Degree,
    EducationLevel,
    EducationRecord,
    EmploymentRecord,
    FieldMatch,
    Outcome,
    TitleHeld,
)
from app.core.workflow import Subject

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
