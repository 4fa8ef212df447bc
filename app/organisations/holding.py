"""Whoever hands something to an employer keeps it from being merged into another one at that very moment."""

from __future__ import annotations

from sqlalchemy import select, update

from app.core.errors import Conflict
from app.extensions import db
from app.organisations.models import Organisation

MERGED = (
    "This employer was merged into another one at this moment; its staff have been told. Please open the page again "
    "and look at the present employer first."
)


def hold(organisation_id: int) -> None:
    """Before a command's first write: whoever merges the employer waits until it is committed, and then counts it;
    others may hold it too. Raises Conflict where the employer was merged first."""
    found = (Organisation.id == organisation_id, Organisation.merged_into_id.is_(None))
    if db.session.get_bind().dialect.name == "sqlite":
        # One writer at a time: from here on nobody else writes.
        begun = update(Organisation).where(*found).values(active=Organisation.active)
        held = db.session.execute(begun.execution_options(synchronize_session=False)).rowcount == 1
    else:
        held = db.session.scalar(select(Organisation.id).where(*found).with_for_update(read=True)) is not None
    if not held:
        raise Conflict(MERGED)
