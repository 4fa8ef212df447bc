"""Vocabulary of the performance archive."""

from __future__ import annotations

from enum import StrEnum


class EntryKind(StrEnum):
    """What an archive entry records."""

    PROJECT = "PROJECT"
    PAPER = "PAPER"
    AWARD = "AWARD"
    PATENT = "PATENT"
    STANDARD = "STANDARD"
    OTHER = "OTHER"


class EntryStatus(StrEnum):
    """The employer's audit of one entry; only PASSED entries can be chosen (R-105)."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    PASSED = "PASSED"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"


class PersonalRole(StrEnum):
    """本人作用."""

    LEADER = "LEADER"
    PARTICIPANT = "PARTICIPANT"
    SOLE = "SOLE"
