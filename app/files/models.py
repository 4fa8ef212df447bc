"""What is known of a stored file; its bytes lie in the content-addressed store."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.extensions import Model, UtcDateTime


class StoredFile(Model):
    """One upload of one applicant: the name it had, its sniffed type, its SHA-256. Served by id, in scope."""

    __tablename__ = "stored_files"
    __table_args__ = (
        CheckConstraint("size_bytes > 0", name="not_empty"),
        CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    original_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(60))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    stored_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)

    def __str__(self) -> str:
        return self.original_name
