"""Vocabulary of the audit screens."""

from __future__ import annotations

from enum import StrEnum


class Tab(StrEnum):
    """Which applications a queue shows: what waits for us, what we have dealt with, everything in scope."""

    WAITING = "WAITING"
    DONE = "DONE"
    ALL = "ALL"
