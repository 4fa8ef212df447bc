"""Words for employers on the platform."""

from __future__ import annotations

from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from app.console.layout import Words, label, register_labels
from app.employers.enums import RequestStatus, StaffTab
from app.employers.models import EmployerRegistration
from app.organisations.labels import COLUMN_LABELS as ORGANISATION

LABELS: dict[Enum, Words] = {
    RequestStatus.DRAFT: _("Authorisation letter missing"),
    RequestStatus.SUBMITTED: _("Waiting for the audit"),
    RequestStatus.RETURNED: _("Returned for correction"),
    RequestStatus.REJECTED: _("Not passed"),
    RequestStatus.PASSED: _("Passed"),
    StaffTab.WAITING: _("To be confirmed"),
    StaffTab.CONFIRMED: _("Confirmed"),
}

COLUMN_LABELS: dict[str, Words] = {
    **{name: ORGANISATION[name] for name in ("name", "credit_code", "employer_kind", "affiliation", "region")},
    **{name: ORGANISATION[name] for name in ("department", "phone", "mailbox", "address")},
    "operator_name": _("Operator's name"),
    "operator_phone": _("Operator's mobile number"),
    "letter": _("Authorisation letter (PDF)"),
    "proof": _("Proof of the change (PDF)"),
    "status": _("Status"),
    "submitted_at": _("Submitted at"),
    "organisation": _("Bound to"),
    "former_name": _("Name until now"),
    "new_name": _("New name"),
    "from_on": _("From this day on"),
    "absorbed": _("Employer that is taken over"),
    "into": _("Employer that takes it over"),
    "merger_reason": _("Document that it rests on"),
}

SECTION_LABELS: dict[str, Words] = {
    "name": COLUMN_LABELS["name"],
    "credit_code": COLUMN_LABELS["credit_code"],
    "department": _("Kind, region and department"),
    "operator": _("Operator"),
    "letter": _("Authorisation letter"),
}
NAME_SECTION_LABELS: dict[str, Words] = {
    "new_name": COLUMN_LABELS["new_name"],
    "from_on": COLUMN_LABELS["from_on"],
    "proof": _("Proof of the change"),
}

register_labels(LABELS)


def registration_pairs(registration: EmployerRegistration, full_phone: bool) -> list[tuple[str, Any]]:
    """(label, words) of what a registration says."""
    phone = registration.operator_phone if full_phone else registration.masked_operator_phone
    department = registration.department.name if registration.department else ""
    values = {
        "name": registration.name,
        "credit_code": registration.credit_code,
        "employer_kind": label(registration.employer_kind),
        "affiliation": label(registration.affiliation),
        "region": registration.region.name,
        "department": department,
        "phone": registration.phone,
        "mailbox": registration.mailbox,
        "address": registration.address,
        "operator_name": registration.operator_name,
        "operator_phone": phone,
    }
    return [(str(COLUMN_LABELS[name]), value) for name, value in values.items()]
