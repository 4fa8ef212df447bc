"""What every row has that a register or an upload can prove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.applicants.enums import Verification
from app.extensions import member

if TYPE_CHECKING:
    from app.files.models import StoredFile


class Proven:
    """`verification` says what the row rests on; an upload is kept in `proof` (R-48, R-49)."""

    verification: Mapped[Verification] = mapped_column(member(Verification, "verification"), default=Verification.NONE)
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))

    @declared_attr
    def proof(self) -> Mapped[StoredFile | None]:
        return relationship("StoredFile")


def proof_where_proven() -> CheckConstraint:
    """The check that a table of such rows carries."""
    return CheckConstraint("verification <> 'PROOF' OR proof_id IS NOT NULL", name="proof_where_proven")
