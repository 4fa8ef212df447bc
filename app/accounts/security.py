"""Flask-AppBuilder's security manager over our own tables: ROLES answers permissions, accounts lock, sessions end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import g, session
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.models import Account
from app.access.roles import permitted
from app.access.scoping import act_as
from app.console.languages import CHOICE, OF_ACCOUNT, language
from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import OutOfScope, TooMany
from app.extensions import db

FAILURES_BEFORE_LOCK = 5
LOCK_MINUTES = 15


class SecurityManager(FabSecurityManager):
    """Permissions come from the ROLES table alone; FAB's permission rows stay empty and no start-up writes them."""

    user_model = Account

    def create_db(self) -> None:
        """Nothing: Alembic owns every table."""

    def register_views(self) -> None:
        from app.accounts.views import SignInView

        self.auth_view = self.appbuilder.add_view_no_menu(SignInView)

    def load_user(self, pk: str) -> Account | None:
        """The account of a session cookie, unless the account is inactive or its sessions were ended."""
        account_id, _, session_version = str(pk).partition(".")
        if not (account_id.isascii() and account_id.isdigit() and len(account_id) < 10):
            return None
        statement = (
            select(Account)
            .where(Account.id == int(account_id))
            .options(joinedload(Account.roles), joinedload(Account.organisation))
        )
        account: Account | None = db.session.scalars(statement).unique().one_or_none()
        if account is None or not account.active:
            return None
        return account if session_version == str(account.session_version) else None

    def has_access(self, permission_name: str, view_name: str) -> bool:
        return permitted(current_actor().roles, permission_name.removeprefix("can_"), view_name)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return permitted((Role.PUBLIC,), permission_name.removeprefix("can_"), view_name)

    def auth_user_db(self, username: str, password: str) -> Account | None:
        """The account, or None; five failures in a row lock it for a quarter of an hour.

        Raises TooMany while it is locked.
        """
        account: Account | None = self.find_user(username=username)
        now = clock.now()
        if account and account.locked_until and account.locked_until > now:
            raise TooMany(
                "This account is locked until %(time)s after too many failed sign-ins.",
                time=f"{clock.office_time(account.locked_until):%H:%M}",
            )
        user: Account | None = super().auth_user_db(username, password)
        if user is None and account and (account.fail_login_count or 0) >= FAILURES_BEFORE_LOCK:
            account.locked_until = now + dt.timedelta(minutes=LOCK_MINUTES)
            account.fail_login_count = 0
            db.session.commit()
        return user

    @staticmethod
    def before_request() -> None:
        """Bind the request's database session to whoever is signed in, or to the public."""
        g.user = current_user
        g.actor = actor_of(current_user)
        setattr(g, OF_ACCOUNT, getattr(current_user, "language", None))
        act_as(db.session, g.actor)


def actor_of(user: Any) -> Actor:
    """The actor for a signed-in account; the public for anybody else."""
    if not user.is_authenticated:
        return Actor.public()
    return Actor(
        account_id=user.id,
        name=user.name,
        roles=frozenset(Role(role.name) for role in user.roles),
        organisation_id=user.organisation_id,
        organisation_name=user.organisation.name if user.organisation else "",
        applicant_id=user.applicant_id,
    )


def current_actor() -> Actor:
    """Who makes this request."""
    actor: Actor = g.get("actor") or Actor.public()
    return actor


def end_sessions(account: Account) -> None:
    """Make every session cookie of the account worthless, on sign-out and on a changed password.

    The browser keeps the language in which it was read.
    """
    account.session_version += 1
    spoken = language()
    session.clear()
    session[CHOICE] = spoken


def unlock(account_id: int) -> None:
    """Let a locked account sign in again at once; raises OutOfScope."""
    account = db.session.scalars(select(Account).where(Account.id == account_id)).one_or_none()
    if account is None:
        raise OutOfScope
    account.locked_until = None
    account.fail_login_count = 0
