"""The catalog of committees as rows of a sheet: read, checked against the catalog, compared with what is stored."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from app.catalog.rules import check_code
from app.committees.enums import CommitteeKind
from app.committees.rules.terms import Facts, check_committee
from app.core.errors import Violation
from app.organisations.enums import OrganisationKind

Row: TypeAlias = dict[str, Any]
"""Plain values by column: codes for rows of other tables, names of members, days, tuples of codes."""

REQUIRED = ("code", "name", "level", "series", "region", "office")
LISTS: Mapping[str, str] = {"titles_reviewed": "titles", "titles_recommended": "titles", "specialties": "specialties"}
OPTIONAL: Row = {
    "kind": CommitteeKind.ORDINARY.name,
    "organisation": "",
    "titles_reviewed": (),
    "titles_recommended": (),
    "specialties": (),
    "filing_number": "",
    "filed_from": None,
    "filed_until": None,
    "active": True,
}
ROW_KEYS = (*REQUIRED, *OPTIONAL)
LONGEST: Mapping[str, int] = {"code": 60, "name": 120, "filing_number": 60}
TABLES: Mapping[str, str] = {
    "series": "series",
    "region": "regions",
    "office": "organisations",
    "organisation": "organisations",
    **LISTS,
}
SEPARATORS = re.compile(r"[、,，;；\n]+")
CHINESE_DAY = re.compile(r"(\d{4})\s*[年/.]\s*(\d{1,2})\s*[月/.]\s*(\d{1,2})\s*日?")
HEADER_WITHIN = 10
KINDS_OF_ROWS = ("NEW", "CHANGED", "SAME")


@dataclass(frozen=True)
class Named:
    """A row of another table; `series` is the code of its series, `kind` what an organisation is."""

    code: str
    name: str
    series: str = ""
    kind: OrganisationKind | None = None


class Index:
    """Rows of one table by code and by name."""

    def __init__(self, rows: Iterable[Named]) -> None:
        self._by_code = {row.code: row for row in rows}
        self._by_name: dict[str, list[Named]] = {}
        for row in self._by_code.values():
            self._by_name.setdefault(row.name, []).append(row)

    def matches(self, text: str, series: str = "") -> list[Named]:
        """The rows that a text means: by code, else by name, one of its own series before those of others."""
        if text in self._by_code:
            return [self._by_code[text]]
        named = self._by_name.get(text, [])
        return [row for row in named if row.series == series] or named

    def text(self, code: str, series: str = "") -> str:
        """How a row is written so that it is found again: its name, or its code where the name would not do."""
        row = self._by_code[code]
        return row.name if not SEPARATORS.search(row.name) and self.matches(row.name, series) == [row] else code

    def of(self, code: str) -> Named:
        return self._by_code[code]


@dataclass(frozen=True)
class Known:
    """What a sheet may name, by table, and the committees that are stored, by code. `words` turn what stands in a
    heading or in a cell of words into its key, member or flag; of several for one meaning the first is the reader's."""

    tables: Mapping[str, Index]
    committees: Mapping[str, Row]
    headings: Mapping[str, str]
    words: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Change:
    """What one row of a sheet would do: `columns` are (column, before, after), empty unless `kind` is CHANGED."""

    number: int
    row: Row
    kind: str
    columns: list[tuple[str, Any, Any]] = field(default_factory=list)


def state_of(row: Row) -> Row:
    """A whole row in its one form: lists sorted, so that rows that say the same are equal."""
    return {key: tuple(sorted(row[key])) if key in LISTS else row[key] for key in ROW_KEYS}


def read_rows(
    lines: Sequence[tuple[int, Sequence[Any]]], known: Known
) -> tuple[list[tuple[int, Row]], list[Violation]]:
    """(number, whole row) of every line below the headings, and what is wrong; `field` is “number.column”.

    `lines` are (number, cells). A column that the sheet leaves out stays as it is stored.
    """
    place, columns, faults = _headings(lines, known)
    if faults:
        return [], faults
    rows: list[tuple[int, Row]] = []
    for number, cells in lines[place + 1 :]:
        written = {key: cells[index] if index < len(cells) else None for key, index in columns.items()}
        row, found = _row(number, written, known)
        faults += found
        rows.append((number, row))
    if not rows:
        faults.append(Violation("", "The sheet has headings only. Please write one committee in each row below them."))
    faults += _doubles(rows, known)
    return rows, faults


def changes_of(rows: Sequence[tuple[int, Row]], known: Known) -> list[Change]:
    """What the rows would change, in their order; committees that the sheet does not name stay as they are."""
    found = []
    for number, row in rows:
        stored = known.committees.get(row["code"])
        if stored is None:
            found.append(Change(number, row, "NEW"))
            continue
        columns = [(key, stored[key], row[key]) for key in ROW_KEYS if stored[key] != row[key]]
        found.append(Change(number, row, "CHANGED" if columns else "SAME", columns))
    return found


def _headings(lines: Sequence[tuple[int, Sequence[Any]]], known: Known) -> tuple[int, dict[str, int], list[Violation]]:
    """Where the headings stand, the index of each column, and what is wrong with them."""
    for place, (number, cells) in enumerate(lines[:HEADER_WITHIN]):
        keys = [known.headings.get(_text(cell)) for cell in cells]
        if "code" not in keys:
            continue
        columns = {key: index for index, key in enumerate(keys) if key}
        faults = [
            Violation(f"{number}.", "There is no column “%(name)s” in this catalog.", {"name": _text(cell)})
            for cell, key in zip(cells, keys, strict=True)
            if key is None and _text(cell)
        ]
        twice = [key for key, count in Counter(key for key in keys if key).items() if count > 1]
        faults += [Violation(f"{number}.{key}", "This column stands in the sheet twice; keep one.") for key in twice]
        faults += [
            Violation(f"{number}.{key}", "This column is missing; add it, as the downloaded catalog has it.")
            for key in REQUIRED
            if key not in columns
        ]
        return place, columns, faults
    message = "The sheet has no row of headings. Please download the catalog and fill in that file."
    return 0, {}, [Violation("", message)]


def _row(number: int, written: Mapping[str, Any], known: Known) -> tuple[Row, list[Violation]]:
    """One row as it would be stored; a value that is wrong is absent."""
    stored = known.committees.get(_text(written.get("code")), {})
    row: Row = {key: stored.get(key, default) for key, default in OPTIONAL.items() if key not in written}
    faults: list[Violation] = []
    for key in sorted(written, key=ROW_KEYS.index):
        value, found = _cell(key, written[key], row, known)
        faults += [Violation(f"{number}.{key}", one.message, one.params) for one in found]
        if not found:
            row[key] = value
    if not faults:
        faults += [Violation(f"{number}.{one.field}", one.message, one.params) for one in _against(row, known)]
    return (state_of(row) if not faults else row), faults


def _cell(key: str, value: Any, row: Row, known: Known) -> tuple[Any, list[Violation]]:
    text = _text(value)
    if not text:
        return (None, [Violation(key, "Please fill this in.")]) if key in REQUIRED else (OPTIONAL[key], [])
    if key in LISTS:
        codes: list[str] = []
        faults: list[Violation] = []
        for part in filter(None, (one.strip() for one in SEPARATORS.split(text))):
            code, found = _found(key, part, row.get("series", ""), known)
            faults += found
            codes += [code] if not found else []
        return tuple(sorted(set(codes))), faults
    if key in TABLES:
        return _found(key, text, "", known)
    if key in known.words:
        words = known.words[key]
        if text not in words:
            message = "“%(found)s” is not known here; write one of: %(known)s."
            own: dict[Any, str] = {}
            for word, meant in words.items():
                own.setdefault(meant, word)
            return None, [Violation(key, message, {"found": text, "known": list(own.values())})]
        return words[text], []
    return READERS.get(key, _plain)(key, value)


def _found(key: str, text: str, series: str, known: Known) -> tuple[str, list[Violation]]:
    matches = known.tables[TABLES[key]].matches(text, series)
    if len(matches) == 1:
        return matches[0].code, []
    if matches:
        message = "“%(found)s” is the name of several rows of the catalog; write the code, one of: %(codes)s."
        return "", [Violation(key, message, {"found": text, "codes": [row.code for row in matches]})]
    message = "“%(found)s” is not in the catalog. Please correct the name, or add it to the catalog first."
    return "", [Violation(key, message, {"found": text})]


def _plain(key: str, value: Any) -> tuple[str, list[Violation]]:
    text = _text(value)
    if len(text) > LONGEST[key]:
        message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
        return text, [Violation(key, message, {"found": len(text), "wanted": LONGEST[key]})]
    return text, check_code(text) if key == "code" else []


def _day(key: str, value: Any) -> tuple[dt.date | None, list[Violation]]:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value, []
    text = _text(value)
    try:
        written = CHINESE_DAY.fullmatch(text)
        return dt.date(*map(int, written.groups())) if written else dt.date.fromisoformat(text), []
    except ValueError:
        message = "“%(found)s” is not a day. Write it like 2026-11-20."
        return None, [Violation(key, message, {"found": text})]


READERS: Mapping[str, Callable[[str, Any], tuple[Any, list[Violation]]]] = {"filed_from": _day, "filed_until": _day}


def _against(row: Row, known: Known) -> list[Violation]:
    """What a whole row contradicts."""
    office = known.tables["organisations"].of(row["office"])
    assert office.kind is not None
    facts = Facts(
        CommitteeKind[row["kind"]],
        office.code,
        office.name,
        office.kind,
        row["organisation"],
        row["filed_from"],
        row["filed_until"],
    )
    return check_committee(facts)


def _doubles(rows: Sequence[tuple[int, Row]], known: Known) -> Iterator[Violation]:
    """Codes and names that stand in two rows, and names that another committee has."""
    owners = {row["name"]: code for code, row in known.committees.items()}
    seen: dict[tuple[str, Any], int] = {}
    for number, row in rows:
        for key in ("code", "name"):
            value = row.get(key)
            first = seen.setdefault((key, value), number)
            if value and first != number:
                message = "%(name)s stands in row %(row)s too; keep one, or write another."
                yield Violation(f"{number}.{key}", message, {"name": value, "row": first})
        owner = owners.get(row.get("name", ""))
        if owner and row.get("code") and owner != row["code"]:
            message = "The committee with the code %(code)s has this name already. Please write another."
            yield Violation(f"{number}.name", message, {"code": owner})


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a decimal point, days as 2026-11-20."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
