"""What an archive entry, and a kind of entries, must be: facts in, violations out."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from app.archives.enums import FieldType, PersonalRole
from app.core.errors import Violation

DETAIL = "detail_"
LONGEST_VALUE = 500
LONGEST_NUMBER = 120
MOST_DIGITS = 18
MOST_PEOPLE = 9_999
# Characters that a number is the same with and without: white space, every dash, controls.
_IGNORED = frozenset({"Zs", "Zl", "Zp", "Pd", "Cc", "Cf"})
_KEY_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class Field(Protocol):
    """What the rules ask of a field of a kind."""

    @property
    def key(self) -> str: ...
    @property
    def type(self) -> FieldType: ...
    @property
    def required(self) -> bool: ...
    @property
    def options(self) -> list[str]: ...


def check_entry(
    *,
    title: str,
    started_on: dt.date | None,
    ended_on: dt.date | None,
    effect: str,
    today: dt.date,
    role: PersonalRole | None = None,
    rank: int | None = None,
    people: int | None = None,
) -> list[Violation]:
    """Why an entry cannot be saved, each at its field."""
    violations = []
    if not title.strip():
        violations.append(Violation("title", "Please give the achievement a name."))
    if started_on is None:
        violations.append(Violation("started_on", "Please enter the day on which it began."))
    elif started_on > today:
        message = "The day %(found)s lies in the future; today is %(today)s."
        violations.append(Violation("started_on", message, {"found": started_on, "today": today}))
    elif ended_on is not None and ended_on < started_on:
        message = "It cannot end on %(found)s, before it began on %(started)s."
        violations.append(Violation("ended_on", message, {"found": ended_on, "started": started_on}))
    if not effect.strip():
        violations.append(Violation("effect", "Please describe the outcome and its effect."))
    return violations + _check_rank(role, rank, people)


def _check_rank(role: PersonalRole | None, rank: int | None, people: int | None) -> list[Violation]:
    violations = []
    for field, value in (("rank", rank), ("people", people)):
        if value is not None and not 1 <= value <= MOST_PEOPLE:
            message = "%(found)s cannot be right here; write a number from 1 to %(limit)s."
            violations.append(Violation(field, message, {"found": value, "limit": MOST_PEOPLE}))
    if violations:
        return violations
    if rank is not None and people is None:
        violations.append(Violation("people", "Please write of how many people, too."))
    elif rank is not None and people is not None and rank > people:
        message = "Your rank, %(rank)s, is beyond the number of people, %(people)s."
        violations.append(Violation("rank", message, {"rank": rank, "people": people}))
    if role is PersonalRole.SOLE and (people or 1) > 1:
        message = "Work of %(people)s people was not done alone. Please correct your own part or the number of people."
        violations.append(Violation("role", message, {"people": people}))
    return violations


def check_submission(*, has_evidence: bool, role: PersonalRole, contribution: str, has_proof: bool) -> list[Violation]:
    """Why an entry cannot be handed to the employer: it needs its evidence (R-103), collective work also what shows
    that the person contributed the main part (R-133 to R-135)."""
    violations = []
    if not has_evidence:
        message = "Please upload the evidence as a PDF before you submit the entry."
        violations.append(Violation("evidence", message))
    if collective(role) and not contribution.strip() and not has_proof:
        message = (
            "Work done together needs proof that you contributed the main part: say where the evidence shows it, or "
            "upload a certificate of it."
        )
        violations.append(Violation("contribution", message))
    return violations


def read_details(fields: Sequence[Field], raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Violation]]:
    """The values of a kind's own fields as they are stored, and what is wrong, each at `detail_<key>`.

    Raw values are texts, days (or their ISO texts) for DATE, booleans for YES_NO. Numbers are kept as their plain
    decimal text, days as ISO texts; what is empty is left out.
    """
    values: dict[str, Any] = {}
    violations: list[Violation] = []
    for field in fields:
        name = DETAIL + field.key
        try:
            value = _read(field, raw.get(field.key))
        except _Wrong as wrong:
            violations.append(Violation(name, wrong.message, wrong.params))
            continue
        if value is not None:
            values[field.key] = value
        elif field.required:
            violations.append(Violation(name, "Please fill this in."))
    return values, violations


class _Wrong(Exception):
    def __init__(self, message: str, **params: Any) -> None:
        self.message, self.params = message, params
        super().__init__(message)


def _read(field: Field, value: Any) -> Any:
    match field.type:
        case FieldType.DATE:
            return _day(value)
        case FieldType.YES_NO:
            return bool(value) if value is not None else None
    text = str(value or "").strip()
    if not text:
        return None
    if len(text) > LONGEST_VALUE:
        message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
        raise _Wrong(message, found=len(text), wanted=LONGEST_VALUE)
    match field.type:
        case FieldType.NUMBER:
            return _number(text)
        case FieldType.CHOICE if text not in field.options:
            raise _Wrong("Please choose from the list.")
    return text


def _day(value: Any) -> str | None:
    if not value:
        return None
    try:
        return (value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))).isoformat()
    except ValueError:
        raise _Wrong("“%(found)s” is not a day. Write it like 2026-11-20.", found=str(value)) from None


def _number(text: str) -> str:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _Wrong("“%(found)s” is not a number. Write it like 12.5.", found=text)
    plain = f"{number:f}" if abs(number.adjusted()) <= MOST_DIGITS else ""
    if not plain or sum(character.isdigit() for character in plain) > MOST_DIGITS:
        raise _Wrong("A number here has at most %(wanted)s digits.", wanted=MOST_DIGITS)
    return plain


def number_key(kind: str, value: str | None) -> str | None:
    """An identifying number as it is compared: within its kind, whatever its case, width, spaces and dashes.

    None where nothing is left of it.
    """
    plain = unicodedata.normalize("NFKC", value or "").upper()
    kept = "".join(character for character in plain if unicodedata.category(character) not in _IGNORED)
    return f"{kind}:{kept[:LONGEST_NUMBER]}" if kept else None


def check_field(*, key: str, type: FieldType, choices: str, is_number: bool, others_number: bool) -> list[Violation]:
    """What is wrong with a field of a kind; `others_number`: another field of the kind is its identifying number."""
    violations = []
    if not key or not key[0].isalpha() or set(key) - _KEY_CHARACTERS:
        message = "A key begins with a small letter and has small letters, digits and underscores."
        violations.append(Violation("key", message))
    options = [line.strip() for line in choices.splitlines() if line.strip()]
    if type is FieldType.CHOICE and len(options) < 2:
        violations.append(Violation("choices", "Please write at least two choices, each on a line of its own."))
    if type is not FieldType.CHOICE and options:
        violations.append(
            Violation("choices", "Only a field of the type “choice” has choices. Please leave this empty.")
        )
    if len(set(options)) < len(options):
        violations.append(Violation("choices", "A choice stands here twice. Please keep one."))
    if is_number and type is not FieldType.TEXT:
        violations.append(Violation("is_number", "An identifying number is a field of the type “text”."))
    if is_number and others_number:
        violations.append(Violation("is_number", "This kind has an identifying number already; it can have one."))
    return violations


def collective(role: PersonalRole) -> bool:
    """Whether the work was done together with others."""
    return role is not PersonalRole.SOLE


def kept_ids(content: Mapping[str, Any] | None) -> Collection[int]:
    """Ids of the stored files that a frozen version shows."""
    return {int(file["id"]) for file in content["files"]} if content else set()
