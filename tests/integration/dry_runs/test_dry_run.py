"""A dry run from the plan's page to its figures."""

import datetime as dt
import io

from openpyxl import load_workbook

from tests.integration.plans_screens.conftest import words


def start(planner, world, **data):
    data = {"population": "applications", "plans": world.plan_id, "submitted_on": "2023-03-31", **data}
    return planner.post(f"/dry-runs/plan/{world.plan_id}", data=data)


def test_the_figures_are_those_of_a_count_by_hand(planner, world, run_jobs):
    world.submitted("赵一", work_started_on=dt.date(2015, 3, 1))
    world.submitted("钱二", work_started_on=dt.date(2019, 7, 1))
    answer = start(planner, world)
    assert answer.status_code == 303, words(answer)
    assert run_jobs() == 1
    page = planner.get(answer.location)
    print(words(page))
    assert page.status_code == 200
    book = load_workbook(io.BytesIO(planner.get(f"{answer.location}/persons.xlsx").data))
    print([[c.value for c in row] for row in book.active.rows])
    assert 0
