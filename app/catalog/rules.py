"""What a row of the catalog must be: facts in, violations out."""

from __future__ import annotations

from app.catalog.enums import RegionLevel
from app.core.errors import Violation

DIGITS = 6
CODE_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
# How many digits of a region's code are its own; those after them are zeros.
OWN_DIGITS = {RegionLevel.PROVINCE: 2, RegionLevel.CITY: 4, RegionLevel.COUNTY: 6}
ENDING_LABELS = {
    RegionLevel.PROVINCE: "The code of a province ends with 0000; this one is %(found)s.",
    RegionLevel.CITY: "The code of a city ends with 00 and not with 0000; this one is %(found)s.",
    RegionLevel.COUNTY: "The code of a county does not end with 00; this one is %(found)s.",
}


def check_code(code: str) -> list[Violation]:
    """A code that packs and addresses can carry."""
    strangers = "".join(dict.fromkeys(character for character in code if character not in CODE_CHARACTERS))
    if not strangers:
        return []
    message = "A code has letters, digits, hyphens and underscores; “%(found)s” may not stand in it."
    return [Violation("code", message, {"found": strangers})]


def check_region(code: str, level: RegionLevel, parent: tuple[str, RegionLevel] | None) -> list[Violation]:
    """The six digits of a division code, that they fit the level, and that the region lies inside its parent.

    `parent` is the code and the level of the region above, None where there is none.
    """
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        message = (
            "A region's code has %(wanted)s digits; “%(found)s” is no such code. Look it up in the list of divisions."
        )
        return [Violation("code", message, {"found": code, "wanted": DIGITS})]
    violations = []
    if _own_digits(code) != OWN_DIGITS[level]:
        violations.append(Violation("code", ENDING_LABELS[level], {"found": code}))
    if parent is None:
        if level is not RegionLevel.PROVINCE:
            violations.append(Violation("parent", "Only a province belongs to no other region. Please choose one."))
        return violations
    above, above_level = parent
    if OWN_DIGITS[above_level] >= OWN_DIGITS[level]:
        violations.append(Violation("parent", "A region belongs to one of a higher level. Please choose another."))
    elif not code.startswith(above[: OWN_DIGITS[above_level]]):
        message = "The code %(code)s does not lie in %(parent)s: its first digits are not %(wanted)s."
        wanted = above[: OWN_DIGITS[above_level]]
        violations.append(Violation("parent", message, {"code": code, "parent": above, "wanted": wanted}))
    return violations


def _own_digits(code: str) -> int:
    if code.endswith("0000"):
        return OWN_DIGITS[RegionLevel.PROVINCE]
    return OWN_DIGITS[RegionLevel.CITY] if code.endswith("00") else OWN_DIGITS[RegionLevel.COUNTY]
