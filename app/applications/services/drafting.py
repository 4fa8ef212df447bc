"""The wizard's steps: each saves what was typed, whatever else is still missing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

from flask import current_app

from app.access.scoping import acting
from app.applicants import queries as applicants
from app.applications import queries
from app.applications.facts import profile_approved, years_at
from app.applications.models import Application, ApplicationAttachment, ApplicationEntry, Recommender
from app.applications.rules import RecommenderInput, check_entries, check_recommenders, check_start, read_score
from app.applications.services.lateness import last_day
from app.archives import queries as archives
from app.core import clock
from app.core.eligibility import RequirementKind
from app.core.errors import Conflict, Forbidden, Invalid, OutOfScope, Refused, Violation
from app.core.photo import PhotoLimits, check_photo
from app.core.workflow import Status
from app.extensions import claim, db
from app.files.images import inspect_photo, inspect_signature
from app.files.services import keep, keep_pdf, original_bytes
from app.plans import queries as plans
from app.plans.enums import ApplicationMode, PlanStatus, WizardStep
from app.plans.models import ReviewPlan

SIGNATURE_BYTES = 200 * 1024
STEPS = tuple(WizardStep)
RECOMMENDER = tuple(field.name for field in dataclasses.fields(RecommenderInput))
# Answers that name a row of the catalog, and all that the plan must offer.
CHOSEN_ROWS = ("title_id", "category_id", "specialty_id", "committee_id")
OFFERED = (*CHOSEN_ROWS, "mode")


def start(plan_id: int) -> Application:
    """马上申报: the person's draft under the plan, made on first use.

    Raises Refused before the plan opens, after the applicant deadline, without an employer, before that employer has
    confirmed the person (R-98), while no archive entry was approved (R-106), and while the personal data was not where
    the plan asks for that (R-104).
    """
    plan = plans.plan_by_id(plan_id)
    actor = acting(db.session)
    if actor.applicant_id is None:
        raise Forbidden("Only an applicant can apply.")
    existing = queries.under_plan(actor.applicant_id, plan_id)
    if existing is not None:
        return queries.load(existing.id)
    person = applicants.load(actor.applicant_id)
    if plan.status is not PlanStatus.PUBLISHED or not plan.takes_applications:
        raise Refused("This plan does not take applications.")
    if violations := check_start(
        today=clock.today(),
        opens_on=plan.opens_on,
        deadline=plan.applicant_deadline,
        has_employer=person.employer_id is not None,
        confirmed=person.employer_confirmed_at is not None,
        approved_entries=archives.approved_count(person.id),
        lacks_approval=_asks_for_approval(plan) and not profile_approved(person),
    ):
        first = violations[0]
        raise Refused(first.message, **first.params)
    application = Application(
        plan_id=plan.id,
        plan_year=plan.year,
        applicant_id=person.id,
        applicant_name=person.name,
        employer_id=person.employer_id,
        mode=plan.modes[0].mode if len(plan.modes) == 1 else None,
        committee_id=plan.committees[0].committee_id if len(plan.committees) == 1 else None,
        created_at=clock.now(),
    )
    db.session.add(application)
    db.session.flush()
    return queries.load(application.id)


def _asks_for_approval(plan: ReviewPlan) -> bool:
    """Whether the plan asks of everybody that the employer has passed the personal data."""
    return any(row.kind is RequirementKind.PROFILE_APPROVED and not row.applies_when for row in plan.requirements)


def open_draft(
    application_id: int, seen_version: int | None = None, load: Callable[[int], Application] = queries.load
) -> Application:
    """The actor's own draft or returned application, claimed where a version was seen.

    Raises OutOfScope, Refused where it is not with the applicant, Conflict for a stale page.
    """
    application = load(application_id)
    if application.applicant_id != acting(db.session).applicant_id:
        raise OutOfScope
    if application.status not in (Status.DRAFT, Status.RETURNED):
        raise Refused("The application has been submitted and can no longer be changed.")
    if seen_version is not None:
        _claim_draft(application, seen_version)
    return application


def save_photo(application_id: int, seen_version: int, stream: IO[bytes], name: str) -> Application:
    """Step 1: keep the photo if it satisfies every limit of the plan (R-114 to R-119); raises Invalid, TooLarge."""
    application = open_draft(application_id)
    limits = PhotoLimits.from_mapping(application.plan.photo)
    data = original_bytes(stream, limits.max_bytes or current_app.config["MAX_CONTENT_LENGTH"])
    violations = check_photo(inspect_photo(data, limits), limits)
    if violations:
        raise Invalid(violations)
    file = keep(application.applicant_id, data, name, "image/jpeg")
    _claim_draft(application, seen_version)
    application.photo = file
    return _reached(application, WizardStep.COMMITMENT)


def sign_commitment(application_id: int, seen_version: int, png: bytes) -> Application:
    """Step 2: the signature under the plan's commitment text (R-122); raises Invalid."""
    application = open_draft(application_id)
    inspect_signature(png)
    file = keep(application.applicant_id, png, "signature.png", "image/png")
    _claim_draft(application, seen_version)
    application.signature = file
    application.signed_at = clock.now()
    return _reached(application, WizardStep.DATA)


def save_data(application_id: int, seen_version: int, answers: dict[str, Any]) -> Application:
    """Step 3: the answers as typed, complete or not (R-124 to R-129).

    Keys: title_id, category_id, mode, specialty_id, committee_id, appraisal_summary, work_statement; self_score (as
    typed) and recommenders (RecommenderInput) where they were asked for. A value that the plan does not offer raises
    Invalid at its field; what is missing or too long is told at submission.
    """
    application = open_draft(application_id, seen_version, load=queries.load_head)
    plan = application.plan
    offer = plans.offer(plan.id, **{name: answers.get(name) for name in OFFERED})
    violations = [
        Violation(name, "Please choose one of the values that the plan offers.")
        for name in OFFERED
        if answers.get(name) is not None and not offer[name]
    ]
    recommenders: Sequence[RecommenderInput] | None = answers.get("recommenders")
    violations += check_recommenders(recommenders or ())
    if violations:
        raise Invalid(violations)
    if "self_score" in answers:
        application.self_score = read_score(str(answers["self_score"] or ""))
    if recommenders is not None:
        _name_recommenders(application, recommenders)
    mode = answers.get("mode")
    for name in CHOSEN_ROWS:
        setattr(application, name, answers.get(name))
    application.level_id = offer["level_id"]
    application.mode = ApplicationMode(mode) if mode else None
    application.appraisal_summary = str(answers.get("appraisal_summary") or "").strip()
    application.work_statement = str(answers.get("work_statement") or "")
    application.professional_years = years_at(application.applicant, plan.seniority_cutoff_date)
    _reached(application, WizardStep.ENTRIES)
    db.session.expire(application, [name.removesuffix("_id") for name in CHOSEN_ROWS])
    return application


def _name_recommenders(application: Application, wanted: Sequence[RecommenderInput]) -> None:
    """All rows anew where one differs: changed in place, two that exchange their certificates would meet."""
    stored = [RecommenderInput(*[getattr(one, name) for name in RECOMMENDER]) for one in application.recommenders]
    if stored == list(wanted):
        return
    application.recommenders.clear()
    db.session.flush()
    application.recommenders = [
        Recommender(position=position, **vars(row)) for position, row in enumerate(wanted, start=1)
    ]


def choose_entries(application_id: int, seen_version: int, entry_ids: Iterable[int]) -> Application:
    """Step 4: archive entries of one's own that the employer approved (R-105); raises Invalid for any other."""
    application = open_draft(application_id, seen_version)
    wanted = list(dict.fromkeys(entry_ids))
    approved = {entry.id: entry for entry in archives.of_applicant(application.applicant_id) if entry.approved_number}
    if violations := check_entries(wanted, approved):
        raise Invalid(violations)
    kept = {row.entry_id: row for row in application.entries}
    application.entries = [
        kept.get(entry_id) or ApplicationEntry(entry_id=entry_id, entry=approved[entry_id]) for entry_id in wanted
    ]
    for position, row in enumerate(application.entries, start=1):
        row.position = position
    return _reached(application, WizardStep.ATTACHMENTS)


def attach(application_id: int, seen_version: int, kind_id: int, stream: IO[bytes], name: str) -> Application:
    """Step 5: add a PDF under one of the plan's attachment kinds (R-138).

    Raises Invalid (not a PDF, damaged, too many), TooLarge.
    """
    application = open_draft(application_id)
    kind = next((one for one in application.plan.attachments if one.id == kind_id), None)
    if kind is None:
        raise OutOfScope
    field = f"attachment_{kind.key}"
    present = [one for one in application.attachments if one.kind_id == kind_id]
    if len(present) >= kind.max_files:
        message = "“%(name)s” takes at most %(limit)s files. Please remove one first."
        raise Invalid([Violation(field, message, {"name": kind.name, "limit": kind.max_files})])
    file = keep_pdf(application.applicant_id, stream, name, kind.max_bytes, field)
    if any(one.file.sha256 == file.sha256 for one in present):
        raise Invalid([Violation(field, "This file has already been uploaded here.")])
    _claim_draft(application, seen_version)
    application.attachments.append(ApplicationAttachment(kind_id=kind_id, kind=kind, file_id=file.id, file=file))
    return _reached(application, application.step)


def detach(application_id: int, seen_version: int, attachment_id: int) -> Application:
    """Step 5: take a file away; versions already submitted keep it."""
    application = open_draft(application_id, seen_version)
    attachment = next((one for one in application.attachments if one.id == attachment_id), None)
    if attachment is None:
        raise OutOfScope
    application.attachments.remove(attachment)
    return _reached(application, application.step)


def leave_attachments(application_id: int, seen_version: int) -> Application:
    """Step 5 is done as far as the applicant is concerned."""
    return _reached(open_draft(application_id, seen_version), WizardStep.PREVIEW)


def deadline_of(application: Application) -> dt.date:
    """The day until which this draft or returned application may be submitted."""
    if application.status is Status.RETURNED and application.return_due_on is not None:
        return application.return_due_on
    return last_day(application)


def _claim_draft(application: Application, seen_version: int) -> None:
    """A step's first write to the draft; raises Conflict for a stale page.

    Files are checked and stored before it: a claim keeps all others of a SQLite database waiting.
    """
    if not claim(application, seen_version):
        raise Conflict(
            "You saved this application in another window since this page was opened. What was saved there is kept; "
            "please compare and save again."
        )


def _reached(application: Application, step: WizardStep) -> Application:
    if STEPS.index(step) > STEPS.index(application.step):
        application.step = step
    db.session.flush()
    return application
