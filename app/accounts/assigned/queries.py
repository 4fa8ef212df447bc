"""Reading accounts that are assigned, within the reach of whoever assigns them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.access.models import Account
from app.accounts.assigned.rules import ASSIGNED, Place, Reach, stem
from app.catalog.models import Region
from app.console.filters import begins_with
from app.console.paging import Page, Rows, order, page_of
from app.core.actor import Actor, Role
from app.core.errors import OutOfScope
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation

OFFERED = 20


@dataclass(frozen=True)
class Asked:
    """What the list is asked for; None and "" ask nothing."""

    text: str = ""
    organisation: str = ""
    role: Role | None = None
    active: bool | None = None
    due: bool | None = None


def reach_of(actor: Actor) -> Reach:
    """Where the actor assigns accounts; at most one statement."""
    if Role.SYSTEM_ADMINISTRATOR in actor.own_roles:
        return Reach(everywhere=True)
    if Role.HRSS_AUDITOR not in actor.own_roles or actor.organisation_id is None:
        return Reach()
    region = db.session.scalar(
        select(Region.code)
        .join(Organisation, Organisation.region_id == Region.id)
        .where(Organisation.id == actor.organisation_id, Organisation.kind == OrganisationKind.HRSS_DEPARTMENT)
    )
    return Reach(False, actor.organisation_id, region, actor.own_roles) if region else Reach()


def page(reach: Reach, asked: Asked, cursor: str) -> Page:
    """One page of the accounts within reach, by user name."""
    return page_of(_filtered(reach, asked), Account.username, Account.id, cursor)


def every(reach: Reach, asked: Asked) -> Rows:
    """All rows that `page` shows one after the other."""
    return _filtered(reach, asked).order_by(*order(Account.username, Account.id, descending=False))


def account(reach: Reach, account_id: int) -> Account:
    """One account within reach, fresh from the database; raises OutOfScope."""
    statement = _within(reach).where(Account.id == account_id).execution_options(populate_existing=True)
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise OutOfScope
    return found


def places(texts: Collection[str]) -> dict[str, Place]:
    """Organisations by these codes and names, wherever they are; one statement."""
    wanted = or_(Organisation.code.in_(texts), Organisation.name.in_(texts))
    found = _places(wanted)
    return {**{one.name: one for one in found}, **{one.code: one for one in found}}


def place(organisation_id: int) -> Place | None:
    """One organisation."""
    return next(iter(_places(Organisation.id == organisation_id)), None)


def offered(reach: Reach, text: str, limit: int | None = OFFERED) -> list[Place]:
    """Organisations within reach that have assigned accounts and whose name or code holds `text`."""
    wanted: list[ColumnElement[bool]] = [Organisation.active.is_(True), _reached(reach)]
    wanted.append(Organisation.kind != OrganisationKind.EMPLOYER)
    if text:
        columns = (Organisation.name, Organisation.code)
        wanted.append(or_(*[column.contains(text, autoescape=True) for column in columns]))
    return _places(and_(*wanted), limit)


def taken(usernames: Collection[str]) -> set[str]:
    """Which of these names, in small letters, accounts have in whatever case."""
    name = func.lower(Account.username)
    return set(db.session.scalars(select(name).where(name.in_(usernames))))


def roles_by_name() -> dict[str, RoleRow]:
    """The rows of the roles that are assigned."""
    rows = db.session.scalars(select(RoleRow).where(RoleRow.name.in_([role.name for role in ASSIGNED])))
    return {row.name: row for row in rows}


def _places(wanted: ColumnElement[bool], limit: int | None = None) -> list[Place]:
    columns = (
        Organisation.id,
        Organisation.code,
        Organisation.name,
        Organisation.kind,
        Region.code,
        Organisation.active,
    )
    statement = select(*columns).join(Region, Region.id == Organisation.region_id).where(wanted)
    rows = db.session.execute(statement.order_by(Organisation.name, Organisation.id).limit(limit))
    return [Place(*row) for row in rows]


def _filtered(reach: Reach, asked: Asked) -> Select[tuple[Account]]:
    statement = _within(reach)
    if asked.text:
        name = Account.last_name + Account.first_name
        holds = [column.contains(asked.text, autoescape=True) for column in (Account.username, name)]
        statement = statement.where(or_(*holds))
    if asked.organisation:
        statement = statement.where(begins_with(db.session, Organisation.name, asked.organisation))
    if asked.role is not None:
        statement = statement.where(Account.roles.any(RoleRow.name == asked.role.name))
    if asked.active is not None:
        statement = statement.where(Account.active.is_(asked.active))
    if asked.due is not None:
        due = Account.initial_password_until
        statement = statement.where(due.is_not(None) if asked.due else due.is_(None))
    return statement


def _within(reach: Reach) -> Select[tuple[Account]]:
    """Accounts that hold assigned roles alone, at organisations within reach."""
    if reach.everywhere:
        allowed = _holding_only(ASSIGNED)
    else:
        at_home = and_(Organisation.id == reach.organisation_id, _holding_only(reach.at_home))
        allowed = or_(at_home, and_(_below(reach), _holding_only(ASSIGNED)))
    return (
        select(Account)
        .outerjoin(Account.organisation)
        .outerjoin(Organisation.region)
        .where(allowed)
        .options(contains_eager(Account.organisation), selectinload(Account.roles))
    )


def _holding_only(roles: Iterable[Role]) -> ColumnElement[bool]:
    names = [role.name for role in roles]
    return and_(Account.roles.any(), ~Account.roles.any(RoleRow.name.not_in(names)))


def _reached(reach: Reach) -> ColumnElement[bool]:
    if reach.everywhere:
        return Organisation.id.is_not(None)
    return or_(Organisation.id == reach.organisation_id, _below(reach))


def _below(reach: Reach) -> ColumnElement[bool]:
    """As `Reach.is_below`, for the database."""
    if not reach.region:
        return false()
    lower = or_(Region.code != reach.region, Organisation.kind != OrganisationKind.HRSS_DEPARTMENT)
    in_region = begins_with(db.session, Region.code, stem(reach.region))
    return and_(Organisation.id != reach.organisation_id, in_region, lower)
