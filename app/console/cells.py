"""One value of a row as people read it."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.console.formats import day, listed, moment
from app.console.layout import label

if TYPE_CHECKING:
    from app.console.views import ConsoleView


def cell(view: ConsoleView, item: Any, column: str) -> Any:
    """The value of a column, a property or a dotted path of `item`, through the view's formatter if it has one."""
    value = item
    for name in column.split("."):
        value = getattr(value, name) if value is not None else None
    formatter = view.formatters_columns.get(column)
    return formatter(value) if formatter else written(value)


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
