"""Record the committee's ballot, announce its result."""

from __future__ import annotations

import datetime as dt

from app.access.scoping import acting
from app.applications import queries as applications
from app.applications import services as application_services
from app.applications.models import Application
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, Refused, Violation
from app.core.tally import Ballot, TallyRules, check_ballot, is_approved
from app.core.workflow import Decision, StageKind
from app.extensions import db
from app.messages import services as messages
from app.plans.rules import review_rules_of
from app.reviews import queries
from app.reviews.models import ResultAnnouncement, ReviewResult


def record_result(
    application_id: int, seen_version: int, ballot: Ballot, *, met_on: dt.date, remarks: str = ""
) -> ReviewResult:
    """The committee office records the ballot; the tally decides, and the application moves on.

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
    application_services.advance(
        application,
        Decision.CONCLUDE,
        seen_version=seen_version,
        opinion=remarks,
        approved=approved,
        details={"ballot": vars(ballot).copy(), "met_on": met_on.isoformat(), "approved": approved},
    )
    earlier = queries.of_application(application.id, whole=True)
    if earlier is not None:
        db.session.delete(earlier)
        db.session.flush()
    result = ReviewResult(
        application_id=application.id,
        committee_id=application.committee_id,
        approved=approved,
        met_on=met_on,
        members=ballot.members,
        present=ballot.present,
        agree=ballot.agree,
        against=ballot.against,
        abstain=ballot.abstain,
        remarks=remarks.strip(),
        actor_name=acting(db.session).name,
        recorded_at=clock.now(),
    )
    db.session.add(result)
    db.session.flush()
    return result


def announce(application_id: int, seen_version: int, *, document_number: str, announced_on: dt.date) -> Application:
    """The HRSS announces the result under a document number and closes the application.

    Raises Invalid, Refused without a result or at another stage, Conflict for a stale page or for a document
    number that already stands with another day.
    """
    application = applications.load(application_id)
    actor = acting(db.session)
    stage = application.stage
    if stage is None or stage.kind is not StageKind.ANNOUNCEMENT:
        raise Refused("The application has no result to announce yet.")
    if actor.organisation_id is None:
        raise Forbidden
    violations = []
    if not document_number.strip():
        violations.append(Violation("document_number", "Please enter the number of the announcing document."))
    if announced_on > clock.today():
        message = "The day of the announcement %(found)s lies in the future; today is %(today)s."
        violations.append(Violation("announced_on", message, {"found": announced_on, "today": clock.today()}))
    if violations:
        raise Invalid(violations)
    result = queries.of_application(application.id, whole=True)
    if result is None:
        raise Refused("The committee's result has not been recorded.")
    announcement = queries.announcement(actor.organisation_id, document_number.strip())
    if announcement is None:
        announcement = ResultAnnouncement(
            plan_id=application.plan_id,
            organisation_id=actor.organisation_id,
            document_number=document_number.strip(),
            announced_on=announced_on,
            recorded_at=clock.now(),
        )
        db.session.add(announcement)
        db.session.flush()
    elif announcement.announced_on != announced_on:
        raise Conflict(
            "The document %(number)s was announced on %(day)s already.",
            number=announcement.document_number,
            day=announcement.announced_on,
        )
    application_services.advance(
        application,
        Decision.PASS,
        seen_version=seen_version,
        opinion=document_number,
        details={"announcement": announcement.id, "document_number": announcement.document_number},
    )
    result.announcement_id = announcement.id
    db.session.flush()
    messages.send(
        "approved" if result.approved else "not_approved",
        applicant_id=application.applicant_id,
        application_id=application.id,
        plan=application.plan.name,
    )
    return application
