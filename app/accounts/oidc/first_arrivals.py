"""Whoever comes from a provider for the first time: their account is made, or found and cleared of strangers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from app.access.enums import AccessKind
from app.access.models import Account
from app.access.services import record_of_account
from app.accounts import keys, second_factor, services, sessions
from app.accounts.oidc import queries
from app.accounts.oidc.arrivals import LONGEST_NAME, Arrival, Kind, same_name
from app.accounts.oidc.attaching import attach, in_use
from app.accounts.oidc.labels import official_label
from app.accounts.oidc.people import Known, people
from app.accounts.opening import open_without_password
from app.core.actor import Role
from app.core.errors import Refused
from app.core.phones import is_mobile, mobile_number
from app.messages.services import send
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation

ROLE_OF = {Kind.PERSONAL: Role.APPLICANT, Kind.LEGAL_PERSON: Role.EMPLOYER_OPERATOR}


@dataclass(frozen=True)
class Opened:
    """The account that an arrival opens. `cleared`: nobody had shown before whose it is, so its password, second
    factor and keys were taken away just now."""

    account: Account
    cleared: bool = False


def of_person(arrival: Arrival) -> Opened:
    """The account of a person. Anybody may have opened it before with the number of the person's document: unless the
    phone on record is the one that the provider tells, what opened it so far opens it no more.

    Raises Refused, SwitchedOff, Conflict.
    """
    known = people().find(arrival.identity_kind, arrival.identity_number)
    if known is None:
        return _attached(_open(arrival, applicant_id=people().add(arrival)), arrival)
    if not same_name(known.name, arrival.name):
        raise Refused(
            "Your identity number is on record here under another name than the provider told. Nothing was changed; "
            "please see the office that keeps the accounts, with your identity document."
        )
    found = queries.account_of_applicant(known.applicant_id)
    if found is None:
        opened = _attached(_open(arrival, applicant_id=known.applicant_id), arrival)
        _settle_phone(opened.account, known, arrival)
        return opened
    account = in_use(services.held(found.id))
    cleared = not queries.is_vouched_for(account.id) and not _tells_phone_of(known, arrival)
    sessions.end_all_of(account)
    if cleared:
        _clear(account, arrival)
    opened = _attached(account, arrival, cleared)
    if cleared:
        _settle_phone(account, known, arrival)
    _tell(known, arrival, cleared)
    return opened


def of_operator(arrival: Arrival, organisation: Organisation) -> Opened:
    """An account for an operator of the organisation. Raises Refused where it is no employer in use."""
    if organisation.kind is not OrganisationKind.EMPLOYER or not organisation.active:
        raise Refused(
            "The organisation with this unified social credit code cannot be signed in to in this way: it is no "
            "employer, or is no longer in use. Please see the office that keeps the accounts."
        )
    return _attached(_open(arrival, organisation_id=organisation.id), arrival)


def _open(arrival: Arrival, **owner: int) -> Account:
    username = f"{arrival.provider}-{secrets.token_hex(4)}"
    name = (arrival.name or arrival.organisation_name)[:LONGEST_NAME]
    return open_without_password(username, name, ROLE_OF[arrival.kind], **owner)


def _attached(account: Account, arrival: Arrival, cleared: bool = False) -> Opened:
    attach(account, arrival)
    return Opened(account, cleared)


def _clear(account: Account, arrival: Arrival) -> None:
    services.take_password(account, official_label(arrival.provider))
    second_factor.forget(account)
    keys.revoke_all_of(account)


def _tells_phone_of(known: Known, arrival: Arrival) -> bool:
    return is_mobile(known.phone) and mobile_number(known.phone) == mobile_number(arrival.phone)


def _settle_phone(account: Account, known: Known, arrival: Arrival) -> None:
    """A number on record that the provider does not tell may be anybody's: it proves nothing any more."""
    if not known.phone or _tells_phone_of(known, arrival):
        return
    people().settle_phone(known.applicant_id, mobile_number(arrival.phone) if is_mobile(arrival.phone) else "")
    record_of_account(AccessKind.PHONE_CHANGED, account, official_label(arrival.provider), by_itself=True)


def _tell(known: Known, arrival: Arrival, cleared: bool) -> None:
    """The person, and whoever had the account until now, under the number that is on record no more."""
    template = "identity_attached_anew" if cleared else "identity_attached"
    provider = official_label(arrival.provider)
    send(template, applicant_id=known.applicant_id, provider=provider)
    if cleared and is_mobile(known.phone):
        send(template, phone=mobile_number(known.phone), provider=provider)
