"""Reading what is handed over in one's own organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.access.models import Account, Delegation
from app.access.roles import QUEUE_ROLES
from app.core.actor import Actor
from app.core.errors import OutOfScope
from app.extensions import db


def current(today: dt.date) -> Sequence[Delegation]:
    """What is handed over today or later and was not ended, in the actor's organisation, the earliest first."""
    statement = _named().where(Delegation.ended_at.is_(None), Delegation.last_day >= today)
    return db.session.scalars(statement.order_by(Delegation.first_day, Delegation.id)).all()


def to_come_for(account_id: int, today: dt.date) -> Sequence[Delegation]:
    """What an account that signs in takes over today or later, the earliest first."""
    statement = _named().where(
        Delegation.delegate_id == account_id, Delegation.ended_at.is_(None), Delegation.last_day >= today
    )
    ordered = statement.order_by(Delegation.first_day, Delegation.id).execution_options(no_scope=True)
    return db.session.scalars(ordered).all()


def load(delegation_id: int, actor: Actor) -> Delegation:
    """One that the actor handed over or took over, fresh from the database; raises OutOfScope for anybody else's."""
    mine = or_(Delegation.delegator_id == actor.account_id, Delegation.delegate_id == actor.account_id)
    statement = _named().where(Delegation.id == delegation_id, mine).execution_options(populate_existing=True)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def colleagues(actor: Actor) -> Sequence[Account]:
    """Who of the actor's organisation can take a queue over: accounts in use that work through one themselves."""
    names = [role.name for role in QUEUE_ROLES]
    statement = (
        select(Account)
        .where(
            Account.organisation_id == actor.organisation_id,
            Account.id != actor.account_id,
            Account.active,
            Account.roles.any(RoleRow.name.in_(names)),
        )
        .order_by(Account.last_name, Account.first_name, Account.id)
    )
    return db.session.scalars(statement).all()


def overlapping(account_ids: Sequence[int | None], first_day: dt.date, last_day: dt.date) -> Delegation | None:
    """One that was not ended and has a day in common with this period, in which one of the accounts takes part."""
    takes_part = or_(Delegation.delegator_id.in_(account_ids), Delegation.delegate_id.in_(account_ids))
    statement = _named().where(
        Delegation.ended_at.is_(None), takes_part, Delegation.first_day <= last_day, Delegation.last_day >= first_day
    )
    return db.session.scalars(statement.order_by(Delegation.first_day, Delegation.id).limit(1)).one_or_none()


def _named() -> Select[tuple[Delegation]]:
    return select(Delegation).options(joinedload(Delegation.delegator), joinedload(Delegation.delegate))
