"""Flask-AppBuilder's security manager over our own tables: ROLES answers permissions, accounts lock, sessions end."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import time
from typing import Any, cast

from flask import Flask, current_app, g, redirect, request, url_for
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_appbuilder.security.sqla.models import Role as FabRole
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_limiter import Limiter
from flask_login import current_user
from jwt.exceptions import PyJWTError
from limits.storage import storage_from_string
from sqlalchemy import Date, and_, bindparam, exists, select
from sqlalchemy.orm import joinedload, load_only
from werkzeug.security import check_password_hash

from app.access.enums import AccessKind
from app.access.models import Account, Delegation
from app.access.roles import QUEUE_ROLES, may, permitted
from app.access.scoping import BUILT_ONCE, act_as
from app.access.services import Place, at_place, record_access
from app.accounts import keys, queries, second_factor, services, sessions
from app.accounts.models import AccountSession, SecondFactor
from app.accounts.rules import device_of, is_alive, is_key, lock_minutes, scope_of
from app.console.api_problems import is_api_call
from app.console.errors import wants_json
from app.console.formats import moment
from app.console.languages import OF_ACCOUNT
from app.console.limits import client_address, make_limiter
from app.console.session_time import SESSION_TIME, SessionTime
from app.core import clock
from app.core.actor import Actor, Role, StandIn
from app.core.errors import DomainError, TooMany
from app.extensions import db
from app.organisations.models import Organisation

_TODAY = bindparam("today", type_=Date(), callable_=clock.today)
# The one queue that the account looks after today for a colleague, and what that colleague may do.
_TAKEN_OVER = joinedload(
    Account.taken_over.and_(
        Delegation.ended_at.is_(None), Delegation.first_day <= _TODAY, Delegation.last_day >= _TODAY
    )
).joinedload(Delegation.delegator)
_ACTIVE = (
    select(
        Account,
        AccountSession.kind,
        AccountSession.created_at,
        AccountSession.seen_at,
        exists().where(SecondFactor.account_id == Account.id).label("has_second_factor"),
    )
    .outerjoin(
        AccountSession,
        and_(
            AccountSession.id == bindparam("session_id"),
            AccountSession.account_id == Account.id,
            AccountSession.ended_at.is_(None),
        ),
    )
    .where(Account.id == bindparam("account_id"), Account.active)
    .options(
        load_only(
            Account.first_name,
            Account.last_name,
            Account.username,
            Account.active,
            Account.session_version,
            Account.organisation_id,
            Account.applicant_id,
            Account.language,
            Account.initial_password_until,
        ),
        joinedload(Account.roles).load_only(FabRole.name),
        joinedload(Account.organisation).load_only(Organisation.name),
        _TAKEN_OVER.load_only(Account.first_name, Account.last_name, Account.active, Account.organisation_id),
        _TAKEN_OVER.joinedload(Account.roles).load_only(FabRole.name),
    )
    .execution_options(**BUILT_ONCE, no_scope=True)
)
NO_SESSION = 0
DAY_SECONDS = 24 * 60 * 60
ACCESS, REFRESH = "access", "refresh"
# What somebody who has yet to set a password of their own can still open.
OPEN_WHILE_DUE = frozenset({"SignInView.password", "SignInView.logout", "LanguageView.choose", "static"})


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
        return f"zhiping/sign-in/{kind}/{hashlib.sha256(name.strip().lower().encode()).hexdigest()}"


class BadToken(DomainError):
    """The caller named itself by a token or key that is good for nothing (401)."""

    status = 401
    message = "This token or key is not valid: it has expired, was revoked, or its sessions were ended."


class PasswordDue(DomainError):
    """A program acts for an account whose password is still the one that somebody else was told (403)."""

    status = 403
    message = "Please sign in on the website and set a password of your own first; until then nothing else opens."


class InitialPasswordExpired(DomainError):
    """The password is right, and was to be replaced before today (403)."""

    status = 403
    message = "This initial password was good until %(time)s. Please ask the office that assigned it for a new one."


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
        """The account of a session, unless it is inactive, the session was ended or has expired, or the account must
        have a second factor and has none. That the session was used is noted."""
        told = sessions.parts(str(pk))
        if told is None:
            return None
        account_id, version, session_id = told
        found = _active(account_id, session_id)
        if found is None or found.kind is None or found.Account.session_version != version:
            return None
        account: Account = found.Account
        expiry = sessions.expiry_for(account.applicant_id is not None)
        if not is_alive(found.kind, found.created_at, found.seen_at, clock.now(), expiry):
            return None
        if second_factor.is_needed(account) and not found.has_second_factor:
            return None
        seen_at = sessions.note_seen(session_id, found.seen_at)
        setattr(g, SESSION_TIME, SessionTime(clock.now(), seen_at + expiry.idle, found.created_at + expiry.longest))
        return account

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Whether ROLES permits it; to an API key, whether its scopes name it as well."""
        verb, scopes = permission_name.removeprefix("can_"), g.get("key_scopes")
        if scopes is not None and scope_of(view_name, verb) not in scopes:
            return False
        return may(current_actor(), verb, view_name)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return permitted((Role.PUBLIC,), permission_name.removeprefix("can_"), view_name)

    def auth_user_db(self, username: str, password: str, kept_out: frozenset[Role] = frozenset()) -> Account | None:
        """The account of a name or e-mail address and its password, or None; what else it must prove comes after.

        An account in a role that is `kept_out` fails like a wrong password, so that the door tells nobody more.

        Five failures in a row lock it, each further one for longer (`lock_minutes`); a name that nobody has is locked
        alike, so that neither words nor time tell which names exist. Raises TooMany while it is locked,
        InitialPasswordExpired for an initial password that is right and too old.
        """
        account = queries.by_name(username)
        if account is not None and not (account.active and account.password):
            account = None
        refuse_while_locked(account.locked_until if account else self.strangers.locked_until(username))
        kept = account.password if account else services.STAND_IN
        right = check_password_hash(kept, password) and not (account and _holds(account, kept_out))
        if account is None:
            self.strangers.failed(username)
            record_access(AccessKind.SIGN_IN_FAILED)
        elif not right:
            services.count_failure(account)
        elif account.initial_password_until and account.initial_password_until < clock.now():
            raise InitialPasswordExpired(time=account.initial_password_until)
        else:
            services.renew_hash(account, password)
        db.session.commit()
        return account if right else None

    @staticmethod
    def before_request() -> Any:
        """Bind the request's database session to whoever is signed in, or to the public.

        Whoever signed in with an initial password gets to the page that replaces it, whatever was asked for.

        A call of the API with the header Authorization is its bearer's, whatever cookie comes along.
        """
        g.user = _bearer() if is_api_call() and "Authorization" in request.headers else current_user
        g.actor = actor_of(g.user)
        setattr(g, OF_ACCOUNT, getattr(g.user, "language", None))
        act_as(db.session, g.actor)
        at_place(db.session, Place(client_address()[:45], device_of(request.user_agent.string)))
        if getattr(g.user, "password_due", False) and request.endpoint not in OPEN_WHILE_DUE:
            if wants_json():
                raise PasswordDue
            return redirect(url_for("SignInView.password"))
        return None


def refuse_while_locked(locked_until: dt.datetime | None) -> None:
    """Raises TooMany where an account, or a name that nobody has, is locked until a moment to come."""
    if locked_until is not None and locked_until > clock.now():
        raise TooMany(
            "This account is locked until %(time)s after too many failed sign-ins.",
            retry_after=math.ceil((locked_until - clock.now()).total_seconds()),
            time=moment(locked_until),
        )


def _active(account_id: int, session_id: int) -> Any:
    """The row of an account in use: itself with what an actor needs, its session if it is not ended, its factor."""
    asked = {"account_id": account_id, "session_id": session_id}
    return db.session.execute(_ACTIVE, asked).unique().one_or_none()


def active_account(account_id: int) -> Account | None:
    """The account in use with what an actor needs of it."""
    found = _active(account_id, NO_SESSION)
    return found.Account if found else None


def tokens_for(identity: str, refresh: bool) -> dict[str, str]:
    """A new access token of a session, with a refresh token if asked for; both die with the session."""
    found = {"access_token": create_access_token(identity=identity)}
    return {**found, "refresh_token": create_refresh_token(identity=identity)} if refresh else found


def session_of_token(token: str, kind: str) -> tuple[Account, str]:
    """The account that a token of this kind stands for, and its session's identity. Raises BadToken."""
    try:
        claims = decode_token(token)
    except (PyJWTError, JWTExtendedException, ValueError) as error:
        raise BadToken from error
    manager = current_app.appbuilder.sm  # type: ignore[attr-defined]
    account: Account | None = manager.load_user(claims["sub"]) if claims["type"] == kind else None
    if account is None:
        raise BadToken
    return account, claims["sub"]


def _bearer() -> Account:
    """The account of the header Authorization: an API key's or an access token's. Raises BadToken."""
    scheme, _, token = request.headers["Authorization"].strip().partition(" ")
    if scheme.lower() != "bearer":
        raise BadToken
    if not is_key(token.strip()):
        return session_of_token(token.strip(), ACCESS)[0]
    key = queries.key_by_token(token.strip())
    if key is None:
        raise BadToken
    account_id, scopes = key.user_id, frozenset((key.scopes or "").split())
    if keys.note_use(key):
        db.session.commit()
    found = _active(account_id, NO_SESSION)
    if found is None or (second_factor.is_needed(found.Account) and not found.has_second_factor):
        raise BadToken
    g.key_scopes = scopes
    return cast(Account, found.Account)


def actor_of(user: Any) -> Actor:
    """The actor for a signed-in account; the public for anybody else.

    An account whose password is due has no roles yet. One that stands in for a colleague has that colleague's as well.
    """
    if not user.is_authenticated:
        return Actor.public()
    own = frozenset() if user.password_due else frozenset(Role(role.name) for role in user.roles)
    stands_in = _stand_in(user, own)
    return Actor(
        account_id=user.id,
        name=user.name,
        roles=own | stands_in.roles if stands_in else own,
        organisation_id=user.organisation_id,
        organisation_name=user.organisation.name if user.organisation else "",
        applicant_id=user.applicant_id,
        stands_in=stands_in,
    )


def _stand_in(user: Any, own: frozenset[Role]) -> StandIn | None:
    """For whom the account stands in today: both are still in use, of the organisation that it was agreed in, and
    work through a queue."""
    today = clock.today()
    for one in user.taken_over:
        colleague = one.delegator
        same = one.organisation_id == user.organisation_id == colleague.organisation_id
        held = {row.name for row in colleague.roles}
        roles = frozenset(role for role in QUEUE_ROLES if role.name in held)
        if one.runs_on(today) and colleague.active and same and roles and not own.isdisjoint(QUEUE_ROLES):
            return StandIn(colleague.id, colleague.name, roles, roles - own, one.last_day)
    return None


def _holds(account: Account, roles: frozenset[Role]) -> bool:
    return any(role.name in roles for role in account.roles)


def act_for(account_id: int) -> Actor | None:
    """Bind the session to an account without a request, for a job that it started; None where it may not sign in."""
    account = active_account(account_id)
    if account is None:
        return None
    actor = actor_of(account)
    act_as(db.session, actor)
    return actor


def current_actor() -> Actor:
    """Who makes this request."""
    actor: Actor = g.get("actor") or Actor.public()
    return actor
