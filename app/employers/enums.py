"""Vocabulary of what employers ask an office for."""

from __future__ import annotations

from enum import StrEnum


class RequestStatus(StrEnum):
    """A request on its way: with the employer (DRAFT, RETURNED), with the office (SUBMITTED), or decided."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"
    PASSED = "PASSED"


class StaffTab(StrEnum):
    """The parts of an employer's list of staff."""

    WAITING = "WAITING"
    CONFIRMED = "CONFIRMED"
