"""The person who applies: identity, education, employment, titles held, appraisals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.applicants.enums import PostStanding, Sex
from app.applicants.models.proven import Proven, proof_where_proven
from app.core.eligibility.vocabulary import (
    AppraisalResult,
    DatePrecision,
    Degree,
    EducationLevel,
    FieldMatch,
    SchoolClass,
)
from app.core.identity import mask_identity_number
from app.core.identity_kinds import IdentityKind
from app.extensions import PREFIX_OPS, Model, UtcDateTime, member, partial_index

if TYPE_CHECKING:
    from app.applicants.models.holdings import (
        AppointmentLetter,
        InsurancePeriod,
        Sanction,
        SkillCertificate,
        VocationalQualification,
    )
    from app.applicants.models.profile import Profile, ProfileSection
    from app.catalog.models import Region
    from app.hours.models import HoursRecord
    from app.organisations.models import Organisation


class Applicant(Model):
    """One person. `employer_id` is 现工作单位; insurance, personnel file and labour relation
    are the three regions that R-22 compares.

    `post_standing`: how the person stands to a public institution's posts (R-151); None: not stated.
    `file_hosted`: the personnel file is kept by a talent-exchange centre (R-90), `file_centre_id`; None: the centre
    of the employer's region.
    `employer_confirmed_at`: when the employer confirmed that the person works there; None until then (R-98).
    `integrity_declared_on`: the day on which `sanctions` were declared to be complete; None: not declared.
    """

    __tablename__ = "applicants"
    __table_args__ = (
        UniqueConstraint("identity_number", "identity_kind"),
        Index(None, "name", postgresql_ops={"name": PREFIX_OPS}),
        Index("ix_applicants_staff", "employer_id", "id"),
        Index("ix_applicants_staff_by_name", "employer_id", "name", postgresql_ops={"name": PREFIX_OPS}),
        partial_index("ix_applicants_unconfirmed", "employer_id", "id", where="employer_confirmed_at IS NULL"),
        CheckConstraint("employer_confirmed_at IS NULL OR employer_id IS NOT NULL", name="confirmed_by_an_employer"),
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
    post_standing: Mapped[PostStanding | None] = mapped_column(member(PostStanding, "post_standing"))
    file_hosted: Mapped[bool] = mapped_column(default=False)
    file_centre_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    insurance_region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    file_region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    labour_region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    integrity_declared_on: Mapped[dt.date | None]
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
    letters: Mapped[list[AppointmentLetter]] = relationship(
        "AppointmentLetter", order_by="AppointmentLetter.started_on", cascade="all, delete-orphan"
    )
    vocational: Mapped[list[VocationalQualification]] = relationship(
        "VocationalQualification", order_by="VocationalQualification.obtained_on", cascade="all, delete-orphan"
    )
    skills: Mapped[list[SkillCertificate]] = relationship(
        "SkillCertificate", order_by="SkillCertificate.obtained_on", cascade="all, delete-orphan"
    )
    insurance: Mapped[list[InsurancePeriod]] = relationship(
        "InsurancePeriod", order_by="InsurancePeriod.started_on", cascade="all, delete-orphan"
    )
    sanctions: Mapped[list[Sanction]] = relationship(
        "Sanction", order_by="Sanction.started_on", cascade="all, delete-orphan"
    )
    sections: Mapped[list[ProfileSection]] = relationship(
        "ProfileSection", order_by="ProfileSection.id", cascade="all, delete-orphan"
    )
    profile: Mapped[Profile | None] = relationship("Profile", back_populates="applicant")

    @validates("employer_id")
    def _choose_employer(self, _name: str, employer_id: int | None) -> int | None:
        """Another 现工作单位 has to confirm it anew."""
        if employer_id != self.employer_id:
            self.employer_confirmed_at = None
        return employer_id

    @hybrid_property
    def established_post(self) -> bool | None:
        """Whether the post is an established one, kept while on leave to start a business; None: not stated."""
        return None if self.post_standing is None else self.post_standing is not PostStanding.NOT_ESTABLISHED

    @established_post.inplace.expression
    @classmethod
    def _established_post(cls) -> ColumnElement[bool]:
        return cls.post_standing != PostStanding.NOT_ESTABLISHED

    @property
    def on_leave(self) -> bool | None:
        """Whether the person is on leave to start a business; None: not stated."""
        return None if self.post_standing is None else self.post_standing is PostStanding.ON_LEAVE

    def letters_to(self, title_code: str) -> list[AppointmentLetter]:
        """The letters that appoint to one title, the earliest first."""
        return [letter for letter in self.letters if letter.title_code == title_code]

    @property
    def integrity_declared(self) -> bool:
        """Whether the person said that the sanctions listed are all there are."""
        return self.integrity_declared_on is not None

    @property
    def masked_identity_number(self) -> str:
        return mask_identity_number(self.identity_number)

    def __str__(self) -> str:
        return self.name


class EducationRecord(Proven, Model):
    """One completed education; `match` says whether its field suits the specialty (对口, 相近, 不对口).

    `school_class`: of a technician school, which plans set beside a level of education (R-58).
    """

    __tablename__ = "education_records"
    __table_args__ = (
        CheckConstraint("started_on IS NULL OR started_on < graduated_on", name="starts_before_it_ends"),
        proof_where_proven(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    level: Mapped[EducationLevel] = mapped_column(member(EducationLevel, "level"))
    degree: Mapped[Degree] = mapped_column(member(Degree, "degree"), default=Degree.NONE)
    school: Mapped[str] = mapped_column(String(120))
    field_of_study: Mapped[str] = mapped_column(String(120), default="")
    started_on: Mapped[dt.date | None]
    graduated_on: Mapped[dt.date]
    match: Mapped[FieldMatch] = mapped_column(member(FieldMatch, "match"))
    school_class: Mapped[SchoolClass | None] = mapped_column(member(SchoolClass, "school_class"))


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
    """A professional title that the person already holds; its appointments are letters."""

    __tablename__ = "titles_held"

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    title_code: Mapped[str] = mapped_column(String(60))
    title_name: Mapped[str] = mapped_column(String(60))
    obtained_on: Mapped[dt.date]
    issuing_body: Mapped[str] = mapped_column(String(120), default="")


class AnnualAppraisal(Model):
    """单位考核: the employer's result for one year (R-129)."""

    __tablename__ = "annual_appraisals"
    __table_args__ = (UniqueConstraint("applicant_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"))
    year: Mapped[int]
    result: Mapped[AppraisalResult] = mapped_column(member(AppraisalResult, "result"))
