"""How easily a password is guessed: whether it is one of those that are tried first. Pure.

Nothing is asked about its composition (NIST SP 800-63B): digits and signs appended to a common word do not help, so a
password is measured by how many pieces it consists of once common words, runs, repetitions and years are one piece.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path

SHORTEST_WORD, LONGEST_WORD = 3, 24
COMMON = Path(__file__).with_name("common_passwords.txt")
LOOKALIKES = str.maketrans({"@": "a", "4": "a", "0": "o", "1": "i", "3": "e", "$": "s", "5": "s", "!": "i"})
DAY = re.compile(r"(?:19|20)\d\d(?:0?[1-9]|1[0-2])(?:0?[1-9]|[12]\d|3[01])|(?:19|20)\d\d")
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm")
LONG_REPEAT = re.compile(r"(.)\1{3,}")
RUNS = tuple(text for row in ROWS for text in (row, row[::-1]))


def pieces(password: str) -> int:
    """The fewest pieces that a password can be cut into; a character is one, and so is a whole common word."""
    told = LONG_REPEAT.sub(r"\1\1\1", plain(password))
    return min(_cut(told), _cut(told.translate(LOOKALIKES)))


@cache
def common_words() -> frozenset[str]:
    """The list that comes with the program, in lower case."""
    lines = COMMON.read_text(encoding="utf-8").split()
    return frozenset(one for one in lines if SHORTEST_WORD <= len(one) <= LONGEST_WORD)


def plain(text: str) -> str:
    """A text as passwords are compared: whatever its case and width."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _cut(text: str) -> int:
    """By dynamic programming over the beginnings of the text."""
    words, fewest = common_words(), [0]
    for end in range(1, len(text) + 1):
        found = fewest[end - 1] + 1
        for begin in range(max(0, end - LONGEST_WORD), end - SHORTEST_WORD + 1):
            if fewest[begin] + 1 < found and _is_one_piece(text[begin:end], words):
                found = fewest[begin] + 1
        fewest.append(found)
    return fewest[-1] if not _repeats(text) else 1


def _is_one_piece(text: str, words: Collection[str]) -> bool:
    return text in words or len(set(text)) == 1 or any(text in run for run in RUNS) or DAY.fullmatch(text) is not None


def _repeats(text: str) -> bool:
    """Whether the whole text is a part of four characters or fewer again and again."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))
