"""Vocabulary of review plans."""

from __future__ import annotations

from enum import StrEnum


class PlanStatus(StrEnum):
    """A plan is edited as a draft, frozen when published, closed to new applications, archived when all is done."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    CLOSED = "CLOSED"
    ARCHIVED = "ARCHIVED"


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
    VOCATIONAL_QUALIFICATION = "VOCATIONAL_QUALIFICATION"
    INITIAL_CONFERMENT = "INITIAL_CONFERMENT"


class AssessmentMethod(StrEnum):
    """How a title is judged: 评审, 以考代评, 考评结合, 面评, 委托评审, 初定 (R-175 to R-178)."""

    REVIEW = "REVIEW"
    EXAM = "EXAM"
    EXAM_AND_REVIEW = "EXAM_AND_REVIEW"
    INTERVIEW_REVIEW = "INTERVIEW_REVIEW"
    ENTRUSTED_REVIEW = "ENTRUSTED_REVIEW"
    INITIAL_CONFERMENT = "INITIAL_CONFERMENT"


class DeadlineKind(StrEnum):
    """What a plan's further day says: papers are taken in until it, applicants may submit within it, the committee
    meets in it (R-214 to R-220)."""

    RECEIVING = "RECEIVING"
    WINDOW = "WINDOW"
    REVIEW = "REVIEW"


class PaperSize(StrEnum):
    """The paper of a form that is handed in."""

    A4 = "A4"
    A3 = "A3"


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
