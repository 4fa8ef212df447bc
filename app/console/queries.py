"""Reading what the console keeps for an account."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.console.models import SavedFilter
from app.core.errors import OutOfScope
from app.extensions import db


def saved_filters(list_key: str) -> Sequence[SavedFilter]:
    """The filters that whoever acts has saved for a list, the oldest first."""
    statement = select(SavedFilter).where(SavedFilter.list_key == list_key).order_by(SavedFilter.id)
    return db.session.scalars(statement).all()


def saved_filter(list_key: str, filter_id: int) -> SavedFilter:
    """One of them; raises OutOfScope."""
    statement = (
        select(SavedFilter)
        .where(SavedFilter.list_key == list_key, SavedFilter.id == filter_id)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise OutOfScope
    return found
