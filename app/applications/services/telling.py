"""Whom a move concerns: one message each, in its transaction."""

from __future__ import annotations

from functools import partial

from app.access.scoping import acting
from app.applications.models import Application
from app.core.workflow import Decision, Status, Transition
from app.extensions import db
from app.messages import services as messages
from app.plans.models import RouteStage


def tell(application: Application, transition: Transition, left: RouteStage | None, reason: str) -> None:
    """Messages about a move: to the organisation that has it next, and to the applicant."""
    plan, actor = application.plan.name, acting(db.session)
    if transition.entered is not None and application.holder_id not in (None, actor.organisation_id):
        messages.send(
            "submitted" if transition.decision is Decision.SUBMIT else "arrived",
            organisation_id=application.holder_id,
            application_id=application.id,
            name=application.applicant_name,
            plan=plan,
            stage=transition.entered.name,
        )
    to_applicant = partial(
        messages.send,
        applicant_id=application.applicant_id,
        application_id=application.id,
        organisation=actor.organisation_name,
    )
    if transition.decision is Decision.PASS and left is not None:
        to_applicant("passed", plan=plan, stage=left.name)
    elif transition.decision is Decision.RETURN and transition.after.status is Status.RETURNED:
        to_applicant("returned", plan=plan, due=application.return_due_on)
    elif transition.decision is Decision.REJECT:
        to_applicant("rejected", plan=plan, reason=reason)
