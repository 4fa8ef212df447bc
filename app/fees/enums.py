"""Vocabulary of fees."""

from __future__ import annotations

from enum import StrEnum


class OrderStatus(StrEnum):
    """A fee order is open until paid; it is cancelled when the pass behind it is undone."""

    OPEN = "OPEN"
    PAID = "PAID"
    CANCELLED = "CANCELLED"


class PaymentMethod(StrEnum):
    """How the money came."""

    TRANSFER = "TRANSFER"
    COUNTER = "COUNTER"
    ONLINE = "ONLINE"
