"""Frozen dataclasses as plain JSON and back, for facts that are kept and read again by the hundred thousand."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

R = TypeVar("R")
Read = Callable[[Any], Any]


def plain(value: Any) -> Any:
    """JSON data of a record: members by their names, days in ISO form, decimals as texts; what is as by default is
    left out. Raises TypeError for what `read_record` could not give back."""
    if dataclasses.is_dataclass(value):
        return {
            one.name: plain(held)
            for one in dataclasses.fields(value)
            if (held := getattr(value, one.name)) != one.default
        }
    match value:
        case None | bool() | int() | str():
            return value
        case Enum():
            return value.name
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case tuple():
            return [plain(item) for item in value]
        case frozenset():
            return sorted(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} is no part of a record")


def read_record(kind: type[R], data: Mapping[str, Any]) -> R:
    """The record of what `plain` wrote; names that the class no longer has are passed over.

    Raises KeyError, TypeError or ValueError for anything else.
    """
    read: Read = _reader(cast(Any, kind))
    return cast(R, read(data))


@cache
def _reader(kind: Any) -> Read:
    """How values of a type are read; made once for each type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        read = _reader(next(one for one in inner if one is not types.NoneType))
        return lambda value: None if value is None else read(value)
    if origin in (tuple, frozenset):
        read_item, whole = _reader(inner[0]), origin
        return lambda values: whole(map(read_item, values))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        read_key, read_value = inner[0], _reader(inner[1])
        return lambda values: {read_key(key): read_value(value) for key, value in values.items()}
    if dataclasses.is_dataclass(kind):
        return _record_reader(kind)
    if issubclass(kind, Enum):
        return kind.__members__.__getitem__
    return _PLAIN_READERS.get(kind, _itself)


def _record_reader(kind: Any) -> Read:
    hints = get_type_hints(kind)
    readers = {one.name: _reader(hints[one.name]) for one in dataclasses.fields(kind) if one.init}

    def read(data: Mapping[str, Any]) -> Any:
        return kind(**{name: readers[name](value) for name, value in data.items() if name in readers})

    return read


def _itself(value: Any) -> Any:
    return value


_PLAIN_READERS: Mapping[Any, Read] = {date: date.fromisoformat, Decimal: Decimal}
