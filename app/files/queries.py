"""Reading stored files in scope."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db
from app.files.models import StoredFile


def by_id(file_id: int) -> StoredFile | None:
    """The file, if the actor may see it."""
    statement = select(StoredFile).where(StoredFile.id == file_id).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def is_known(sha256: str, media_type: str) -> bool:
    """Whether this very content was accepted as this type before, whoever sent it."""
    statement = (
        select(StoredFile.id)
        .where(StoredFile.sha256 == sha256, StoredFile.media_type == media_type)
        .limit(1)
        .execution_options(no_scope=True)
    )
    return db.session.scalars(statement).first() is not None
