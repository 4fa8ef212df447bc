"""From a draft to a frozen version on its way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.applicants.rules import UNCONFIRMED
from app.applications import queries
from app.applications.facts import applicant_facts, rulings_of, subject_of
from app.applications.labels import figure_codes, finding_text
from app.applications.models import Application, Submission
from app.applications.rules import DraftFacts, check_complete, check_submission_day
from app.applications.services.advancing import advance
from app.applications.services.drafting import deadline_of, open_draft
from app.applications.services.lateness import window_violations
from app.applications.sheets import frozen_content
from app.committees import queries as committees
from app.committees.rules import check_scope, not_covered
from app.core import clock
from app.core.chain import digest
from app.core.eligibility import Finding, Outcome, assess
from app.core.errors import Conflict, Invalid, Violation
from app.core.records import plain
from app.core.workflow import Decision, Status, Transition
from app.extensions import db
from app.organisations.holding import hold
from app.plans.rules import asked_answers, attachments_for, route_for, rules_for


def findings(application: Application, frozen: Mapping[str, Any] | None = None) -> list[Finding]:
    """What the plan's rules say of the application now; nothing before a title and a mode are chosen."""
    if application.title is None or application.mode is None:
        return []
    submitted_on = clock.office_time(application.submitted_at or clock.now()).date()
    if application.status in (Status.DRAFT, Status.RETURNED):
        submitted_on = clock.today()
    rules = rules_for(application.plan, subject_of(application), submitted_on)
    rulings = rulings_of(queries.rulings(application.id))
    return assess(applicant_facts(application.applicant, application), rules, rulings)


def missing(application: Application) -> list[Violation]:
    """Everything that stands between this draft and its submission, each with its wizard step."""
    plan = application.plan
    counts = {kind.id: 0 for kind in plan.attachments}
    for attachment in application.attachments:
        counts[attachment.kind_id] = counts.get(attachment.kind_id, 0) + 1
    asked = attachments_for(plan, applicant_facts(application.applicant, application), subject_of(application))
    stated = asked_answers(plan, subject_of(application))
    draft = DraftFacts(
        has_photo=application.photo_id is not None,
        has_signature=application.signature_id is not None,
        title=application.title_id is not None,
        mode=application.mode is not None,
        specialty=application.specialty_id is not None,
        committee=application.committee_id is not None,
        statement=application.work_statement,
        statement_limit=plan.statement_max_characters,
        appraisal_summary=application.appraisal_summary,
        entries=len(application.entries),
        attachments={kind.key: (kind.name, required, counts[kind.id]) for kind, required in asked},
        lacks_category=bool(plan.categories) and application.category_id is None,
        lacks_self_score=stated.self_score and application.self_score is None,
        unfinished_recommenders=_unfinished(application) if stated.recommenders else (),
    )
    violations = [*check_complete(draft), *_outside(application)]
    if application.applicant.employer_confirmed_at is None:
        violations.append(Violation("", UNCONFIRMED))
    failed = [one for one in findings(application) if one.outcome is Outcome.FAIL and not one.waivable]
    names = queries.code_names(figure_codes(failed))
    violations += [Violation("RULES", "%(text)s", {"text": finding_text(one, names)}, one.clause) for one in failed]
    return violations


def _outside(application: Application) -> list[Violation]:
    """Why the chosen committee does not judge the chosen title and specialty; two statements."""
    chosen, title, specialty = application.committee, application.title, application.specialty
    if chosen is None or (title is None and specialty is None):
        return []
    recommended = any(row.recommended for row in application.plan.titles if row.title_id == application.title_id)
    scope = committees.scope_of(chosen.id)
    outside = not_covered(scope, application.title_id, application.specialty_id, recommended)
    names = [row.name if out and row else "" for row, out in zip((title, specialty), outside, strict=True)]
    return check_scope("DATA.committee_id", chosen.name, *names, recommended=recommended)


def submit(application_id: int, seen_version: int) -> Transition:
    """提交: freeze the draft as its next version and put it on its route (R-158).

    Raises Refused or Invalid with everything that is missing, Conflict for a stale page, where another application of
    the person at this level is live in the plan's year, or where the employer was merged meanwhile.
    """
    application = open_draft(application_id)
    returned = application.status is Status.RETURNED
    last = deadline_of(application) if returned else application.plan.applicant_deadline
    violations = check_submission_day(clock.today(), application.plan.opens_on, last, returned)
    violations += window_violations(application)
    violations += missing(application)
    if violations:
        raise Invalid(violations)
    other = queries.live_elsewhere(application)
    if other is not None:
        raise Conflict(
            "You already have an application at this level in %(year)s, under “%(plan)s”.",
            year=application.plan_year,
            plan=other.plan.name,
        )
    now = clock.now()
    if application.route_id is None:
        _choose_route(application)
    if (employer_id := application.applicant.employer_id or application.employer_id) is not None:
        hold(employer_id)
    application.submission_count += 1
    application.submitted_at = now
    queries.date_holdings(application.id, now)
    application.employer_id = employer_id
    content = {
        **frozen_content(application, findings(application)),
        "facts": plain(applicant_facts(application.applicant, application)),
        "subject": plain(subject_of(application)),
    }
    submission = Submission(
        application_id=application.id,
        version=application.submission_count,
        content=content,
        sha256=digest(content),
        submitted_at=now,
    )
    details = {"sha256": submission.sha256}
    transition = advance(application, Decision.SUBMIT, seen_version=seen_version, details=details)
    db.session.add(submission)
    db.session.flush()
    return transition


def withdraw(application_id: int, seen_version: int) -> Transition:
    """撤回 by the applicant, before anyone has decided."""
    return advance(queries.load(application_id), Decision.WITHDRAW, seen_version=seen_version)


def _unfinished(application: Application) -> tuple[int, ...]:
    """Numbers of the recommenders of whom something is missing."""
    return tuple(
        row
        for row, one in enumerate(application.recommenders, start=1)
        if not (one.name and one.employer_name and one.title_id and one.certificate_number)
    )


def _choose_route(application: Application) -> None:
    route = route_for(application.plan.routes, subject_of(application))
    if route is None:
        message = "None of this plan's routes fits your application. Please ask the plan's office."
        raise Invalid([Violation("", message)])
    application.route_id, application.route = route.id, route
