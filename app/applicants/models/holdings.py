"""What a person holds beside titles and diplomas: letters, qualifications, certificates, insurance, sanctions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.applicants.enums import SanctionKind
from app.applicants.models.proven import Proven, proof_where_proven
from app.core.eligibility.vocabulary import SkillLevel
from app.extensions import Model, member

if TYPE_CHECKING:
    from app.catalog.models import Region


class AppointmentLetter(Proven, Model):
    """聘书: one appointment to a title that is held; several of one title add up (R-51)."""

    __tablename__ = "appointment_letters"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR started_on <= ended_on", name="starts_before_it_ends"),
        proof_where_proven(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    title_code: Mapped[str] = mapped_column(String(60))
    title_name: Mapped[str] = mapped_column(String(60))
    employer_name: Mapped[str] = mapped_column(String(120), default="")
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]


class VocationalQualification(Proven, Model):
    """职(执)业资格 by the name that its certificate prints, which plans name it by as well (R-167)."""

    __tablename__ = "vocational_qualifications"
    __table_args__ = (proof_where_proven(),)

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    qualification: Mapped[str] = mapped_column(String(60))
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    obtained_on: Mapped[dt.date]


class SkillCertificate(Proven, Model):
    """职业技能等级 (R-59 to R-61)."""

    __tablename__ = "skill_certificates"
    __table_args__ = (proof_where_proven(),)

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    skill_level: Mapped[SkillLevel] = mapped_column(member(SkillLevel, "skill_level"))
    occupation: Mapped[str] = mapped_column(String(60), default="")
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    obtained_on: Mapped[dt.date]


class InsurancePeriod(Proven, Model):
    """社会保险: months of payment without a break in one place; an open end means still paying (R-45 to R-47)."""

    __tablename__ = "insurance_periods"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR started_on <= ended_on", name="starts_before_it_ends"),
        proof_where_proven(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]

    region: Mapped[Region] = relationship("Region")


class Sanction(Model):
    """诚信声明: what the person declares of bans, penalties and open cases (R-267 to R-271)."""

    __tablename__ = "sanctions"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR started_on <= ended_on", name="starts_before_it_ends"),
        CheckConstraint("kind <> 'APPLICATION_BAN' OR ended_on IS NOT NULL", name="bans_have_a_last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    kind: Mapped[SanctionKind] = mapped_column(member(SanctionKind, "kind"))
    issuing_body: Mapped[str] = mapped_column(String(120))
    cause: Mapped[str] = mapped_column(String(200), default="")
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
