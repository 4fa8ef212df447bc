"""The columns of the sheet of facts, and how a cell of each is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from app.core.eligibility import (
    AppraisalResult,
    ContinuingEducationHours,
    Degree,
    EducationLevel,
    FieldMatch,
    SkillLevel,
)
from app.documents.sheet_rows import Value
from app.organisations.enums import AffiliationLevel, EmployerKind

LONGEST_NAME = 60
FIRST_DAY, LAST_DAY = dt.date(1930, 1, 1), dt.date(2100, 12, 31)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
YEARLY = re.compile(r"[;；,，、\s]+")


class CellError(ValueError):
    """A cell cannot be read; `message` is an English msgid with `params`."""

    def __init__(self, message: str, **params: Any) -> None:
        self.message, self.params = message, params
        super().__init__(message)


@dataclass(frozen=True)
class Words:
    """What cells may say: words to codes of the plan and the catalog, words of members in every language of the
    program, headers to keys. All as `plain` writes them. `shown` are the office's headers by key."""

    titles: Mapping[str, str]
    modes: Mapping[str, str]
    held_titles: Mapping[str, str]
    regions: Mapping[str, str]
    members: Mapping[type[Enum], Mapping[str, Enum]]
    headers: Mapping[str, str]
    shown: Mapping[str, str]
    yes: frozenset[str] = field(default_factory=lambda: frozenset({"是", "有", "y", "yes", "true", "1"}))
    no: frozenset[str] = field(default_factory=lambda: frozenset({"否", "无", "n", "no", "false", "0"}))


Reader = Callable[[Value, Words], Any]


def plain(value: Any) -> str:
    """A word as it is compared."""
    return "".join(str(value).split()).lower()


def _text(value: Value, _words: Words) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if len(text) > LONGEST_NAME:
        raise CellError(
            "The text has %(found)s characters; at most %(wanted)s fit.", found=len(text), wanted=LONGEST_NAME
        )
    return text


def _day(value: Value, _words: Words) -> dt.date:
    day = value.date() if isinstance(value, dt.datetime) else value
    if not isinstance(day, dt.date):
        found = DAY.fullmatch(plain(int(value) if isinstance(value, float) else value))
        try:
            day = dt.date(*(int(part) for part in found.groups() if part)) if found else None
        except ValueError:
            day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise CellError("“%(found)s” is not a day. Write it like 2026-11-20.", found=str(value))
    return day


def _flag(value: Value, words: Words) -> bool:
    word = plain(value)
    if word in words.yes:
        return True
    if word in words.no:
        return False
    raise CellError("“%(found)s” is neither yes nor no.", found=str(value))


def _number(value: Value, _words: Words) -> Decimal:
    try:
        number = Decimal(plain(value))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number < 1_000_000:
        raise CellError("“%(found)s” is not a number from 0 on.", found=str(value))
    return number


def _whole(value: Value, words: Words) -> int:
    return int(_number(value, words))


def _member(kind: type[Enum]) -> Callable[[Value, Words], Any]:
    def read(value: Value, words: Words) -> Enum:
        found = words.members[kind].get(plain(value))
        if found is None:
            raise CellError("“%(found)s” is none of the words that this column takes.", found=str(value))
        return found

    return read


def _coded(table: str, message: str) -> Callable[[Value, Words], str]:
    def read(value: Value, words: Words) -> str:
        known: Mapping[str, str] = getattr(words, table)
        found = known.get(plain(int(value) if isinstance(value, float) else value))
        if found is None:
            raise CellError(message, found=str(value))
        return found

    return read


def _yearly(read: Callable[[str, Words], Any]) -> Callable[[Value, Words], dict[int, Any]]:
    """“2022:合格；2021:优秀”: a value for each year."""

    def of_years(value: Value, words: Words) -> dict[int, Any]:
        found = {}
        for part in YEARLY.split(str(value)):
            year, colon, text = part.replace("：", ":").partition(":")
            if not (colon and text and year.isdecimal() and len(year) == 4):
                raise CellError("“%(found)s” is not written like 2022:value.", found=part or str(value))
            found[int(year)] = read(text, words)
        return found

    return of_years


def _hours(text: str, words: Words) -> ContinuingEducationHours:
    """Professional, industry and general hours; then, where known, the registered professional ones, and whether the
    year was accepted under its own rules."""
    kinds, registered, accepted = text.split("/")[:3], text.split("/")[3:4], text.split("/")[4:]
    if len(kinds) != 3 or len(accepted) > 1:
        raise CellError("“%(found)s” is not three numbers of hours like 60/18/12.", found=text)
    professional, industry_public, general_public = (_number(part, words) for part in kinds)
    return ContinuingEducationHours(
        professional,
        industry_public,
        general_public,
        _number(registered[0], words) if registered and registered[0] else None,
        _flag(accepted[0], words) if accepted and accepted[0] else None,
    )


COLUMNS: Mapping[str, Reader] = {
    "reference": _text,
    "name": _text,
    "title": _coded("titles", "The plan offers no title “%(found)s”."),
    "mode": _coded("modes", "The plan offers no mode “%(found)s”."),
    "education": _member(EducationLevel),
    "degree": _member(Degree),
    "graduated_on": _day,
    "match": _member(FieldMatch),
    "professional_since": _day,
    "held_title": _coded("held_titles", "The catalog has no title “%(found)s”."),
    "obtained_on": _day,
    "appointed_on": _day,
    "skill_level": _member(SkillLevel),
    "skill_on": _day,
    "employer_kind": _member(EmployerKind),
    "affiliation_level": _member(AffiliationLevel),
    "region": _coded("regions", "The catalog has no region “%(found)s”, or more than one; write its code."),
    "insurance_from": _day,
    "insurance_to": _day,
    "civil_servant": _flag,
    "in_service": _flag,
    "established": _flag,
    "file_hosted": _flag,
    "appraisals": _yearly(_member(AppraisalResult)),
    "hours": _yearly(_hours),
    "vacancies": _whole,
    "credit": _flag,
    "banned": _flag,
    "characters": _whole,
    "self_score": _number,
}
