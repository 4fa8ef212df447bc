"""Vocabulary of accounts."""

from __future__ import annotations

from enum import StrEnum


class SessionKind(StrEnum):
    """Who holds the session: a person's browser, or a program with tokens."""

    BROWSER = "BROWSER"
    PROGRAM = "PROGRAM"


class CodePurpose(StrEnum):
    """What a code is asked for; for any other purpose it is good for nothing."""

    REGISTER = "REGISTER"
    NEW_PASSWORD = "NEW_PASSWORD"
    NEW_PHONE = "NEW_PHONE"
    OPERATOR_PHONE = "OPERATOR_PHONE"
