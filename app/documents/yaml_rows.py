"""Rows of tables as people write them in YAML: the keys of a row are the columns of its table.

A column that refers to another table's row (`region_id`) is written as that row's code under the name of its
relationship (`region`), an enum member by its name. Keys may be left out where the column has a default.
"""

from __future__ import annotations

import copy
import enum
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, String

from app.core.eligibility import RowError
from app.core.eligibility.parameters import choice, flag, number, text_value, whole_number
from app.core.errors import Invalid, Violation

Reader = Callable[[str, Any], Any]
LARGEST_NUMBER = 2**31 - 1
_ABSENT = object()


@dataclass(frozen=True)
class Key:
    """One key of a row. `read` checks a written value and gives it back plain; it raises RowError or Invalid.

    `column` is the attribute of the row, `refers` the table whose row's code the value is, `members` the enum;
    `nullable` says that null is a value.
    """

    name: str
    column: str
    read: Reader
    required: bool
    default: Any = None
    refers: str = ""
    members: type[enum.Enum] | None = None
    nullable: bool = False


def keys_of(
    model: Any,
    hidden: Collection[str],
    readers: Mapping[str, Reader] | None = None,
    required: Collection[str] = (),
) -> tuple[Key, ...]:
    """The keys of a table's rows in the order of its columns, without the `hidden` columns.

    `readers` read single columns by name; columns of other kinds than text, number, flag, date and enum need one.
    `required` columns have to be written although they have a default.
    """
    columns = [column for column in model.__table__.columns if column.key not in hidden]
    return tuple(_key(column, (readers or {}).get(column.key), column.key in required) for column in columns)


def read_row(written: Any, keys: Sequence[Key], path: str, extra: Collection[str] = ()) -> tuple[dict, list[Violation]]:
    """The row's values by key, complete with defaults, and what is wrong with it; `extra` keys are let through.

    A value that is wrong is absent from the result. `path` leads to the row (dotted).
    """
    if not isinstance(written, dict):
        message = "%(value)s is not a row; write its values as `key: value`, one on each line."
        return {}, [Violation(path, message, {"value": repr(written)})]
    known = {key.name for key in keys}
    faults = [
        Violation(f"{path}.{name}" if path else name, "Unknown key; known here: %(known)s.", {"known": _listed(known)})
        for name in written
        if name not in known and name not in extra
    ]
    values: dict[str, Any] = {}
    for key in keys:
        field = f"{path}.{key.name}" if path else key.name
        if key.name not in written:
            if key.required:
                faults.append(Violation(field, "The key %(key)s is missing here; add it.", {"key": key.name}))
            else:
                values[key.name] = copy.deepcopy(key.default)
            continue
        try:
            values[key.name] = _read(key, field, written[key.name])
        except RowError as problem:
            faults.append(Violation(problem.field, problem.message, problem.params))
        except Invalid as problem:
            faults.extend(problem.violations)
    return values, faults


def row_values(row: Any, keys: Sequence[Key]) -> dict[str, Any]:
    """A row of the database as it would be written, every key, defaults included."""
    values = {}
    for key in keys:
        if key.refers:
            other = getattr(row, key.name)
            values[key.name] = other.code if other else None
        else:
            value = getattr(row, key.column)
            values[key.name] = value.name if isinstance(value, enum.Enum) else copy.deepcopy(value)
    return values


def column_values(values: Mapping[str, Any], keys: Sequence[Key], find: Callable[[str, str], int]) -> dict[str, Any]:
    """What to make the row of: `find` gives the id of the row of a table (first) with a code (second)."""
    made: dict[str, Any] = {}
    for key in keys:
        value = values[key.name]
        if key.refers:
            value = None if value is None else find(key.refers, value)
        elif key.members and value is not None:
            value = key.members[value]
        made[key.column] = copy.deepcopy(value)
    return made


def without_defaults(values: Mapping[str, Any], keys: Sequence[Key]) -> dict[str, Any]:
    """The same row without the keys that may be left out."""
    return {key.name: values[key.name] for key in keys if key.required or values[key.name] != key.default}


def read_date(field: str, value: Any) -> date:
    """A day without a time."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise RowError(field, "%(value)s is not a date; write it as 2023-06-30.", value=repr(value))
    return value


def read_list(member: Reader) -> Reader:
    """A list whose members `member` reads."""

    def read(field: str, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise RowError(field, "%(value)s is not a list; write [ … ].", value=repr(value))
        return [member(f"{field}.{index}", item) for index, item in enumerate(value)]

    return read


def read_name_of(members: type[enum.Enum]) -> Reader:
    """The name of an enum's member."""
    return lambda field, value: choice(field, value, members).name


def read_group(readers: Mapping[str, Reader], optional: bool = False, nullable: bool = False) -> Reader:
    """A value made of named values, each with its reader; all that is wrong is told together.

    `optional`: any of them may be left out; `nullable`: any of them may be null.
    """
    keys = tuple(
        Key(name, name, reader, required=not optional, default=_ABSENT, nullable=nullable)
        for name, reader in readers.items()
    )

    def read(field: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise RowError(field, "%(value)s is not a list of named values.", value=repr(value))
        values, faults = read_row(value, keys, field)
        if faults:
            raise Invalid(faults)
        return {name: values[name] for name in value}

    return read


def read_decimal(field: str, value: Any) -> str:
    """A decimal as printed, kept as text: JSON knows no exact decimals."""
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except ArithmeticError:
            raise RowError(field, "%(value)s is not a number.", value=repr(value)) from None
    return str(number(field, value))


def read_share(field: str, value: Any) -> str:
    """A share of a whole, written as 2/3."""
    try:
        share = Fraction(text_value(field, value))
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise RowError(field, "%(value)s is not a share; write it as “2/3”.", value=repr(value))
    return str(share)


def read_plain(field: str, value: Any) -> Any:
    """What JSON can hold: text, numbers, true and false, lists and named values of those."""
    if isinstance(value, dict):
        return {text_value(field, key): read_plain(f"{field}.{key}", item) for key, item in value.items()}
    if isinstance(value, list):
        return [read_plain(f"{field}.{index}", item) for index, item in enumerate(value)]
    if isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)):
        return value
    raise RowError(field, "%(value)s is not text, a number, true or false; write text in quotes.", value=repr(value))


def read_named_values(field: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RowError(field, "%(value)s is not a list of named values.", value=repr(value))
    plain: dict[str, Any] = read_plain(field, value)
    return plain


def read_names(field: str, value: Any) -> list[str]:
    names: list[str] = read_list(text_value)(field, value)
    if not names:
        raise RowError(field, "A value is missing.")
    return names


def _read(key: Key, field: str, value: Any) -> Any:
    """The checked value; what may be left out may also be written as it is by default."""
    if value is None and key.nullable:
        return None
    if value is None:
        raise RowError(field, "A value is missing.")
    by_default = not key.required and type(value) is type(key.default) and value == key.default
    return value if by_default else key.read(field, value)


def _key(column: Column[Any], given: Reader | None, required: bool) -> Key:
    refers = next((foreign.target_fullname.partition(".")[0] for foreign in column.foreign_keys), "")
    return Key(
        name=column.key.removesuffix("_id") if refers else column.key,
        column=column.key,
        read=text_value if refers else _reader(column, given),
        required=required or not (column.nullable or column.default),
        default=_default(column),
        refers=refers,
        members=getattr(column.type, "enum_class", None),
        nullable=bool(column.nullable),
    )


def _default(column: Column[Any]) -> Any:
    if column.default is None:
        return None
    made: Any = column.default
    value = made.arg(None) if made.is_callable else made.arg
    return value.name if isinstance(value, enum.Enum) else value


def _reader(column: Column[Any], given: Reader | None) -> Reader:
    match column.type:
        case Enum(enum_class=members) if members is not None:
            return read_name_of(members)
        case String(length=length):
            return lambda field, value: (given or text_value)(field, _text(field, value, length))
        case _ if given:
            return given
        case Integer():
            return lambda field, value: whole_number(field, value, 0, LARGEST_NUMBER)
        case Boolean():
            return flag
        case Date():
            return read_date
    raise TypeError(f"{column} needs a reader of its own")


def _text(field: str, value: Any, longest: int | None) -> str:
    text = text_value(field, value)
    if longest is not None and len(text) > longest:
        raise RowError(
            field,
            "The text has %(length)s characters, at most %(limit)s are allowed; shorten it.",
            length=len(text),
            limit=longest,
        )
    return text


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
