"""Vocabulary of review committees."""

from __future__ import annotations

from enum import StrEnum


class CommitteeLevel(StrEnum):
    """初评委, 中评委, 高评委: the level judged, not the order of rounds."""

    JUNIOR = "JUNIOR"
    INTERMEDIATE = "INTERMEDIATE"
    SENIOR = "SENIOR"
