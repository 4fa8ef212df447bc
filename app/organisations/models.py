"""Employers, departments, HRSS departments, committee offices."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import PREFIX_OPS, Model, member
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind

if TYPE_CHECKING:
    from app.catalog.models import Region


class Organisation(Model):
    """One organisation; `department_id` is an employer's competent department.

    An employer that is in use is bound: it can be chosen as 现工作单位 (R-98). One that was taken over is out of use,
    and points to the employer that its staff belong to since `merged_on`.
    """

    __tablename__ = "organisations"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("name"),
        UniqueConstraint("credit_code"),
        CheckConstraint(
            "(kind = 'EMPLOYER') = (employer_kind IS NOT NULL)", name="employers_alone_have_an_employer_kind"
        ),
        CheckConstraint("(merged_into_id IS NULL) = (merged_on IS NULL)", name="merged_on_a_day"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
        CheckConstraint("merged_into_id IS NULL OR NOT active", name="out_of_use_once_merged"),
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
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    merged_on: Mapped[dt.date | None]

    region: Mapped[Region] = relationship("Region")
    department: Mapped[Organisation | None] = relationship(
        "Organisation", remote_side="Organisation.id", foreign_keys=[department_id]
    )
    former_names: Mapped[list[FormerName]] = relationship(
        "FormerName", order_by="FormerName.until_on.desc(), FormerName.id.desc()", viewonly=True
    )

    def __str__(self) -> str:
        return self.name


class FormerName(Model):
    """What an organisation, or one that it took over, was called until a day; people still look for it so."""

    __tablename__ = "former_names"
    __table_args__ = (Index(None, "name", postgresql_ops={"name": PREFIX_OPS}),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    until_on: Mapped[dt.date]

    def __str__(self) -> str:
        return self.name
