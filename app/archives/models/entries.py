"""Performance archive entries (我的业绩档案), their files, and the versions that were approved."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archives.enums import EntryStatus, FilePurpose, PersonalRole
from app.archives.models.kinds import EntryKind
from app.extensions import PREFIX_OPS, Model, UtcDateTime, member, partial_index

if TYPE_CHECKING:
    from app.applicants.models import Applicant
    from app.files.models import StoredFile
    from app.organisations.models import Organisation

AUDITED = "status IN ('PASSED', 'RETURNED', 'REJECTED')"


class ArchiveEntry(Model):
    """One achievement with its evidence, audited by the employer it was submitted to.

    The row is what its owner works on; what was approved stands in `versions`, the newest under `approved_number`
    (0: never). `details` holds the values of the kind's own fields by key, `number_key` the identifying number of the
    work as `rules.number_key` writes it. `applicant_name` is that of the last submission.
    """

    __tablename__ = "archive_entries"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR started_on <= ended_on", name="starts_before_it_ends"),
        CheckConstraint("status = 'DRAFT' OR submitted_at IS NOT NULL", name="submitted_at_once_submitted"),
        CheckConstraint("status = 'DRAFT' OR employer_id IS NOT NULL", name="employer_once_submitted"),
        CheckConstraint("status <> 'PASSED' OR approved_number > 0", name="approved_once_passed"),
        CheckConstraint("approved_number >= 0", name="approved_number_not_negative"),
        CheckConstraint("people > 0", name="people_are_positive"),
        CheckConstraint("rank > 0", name="rank_is_positive"),
        CheckConstraint(
            "rank IS NULL OR (people IS NOT NULL AND rank <= people)",
            name="rank_within_people",
        ),
        partial_index("ix_archive_entries_queue", "employer_id", "submitted_at", "id", where="status = 'SUBMITTED'"),
        partial_index(
            "ix_archive_entries_queue_of_kind",
            "employer_id",
            "kind_id",
            "submitted_at",
            "id",
            where="status = 'SUBMITTED'",
        ),
        partial_index("ix_archive_entries_audited", "employer_id", "submitted_at", "id", where=AUDITED),
        Index(
            "ix_archive_entries_names",
            "employer_id",
            "applicant_name",
            "submitted_at",
            "id",
            postgresql_ops={"applicant_name": PREFIX_OPS},
        ),
        partial_index("ix_archive_entries_number", "number_key", where="number_key IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    applicant_name: Mapped[str] = mapped_column(String(60), default="")
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("entry_kinds.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    grade: Mapped[str] = mapped_column(String(60), default="")
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    role: Mapped[PersonalRole] = mapped_column(member(PersonalRole, "role"))
    rank: Mapped[int | None]
    people: Mapped[int | None]
    contribution: Mapped[str] = mapped_column(Text, default="")
    effect: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    number_key: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[EntryStatus] = mapped_column(member(EntryStatus, "status"), default=EntryStatus.DRAFT)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    approved_number: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    applicant: Mapped[Applicant] = relationship("Applicant")
    employer: Mapped[Organisation | None] = relationship("Organisation")
    kind: Mapped[EntryKind] = relationship("EntryKind")
    all_files: Mapped[list[EntryFile]] = relationship(
        "EntryFile", order_by="EntryFile.position, EntryFile.id", cascade="all, delete-orphan"
    )
    approved: Mapped[EntryVersion | None] = relationship(
        "EntryVersion",
        primaryjoin="and_(ArchiveEntry.id == foreign(EntryVersion.entry_id),"
        " ArchiveEntry.approved_number == foreign(EntryVersion.number))",
        viewonly=True,
        uselist=False,
    )

    def __str__(self) -> str:
        return self.title

    @property
    def files(self) -> list[EntryFile]:
        """The files that the entry has now; those taken away since an approval are left out."""
        return [one for one in self.all_files if one.removed_at is None]


class EntryFile(Model):
    """A PDF of an entry. One that an approved version shows is marked as removed and kept, any other is deleted."""

    __tablename__ = "entry_files"
    __table_args__ = (UniqueConstraint("entry_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("archive_entries.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    purpose: Mapped[FilePurpose] = mapped_column(member(FilePurpose, "purpose"), default=FilePurpose.EVIDENCE)
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    file: Mapped[StoredFile] = relationship("StoredFile")


class EntryVersion(Model):
    """What the employer approved, frozen; written once. `content` is that of `services.content_of`."""

    __tablename__ = "entry_versions"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint("number > 0", name="number_is_positive"),
        CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("archive_entries.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    approved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
