"""Kinds of identity documents, each with the form of its number (R-14).

No notice prints how documents other than the resident's card are numbered. Decided here, from the specimen cards of the
authorities that issue them: the forms in `_FORMS`. The talent card's number has no published form: letters, digits and
hyphens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.errors import Violation
from app.core.identity import Sex, check_identity_number, parse_identity_number, printed_form


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


def identity_of(kind: IdentityKind, text: str) -> Identity:
    """The document that a number names; the number must be one that `check_identity` has nothing against.

    A travel permit of Hong Kong or Macao keeps its first nine characters: the last two of older ones count reissues.
    """
    number = printed_form(text).upper()
    if kind is IdentityKind.HK_MACAO_PERMIT:
        number = number[:9]
    if not carries_birth(kind, number):
        return Identity(kind, number)
    read = parse_identity_number(number)
    return Identity(kind, number, read.birth_date, read.sex)


def check_identity(kind: IdentityKind, text: str, on: date, field: str = "identity_number") -> list[Violation]:
    """What is wrong with the number of a document of this kind: its form, else birth date and check digit (R-14)."""
    number = printed_form(text).upper()
    if kind is IdentityKind.RESIDENT:
        if _RESIDENCE_PERMIT.fullmatch(number) or _FOREIGN_SINCE_2023.fullmatch(number):
            return [
                Violation(
                    field,
                    "This is the number of a residence permit or of a permanent residence card. "
                    "Please choose that kind of document.",
                )
            ]
        return check_identity_number(number, on, field)
    form, message = _FORMS[kind]
    if not form.fullmatch(number):
        return [Violation(field, message)]
    return check_identity_number(number, on, field) if carries_birth(kind, number) else []


def carries_birth(kind: IdentityKind, number: str) -> bool:
    """Whether sex and date of birth can be read from the number of such a document."""
    printed = {IdentityKind.RESIDENT, IdentityKind.HK_MACAO_RESIDENT, IdentityKind.TAIWAN_RESIDENT}
    return kind in printed or (kind is IdentityKind.FOREIGN_RESIDENT and printed_form(number).startswith("9"))
