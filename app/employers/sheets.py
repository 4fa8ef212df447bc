"""The authorisation letter (授权委托书) to be signed and sealed, with what was entered (R-98)."""

from __future__ import annotations

from app.documents.schemas import AuthorisationLetterData
from app.employers.models import EmployerRegistration


def authorisation_letter(registration: EmployerRegistration) -> AuthorisationLetterData:
    """The letter of one registration; signatures, seal and day stay open."""
    return AuthorisationLetterData(
        employer=registration.name,
        credit_code=registration.credit_code,
        address=registration.address,
        telephone=registration.phone,
        operator=registration.operator_name,
        operator_phone=registration.operator_phone,
    )
