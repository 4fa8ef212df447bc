"""Nothing of a person's goes on before their present employer has confirmed that they work there (R-98)."""

from __future__ import annotations

from app.applicants.models import Applicant
from app.applicants.rules import NOT_CONFIRMED_HERE
from app.core.errors import Refused


def require_confirmed(person: Applicant) -> None:
    """Before an employer audits anything of its own staff. Raises Refused."""
    if person.employer_confirmed_at is None:
        raise Refused(NOT_CONFIRMED_HERE)
