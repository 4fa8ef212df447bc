"""What an organisation must be: facts in, violations out."""

from __future__ import annotations

from app.core.errors import Violation
from app.core.identity import check_credit_code
from app.organisations.enums import EmployerKind, OrganisationKind


def check_organisation(
    kind: OrganisationKind,
    employer_kind: EmployerKind | None,
    credit_code: str | None,
    department: OrganisationKind | None,
) -> list[Violation]:
    """What only employers have, and the credit code; `department` is the kind of the competent department named."""
    violations = check_credit_code(credit_code) if credit_code else []
    is_employer = kind is OrganisationKind.EMPLOYER
    if is_employer and employer_kind is None:
        message = "An employer's kind decides which routes and conditions apply to its staff. Please choose it."
        violations.append(Violation("employer_kind", message))
    if not is_employer and employer_kind is not None:
        message = "Only employers have a kind of employer. Please leave it empty, or change the kind of organisation."
        violations.append(Violation("employer_kind", message))
    if not is_employer and department is not None:
        violations.append(Violation("department", "Only employers have a competent department. Please leave it empty."))
    elif department not in (None, OrganisationKind.COMPETENT_DEPARTMENT):
        message = "What is chosen here is no competent department. Please choose one that is, or add it first."
        violations.append(Violation("department", message))
    return violations
