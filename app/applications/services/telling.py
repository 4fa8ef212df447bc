"""Whom a move concerns: one message each, in its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.applications.models import Application
from app.core.actor import Actor
from app.core.workflow import Decision, Status, Transition
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
    elif transition.decision is Decision.RETURN and transition.after.status is Status.RETURNED:
        yield to_applicant("returned", params={**known, "due": application.return_due_on})
    elif transition.decision is Decision.REJECT:
        yield to_applicant("rejected", params={**known, "reason": reason})
