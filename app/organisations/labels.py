"""Words for organisations."""

from __future__ import annotations

from enum import Enum

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.console.layout import Words, register_labels
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation

ORGANISATION_LABELS: dict[Enum, Words] = {
    OrganisationKind.EMPLOYER: _("Employer"),
    OrganisationKind.COMPETENT_DEPARTMENT: _("Competent department"),
    OrganisationKind.HRSS_DEPARTMENT: _("HRSS department"),
    OrganisationKind.TALENT_EXCHANGE_CENTRE: _("Talent-exchange centre"),
    OrganisationKind.COMMITTEE_OFFICE: _("Office of a review committee"),
    EmployerKind.PUBLIC_INSTITUTION: _("Public institution"),
    EmployerKind.CIVIL_SERVICE_MANAGED: _("Institution managed like the civil service"),
    EmployerKind.STATE_OWNED_ENTERPRISE: _("State-owned enterprise"),
    EmployerKind.NON_PUBLIC_ENTERPRISE: _("Non-public enterprise"),
    EmployerKind.SOCIAL_ORGANISATION: _("Social organisation"),
    AffiliationLevel.CENTRAL: _("Of the central government"),
    AffiliationLevel.PROVINCE: _("Of the province"),
    AffiliationLevel.CITY: _("Of the city"),
    AffiliationLevel.COUNTY: _("Of the county"),
}

COLUMN_LABELS: dict[str, Words] = {
    "code": _("Code"),
    "name": _("Name of the organisation"),
    "kind": _("Kind of organisation"),
    "employer_kind": _("Kind of the employer"),
    "affiliation": _("Affiliation"),
    "credit_code": _("Unified social credit code"),
    "region": _("Region"),
    "department": _("Competent department"),
    "phone": _("Telephone"),
    "mailbox": _("E-mail address"),
    "address": _("Address"),
    "active": _("In use"),
}

register_labels(ORGANISATION_LABELS)


def employer_note(employer: Organisation, text: str) -> str:
    """Where an employer is, and the former name that it was found by."""
    formerly = next((one.name for one in employer.former_names if text in one.name), "")
    if not formerly or text in employer.name:
        return employer.region.name
    return gettext("%(region)s, formerly %(name)s", region=employer.region.name, name=formerly)
