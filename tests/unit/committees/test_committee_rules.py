"""Scope, terms, and what a committee, a filing and an entrustment must be."""

import datetime as dt
from dataclasses import replace

import pytest

from app.committees.enums import CommitteeKind, TermState
from app.committees.rules import (
    CommitteeScope,
    Facts,
    check_committee,
    check_entrustment,
    check_filing,
    check_scope,
    last_day_of,
    not_covered,
    term_state,
)
from app.organisations.enums import OrganisationKind

TODAY = dt.date(2023, 10, 1)
BATTERY = CommitteeScope(frozenset({"engineer"}), frozenset({"senior-engineer"}), frozenset({"battery"}))


@pytest.mark.parametrize(
    ("title", "recommended", "covered"),
    [
        ("engineer", False, True),
        ("engineer", True, False),
        ("senior-engineer", True, True),
        ("senior-engineer", False, False),
        ("technician", False, False),
    ],
)
def test_a_title_is_covered_as_the_plan_says_reviewed_or_recommended(title, recommended, covered):
    assert BATTERY.covers_title(title, recommended) is covered


def test_what_is_not_recorded_is_not_checked_titles_and_specialties_each_for_themselves():
    assert CommitteeScope().covers_title("engineer", False)
    assert CommitteeScope().covers_specialty("battery")
    only_titles = replace(BATTERY, specialties=frozenset())
    assert only_titles.covers_specialty("food")
    assert not only_titles.covers_title("technician", False)
    recommends = CommitteeScope(recommended=frozenset({"senior-engineer"}))
    assert not recommends.covers_title("engineer", False)


@pytest.mark.parametrize(
    ("title", "specialty", "found"),
    [
        ("engineer", "battery", (False, False)),
        ("technician", "food", (True, True)),
        (None, "food", (False, True)),
        ("technician", None, (True, False)),
        (None, None, (False, False)),
    ],
)
def test_what_is_not_chosen_yet_is_not_outside(title, specialty, found):
    assert not_covered(BATTERY, title, specialty, recommended=False) == found


def test_each_thing_outside_is_told_at_the_committee():
    assert check_scope("DATA.committee_id", "甲评委会", "", "", recommended=False) == []
    both = check_scope("DATA.committee_id", "甲评委会", "工程师", "食品", recommended=False)
    assert [one.field for one in both] == ["DATA.committee_id", "DATA.committee_id"]
    assert [one.params for one in both] == [
        {"committee": "甲评委会", "title": "工程师"},
        {"committee": "甲评委会", "specialty": "食品"},
    ]
    (recommending,) = check_scope("DATA.committee_id", "甲评委会", "高级工程师", "", recommended=True)
    assert "does not recommend" in recommending.message


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (dt.date(2023, 1, 1), 3, dt.date(2025, 12, 31)),
        (dt.date(2023, 6, 15), 3, dt.date(2026, 6, 14)),
        (dt.date(2024, 2, 29), 3, dt.date(2027, 2, 27)),
        (dt.date(2024, 2, 29), 4, dt.date(2028, 2, 27)),
        (dt.date(2023, 3, 1), 1, dt.date(2024, 2, 29)),
    ],
)
def test_a_term_ends_on_the_day_before_its_anniversary(first, years, last):
    assert last_day_of(first, years) == last


@pytest.mark.parametrize(
    ("first", "last", "state"),
    [
        (None, None, TermState.UNKNOWN),
        (TODAY, None, TermState.UNKNOWN),
        (TODAY + dt.timedelta(1), None, TermState.FUTURE),
        (TODAY + dt.timedelta(1), TODAY + dt.timedelta(400), TermState.FUTURE),
        (TODAY, TODAY + dt.timedelta(400), TermState.VALID),
        (None, TODAY + dt.timedelta(91), TermState.VALID),
        (None, TODAY + dt.timedelta(90), TermState.ENDING),
        (None, TODAY, TermState.ENDING),
        (None, TODAY - dt.timedelta(1), TermState.ENDED),
    ],
)
def test_a_term_ends_soon_from_ninety_days_on_and_its_last_day_is_a_day_of_it(first, last, state):
    assert term_state(first, last, TODAY) is state


HOSPITAL = Facts(CommitteeKind.AUTONOMOUS, "hospital", "示例医院", OrganisationKind.EMPLOYER, "hospital", TODAY, TODAY)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"unit": ""}, ["office"]),
        ({"unit": "school"}, ["office"]),
        ({"office_kind": OrganisationKind.HRSS_DEPARTMENT, "unit": "school"}, []),
        ({"kind": CommitteeKind.ORDINARY}, ["organisation"]),
        ({"filed_until": TODAY - dt.timedelta(1)}, ["filed_until"]),
        ({"filed_until": None}, []),
    ],
)
def test_a_committee_that_contradicts_itself_is_told_at_each_field(changes, fields):
    assert [one.field for one in check_committee(replace(HOSPITAL, **changes))] == fields


@pytest.mark.parametrize(
    ("kind", "year", "filed_on", "fields"),
    [
        (CommitteeKind.AUTONOMOUS, 2000, TODAY, []),
        (CommitteeKind.AUTONOMOUS, 2100, TODAY, []),
        (CommitteeKind.AUTONOMOUS, 1999, TODAY, ["year"]),
        (CommitteeKind.AUTONOMOUS, 2101, TODAY, ["year"]),
        (CommitteeKind.AUTONOMOUS, 2023, TODAY + dt.timedelta(1), ["filed_on"]),
        (CommitteeKind.ORDINARY, 2023, TODAY, ["committee"]),
    ],
)
def test_only_autonomous_committees_file_and_not_before_the_day(kind, year, filed_on, fields):
    assert [one.field for one in check_filing(kind, year, filed_on, TODAY)] == fields


@pytest.mark.parametrize(
    ("has_committee", "body", "kind", "last", "fields"),
    [
        (True, "", OrganisationKind.HRSS_DEPARTMENT, TODAY, []),
        (False, "示例协会", OrganisationKind.HRSS_DEPARTMENT, None, []),
        (True, "示例协会", OrganisationKind.HRSS_DEPARTMENT, None, ["body"]),
        (False, "", OrganisationKind.HRSS_DEPARTMENT, None, ["committee"]),
        (True, "", OrganisationKind.EMPLOYER, None, ["issuer"]),
        (True, "", OrganisationKind.HRSS_DEPARTMENT, TODAY - dt.timedelta(1), ["valid_until"]),
    ],
)
def test_an_entrustment_names_one_who_judges_and_comes_from_an_authority(has_committee, body, kind, last, fields):
    assert [one.field for one in check_entrustment(has_committee, body, kind, TODAY, last)] == fields
