"""People who come in through a provider of sign-in: whether they are on record, and their first record."""

from __future__ import annotations

from app.accounts.oidc.arrivals import Arrival
from app.accounts.oidc.labels import provider_label
from app.accounts.oidc.people import Known
from app.applicants import queries
from app.applicants.enums import Sex
from app.applicants.models import Applicant
from app.core.errors import Conflict, Refused
from app.core.identity_kinds import IdentityKind, identity_of
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db

# What a provider that leaves something out is answered: whether sex and date of birth are told.
LACKING = {
    (
        False,
        False,
    ): "“%(provider)s” did not tell your sex and your date of birth, which the number of your document does "
    "not carry. Please choose “Register” on the sign-in page; after that you can sign in through the provider.",
    (False, True): "“%(provider)s” did not tell your sex, which the number of your document does not carry. Please "
    "choose “Register” on the sign-in page; after that you can sign in through the provider.",
    (True, False): "“%(provider)s” did not tell your date of birth, which the number of your document does not carry. "
    "Please choose “Register” on the sign-in page; after that you can sign in through the provider.",
}


def find(kind: str, number: str) -> Known | None:
    """The person with this identity document."""
    found = queries.known_by(identity_of(IdentityKind[kind], number))
    return Known(found.applicant_id, found.name, found.phone) if found else None


def add(arrival: Arrival) -> int:
    """Put the person on record with what the provider verified, and nothing else.

    Raises Refused where neither the number nor the provider tells sex and date of birth.
    """
    identity = identity_of(IdentityKind[arrival.identity_kind], arrival.identity_number)
    sex, birth_date = identity.sex or arrival.sex, identity.birth_date or arrival.birth_date
    if not sex or birth_date is None:
        raise Refused(LACKING[bool(sex), birth_date is not None], provider=provider_label(arrival.provider))
    person = Applicant(
        name=arrival.name,
        identity_kind=identity.kind,
        identity_number=identity.number,
        sex=Sex[sex],
        birth_date=birth_date,
        phone=arrival.phone,
    )
    db.session.add(person)
    db.session.flush()
    return person.id


def settle_phone(applicant_id: int, phone: str) -> None:
    """Make this number, or none, the one on record, and forget the mail address beside it; raises Conflict."""
    person = queries.load_unscoped(applicant_id)
    if not claim(person, person.version):
        raise Conflict
    person.phone, person.mailbox = phone, ""
    db.session.flush()
    decisions.record(SubjectKind.APPLICANT, applicant_id, Action.EDIT, details={"field": "phone"})
