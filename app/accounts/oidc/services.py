"""Whoever comes from a provider finds their account, or gets one; ways to sign in are attached and taken off."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from werkzeug.security import check_password_hash

from app.access.models import Account
from app.access.scoping import act_as, acting
from app.accounts import queries as accounts
from app.accounts import services as passwords
from app.accounts import sessions
from app.accounts.oidc import queries
from app.accounts.oidc.arrivals import Arrival, Kind, same_name
from app.accounts.oidc.labels import LOG_LABELS, provider_label
from app.accounts.oidc.models import ExternalIdentity
from app.accounts.oidc.people import people
from app.accounts.rules import check_new_password
from app.accounts.security import actor_of, refuse_while_locked
from app.console.errors import translate
from app.console.languages import officially
from app.core import clock
from app.core.actor import Role
from app.core.errors import DomainError, Invalid, Refused
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from app.messages.services import send
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation

ROLE_OF = {Kind.PERSONAL: Role.APPLICANT, Kind.LEGAL_PERSON: Role.EMPLOYER_OPERATOR}
MAY_OPEN = {
    Kind.PERSONAL: frozenset({Role.APPLICANT.name}),
    Kind.LEGAL_PERSON: frozenset({Role.EMPLOYER_OPERATOR.name, Role.EMPLOYER_REGISTRANT.name}),
}


class SwitchedOff(DomainError):
    """The account that the identity opens is out of use (403)."""

    status = 403
    message = "Your account here was switched off. Please ask the office that keeps the accounts."


def arrive(arrival: Arrival) -> Account | None:
    """The account of whoever came, made or attached at the first arrival; the session acts for it from now on.

    None for a legal person whose organisation is not on the platform yet. Raises Refused where the provider and our
    records disagree, SwitchedOff. Nothing that stands in the records is overwritten.
    """
    identity = queries.of_subject(arrival.issuer, arrival.subject)
    if identity is not None:
        account = _in_use(accounts.load(identity.account_id))
        _check_still_theirs(identity, account, arrival)
    elif arrival.kind is Kind.PERSONAL:
        account = _first_arrival_of_person(arrival)
    else:
        organisation = queries.organisation_with(arrival.credit_code)
        if organisation is None:
            return None
        account = _first_arrival_of_operator(arrival, organisation)
    _note(arrival)
    act_as(db.session, actor_of(account))
    return account


def link(account_id: int, arrival: Arrival) -> None:
    """Let the arrival open the account from now on. Raises Refused where it is somebody else's, or of another kind."""
    account = _in_use(accounts.load(account_id))
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


def attach(account: Account, arrival: Arrival) -> ExternalIdentity:
    """Write down that the arrival opens the account, in the log and to its person as well."""
    identity = ExternalIdentity(
        account_id=account.id,
        provider=arrival.provider,
        issuer=arrival.issuer,
        subject=arrival.subject,
        kind=arrival.kind,
        name=arrival.name if arrival.kind is Kind.PERSONAL else arrival.organisation_name,
    )
    db.session.add(identity)
    db.session.flush()
    _log(account, identity, "attached")
    return identity


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
    account_id = acting(db.session).account_id
    _hold(account_id)
    identity = queries.load(identity_id)
    account = accounts.load(identity.account_id)
    if not account.password and len(queries.of_account(account.id)) == 1:
        raise Refused("This is the only way to sign in to your account. Please set a password first.")
    db.session.delete(identity)
    db.session.flush()
    _log(account, identity, "taken off")
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
    _hold(account_id)
    account = accounts.load(account_id)
    if violations := check_new_password(new, repeated, "", account.username, (account.name,)):
        raise Invalid(violations)
    account.password = passwords.hash_of(new)
    sessions.end_all_of(account)
    return account


def _first_arrival_of_person(arrival: Arrival) -> Account:
    known = people().find(arrival.identity_kind, arrival.identity_number)
    if known is None:
        account = _open(arrival, applicant_id=people().add(arrival))
        attach(account, arrival)
        return account
    if not same_name(known.name, arrival.name):
        raise Refused(
            "Your identity number is on record here under another name than the provider told. Nothing was changed; "
            "please see the office that keeps the accounts, with your identity document."
        )
    found = queries.account_of_applicant(known.applicant_id)
    if found is None:
        account = _open(arrival, applicant_id=known.applicant_id)
    else:
        account = _in_use(found)
        # Whoever opened the account without having shown who they are is signed out.
        sessions.end_all_of(account)
        send("identity_attached", applicant_id=known.applicant_id, provider=_officially(arrival.provider))
    attach(account, arrival)
    return account


def _first_arrival_of_operator(arrival: Arrival, organisation: Organisation) -> Account:
    if organisation.kind is not OrganisationKind.EMPLOYER or not organisation.active:
        raise Refused(
            "The organisation with this unified social credit code cannot be signed in to in this way: it is no "
            "employer, or is no longer in use. Please see the office that keeps the accounts."
        )
    account = _open(arrival, organisation_id=organisation.id)
    attach(account, arrival)
    return account


def _open(arrival: Arrival, **owner: int) -> Account:
    """A new account without a password."""
    username = f"{arrival.provider}-{secrets.token_hex(4)}"
    name = (arrival.name or arrival.organisation_name)[:60]
    account = Account(
        username=username,
        last_name=name[:1],
        first_name=name[1:],
        email=f"{username}@{passwords.NO_MAIL}",
        active=True,
        password="",
        roles=[accounts.role(ROLE_OF[arrival.kind].name)],
        **owner,
    )
    db.session.add(account)
    db.session.flush()
    return account


def _in_use(account: Account) -> Account:
    if not account.active:
        raise SwitchedOff
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


def _hold(account_id: int | None) -> None:
    """A command's first write: two of them about one account come one after the other."""
    statement = update(Account).where(Account.id == account_id).values(session_version=Account.session_version)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _officially(provider: str) -> str:
    with officially():
        return provider_label(provider)


def _note(arrival: Arrival) -> None:
    seen = update(ExternalIdentity).where(
        ExternalIdentity.issuer == arrival.issuer, ExternalIdentity.subject == arrival.subject
    )
    options: dict[str, Any] = {"synchronize_session": False, "no_scope": True}
    db.session.execute(seen.values(last_used_at=clock.now()).execution_options(**options))


def _log(account: Account, identity: ExternalIdentity, done: str) -> None:
    """The log is about people; of an employer's operator it has no chain."""
    if account.applicant_id is None:
        return
    act_as(db.session, actor_of(account))
    with officially():
        text = translate(LOG_LABELS[done], {"provider": provider_label(identity.provider)})
    details = {"provider": identity.provider, "issuer": identity.issuer}
    decisions.record(SubjectKind.APPLICANT, account.applicant_id, Action.EDIT, opinion=text, details=details)
