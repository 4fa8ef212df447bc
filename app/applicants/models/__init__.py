"""The tables of a person."""

from app.applicants.models.holdings import (
    AppointmentLetter,
    InsurancePeriod,
    Sanction,
    SkillCertificate,
    VocationalQualification,
)
from app.applicants.models.person import (
    AnnualAppraisal,
    Applicant,
    EducationRecord,
    EmploymentRecord,
    TitleHeld,
)
from app.applicants.models.profile import Profile, ProfileSection

__all__ = [
    "AnnualAppraisal",
    "Applicant",
    "AppointmentLetter",
    "EducationRecord",
    "EmploymentRecord",
    "InsurancePeriod",
    "Profile",
    "ProfileSection",
    "Sanction",
    "SkillCertificate",
    "TitleHeld",
    "VocationalQualification",
]
