"""Operators of one employer: further ones, and those who leave."""

from __future__ import annotations

from app.access.models import Account
from app.access.scoping import acting
from app.accounts import opening
from app.accounts import queries as accounts
from app.accounts import services as account_services
from app.core.actor import Role
from app.core.errors import Conflict, Invalid, Refused, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.employers import queries
from app.employers.rules import GIVE, check_username
from app.extensions import db
from app.organisations import queries as organisations


def add_operator(username: str, name: str) -> tuple[Account, str]:
    """An account for another operator of the actor's employer, and the password that was made for it.

    Raises Invalid, each at its field.
    """
    violations = [] if name else [Violation("name", GIVE)]
    violations += check_username(username, bool(username) and accounts.by_name(username) is not None)
    if violations:
        raise Invalid(violations)
    employer_id = _own_employer()
    roles = [opening.role_row(Role.EMPLOYER_OPERATOR)]
    wanted = opening.Wanted(username, name, roles, organisations.load(employer_id))
    ((account, password),) = opening.add_accounts([wanted])
    decisions.record(SubjectKind.ORGANISATION, employer_id, Action.ADD_OPERATOR, details={"account": username})
    return account, password


def switch_operator(account_id: int, was_active: bool) -> Account:
    """Take an operator of the actor's employer out of use, oneself too, which ends all sessions; or into use again.

    Raises OutOfScope, Conflict for a stale page, Refused for the last operator in use.
    """
    employer_id = _own_employer()
    queries.lock([employer_id])
    account = queries.operator(account_id, employer_id)
    if account.active is not was_active:
        raise Conflict
    if account.active and queries.active_operators(employer_id) == 1:
        raise Refused("This is the last operator of the employer. Please add a successor first.")
    account_services.switch_over(account)
    details = {"account": account.username, "active": account.active}
    decisions.record(SubjectKind.ORGANISATION, employer_id, Action.SWITCH_OPERATOR, details=details)
    return account


def _own_employer() -> int:
    employer_id = acting(db.session).organisation_id
    if employer_id is None:
        raise Refused("Your account acts for no employer.")
    return employer_id
