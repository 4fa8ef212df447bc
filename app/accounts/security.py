"""Flask-AppBuilder's security manager over our own tables: ROLES answers permissions, accounts lock, sessions end."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import time
from typing import Any

from flask import Flask, current_app, g, session
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_limiter import Limiter
from flask_login import current_user
from limits.storage import storage_from_string
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.security import check_password_hash

from app.access.models import Account
from app.access.roles import permitted
from app.access.scoping import act_as
from app.accounts import queries, services
from app.accounts.rules import lock_minutes
from app.console.languages import CHOICE, OF_ACCOUNT, language
from app.console.limits import make_limiter
from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import TooMany
from app.extensions import db

DAY_SECONDS = 24 * 60 * 60


class Strangers:
    """Failed sign-ins under names that no usable account has, kept like those of accounts, for a day."""

    def __init__(self, storage: str) -> None:
        """`storage` is the address of a store as ZHIPING_RATE_LIMIT_STORAGE names it."""
        self._store: Any = storage_from_string(storage)

    def failed(self, name: str) -> None:
        """Count one more; from the fifth on the name is locked."""
        minutes = lock_minutes(self._store.incr(self._key("failed", name), DAY_SECONDS))
        if minutes:
            self._store.incr(self._key("locked", name), minutes * 60)

    def locked_until(self, name: str) -> dt.datetime | None:
        """Until when, by the program's clock; None while it is open."""
        key = self._key("locked", name)
        if not self._store.get(key):
            return None
        return clock.now() + dt.timedelta(seconds=round(self._store.get_expiry(key) - time.time()))

    @staticmethod
    def _key(kind: str, name: str) -> str:
        return f"zhiping/sign-in/{kind}/{hashlib.sha256(name.lower().encode()).hexdigest()}"


class SecurityManager(FabSecurityManager):
    """Permissions come from the ROLES table alone; FAB's permission rows stay empty and no start-up writes them."""

    user_model = Account

    def create_db(self) -> None:
        """Nothing: Alembic owns every table."""

    def register_views(self) -> None:
        from app.accounts.views import SignInView

        self.auth_view = self.appbuilder.add_view_no_menu(SignInView)

    def create_limiter(self, app: Flask) -> Limiter:
        self.strangers = Strangers(app.config["ZHIPING"].rate_limit_storage)
        return make_limiter(app)

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
        """The account of a name or e-mail address and its password, or None.

        Five failures in a row lock it, each further one for longer (`lock_minutes`); a name that nobody has is locked
        alike, so that neither words nor time tell which names exist. Raises TooMany while it is locked.
        """
        account = queries.by_name(username)
        if account is not None and not (account.active and account.password):
            account = None
        locked_until = account.locked_until if account else self.strangers.locked_until(username)
        if locked_until is not None and locked_until > clock.now():
            raise TooMany(
                "This account is locked until %(time)s after too many failed sign-ins.",
                retry_after=math.ceil((locked_until - clock.now()).total_seconds()),
                time=f"{clock.office_time(locked_until):%H:%M}",
            )
        kept = account.password if account else current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
        right = check_password_hash(kept, password)
        if account is None:
            self.strangers.failed(username)
        elif not right:
            services.count_failure(account.id)
        else:
            services.count_sign_in(account.id)
        db.session.commit()
        return account if right else None

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
