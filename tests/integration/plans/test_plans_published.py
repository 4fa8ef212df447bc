"""A published plan is read once; a draft each time; nothing of one plan is taken for another's."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from app.core.workflow import Subject
from app.plans import queries, services
from app.plans.published import published as printed
from tests.helpers import count_statements

SUBJECT = Subject(mode="", title_code="", employer_kind="", affiliation_level="")


@pytest.fixture
def cost(session: Any, engine: Engine) -> Any:
    """How many statements it takes to have a plan's routes and clauses."""

    def of(plan_id: int) -> int:
        plan = queries.plan_by_id(plan_id)
        with count_statements(engine) as statements:
            printed(plan)
        return statements.count

    return of


def test_a_published_plan_is_read_once(published: Any, cost: Any) -> None:
    assert (cost(published.id), cost(published.id)) == (4, 0)


def test_a_draft_is_read_each_time_and_shows_its_changes(session: Any, draft: Any, cost: Any) -> None:
    assert (cost(draft.id), cost(draft.id)) == (4, 4)
    for name in ("第一稿", "第二稿"):
        stage = queries.plan_by_id(draft.id).routes[0].stages[0]
        stage.name = name
        session.commit()
        route = printed(queries.plan_by_id(draft.id)).route_of(None, SUBJECT)
        assert route is not None
        assert route.route.stages[0].name == name


def test_what_a_draft_said_before_it_was_published_is_forgotten(session: Any, draft: Any) -> None:
    printed(draft)
    queries.plan_by_id(draft.id).clauses[0].text = "改过的条款。"
    session.commit()
    services.publish(draft.id, queries.plan_by_id(draft.id).version)
    session.commit()
    assert printed(queries.plan_by_id(draft.id)).clauses[0].text == "改过的条款。"


def test_routes_and_clauses_are_those_of_the_rows(published: Any) -> None:
    from app.plans.rules import core_route

    found = printed(published)
    assert [clause.key for clause in found.clauses] == [row.key for row in published.clauses]
    assert list(found.routes) == [row.id for row in published.routes]
    for row in published.routes:
        kept = found.routes[row.id]
        assert [(one.id, one.name, one.gates) for one in kept.route.stages] == [
            (one.id, one.name, one.gates) for one in core_route(row).stages
        ]
        assert list(kept.holders) == [one.id for one in row.stages]


def test_two_plans_keep_their_own_routes(session: Any, published: Any) -> None:
    import datetime as dt

    other = services.clone(published.id, dt.date(2024, 2, 21), "2024年度初级职称评审计划", "shangyu-2024")
    session.commit()
    services.publish(other.id, other.version)
    session.commit()
    first, second = printed(queries.plan_by_id(published.id)), printed(queries.plan_by_id(other.id))
    assert not first.routes.keys() & second.routes.keys()


def test_closing_a_plan_changes_nothing_of_its_routes(session: Any, published: Any) -> None:
    before = printed(published)
    services.close(published.id, published.version)
    session.commit()
    assert printed(queries.plan_by_id(published.id)) == before
