"""Reading organisations."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.extensions import db
from app.organisations.models import Organisation


def names(ids: Collection[int]) -> dict[int, str]:
    """Names of organisations by their ids."""
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return dict(rows.all())


def code_of(organisation_id: int | None) -> str:
    """The code of one organisation; "" where there is none."""
    return db.session.scalar(select(Organisation.code).where(Organisation.id == organisation_id)) or ""
