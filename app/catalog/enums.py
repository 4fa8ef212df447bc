"""Vocabulary of the catalog."""

from __future__ import annotations

from enum import StrEnum


class RegionLevel(StrEnum):
    """Administrative level of a region."""

    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"


class ContactKind(StrEnum):
    """What an office's contact is for."""

    HRSS = "HRSS"
    COMPETENT_DEPARTMENT = "COMPETENT_DEPARTMENT"
    COMMITTEE_OFFICE = "COMMITTEE_OFFICE"
    TECHNICAL_SUPPORT = "TECHNICAL_SUPPORT"
