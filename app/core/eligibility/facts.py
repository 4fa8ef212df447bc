"""What is known of an applicant. `None` is "not known" and leads to evidence needed; `()` is "known to be none"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.eligibility.vocabulary import (
    AppraisalResult,
    Degree,
    EducationLevel,
    FieldMatch,
    SchoolClass,
    SkillLevel,
)
from app.core.eligibility.years import Period


@dataclass(frozen=True, kw_only=True)
class EducationRecord:
    """One diploma. `equivalent` is the level it counts as; where the caller leaves it out, a technician school's
    `school_class` counts as the level that the plan sets beside it (R-58), else as `level`.

    `match` is declared by the applicant and confirmed by auditors; None while undeclared. `in_registry`: the education
    registry was asked and knows it (R-48).
    """

    level: EducationLevel
    degree: Degree = Degree.NONE
    graduated_on: date
    field_of_study: str = ""
    match: FieldMatch | None = None
    school_class: SchoolClass | None = None
    equivalent: EducationLevel | None = None
    in_registry: bool = False

    @property
    def counts_as(self) -> EducationLevel:
        return self.equivalent or self.level


@dataclass(frozen=True, kw_only=True)
class EmploymentRecord(Period):
    """`professional`: work in the specialty applied for or a similar one; only such work counts in years."""

    professional: bool = True


@dataclass(frozen=True, kw_only=True)
class TitleHeld:
    """A title; several records of one code give several appointments, which add up (R-51).

    Raises ValueError when the appointment ends before it starts.
    """

    code: str
    obtained_on: date
    appointed_on: date | None = None
    appointment_ended_on: date | None = None

    def __post_init__(self) -> None:
        _ = self.appointment

    @property
    def appointment(self) -> Period | None:
        if self.appointed_on is None:
            return None
        return Period(started_on=self.appointed_on, ended_on=self.appointment_ended_on)


@dataclass(frozen=True)
class SkillRecord:
    level: SkillLevel
    obtained_on: date


@dataclass(frozen=True)
class VocationalRecord:
    code: str
    obtained_on: date


@dataclass(frozen=True)
class ContinuingEducationHours:
    """Hours of one year. `registered_professional`: the professional hours that the registration system confirms
    (R-251); `accepted`: the year was accepted under the rules of its time (R-252). None: not known."""

    professional: Decimal = Decimal(0)
    industry_public: Decimal = Decimal(0)
    general_public: Decimal = Decimal(0)
    registered_professional: Decimal | None = None
    accepted: bool | None = None


@dataclass(frozen=True, kw_only=True)
class InsurancePeriod(Period):
    """Months of payment without a break in one place; `region` is a six-digit region code; no end: still paying."""

    region: str


@dataclass(frozen=True)
class Affiliation:
    """Region codes of the three relations (R-22): social insurance, personnel file, labour relation."""

    insurance: str
    personnel_file: str
    labour: str


@dataclass(frozen=True)
class Ban:
    """First and last day on which the person may not apply (R-267)."""

    first_day: date
    last_day: date


@dataclass(frozen=True)
class RecommenderFacts:
    """`title` is a title code; None in a flag: not known yet."""

    title: str
    in_service: bool | None = None
    related_specialty: bool | None = None


@dataclass(frozen=True)
class AchievementDate:
    """An archive entry chosen for this application, by its printed name."""

    name: str
    achieved_on: date


@dataclass(frozen=True, kw_only=True)
class ApplicantFacts:
    """Regions are six-digit codes; `appraisals` and `continuing_education` are keyed by calendar year.

    `department` is the code of the employer's competent department, "" where it has none. `profile_approved`: the
    employer has passed the whole personal information as it stands now (R-104).
    """

    education: tuple[EducationRecord, ...] | None = None
    employment: tuple[EmploymentRecord, ...] | None = None
    titles: tuple[TitleHeld, ...] | None = None
    skills: tuple[SkillRecord, ...] | None = None
    vocational: tuple[VocationalRecord, ...] | None = None
    appraisals: Mapping[int, AppraisalResult] | None = None
    continuing_education: Mapping[int, ContinuingEducationHours] | None = None
    civil_servant: bool | None = None
    in_service: bool | None = None
    employer_kind: str | None = None
    department: str | None = None
    work_region: str | None = None
    affiliation: Affiliation | None = None
    insurance: tuple[InsurancePeriod, ...] | None = None
    established_post: bool | None = None
    post_vacancies: int | None = None
    present_post_since: date | None = None
    bans: tuple[Ban, ...] | None = None
    credit_clear: bool | None = None
    defence_passed: bool | None = None
    statement_characters: int | None = None
    self_score: Decimal | None = None
    recommenders: tuple[RecommenderFacts, ...] | None = None
    achievements: tuple[AchievementDate, ...] | None = None
    profile_approved: bool | None = None
