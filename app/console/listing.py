"""A list as one request asks for it: what the address says, made safe, and what the page then shows.

Addresses keep Flask-AppBuilder's names, each with the view's name behind it so that lists on one page do not meet:
`_oc_` order column, `_od_` direction, `psize_` page size, `k_` cursor; `_flt_<n>_<column>` filters the page's own list.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_appbuilder.models.filters import Filters
from flask_babel import gettext as _

from app.console.arguments import FILTER, address
from app.console.cells import cell, cell_for_file
from app.console.exports import Export
from app.console.interface import COUNT_CAP
from app.console.layout import label
from app.console.paging import Cursor, cursor_from, pager_urls
from app.documents.spreadsheet import Column

if TYPE_CHECKING:
    from app.console.views import ConsoleView

Shown = Callable[[str, str], str]

LARGEST_PAGE = 100


@dataclass(frozen=True)
class Header:
    """A column's head; `url` sorts by it, "" where it cannot be sorted; `direction` is asc, desc or ""."""

    label: str
    url: str
    direction: str
    numeric: bool


@dataclass(frozen=True)
class Row:
    """One row as texts in the order of the headers; `url` opens it, "" where it cannot be opened."""

    id: int
    name: str
    url: str
    cells: list[Any]


@dataclass(frozen=True)
class Control:
    """One control of the filter row. `names` are the parameters it writes, `values` what they hold now."""

    kind: str
    label: str
    names: list[str]
    values: list[str]
    choices: list[tuple[str, str]]
    url: str
    text: str


@dataclass(frozen=True)
class Listing:
    """Everything that a list's template shows."""

    headers: list[Header]
    rows: list[Row]
    count: int
    capped: bool
    pager: dict[str, str]
    controls: list[Control]
    kept: dict[str, str]
    chips: list[dict[str, str]]
    clear_url: str


@dataclass(frozen=True)
class ListRequest:
    """What the address asks of one list, with everything unknown or impossible left out."""

    order: str
    descending: bool
    size: int
    cursor: Cursor | None

    @classmethod
    def read(cls, view: ConsoleView) -> ListRequest:
        """The request's arguments for `view`; strange values count as absent."""
        name = type(view).__name__
        order, direction = request.args.get(f"_oc_{name}", ""), request.args.get(f"_od_{name}", "asc")
        if order not in view.order_columns:
            order, direction = view.base_order or ("id", "desc")
        size = request.args.get(f"psize_{name}", "")
        number = int(size) if size.isascii() and size.isdigit() and len(size) < 6 else view.page_size
        cursor = cursor_from(request.args.get(f"k_{name}", ""), view.datamodel.sort_column(order))
        return cls(order, direction == "desc", max(1, min(number, LARGEST_PAGE)), cursor)


def active_filters(view: ConsoleView) -> Filters:
    """The filters of this request's address: a fresh object, since the view is shared by all threads."""
    found: Filters = copy.copy(view._filters)
    found.clear_filters()
    for argument, value in request.args.items(multi=True):
        parts = FILTER.fullmatch(argument)
        known = found.get_search_filters().get(parts[2], []) if parts else []
        if parts and value.strip() and int(parts[1]) < len(known):
            found._add_filter(known[int(parts[1])], value.strip())
    return found


def joined(first: Filters, second: Filters) -> Filters:
    """Both filters' conditions in one object."""
    both: Filters = copy.copy(first)
    both.filters = first.filters + second.filters
    both.values = first.values + second.values
    return both


def listing(view: ConsoleView, filters: Filters, own_page: bool = True) -> Listing:
    """The list of `view` under its base filters and `filters`; a list on another record's page has no filter row."""
    asked = ListRequest.read(view)
    page = view.datamodel.page(
        joined(filters, view._base_filters),
        asked.order,
        asked.descending,
        asked.size,
        asked.cursor,
        view.list_columns,
    )
    name = type(view).__name__
    shown = functools.cache(functools.partial(_shown, view))
    opener = url_for(f"{view.endpoint}.show", pk=0).removesuffix("0") if view.may("show") else ""
    return Listing(
        headers=[_header(view, column, asked) for column in view.list_columns],
        rows=[_row(view, item, opener) for item in page.rows],
        count=page.count,
        capped=page.capped,
        pager=pager_urls(page, f"k_{name}"),
        controls=_controls(view, filters, shown) if own_page else [],
        kept={key: value for key, value in request.args.items() if key in (f"_oc_{name}", f"_od_{name}")},
        chips=list(_chips(view, filters, shown)) if own_page else [],
        clear_url=address({}, without_filters=True),
    )


def export_of(view: ConsoleView, filters: Filters) -> Export:
    """The list of `view` as `listing` shows it page by page, whole."""
    asked = ListRequest.read(view)
    columns = view.list_columns
    rows = view.datamodel.all_rows(joined(filters, view._base_filters), asked.order, asked.descending, columns)
    return Export(
        str(view.list_title),
        [Column(view.words_for(column)) for column in columns],
        rows,
        view.datamodel.get_pk(),
        lambda item: [cell_for_file(view, item, column) for column in columns],
    )


def filter_arguments(view: ConsoleView) -> set[str]:
    """Names of the arguments that filter the list of `view`."""
    known = view._filters.get_search_filters()
    return {f"_flt_{index}_{column}" for column in view.search_columns for index in range(len(known.get(column, ())))}


def _header(view: ConsoleView, column: str, asked: ListRequest) -> Header:
    name = type(view).__name__
    direction = ("desc" if asked.descending else "asc") if column == asked.order else ""
    url = ""
    if column in view.order_columns:
        turned = "desc" if direction == "asc" else "asc"
        url = address({f"_oc_{name}": column, f"_od_{name}": turned, f"k_{name}": ""})
    return Header(view.words_for(column), url, direction, view.datamodel.is_integer(column))


def _row(view: ConsoleView, item: Any, opener: str) -> Row:
    url = f"{opener}{item.id}" if opener else ""
    return Row(item.id, str(item), url, [cell(view, item, column) for column in view.list_columns])


def _controls(view: ConsoleView, filters: Filters, shown: Shown) -> list[Control]:
    columns = [column for column in view.search_columns if column in filters.get_search_filters()]
    return [_control(view, column, filters, shown) for column in columns]


def _control(view: ConsoleView, column: str, filters: Filters, shown: Shown) -> Control:
    known = filters.get_search_filters()[column]
    dated = view.datamodel.is_date(column) or view.datamodel.is_datetime(column)
    names = [f"_flt_{index}_{column}" for index in range(2 if dated else 1)]
    set_now = {flt: str(value) for flt, value in filters.get_filters_values()}
    values = [set_now.get(known[index], "") for index in range(len(names))]
    kind, choices, url, text = "text", [], "", ""
    if dated:
        kind = "dates"
    elif view.datamodel.is_relation(column) and column in view.small_relations:
        kind, choices = "select", _small_choices(view, column)
    elif view.datamodel.is_relation(column):
        kind, url = "lookup", url_for(f"{view.endpoint}.lookup", column=column)
        text = shown(column, values[0]) if values[0] else ""
    elif view.datamodel.is_enum(column):
        members = view.datamodel.list_columns[column].type.enum_class
        kind, choices = "select", [(member.name, label(member)) for member in members]
    elif view.datamodel.is_boolean(column):
        kind, choices = "select", [("y", _("Yes")), ("n", _("No"))]
    return Control(kind, view.words_for(column), names, values, choices, url, text)


def _small_choices(view: ConsoleView, column: str) -> list[tuple[str, str]]:
    rows = view.datamodel.get_related_interface(column).lookup("", limit=COUNT_CAP)
    words = view.relation_words.get(column, str)
    return [(str(key), words(text)) for key, text in rows]


def _chips(view: ConsoleView, filters: Filters, shown: Shown) -> Iterable[dict[str, str]]:
    for flt, value in filters.get_filters_values():
        index = filters.get_search_filters()[flt.column_name].index(flt)
        words = view.words_for(flt.column_name)
        if index:
            words = f"{words} {flt.name}"
        name = f"_flt_{index}_{flt.column_name}"
        cleared = address({name: "", f"k_{type(view).__name__}": ""})
        yield {"label": words, "value": shown(flt.column_name, str(value)), "url": cleared}


def _shown(view: ConsoleView, column: str, value: str) -> str:
    """A filter's value as people read it; the raw text where it names nothing."""
    interface = view.datamodel
    if interface.is_relation(column):
        row = interface.get_related_obj(column, value)
        return view.relation_words.get(column, str)(str(row)) if row is not None else value
    if interface.is_enum(column):
        member = interface.list_columns[column].type.enum_class.__members__.get(value)
        return label(member) if member is not None else value
    if interface.is_boolean(column):
        return {"y": _("Yes"), "n": _("No")}.get(value, value)
    return value
