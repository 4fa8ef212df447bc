"""People who come in through a provider of sign-in: whether they are on record, and their first record."""

from __future__ import annotations

from app.accounts.oidc.arrivals import Arrival
from app.accounts.oidc.people import Known
from app.accounts.oidc.providers import RESIDENT
from app.applicants import queries
from app.applicants.enums import Sex
from app.applicants.models import Applicant
from app.core.errors import Conflict, Refused
from app.core.identity import parse_identity_number
from app.core.identity_kinds import IdentityKind, identity_of
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db


def find(kind: str, number: str) -> Known | None:
    """The person with this identity document; raises Refused for a kind that records cannot hold."""
    _check_kind(kind)
    found = queries.known_by(identity_of(IdentityKind[kind], number))
    return Known(found.applicant_id, found.name, found.phone) if found else None


def add(arrival: Arrival) -> int:
    """Put the person on record with what the provider verified, and nothing else."""
    _check_kind(arrival.identity_kind)
    identity = parse_identity_number(arrival.identity_number)
    person = Applicant(
        name=arrival.name,
        identity_number=identity.number,
        sex=Sex[identity.sex],
        birth_date=identity.birth_date,
        phone=arrival.phone,
    )
    db.session.add(person)
    db.session.flush()
    return person.id


def settle_phone(applicant_id: int, phone: str) -> None:
    """Make this number, or none, the one on record; raises Conflict."""
    person = queries.load_unscoped(applicant_id)
    if not claim(person, person.version):
        raise Conflict
    person.phone = phone
    db.session.flush()
    decisions.record(SubjectKind.APPLICANT, applicant_id, Action.EDIT, details={"field": "phone"})


def _check_kind(kind: str) -> None:
    if kind != RESIDENT:
        raise Refused("Only people with a resident identity card can come in through a provider.")
