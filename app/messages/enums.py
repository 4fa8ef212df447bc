"""Vocabulary of messages."""

from __future__ import annotations

from enum import StrEnum


class MessageStatus(StrEnum):
    """Where a message of the outbox is on its way."""

    WAITING = "WAITING"
    SENT = "SENT"
    FAILED = "FAILED"
