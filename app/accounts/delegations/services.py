"""Hand one's queue to a colleague for some days, and end that early."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.access.enums import AccessKind
from app.access.models import Delegation
from app.access.scoping import acting
from app.access.services import record_of_account
from app.accounts import queries as accounts
from app.accounts.delegations import queries
from app.accounts.delegations.rules import check_period
from app.core import clock
from app.core.errors import Conflict, Invalid, Refused, Violation
from app.decisions.enums import Action, SubjectKind
from app.decisions.services import record
from app.extensions import claim, db
from app.messages.services import send

OVERLAPS = (
    "From %(first)s to %(last)s %(delegate)s stands in for %(delegator)s already; on these days neither of them can "
    "hand over or take over another queue."
)


def start(delegate_id: int | None, first_day: dt.date | None, last_day: dt.date | None) -> Delegation:
    """Hand the actor's queue to a colleague of the same organisation from one office day to another, both included.

    Raises Invalid for nobody who could take it over, oneself among them, for a period that cannot be, and where one of
    the two hands over or stands in on one of these days already.
    """
    actor = acting(db.session)
    violations = check_period(first_day, last_day, clock.today())
    colleague = next((one for one in queries.colleagues(actor) if one.id == delegate_id), None)
    if colleague is None:
        words = "Please choose a colleague of your organisation who audits or records fees there, too."
        violations.insert(0, Violation("delegate_id", words))
    if violations or colleague is None or first_day is None or last_day is None:
        raise Invalid(violations)
    both = [actor.account_id, colleague.id]
    accounts.hold_still(both)
    other = queries.overlapping(both, first_day, last_day)
    if other is not None:
        raise Invalid([Violation("first_day", OVERLAPS, _facts(other))])
    delegation = Delegation(
        organisation_id=actor.organisation_id,
        delegator_id=actor.account_id,
        delegate_id=colleague.id,
        first_day=first_day,
        last_day=last_day,
    )
    db.session.add(delegation)
    db.session.flush()
    _told(delegation, Action.DELEGATE, AccessKind.DELEGATED, "delegated")
    return delegation


def end(delegation_id: int, seen_version: int) -> Delegation:
    """End what one handed over or took over, from now on.

    Raises OutOfScope for anybody else's, Conflict where it has changed, Refused where it is over.
    """
    delegation = queries.load(delegation_id, acting(db.session))
    if delegation.ended_at is not None or delegation.last_day < clock.today():
        raise Refused("This is over already.")
    if not claim(delegation, seen_version):
        raise Conflict
    delegation.ended_at = clock.now()
    db.session.flush()
    _told(delegation, Action.END_DELEGATION, AccessKind.DELEGATION_ENDED, "delegation_ended")
    return delegation


def _told(delegation: Delegation, action: Action, kind: AccessKind, template: str) -> None:
    """The log has it with the account whose queue it is, the access log with the one that takes it over; the
    organisation, and so both of them, hears of it."""
    facts = _facts(delegation)
    days = {"first_day": delegation.first_day.isoformat(), "last_day": delegation.last_day.isoformat()}
    details = {"delegator": facts["delegator"], "delegate": facts["delegate"], **days}
    record(SubjectKind.ACCOUNT, delegation.delegator_id, action, details=details)
    told = f"{facts['delegator']}: {days['first_day']} – {days['last_day']}"
    record_of_account(kind, delegation.delegate, told)
    send(template, organisation_id=delegation.organisation_id, **facts)


def _facts(delegation: Delegation) -> dict[str, Any]:
    return {
        "delegator": delegation.delegator.name,
        "delegate": delegation.delegate.name,
        "first": delegation.first_day,
        "last": delegation.last_day,
    }
