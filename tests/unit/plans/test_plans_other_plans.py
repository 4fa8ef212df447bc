"""A plan in another year, region or for other titles; two plans held against each other."""

import copy
import datetime as dt

import pytest
from plan_samples import shangyu

from app.plans.rules import compare, elsewhere, flat, inheriting, lacking, moved, retitled

HEAD = ("notice_date", "opens_on", "applicant_deadline", "employer_deadline", "seniority_cutoff_date")


@pytest.fixture
def plan():
    document = shangyu()
    row = {"key": "meeting", "name": "评审", "kind": "REVIEW", "applies_when": {}, "holder": None, "organisation": None}
    days = {"starts_on": dt.date(2023, 5, 1), "due_on": dt.date(2023, 5, 2)}
    document["deadlines"] = [{**row, **days, "clause": "", "decided": "测试"}]
    return document


def dates(document):
    row = document["deadlines"][0]
    return [document[name].isoformat() for name in HEAD] + [row["starts_on"].isoformat(), row["due_on"].isoformat()]


def test_on_the_same_day_of_another_year_every_date_keeps_its_day(plan):
    later = moved(plan, dt.date(2024, 2, 21))
    assert later["year"] == 2024
    assert dates(later) == [
        "2024-02-21",
        "2024-02-21",
        "2024-03-31",
        "2024-04-21",
        "2024-06-30",
        "2024-05-01",
        "2024-05-02",
    ]


@pytest.mark.parametrize(("day", "days"), [(dt.date(2024, 2, 20), 364), (dt.date(2024, 2, 22), 366)])
def test_on_another_day_every_date_moves_by_as_many_days(plan, day, days):
    before, after = dates(plan), dates(moved(plan, day))
    assert {
        (dt.date.fromisoformat(new) - dt.date.fromisoformat(old)).days for old, new in zip(before, after, strict=True)
    } == {days}


def test_the_29th_of_february_becomes_the_28th_where_there_is_none(plan):
    plan["opens_on"] = plan["notice_date"] = dt.date(2024, 2, 29)
    later = moved(plan, dt.date(2025, 2, 28))
    assert (later["opens_on"], later["applicant_deadline"]) == (dt.date(2025, 2, 28), dt.date(2024, 3, 31))
    assert moved(plan, dt.date(2028, 2, 28))["notice_date"] == dt.date(2028, 2, 28)


def test_in_another_region_the_applicants_region_goes_along_and_offices_stay(plan):
    there = elsewhere(plan, "330602")
    regions = [row["parameters"]["region"] for row in there["requirements"] if "region" in row["parameters"]]
    assert (there["region"], regions) == ("330602", ["330602", "330602"])
    assert there["fees"] == plan["fees"]
    assert plan["region"] == "330604"


def test_other_titles_take_their_place_in_titles_paths_and_conditions(plan):
    made = retitled(plan, {"assistant-engineer": "engineer"})
    assert [row["title"] for row in made["titles"]] == ["technician", "engineer"]
    assert {row["title"] for row in made["paths"]} == {"technician", "engineer"}
    named = [row["applies_when"] for row in made["requirements"] if row["applies_when"]]
    assert named == [{"titles": ["technician"]}, {"titles": ["engineer"]}]
    assert [row["title"] for row in plan["titles"]] == ["technician", "assistant-engineer"]


def test_a_plan_is_the_same_as_itself(plan):
    found = compare(plan, copy.deepcopy(plan))
    assert [one.rows for one in found] == [()] * len(found)
    assert {one.name: one.equal for one in found}["paths"] == len(plan["paths"])
    assert {one.name: one.equal for one in found}["stages"] == 6


def test_order_alone_is_no_difference(plan):
    other = copy.deepcopy(plan)
    other["paths"].reverse()
    assert flat(compare(plan, other)) == []


def test_values_rows_and_stages_that_differ_are_told_cell_by_cell(plan):
    other = copy.deepcopy(plan)
    other["paper_copies"] = 3
    other["paths"][0]["professional_years"] = 2
    dropped = other["requirements"].pop()
    added = {**other["fees"][0], "key": "recommendation"}
    other["fees"].append(added)
    other["routes"][0]["stages"][1]["min_working_days"] = 7
    found = flat(compare(plan, other))
    assert [(one["section"], one["row"], one["column"]) for one in found] == [
        ("plan", "", "paper_copies"),
        ("paths", plan["paths"][0]["key"], "professional_years"),
        ("requirements", dropped["key"], ""),
        ("fees", "recommendation", ""),
        ("stages", "区属初级评审 · 单位公示并报送", "min_working_days"),
    ]
    assert [(one["before"], one["after"]) for one in found] == [
        (2, 3),
        (0, 2),
        (dropped, None),
        (None, added),
        (5, 7),
    ]


def test_a_row_that_stands_twice_is_counted_on(plan):
    other = copy.deepcopy(plan)
    other["routes"][0]["stages"].append({**plan["routes"][0]["stages"][1], "min_working_days": 9})
    found = flat(compare(plan, other))
    assert [(one["section"], one["row"]) for one in found] == [("stages", "区属初级评审 · 单位公示并报送 (2)")]


def test_a_plan_takes_each_kind_of_row_that_it_lacks_and_clauses_by_key(plan):
    own = {**plan, **{name: [] for name, value in plan.items() if isinstance(value, list)}}
    own["fees"] = [{**plan["fees"][0], "key": "mine"}]
    own["clauses"] = [{**plan["clauses"][0], "text": "另一份通知"}]
    taken = lacking(own, plan)
    assert "fees" not in taken
    assert taken["paths"] == plan["paths"]
    assert taken["clauses"] == plan["clauses"][1:]
    whole = inheriting(own, plan)
    assert whole["clauses"] == [own["clauses"][0], *plan["clauses"][1:]]
    assert whole["fees"] == own["fees"]
