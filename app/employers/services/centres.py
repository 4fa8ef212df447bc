"""Whose personnel file a talent-exchange centre keeps (R-90)."""

from __future__ import annotations

from app.access.scoping import acting
from app.applicants import queries as applicants
from app.applicants.models import Applicant
from app.core.errors import Conflict, Forbidden, Invalid, OutOfScope, Violation
from app.extensions import claim, db
from app.organisations import queries as organisations
from app.organisations.enums import OrganisationKind


def choose_centre(centre_id: int | None, seen_version: int) -> Applicant:
    """Name the centre that keeps one's own file, or None: no centre keeps it.

    Where a plan's route says so, one's applications pass through that centre. Raises Invalid, Conflict.
    """
    applicant_id = acting(db.session).applicant_id
    if applicant_id is None:
        raise Forbidden("Please save your personal data first.")
    person = applicants.load(applicant_id)
    if centre_id is not None and not _is_centre(centre_id):
        raise Invalid([Violation("centre", "Please choose a talent-exchange centre of the list.")])
    if not claim(person, seen_version):
        raise Conflict("Your personal data was saved in another window since this page was opened.")
    hosted, person.file_hosted, person.file_centre_id = person.file_hosted, centre_id is not None, centre_id
    db.session.flush()
    if hosted is not person.file_hosted:
        applicants.reopen_work(person.id)
    return person


def _is_centre(organisation_id: int) -> bool:
    try:
        found = organisations.load(organisation_id)
    except OutOfScope:
        return False
    return found.active and found.kind is OrganisationKind.TALENT_EXCHANGE_CENTRE
