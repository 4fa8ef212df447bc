"""Accounts are opened, by their person or by somebody else; the roles that they act in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import Role as RoleRow

from app.access.enums import AccessKind
from app.access.models import Account
from app.access.services import record_of_account, record_of_accounts
from app.accounts import queries
from app.accounts.labels import role_word
from app.accounts.rules import check_roles
from app.accounts.services import hash_of, initial_password, log
from app.console.languages import officially
from app.core.actor import Role
from app.core.errors import Invalid, Violation
from app.decisions.enums import Action
from app.extensions import db
from app.organisations.models import Organisation

OWN_DIGITS = 10
NO_MAIL = "no-mail.invalid"
ACT_FOR_AN_ORGANISATION = {
    role.name
    for role in (
        Role.EMPLOYER_OPERATOR,
        Role.DEPARTMENT_AUDITOR,
        Role.HRSS_AUDITOR,
        Role.COMMITTEE_OFFICE,
        Role.PLAN_ADMINISTRATOR,
        Role.FINANCE,
    )
}


def open_account(username: str, name: str, role_name: str, organisation_code: str = "") -> tuple[Account, str]:
    """An account of an office or administrator, and the password that was made for it.

    Raises Invalid for a name that is taken or empty, for a role that is none or is an applicant's, for an
    organisation that is not known, and for a role of an office without one.
    """
    role = queries.role(role_name)
    organisation = queries.organisation(organisation_code)
    violations = []
    if not username.strip() or queries.by_name(username) is not None:
        violations.append(Violation("username", "This user name is taken or empty."))
    if not name.strip():
        violations.append(Violation("name", "Please write the name of the person."))
    if role is None or role_name == Role.APPLICANT.name:
        violations.append(
            Violation("role", "“%(role)s” is no role of an office or administrator.", {"role": role_name})
        )
    if organisation_code and organisation is None:
        violations.append(
            Violation("organisation", "No organisation has the code “%(code)s”.", {"code": organisation_code})
        )
    if not organisation_code and role_name in ACT_FOR_AN_ORGANISATION:
        violations.append(Violation("organisation", "This role acts for an organisation; please name its code."))
    if violations:
        raise Invalid(violations)
    assert role is not None
    ((account, password),) = add_accounts([Wanted(username.strip(), name.strip(), [role], organisation)])
    log(Action.ASSIGN, [account])
    return account, password


def open_own_account(name: str, password_hash: str, role: Role, applicant_id: int) -> Account:
    """The account of a person who registers, under a user name made for it: people sign in by their identity number."""
    username = f"u{secrets.randbelow(10**OWN_DIGITS):0{OWN_DIGITS}d}"
    columns = {"password": password_hash, "applicant_id": applicant_id}
    return _opened(username, name, role, **columns)


def open_without_password(username: str, name: str, role: Role, **owner: int) -> Account:
    """The account of somebody whom a provider vouches for; `owner` names the person or the organisation."""
    return _opened(username, name, role, password="", **owner)


def make_account(username: str, name: str, role: Role, password: str) -> Account:
    """An account of a name that is free, in use at once, with a password that its person chose."""
    return _opened(username, name, role, password=hash_of(password))


@dataclass(frozen=True)
class Wanted:
    """An account that somebody else opens for its person."""

    username: str
    name: str
    roles: Sequence[RoleRow]
    organisation: Organisation | None


def add_accounts(wanted: Sequence[Wanted]) -> list[tuple[Account, str]]:
    """Accounts and their initial passwords; raises Invalid where roles exclude each other."""
    made = []
    for one in wanted:
        violations = check_roles([Role(role.name) for role in one.roles])
        if violations:
            raise Invalid(violations)
        password, columns = initial_password()
        account = _account(one.username, one.name, one.roles, organisation=one.organisation, **columns)
        made.append((account, password))
    db.session.flush()
    record_of_accounts(AccessKind.ACCOUNT_OPENED, [(account, _role_names(account)) for account, _password in made])
    return made


def _opened(username: str, name: str, role: Role, **columns: Any) -> Account:
    """An account that its own person opens."""
    account = _account(username, name, [role_row(role)], **columns)
    db.session.flush()
    record_of_account(AccessKind.ACCOUNT_OPENED, account, _role_names(account), by_itself=True)
    return account


def _account(username: str, name: str, roles: Sequence[RoleRow], **columns: Any) -> Account:
    account = Account(
        username=username,
        first_name=name[1:],
        last_name=name[:1],
        email=f"{username}@{NO_MAIL}",
        active=True,
        roles=list(roles),
        **columns,
    )
    db.session.add(account)
    return account


def role_row(role: Role) -> RoleRow:
    """The row of a role, made where an older installation lacks it."""
    return queries.role(role.name) or RoleRow(name=role.name)


def give_role(account: Account, role: Role, organisation_id: int) -> None:
    """Let an account act in this role, and no other, for an organisation."""
    before = _role_names(account)
    account.organisation_id, account.roles = organisation_id, [role_row(role)]
    db.session.flush()
    record_of_account(AccessKind.ROLES_CHANGED, account, f"{before} → {_role_names(account)}")


def _role_names(account: Account) -> str:
    with officially():
        return "、".join(sorted(role_word(role.name) for role in account.roles))
