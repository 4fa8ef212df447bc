"""The person who applies: identity, education, employment, titles held, appraisals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.applicants.enums import Sex
from app.core.eligibility.vocabulary import (
    AppraisalResult,
    DatePrecision,
    Degree,
    EducationLevel,
    FieldMatch,
)
from app.core.identity import mask_identity_number
from app.core.identity_kinds import IdentityKind
from app.extensions import PREFIX_OPS, Model, UtcDateTime, member, partial_index

if TYPE_CHECKING:
    from app.catalog.models import Region
    from app.hours.models import HoursRecord
    from app.organisations.models import Organisation


class Applicant(Model):
    """One person. `employer_id` is 现工作单位; insurance, personnel file and labour relation
    are the three regions that R-22 compares; an open end of the insurance means still paying.

    `established_post`: holds an established post of a public institution (R-151); None: not stated.
    `file_hosted`: the personnel file is kept by a talent-exchange centre (R-90), `file_centre_id`; None: the centre
    of the employer's region.
    `employer_confirmed_at`: when the employer confirmed that the person works there; None until then (R-98).
    """

    __tablename__ = "applicants"
    __table_args__ = (
        UniqueConstraint("identity_number", "identity_kind"),
        Index(None, "name", postgresql_ops={"name": PREFIX_OPS}),
        Index("ix_applicants_staff", "employer_id", "id"),
        Index("ix_applicants_staff_by_name", "employer_id", "name", postgresql_ops={"name": PREFIX_OPS}),
        partial_index("ix_applicants_unconfirmed", "employer_id", "id", where="employer_confirmed_at IS NULL"),
        CheckConstraint("employer_confirmed_at IS NULL OR employer_id IS NOT NULL", name="confirmed_by_an_employer"),
        CheckConstraint(
            "insurance_ended_on IS NULL OR insurance_started_on <= insurance_ended_on",
            name="insurance_starts_before_it_ends",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    former_name: Mapped[str] = mapped_column(String(60), default="")
    identity_kind: Mapped[IdentityKind] = mapped_column(
        member(IdentityKind, "identity_kind"), default=IdentityKind.RESIDENT, server_default=IdentityKind.RESIDENT.name
    )
    identity_number: Mapped[str] = mapped_column(String(18))
    sex: Mapped[Sex] = mapped_column(member(Sex, "sex"))
    birth_date: Mapped[dt.date]
    ethnic_group: Mapped[str] = mapped_column(String(20), default="")
    birthplace: Mapped[str] = mapped_column(String(60), default="")
    political_status: Mapped[str] = mapped_column(String(30), default="")
    health: Mapped[str] = mapped_column(String(30), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    mailbox: Mapped[str] = mapped_column(String(120), default="")
    work_started_on: Mapped[dt.date | None]
    administrative_post: Mapped[str] = mapped_column(String(60), default="")
    academic_posts: Mapped[str] = mapped_column(String(200), default="")
    languages_and_computing: Mapped[str] = mapped_column(String(200), default="")
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    employer_confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    is_civil_servant: Mapped[bool] = mapped_column(default=False)
    in_service: Mapped[bool] = mapped_column(default=True)
    established_post: Mapped[bool | None]
    file_hosted: Mapped[bool] = mapped_column(default=False)
    file_centre_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    insurance_region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    insurance_started_on: Mapped[dt.date | None]
    insurance_ended_on: Mapped[dt.date | None]
    file_region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    labour_region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    version: Mapped[int] = mapped_column(default=1)

    employer: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[employer_id])
    file_centre: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[file_centre_id])
    insurance_region: Mapped[Region | None] = relationship("Region", foreign_keys=[insurance_region_id])
    file_region: Mapped[Region | None] = relationship("Region", foreign_keys=[file_region_id])
    labour_region: Mapped[Region | None] = relationship("Region", foreign_keys=[labour_region_id])
    education: Mapped[list[EducationRecord]] = relationship(
        "EducationRecord", order_by="EducationRecord.graduated_on", cascade="all, delete-orphan"
    )
    employment: Mapped[list[EmploymentRecord]] = relationship(
        "EmploymentRecord", order_by="EmploymentRecord.started_on", cascade="all, delete-orphan"
    )
    titles_held: Mapped[list[TitleHeld]] = relationship(
        "TitleHeld", order_by="TitleHeld.obtained_on", cascade="all, delete-orphan"
    )
    appraisals: Mapped[list[AnnualAppraisal]] = relationship(
        "AnnualAppraisal", order_by="AnnualAppraisal.year", cascade="all, delete-orphan"
    )
    hours: Mapped[list[HoursRecord]] = relationship(
        "HoursRecord",
        primaryjoin="and_(HoursRecord.applicant_id == Applicant.id, HoursRecord.registered)",
        order_by="HoursRecord.year",
        viewonly=True,
    )

    @validates("employer_id")
    def _choose_employer(self, _name: str, employer_id: int | None) -> int | None:
        """Another 现工作单位 has to confirm it anew."""
        if employer_id != self.employer_id:
            self.employer_confirmed_at = None
        return employer_id

    @property
    def masked_identity_number(self) -> str:
        return mask_identity_number(self.identity_number)

    def __str__(self) -> str:
        return self.name


class EducationRecord(Model):
    """One completed education; `match` says whether its field suits the specialty (对口, 相近, 不对口)."""

    __tablename__ = "education_records"
    __table_args__ = (CheckConstraint("started_on IS NULL OR started_on < graduated_on", name="starts_before_it_ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    level: Mapped[EducationLevel] = mapped_column(member(EducationLevel, "level"))
    degree: Mapped[Degree] = mapped_column(member(Degree, "degree"), default=Degree.NONE)
    school: Mapped[str] = mapped_column(String(120))
    field_of_study: Mapped[str] = mapped_column(String(120), default="")
    started_on: Mapped[dt.date | None]
    graduated_on: Mapped[dt.date]
    match: Mapped[FieldMatch] = mapped_column(member(FieldMatch, "match"))


class EmploymentRecord(Model):
    """One period of work; an open end is the present job. `is_professional` years count (R-39, R-128)."""

    __tablename__ = "employment_records"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR started_on <= ended_on", name="starts_before_it_ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    employer_name: Mapped[str] = mapped_column(String(120))
    post: Mapped[str] = mapped_column(String(60), default="")
    specialty_work: Mapped[str] = mapped_column(String(120), default="")
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    precision: Mapped[DatePrecision] = mapped_column(member(DatePrecision, "precision"), default=DatePrecision.MONTH)
    is_professional: Mapped[bool] = mapped_column(default=True)


class TitleHeld(Model):
    """A professional title that the person already holds, and since when they are appointed to it."""

    __tablename__ = "titles_held"
    __table_args__ = (
        CheckConstraint("appointed_on IS NULL OR obtained_on <= appointed_on", name="obtained_before_appointed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    title_code: Mapped[str] = mapped_column(String(60))
    title_name: Mapped[str] = mapped_column(String(60))
    obtained_on: Mapped[dt.date]
    appointed_on: Mapped[dt.date | None]
    issuing_body: Mapped[str] = mapped_column(String(120), default="")


class AnnualAppraisal(Model):
    """单位考核: the employer's result for one year (R-129)."""

    __tablename__ = "annual_appraisals"
    __table_args__ = (UniqueConstraint("applicant_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"))
    year: Mapped[int]
    result: Mapped[AppraisalResult] = mapped_column(member(AppraisalResult, "result"))
