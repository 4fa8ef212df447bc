"""Whoever comes from a provider finds their account, or gets one; ways to sign in are attached and taken off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from werkzeug.security import check_password_hash

from app.access.models import Account
from app.access.scoping import act_as, acting
from app.accounts import queries as accounts
from app.accounts import services as passwords
from app.accounts.oidc import first_arrivals, queries
from app.accounts.oidc.arrivals import Arrival, Kind
from app.accounts.oidc.attaching import attach, detach, in_use
from app.accounts.oidc.first_arrivals import Opened
from app.accounts.oidc.models import ExternalIdentity
from app.accounts.oidc.people import people
from app.accounts.rules import check_new_password
from app.accounts.security import actor_of, refuse_while_locked
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, Refused
from app.extensions import db

MAY_OPEN = {
    Kind.PERSONAL: frozenset({Role.APPLICANT.name}),
    Kind.LEGAL_PERSON: frozenset({Role.EMPLOYER_OPERATOR.name, Role.EMPLOYER_REGISTRANT.name}),
}


def arrive(arrival: Arrival) -> Opened | None:
    """The account of whoever came, made or attached at the first arrival; the session acts for it from now on.

    None for a legal person whose organisation is not on the platform yet. Raises Refused where the provider and our
    records disagree, SwitchedOff. Of what stands in the records nothing but the phone is overwritten.
    """
    identity = queries.of_subject(arrival.issuer, arrival.subject)
    if identity is not None:
        opened = Opened(in_use(accounts.load(identity.account_id)))
        _check_still_theirs(identity, opened.account, arrival)
    elif arrival.kind is Kind.PERSONAL:
        opened = first_arrivals.of_person(arrival)
    else:
        organisation = queries.organisation_with(arrival.credit_code)
        if organisation is None:
            return None
        opened = first_arrivals.of_operator(arrival, organisation)
    _note(arrival)
    act_as(db.session, actor_of(opened.account))
    return opened


def link(account_id: int, arrival: Arrival) -> None:
    """Let the arrival open the account from now on. Raises Refused where it is somebody else's, or of another kind."""
    account = in_use(accounts.load(account_id))
    identity = queries.of_subject(arrival.issuer, arrival.subject)
    if identity is not None:
        if identity.account_id != account.id:
            raise Refused("This account of the provider already opens another account here. Unlink it there first.")
        return
    if MAY_OPEN[arrival.kind].isdisjoint(role.name for role in account.roles):
        raise Refused(
            "A person's account of the provider opens an applicant's account here, a legal person's that of an "
            "employer's operator. This one is of the other kind."
        )
    _check_theirs(account, arrival)
    attach(account, arrival)


def attach_legal_person(account: Account, told: Mapping[str, str]) -> None:
    """Let the legal person who has just registered its employer open the account made by that.

    `told` is what the sign-in left in the session under `legal_person`. Raises Refused where another account is open
    to the same legal person already.
    """
    arrival = Arrival(
        provider=told["provider"],
        issuer=told["issuer"],
        subject=told["subject"],
        kind=Kind.LEGAL_PERSON,
        name=told["person"],
        organisation_name=told["name"],
        credit_code=told["credit_code"],
    )
    link(account.id, arrival)


def unlink(identity_id: int) -> ExternalIdentity:
    """Take one's own identity off the account.

    Raises OutOfScope for anybody else's, Refused for the only way to sign in that the account has.
    """
    accounts.hold_still([acting(db.session).account_id])
    identity = queries.load(identity_id)
    account = accounts.load(identity.account_id)
    if not account.password and len(queries.of_account(account.id)) == 1:
        raise Refused("This is the only way to sign in to your account. Please set a password first.")
    detach(account, identity)
    return identity


def confirm_password(account_id: int, password: str) -> bool:
    """Whether it is the account's password; a wrong one counts as a failed sign-in. Raises TooMany while locked."""
    account = accounts.load(account_id)
    refuse_while_locked(account.locked_until)
    right = check_password_hash(account.password or "", password)
    if not right:
        passwords.count_failure(account)
    return right


def set_password(account_id: int, new: str, repeated: str) -> Account:
    """A password for an account whose person has just come from a provider; its sessions end.

    Raises Invalid for whatever `check_new_password` refuses.
    """
    account = passwords.held(account_id)
    if violations := check_new_password(new, repeated, "", account.username, (account.name,)):
        raise Invalid(violations)
    passwords.set_password(account, new)
    return account


def _check_still_theirs(identity: ExternalIdentity, account: Account, arrival: Arrival) -> None:
    if identity.kind is not arrival.kind:
        raise Refused(
            "This account of the provider was a person's and is a legal person's now, or the other way round."
        )
    _check_theirs(account, arrival)


def _check_theirs(account: Account, arrival: Arrival) -> None:
    """Raises Refused where the account is another person's or another organisation's than the arrival.

    An operator whose employer is not bound yet has no organisation.
    """
    if arrival.kind is Kind.LEGAL_PERSON:
        ours = queries.credit_code_of(account.organisation_id)
        if account.organisation_id is not None and ours != arrival.credit_code:
            raise Refused(
                "The provider tells another unified social credit code than the one your account here acts for. "
                "Please see the office that keeps the accounts."
            )
        return
    known = people().find(arrival.identity_kind, arrival.identity_number)
    if account.applicant_id != (known.applicant_id if known else None):
        raise Refused(
            "The provider tells another identity number than the one your account here has. Please see the office "
            "that keeps the accounts."
        )


def _note(arrival: Arrival) -> None:
    seen = update(ExternalIdentity).where(
        ExternalIdentity.issuer == arrival.issuer, ExternalIdentity.subject == arrival.subject
    )
    options: dict[str, Any] = {"synchronize_session": False, "no_scope": True}
    db.session.execute(seen.values(last_used_at=clock.now()).execution_options(**options))
