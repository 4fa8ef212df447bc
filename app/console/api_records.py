"""Plain dataclasses in a body: their JSON Schema, and a value of one read from JSON that the schema has accepted."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.console.api_requests import NO_DAY
from app.console.arguments import day_of
from app.core.errors import Violation

MOST_ROWS = 100
LONGEST_TEXT = 200
LARGEST = 1_000_000
YEAR = "^(19|20|21)[0-9]{2}$"
PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string", "maxLength": LONGEST_TEXT},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0, "maximum": LARGEST},
    Decimal: {"type": "number", "minimum": 0, "maximum": LARGEST},
    dt.date: {"type": "string", "format": "date"},
}


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema of a type: a dataclass, an enum by its names, a tuple, a mapping by years, plain, or None."""
    if kind in PLAIN:
        return dict(PLAIN[kind])
    if inner := _or_none(kind):
        return {"anyOf": [{"type": "null"}, schema_of(inner)]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0]), "maxItems": MOST_ROWS}
    if _is_mapping(kind):
        inner = schema_of(get_args(kind)[1])
        return {"type": "object", "patternProperties": {YEAR: inner}, "additionalProperties": False}
    if issubclass(kind, Enum):
        return {"type": "string", "enum": [member.name for member in kind]}
    known = {one.name: hint for one, hint in _fields(kind)}
    return {
        "type": "object",
        "properties": {name: schema_of(hint) for name, hint in known.items()},
        "required": [one.name for one, _hint in _fields(kind) if _is_required(one)],
        "additionalProperties": False,
    }


def read_record(kind: Any, value: Any, field: str, violations: list[Violation]) -> Any:
    """The value of a type; what no schema can see is added to `violations`, with None in its place.

    That is a day beyond the calendars, and a record that its class refuses because it ends before it begins.
    """
    inner = _or_none(kind)
    if inner:
        return None if value is None else read_record(inner, value, field, violations)
    if kind is dt.date:
        day = day_of(value)
        if day is None:
            violations.append(Violation(field, NO_DAY, {"found": value}))
        return day
    if kind is Decimal:
        return Decimal(value)
    if kind in PLAIN:
        return value
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return tuple(read_record(item, one, f"{field}.{index}", violations) for index, one in enumerate(value))
    if _is_mapping(kind):
        item = get_args(kind)[1]
        return {int(year): read_record(item, one, f"{field}.{year}", violations) for year, one in value.items()}
    if issubclass(kind, Enum):
        return kind[value]
    return _made(kind, value, field, violations)


def _made(kind: Any, value: Mapping[str, Any], field: str, violations: list[Violation]) -> Any:
    before = len(violations)
    known = {
        one.name: read_record(hint, value[one.name], f"{field}.{one.name}", violations)
        for one, hint in _fields(kind)
        if one.name in value
    }
    if len(violations) > before:
        return None
    try:
        return kind(**known)
    except ValueError:
        violations.append(Violation(field, "The end lies before the beginning."))
        return None


@cache
def _fields(kind: Any) -> list[tuple[dataclasses.Field[Any], Any]]:
    hints = get_type_hints(kind)
    return [(one, hints[one.name]) for one in dataclasses.fields(kind) if one.init]


def _is_required(one: dataclasses.Field[Any]) -> bool:
    return one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING


def _or_none(kind: Any) -> Any:
    """X of `X | None`; None for any other type."""
    if get_origin(kind) not in (Union, types.UnionType):
        return None
    return next(one for one in get_args(kind) if one is not types.NoneType)


def _is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)
