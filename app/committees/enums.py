"""Vocabulary of review committees."""

from __future__ import annotations

from enum import StrEnum


class CommitteeLevel(StrEnum):
    """初评委, 中评委, 高评委: the level judged, not the order of rounds."""

    JUNIOR = "JUNIOR"
    INTERMEDIATE = "INTERMEDIATE"
    SENIOR = "SENIOR"


class CommitteeKind(StrEnum):
    """For everybody in its region, or of one unit or association that reviews its own people (自主评聘, R-89)."""

    ORDINARY = "ORDINARY"
    AUTONOMOUS = "AUTONOMOUS"


class FilingKind(StrEnum):
    """What an autonomous committee files: the year's plan and summary (R-259), the report before a review and its
    results (R-260, R-261)."""

    PLAN = "PLAN"
    REPORT = "REPORT"
    RESULTS = "RESULTS"
    SUMMARY = "SUMMARY"


class TermState(StrEnum):
    """How a term with a first and a last day stands on a day."""

    UNKNOWN = "UNKNOWN"
    FUTURE = "FUTURE"
    VALID = "VALID"
    ENDING = "ENDING"
    ENDED = "ENDED"
