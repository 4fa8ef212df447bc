"""One value of a row as people read it, and as a file takes it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.console.formats import day, listed, moment, money, office_clock
from app.console.layout import label
from app.core.identity import mask_identity_number
from app.documents.spreadsheet import LONGEST_TEXT, Cell

if TYPE_CHECKING:
    from app.console.views import ConsoleView

# No generated screen shows it in full: where a person may see it, that is a command of its own, and logged.
IDENTITY_NUMBER = "identity_number"


def cell(view: ConsoleView, item: Any, column: str) -> Any:
    """The value of a column, a property or a dotted path of `item`, through the view's formatter if it has one."""
    value, formatter = _value(item, column), view.formatters_columns.get(column)
    return formatter(value) if formatter else written(value)


def cell_for_file(view: ConsoleView, item: Any, column: str) -> Cell:
    """As `cell`, but days, moments, figures and money are what they are, and words are without markup."""
    value, formatter = _value(item, column), view.formatters_columns.get(column)
    if formatter is money and value is not None:
        return Decimal(value) / 100
    if formatter is None or formatter is str or isinstance(value, dt.date):
        return for_file(value)
    shown = formatter(value)
    return for_file(shown.striptags() if isinstance(shown, Markup) else shown)


def for_file(value: Any) -> Cell:
    """A value as a cell of a file: None stays empty, what is neither a figure nor a day is put in words.

    A text beyond what a spreadsheet takes ends with “…” there.
    """
    if value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)):
        return value
    if isinstance(value, dt.datetime):
        return office_clock(value)
    if isinstance(value, dt.date):
        return value
    text = str(written(value))
    return text if len(text) * 2 <= LONGEST_TEXT else _shortened(text)


def _shortened(text: str) -> str:
    """Spreadsheets count a character outside the basic plane as two."""
    units = text.encode("utf-16-le")
    if len(units) // 2 <= LONGEST_TEXT:
        return text
    return units[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _value(item: Any, column: str) -> Any:
    value, path = item, column.split(".")
    for name in path:
        value = getattr(value, name) if value is not None else None
    return mask_identity_number(value) if path[-1] == IDENTITY_NUMBER and value else value


def written(value: Any) -> Any:
    """A value as people write it; "" for None, which lists show as a dash."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Enum):
        return label(value)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, (list, tuple)):
        return listed(written(each) for each in value)
    return str(value) if not isinstance(value, (int, float)) else value
