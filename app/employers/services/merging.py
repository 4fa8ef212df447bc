"""One employer is taken over by another from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.access.scoping import acting
from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, Invalid, OutOfScope, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.services import Entry
from app.employers import queries
from app.employers.rules import check_merger, unfinished
from app.extensions import db
from app.messages import services as messages
from app.messages.services import Letter
from app.organisations import queries as organisations
from app.organisations.enums import OrganisationKind
from app.organisations.models import FormerName, Organisation


@dataclass(frozen=True)
class Merger:
    """What a merger moved: numbers of people, running applications, operators that were switched off."""

    absorbed: str
    into: str
    people: int
    applications: int
    operators: int


def mergeable(text: str) -> list[Organisation]:
    """Employers whose name or credit code the text is, that the actor may merge."""
    area = _area()
    return [one for one in organisations.employers_like(text) if area is None or one.region_id in area]


def merge(absorbed_id: int | None, into_id: int | None, from_on: dt.date | None, reason: str) -> Merger:
    """Staff and running applications go over; the employer that is absorbed is out of use, keeps its history and points
    to the other one, which is found by its name; its operators are switched off.

    An HRSS department merges employers of its region and those below, the catalog's editor any. Raises Invalid, also
    with everything that the absorbed employer must finish first; Conflict where somebody merged it first.
    """
    violations = check_merger(absorbed=absorbed_id, into=into_id, from_on=from_on, reason=reason, today=clock.today())
    if violations or absorbed_id is None or into_id is None or from_on is None:
        raise Invalid(violations)
    area = _area()
    absorbed, into = _employer(absorbed_id, "absorbed", area), _employer(into_id, "into", area)
    queries.lock([absorbed.id, into.id])
    if violations := unfinished(queries.merge_counts(absorbed.id)):
        raise Invalid(violations)
    if not queries.take_over(absorbed, into, merged_on=from_on):
        raise Conflict
    people, applications, operators = queries.move_to(absorbed.id, into.id)
    db.session.add(FormerName(organisation_id=into.id, name=absorbed.name, until_on=from_on))
    db.session.flush()
    done = Merger(absorbed.name, into.name, len(people), applications, operators)
    details = {**vars(done), "absorbed_id": absorbed.id, "into_id": into.id, "from_on": from_on.isoformat()}
    entries = [Entry(one.id, Action.MERGE, reason=reason, details=details) for one in (absorbed, into)]
    decisions.record_all(SubjectKind.ORGANISATION, entries)
    told = {"before": absorbed.name, "employer": into.name, "day": from_on}
    letters = [Letter("employer_merged", applicant_id=one, params=told) for one in people]
    messages.send_all([*letters, Letter("employer_took_over", organisation_id=into.id, params=told)])
    return done


def _area() -> set[int] | None:
    """The regions whose employers the actor may merge; None: all of them. Raises OutOfScope."""
    actor = acting(db.session)
    if actor.has(Role.CATALOG_EDITOR):
        return None
    if actor.organisation_id is None:
        raise OutOfScope
    return organisations.below(organisations.load(actor.organisation_id).region_id)


def _employer(organisation_id: int, field: str, area: set[int] | None) -> Organisation:
    """An employer that may be merged; raises Invalid at its field, in the same words wherever it is."""
    refusal = Invalid([Violation(field, "Please choose an employer of your region that is in use.")])
    try:
        found = organisations.load(organisation_id)
    except OutOfScope:
        raise refusal from None
    within = area is None or found.region_id in area
    if not within or not found.active or found.kind is not OrganisationKind.EMPLOYER:
        raise refusal
    return found
