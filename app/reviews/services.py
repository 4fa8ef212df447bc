"""Record the committee's ballot: the tally decides what the outcome of the review is."""

from __future__ import annotations

import datetime as dt

from app.applications import queries as applications
from app.applications.services.outcomes import asked_of, keep_all
from app.core import clock
from app.core.errors import DomainError, Invalid, Refused, Violation
from app.core.tally import Ballot, TallyRules, check_ballot, is_approved
from app.core.workflow import StageKind, StageOutcomeInput, StageResult
from app.extensions import db
from app.plans.rules import review_rules_of
from app.reviews import queries
from app.reviews.models import ReviewResult


def record_result(
    application_id: int, seen_version: int, ballot: Ballot, *, met_on: dt.date, remarks: str = ""
) -> ReviewResult:
    """The office that holds the review records the ballot; the tally decides, and the application moves on.

    Raises Invalid for a ballot that cannot stand under the plan's rules, Refused at any other stage or while
    a gate (fee, paper) is not met, Conflict for a stale page.
    """
    application = applications.load(application_id)
    stage = application.stage
    if stage is None or stage.kind is not StageKind.REVIEW:
        raise Refused("The application is not before the committee.")
    rules = TallyRules.of(review_rules_of(application.plan))
    violations = check_ballot(ballot, rules)
    if met_on > clock.today():
        message = "The day of the meeting %(found)s lies in the future; today is %(today)s."
        violations.append(Violation("met_on", message, {"found": met_on, "today": clock.today()}))
    if application.committee_id is None:
        violations.append(Violation("", "The application has no accepting committee."))
    if violations:
        raise Invalid(violations)
    approved = is_approved(ballot, rules)
    given = StageOutcomeInput(StageResult.APPROVED if approved else StageResult.NOT_APPROVED, met_on, opinion=remarks)
    ballot_told = {"ballot": vars(ballot).copy(), "met_on": met_on.isoformat(), "approved": approved}
    moved = keep_all({application: seen_version}, given, asked_of(application), ballot_told)[application.id]
    if isinstance(moved, DomainError):
        raise moved
    earlier = queries.of_application(application.id, whole=True)
    if earlier is not None:
        db.session.delete(earlier)
        db.session.flush()
    outcome = applications.standing_outcome(application.id, stage.id)
    assert outcome is not None
    result = ReviewResult(
        application_id=application.id,
        outcome=outcome,
        committee_id=application.committee_id,
        members=ballot.members,
        present=ballot.present,
        agree=ballot.agree,
        against=ballot.against,
        abstain=ballot.abstain,
    )
    db.session.add(result)
    db.session.flush()
    return result
