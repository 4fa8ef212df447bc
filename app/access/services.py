"""Append to the access log: who saw, took out or did what, from where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.enums import AccessKind
from app.access.models import AccessRecord, Account
from app.access.scoping import acting
from app.core import clock
from app.extensions import db, insert_all

PLACE = "place"
SUBJECT_LIMIT, DETAILS_LIMIT = 200, 300
ONE_LOOK = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Place:
    """Where a request came from: the address, and the device in words."""

    address: str = ""
    device: str = ""


def at_place(session: Any, place: Place) -> None:
    """Bind the session to where its request came from, until it ends."""
    _current(session).info[PLACE] = place


def place(session: Any) -> Place:
    """Where the session's request came from; nowhere for a command or a background job."""
    found: Place = _current(session).info.get(PLACE, Place())
    return found


def record_access(
    kind: AccessKind, subject: str = "", details: str = "", *, applicant_id: int | None = None, about: int | None = None
) -> None:
    """One row on behalf of the session's actor. `subject` names the person, account or list in question, `about` is
    the id of an account that it concerns."""
    actor = acting(db.session)
    organisation = {"organisation_id": actor.organisation_id, "organisation_name": actor.organisation_name}
    _append([_row(kind, subject, details, actor.account_id, actor.name, organisation, applicant_id, about)])


def record_of_account(kind: AccessKind, account: Account, details: str = "", *, by_itself: bool = False) -> None:
    """One row about an account: on behalf of the session's actor, or of the account itself while it signs in."""
    if not by_itself:
        record_of_accounts(kind, [(account, details)])
        return
    name = account.organisation.name if account.organisation else ""
    organisation = {"organisation_id": account.organisation_id, "organisation_name": name}
    _append([_row(kind, account.name, details, account.id, account.name, organisation, None, account.id)])


def record_of_accounts(kind: AccessKind, told: Sequence[tuple[Account, str]]) -> None:
    """A row about each account, with its details, on behalf of the session's actor; one statement for any number."""
    actor = acting(db.session)
    organisation = {"organisation_id": actor.organisation_id, "organisation_name": actor.organisation_name}
    _append(
        [
            _row(kind, account.name, details, actor.account_id, actor.name, organisation, None, account.id)
            for account, details in told
        ]
    )


def opened_lately(applicant_id: int, details: str) -> bool:
    """Whether the actor's opening of this file was written down within the last minutes."""
    statement = (
        select(AccessRecord.id)
        .where(AccessRecord.kind == AccessKind.OPENED_FILE, AccessRecord.at > clock.now() - ONE_LOOK)
        .where(AccessRecord.account_id == acting(db.session).account_id)
        .where(AccessRecord.applicant_id == applicant_id, AccessRecord.details == details[:DETAILS_LIMIT])
        .limit(1)
        .execution_options(no_scope=True)
    )
    return db.session.scalars(statement).first() is not None


def _append(rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        insert_all(AccessRecord, rows)


def _row(
    kind: AccessKind,
    subject: str,
    details: str,
    account_id: int | None,
    name: str,
    organisation: Mapping[str, Any],
    applicant_id: int | None,
    about: int | None,
) -> dict[str, Any]:
    where = place(db.session)
    return {
        "kind": kind,
        "at": clock.now(),
        "account_id": account_id,
        "account_name": name,
        **organisation,
        "applicant_id": applicant_id,
        "about_account_id": about,
        "subject": subject[:SUBJECT_LIMIT],
        "details": details[:DETAILS_LIMIT],
        "address": where.address,
        "device": where.device,
    }


def _current(session: Any) -> Session:
    current: Session = session() if callable(session) else session
    return current
