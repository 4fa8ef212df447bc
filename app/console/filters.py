"""Filters of generated lists: few kinds, each one an index can answer, none that a strange value can break."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder.models.filters import BaseFilter, BaseFilterConverter, FilterRelation
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, and_, false
from sqlalchemy.orm import Query

from app.core.clock import OFFICE_ZONE

LARGEST = 2**31 - 1
LAST_CHARACTER = "\U0010ffff"


class ColumnFilter(BaseFilter):
    """A comparison of one column; a value that the column cannot hold matches no row."""

    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        column = getattr(self.model, self.column_name)
        try:
            criterion = self.criterion(column, value)
        except (ValueError, KeyError):
            criterion = false()
        return query.filter(criterion)

    def criterion(self, column: Any, value: Any) -> ColumnElement[bool]:
        """The comparison. Raises ValueError or KeyError where the value does not fit."""
        raise NotImplementedError

    def typed(self, value: Any) -> Any:
        """The text of an address as the column's own type. Raises ValueError or KeyError."""
        return typed(self.datamodel.list_columns[self.column_name].type, value)


class Equal(ColumnFilter):
    """Exactly this value."""

    name = lazy_gettext("is")
    arg_name = "eq"

    def criterion(self, column: Any, value: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = column == self.typed(value)
        return found


class From(ColumnFilter):
    """This value or more; of moments, from the beginning of the day."""

    name = lazy_gettext("from")
    arg_name = "ge"

    def criterion(self, column: Any, value: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = column >= self.typed(value)
        return found


class UpTo(ColumnFilter):
    """This value or less; of moments, to the end of the day."""

    name = lazy_gettext("up to")
    arg_name = "le"

    def criterion(self, column: Any, value: Any) -> ColumnElement[bool]:
        limit = self.typed(value)
        if isinstance(limit, dt.datetime):
            end_of_day: ColumnElement[bool] = column < limit + dt.timedelta(days=1)
            return end_of_day
        found: ColumnElement[bool] = column <= limit
        return found


class Prefix(ColumnFilter):
    """Texts that begin like this."""

    name = lazy_gettext("begins with")
    arg_name = "sw"

    def criterion(self, column: Any, value: Any) -> ColumnElement[bool]:
        return begins_with(self.datamodel.session, column, str(value))


class Contains(ColumnFilter):
    """Texts that contain this."""

    name = lazy_gettext("contains")
    arg_name = "ct"

    def criterion(self, column: Any, value: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = column.contains(str(value), autoescape=True)
        return found


class RelationEqual(FilterRelation):
    """Rows that point at this row: a comparison of the foreign key, without loading what it points at."""

    name = lazy_gettext("is")
    arg_name = "rel_o_m"

    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        key = self.datamodel.get_relation_fk(self.column_name)
        try:
            return query.filter(key == typed(key.type, value))
        except ValueError:
            return query.filter(false())


class RelationHolds(FilterRelation):
    """Rows of whose several this row is one, such as accounts that hold a role."""

    name = lazy_gettext("is")
    arg_name = "rel_m_m"

    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        key = self.datamodel.get_related_interface(self.column_name).get_pk()
        try:
            return query.filter(getattr(self.model, self.column_name).any(key == typed(key.type, value)))
        except ValueError:
            return query.filter(false())


class FilterConverter(BaseFilterConverter):
    """Which filters a column has; the first is the one that the filter row shows."""

    conversion_table = (
        ("is_relation_many_to_one", [RelationEqual]),
        ("is_relation_one_to_one", [RelationEqual]),
        ("is_relation_many_to_many", [RelationHolds]),
        ("is_enum", [Equal]),
        ("is_boolean", [Equal]),
        ("is_text", [Contains, Prefix, Equal]),
        ("is_string", [Prefix, Contains, Equal]),
        ("is_date", [From, UpTo, Equal]),
        ("is_datetime", [From, UpTo]),
        ("is_integer", [Equal, From, UpTo]),
        ("is_numeric", [Equal, From, UpTo]),
    )

    def convert(self, col_name: str) -> list[BaseFilter] | None:
        """Filter objects of the column; None where it cannot be filtered, such as a list of children."""
        for test, kinds in self.conversion_table:
            if getattr(self.datamodel, test)(col_name):
                return [kind(col_name, self.datamodel) for kind in kinds]
        return None


def begins_with(session: Any, column: Any, text: str) -> ColumnElement[bool]:
    """`column` begins with `text`: a range by bytes, which an index answers (on PostgreSQL one of `PREFIX_OPS`).

    A LIKE would need the text itself when PostgreSQL plans, and a plan kept for any text reads all of the index.
    """
    if session.get_bind().dialect.name == "sqlite":
        return and_(column >= text, column < text + LAST_CHARACTER)
    least, beyond = column.op("~>=~", is_comparison=True), column.op("~<~", is_comparison=True)
    return and_(least(text), beyond(text + LAST_CHARACTER))


def python_type(kind: Any) -> type:
    """The Python type of a column type, also of one that decorates another."""
    found: type = getattr(kind, "impl_instance", kind).python_type
    return found


def typed(kind: Any, value: Any) -> Any:
    """The text of an address as a column type's Python value. Raises ValueError or KeyError."""
    members = getattr(kind, "enum_class", None)
    if members is not None:
        return members[getattr(value, "name", value)]
    wanted = python_type(kind)
    if isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    text = str(value).strip()
    if wanted is bool:
        return {"y": True, "n": False}[text]
    if wanted is int:
        number = int(text)
        if abs(number) > LARGEST:
            raise ValueError(f"{text} does not fit a database's whole numbers")
        return number
    if wanted is dt.date:
        return dt.date.fromisoformat(text)
    if wanted is dt.datetime:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.min, OFFICE_ZONE)
    return wanted(text)
