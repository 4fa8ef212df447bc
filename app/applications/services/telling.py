"""Whom a move concerns: one message each, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import dropwhile

from app.applications.models import Application
from app.applications.services.moving import route_row
from app.core.actor import Actor
from app.core.workflow import Decision, Stage, StageKind, Status, Transition
from app.messages.services import Letter
from app.plans.models import RouteStage


def letters(
    actor: Actor, application: Application, transition: Transition, left: RouteStage | None, reason: str
) -> Iterator[Letter]:
    """Messages about a move: to the organisation that has it next, and to the applicant."""
    plan = application.plan.name
    if transition.entered is not None and application.holder_id not in (None, actor.organisation_id):
        yield Letter(
            "submitted" if transition.decision is Decision.SUBMIT else "arrived",
            organisation_id=application.holder_id,
            application_id=application.id,
            params={"name": application.applicant_name, "plan": plan, "stage": transition.entered.name},
        )
    to_applicant = partial(Letter, applicant_id=application.applicant_id, application_id=application.id)
    known = {"organisation": actor.organisation_name, "plan": plan}
    if transition.decision is Decision.PASS and left is not None:
        yield to_applicant("passed", params={**known, "stage": left.name})
    elif transition.decision is Decision.CONCLUDE and left is not None:
        if verdict := _verdict(application, transition, left):
            yield to_applicant(verdict, params={**known, "stage": left.name})
    elif transition.decision is Decision.RETURN and transition.after.status is Status.RETURNED:
        yield to_applicant("returned", params={**known, "due": application.return_due_on})
    elif transition.decision is Decision.REJECT:
        yield to_applicant("rejected", params={**known, "reason": reason})


def _verdict(application: Application, transition: Transition, left: RouteStage) -> str:
    """The message about a conclusion; "" while it is not told yet. A recommendation is a step as others are."""
    approved = transition.after.approved is not False
    if not conclusion_is_public(application, route_row(application).stages):
        return "passed" if approved and left.kind is StageKind.RECOMMENDATION else ""
    return "concluded" if approved else "not_concluded"


def conclusion_is_public(application: Application, stages: Iterable[RouteStage | Stage]) -> bool:
    """Whether what a committee or conferring office concluded may be told: after its announcement, at the end, and
    where no announcement will follow. `stages` are those of the application's route in order."""
    if application.status is not Status.UNDER_WAY:
        return True
    ahead = dropwhile(lambda stage: stage.id != application.stage_id, stages)
    return all(stage.kind is not StageKind.ANNOUNCEMENT for stage in ahead)
