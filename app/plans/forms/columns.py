"""From the keys of a plan's rows to the columns of a grid: the one place where a kind of value gets its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, Column, Date, Integer, String, Text

from app.console.layout import Words
from app.core.eligibility import Degree, EducationLevel, FieldMatch, SchoolClass, SkillLevel
from app.core.workflow import Gate
from app.documents.yaml_rows import Key
from app.plans.forms.cells import (
    Cell,
    ChecksCell,
    ChoiceCell,
    DayCell,
    FlagCell,
    LongCell,
    MoneyCell,
    NumberCell,
    RuleCell,
    SizeCell,
    TextCell,
)
from app.plans.forms.parts import ConditionCell, Offer, ParametersCell
from app.plans.labels import COLUMN_LABELS

LONG_LINE = 160
CLAUSES = "clauses"
WIDTHS: dict[type[Cell], str] = {
    FlagCell: "xs",
    NumberCell: "xs",
    MoneyCell: "xs",
    SizeCell: "xs",
    TextCell: "s",
    DayCell: "s",
    ChoiceCell: "m",
    ChecksCell: "m",
    RuleCell: "s",
    LongCell: "l",
}
# Values whose column does not tell what they are.
CELLS: dict[str, tuple[type[Cell], Offer]] = {
    "clause": (ChoiceCell, CLAUSES),
    "current_title": (ChoiceCell, "professional_titles"),
    "skill_level": (ChoiceCell, tuple(SkillLevel)),
    "major_match": (ChoiceCell, (FieldMatch.MATCHED, FieldMatch.UNMATCHED)),
    "education": (ChecksCell, (*EducationLevel, *SchoolClass)),
    "degree": (ChecksCell, tuple(degree for degree in Degree if degree is not Degree.NONE)),
    "gates": (ChecksCell, tuple(Gate)),
    "applies_when": (ConditionCell, ()),
    "parameters": (ParametersCell, ()),
    "amount_fen": (MoneyCell, ()),
    "max_bytes": (SizeCell, ()),
    "min_bytes": (SizeCell, ()),
}
HINTS: dict[str, Words] = {
    "key": _("A short name of the row in letters, digits and hyphens; clauses are cited by it."),
    "applies_when": _("Nothing chosen: for everybody. Of one kind any choice is enough; all kinds chosen must hold."),
    "parameters": _("What the kind of requirement asks for; choose the kind first."),
    "decided": _("Why the row is as it is where the notice does not print it; shown with it everywhere."),
    "max_bytes": _("Such as 10M or 500K."),
    "printed_step": _("The number of the step that the notice prints; stages may share one."),
    "value": _("A whole number, yes or no, or a share such as 2/3."),
}


@dataclass(frozen=True)
class GridColumn:
    """One column: `name` is the key of the rows, `required` says that an empty cell is told, `keep_empty` that it is
    a value."""

    name: str
    cell: type[Cell]
    label: Words
    offer: Offer = ()
    required: bool = False
    keep_empty: bool = False

    @property
    def width(self) -> str:
        return WIDTHS.get(self.cell, "l")

    @property
    def hint(self) -> Words:
        return HINTS.get(self.name, "")

    def field(self) -> Any:
        """The unbound field of this column."""
        return self.cell(self.label)


def columns_of(
    model: Any,
    keys: Sequence[Key],
    labels: Mapping[str, str] = MappingProxyType({}),
    cells: Mapping[str, type[Cell]] = MappingProxyType({}),
) -> tuple[GridColumn, ...]:
    """The columns of a table's rows; `labels` and `cells` are of columns whose words or cells differ from the usual."""
    columns = (_column(model.__table__.columns[key.column], key, labels.get(key.name, key.name)) for key in keys)
    return tuple(replace(one, cell=cells.get(one.name, one.cell)) for one in columns)


def column(name: str, cell: type[Cell], offer: Offer = (), label: str = "", required: bool = True) -> GridColumn:
    """A column of rows that no table has."""
    return GridColumn(name, cell, COLUMN_LABELS[label or name], offer, required)


def _column(stored: Column[Any], key: Key, label: str) -> GridColumn:
    cell, offer = _cell(stored, key)
    return GridColumn(key.name, cell, COLUMN_LABELS[label], offer, key.required and not key.nullable, key.nullable)


def _cell(stored: Column[Any], key: Key) -> tuple[type[Cell], Offer]:
    if key.name in CELLS:
        return CELLS[key.name]
    if key.refers:
        return ChoiceCell, key.refers
    if key.members:
        return ChoiceCell, tuple(key.members)
    match stored.type:
        case Boolean():
            return FlagCell, ()
        case Integer():
            return NumberCell, ()
        case Date():
            return DayCell, ()
        case Text():
            return LongCell, ()
        case String(length=length) if length is not None and length > LONG_LINE:
            return LongCell, ()
        case String():
            return TextCell, ()
    raise TypeError(f"{stored} needs a cell of its own")
