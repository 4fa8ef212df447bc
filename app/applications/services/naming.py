"""Lists that stages ask for by `named_in`: who is named has the interview, everybody else skips it (R-205)."""

from __future__ import annotations

from collections.abc import Mapping

from app.access.scoping import acting
from app.applications import queries
from app.applications.facts import subject_of
from app.applications.models import Application, ListNaming
from app.applications.services.advancing import conflicts
from app.applications.services.moving import claim_all
from app.console.languages import officially
from app.core import clock
from app.core.errors import DomainError, Forbidden, OutOfScope, Refused
from app.core.workflow import Status
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.labels import list_word
from app.extensions import db, insert_all
from app.messages import services as messages
from app.messages.services import Letter
from app.plans.models import RouteStage
from app.plans.rules import core_route

NAMED_IN = "named_in"


def lists_open(application: Application) -> list[str]:
    """The lists that the actor may still enter the application into, or take it off, in the route's order.

    They belong to a stage that is still ahead. Whoever holds the stage before it decides, and the plan's issuer.
    """
    if application.status is not Status.UNDER_WAY or application.route is None or application.stage is None:
        return []
    actor, stages = acting(db.session), application.route.stages
    ahead = stages[stages.index(application.stage) + 1 :]
    found = [
        name
        for stage in ahead
        for name in stage.applies_when.get(NAMED_IN, ())
        if actor.organisation_id == application.plan.issuer_id
        or (actor.organisation_id == application.holder_id and _is_next(application, stage))
    ]
    return list(dict.fromkeys(found))


def name_many(seen: Mapping[int, int], list_name: str, named: bool) -> dict[int, DomainError | None]:
    """Enter applications into a list, or take them off; by id, in the order of `seen`, what refused it.

    Each with the version that its row was drawn for. Logged, and told to the applicants. A fixed number of statements.
    Raises OutOfScope where even one is not this person's to see, Forbidden without an organisation.
    """
    actor = acting(db.session)
    if actor.organisation_id is None:
        raise Forbidden
    found = queries.load_many(seen)
    refusals: dict[int, DomainError | None] = {}
    for key, one in found.items():
        refusals[key] = _refusal(one, list_name, named) if one.version == seen[key] else None
    able = [one for key, one in found.items() if refusals[key] is None and one.version == seen[key]]
    claimed = claim_all(able)
    refusals.update(conflicts([one for one in found.values() if refusals[one.id] is None and one.id not in claimed]))
    done = [one for one in able if one.id in claimed]
    at = clock.now()
    if named and done:
        insert_all(
            ListNaming,
            [
                {
                    "application_id": one.id,
                    "list_name": list_name,
                    "organisation_id": actor.organisation_id,
                    "actor_name": decisions.signature(),
                    "named_at": at,
                }
                for one in done
            ],
        )
    elif done:
        queries.take_off_list([one.id for one in done], list_name)
    action, letter = (Action.NAME, "named") if named else (Action.UNNAME, "unnamed")
    stage_names = {one.id: one.stage.name if one.stage else "" for one in done}
    entries = [decisions.Entry(one.id, action, stage=stage_names[one.id], details={"list": list_name}) for one in done]
    decisions.record_all(SubjectKind.APPLICATION, entries, at)
    with officially():
        words = list_word(list_name)
    messages.send_all(
        [
            Letter(
                letter,
                applicant_id=one.applicant_id,
                application_id=one.id,
                params={
                    "organisation": actor.organisation_name,
                    "plan": one.plan.name,
                    "list": words,
                },
            )
            for one in done
        ]
    )
    return {key: refusals[key] for key in seen}


def _refusal(application: Application, list_name: str, named: bool) -> DomainError | None:
    if application.route is None or not any(
        list_name in stage.applies_when.get(NAMED_IN, ()) for stage in application.route.stages
    ):
        return OutOfScope()
    if list_name not in lists_open(application):
        return Refused(
            "The list can be changed only before its stage is reached, by the office that holds the stage before it "
            "or by the plan's own office."
        )
    if (list_name in {one.list_name for one in application.namings}) is named:
        return Refused("The application is in the list already." if named else "The application is not in the list.")
    return None


def _is_next(application: Application, stage: RouteStage) -> bool:
    """Whether the application waits at the last stage that applies before this one."""
    assert application.route is not None
    route = core_route(application.route)
    before = route.preceding(subject_of(application), route.stage(stage.id))
    return before is not None and before.id == application.stage_id
