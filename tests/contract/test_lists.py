"""Lists: filters, pages by key, links, and statements that do not grow with the rows."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import HRSS, OFFICE, PLAN
from tests.helpers import count_statements

AT = "2023-03-13 10:00"


def codes(answer):
    return [row["code"] for row in answer.json["items"]]


def test_titles_by_series_level_and_name(program):
    planner = program("planner")
    every = planner.get("/api/v1/titles?page_size=100").json["items"]
    assert [row["code"] for row in every] == sorted(row["code"] for row in every)
    level = planner.get("/api/v1/titles/assistant-engineer").json["level"]["code"]
    wanted = [row["code"] for row in every if row["level"]["code"] == level]
    assert len(every) > len(wanted) > 0
    assert codes(planner.get(f"/api/v1/titles?level={level}&page_size=100")) == wanted
    assert codes(planner.get("/api/v1/titles?name=助理工程师&page_size=100")) == [
        row["code"] for row in every if "助理工程师" in row["name"]
    ]
    assert codes(planner.get("/api/v1/titles?series=nothing")) == []
    assert codes(planner.get("/api/v1/titles?active=false")) == []


def test_regions_by_level_and_parent(program):
    planner = program("planner")
    counties = planner.get("/api/v1/regions?parent=330600&level=COUNTY&page_size=100").json["items"]
    assert "330604" in [row["code"] for row in counties]
    assert {row["parent"]["code"] for row in counties} == {"330600"}
    assert planner.get("/api/v1/regions/330604").json == {
        "code": "330604",
        "name": "上虞区",
        "level": {"code": "COUNTY", "name": "县级"},
        "parent": {"code": "330600", "name": "绍兴市"},
    }


def test_organisations_by_kind_region_and_department(program):
    planner = program("planner")
    assert codes(planner.get("/api/v1/organisations?kind=HRSS_DEPARTMENT&region=330604")) == [HRSS]
    assert codes(planner.get("/api/v1/organisations?kind=EMPLOYER")) == ["builders", "neighbours"]
    assert codes(planner.get("/api/v1/organisations?department=nothing")) == []
    assert planner.get(f"/api/v1/organisations/{OFFICE}").json["kind"]["code"] == "COMMITTEE_OFFICE"


def test_a_committee_says_what_it_judges_and_how_long_it_is_filed(program):
    planner = program("planner")
    found = planner.get("/api/v1/committees/shangyu-engineering-junior").json
    assert [row["code"] for row in found["scope"]["titles_reviewed"]] == ["technician", "assistant-engineer"]
    assert found["scope"]["titles_recommended"] == []
    assert found["scope"]["specialties"][0] == {
        "code": "mechanical",
        "name": "机械工程",
        "series": {"code": "engineering", "name": "工程技术"},
    }
    assert found["filing"] == {
        "number": "",
        "from": None,
        "until": None,
        "state": {"code": "UNKNOWN", "name": "未登记"},
    }
    assert (found["kind"]["code"], found["organisation"]) == ("ORDINARY", None)
    assert codes(planner.get("/api/v1/committees?kind=AUTONOMOUS")) == []
    ordinary = codes(planner.get("/api/v1/committees?kind=ORDINARY&region=330604"))
    assert ordinary == ["shangyu-engineering-junior"]


def test_a_part_of_a_name_is_taken_as_it_is_written(program):
    assert codes(program("planner").get("/api/v1/organisations?name=%25")) == []
    assert codes(program("planner").get("/api/v1/organisations?name=_")) == []


def test_pages_follow_one_another_and_back_without_loss(program):
    planner = program("planner")
    every = codes(planner.get("/api/v1/regions?page_size=100"))
    assert len(every) > 6
    seen, pages, answer = [], [], planner.get("/api/v1/regions?page_size=3")
    while True:
        assert answer.json["count"] == len(every)
        assert answer.json["count_is_capped"] is False
        seen += codes(answer)
        pages.append(codes(answer))
        if answer.json["next"] is None:
            break
        assert answer.json["next"].startswith("/api/v1/regions?")
        answer = planner.get(answer.json["next"])
    assert seen == every
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert codes(planner.get(answer.json["previous"])) == pages[-2]
    first = planner.get("/api/v1/regions?page_size=3")
    assert first.json["previous"] is None


def test_links_keep_the_filters(program):
    planner = program("planner")
    answer = planner.get("/api/v1/regions?level=COUNTY&page_size=1")
    following = planner.get(answer.json["next"])
    assert following.json["items"][0]["level"]["code"] == "COUNTY"
    assert codes(following) != codes(answer)


def test_the_size_of_a_page_is_clamped_to_100(program, monkeypatch):
    from app.console import api

    planner = program("planner")
    assert len(codes(planner.get("/api/v1/regions?page_size=100000"))) <= 100
    monkeypatch.setattr(api, "LARGEST_PAGE", 2)
    assert len(codes(planner.get("/api/v1/regions?page_size=100000"))) == 2
    assert len(codes(planner.get("/api/v1/regions?page_size=2"))) == 2
    assert len(codes(planner.get("/api/v1/regions?page_size=1"))) == 1


def test_open_plans_and_plans_by_year_and_region(program):
    assert codes(program(at="2023-03-31 23:59").get("/api/v1/plans?open=true")) == [PLAN]
    assert codes(program(at="2023-04-01 00:00").get("/api/v1/plans?open=true")) == []
    nobody = program(at="2023-02-20 23:59")
    assert codes(nobody.get("/api/v1/plans?open=true")) == []
    assert codes(nobody.get("/api/v1/plans?open=false")) == [PLAN]
    assert codes(nobody.get("/api/v1/plans?year=2023&region=330604")) == [PLAN]
    assert codes(nobody.get("/api/v1/plans?year=2022")) == []
    assert codes(nobody.get("/api/v1/plans?region=330600")) == []


def test_a_draft_is_nobodys_to_read_over_the_api(program, world):
    from app.plans import services

    with world.acting("planner", AT):
        services.clone(world.plan_id, dt.date(2024, 2, 21), "一份草稿", "a-draft")
    for name in ("", "planner"):
        caller = program(name)
        assert codes(caller.get("/api/v1/plans")) == [PLAN]
        assert caller.get("/api/v1/plans/a-draft").status_code == 404


def test_the_queue_takes_the_filters_of_the_screen(program, place, world):
    hrss = program("hrss")

    def ids(query):
        return [row["id"] for row in hrss.get(f"/api/v1/audits?{query}").json["items"]]

    assert ids("") == ids("tab=WAITING") == [place["hrss"], place["concluded"]]
    assert ids("stage=AUDIT") == [place["hrss"]]
    assert set(ids("tab=DONE")) == {place["owing"], place["ready"]}
    assert ids(f"tab=ALL&name=丁&plan={PLAN}") == [place["hrss"]]
    assert ids("tab=ALL&status=COMPLETED") == []
    assert ids("from=2023-03-01&to=2023-03-01") == [place["hrss"], place["concluded"]]
    assert ids("from=2023-03-02") == ids("to=2023-02-28") == []
    assert hrss.get("/api/v1/audits?plan=nothing").status_code == 404
    first = hrss.get("/api/v1/audits?page_size=1")
    assert [row["id"] for row in first.json["items"]] == [place["hrss"]]
    assert [row["id"] for row in hrss.get(first.json["next"]).json["items"]] == [place["concluded"]]


def test_a_plan_administrator_sees_everything_in_sight(program, place):
    rows = program("planner").get("/api/v1/audits").json["items"]
    assert {row["id"] for row in rows} == set(place.values())


@pytest.mark.parametrize("copied", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("", "plans"),
        ("planner", "organisations"),
        ("planner", "titles"),
        ("planner", "regions"),
        ("planner", "committees"),
        ("planner", "audits?tab=ALL"),
        ("甲待审", "my/applications"),
    ],
)
def test_a_list_takes_as_many_statements_for_one_row_as_for_many(program, engine, name, path, place):
    caller = program(name)
    mark = "&" if "?" in path else "?"
    counts = []
    for size in (1, 3, 100):
        with count_statements(engine) as statements:
            assert caller.get(f"/api/v1/{path}{mark}page_size={size}").status_code == 200
        counts.append(statements.count)
    assert counts[0] == counts[1] == counts[2], counts
    assert counts[0] <= 7
