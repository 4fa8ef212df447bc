"""People come in: they register themselves, and replace a lost password or a mobile number, each proven by a code.

Whoever asks is told the same whether or not a document or a name is known here; what differs is what is sent, and to
whom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from werkzeug.security import check_password_hash

from app.access.enums import AccessKind
from app.access.models import Account
from app.access.scoping import act_as, acting
from app.access.services import record_of_account
from app.accounts import codes
from app.accounts import queries as accounts
from app.accounts import services as account_services
from app.accounts.enums import CodePurpose
from app.accounts.opening import open_own_account
from app.accounts.rules import check_new_password
from app.accounts.security import actor_of
from app.applicants import queries
from app.applicants.enums import Sex
from app.applicants.models import Applicant
from app.applicants.rules import check_identity_of
from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, Forbidden, Invalid, Violation
from app.core.identity import mask_phone
from app.core.identity_kinds import Identity, IdentityKind, identity_of
from app.core.phones import check_mobile, mobile_number
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.messages import queries as outbox
from app.messages import services as messages

LONGEST_NAME = 60
WARNED_EVERY = dt.timedelta(days=1)
Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What a person types to register. `sex` and `birth_date` count where the number does not carry them."""

    identity_kind: IdentityKind | None
    identity_number: str
    name: str
    phone: str
    sex: Sex | None
    birth_date: dt.date | None
    password: str
    repeated: str


def check_registration(typed: Registration, today: dt.date) -> list[Violation]:
    """Everything that is wrong with it, each at its field."""
    violations = []
    if not typed.name:
        violations.append(Violation("name", "Please enter your name as on the identity card."))
    elif len(typed.name) > LONGEST_NAME:
        figures = {"found": len(typed.name), "wanted": LONGEST_NAME}
        message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
        violations.append(Violation("name", message, figures))
    violations += check_identity_of(
        typed.identity_kind, typed.identity_number, typed.sex, typed.birth_date, today=today
    )
    violations += check_mobile(typed.phone)
    return violations + check_new_password(
        typed.password, typed.repeated, "", mobile_number(typed.phone), (typed.name,)
    )


def ask_to_register(typed: Registration) -> codes.Issued:
    """Send a code to the phone of somebody who registers; `register` does the rest.

    No code is sent where the document has an account already: its holder is told instead, once a day. Where an
    employer or an import has entered the person, the phone and the name must be those on record. Raises Invalid with
    every violation at its field, TooMany.
    """
    violations = check_registration(typed, clock.today())
    if violations or typed.identity_kind is None:
        raise Invalid(violations)
    identity = identity_of(typed.identity_kind, typed.identity_number)
    payload = {
        "identity_kind": identity.kind.name,
        "identity_number": identity.number,
        "name": typed.name,
        "sex": identity.sex or (typed.sex.name if typed.sex else None),
        "birth_date": (identity.birth_date or typed.birth_date or dt.date.min).isoformat(),
        "password": account_services.hash_of(typed.password),
    }
    known = queries.known_by(identity)
    if known is not None and known.account_id is not None:
        _warn_holder(known.applicant_id)
    return codes.issue(typed.phone, CodePurpose.REGISTER, payload, real=_may_register(known, typed.name, typed.phone))


def register(ticket: str, code: str) -> Account:
    """Open the account that a code was asked for, and act as it from now on. Raises Invalid and Conflict as
    `codes.confirm`; Conflict too where the document got an account in the meantime."""
    asked = codes.confirm(ticket, CodePurpose.REGISTER, code)
    given = asked.payload
    identity = Identity(IdentityKind[given["identity_kind"]], given["identity_number"])
    known = queries.known_by(identity)
    if not _may_register(known, given["name"], asked.phone):
        raise Conflict("For this document there is an account by now. Please sign in.")
    person = queries.load_unscoped(known.applicant_id) if known else _new_person(identity, given, asked.phone)
    db.session.add(person)
    db.session.flush()
    account = open_own_account(given["name"], given["password"], Role.APPLICANT, person.id)
    act_as(db.session, actor_of(account))
    _record(person.id, "account")
    return account


def ask_for_password(name: str, phone: str) -> codes.Issued:
    """Send a code to whoever lost the password: a code goes out where the account of this name is in use, has a
    password and this mobile number on record, which is only so for people. Raises Invalid, TooMany."""
    violations = check_mobile(phone)
    if not name.strip():
        violations.insert(0, Violation("name", "Please fill this in."))
    if violations:
        raise Invalid(violations)
    account = accounts.by_name(name)
    on_record = queries.phone_of(account.applicant_id if account else None)
    real = account is not None and _may_replace_password(account, on_record, phone)
    payload = {"account_id": account.id if account and real else None}
    return codes.issue(phone, CodePurpose.NEW_PASSWORD, payload, real=real)


def replace_password(ticket: str, code: str, new: str, repeated: str) -> None:
    """Give an account another password by a code; its sessions end everywhere and a lock is lifted.

    What is wrong with the password is told before the code is tried. Raises Invalid, Conflict.
    """
    violations = check_new_password(new, repeated, "", "")
    if violations:
        raise Invalid(violations)
    asked = codes.confirm(ticket, CodePurpose.NEW_PASSWORD, code)
    account = account_services.held(asked.payload["account_id"])
    if not _may_replace_password(account, queries.phone_of(account.applicant_id), asked.phone):
        raise Invalid([Violation("code", codes.GONE)])
    violations = check_new_password(new, repeated, "", account.username, (account.name,))
    if violations:
        raise Invalid(violations)
    account_services.set_password(account, new)
    _as(account, lambda: _record(account.applicant_id or 0, "password"))
    messages.send("password_replaced", applicant_id=account.applicant_id)


def ask_for_phone(phone: str, password: str, *, proved: bool = False) -> codes.Issued:
    """Send a code to the number that is to be one's own from now on. The password is not asked of somebody `proved`,
    whom a provider has just vouched for. Raises Invalid, TooMany, Forbidden."""
    account, person = _own()
    violations = check_mobile(phone)
    if not violations and mobile_number(phone) == person.phone:
        violations.append(Violation("phone", "This is the mobile number on record already."))
    if not proved and not check_password_hash(account.password or "", password):
        violations.append(Violation("password", "The present password is wrong."))
    if violations:
        raise Invalid(violations)
    return codes.issue(phone, CodePurpose.NEW_PHONE, {"account_id": account.id})


def replace_phone(ticket: str, code: str) -> Applicant:
    """Make a proven number one's own; the one before is told. Raises Invalid, Conflict, Forbidden."""
    asked = codes.confirm(ticket, CodePurpose.NEW_PHONE, code)
    account, person = _own()
    if asked.payload["account_id"] != account.id:
        raise Forbidden
    if not claim(person, person.version):
        raise Conflict("Your personal data was saved in another window since this page was opened.")
    before, person.phone = person.phone, asked.phone
    db.session.flush()
    _record(person.id, "phone")
    record_of_account(AccessKind.PHONE_CHANGED, account, mask_phone(asked.phone))
    if check_mobile(before) == []:
        messages.send("phone_replaced", phone=mobile_number(before), number=mask_phone(asked.phone))
    return person


def _may_replace_password(account: Account, on_record: str, phone: str) -> bool:
    """An account without a password was never its holder's by one: the number beside it may be anybody's."""
    return bool(account.active and account.password) and mobile_number(on_record) == mobile_number(phone)


def _may_register(known: queries.Known | None, name: str, phone: str) -> bool:
    if known is None:
        return True
    proven = bool(known.phone) and mobile_number(known.phone) == mobile_number(phone)
    return known.account_id is None and proven and known.name == name


def _new_person(identity: Identity, given: Mapping[str, Any], phone: str) -> Applicant:
    return Applicant(
        identity_kind=identity.kind,
        identity_number=identity.number,
        name=given["name"],
        sex=Sex[given["sex"]],
        birth_date=dt.date.fromisoformat(given["birth_date"]),
        phone=phone,
    )


def _warn_holder(applicant_id: int) -> None:
    if not outbox.told_since("registered_already", applicant_id, clock.now() - WARNED_EVERY):
        messages.send("registered_already", applicant_id=applicant_id)


def _own() -> tuple[Account, Applicant]:
    actor = acting(db.session)
    if actor.account_id is None or actor.applicant_id is None:
        raise Forbidden
    return accounts.load(actor.account_id), queries.load(actor.applicant_id)


def _record(applicant_id: int, field: str) -> None:
    decisions.record(SubjectKind.APPLICANT, applicant_id, Action.EDIT, details={"field": field})


def _as(account: Account, work: Callable[[], Answer]) -> Answer:
    """Do something on behalf of an account that has proven itself and is not signed in."""
    before = acting(db.session)
    act_as(db.session, actor_of(account))
    try:
        return work()
    finally:
        act_as(db.session, before)
