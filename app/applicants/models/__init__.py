"""The tables of a person."""

from app.applicants.models.person import (
    AnnualAppraisal,
    Applicant,
    EducationRecord,
    EmploymentRecord,
    TitleHeld,
)

__all__ = ["AnnualAppraisal", "Applicant", "EducationRecord", "EmploymentRecord", "TitleHeld"]
