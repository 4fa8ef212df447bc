"""Review committees: their offices, scope, filing; what autonomous ones file; reviews entrusted to others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.committees.enums import CommitteeKind, CommitteeLevel, FilingKind
from app.extensions import Model, member

if TYPE_CHECKING:
    from app.catalog.models import ProfessionalTitle, Region, Specialty, TitleSeries
    from app.organisations.models import Organisation
    from app.plans.models import ReviewPlan

CHILD = "all, delete-orphan"


class ReviewCommittee(Model):
    """A committee approved and filed for one series and level; its office audits and keeps its records.

    `organisation` is the unit or association for which an autonomous committee reviews. No titles: which it reviews
    and recommends is not recorded, and nothing is checked against it; the same of specialties.
    """

    __tablename__ = "review_committees"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("name"),
        CheckConstraint("kind = 'AUTONOMOUS' OR organisation_id IS NULL", name="autonomous_alone_have_a_unit"),
        CheckConstraint("filed_from <= filed_until", name="filing_starts_before_it_ends"),
        CheckConstraint("version > 0", name="version_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[CommitteeLevel] = mapped_column(member(CommitteeLevel, "level"))
    kind: Mapped[CommitteeKind] = mapped_column(member(CommitteeKind, "kind"), default=CommitteeKind.ORDINARY)
    series_id: Mapped[int] = mapped_column(ForeignKey("title_series.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    filing_number: Mapped[str] = mapped_column(String(60), default="")
    filed_from: Mapped[dt.date | None]
    filed_until: Mapped[dt.date | None]
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    series: Mapped[TitleSeries] = relationship("TitleSeries")
    region: Mapped[Region] = relationship("Region")
    office: Mapped[Organisation] = relationship("Organisation", foreign_keys=[office_id])
    organisation: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[organisation_id])
    titles: Mapped[list[CommitteeTitle]] = relationship(
        "CommitteeTitle", order_by="CommitteeTitle.id", cascade=CHILD, back_populates="committee"
    )
    specialties: Mapped[list[CommitteeSpecialty]] = relationship(
        "CommitteeSpecialty", order_by="CommitteeSpecialty.id", cascade=CHILD, back_populates="committee"
    )
    plans: Mapped[list[ReviewPlan]] = relationship(
        "ReviewPlan", secondary="plan_committees", order_by="ReviewPlan.opens_on.desc()", viewonly=True
    )

    @property
    def titles_reviewed(self) -> list[ProfessionalTitle]:
        """所评资格."""
        return [row.title for row in self.titles if not row.recommended]

    @property
    def titles_recommended(self) -> list[ProfessionalTitle]:
        """推荐资格: judged by a committee above."""
        return [row.title for row in self.titles if row.recommended]

    @property
    def specialties_covered(self) -> list[Specialty]:
        return [row.specialty for row in self.specialties]

    def __str__(self) -> str:
        return self.name


class CommitteeTitle(Model):
    """A title that a committee reviews, or that it recommends to a committee above."""

    __tablename__ = "committee_titles"
    __table_args__ = (UniqueConstraint("committee_id", "title_id", "recommended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("review_committees.id"))
    title_id: Mapped[int] = mapped_column(ForeignKey("professional_titles.id"), index=True)
    recommended: Mapped[bool] = mapped_column(default=False)
    committee: Mapped[ReviewCommittee] = relationship("ReviewCommittee", back_populates="titles")
    title: Mapped[ProfessionalTitle] = relationship("ProfessionalTitle")


class CommitteeSpecialty(Model):
    """A specialty that a committee covers."""

    __tablename__ = "committee_specialties"
    __table_args__ = (UniqueConstraint("committee_id", "specialty_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("review_committees.id"))
    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialties.id"), index=True)
    committee: Mapped[ReviewCommittee] = relationship("ReviewCommittee", back_populates="specialties")
    specialty: Mapped[Specialty] = relationship("Specialty")


class CommitteeFiling(Model):
    """备案 of an autonomous committee: what of which year was filed, and on which day (R-219, R-259 to R-261)."""

    __tablename__ = "committee_filings"
    __table_args__ = (UniqueConstraint("committee_id", "year", "kind", "filed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("review_committees.id"))
    year: Mapped[int]
    kind: Mapped[FilingKind] = mapped_column(member(FilingKind, "kind"))
    filed_on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Text, default="")
    committee: Mapped[ReviewCommittee] = relationship("ReviewCommittee")

    def __str__(self) -> str:
        return self.committee.name


class Entrustment(Model):
    """委托评审: an office has people judged by a committee of the catalog, or by another body (R-23, R-88, R-227)."""

    __tablename__ = "entrustments"
    __table_args__ = (
        UniqueConstraint("issuer_id", "letter_number"),
        CheckConstraint("(committee_id IS NULL) = (body <> '')", name="one_committee_or_body"),
        CheckConstraint("valid_from <= valid_until", name="starts_before_it_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("review_committees.id"), index=True)
    body: Mapped[str] = mapped_column(String(120), default="")
    level: Mapped[CommitteeLevel] = mapped_column(member(CommitteeLevel, "level"))
    letter_number: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    issuer: Mapped[Organisation] = relationship("Organisation")
    committee: Mapped[ReviewCommittee | None] = relationship("ReviewCommittee")

    def __str__(self) -> str:
        return self.letter_number
