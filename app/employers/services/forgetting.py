"""Registrations whose letter was never handed in do not keep user names for ever."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.access.enums import AccessKind
from app.access.models import Account
from app.access.scoping import act_as
from app.access.services import record_of_account
from app.accounts import sessions
from app.accounts.oidc.models import ExternalIdentity
from app.accounts.opening import NO_MAIL
from app.console.commands import command
from app.core import clock
from app.core.actor import Actor
from app.employers.enums import RequestStatus
from app.employers.models import EmployerRegistration
from app.employers.rules import DRAFT_KEPT_FOR
from app.extensions import db

AT_ONCE = 100


def forget_unsubmitted() -> int:
    """Remove registrations that nobody handed in for DRAFT_KEPT_FOR; how many.

    What was handed in once, and is in the log, stays. The account stays out of use, since logs name its id; its user
    name and the legal person who signed in are free again.
    """
    old = EmployerRegistration.__table__.c
    due = (old.status == RequestStatus.DRAFT, old.created_at <= clock.now() - DRAFT_KEPT_FOR)
    with db.engine.connect() as connection:
        ids = connection.scalars(select(old.id).where(*due).order_by(old.id).limit(AT_ONCE)).all()
    if not ids:
        return 0
    act_as(db.session, Actor.system("registrations"))
    try:
        with command():
            gone = delete(EmployerRegistration).where(old.id.in_(ids), *due).returning(old.account_id)
            accounts = db.session.scalars(gone.execution_options(synchronize_session=False)).all()
            for account in db.session.scalars(select(Account).where(Account.id.in_(accounts))).all():
                _close(account)
    finally:
        db.session.remove()
    return len(accounts)


def _close(account: Account) -> None:
    record_of_account(AccessKind.ACCOUNT_SWITCHED_OFF, account)
    sessions.end_all_of(account)
    mine = ExternalIdentity.account_id == account.id
    db.session.execute(delete(ExternalIdentity).where(mine).execution_options(synchronize_session=False))
    # A user name holds no space, so that nobody can register this one.
    account.active, account.username = False, f"out of use {account.id}"
    account.email, account.password = f"{account.username}@{NO_MAIL}", ""
