"""Two plans row by row: what only one has, what differs in which cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.diff import Change, changed_sections
from app.plans.packs import PLAN_KEYS, SECTIONS, Document, Section

PLAN = "plan"
# Every plan has its own; that they differ says nothing.
NOT_COMPARED = frozenset({"code", "decided"})
Row = dict[str, Any]


@dataclass(frozen=True)
class CellChange:
    """One value of a row that stands in both plans."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RowChange:
    """A row that differs: None stands for the plan that lacks it. `name` tells the row from the others of its list;
    a stage also names its `route`."""

    name: str
    before: Row | None
    after: Row | None
    cells: tuple[CellChange, ...] = ()
    route: str = ""


@dataclass(frozen=True)
class SectionChange:
    """One list of both plans ("plan": the plan itself): the rows that differ, and how many are the same."""

    name: str
    rows: tuple[RowChange, ...]
    equal: int


def compare(before: Document, after: Document, sections: Sequence[Section] = SECTIONS) -> list[SectionChange]:
    """The plan itself and each of these lists, in the order of a plan. Order alone is no difference."""
    head = [key.name for key in PLAN_KEYS if key.name not in NOT_COMPARED]
    found = [_compared(PLAN, [{name: one.get(name) for name in head} for one in (before, after)])] if head else []
    for section in sections:
        rows = [_named(one[section.name], section.identity) for one in (before, after)]
        inner = section.within
        own = [[{k: v for k, v in row.items() if not inner or k != inner.name} for row in one] for one in rows]
        found.append(_lists(section.name, own))
        if inner:
            stages = [list(_inner(one, inner)) for one in rows]
            found.append(_lists(inner.name, stages))
    return found


def flat(changes: Iterable[SectionChange]) -> list[Row]:
    """The same as rows of plain values, cell by cell: section, row, column ("" for a whole row), before, after."""
    return [
        {"section": section.name, "row": row.name, "column": cell.column, "before": cell.before, "after": cell.after}
        for section in changes
        for row in section.rows
        for cell in row.cells or (CellChange("", _plain(row.before), _plain(row.after)),)
    ]


def _plain(row: Row | None) -> Row | None:
    return None if row is None else {name: value for name, value in row.items() if name not in ("id", "route")}


def _compared(name: str, pair: list[Row]) -> SectionChange:
    cells = _cells(changed_sections(*({PLAN: one} for one in pair)), pair[0], pair[1], 0)
    rows = (RowChange("", pair[0], pair[1], cells),) if cells else ()
    return SectionChange(name, rows, len(pair[0]) - len(cells))


def _lists(name: str, pair: list[list[Row]]) -> SectionChange:
    here, there = ({row["id"]: row for row in rows} for rows in pair)
    changes: dict[str, list[Change]] = {}
    for change in changed_sections({name: pair[0]}, {name: pair[1]}):
        changes.setdefault(str(change.path[0]), []).append(change)
    rows = []
    for key, found in changes.items():
        before, after = here.get(key), there.get(key)
        cells = _cells(found, before, after, 1) if before and after else ()
        one = before or after or {}
        rows.append(RowChange(key, before, after, cells, one.get("route", "")))
    return SectionChange(name, tuple(rows), sum(key not in changes for key in here))


def _cells(changes: Iterable[Change], before: Row, after: Row, depth: int) -> tuple[CellChange, ...]:
    columns = dict.fromkeys(str(change.path[depth]) for change in changes)
    return tuple(CellChange(name, before.get(name), after.get(name)) for name in columns)


def _named(rows: Iterable[Row], identity: str) -> list[Row]:
    """The rows, each with an `id` of its own: what the list goes by, counted on where it stands twice."""
    seen: dict[str, int] = {}
    named = []
    for row in rows:
        name = str(row[identity])
        seen[name] = seen.get(name, 0) + 1
        named.append({**row, "id": name if seen[name] == 1 else f"{name} ({seen[name]})"})
    return named


def _inner(routes: Iterable[Row], inner: Section) -> Iterable[Row]:
    for route in routes:
        for stage in _named(route[inner.name], "name"):
            yield {**stage, "id": f"{route['id']} · {stage['id']}", "route": route["name"]}
