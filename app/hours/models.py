"""Imports of hours and their rows: one row for one training of one person in one year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, UtcDateTime, member, partial_index
from app.hours.enums import HoursBasis, HoursKind, HoursSource, ImportStatus

if TYPE_CHECKING:
    from app.applicants.models import Applicant
    from app.organisations.models import Organisation

STANDING = "status <> 'RETURNED'"


class HoursImport(Model):
    """One filled-in template with its proof, handed in by an employer for its staff or by a person for themselves.

    `authority_id` is who checks it (R-255). `sha256` is the workbook's, `proof_sha256` that of the PDF in the store.
    """

    __tablename__ = "hours_imports"
    __table_args__ = (
        CheckConstraint("(employer_id IS NULL) <> (applicant_id IS NULL)", name="of_an_employer_or_of_a_person"),
        CheckConstraint("row_count > 0", name="has_rows"),
        CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
        CheckConstraint("length(proof_sha256) = 64", name="proof_sha256_is_hex"),
        CheckConstraint("proof_bytes > 0", name="proof_not_empty"),
        CheckConstraint("status <> 'RETURNED' OR reason <> ''", name="reason_when_returned"),
        CheckConstraint("(status = 'SUBMITTED') = (decided_at IS NULL)", name="decided_once_checked"),
        partial_index("uq_hours_imports_one_of_an_employer", "employer_id", "sha256", where=STANDING, unique=True),
        partial_index("uq_hours_imports_one_of_a_person", "applicant_id", "sha256", where=STANDING, unique=True),
        Index("ix_hours_imports_queue", "authority_id", "status", "submitted_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("applicants.id"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    submitter_name: Mapped[str] = mapped_column(String(130))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    row_count: Mapped[int]
    proof_name: Mapped[str] = mapped_column(String(255))
    proof_sha256: Mapped[str] = mapped_column(String(64))
    proof_bytes: Mapped[int]
    status: Mapped[ImportStatus] = mapped_column(member(ImportStatus, "status"), default=ImportStatus.SUBMITTED)
    reason: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    employer: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[employer_id])
    applicant: Mapped[Applicant | None] = relationship("Applicant")
    authority: Mapped[Organisation] = relationship("Organisation", foreign_keys=[authority_id])
    rows: Mapped[list[HoursRecord]] = relationship(
        "HoursRecord", order_by="HoursRecord.number", back_populates="source_import"
    )

    @property
    def source(self) -> str:
        """Whose import it is, in words."""
        return self.employer.name if self.employer else self.submitter_name

    def __str__(self) -> str:
        return self.file_name


class HoursRecord(Model):
    """Hours of one training. `tenths` are tenths of an hour; `number` is the row of the file.

    `standing` is a local copy of whether the import was not returned, `registered` of whether it was approved: only
    then the row counts.
    """

    __tablename__ = "hours_records"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        partial_index(
            "uq_hours_records_one_for_a_training",
            "applicant_id",
            "year",
            "kind",
            "activity",
            where="standing",
            unique=True,
        ),
        CheckConstraint("tenths > 0", name="hours_are_positive"),
        CheckConstraint("year BETWEEN 1950 AND 2199", name="year_in_range"),
        CheckConstraint("standing OR NOT registered", name="registered_only_while_standing"),
        Index(None, "applicant_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("hours_imports.id"))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"))
    number: Mapped[int]
    year: Mapped[int]
    kind: Mapped[HoursKind] = mapped_column(member(HoursKind, "kind"))
    source: Mapped[HoursSource] = mapped_column(member(HoursSource, "source"))
    basis: Mapped[HoursBasis] = mapped_column(member(HoursBasis, "basis"))
    activity: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(120), default="")
    tenths: Mapped[int]
    standing: Mapped[bool] = mapped_column(default=True)
    registered: Mapped[bool] = mapped_column(default=False)

    applicant: Mapped[Applicant] = relationship("Applicant")
    source_import: Mapped[HoursImport] = relationship("HoursImport", back_populates="rows")

    @property
    def hours(self) -> Decimal:
        return Decimal(self.tenths) / 10
