"""Employers, departments, HRSS departments, committee offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, member
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind

if TYPE_CHECKING:
    from app.catalog.models import Region


class Organisation(Model):
    """One organisation; `department_id` is an employer's competent department."""

    __tablename__ = "organisations"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("name"),
        UniqueConstraint("credit_code"),
        CheckConstraint(
            "(kind = 'EMPLOYER') = (employer_kind IS NOT NULL)", name="employers_alone_have_an_employer_kind"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[OrganisationKind] = mapped_column(member(OrganisationKind, "kind"))
    employer_kind: Mapped[EmployerKind | None] = mapped_column(member(EmployerKind, "employer_kind"))
    affiliation: Mapped[AffiliationLevel] = mapped_column(
        member(AffiliationLevel, "affiliation"), default=AffiliationLevel.COUNTY
    )
    credit_code: Mapped[str | None] = mapped_column(String(18))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    phone: Mapped[str] = mapped_column(String(60), default="")
    mailbox: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)

    region: Mapped[Region] = relationship("Region")
    department: Mapped[Organisation | None] = relationship("Organisation", remote_side="Organisation.id")

    def __str__(self) -> str:
        return self.name
