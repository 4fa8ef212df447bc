"""Every route of every pack is walked from submission to its end, with every branch on the way."""

from __future__ import annotations

from typing import Any

import pytest

from app.access.scoping import act_as
from app.core.actor import Actor
from app.core.workflow import Status
from app.extensions import db
from app.plans import queries as plans
from app.plans.models import PlanRoute
from tests.integration.routes.applying import draft_for, route_ids, stages_of
from tests.integration.routes.conftest import codes
from tests.integration.routes.walking import Walk


def walk_to_the_end(plan_id: int, number: int, wanted: set[int]) -> tuple[Walk, set[int]]:
    """Walk the plan's route `number` by somebody who meets a stage of `wanted`; the stages that apply to them."""
    act_as(db.session, Actor.system("tests"))
    plan = plans.plan_with_rows(plan_id)
    route = plan.routes[number]
    draft, subject = draft_for(plan, route, wanted)
    walk = Walk(draft.id, draft.applicant_id, plan.opens_on)
    db.session.commit()
    walk.submit()
    while walk.own.status is Status.UNDER_WAY:
        walk.confirm_evidence()
        db.session.commit()
        walk.look_into_branches(_route(walk))
        walk.name_for_what_comes()
        walk.good()
        db.session.commit()
    return walk, stages_of(_route(walk), subject)


def _route(walk: Walk) -> PlanRoute:
    route = walk.own.route
    assert route is not None
    return route


def walk_all(plan_id: int, number: int) -> list[tuple[Walk, set[int]]]:
    """Walks that meet every stage of the route between them."""
    act_as(db.session, Actor.system("tests"))
    left, walks = route_ids(plans.plan_with_rows(plan_id).routes[number]), []
    while left:
        try:
            walk, met = walk_to_the_end(plan_id, number, left)
        finally:
            db.session.rollback()
        left -= met
        walks.append((walk, met))
    return walks


@pytest.mark.parametrize("code", codes())
def test_every_route_of_the_pack_leads_to_its_end(walking: Any, code: str) -> None:
    plan_id = walking.extensions["walked_plans"][code]
    with walking.app_context():
        act_as(db.session, Actor.system("tests"))
        count = len(plans.plan_with_rows(plan_id).routes)
        for number in range(count):
            for walk, met in walk_all(plan_id, number):
                route = _route(walk)
                assert walk.own.status is Status.COMPLETED
                assert walk.passed == [stage.name for stage in route.stages if stage.id in met]
