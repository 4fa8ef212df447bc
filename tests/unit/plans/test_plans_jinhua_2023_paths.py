"""Every path of the Jinhua pack at its boundary."""

from datetime import date

import pytest
from jinhua import CUTOFF, DAY, FAIL, GOOD, INSTITUTION, JUNIOR, OPEN, PASS, PLAN, REVIEWED, appointed, diploma, held

from app.core.eligibility import (
    Degree,
    EducationLevel,
    EmploymentRecord,
    FieldMatch,
    Procedure,
    Ruling,
    RulingKind,
    TitleHeld,
    VocationalRecord,
    add_months,
)


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
