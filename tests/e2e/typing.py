"""Somebody who fills in the forms and grids of a plan by typing, ticking and choosing, cell by cell."""

from __future__ import annotations

import datetime as dt
from typing import Any

from playwright.sync_api import Locator

from app.plans.forms.columns import GridColumn
from app.plans.forms.grids import grid_for
from app.plans.forms.head import COLUMNS
from app.plans.forms.parts import Control, ParametersCell, PartsCell
from app.plans.packs import Document
from tests.e2e.visitor import Visitor

NOTHING = (None, "", [], {})


def fill_head(planner: Visitor, document: Document) -> None:
    """Every value of the plan itself, on the open form."""
    form = planner.page.locator("form[method=post]").last
    for name, column in COLUMNS.items():
        first, _dot, last = name.partition(".")
        value = document[first][last] if last else document[first]
        _fill(form, name.replace(".", "__"), column, value)


def fill_grid(planner: Visitor, document: Document, name: str, route: int | None = None) -> None:
    """Every row of a grid that has none yet, each in the blank row at the end."""
    grid = grid_for(document, name, route)
    rows = planner.page.locator("[data-rows]")
    for index, row in enumerate(grid.source.rows(document)):
        line = rows.locator(f"#rows-{index}-row")
        for column in grid.columns:
            _fill(line, f"rows-{index}-{column.name}", column, row.get(column.name))


def _fill(place: Locator, name: str, column: GridColumn, value: Any) -> None:
    if issubclass(column.cell, PartsCell):
        _choose_parts(place, name, column, value)
        return
    control = place.locator(f"[name='{name}']")
    if isinstance(value, bool) and control.first.get_attribute("type") == "checkbox":
        control.set_checked(value)
    elif value in NOTHING:
        return
    elif isinstance(value, list):
        _tick(place, name, value)
    elif control.evaluate("one => one.localName") == "select":
        control.select_option(value=str(value))
    else:
        control.fill(_typed(column, value))


def _typed(column: GridColumn, value: Any) -> str:
    if column.name == "amount_fen":
        return f"{value / 100:.2f}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _tick(place: Locator, name: str, values: list[str]) -> None:
    _open(place, name)
    for value in values:
        place.locator(f"[name='{name}'][value='{value}']").check()


def _open(place: Locator, name: str) -> None:
    """The details of a cell, where it is one."""
    box = place.locator(f"details[id='{name}']")
    if box.count() and box.get_attribute("open") is None:
        box.locator("summary").click()


def _choose_parts(place: Locator, name: str, column: GridColumn, value: Any) -> None:
    if not value:
        return
    _open(place, name)
    parts: Any = column.cell.parts
    if issubclass(column.cell, ParametersCell):
        kind = place.locator(f"[name='{name.removesuffix('parameters')}kind']").input_value()
        parts = ParametersCell.parts_by_kind[kind]
    for part in parts:
        first, _dot, last = part.name.partition(".")
        wanted = value.get(first, {}).get(last) if last else value.get(first)
        if wanted in NOTHING:
            continue
        control = place.locator(f"[name='{name}-{part.name}']")
        many = wanted if isinstance(wanted, list) else [wanted]
        match part.control:
            case Control.CHECKS:
                for one in many:
                    place.locator(f"[name='{name}-{part.name}'][value='{one}']").check()
            case Control.LISTED | Control.ONE_LISTED:
                for one in many:
                    line = place.locator(f"input[list][name='{name}-{part.name}']")
                    line.fill(_listed(line, str(one)))
            case Control.FLAG:
                control.select_option("yes" if wanted else "no")
            case Control.ONE:
                control.select_option(wanted)
            case _:
                control.fill(str(wanted))
    place.locator(f"details[id='{name}'] summary").click()


def _listed(line: Locator, code: str) -> str:
    """What stands in the list of the page for a code; a code that the list writes in another way is typed itself."""
    found: str = line.evaluate(
        "(line, code) => [...line.list.options].find(one => one.dataset.value === code)?.value || code", code
    )
    return found
