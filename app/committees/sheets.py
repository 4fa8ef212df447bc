"""The catalog of committees as a table, and what a cell of it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.committees.enums import CommitteeKind, CommitteeLevel
from app.committees.rules import ROW_KEYS, Row
from app.committees.rules.rows import LISTS, TABLES, Index
from app.documents.spreadsheet import Cell

MEMBERS: Mapping[str, Any] = {"level": CommitteeLevel, "kind": CommitteeKind}
VERBATIM = ("code", "filing_number", "region")
SEPARATOR = "、"


def catalog_cells(row: Row, tables: Mapping[str, Index], words: Mapping[str, Mapping[str, Any]]) -> list[Cell]:
    """A committee as the sheet has it, in the order of ROW_KEYS; what is read again is the same committee."""
    return [cell_of(key, row[key], row["series"], tables, words) for key in ROW_KEYS]


def cell_of(
    key: str, value: Any, series: str, tables: Mapping[str, Index], words: Mapping[str, Mapping[str, Any]]
) -> Cell:
    """One value as people write it: names for codes where they are found again, words for members and flags."""
    if value is None or value == "":
        return None
    if key in LISTS:
        return _listed([tables[TABLES[key]].text(code, series) for code in value])
    if key in TABLES:
        return tables[TABLES[key]].text(value)
    if key in words:
        found: str = next(text for text, meant in words[key].items() if meant == value)
        return found
    cell: Cell = value
    return cell


def _listed(names: Sequence[str]) -> str | None:
    return SEPARATOR.join(names) or None
