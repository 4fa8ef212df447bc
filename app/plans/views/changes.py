"""What differs between two states of a plan, or between two plans, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask_babel import gettext as _

from app.catalog.queries import names_by_code
from app.console.cells import written
from app.console.formats import listed, money, parted
from app.core.eligibility import Degree, EducationLevel, FieldMatch, RequirementKind, SkillLevel
from app.core.workflow import Gate, HolderKind, StageKind
from app.documents.yaml_rows import Key
from app.plans import services
from app.plans.labels import COLUMN_LABELS, PART_LABELS, RULE_LABELS, SECTION_LABELS
from app.plans.models import ReviewPlan
from app.plans.packs import PLAN_KEYS, SECTIONS, STAGES
from app.plans.rules import PLAN, CellChange, RowChange, SectionChange
from app.plans.views.wording import Names as Wording
from app.plans.views.wording import condition_words, figures_words, members, merged, names_of

KEYS: Mapping[str, Mapping[str, Key]] = {
    PLAN: {key.name: key for key in PLAN_KEYS},
    STAGES.name: {key.name: key for key in STAGES.keys},
    **{section.name: {key.name: key for key in section.keys} for section in SECTIONS},
}
IDENTITIES = {section.name: section.identity for section in SECTIONS}
# What names a row to people, where its key does not.
NAMING = ("name", "title", "mode", "specialty", "committee", "contact", "kind")
NOT_SHOWN = frozenset({"id", "route", "clause"})
NO_NAME = "contacts"
Row = Mapping[str, Any]
# Values that are names of members, and their columns do not tell of which enum.
MEMBERS: Mapping[str, type[Enum]] = {
    "education": EducationLevel,
    "degree": Degree,
    "gates": Gate,
    "skill_level": SkillLevel,
    "major_match": FieldMatch,
    "holder": HolderKind,
    "kind": StageKind,
}


@dataclass(frozen=True)
class Names:
    """Printed names: `codes` by table and code, `words` those of conditions and figures."""

    codes: Mapping[tuple[str, str], str]
    words: Wording


@dataclass(frozen=True)
class Line:
    """One difference: the row's name, the value's name ("" for the whole row), as it is here and there."""

    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """One list of both plans: its name, its differences, and how many rows are the same."""

    anchor: str
    title: str
    lines: Sequence[Line]
    equal: int


def parts_of(changes: Sequence[SectionChange], plans: Sequence[ReviewPlan]) -> list[Part]:
    """Every list in which two plans differ or agree, in words; a statement for each table whose names are needed."""
    names = _names([(one.name, row) for one in changes for row in one.rows], plans)
    return [
        Part(
            one.name,
            str(SECTION_LABELS.get(one.name) or PART_LABELS[one.name]),
            [line for row in one.rows for line in _lines(one.name, row, names)],
            one.equal,
        )
        for one in changes
        if one.rows or one.equal
    ]


def amendment_lines(plan: ReviewPlan) -> list[tuple[services.Amendment, list[Line]]]:
    """What changed in a published plan, the newest first, each with its differences in words."""
    found = services.amendments(plan)
    rows = [(one["section"], _row_change(one)) for amendment in found for one in amendment.changes]
    names = _names(rows, [plan])
    lines = iter([list(_lines(section, row, names)) for section, row in rows])
    shown = {(section, row.key): row.name for section in ("deadlines",) for row in getattr(plan, section)}
    return [(one, [_renamed(line, shown) for _change in one.changes for line in next(lines)]) for one in found]


def _row_change(one: Row) -> RowChange:
    if not one["column"]:
        return RowChange(one["row"], one["before"], one["after"])
    cell = CellChange(one["column"], one["before"], one["after"])
    return RowChange(one["row"], {}, {}, (cell,))


def _renamed(line: Line, shown: Mapping[tuple[str, str], str]) -> Line:
    name = shown.get(("deadlines", line.row), line.row)
    return Line(name, line.column, line.before, line.after)


def _lines(section: str, row: RowChange, names: Names) -> Iterable[Line]:
    keys = KEYS[section]
    name = _row_name(section, row, names)
    kind = str((row.before or row.after or {}).get("kind", ""))
    if row.cells:
        for cell in row.cells:
            words = [
                value_words(keys.get(cell.column), cell.column, value, names, kind)
                for value in (cell.before, cell.after)
            ]
            yield Line(name, str(COLUMN_LABELS.get(cell.column) or PART_LABELS.get(cell.column, cell.column)), *words)
        return
    yield Line(name, "", *("" if one is None else _whole(keys, one, names) for one in (row.before, row.after)))


def _whole(keys: Mapping[str, Key], row: Row, names: Names) -> str:
    """All that a row says, in one line."""
    told = [
        (str(COLUMN_LABELS.get(name, name)), value_words(key, name, row.get(name), names, str(row.get("kind", ""))))
        for name, key in keys.items()
        if name not in NOT_SHOWN and row.get(name) not in (None, "", [], {}, False)
    ]
    return parted(f"{words}{_(': ')}{value}" for words, value in told if value)


def _row_name(section: str, row: RowChange, names: Names) -> str:
    """What people know the row by."""
    if section == PLAN:
        return ""
    one = row.before or row.after or {}
    keys = KEYS[section]
    named = next((name for name in NAMING if one.get(name) and name in keys), "")
    shown = value_words(keys.get(named), named, one[named], names) if named else row.name
    key = keys.get(IDENTITIES.get(section, ""))
    if not named and key and key.refers:
        shown = names.codes.get((key.refers, row.name), row.name)
    return _("%(route)s · %(stage)s", route=row.route, stage=shown) if row.route else shown


def value_words(key: Key | None, name: str, value: Any, names: Names, kind: str = "") -> str:
    """One value of a document or of the log as people read it; `kind`: of which kind of requirement its figures are."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if name == "amount_fen":
        return str(money(value))
    if key is not None and key.refers:
        return names.codes.get((key.refers, value), str(value))
    if key is not None and key.members:
        return members([value], key.members)
    if name in MEMBERS:
        return members(value, MEMBERS[name])
    if name == "current_title":
        return names.words.title(value)
    if name == "applies_when":
        return condition_words(value, names.words)
    if name == "parameters" and kind in RequirementKind.__members__:
        return figures_words(RequirementKind[kind], value, names.words)
    if isinstance(value, str) and (name.endswith("_on") or name.endswith("_deadline")):
        value = dt.date.fromisoformat(value)
    if isinstance(value, dict):
        return parted(
            f"{COLUMN_LABELS.get(one) or RULE_LABELS.get(one, one)}{_(': ')}{value_words(None, one, inner, names)}"
            for one, inner in value.items()
        )
    if isinstance(value, list):
        return listed(value_words(None, "", one, names) for one in value)
    return str(written(value))


def _names(rows: Iterable[tuple[str, RowChange]], plans: Sequence[ReviewPlan]) -> Names:
    """Names of what the rows name by code, by table and code."""
    wanted: dict[str, set[str]] = {}
    for section, row in rows:
        keys = KEYS[section]
        values = [(cell.column, value) for cell in row.cells for value in (cell.before, cell.after)]
        values += [pair for one in (row.before, row.after) if one for pair in one.items()]
        own = keys.get(IDENTITIES.get(section, ""))
        if own is not None and own.refers:
            values.append((own.name, row.name))
        for name, value in values:
            if name in keys and keys[name].refers and isinstance(value, str):
                wanted.setdefault(keys[name].refers, set()).add(value)
    found = {(NO_NAME, row.contact.code): row.contact.office for plan in plans for row in plan.contacts}
    for table, codes in wanted.items():
        if table != NO_NAME:
            found |= {(table, code): name for code, name in names_by_code(table, codes).items()}
    return Names(found, merged([names_of(plan) for plan in plans]))
