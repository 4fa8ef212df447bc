"""What stages record beside a plain decision: who, when, with what result, under which document (R-199 to R-211)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.access.scoping import acting
from app.applications import queries
from app.applications.models import Application, StageOutcome
from app.applications.services.advancing import Outcome, advance_all, claim_application
from app.console.languages import officially
from app.console.layout import label
from app.core import clock
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, Refused
from app.core.workflow import (
    DOCUMENT_KINDS,
    RESULTS,
    Asked,
    Decision,
    StageKind,
    StageOutcomeInput,
    StageResult,
    asked_at,
    check_outcome,
    decision_for,
)
from app.decisions.services import signature
from app.extensions import db
from app.messages import services as messages
from app.messages.services import Letter


def asked_of(application: Application) -> Asked:
    """What the stage where the application waits asks for now; no results where it is decided by an opinion."""
    stage = application.stage
    if stage is None:
        return Asked(())
    waits = stage.recipient and queries.standing_outcome(application.id, stage.id) is not None
    return asked_at(stage.kind, stage.recipient, recommended=bool(waits))


def record_outcome(application_id: int, seen_version: int, given: StageOutcomeInput) -> Application:
    """Record the outcome of the stage where the application waits, and move it accordingly.

    Raises Invalid at the fields, Refused at a stage that records none or before its gates are met, Conflict for a
    stale page or for a document that has another day already.
    """
    application = queries.load_many([application_id])[application_id]
    if application.version != seen_version:
        claim_application(application, seen_version)
    asked = asked_of(application)
    if not asked.results or _kind(application) is StageKind.REVIEW:
        raise Refused("The application is at no stage whose outcome is recorded here.")
    _refuse(given, asked)
    outcome = keep_all({application: seen_version}, given, asked)[application_id]
    if isinstance(outcome, DomainError):
        raise outcome
    return application


def record_many(seen: Mapping[int, int], kind: StageKind, given: StageOutcomeInput) -> dict[int, DomainError | None]:
    """One document for applications by id, each with the version that its row was drawn for; by id what refused it.

    `kind` is one of those that carry a document; the result is that kind's own. In the order of `seen`. Raises
    OutOfScope where even one is not this person's to see, Invalid, and Conflict for the document's day.
    """
    if kind not in DOCUMENT_KINDS:
        raise Refused("The application is at no stage whose outcome is recorded here.")
    given = replace(given, result=RESULTS[kind][0])
    asked = asked_at(kind)
    _refuse(given, asked)
    found = queries.load_many(seen)
    here = {one: seen[key] for key, one in found.items() if _kind(one) is kind or one.version != seen[key]}
    outcomes = keep_all(here, given, asked)
    elsewhere = Refused("The application is not at the stage “%(stage)s”.", stage=label(kind))
    refusals: dict[int, DomainError | None] = {}
    for key, one in found.items():
        outcome = outcomes.get(key) if one in here else elsewhere
        refusals[key] = outcome if isinstance(outcome, DomainError) else None
    return {key: refusals[key] for key in seen}


def keep_all(
    seen: Mapping[Application, int], given: StageOutcomeInput, asked: Asked, details: Mapping[str, Any] | None = None
) -> dict[int, Outcome]:
    """Move loaded applications by an outcome that was checked, and keep it; by id the transition, or what refused it.

    All wait for the same kind of outcome. The number of statements does not grow with the applications.
    """
    organisation_id = acting(db.session).organisation_id
    if organisation_id is None:
        raise Forbidden
    given = replace(given, document_number=given.document_number.strip(), opinion=given.opinion.strip())
    result, held_on = given.result, given.held_on
    assert result is not None
    assert held_on is not None
    _check_document(organisation_id, given, asked)
    stages = {one.id: one.stage for one in seen}
    recipient = next((stage.recipient for stage in stages.values() if stage is not None), "")
    decision, approved = decision_for(result, "" if asked.from_outside else recipient)
    words = given.opinion or given.document_number or _word(result)
    outcomes = advance_all(
        seen,
        decision,
        opinion=words if decision is Decision.PASS else given.opinion,
        reason=_reason(given) if decision is Decision.REJECT else "",
        approved=approved,
        details={
            "result": result.name,
            "held_on": held_on.isoformat(),
            "document_number": given.document_number,
            "from_outside": asked.from_outside,
            **(details or {}),
        },
    )
    moved = [one for one in seen if not isinstance(outcomes[one.id], DomainError)]
    at = clock.now()
    queries.retract([(one.id, stage.id, asked.from_outside) for one in moved if (stage := stages[one.id])], at)
    db.session.add_all(
        StageOutcome(
            application_id=one.id,
            stage_id=stage.id,
            kind=stage.kind,
            result=result,
            from_outside=asked.from_outside,
            held_on=held_on,
            document_number=given.document_number,
            opinion=given.opinion,
            organisation_id=organisation_id,
            actor_name=signature(),
            recorded_at=at,
        )
        for one in moved
        if (stage := stages[one.id])
    )
    db.session.flush()
    messages.send_all([letter for one in moved for letter in _letters(one, given, recipient)])
    return outcomes


def _refuse(given: StageOutcomeInput, asked: Asked) -> None:
    if violations := check_outcome(given, asked, clock.today()):
        raise Invalid(violations)


def _check_document(organisation_id: int, given: StageOutcomeInput, asked: Asked) -> None:
    """One document of an office has one day."""
    if asked.from_outside or not given.document_number or given.result not in asked.documented:
        return
    known = queries.day_of_document(organisation_id, given.document_number)
    if known is not None and known != given.held_on:
        raise Conflict(
            "The document %(number)s was recorded with the day %(day)s already.",
            number=given.document_number,
            day=known,
        )


def _letters(application: Application, given: StageOutcomeInput, recipient: str) -> Sequence[Letter]:
    """What the applicant is told beside the move itself."""
    about: dict[str, dt.date | str | None] = {"plan": application.plan.name}
    match given.result:
        case StageResult.ANNOUNCED:
            name = "not_approved" if application.approved is False else "approved"
        case StageResult.ISSUED:
            name = "issued"
            about |= {"number": given.document_number, "day": given.held_on}
        case StageResult.RECOMMENDED if recipient:
            name = "recommended"
            about |= {"recipient": recipient}
        case _:
            return []
    return [Letter(name, applicant_id=application.applicant_id, application_id=application.id, params=about)]


def _kind(application: Application) -> StageKind | None:
    return application.stage.kind if application.stage is not None else None


def _reason(given: StageOutcomeInput) -> str:
    assert given.result is not None
    return "：".join(filter(None, (_word(given.result), given.opinion)))


def _word(result: StageResult) -> str:
    """The result as the office writes it: it stands in the log and on the printed sheet."""
    with officially():
        return label(result)
