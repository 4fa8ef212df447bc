"""Vocabulary of messages."""

from __future__ import annotations

from enum import StrEnum


class MessageStatus(StrEnum):
    """Where a message of the outbox is on its way."""

    WAITING = "WAITING"
    SENT = "SENT"
    FAILED = "FAILED"


class Failure(StrEnum):
    """Why a message was not carried, where it was not the carrier that refused it."""

    TOO_LATE = "TOO_LATE"
    NO_ADDRESS = "NO_ADDRESS"
    NO_CHANNEL = "NO_CHANNEL"
