"""Reading organisations."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select

from app.access.scoping import BUILT_ONCE
from app.extensions import db
from app.messages.carrying import Address
from app.organisations.models import Organisation

_NAMES = (
    select(Organisation.id, Organisation.name)
    .where(Organisation.id.in_(bindparam("ids", expanding=True)))
    .execution_options(**BUILT_ONCE)
)


def names(ids: Collection[int]) -> dict[int, str]:
    """Names of organisations by their ids."""
    return dict(db.session.execute(_NAMES, {"ids": list(ids)}).all())


def code_of(organisation_id: int | None) -> str:
    """The code of one organisation; "" where there is none."""
    return db.session.scalar(select(Organisation.code).where(Organisation.id == organisation_id)) or ""


def by_ids(ids: Collection[int]) -> dict[int, Organisation]:
    """Organisations by their ids; one statement."""
    return {row.id: row for row in db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}


def address_of(organisation_id: int) -> Address:
    """Where messages reach an organisation; asked by whoever carries them, over a connection of its own."""
    statement = select(Organisation.phone, Organisation.mailbox).where(Organisation.id == organisation_id)
    with db.engine.connect() as connection:
        return Address(*connection.execute(statement).one())
