"""Sizes of files as people read them."""

from __future__ import annotations

from app.core.photo import KILOBYTE, MEGABYTE


def readable_size(size: int) -> str:
    """`size` in bytes as "10 MB", "30.01 KB" or "12 B"; rounded up, so that one byte too many is seen."""
    for unit, factor in (("MB", MEGABYTE), ("KB", KILOBYTE)):
        if size >= factor:
            hundredths = -(-size * 100 // factor)
            return f"{hundredths / 100:g} {unit}"
    return f"{size} B"
