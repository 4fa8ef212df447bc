"""What may still change in a published plan: its days, contacts and notes, and fees before anybody is asked to pay.

Each change has its reason, and stands in the log with what was there before (R-190).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.access.scoping import acting
from app.core.errors import Invalid, OutOfScope, Refused, Violation
from app.core.text import count_characters
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.documents.yaml_rows import LARGEST_NUMBER
from app.extensions import db
from app.plans import process, queries
from app.plans.enums import PlanStatus
from app.plans.models import FeeStandard, PlanContact, PlanDeadline, ReviewPlan
from app.plans.packs import SECTIONS, Document, document_of, read_document
from app.plans.rules import check_document, compare, flat
from app.plans.services.drafts import write
from app.plans.services.freezing import Permit, permitting
from app.plans.services.owning import claimed, taken

MOST_REASON = 500
DAYS = ("applicant_deadline", "employer_deadline")
LISTS = ("deadlines", "contacts")
AMENDABLE = (*DAYS, "notes", *LISTS)
LIVE = (PlanStatus.PUBLISHED, PlanStatus.CLOSED)
_DAYS_AND_CONTACTS: Permit = {ReviewPlan: frozenset(AMENDABLE), PlanDeadline: None, PlanContact: None}
_FEES: Permit = {FeeStandard: frozenset({"amount_fen", "source"})}


@dataclass(frozen=True)
class Amendment:
    """One change of a published plan: who, when, why, and what (rows of `flat`, days as ISO text)."""

    at: dt.datetime
    organisation: str
    name: str
    reason: str
    changes: Sequence[Mapping[str, Any]]


def amend(plan_id: int, seen_version: int, values: Mapping[str, Any], reason: str) -> ReviewPlan:
    """Put other days, contacts or notes (AMENDABLE keys of a document) into a published plan of one's own.

    Raises OutOfScope, Conflict, Refused for a draft or an archived plan and where nothing changes, Invalid for values
    that contradict the plan and without a reason.
    """
    plan = claimed(plan_id, seen_version)
    if plan.status not in LIVE:
        raise Refused("Only a plan that is published and not archived is changed with a reason.")
    before = document_of(plan, published=True)
    catalog = queries.catalog()
    wanted = {name: values[name] for name in AMENDABLE if name in values}
    document, faults = read_document({**before, **wanted})
    # What is wrong with the plan as it is, such as an office that was closed since, is no fault of the change.
    known = check_document(before, catalog)
    faults += [fault for fault in check_document(document, catalog) if fault not in known]
    _refuse([*_reason_faults(reason), *faults])
    changes = _changes(before, document)
    if not changes:
        raise Refused("Nothing is different from what the plan says already.")
    was = {name: {_identity(name, row): row.inherited for row in getattr(plan, name)} for name in LISTS}
    with permitting(_DAYS_AND_CONTACTS):
        write(plan, document, wanted, catalog)
        for name in LISTS:
            for row in getattr(plan, name):
                row.inherited = was[name].get(_identity(name, row), False)
    _record(plan, reason, changes)
    process.installed().tell(plan, changes, reason.strip())
    return plan


def may_set_fees(plan: ReviewPlan) -> bool:
    """Whether the actor's office sets the fees of the plan: it audits applications before the fee is asked for, and
    nobody was asked to pay yet (R-190)."""
    organisation_id = acting(db.session).organisation_id
    return (
        plan.status in LIVE
        and bool(plan.fees)
        and organisation_id is not None
        and queries.audits_before_the_fee(plan, organisation_id)
        and not process.installed().has_orders(plan.id)
    )


def set_fees(plan_id: int, seen_version: int, values: Mapping[str, tuple[int | None, str]], reason: str) -> ReviewPlan:
    """Other amounts (in fen) and sources of fees, by key, by an office that audits before the fee is asked for.

    Raises OutOfScope, Refused once the first order was opened, Conflict, Invalid.
    """
    plan = queries.plan_with_rows(plan_id)
    if not may_set_fees(plan):
        if process.installed().has_orders(plan.id):
            raise Refused("The first fee was asked for already; fees of this plan can no longer change.")
        raise OutOfScope
    plan = taken(plan, seen_version)
    before = document_of(plan, published=True)
    faults = _reason_faults(reason)
    for index, row in enumerate(plan.fees):
        amount, source = values.get(row.key, (row.amount_fen, row.source))
        if amount is None or not 0 <= amount <= LARGEST_NUMBER:
            faults.append(Violation(f"fees.{index}.amount_fen", "Write the amount in yuan, such as 260 or 260.50."))
        if not source.strip() or len(source) > FeeStandard.source.type.length:
            faults.append(Violation(f"fees.{index}.source", "Name the price document, in at most 200 characters."))
    _refuse(faults)
    with permitting(_FEES):
        for row in plan.fees:
            amount, source = values.get(row.key, (row.amount_fen, row.source))
            row.amount_fen, row.source = amount or 0, source.strip()
    changes = _changes(before, document_of(plan, published=True))
    if not changes:
        raise Refused("Nothing is different from what the plan says already.")
    _record(plan, reason, changes)
    return plan


def amendments(plan: ReviewPlan) -> list[Amendment]:
    """What changed since the plan was published, the newest first."""
    return [
        Amendment(row.at, row.organisation_name, row.actor_name, row.reason, row.details["amended"])
        for row in queries.amendment_records(plan.id)
    ]


def _identity(name: str, row: Any) -> Any:
    return row.key if name == "deadlines" else row.contact_id


def _changes(before: Document, after: Document) -> list[dict[str, Any]]:
    found = flat(compare(before, after, [one for one in SECTIONS if one.name in (*LISTS, "fees")]))
    return [_plain(one) for one in found]


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value


def _record(plan: ReviewPlan, reason: str, changes: Sequence[Mapping[str, Any]]) -> None:
    details = {"code": plan.code, "amended": list(changes)}
    decisions.record(SubjectKind.PLAN, plan.id, Action.EDIT, reason=reason.strip(), details=details)


def _reason_faults(reason: str) -> list[Violation]:
    if not reason.strip():
        return [Violation("reason", "Please write a reason. Everybody who reads the plan will see it.")]
    if (found := count_characters(reason.strip())) > MOST_REASON:
        message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
        return [Violation("reason", message, {"found": found, "wanted": MOST_REASON})]
    return []


def _refuse(faults: list[Violation]) -> None:
    if faults:
        raise Invalid(faults)
