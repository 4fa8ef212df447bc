"""Who holds applications and held them; where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Integer, bindparam, func, select, tuple_, update
from sqlalchemy.orm import joinedload

from app.access.scoping import BUILT_ONCE, acting
from app.applications.models import (
    Application,
    ApplicationHolding,
)
from app.core.actor import Role
from app.core.workflow import Status
from app.extensions import db
from app.organisations.models import Organisation

HELD_CAP = 1000
# Roles that the SCOPE table shows what their organisation holds or held.
SEE_WHAT_THEY_HELD = frozenset({Role.DEPARTMENT_AUDITOR, Role.HRSS_AUDITOR, Role.COMMITTEE_OFFICE})
# Applications past the actor's scope: for ids of what an organisation may see because it holds or held it.
ROWS = Application.__table__.alias("ours")
_ID = bindparam("application_id", type_=Integer())
_HOLDERS = (
    select(ApplicationHolding.stage_id, ApplicationHolding.organisation_id, Organisation.name)
    .join(Organisation, Organisation.id == ApplicationHolding.organisation_id)
    .where(ApplicationHolding.application_id == _ID)
    .order_by(ApplicationHolding.id)
    .execution_options(**BUILT_ONCE)
)


def holdings(application_id: int) -> Sequence[ApplicationHolding]:
    """Who held the application, in order."""
    statement = (
        select(ApplicationHolding)
        .where(ApplicationHolding.application_id == application_id)
        .options(joinedload(ApplicationHolding.organisation), joinedload(ApplicationHolding.stage))
        .order_by(ApplicationHolding.id)
    )
    return db.session.scalars(statement).all()


def holders(application_id: int) -> Sequence[tuple[int, int, str]]:
    """Who held the application, in order: ids of stage and organisation, the organisation's name."""
    rows = db.session.execute(_HOLDERS, {"application_id": application_id})
    return [(stage_id, organisation_id, name) for stage_id, organisation_id, name in rows]


def held_by(holders: Mapping[int, int]) -> set[int]:
    """Those of the applications that the organisation given for each has held before."""
    pair = tuple_(ApplicationHolding.application_id, ApplicationHolding.organisation_id)
    statement = select(ApplicationHolding.application_id).where(pair.in_(list(holders.items())))
    return set(db.session.scalars(statement.execution_options(no_scope=True)))


def release(application_ids: Collection[int], at: dt.datetime) -> None:
    """Close the open holding of each application that has one."""
    db.session.execute(
        update(ApplicationHolding)
        .where(ApplicationHolding.application_id.in_(application_ids), ApplicationHolding.left_at.is_(None))
        .values(left_at=at)
        .execution_options(synchronize_session=False, no_scope=True)
    )


def date_holdings(application_id: int, submitted_at: dt.datetime) -> None:
    """Whoever has held the application finds it in its lists under the day of its newest submission."""
    db.session.execute(
        update(ApplicationHolding)
        .where(ApplicationHolding.application_id == application_id)
        .values(submitted_at=submitted_at)
        .execution_options(synchronize_session=False, no_scope=True)
    )


def held_by_kind(organisation_id: int | None) -> dict[str, int]:
    """How many applications wait for the organisation, by kind of stage; together at most 1,001. Once per request."""
    if "held_by_kind" not in g:
        row, waits = what_waits(organisation_id)
        kinds = select(row.stage_kind).where(*waits).limit(HELD_CAP + 1).subquery()
        counted = select(kinds.c.stage_kind, func.count()).group_by(kinds.c.stage_kind)
        g.held_by_kind = dict(db.session.execute(counted).all())
    kept: dict[str, int] = g.held_by_kind
    return kept


def sees_what_it_held(organisation_id: int | None) -> bool:
    """Whether the actor may see whatever the organisation holds or held, by that alone.

    Then its ids are found without a look at the holdings of each row: one costs nothing, 1,001 for a count do.
    """
    actor = acting(db.session)
    return bool(actor.roles & SEE_WHAT_THEY_HELD) and None is not organisation_id == actor.organisation_id


def what_waits(organisation_id: int | None) -> tuple[Any, list[ColumnElement[bool]]]:
    """Columns and conditions by which what waits for the organisation is found, for ids and counts.

    Whoever sees it by that alone is spared a look at the scope of each row. An employer's operators see what their own
    staff sent: a merger takes running applications over, so that the employers that were merged need not be asked
    about, and their number guessed by a planner that then puts the whole queue in order.
    """
    actor = acting(db.session)
    operates = actor.roles == {Role.EMPLOYER_OPERATOR} and None is not organisation_id == actor.organisation_id
    row: Any = ROWS.c if operates or sees_what_it_held(organisation_id) else Application
    conditions = [row.holder_id == organisation_id, is_under_way(row)]
    return row, [*conditions, row.employer_id == organisation_id] if operates else conditions


def is_under_way(row: Any = Application) -> ColumnElement[bool]:
    """The condition of the queue's partial index."""
    return has_status(Status.UNDER_WAY, row)


def has_status(status: Status, row: Any = Application) -> ColumnElement[bool]:
    """A partial index's condition on the status, spelled out so that both databases recognise it."""
    found: ColumnElement[bool] = row.status == bindparam(None, status, Application.status.type, literal_execute=True)
    return found
