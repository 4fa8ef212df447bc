"""Every route of every pack is walked from submission to its end, with every branch on the way."""

from __future__ import annotations

from typing import Any

import pytest

from app.access.scoping import act_as
from app.core.actor import Actor
from app.core.workflow import Status
from app.extensions import db
from app.fees import queries as fees
from app.plans import queries as plans
from app.plans.enums import ApplicationMode
from app.plans.models import PlanRoute
from tests.integration.routes.applying import draft_for, route_ids, stages_of
from tests.integration.routes.conftest import codes
from tests.integration.routes.walking import Walk

JINHUA = "jinhua-2023-construction"
# Intermediate or not, conferred or not: 260 yuan are 80 for the recommendation and 180 for the review.
JINHUA_FEES = {(True, False, 26000), (False, False, 10000), (True, True, 0), (False, True, 0)}


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


def charged(walk: Walk) -> tuple[str, bool, int]:
    """Title, whether it was conferred without review, and what the person was asked to pay, in fen."""
    order = fees.of_application(walk.id, whole=True)
    conferred = walk.own.mode is ApplicationMode.INITIAL_CONFERMENT
    return walk.own.title.code, conferred, order.amount_fen if order else 0


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
        asked = set()
        for number in range(count):
            for walk, met in walk_all(plan_id, number):
                route = _route(walk)
                assert walk.own.status is Status.COMPLETED
                assert walk.passed == [stage.name for stage in route.stages if stage.id in met]
                asked.add(charged(walk))
    if code == JINHUA:
        assert {(title == "engineer", conferred, amount) for title, conferred, amount in asked} == JINHUA_FEES
