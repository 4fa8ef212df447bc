"""Performance archive entries (我的业绩档案) and the state of their audit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archives.enums import EntryKind, EntryStatus, PersonalRole
from app.extensions import Model, UtcDateTime, member, partial_index

if TYPE_CHECKING:
    from app.applicants.models import Applicant
    from app.files.models import StoredFile
    from app.organisations.models import Organisation


class ArchiveEntry(Model):
    """One achievement with its evidence, audited by the employer it was submitted to."""

    __tablename__ = "archive_entries"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR started_on <= ended_on", name="starts_before_it_ends"),
        CheckConstraint("status = 'DRAFT' OR submitted_at IS NOT NULL", name="submitted_at_once_submitted"),
        CheckConstraint("status = 'DRAFT' OR employer_id IS NOT NULL", name="employer_once_submitted"),
        partial_index("ix_archive_entries_queue", "employer_id", "submitted_at", "id", where="status = 'SUBMITTED'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[EntryKind] = mapped_column(member(EntryKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    grade: Mapped[str] = mapped_column(String(60), default="")
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    role: Mapped[PersonalRole] = mapped_column(member(PersonalRole, "role"))
    effect: Mapped[str] = mapped_column(Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    status: Mapped[EntryStatus] = mapped_column(member(EntryStatus, "status"), default=EntryStatus.DRAFT)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    applicant: Mapped[Applicant] = relationship("Applicant")
    employer: Mapped[Organisation | None] = relationship("Organisation")
    evidence: Mapped[StoredFile | None] = relationship("StoredFile")

    def __str__(self) -> str:
        return self.title
