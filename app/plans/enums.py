"""Vocabulary of review plans."""

from __future__ import annotations

from enum import StrEnum


class PlanStatus(StrEnum):
    """A plan is edited as a draft, frozen when published, closed when all is done."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    CLOSED = "CLOSED"


class ApplicationMode(StrEnum):
    """申报方式; the name a notice gives a mode is data beside it."""

    NORMAL = "NORMAL"
    SELF_SCORED = "SELF_SCORED"
    TITLE_CONVERSION = "TITLE_CONVERSION"
    CONCURRENT_TITLE = "CONCURRENT_TITLE"
    CONVERSION_OR_CONCURRENT = "CONVERSION_OR_CONCURRENT"
    EXCEPTIONAL = "EXCEPTIONAL"
    DIRECT = "DIRECT"
    LANDMARK_ACHIEVEMENT = "LANDMARK_ACHIEVEMENT"
    SKILLED_TALENT = "SKILLED_TALENT"


class WizardStep(StrEnum):
    """The six steps of an application, in the notices' own order."""

    PHOTO = "PHOTO"
    COMMITMENT = "COMMITMENT"
    DATA = "DATA"
    ENTRIES = "ENTRIES"
    ATTACHMENTS = "ATTACHMENTS"
    PREVIEW = "PREVIEW"


class FeeKind(StrEnum):
    """推荐费 or 评审费 (R-190)."""

    RECOMMENDATION = "RECOMMENDATION"
    REVIEW = "REVIEW"
