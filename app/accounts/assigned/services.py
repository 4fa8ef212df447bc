"""Assign accounts, one by one or by a sheet; switch them off and on; renew initial passwords."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import update

from app.access.models import Account
from app.access.scoping import acting
from app.accounts import services as accounts
from app.accounts.assigned import queries
from app.accounts.assigned.rules import (
    HEADER_WITHIN,
    MOST_ROWS,
    Checked,
    Known,
    Line,
    NewAccount,
    check_lines,
    read_lines,
)
from app.accounts.opening import Wanted, add_accounts
from app.core.actor import Role
from app.core.errors import Conflict, Invalid, Refused, TooLarge, Violation
from app.decisions.enums import Action
from app.documents.sheet_rows import read_rows
from app.extensions import db
from app.messages.services import Letter, send_all
from app.organisations.queries import by_ids


@dataclass(frozen=True)
class Issued:
    """An initial password that was made; it is kept nowhere."""

    account: Account
    password: str


def preview(content: bytes, headings: Mapping[str, str], roles: Mapping[str, Role]) -> Checked:
    """What a sheet would assign, and what is wrong with it. Raises Refused for what cannot be read, TooLarge."""
    rows: list[tuple[int, Sequence[object]]] = []
    for row in read_rows(io.BytesIO(content)):
        rows.append(row)
        if len(rows) > MOST_ROWS + HEADER_WITHIN:
            raise TooLarge(
                "More than %(most)s accounts are not assigned at once. Please divide the file.", most=MOST_ROWS
            )
    lines, faults = read_lines(rows, headings)
    return Checked(faults=faults) if faults else _checked(lines, roles)


def assign_sheet(content: bytes, headings: Mapping[str, str], roles: Mapping[str, Role]) -> list[Issued]:
    """Assign all that a sheet names, or nothing. Raises Invalid with everything that is wrong, Refused, TooLarge."""
    checked = preview(content, headings, roles)
    if checked.faults:
        raise Invalid(checked.faults)
    return _assign(checked.accounts)


def assign(username: str, name: str, role: str, organisation_id: int | None, roles: Mapping[str, Role]) -> Issued:
    """One account at an organisation within the actor's reach; raises Invalid."""
    place = queries.place(organisation_id) if organisation_id else None
    written = {"username": username, "name": name, "role": role, "organisation": place.code if place else ""}
    checked = _checked([(0, written)], roles)
    if checked.faults:
        raise Invalid([Violation(one.field.partition(".")[2], one.message, one.params) for one in checked.faults])
    return _assign(checked.accounts)[0]


def renew(account_id: int, seen_version: int) -> Issued:
    """Another initial password for whoever lost theirs; their sessions end and a lock is lifted.

    Raises OutOfScope, Conflict, Refused for one's own account.
    """
    if account_id == acting(db.session).account_id:
        raise Refused("Please change your own password under your name at the top of the page.")
    account = _claimed(account_id, seen_version)
    password = accounts.renew_password(account)
    _tell("account_renewed", [account])
    db.session.flush()
    return Issued(account, password)


def switch(account_id: int, seen_version: int) -> Account:
    """Take an account out of use, which ends its sessions, or into use again.

    Raises OutOfScope, Conflict, Refused for one's own account.
    """
    account = accounts.switch(_claimed(account_id, seen_version).id)
    _tell("account_on" if account.active else "account_off", [account])
    db.session.flush()
    return account


def _checked(lines: Sequence[Line], roles: Mapping[str, Role]) -> Checked:
    texts = {written["organisation"] for _number, written in lines}
    names = {written["username"].lower() for _number, written in lines}
    reach = queries.reach_of(acting(db.session))
    return check_lines(lines, Known(reach, roles, queries.places(texts), queries.taken(names)))


def _assign(rows: Sequence[NewAccount]) -> list[Issued]:
    roles, organisations = queries.roles_by_name(), by_ids({row.place.id for row in rows})
    wanted = [Wanted(row.username, row.name, [roles[row.role.name]], organisations[row.place.id]) for row in rows]
    made = [Issued(*one) for one in add_accounts(wanted)]
    accounts.log(Action.ASSIGN, [one.account for one in made])
    _tell("account_assigned", [one.account for one in made])
    return made


def _claimed(account_id: int, seen_version: int) -> Account:
    """The account within reach, for the first who saw it as the page showed it. Raises OutOfScope, Conflict."""
    account = queries.account(queries.reach_of(acting(db.session)), account_id)
    seen = update(Account).where(Account.id == account.id, Account.session_version == seen_version)
    raised = seen.values(session_version=seen_version + 1).execution_options(synchronize_session=False)
    if db.session.execute(raised).rowcount != 1:
        raise Conflict
    db.session.refresh(account, ["session_version"])
    return account


def _tell(template: str, told: Sequence[Account]) -> None:
    """Whoever works at an organisation hears what the level above did to its accounts."""
    actor = acting(db.session)
    names: dict[int, list[str]] = defaultdict(list)
    for account in told:
        if account.organisation is not None:
            names[account.organisation.id].append(account.name)
    by = actor.organisation_name or actor.name
    send_all([Letter(template, organisation_id=key, params={"by": by, "names": one}) for key, one in names.items()])
