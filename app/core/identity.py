"""Resident identity numbers (GB 11643), unified social credit codes (GB 32100), and their masks.

Only the arithmetic of python-stdnum is used: its table of places refuses codes in force (330604), and its
credit code refuses the letters that stand for some registering authorities (N for rural collectives).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from app.core.errors import Invalid, Violation

Sex = Literal["MALE", "FEMALE"]

EARLIEST_BIRTH = date(1900, 1, 1)
_DIGITS = "0123456789"
_LETTERS = _DIGITS + "ABCDEFGHJKLMNPQRTUWXY"
_IDENTITY_PLACES = (_DIGITS,) * 17 + (_DIGITS + "X",)
_CREDIT_PLACES = (_LETTERS,) * 2 + (_DIGITS,) * 6 + (_LETTERS,) * 10


@dataclass(frozen=True)
class IdentityNumber:
    """A number in its printed form (18 characters, X upper case) and what can be read from it."""

    number: str = field(repr=False)
    birth_date: date
    sex: Sex


def parse_identity_number(text: str) -> IdentityNumber:
    """Read an identity number; full-width digits, spaces and a lower-case x are normalised.

    Raises Invalid with every violation of `check_identity_number` except a birth date in the future, which
    needs a day to compare with.
    """
    number = printed_form(text)
    if violations := _violations(number, None, "identity_number"):
        raise Invalid(violations)
    return IdentityNumber(number, ric.get_birth_date(number), "MALE" if int(number[16]) % 2 else "FEMALE")


def check_identity_number(text: str, on: date, field: str = "identity_number") -> list[Violation]:
    """What is wrong with an identity number: length, else characters, else birth date and check digit.

    The check digit that would fit is never told. Dates in the parameters are `date` objects.
    """
    return _violations(printed_form(text), on, field)


def check_credit_code(text: str, field: str = "credit_code") -> list[Violation]:
    """What is wrong with a unified social credit code: length, else characters, else check character."""
    code = uscc.compact("".join(text.split()))
    if len(code) != len(_CREDIT_PLACES):
        return [
            Violation(
                field,
                "A unified social credit code has %(wanted)s characters; this one has %(found)s. "
                "Enter it as printed on the licence.",
                {"found": len(code), "wanted": len(_CREDIT_PLACES)},
            )
        ]
    if strangers := _strangers(code, _CREDIT_PLACES):
        return [
            Violation(
                field,
                "A unified social credit code has digits in places 3 to 8, and elsewhere digits or capital "
                "letters other than I, O, S, V and Z; “%(found)s” stands where it may not. "
                "Enter it as printed on the licence.",
                {"found": strangers},
            )
        ]
    if code[-1] != uscc.calc_check_digit(code):
        return [
            Violation(
                field,
                "The last character of the unified social credit code does not fit the others. "
                "Compare every character with the licence.",
            )
        ]
    return []


def mask_identity_number(number: str) -> str:
    """First 4 and last 4 characters with one asterisk for each between; fully masked below 15 characters."""
    return _masked(number, 4, 4, shortest=15)


def mask_phone(number: str) -> str:
    """First 3 and last 4 characters with one asterisk for each between; fully masked below 11 characters."""
    return _masked(number, 3, 4, shortest=11)


def printed_form(text: str) -> str:
    """A number without white space, in ASCII digits and capital letters."""
    return "".join(ric.compact(text).split())


def _violations(number: str, on: date | None, field: str) -> list[Violation]:
    if len(number) != len(_IDENTITY_PLACES):
        return [
            Violation(
                field,
                "An identity number has %(wanted)s characters; this one has %(found)s. "
                "Compare every character with the identity card.",
                {"found": len(number), "wanted": len(_IDENTITY_PLACES)},
            )
        ]
    if strangers := _strangers(number, _IDENTITY_PLACES):
        return [
            Violation(
                field,
                "An identity number is 17 digits and a last digit or X; this one contains “%(found)s”. "
                "Compare every character with the identity card.",
                {"found": strangers},
            )
        ]
    violations = _birth_violations(number, on, field)
    if number[-1] != ric.calc_check_digit(number):
        violations.append(
            Violation(
                field,
                "The last character of the identity number does not fit the others. "
                "Compare every character with the identity card.",
            )
        )
    return violations


def _birth_violations(number: str, on: date | None, field: str) -> list[Violation]:
    try:
        birth_date = ric.get_birth_date(number)
    except InvalidComponent:
        return [
            Violation(
                field,
                "Places 7 to 14 of the identity number are %(found)s, which is not a date of birth. "
                "Compare every character with the identity card.",
                {"found": number[6:14]},
            )
        ]
    if birth_date < EARLIEST_BIRTH:
        return [
            Violation(
                field,
                "The date of birth in the identity number is %(found)s; it must be %(wanted)s or later. "
                "Compare every character with the identity card.",
                {"found": birth_date, "wanted": EARLIEST_BIRTH},
            )
        ]
    if on is not None and birth_date > on:
        return [
            Violation(
                field,
                "The date of birth in the identity number is %(found)s; it must not be after %(wanted)s. "
                "Compare every character with the identity card.",
                {"found": birth_date, "wanted": on},
            )
        ]
    return []


def _strangers(text: str, places: Sequence[str]) -> str:
    """The characters that may not stand where they do, each once; never those beside them."""
    pairs = zip(text, places, strict=True)
    return "".join(dict.fromkeys(character for character, allowed in pairs if character not in allowed))


def _masked(text: str, head: int, tail: int, shortest: int) -> str:
    if len(text) < shortest:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
