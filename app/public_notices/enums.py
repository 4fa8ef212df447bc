"""Vocabulary of public notices."""

from __future__ import annotations

from enum import StrEnum


class NoticeStatus(StrEnum):
    """A notice runs, and is completed when its people are forwarded, or cancelled."""

    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class NoticeOutcome(StrEnum):
    """What the notice brought for one person."""

    NO_OBJECTION = "NO_OBJECTION"
    OBJECTION_DISMISSED = "OBJECTION_DISMISSED"
    OBJECTION_UPHELD = "OBJECTION_UPHELD"
