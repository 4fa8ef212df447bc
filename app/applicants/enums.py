"""Vocabulary of a person's record beyond what eligibility already names."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """As the identity number tells it."""

    MALE = "MALE"
    FEMALE = "FEMALE"
