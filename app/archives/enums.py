"""Vocabulary of the performance archive. The kinds of entries are rows of the catalog, not members of an enum."""

from __future__ import annotations

from enum import StrEnum


class FieldType(StrEnum):
    """What a field of a kind takes."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    DATE = "DATE"
    CHOICE = "CHOICE"
    YES_NO = "YES_NO"


class PrintedAs(StrEnum):
    """In which table of the review sheet entries of a kind stand."""

    PERFORMANCE = "PERFORMANCE"
    PUBLICATION = "PUBLICATION"


class EntryStatus(StrEnum):
    """The employer's audit of one entry. What was approved once can be chosen (R-105), whatever is changed since."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    PASSED = "PASSED"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"


class PersonalRole(StrEnum):
    """本人作用; all but SOLE is collective work."""

    LEADER = "LEADER"
    PARTICIPANT = "PARTICIPANT"
    SOLE = "SOLE"


class FilePurpose(StrEnum):
    """What a file of an entry shows."""

    EVIDENCE = "EVIDENCE"
    CONTRIBUTION = "CONTRIBUTION"
