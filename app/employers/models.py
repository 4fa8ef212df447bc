"""What employers ask an office for: to be bound, and to be called otherwise."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.identity import mask_phone
from app.employers.enums import RequestStatus
from app.employers.rules import DRAFT_KEPT_FOR
from app.extensions import Model, UtcDateTime, member, partial_index
from app.organisations.enums import AffiliationLevel, EmployerKind

if TYPE_CHECKING:
    from app.access.models import Account
    from app.catalog.models import Region
    from app.organisations.models import Organisation


class Request:
    """Columns of whatever an office decides for an employer; `auditor_id` is who decides.

    The PDF that it rests on lies in the file store under `document_sha256`.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    document_name: Mapped[str | None] = mapped_column(String(255))
    document_bytes: Mapped[int | None]
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[RequestStatus] = mapped_column(member(RequestStatus, "status"), default=RequestStatus.DRAFT)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)


def _checks() -> tuple[CheckConstraint, ...]:
    sent = "status = 'DRAFT' OR (auditor_id IS NOT NULL AND submitted_at IS NOT NULL AND document_sha256 IS NOT NULL)"
    return (
        CheckConstraint(sent, name="complete_once_submitted"),
        CheckConstraint("version > 0", name="version_is_positive"),
    )


class EmployerRegistration(Request, Model):
    """One person's application to act for an employer (R-96 to R-100).

    `organisation_id` is the employer: from the first where it is bound already and gets a further operator, else from
    the moment at which the registration passes and binds it. `phone_confirmed_at` says since when a code has proven
    `operator_phone`, which hears what becomes of the registration; another number has to be proven again.
    """

    __tablename__ = "employer_registrations"
    __table_args__ = (
        *_checks(),
        CheckConstraint("status <> 'PASSED' OR organisation_id IS NOT NULL", name="bound_once_passed"),
        partial_index(
            "ix_employer_registrations_queue", "auditor_id", "submitted_at", "id", where="status = 'SUBMITTED'"
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    auditor_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    employer_kind: Mapped[EmployerKind] = mapped_column(member(EmployerKind, "employer_kind"))
    affiliation: Mapped[AffiliationLevel] = mapped_column(member(AffiliationLevel, "affiliation"))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    phone: Mapped[str] = mapped_column(String(60))
    mailbox: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200))
    operator_name: Mapped[str] = mapped_column(String(60))
    operator_phone: Mapped[str] = mapped_column(String(30))
    phone_confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    by_legal_person: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)

    account: Mapped[Account] = relationship("Account")
    organisation: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[organisation_id])
    auditor: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[auditor_id])
    region: Mapped[Region] = relationship("Region")
    department: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[department_id])

    @property
    def kept_until(self) -> dt.datetime:
        """When the registration is removed if nobody has handed it in by then."""
        return self.created_at + DRAFT_KEPT_FOR

    @property
    def masked_operator_phone(self) -> str:
        return mask_phone(self.operator_phone)

    def __str__(self) -> str:
        return self.name


class NameChange(Request, Model):
    """An employer asks to be called otherwise from a day on; it stays the same organisation."""

    __tablename__ = "employer_name_changes"
    __table_args__ = (
        *_checks(),
        CheckConstraint("status <> 'DRAFT'", name="submitted_at_once"),
        CheckConstraint("new_name <> '' AND new_name <> former_name", name="another_name"),
        partial_index(
            "uq_employer_name_changes_open", "organisation_id", where="status IN ('SUBMITTED', 'RETURNED')", unique=True
        ),
        partial_index(
            "ix_employer_name_changes_queue", "auditor_id", "submitted_at", "id", where="status = 'SUBMITTED'"
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    auditor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    former_name: Mapped[str] = mapped_column(String(120))
    new_name: Mapped[str] = mapped_column(String(120))
    from_on: Mapped[dt.date]

    organisation: Mapped[Organisation] = relationship("Organisation", foreign_keys=[organisation_id])
    auditor: Mapped[Organisation] = relationship("Organisation", foreign_keys=[auditor_id])

    def __str__(self) -> str:
        return self.new_name
