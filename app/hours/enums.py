"""Vocabulary of continuing-education hours."""

from __future__ import annotations

from enum import StrEnum


class HoursKind(StrEnum):
    """专业科目, 行业公需科目, 一般公需科目 (R-249)."""

    PROFESSIONAL = "PROFESSIONAL"
    INDUSTRY_PUBLIC = "INDUSTRY_PUBLIC"
    GENERAL_PUBLIC = "GENERAL_PUBLIC"


class HoursSource(StrEnum):
    """Where hours were earned: 线下, 其他网络平台 (R-255)."""

    OFFLINE = "OFFLINE"
    OTHER_PLATFORM = "OTHER_PLATFORM"


class HoursBasis(StrEnum):
    """REGISTERED: counted in the registration system (R-251); OLD_RULES: accepted by the rules of its year (R-252)."""

    REGISTERED = "REGISTERED"
    OLD_RULES = "OLD_RULES"


class ImportStatus(StrEnum):
    """The authority's check of one import; its rows count once it is APPROVED."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    RETURNED = "RETURNED"
