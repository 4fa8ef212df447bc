"""Grids: lists of rows under a plan that are edited like a spreadsheet. Each is described by its columns alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField

from app.console.errors import translate
from app.console.forms import ConsoleForm
from app.console.layout import Words
from app.core.errors import Invalid, OutOfScope, Violation
from app.core.workflow import HolderKind, StageKind
from app.plans.forms.cells import Choice, ChoiceCell, LongCell, RuleCell, TextCell, Unreadable
from app.plans.forms.columns import GridColumn, column, columns_of
from app.plans.forms.parts import AttachmentConditionCell, ParametersCell, PartsCell, Shown, list_id, same_meaning
from app.plans.forms.sources import ListRows, NamedRows, OpinionRows, RouteRows, Row, Source, StageRows
from app.plans.labels import PART_LABELS, SECTION_LABELS
from app.plans.packs import SECTIONS, STAGES, Document

SPARE_ROWS = 3
RULES, REASONS = "review_rules", "decided"
LAST = Decimal("Infinity")


@dataclass(frozen=True)
class Grid:
    """One list of rows; `name` stands in its address. `route` is the place of the route whose stages these are."""

    name: str
    label: Words
    columns: tuple[GridColumn, ...]
    source: Source
    route: int | None = None


OTHER_WORDS = {"attachments": {"max_bytes": "max_size"}}
OTHER_CELLS: dict[str, dict[str, Any]] = {"attachments": {"applies_when": AttachmentConditionCell}}
_TABLES = {
    section.name: columns_of(
        section.model, section.keys, OTHER_WORDS.get(section.name, {}), OTHER_CELLS.get(section.name, {})
    )
    for section in SECTIONS
}
_STAGE_COLUMNS = columns_of(STAGES.model, STAGES.keys)
GRIDS: Mapping[str, Grid] = {
    **{
        name: Grid(name, SECTION_LABELS[name], columns, RouteRows() if name == "routes" else ListRows(name))
        for name, columns in _TABLES.items()
    },
    "opinions": Grid(
        "opinions",
        PART_LABELS["opinions"],
        (
            column("label", TextCell),
            column("kind", ChoiceCell, tuple(StageKind)),
            column("holder", ChoiceCell, tuple(HolderKind)),
            column("signer_label", TextCell),
            column("seal", TextCell),
        ),
        OpinionRows(),
    ),
    RULES: Grid(
        RULES,
        PART_LABELS[RULES],
        (column("rule", ChoiceCell, RULES), column("value", RuleCell), column("source", LongCell)),
        NamedRows(RULES, "rule"),
    ),
    REASONS: Grid(
        REASONS,
        PART_LABELS[REASONS],
        (column("field", ChoiceCell, REASONS), column("reason", LongCell)),
        NamedRows(REASONS, "field", single="reason"),
    ),
}


def grid_for(document: Document, name: str, route: int | None = None) -> Grid:
    """A grid of the plan by its name; `route` is the place of the route, from 0. Raises OutOfScope."""
    if name == STAGES.name and route is not None and 0 <= route < len(document["routes"]):
        return Grid(name, SECTION_LABELS[name], _STAGE_COLUMNS, StageRows(route), route)
    if name not in GRIDS or route is not None:
        raise OutOfScope
    return GRIDS[name]


class GridForm(ConsoleForm):
    """All rows of one grid, some spare ones below, and one button.

    Columns of every row beside the grid's own: `order` (rows are sorted by it), `drop` (the row goes), `origin` (the
    place where it stood).
    """

    rows: Any
    grid: Grid

    @classmethod
    def of(cls, grid: Grid, rows: Sequence[Row] | None, offered: Callable[[GridColumn], Sequence[Choice]]) -> GridForm:
        """The form of these rows, or of what was posted where there are none."""
        made = _form_class(grid.name)
        form = made() if rows is None else made(data={"rows": _numbered(rows)})
        form.grid = grid
        blank = sum(_is_blank(entry.form, grid) for entry in form.rows)
        for _spare in range(SPARE_ROWS - blank):
            form.rows.append_entry()
        for entry in form.rows:
            entry.form.row_errors = []
        for one in grid.columns:
            form._offer(one, offered)
        return form

    @property
    def lists(self) -> dict[str, Sequence[Choice]]:
        """The long lists that are typed from, by their ids: each stands once on the page."""
        return {
            list_id(part.offer): cell.choices.get(part.name, ())
            for cell in self._cells_of_parts()
            for parts in (cell.parts, *getattr(cell, "parts_by_kind", {}).values())
            for part in parts
            if "listed" in part.control.value
        }

    @property
    def kinds(self) -> dict[str, list[Shown]]:
        """The empty parts of every kind of requirement, for rows whose kind is chosen on the page."""
        cells = [cell for cell in self._cells_of_parts() if isinstance(cell, ParametersCell)]
        return {kind: cell.empty(kind) for cell in cells for kind in cell.parts_by_kind}

    def _cells_of_parts(self) -> list[PartsCell]:
        """Such cells of the first row."""
        first = self.rows[0].form
        return [first[one.name] for one in self.grid.columns if issubclass(one.cell, PartsCell)]

    def _offer(self, one: GridColumn, offered: Callable[[GridColumn], Sequence[Choice]]) -> None:
        fields = [entry.form[one.name] for entry in self.rows]
        if one.offer:
            choices = offered(one)
            for field in fields:
                field.offer(choices)
        if issubclass(one.cell, PartsCell):
            by_part: dict[str, Sequence[Choice]] = {}
            for entry, field in zip(self.rows, fields, strict=True):
                if isinstance(field, ParametersCell):
                    field.kind = entry.form.kind.data
            kinds = one.cell.parts_by_kind.values() if issubclass(one.cell, ParametersCell) else [fields[0].parts]
            for part in (part for parts in kinds for part in parts if part.offer):
                by_part[part.name] = offered(replace(one, offer=part.offer))
            for field in fields:
                field.offer(by_part)

    def written(self, before: Sequence[Row] = ()) -> tuple[list[Row], list[int | None]]:
        """The rows as a pack has them, and where each stood among those `before`.

        A value that means the same as before stays as it was written. Raises Invalid for cells that hold no value.
        """
        rows, faults = [], []
        for index, form in enumerate(self._kept()):
            row, found = _written(form, self.grid.columns, f"{self.grid.source.within}.{index}")
            origin = _origin(form)
            rows.append(_settled(row, before[origin]) if origin is not None and origin < len(before) else row)
            faults += found
        if faults:
            raise Invalid(faults)
        return rows, [_origin(form) for form in self._kept()]

    def sketched(self) -> list[Row]:
        """The rows as far as they can be read."""
        return [_written(form, self.grid.columns, "")[0] for form in self._kept()]

    def show(self, faults: Sequence[Violation]) -> None:
        """Put each fault at its cell, else at its row, else over the grid."""
        start, kept = f"{self.grid.source.within}.", self._kept()
        for fault in faults:
            place, _dot, rest = fault.field.removeprefix(start).partition(".")
            form = _row_at(kept, place) if fault.field.startswith(start) else None
            if form is None:
                self.form_errors.append(translate(fault.message, fault.params))
                continue
            name = rest.partition(".")[0]
            if name in form and name in {one.name for one in self.grid.columns}:
                form[name].refuse(fault)
            else:
                form.row_errors.append(translate(fault.message, fault.params))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything that is wrong."""
        lines = [("", str(text)) for text in self.form_errors]
        for number, entry in enumerate(self.rows, start=1):
            lines += [
                (f"{entry.id}-row", gettext("Row %(row)s: %(text)s", row=number, text=text))
                for text in entry.form.row_errors
            ]
            for one in self.grid.columns:
                cell = entry.form[one.name]
                words = {"row": number, "column": one.label}
                lines += [
                    (cell.id, gettext("Row %(row)s, %(column)s: %(text)s", **words, text=text)) for text in cell.errors
                ]
        return lines

    def _kept(self) -> list[Any]:
        """The forms of the rows that are to stay, in their new order."""
        forms = [entry.form for entry in self.rows]
        kept = [form for form in forms if not form.drop.data and not _is_blank(form, self.grid)]
        return sorted(kept, key=lambda form: _order(form.order.data))


@cache
def _form_class(name: str) -> type[GridForm]:
    columns = _STAGE_COLUMNS if name == STAGES.name else GRIDS[name].columns
    fields = {one.name: one.field() for one in columns}
    own = {"order": StringField(), "drop": BooleanField(), "origin": HiddenField()}
    row = type("RowForm", (Form,), {**own, **fields, "row_errors": []})
    return type("RowsForm", (GridForm,), {"rows": FieldList(FormField(row))})


def _numbered(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "order": str(index + 1), "origin": str(index)} for index, row in enumerate(rows)]


def _is_blank(form: Any, grid: Grid) -> bool:
    return all(form[one.name].is_blank for one in grid.columns)


def _order(text: str | None) -> Decimal:
    """Rows without a readable number come last, in the order in which they stand."""
    try:
        number = Decimal((text or "").strip())
    except InvalidOperation:
        return LAST
    return number if number.is_finite() else LAST


def _origin(form: Any) -> int | None:
    text = form.origin.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _row_at(kept: Sequence[Any], place: str) -> Any:
    if place.isdecimal():
        return kept[int(place)] if int(place) < len(kept) else None
    names = [form[name] for form in kept for name in ("rule", "field") if name in form]
    return next((form for form, cell in zip(kept, names, strict=False) if cell.data == place), None)


def _settled(row: Row, before: Row) -> Row:
    return {name: _kept_value(value, before.get(name)) for name, value in row.items()}


def _kept_value(value: Any, before: Any) -> Any:
    return before if isinstance(value, dict | list) and same_meaning(value, before) else value


def _written(form: Any, columns: Sequence[GridColumn], place: str) -> tuple[Row, list[Violation]]:
    row: Row = {}
    faults = []
    for one in columns:
        try:
            value = form[one.name].written()
        except Unreadable as problem:
            faults.append(replace(problem.violation, field=f"{place}.{one.name}"))
            continue
        if value is not None or one.required or one.keep_empty:
            row[one.name] = value
    return row, faults
