"""A filled-in template as rows: read, checked against people and register; and a year's hours added up."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

from app.applicants.rules import NOT_CONFIRMED_HERE
from app.core.eligibility import ContinuingEducationHours
from app.core.errors import Violation
from app.core.identity import check_identity_number
from app.hours.enums import HoursBasis, HoursKind, HoursSource
from app.hours.template import Template

Key: TypeAlias = tuple[int, int, HoursKind, str]
"""Person, year, kind, training: what one row is about."""

HEADER_WITHIN = 10
LONGEST = {"activity": 200, "organiser": 120}
NUMBER = re.compile(r"\d{1,6}(\.\d)?")
FORMULA = "This cell holds a formula. Please write its value instead."
MISSING = "Please fill this in."


@dataclass(frozen=True)
class Known:
    """What a sheet is read against: `people` are (id, name) by identity number, `unconfirmed` the numbers of those whom
    their employer has not confirmed yet; `registered` and `waiting` are
    trainings that stand in the register or in another import. `words` turn the words of a column into members."""

    template: Template
    words: Mapping[str, Mapping[str, Any]]
    today: dt.date
    people: Mapping[str, tuple[int, str]]
    unconfirmed: Collection[str] = ()
    registered: frozenset[Key] = frozenset()
    waiting: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Line:
    """One row of the sheet, checked."""

    number: int
    applicant_id: int
    name: str
    year: int
    kind: HoursKind
    source: HoursSource
    basis: HoursBasis
    activity: str
    organiser: str
    tenths: int

    @property
    def key(self) -> Key:
        return (self.applicant_id, self.year, self.kind, self.activity)

    @property
    def hours(self) -> Decimal:
        return Decimal(self.tenths) / 10


Cells: TypeAlias = Sequence[tuple[int, Sequence[Any]]]


def read_lines(sheet: Cells, known: Known) -> tuple[list[Line], list[Violation]]:
    """Every row below the headings, and what is wrong with the sheet; `field` of a violation is “row.column”."""
    place, columns, faults = _headings(sheet, known.template)
    if faults:
        return [], faults
    lines: list[Line] = []
    for number, cells in sheet[place + 1 :]:
        written = {key: cells[index] if index < len(cells) else None for key, index in columns.items()}
        line, found = _line(number, written, known)
        faults += found
        lines += [line] if line else []
    if len(sheet) == place + 1:
        faults.append(Violation("", "The sheet has headings only. Please write one training in each row below them."))
    faults += _doubles(lines, known)
    faults += _absurd_years(lines, known.template)
    return lines, sorted(faults, key=lambda fault: int(fault.field.partition(".")[0] or 0))


def identity_numbers(sheet: Cells, template: Template) -> set[str]:
    """The identity numbers that a sheet names."""
    place, columns, faults = _headings(sheet, template)
    if faults:
        return set()
    index = columns["identity_number"]
    return {_text(cells[index]).upper() for _number, cells in sheet[place + 1 :] if index < len(cells)}


def with_register(known: Known, registered: Iterable[Key], waiting: Iterable[Key]) -> Known:
    """The same with the trainings that stand already."""
    return replace(known, registered=frozenset(registered), waiting=frozenset(waiting))


def facts_of(rows: Iterable[Any]) -> dict[int, ContinuingEducationHours]:
    """Registered rows (year, kind, basis, tenths) as the facts of each year (R-251, R-252)."""
    tenths: Counter[tuple[int, HoursKind, HoursBasis]] = Counter()
    for row in rows:
        tenths[row.year, row.kind, row.basis] += row.tenths
    years = sorted({year for year, _kind, _basis in tenths})
    return {year: _year(year, tenths) for year in years}


def _year(year: int, tenths: Mapping[tuple[int, HoursKind, HoursBasis], int]) -> ContinuingEducationHours:
    def total(kind: HoursKind, *bases: HoursBasis) -> Decimal:
        return Decimal(sum(tenths.get((year, kind, basis), 0) for basis in bases)) / 10

    found = {basis for which, _kind, basis in tenths if which == year}
    return ContinuingEducationHours(
        professional=total(HoursKind.PROFESSIONAL, *HoursBasis),
        industry_public=total(HoursKind.INDUSTRY_PUBLIC, *HoursBasis),
        general_public=total(HoursKind.GENERAL_PUBLIC, *HoursBasis),
        registered_professional=total(HoursKind.PROFESSIONAL, HoursBasis.REGISTERED)
        if HoursBasis.REGISTERED in found
        else None,
        accepted=True if HoursBasis.OLD_RULES in found else None,
    )


def _headings(sheet: Cells, template: Template) -> tuple[int, dict[str, int], list[Violation]]:
    """Where the headings stand, the index of each column, and what is wrong with them."""
    keys = {header: key for key, header in template.columns.items()}
    for place, (number, cells) in enumerate(sheet[:HEADER_WITHIN]):
        found = [keys.get(_text(cell)) for cell in cells]
        if "identity_number" not in found:
            continue
        columns = {key: index for index, key in enumerate(found) if key}
        faults = [
            Violation(f"{number}.", "“%(found)s” is no column of the template.", {"found": _text(cell)})
            for cell, key in zip(cells, found, strict=True)
            if key is None and _text(cell)
        ]
        twice = [key for key, count in Counter(filter(None, found)).items() if count > 1]
        faults += [Violation(f"{number}.{key}", "This column stands in the sheet twice; keep one.") for key in twice]
        faults += [
            Violation(f"{number}.{key}", "This column is missing; add it, as the template has it.")
            for key in template.columns
            if key not in columns and key not in template.optional
        ]
        return place, columns, faults
    message = "The sheet has no row of headings. Please download the template and fill in that file."
    return 0, {}, [Violation("", message)]


def _line(number: int, written: Mapping[str, Any], known: Known) -> tuple[Line | None, list[Violation]]:
    values: dict[str, Any] = {"organiser": "", "basis": HoursBasis.REGISTERED}
    faults: list[Violation] = []
    for key, cell in written.items():
        text = _text(cell)
        if text.startswith("="):
            faults.append(Violation(f"{number}.{key}", FORMULA))
        elif text:
            values[key], found = _value(key, text, known)
            faults += [Violation(f"{number}.{key}", one.message, one.params) for one in found]
        elif key not in known.template.optional:
            faults.append(Violation(f"{number}.{key}", MISSING))
    if faults:
        return None, faults
    applicant_id, name = known.people[values["identity_number"]]
    if values["name"] != name:
        message = "The identity number belongs to another name than “%(found)s”. Please check both."
        return None, [Violation(f"{number}.name", message, {"found": values["name"]})]
    kept = {key: value for key, value in values.items() if key not in ("identity_number", "name", "hours")}
    return Line(number, applicant_id, name, tenths=values["hours"], **kept), []


def _value(key: str, text: str, known: Known) -> tuple[Any, list[Violation]]:
    match key:
        case "identity_number":
            return _person(text.upper(), known)
        case "year":
            return _calendar_year(text, known)
        case "hours":
            return _tenths(text, known.template)
        case "kind" | "source" | "basis":
            words = known.words[key]
            if text in words:
                return words[text], []
            message = "“%(found)s” is not known here; write one of: %(known)s."
            own: dict[Any, str] = {}
            for word, meant in words.items():
                own.setdefault(meant, word)
            return None, [Violation(key, message, {"found": text, "known": list(own.values())})]
        case "activity" | "organiser" if len(text) > LONGEST[key]:
            message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
            return None, [Violation(key, message, {"found": len(text), "wanted": LONGEST[key]})]
    return text, []


def _person(number: str, known: Known) -> tuple[str, list[Violation]]:
    """Only people whom the submitter may hand hours in for; who is not among them is told alike, known or not."""
    if number in known.people:
        return number, []
    if number in known.unconfirmed:
        return number, [Violation("identity_number", NOT_CONFIRMED_HERE)]
    if faults := check_identity_number(number, known.today):
        return number, faults[:1]
    message = "Nobody with this identity number can be handed in for here. Please check it, or remove the row."
    return number, [Violation("identity_number", message)]


def _calendar_year(text: str, known: Known) -> tuple[int, list[Violation]]:
    first = known.today.year - known.template.latest_years + 1
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if first <= year <= known.today.year:
        return year, []
    message = "“%(found)s” is no year that can be handed in; write one from %(first)s to %(last)s."
    return year, [Violation("year", message, {"found": text, "first": str(first), "last": str(known.today.year)})]


def _tenths(text: str, template: Template) -> tuple[int, list[Violation]]:
    """Tenths of an hour; 0, less, and more than a training can have are refused."""
    most = template.most_hours_in_a_row
    if text.isascii() and NUMBER.fullmatch(text) and 0 < (tenths := int(Decimal(text) * 10)) <= most * 10:
        return tenths, []
    message = "“%(found)s” is no number of hours above 0 and up to %(most)s, with at most one decimal."
    return 0, [Violation("hours", message, {"found": text, "most": most})]


def _doubles(lines: Sequence[Line], known: Known) -> Iterator[Violation]:
    first: dict[Key, int] = {}
    for line in lines:
        place = first.setdefault(line.key, line.number)
        field = f"{line.number}.activity"
        if place != line.number:
            message = "The same training of the same person, year and kind stands in row %(row)s too. Please keep one."
            yield Violation(field, message, {"row": place})
        elif line.key in known.registered:
            yield Violation(field, "This training is registered already. Please remove the row.")
        elif line.key in known.waiting:
            yield Violation(
                field, "This training stands in another import that is being checked. Please remove the row."
            )


def _absurd_years(lines: Sequence[Line], template: Template) -> Iterator[Violation]:
    tenths: Counter[tuple[int, int]] = Counter()
    for line in lines:
        before = tenths[line.applicant_id, line.year]
        tenths[line.applicant_id, line.year] += line.tenths
        after, most = before + line.tenths, template.most_hours_in_a_year * 10
        if before <= most < after:
            message = "With this row %(name)s has %(found)s hours in %(year)s; more than %(most)s cannot be right."
            figures = {
                "name": line.name,
                "year": str(line.year),
                "found": written(after),
                "most": template.most_hours_in_a_year,
            }
            yield Violation(f"{line.number}.hours", message, figures)


def written(tenths: int) -> str:
    """Tenths of an hour as hours: 72, 7.5."""
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
