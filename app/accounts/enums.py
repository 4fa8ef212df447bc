"""Vocabulary of sessions."""

from __future__ import annotations

from enum import StrEnum


class SessionKind(StrEnum):
    """Who holds the session: a person's browser, or a program with tokens."""

    BROWSER = "BROWSER"
    PROGRAM = "PROGRAM"
