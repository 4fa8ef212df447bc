"""The earliest date is the exact inverse of the counting: on it the condition holds, on the day before it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from eligibility_shangyu import ASSISTANT, CUTOFF, GOOD, SUBMITTED, diploma, job, only, row_result, shangyu, worked
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.eligibility import (
    ApplicantFacts,
    ConditionKind,
    DatePrecision,
    EducationLevel,
    EmploymentRecord,
    FieldMatch,
    InsurancePeriod,
    Outcome,
    PathRule,
    Rules,
    SkillLevel,
    SkillRecord,
    TitleHeld,
    assess,
    earliest_of_path,
    earliest_submission,
    path_holds_on,
)

PASS, FAIL = Outcome.PASS, Outcome.FAIL
DAY = timedelta(days=1)
YEARS, TENURE, SKILL = ConditionKind.PROFESSIONAL_YEARS, ConditionKind.TENURE_YEARS, ConditionKind.SKILL_YEARS


def ruled(**row: Any) -> Rules:
    """One path, as a plan's row."""
    return shangyu(ASSISTANT, paths=(PathRule.from_mapping({"title": ASSISTANT, **row}, key="one"),), requirements=())


def days_of(facts: ApplicantFacts, rules: Rules) -> dict[ConditionKind, date | None]:
    return earliest_of_path(row_result(facts, rules, "one"), facts, rules)


def part_at(facts: ApplicantFacts, rules: Rules, kind: ConditionKind, cutoff: date) -> Outcome:
    parts = row_result(facts, replace(rules, cutoff_date=cutoff), "one").conditions
    return next(part.verdict.outcome for part in parts if part.kind is kind)


@pytest.mark.parametrize(
    ("started_on", "wanted", "expected"),
    [
        (date(2013, 7, 1), 10, date(2023, 7, 1)),
        (date(2014, 3, 1), 10, date(2024, 3, 1)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 2, 29), 5, date(2025, 2, 28)),
        (date(2013, 6, 30), 10, None),
    ],
)
def test_a_running_job_reaches_the_years_on_its_anniversary(
    started_on: date, wanted: int, expected: date | None
) -> None:
    facts = replace(GOOD, employment=(job(started_on),))
    assert days_of(facts, ruled(professional_years=wanted)) == ({} if expected is None else {YEARS: expected})


def test_separate_jobs_add_up_and_no_time_counts_twice() -> None:
    overlapping = (job(date(2018, 1, 1), date(2019, 12, 31)), job(date(2019, 7, 1), date(2020, 6, 30)))
    facts = replace(GOOD, employment=(*overlapping, job(date(2022, 1, 1))))
    assert days_of(facts, ruled(professional_years=5)) == {YEARS: date(2024, 7, 1)}


def test_time_alone_mends_nothing_where_no_work_goes_on() -> None:
    facts = replace(GOOD, employment=(job(date(2013, 1, 1), date(2016, 12, 31)),))
    assert days_of(facts, ruled(professional_years=5)) == {YEARS: None}
    assert days_of(replace(GOOD, employment=()), ruled(professional_years=5)) == {YEARS: None}


def test_a_job_that_begins_after_the_cutoff_counts_from_its_first_day() -> None:
    facts = replace(GOOD, employment=(job(date(2024, 9, 1)),))
    assert days_of(facts, ruled(professional_years=3)) == {YEARS: date(2027, 9, 1)}


def test_what_is_unknown_has_no_date() -> None:
    assert days_of(replace(GOOD, employment=None), ruled(professional_years=5)) == {}


def test_the_extra_year_of_an_unmatched_field_is_counted_in() -> None:
    rules = ruled(education=["COLLEGE"], professional_years=3, unmatched_extra_years=1)
    for match, expected in ((FieldMatch.MATCHED, date(2024, 7, 1)), (FieldMatch.UNMATCHED, date(2025, 7, 1))):
        facts = replace(GOOD, education=(diploma(EducationLevel.COLLEGE, match),), employment=(job(date(2021, 7, 1)),))
        assert days_of(facts, rules) == {YEARS: expected}


def test_tenure_runs_from_the_letter_and_letters_add_up() -> None:
    rules = ruled(current_title="assistant-engineer", tenure_years=4, appointed=True)
    first = TitleHeld(
        code="assistant-engineer",
        obtained_on=date(2015, 1, 1),
        appointed_on=date(2016, 1, 1),
        appointment_ended_on=date(2017, 12, 31),
    )
    second = replace(first, appointed_on=date(2022, 7, 1), appointment_ended_on=None)
    assert days_of(replace(GOOD, titles=(first, second)), rules) == {TENURE: date(2024, 7, 1)}
    assert days_of(replace(GOOD, titles=(first,)), rules) == {TENURE: None}


def test_skill_years_run_from_the_certificate_and_only_while_working() -> None:
    rules = ruled(skill_level="SENIOR_WORKER", skill_years=2)
    skills = (SkillRecord(SkillLevel.SENIOR_WORKER, date(2022, 3, 1)),)
    assert days_of(replace(GOOD, skills=skills, employment=(job(date(2010, 1, 1)),)), rules) == {
        SKILL: date(2024, 3, 1)
    }
    over = (job(date(2010, 1, 1), date(2022, 12, 31)),)
    assert days_of(replace(GOOD, skills=skills, employment=over), rules) == {SKILL: None}


def test_a_path_holds_when_its_last_part_does() -> None:
    rules = ruled(
        education=["COLLEGE"], professional_years=5, skill_level="SENIOR_WORKER", skill_years=2, major_match="UNMATCHED"
    )
    facts = replace(
        GOOD,
        education=(diploma(EducationLevel.COLLEGE, FieldMatch.UNMATCHED),),
        employment=(job(date(2019, 1, 1)),),
        skills=(SkillRecord(SkillLevel.SENIOR_WORKER, date(2022, 9, 1)),),
    )
    result, dates = row_result(facts, rules, "one"), days_of(facts, rules)
    assert dates == {YEARS: date(2024, 1, 1), SKILL: date(2024, 9, 1)}
    assert path_holds_on(result, dates) == date(2024, 9, 1)
    matched = replace(facts, education=(diploma(EducationLevel.COLLEGE, FieldMatch.MATCHED),))
    assert path_holds_on(row_result(matched, rules, "one"), days_of(matched, rules)) is None
    assert path_holds_on(result, {**dates, YEARS: None}) is None
    enough = replace(facts, employment=worked(6), skills=(SkillRecord(SkillLevel.SENIOR_WORKER, date(2012, 1, 1)),))
    assert path_holds_on(row_result(enough, rules, "one"), {}) is None


@pytest.mark.parametrize(
    ("periods", "in_payment", "expected"),
    [
        ([(date(2022, 4, 20), None)], False, date(2023, 4, 20)),
        ([(date(2020, 1, 1), date(2020, 12, 30))], False, None),
        ([(date(2020, 1, 1), date(2023, 1, 31))], True, None),
        ([(date(2020, 1, 1), date(2022, 12, 31)), (date(2023, 2, 1), None)], True, date(2024, 2, 1)),
        ([], False, None),
    ],
)
def test_insurance_suffices_after_its_unbroken_months(
    periods: list[tuple[date, date | None]], in_payment: bool, expected: date | None
) -> None:
    rules = only("SOCIAL_INSURANCE", {"months": 12, "in_payment": in_payment})
    insurance = tuple(InsurancePeriod(started_on=start, ended_on=end, region="330604") for start, end in periods)
    facts = replace(GOOD, insurance=insurance)
    finding = assess(facts, rules)[1]
    assert (finding.outcome, earliest_submission(finding, facts, rules)) == (FAIL, expected)


def test_what_is_met_and_what_time_does_not_concern_has_no_date() -> None:
    rules = shangyu(ASSISTANT)
    facts = replace(GOOD, in_service=False)
    assert {earliest_submission(one, facts, rules) for one in assess(facts, rules)} == {None}


start_days = st.dates(date(2005, 1, 1), date(2023, 6, 29))
lengths = st.integers(0, 3000)


@st.composite
def periods(draw: Callable[..., Any]) -> tuple[EmploymentRecord, ...]:
    """Up to four jobs, one of them mostly going on."""
    jobs = []
    for _number in range(draw(st.integers(1, 4))):
        start = draw(start_days)
        end = draw(st.one_of(st.none(), lengths.map(lambda days, start=start: start + days * DAY)))
        jobs.append(job(start, end, precision=draw(st.sampled_from(DatePrecision))))
    return tuple(jobs)


@settings(max_examples=150, deadline=None)
@given(periods(), st.integers(1, 30))
def test_on_the_date_the_years_hold_and_on_the_day_before_they_do_not(
    employment: tuple[EmploymentRecord, ...], wanted: int
) -> None:
    facts, rules = replace(GOOD, employment=employment), ruled(professional_years=wanted)
    dates = days_of(facts, rules)
    if part_at(facts, rules, YEARS, CUTOFF) is PASS:
        assert dates == {}
        return
    day = dates[YEARS]
    if day is None:
        assert part_at(facts, rules, YEARS, date(2099, 12, 31)) is FAIL
        return
    assert part_at(facts, rules, YEARS, day) is PASS
    assert part_at(facts, rules, YEARS, day - DAY) is FAIL
    assert {part_at(facts, rules, YEARS, day + days * DAY) for days in range(1, 40)} == {PASS}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(start_days, st.one_of(st.none(), lengths)), min_size=1, max_size=3), st.integers(1, 36))
def test_on_the_day_the_insurance_suffices_and_on_the_day_before_it_does_not(
    spans: list[tuple[date, int | None]], months: int
) -> None:
    rules = only("SOCIAL_INSURANCE", {"months": months})
    facts = replace(
        GOOD,
        insurance=tuple(
            InsurancePeriod(started_on=start, ended_on=None if days is None else start + days * DAY, region="330604")
            for start, days in spans
        ),
    )
    finding = assess(facts, rules)[1]
    day = earliest_submission(finding, facts, rules)
    if finding.outcome is PASS:
        assert day is None
    elif day is not None:
        assert day > SUBMITTED
        assert assess(facts, replace(rules, submitted_on=day))[1].outcome is PASS
        assert assess(facts, replace(rules, submitted_on=day - DAY))[1].outcome is FAIL
