"""One page of a statement by key: it costs the same on the first page and on the thousandth."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import request
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.console.arguments import address, whole_number
from app.console.filters import python_type, typed
from app.extensions import db

COUNT_CAP = 1000
PAGE_SIZE = 25
ARGUMENT = "k"

Rows: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after or before the row with this sort value and id."""

    before: bool
    value: Any
    id: int


@dataclass(frozen=True)
class Page:
    """One page of a list. `count` is exact up to the cap; beyond it `capped` is set. Cursors are None at the ends."""

    rows: list[Any]
    count: int
    capped: bool
    previous: Cursor | None
    next: Cursor | None


def asked_page() -> str:
    """The cursor that this request's address carries, as it stands there."""
    return request.args.get(ARGUMENT, "")


def page_of(
    statement: Rows, sort: Any, key: Any, asked: str, *, descending: bool = False, size: int = PAGE_SIZE
) -> Page:
    """The page of `statement` (of one entity, with its load options) that `asked` names; two statements.

    `sort` is a column that is never NULL; `key`, the id, tells ties apart and may be the same column.
    """
    cursor = cursor_from(asked, sort)
    rows = db.session.scalars(cut(statement, sort, key, cursor, descending=descending, size=size)).unique().all()
    return page_from(rows, sort, cursor, capped_count(statement.with_only_columns(key)), size)


def cut(
    statement: Rows,
    sort: Any,
    key: Any,
    cursor: Cursor | None,
    *,
    descending: bool,
    size: int = PAGE_SIZE,
    nullable: bool = False,
) -> Rows:
    """The statement from the cursor on, one row longer than a page; that row tells whether there is another."""
    down = runs_down(cursor, descending)
    if cursor is not None:
        statement = statement.where(_beyond(sort, key, cursor, down, nullable))
    return statement.order_by(*order(sort, key, down, nullable)).limit(size + 1)


def runs_down(cursor: Cursor | None, descending: bool) -> bool:
    """Whether the rows are read from the largest down: a page before a cursor is read backwards."""
    return descending != (cursor is not None and cursor.before)


def order(sort: Any, key: Any, descending: bool, nullable: bool = False) -> list[Any]:
    """The order of a list sorted by `sort`, ties by the id.

    Empty values of a nullable column come last going up and first going down, on both databases.
    """
    columns = [key] if sort is key else [sort, key]
    found = [column.desc() if descending else column.asc() for column in columns]
    if nullable:
        found[0] = found[0].nulls_first() if descending else found[0].nulls_last()
    return found


def page_from(rows: Sequence[Any], sort: Any, cursor: Cursor | None, count: int, size: int = PAGE_SIZE) -> Page:
    """The page out of what `cut` gave, with the cursors of the pages around it."""
    backwards = cursor is not None and cursor.before
    more, shown = len(rows) > size, list(rows[:size])
    if backwards:
        shown.reverse()
    has_previous = more if backwards else cursor is not None
    has_next = cursor is not None if backwards else more
    return Page(
        shown,
        min(count, COUNT_CAP),
        count > COUNT_CAP,
        Cursor(True, getattr(shown[0], sort.key), shown[0].id) if shown and has_previous else None,
        Cursor(False, getattr(shown[-1], sort.key), shown[-1].id) if shown and has_next else None,
    )


def capped_count(statement: Rows, cap: int = COUNT_CAP) -> int:
    """Rows of the statement, at most one more than the cap."""
    return db.session.scalar(capped(statement, cap)) or 0


def capped(statement: Rows, cap: int = COUNT_CAP) -> Select[Any]:
    """The statement of `capped_count`."""
    return select(func.count()).select_from(statement.limit(cap + 1).subquery())


def shown_count(count: int) -> int | str:
    """What `capped_count` found, as people read it."""
    return count if count <= COUNT_CAP else f"{COUNT_CAP}+"


def write_cursor(cursor: Cursor) -> str:
    """A cursor as it stands in an address."""
    value = cursor.value
    value = getattr(value, "name", None) or (value.isoformat() if hasattr(value, "isoformat") else value)
    text = json.dumps([cursor.before, value, cursor.id], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor_from(text: str, sort: Any) -> Cursor | None:
    """The cursor of an address for a list sorted by `sort`.

    None for the first page, and where the text was tampered with or belongs to another order.
    """
    if not text:
        return None
    try:
        before, value, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        number = whole_number(str(key))
        if number is None:
            return None
        return Cursor(bool(before), None if value is None else _sort_value(sort, value), number)
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def pager_urls(page: Page, argument: str = ARGUMENT) -> dict[str, str]:
    """What the `pager` macro is called with."""
    return {
        "previous_url": address({argument: write_cursor(page.previous)}) if page.previous else "",
        "next_url": address({argument: write_cursor(page.next)}) if page.next else "",
        "first_url": address({argument: ""}),
    }


def chips_of(shown: Sequence[tuple[str, str, str]]) -> list[dict[str, str]]:
    """Chips of (argument, label, value as people read it); what is empty is not set."""
    return [
        {"label": label, "value": value, "url": address({argument: "", ARGUMENT: ""})}
        for argument, label, value in shown
        if value
    ]


def _sort_value(sort: Any, value: Any) -> Any:
    wanted: Any = python_type(sort.type)
    if hasattr(wanted, "fromisoformat"):
        moment = wanted.fromisoformat(value)
        if isinstance(moment, dt.datetime) and moment.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else moment
    if isinstance(value, str) and "\0" in value.encode().decode():
        raise ValueError("a text that no database takes")
    return bool(value) if wanted is bool else typed(sort.type, value)


def _beyond(sort: Any, key: Any, cursor: Cursor, down: bool, nullable: bool) -> ColumnElement[bool]:
    """Rows that follow the cursor in `order(…, down, nullable)`; the first bound is what an index can answer."""
    after: ColumnElement[bool] = key < cursor.id if down else key > cursor.id
    if sort is key:
        return after
    if cursor.value is None:
        empty = and_(sort.is_(None), after)
        return or_(empty, sort.is_not(None)) if down else empty
    bound = sort <= cursor.value if down else sort >= cursor.value
    strictly = sort < cursor.value if down else sort > cursor.value
    further = and_(bound, or_(strictly, after))
    return or_(further, sort.is_(None)) if nullable and not down else further
