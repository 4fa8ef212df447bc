"""Length of what people write, as the limits of the notices count it (R-124)."""

from __future__ import annotations

import unicodedata

_UNCOUNTED = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})


def count_characters(text: str) -> int:
    """Characters that can be seen: each Chinese character, letter, digit and punctuation mark is one (R-124).

    Not counted: white space and line breaks, controls, zero-width and formatting characters, and marks that
    combine with the character before them (tones, variation selectors). One outside the basic plane is one.
    In a browser the same count is `[...text.replace(/[\\p{Z}\\p{Cc}\\p{Cf}\\p{Mn}\\p{Me}]/gu, "")].length`.
    """
    return sum(unicodedata.category(character) not in _UNCOUNTED for character in text)


def over_limit(text: str, limit: int) -> bool:
    """Whether the text has more than `limit` characters; exactly `limit` is within it (限1000字以内)."""
    return count_characters(text) > limit


def tidy(text: str | None) -> str:
    """What a person typed, without outer white space and without controls that no database or sheet takes."""
    kept = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in kept if character in "\n\t" or ord(character) >= 32).strip()
