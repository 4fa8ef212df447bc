"""Numbers of identity documents, resident ones by GB 11643; unified social credit codes (GB 32100); their masks.

Only the arithmetic of python-stdnum is used: its table of places refuses codes in force (330604), and its
credit code refuses the letters that stand for some registering authorities (N for rural collectives).

No notice prints how the other documents are numbered (R-14). Decided here, from the specimen cards of the authorities
that issue them: the forms in `_FORMS`. The talent card's number has no published form; letters, digits and hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
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


class IdentityKind(StrEnum):
    """Documents that a person is known by (R-14)."""

    RESIDENT = "RESIDENT"
    FOREIGN_RESIDENT = "FOREIGN_RESIDENT"
    HK_MACAO_PERMIT = "HK_MACAO_PERMIT"
    HK_MACAO_RESIDENT = "HK_MACAO_RESIDENT"
    TAIWAN_PERMIT = "TAIWAN_PERMIT"
    TAIWAN_RESIDENT = "TAIWAN_RESIDENT"
    TALENT_CARD = "TALENT_CARD"


# Provinces as the first two digits of a region's code.
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"
# Cards from 2023 on: 9, province, three digits for the country; born, order and check digit as on a resident's card.
_FOREIGN_SINCE_2023 = re.compile(rf"9{_PROVINCE}\d{{14}}[\dX]")
_RESIDENCE_PERMIT = re.compile(r"8[123]\d{15}[\dX]")
_FORMS: dict[IdentityKind, tuple[re.Pattern[str], str]] = {
    IdentityKind.FOREIGN_RESIDENT: (
        re.compile(rf"{_FOREIGN_SINCE_2023.pattern}|[A-Z]{{3}}\d{{12}}"),
        "The number of a foreigner’s permanent residence card has 18 characters and begins with 9, on older cards "
        "3 letters and 12 digits. Compare every character with the card.",
    ),
    IdentityKind.HK_MACAO_PERMIT: (
        re.compile(r"[HM]\d{8}(\d{2})?"),
        "The number of this travel permit is H or M and 8 digits, on older ones 10. "
        "Compare every character with the permit.",
    ),
    IdentityKind.HK_MACAO_RESIDENT: (
        re.compile(r"8[12]0000\d{11}[\dX]"),
        "The number of this residence permit has 18 characters and begins with 810000 or 820000. "
        "Compare every character with the permit.",
    ),
    IdentityKind.TAIWAN_PERMIT: (
        re.compile(r"\d{8}"),
        "The number of this travel permit is 8 digits. Compare every digit with the permit.",
    ),
    IdentityKind.TAIWAN_RESIDENT: (
        re.compile(r"830000\d{11}[\dX]"),
        "The number of this residence permit has 18 characters and begins with 830000. "
        "Compare every character with the permit.",
    ),
    IdentityKind.TALENT_CARD: (
        re.compile(r"(?=(?:.*\d){4})[A-Z0-9][A-Z0-9-]{4,16}[A-Z0-9]"),
        "The number of this card has 6 to 18 letters and digits, at least 4 of them digits. "
        "Compare every character with the card.",
    ),
}


@dataclass(frozen=True)
class Identity:
    """A document's number as it is kept; birth date and sex where the number carries them."""

    kind: IdentityKind
    number: str = field(repr=False)
    birth_date: date | None = None
    sex: Sex | None = None


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
    number = _normalised(text)
    if violations := _violations(number, None, "identity_number"):
        raise Invalid(violations)
    return IdentityNumber(number, ric.get_birth_date(number), "MALE" if int(number[16]) % 2 else "FEMALE")


def check_identity_number(text: str, on: date, field: str = "identity_number") -> list[Violation]:
    """What is wrong with an identity number: length, else characters, else birth date and check digit.

    The check digit that would fit is never told. Dates in the parameters are `date` objects.
    """
    return _violations(_normalised(text), on, field)


def identity_of(kind: IdentityKind, text: str) -> Identity:
    """The document that a number names; the number must be one that `check_identity` has nothing against.

    A travel permit of Hong Kong or Macao keeps its first nine characters: the last two of older ones count reissues.
    """
    number = _normalised(text).upper()
    if kind is IdentityKind.HK_MACAO_PERMIT:
        number = number[:9]
    if not carries_birth(kind, number):
        return Identity(kind, number)
    read = parse_identity_number(number)
    return Identity(kind, number, read.birth_date, read.sex)


def check_identity(kind: IdentityKind, text: str, on: date, field: str = "identity_number") -> list[Violation]:
    """What is wrong with the number of a document of this kind: its form, else birth date and check digit (R-14)."""
    number = _normalised(text).upper()
    if kind is IdentityKind.RESIDENT:
        if _RESIDENCE_PERMIT.fullmatch(number) or _FOREIGN_SINCE_2023.fullmatch(number):
            return [
                Violation(
                    field,
                    "This is the number of a residence permit or of a permanent residence card. "
                    "Please choose that kind of document.",
                )
            ]
        return _violations(number, on, field)
    form, message = _FORMS[kind]
    if not form.fullmatch(number):
        return [Violation(field, message)]
    return _violations(number, on, field) if carries_birth(kind, number) else []


def carries_birth(kind: IdentityKind, number: str) -> bool:
    """Whether sex and date of birth can be read from the number of such a document."""
    printed = {IdentityKind.RESIDENT, IdentityKind.HK_MACAO_RESIDENT, IdentityKind.TAIWAN_RESIDENT}
    return kind in printed or (kind is IdentityKind.FOREIGN_RESIDENT and _normalised(number).startswith("9"))


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


def _normalised(text: str) -> str:
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
