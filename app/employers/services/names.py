"""An employer is called otherwise from a day on and stays the same organisation; frozen sheets keep its name."""

from __future__ import annotations

import datetime as dt
from typing import IO

from app.access.scoping import acting
from app.console.actions import DecisionInput
from app.core import clock
from app.core.errors import Invalid, Refused, Violation
from app.core.workflow import Decision
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.employers import queries
from app.employers.enums import RequestStatus
from app.employers.models import NameChange
from app.employers.rules import check_name_change
from app.employers.services.auditing import checked, claim_decision, claim_request, hand_in, office_for, write_decision
from app.extensions import db
from app.messages import services as messages
from app.organisations import queries as organisations
from app.organisations.holding import hold
from app.organisations.models import FormerName

KIND = SubjectKind.NAME_CHANGE
TEMPLATES = {
    Decision.PASS: "name_change_passed",
    Decision.RETURN: "name_change_returned",
    Decision.REJECT: "name_change_rejected",
}


def ask_for_name(
    new_name: str, from_on: dt.date | None, proof: IO[bytes] | None, proof_name: str, seen_version: int | None = None
) -> NameChange:
    """Ask the office that audits the actor's employer for another name, or again after a return.

    Raises Invalid, TooLarge, Refused while another change waits, Conflict.
    """
    employer_id = acting(db.session).organisation_id
    if employer_id is None:
        raise Refused("Your account acts for no employer.")
    employer = organisations.load(employer_id)
    taken = organisations.named(new_name) is not None
    violations = check_name_change(new_name, employer.name, from_on, clock.today(), taken)
    if violations or from_on is None:
        raise Invalid(violations)
    last = next(iter(queries.name_changes_of(employer_id)), None)
    if last is not None and last.status is RequestStatus.SUBMITTED:
        raise Refused("A change of the name waits for the office already.")
    returned = last if last is not None and last.status is RequestStatus.RETURNED else None
    document = checked(proof, proof_name, returned)
    auditor_id = office_for(employer.region_id, employer.department)
    hold(employer_id)
    if returned is not None:
        claim_request(KIND, returned, seen_version or 0, (RequestStatus.RETURNED,))
    change = returned or NameChange(organisation_id=employer_id)
    change.auditor_id, change.former_name = auditor_id, employer.name
    change.new_name, change.from_on = new_name, from_on
    hand_in(change, document)
    db.session.add(change)
    db.session.flush()
    decisions.record(KIND, change.id, Action.SUBMIT)
    messages.send("name_change_waiting", organisation_id=auditor_id, before=employer.name, name=new_name)
    return change


def decide_name(change_id: int, given: DecisionInput) -> NameChange:
    """通过, 退回 or 不通过 on a change of a name. Raises OutOfScope, Forbidden, Conflict, Invalid."""
    change = queries.name_change(change_id)
    claim_decision(KIND, change, given)
    if given.decision is Decision.PASS:
        _rename(change)
    write_decision(KIND, change, given)
    messages.send(
        TEMPLATES[given.decision],
        organisation_id=change.organisation_id,
        name=change.new_name,
        day=change.from_on,
        reason=given.reason,
    )
    db.session.flush()
    return change


def _rename(change: NameChange) -> None:
    employer = organisations.load(change.organisation_id)
    if organisations.named(change.new_name) is not None:
        raise Invalid([Violation("", "Another organisation has this name by now. Please return or reject the change.")])
    before = employer.name
    db.session.add(FormerName(organisation_id=employer.id, name=before, until_on=change.from_on))
    employer.name = change.new_name
    details = {"before": before, "after": change.new_name, "from_on": change.from_on.isoformat()}
    decisions.record(SubjectKind.ORGANISATION, employer.id, Action.RENAME, details=details)
