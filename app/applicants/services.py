"""Keep one's own record; show an identity number in full, which is logged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.access.scoping import acting
from app.applicants import queries
from app.applicants.enums import Sex
from app.applicants.models import AnnualAppraisal, Applicant, EducationRecord, EmploymentRecord, TitleHeld
from app.applicants.rules import ProfileDraft, Row, check_profile
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, Violation
from app.core.identity import parse_identity_number
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db


def own() -> Applicant | None:
    """The record of the person who is signed in; None before it was first saved."""
    applicant_id = acting(db.session).applicant_id
    return queries.load(applicant_id) if applicant_id is not None else None


def save(draft: ProfileDraft, seen_version: int | None) -> Applicant:
    """Save one's own record as a whole; the first save makes it and binds it to the account.

    Frozen submissions keep what they froze. Raises Invalid with every violation at its field, Conflict for a
    stale page, Forbidden for an account without a person of its own.
    """
    actor = acting(db.session)
    person = own()
    if actor.account_id is None:
        raise Forbidden
    violations = check_profile(draft, is_new=person is None, today=clock.today())
    if draft.identity_number and not violations:
        number = parse_identity_number(draft.identity_number).number
        if queries.identity_taken(number, person.id if person else None):
            message = "This identity number belongs to another account. Please ask the office that keeps the accounts."
            violations.append(Violation("identity_number", message))
    if draft.employer_id is not None and not queries.is_employer(draft.employer_id):
        violations.append(Violation("employer", "Please choose an employer that is registered here."))
    titles = queries.title_names()
    violations += [
        Violation(row.field("title_code"), "Please choose one of the titles of the list.")
        for row in draft.titles_held
        if row.title_code and row.title_code not in titles
    ]
    if violations:
        raise Invalid(violations)
    if person is None:
        person = Applicant()
        db.session.add(person)
    elif seen_version is None or not claim(person, seen_version):
        raise Conflict("Your personal data was saved in another window since this page was opened.")
    _write(person, draft, titles)
    db.session.flush()
    if actor.applicant_id is None:
        queries.bind_account(actor.account_id, person.id)
    return person


def reveal_identity_number(applicant_id: int) -> str:
    """The identity number of a person in scope in full; who asked and when is logged."""
    person = queries.load(applicant_id)
    decisions.record(SubjectKind.APPLICANT, person.id, Action.REVEAL, details={"field": "identity_number"})
    return person.identity_number


def _write(person: Applicant, draft: ProfileDraft, titles: dict[str, str]) -> None:
    if draft.identity_number:
        identity = parse_identity_number(draft.identity_number)
        person.identity_number = identity.number
        person.sex, person.birth_date = Sex[identity.sex], identity.birth_date
    person.name = draft.name
    for column, text in draft.texts.items():
        setattr(person, column, text)
    for column, region_id in draft.regions.items():
        setattr(person, f"{column}_id", region_id)
    person.work_started_on = draft.work_started_on
    person.employer_id = draft.employer_id
    person.is_civil_servant, person.in_service = draft.is_civil_servant, draft.in_service
    person.established_post, person.file_hosted = draft.established_post, draft.file_hosted
    person.insurance_started_on = draft.insurance_started_on
    person.insurance_ended_on = draft.insurance_ended_on
    person.education = _rows(EducationRecord, person.education, draft.education)
    person.employment = _rows(EmploymentRecord, person.employment, draft.employment)
    person.titles_held = _rows(TitleHeld, person.titles_held, draft.titles_held)
    for held in person.titles_held:
        held.title_name = titles[held.title_code]
    _write_appraisals(person, draft)


def _write_appraisals(person: Applicant, draft: ProfileDraft) -> None:
    """By year, not by row: two rows that exchange their years would meet at the unique constraint."""
    kept = {row.year: row for row in person.appraisals}
    wanted = {row.year: row.result for row in draft.appraisals if row.year is not None and row.result is not None}
    person.appraisals = [kept.get(year) or AnnualAppraisal(year=year) for year in wanted]
    for record in person.appraisals:
        record.result = wanted[record.year]


def _rows(model: Any, stored: Sequence[Any], wanted: Sequence[Row]) -> list[Any]:
    """Stored rows with what was typed; a row whose id is not among them (any more) becomes a new one."""
    known = {row.id: row for row in stored}
    kept = []
    for row in wanted:
        record = known.pop(row.id, None) or model()
        for name, value in row.columns().items():
            setattr(record, name, value)
        kept.append(record)
    return kept
