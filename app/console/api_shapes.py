"""What the API answers: each shape says once how a record is described and how it is read from a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from app.console.formats import money
from app.console.layout import label
from app.console.paging import Page

Components: TypeAlias = dict[str, dict[str, Any]]
Source: TypeAlias = str | Callable[[Any], Any]

NULL = {"type": "null"}
WORDED = {"code": {"type": "string"}, "name": {"type": "string"}}


@dataclass(frozen=True)
class Field:
    """One property: `schema` describes it, `write` turns what `source` finds in a row into JSON.

    `source` is a dotted path of attributes or keys, by default the property's own name, or a function of the row.
    """

    schema: Callable[[Components], dict[str, Any]]
    write: Callable[[Any], Any]
    source: Source = ""
    nullable: bool = False

    def describe(self, components: Components) -> dict[str, Any]:
        found = self.schema(components)
        return {"anyOf": [NULL, found]} if self.nullable else found

    def read(self, row: Any, name: str) -> Any:
        value = self.source(row) if callable(self.source) else _at(row, self.source or name)
        return None if value is None and self.nullable else self.write(value)


class Shape:
    """A named record of the OpenAPI document; every property is always there."""

    def __init__(self, name: str, fields: Mapping[str, Field], description: str = "") -> None:
        self.name, self.fields, self.description = name, dict(fields), description

    def of(self, row: Any) -> dict[str, Any]:
        """The record of a row."""
        return {name: field.read(row, name) for name, field in self.fields.items()}

    def describe(self, components: Components) -> dict[str, Any]:
        """A reference to the description, which is among `components` afterwards."""
        if self.name not in components:
            components[self.name] = {}
            components[self.name] = closed(
                {name: field.describe(components) for name, field in self.fields.items()}, self.description
            )
        return {"$ref": f"#/components/schemas/{self.name}"}

    def page(self) -> Shape:
        """A page of these records."""
        return Shape(
            f"{self.name}Page",
            {
                "items": many(self, "rows"),
                "count": whole(),
                "count_is_capped": flag("capped"),
                "next": text(nullable=True),
                "previous": text(nullable=True),
            },
            "`count` stops at 1000, which `count_is_capped` then says; `next` and `previous` are addresses or null.",
        )


@dataclass(frozen=True)
class LinkedPage:
    """A page with the addresses of those around it."""

    rows: list[Any]
    count: int
    capped: bool
    next: str | None
    previous: str | None

    @classmethod
    def of(cls, page: Page, link: Callable[[Any], str]) -> LinkedPage:
        ends = [link(cursor) if cursor else None for cursor in (page.next, page.previous)]
        return cls(page.rows, page.count, page.capped, *ends)


def closed(properties: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    """The schema of an object that has exactly these properties."""
    found: dict[str, Any] = {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
    return {**found, "description": description} if description else found


def text(source: Source = "", nullable: bool = False) -> Field:
    return _plain({"type": "string"}, str, source, nullable)


def whole(source: Source = "", nullable: bool = False) -> Field:
    return _plain({"type": "integer"}, int, source, nullable)


def flag(source: Source = "", nullable: bool = False) -> Field:
    return _plain({"type": "boolean"}, bool, source, nullable)


def day(source: Source = "", nullable: bool = False) -> Field:
    return _plain({"type": "string", "format": "date"}, dt.date.isoformat, source, nullable)


def moment(source: Source = "", nullable: bool = False) -> Field:
    return _plain({"type": "string", "format": "date-time"}, dt.datetime.isoformat, source, nullable)


def data(schema: Mapping[str, Any], source: Source = "", nullable: bool = False) -> Field:
    """JSON as it stands in the row."""
    return _plain(schema, lambda value: value, source, nullable)


def texts(source: Source = "") -> Field:
    return _plain({"type": "array", "items": {"type": "string"}}, lambda values: list(map(str, values)), source, False)


def member(kind: type[Enum], source: Source = "", nullable: bool = False) -> Field:
    """A member of an enum: its name as code, and its words."""
    schema = closed({**WORDED, "code": {"type": "string", "enum": [each.name for each in kind]}})
    return _plain(schema, lambda one: {"code": one.name, "name": label(one)}, source, nullable)


def reference(source: Source = "", nullable: bool = False) -> Field:
    """A row of the catalog: its code, and its name as printed."""
    return _plain(closed(WORDED), lambda row: {"code": row.code, "name": row.name}, source, nullable)


def amount(source: Source = "", nullable: bool = False) -> Field:
    """Money: whole fen, and the text that people read."""
    schema = closed({"fen": {"type": "integer"}, "text": {"type": "string"}})
    return _plain(schema, lambda fen: {"fen": fen, "text": money(fen)}, source, nullable)


def one(shape: Shape, source: Source = "", nullable: bool = False) -> Field:
    return Field(shape.describe, shape.of, source, nullable)


def many(shape: Shape, source: Source = "") -> Field:
    def describe(components: Components) -> dict[str, Any]:
        return {"type": "array", "items": shape.describe(components)}

    def write(rows: Iterable[Any]) -> list[Any]:
        return [shape.of(row) for row in rows]

    return Field(describe, write, source)


class With:
    """A row with more values beside it."""

    def __init__(self, row: Any, **more: Any) -> None:
        self.row = row
        self.__dict__.update(more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def itself(row: Any) -> Any:
    """The row itself as a source: a record inside a record that is read from the same row."""
    return row


def _plain(schema: Mapping[str, Any], write: Callable[[Any], Any], source: Source, nullable: bool) -> Field:
    return Field(lambda _components: dict(schema), write, source, nullable)


def _at(row: Any, path: str) -> Any:
    for name in path.split("."):
        if row is None:
            return None
        row = row[name] if isinstance(row, Mapping) else getattr(row, name)
    return row
