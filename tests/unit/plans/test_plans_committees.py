"""The committees of a plan: their scope covers what it offers, their filing holds on the day of the review."""

import copy
import datetime as dt

import pytest

from app.committees.rules import CommitteeScope
from app.plans.rules import CommitteeRow, check_committees, warn_of_committees

DEADLINE = dt.date(2023, 4, 21)
REVIEW = dt.date(2023, 6, 1)
DAY = dt.timedelta(days=1)
DOCUMENT = {
    "titles": [{"title": "engineer", "recommended": False}, {"title": "senior-engineer", "recommended": True}],
    "specialties": [{"specialty": "battery"}, {"specialty": "food"}],
    "committees": [{"committee": "a"}, {"committee": "b"}],
    "deadlines": [],
    "employer_deadline": DEADLINE,
    "review_rules": {"filing_years": {"value": 3, "source": "人社部令第40号"}},
}


def scope(reviewed=(), recommended=(), specialties=()):
    return CommitteeScope(frozenset(reviewed), frozenset(recommended), frozenset(specialties))


def catalog(a=None, b=None):
    rows = {"a": a or {}, "b": b or {}}
    return {"review_committees": {code: CommitteeRow(id=1, **row) for code, row in rows.items()}}


def found(check=check_committees, document=DOCUMENT, **rows):
    return [one.field for one in check(document, catalog(**rows))]


A = {"scope": scope(["engineer"], [], ["battery"])}
B = {"scope": scope([], ["senior-engineer"], ["food"])}


def test_each_title_and_specialty_needs_one_of_the_committees():
    assert found(a=A, b=B) == []
    assert found(a=A, b=A) == ["titles.1", "specialties.1"]
    assert found(a=B, b=B) == ["titles.0", "specialties.0"]


def test_a_title_that_is_reviewed_is_not_thereby_recommended():
    both = {"scope": scope(["engineer", "senior-engineer"])}
    assert found(a=both, b=both) == ["titles.1"]


def test_a_committee_without_recorded_scope_is_not_checked():
    assert found() == []
    assert found(a=A) == []


def test_a_plan_without_known_committees_is_left_to_other_checks():
    assert [*check_committees({**DOCUMENT, "committees": []}, catalog())] == []
    assert [*check_committees(DOCUMENT, {"review_committees": {}})] == []


@pytest.mark.parametrize(
    ("last", "fields"), [(DEADLINE - DAY, ["committees.1"]), (DEADLINE, []), (DEADLINE + DAY, []), (None, [])]
)
def test_a_filing_holds_to_its_last_day(last, fields):
    assert found(b={"filed_until": last}) == fields


@pytest.mark.parametrize(
    ("first", "fields"), [(DEADLINE + DAY, ["committees.0"]), (DEADLINE, []), (DEADLINE - DAY, [])]
)
def test_a_filing_holds_from_its_first_day(first, fields):
    assert found(a={"filed_from": first}) == fields


def test_the_last_dated_review_is_the_day_that_counts():
    document = copy.deepcopy(DOCUMENT)
    document["deadlines"] = [
        {"kind": "REVIEW", "due_on": REVIEW},
        {"kind": "REVIEW", "due_on": REVIEW - 9 * DAY},
        {"kind": "RECEIVING", "due_on": REVIEW + 99 * DAY},
    ]
    assert found(document=document, a={"filed_until": REVIEW}) == []
    assert found(document=document, a={"filed_until": REVIEW - DAY}) == ["committees.0"]


@pytest.mark.parametrize(
    ("last", "fields"),
    [
        (dt.date(2025, 12, 30), []),
        (dt.date(2025, 12, 31), []),
        (dt.date(2026, 1, 1), ["committees.0"]),
        (None, []),
    ],
)
def test_a_filing_of_more_than_three_years_is_a_warning_and_no_fault(last, fields):
    long = {"filed_from": dt.date(2023, 1, 1), "filed_until": last}
    assert found(warn_of_committees, a=long) == fields
    assert found(a=long) == []


def test_the_years_of_a_filing_are_the_plans_own():
    long = {"filed_from": dt.date(2023, 1, 1), "filed_until": dt.date(2027, 12, 31)}
    five = {**DOCUMENT, "review_rules": {"filing_years": {"value": 5, "source": "示例"}}}
    assert found(warn_of_committees, five, a=long) == []
    assert found(warn_of_committees, {**DOCUMENT, "review_rules": {}}, a=long) == []
    assert found(warn_of_committees, a=long) == ["committees.0"]
