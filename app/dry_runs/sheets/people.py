"""The rows of an uploaded sheet as people; everything that is wrong with it is told with its cell.

Each row is one person who would apply. An empty cell is not known, which leads to "evidence needed".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.core.eligibility import (
    Affiliation,
    ApplicantFacts,
    Ban,
    DatePrecision,
    Degree,
    EducationRecord,
    EmploymentRecord,
    InsurancePeriod,
    SkillRecord,
    TitleHeld,
)
from app.core.errors import Invalid, Violation
from app.core.workflow import Subject
from app.documents.sheet_rows import Row, Value
from app.dry_runs.rules import Person
from app.dry_runs.sheets.cells import COLUMNS, FIRST_DAY, LAST_DAY, CellError, Words, plain

HEADER_WITHIN = 5  # rows in which the header is looked for
MOST_FAULTS = 50
NEEDED = "A value is missing."
# A cell that makes no sense without another.
NEEDS = {
    "education": "graduated_on",
    "graduated_on": "education",
    "degree": "education",
    "match": "education",
    "held_title": "obtained_on",
    "obtained_on": "held_title",
    "appointed_on": "held_title",
    "skill_level": "skill_on",
    "skill_on": "skill_level",
    "insurance_from": "region",
    "insurance_to": "insurance_from",
}
ORDERED = (("insurance_from", "insurance_to"),)


class FactSheet:
    """The persons of an uploaded sheet, read row by row; `title` and `mode`, where set, are those of everybody."""

    def __init__(self, rows: Iterable[Row], words: Words, title: str = "", mode: str = "") -> None:
        """Reads to the header. Raises Invalid where there is none, or where one is unknown, twice or missing."""
        self._rows = iter(rows)
        self._words = words
        self._fixed = {key: value for key, value in (("title", title), ("mode", mode)) if value}
        self._places = self._header()
        self._faults: list[Violation] = []
        self._references: set[str] = set()

    def persons(self) -> Iterator[Person]:
        """Every person in order. Raises Invalid, at the end or as soon as there are 50 faults, with the row and column
        of each; whoever reads must keep nothing of it then."""
        found = False
        for number, cells in self._rows:
            found = True
            values = self._row(number, cells)
            if len(self._faults) >= MOST_FAULTS:
                break
            if values is not None:
                yield person_of(values)
        if not found:
            raise Invalid([Violation("", "The sheet has a header and no rows.")])
        if self._faults:
            raise Invalid(self._faults)

    def _header(self) -> dict[int, str]:
        for number, cells in self._rows:
            keys = [self._words.headers.get(plain(cell)) if cell is not None else None for cell in cells]
            if "reference" in keys:
                return self._checked(number, cells, keys)
            if number >= HEADER_WITHIN:
                break
        message = "The sheet has no row of headers with the column “%(column)s”. Please use the template."
        raise Invalid([Violation("", message, {"column": self._words.shown["reference"]})])

    def _checked(self, number: int, cells: tuple[Value, ...], keys: list[str | None]) -> dict[int, str]:
        faults = [
            Violation(_place(number, index), "“%(found)s” is no column of the template.", {"found": str(cell)})
            for index, (cell, key) in enumerate(zip(cells, keys, strict=True))
            if cell is not None and key is None
        ]
        named = [key for key in keys if key]
        faults += [
            self._about(number, "The column “%(column)s” stands there twice.", key)
            for key in dict.fromkeys(named)
            if named.count(key) > 1
        ]
        faults += [
            self._about(number, "The column “%(column)s” is missing.", key)
            for key in ("title", "mode")
            if key not in named and key not in self._fixed
        ]
        if faults:
            raise Invalid(faults)
        return {index: key for index, key in enumerate(keys) if key}

    def _about(self, number: int, message: str, key: str) -> Violation:
        return Violation(str(number), message, {"column": self._words.shown[key]})

    def _row(self, number: int, cells: tuple[Value, ...]) -> dict[str, Any] | None:
        """The row's values by column, those of everybody among them; None where it has a fault."""
        values: dict[str, Any] = {}
        bad: dict[str, CellError] = {}
        for index, key in self._places.items():
            cell = cells[index] if index < len(cells) else None
            if cell is not None:
                try:
                    values[key] = COLUMNS[key](cell, self._words)
                except CellError as error:
                    bad[key] = error
        values = {**values, **self._fixed}
        for key in ("reference", "title", "mode"):
            if key not in values:
                bad.setdefault(key, CellError(NEEDED))
        for key, other in NEEDS.items():
            if key in values and other not in values and other not in bad:
                bad[key] = CellError(
                    "A value here needs one in the column “%(other)s”.", other=self._words.shown[other]
                )
        if values.get("reference") in self._references:
            bad["reference"] = CellError("“%(found)s” stands in an earlier row as well.", found=values["reference"])
        elif "reference" in values:
            self._references.add(values["reference"])
        for first, last in ORDERED:
            if first in values and last in values and values[last] < values[first]:
                bad[last] = CellError(
                    "This day lies before that in the column “%(other)s”.", other=self._words.shown[first]
                )
        places = {key: _place(number, index) for index, key in self._places.items()}
        self._faults += [
            Violation(f"{places.get(key, number)} {self._words.shown[key]}", error.message, error.params)
            for key, error in bad.items()
        ]
        return None if bad else values


def person_of(values: Mapping[str, Any]) -> Person:
    """A row's values, by the keys of the columns, as one person."""
    region, kind = values.get("region"), values.get("employer_kind")
    level = values.get("affiliation_level")
    facts = ApplicantFacts(
        education=_education(values),
        employment=_employment(values),
        titles=_titles(values),
        skills=(SkillRecord(values["skill_level"], values["skill_on"]),) if "skill_level" in values else None,
        appraisals=values.get("appraisals"),
        continuing_education=values.get("hours"),
        civil_servant=values.get("civil_servant"),
        in_service=values.get("in_service"),
        employer_kind=kind.name if kind else None,
        work_region=region,
        affiliation=Affiliation(region, region, region) if region and "insurance_from" in values else None,
        insurance=_insurance(values),
        established_post=values.get("established"),
        post_vacancies=values.get("vacancies"),
        present_post_since=values.get("appointed_on"),
        bans=None if "banned" not in values else (Ban(FIRST_DAY, LAST_DAY),) if values["banned"] else (),
        credit_clear=values.get("credit"),
        statement_characters=values.get("characters"),
        self_score=values.get("self_score"),
    )
    subject = Subject(
        mode=values["mode"],
        title_code=values["title"],
        employer_kind=kind.name if kind else "",
        affiliation_level=level.name if level else "",
        region=region or "",
        file_hosted=values.get("file_hosted", False),
        established=values.get("established"),
    )
    return Person(values["reference"], values.get("name", ""), facts, subject)


def _education(values: Mapping[str, Any]) -> tuple[EducationRecord, ...] | None:
    if "education" not in values:
        return None
    return (
        EducationRecord(
            level=values["education"],
            degree=values.get("degree", Degree.NONE),
            graduated_on=values["graduated_on"],
            match=values.get("match"),
        ),
    )


def _employment(values: Mapping[str, Any]) -> tuple[EmploymentRecord, ...] | None:
    if "professional_since" not in values:
        return None
    return (EmploymentRecord(started_on=values["professional_since"], precision=DatePrecision.DAY),)


def _titles(values: Mapping[str, Any]) -> tuple[TitleHeld, ...] | None:
    if "held_title" not in values:
        return None
    return (
        TitleHeld(
            code=values["held_title"], obtained_on=values["obtained_on"], appointed_on=values.get("appointed_on")
        ),
    )


def _insurance(values: Mapping[str, Any]) -> tuple[InsurancePeriod, ...] | None:
    if "insurance_from" not in values:
        return None
    period = InsurancePeriod(
        started_on=values["insurance_from"], ended_on=values.get("insurance_to"), region=values["region"]
    )
    return (period,)


def _place(row: int, index: int) -> str:
    """A cell as spreadsheet programs call it, such as C12."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
