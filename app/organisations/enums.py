"""Vocabulary of organisations."""

from __future__ import annotations

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What part an organisation plays on a route."""

    EMPLOYER = "EMPLOYER"
    COMPETENT_DEPARTMENT = "COMPETENT_DEPARTMENT"
    HRSS_DEPARTMENT = "HRSS_DEPARTMENT"
    TALENT_EXCHANGE_CENTRE = "TALENT_EXCHANGE_CENTRE"
    COMMITTEE_OFFICE = "COMMITTEE_OFFICE"


class EmployerKind(StrEnum):
    """单位性质, as far as notices tell employers apart."""

    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION"
    CIVIL_SERVICE_MANAGED = "CIVIL_SERVICE_MANAGED"
    STATE_OWNED_ENTERPRISE = "STATE_OWNED_ENTERPRISE"
    NON_PUBLIC_ENTERPRISE = "NON_PUBLIC_ENTERPRISE"
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"


class AffiliationLevel(StrEnum):
    """隶属关系: whose organisation it is (R-23)."""

    CENTRAL = "CENTRAL"
    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"
