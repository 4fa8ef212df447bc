"""Amounts of money: integer fen inside, ¥260.00 in front of people."""

from __future__ import annotations


def yuan(fen: int) -> str:
    """¥1,260.00 for 126000 fen; raises ValueError for a negative amount."""
    if fen < 0:
        raise ValueError(f"{fen} fen is less than nothing")
    return f"¥{fen // 100:,}.{fen % 100:02d}"
