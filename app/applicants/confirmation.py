"""Nothing of a person's goes on before their present employer has confirmed that they work there (R-98)."""

from __future__ import annotations

from app.applicants.models import Applicant
from app.core.errors import Refused

NOT_CONFIRMED_HERE = "You have not confirmed yet that this person works for you. Please do so under “Staff” first."


def require_confirmed(person: Applicant) -> None:
    """Before an employer audits anything of its own staff. Raises Refused."""
    if person.employer_confirmed_at is None:
        raise Refused(NOT_CONFIRMED_HERE)
