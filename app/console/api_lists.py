"""Resources of reference data: a list with filters, and one record by its code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, ClassVar

from flask_appbuilder.models.filters import BaseFilter, FilterRelation
from sqlalchemy import select
from sqlalchemy.orm import Query as OrmQuery

from app.console.api import CODE, PAGING, ApiResource, asked_cursor, asked_size, linked, operation
from app.console.api_requests import FLAG, Query
from app.console.api_shapes import Shape
from app.console.filters import Contains, Equal
from app.console.interface import ScopedInterface
from app.console.paging import cursor_from
from app.core.errors import OutOfScope

BY_CODE = "code"


class RelatedCode(FilterRelation):
    """Rows that point at the row of this code."""

    name = "is the row of the code"
    arg_name = "rel_code"

    def apply(self, query: OrmQuery[Any], value: Any) -> OrmQuery[Any]:
        related: Any = self.datamodel.get_related_model(self.column_name)
        wanted = select(related.id).where(related.code == value).scalar_subquery()
        return query.filter(self.datamodel.get_relation_fk(self.column_name) == wanted)


def by_name() -> tuple[Query, type[BaseFilter]]:
    return Query("name", {"type": "string", "maxLength": 100}, "Part of the name"), Contains


def by_flag(name: str, description: str) -> tuple[Query, type[BaseFilter]]:
    return Query(name, FLAG, description), Equal


def by_member(name: str, kind: type[Enum], description: str) -> tuple[Query, type[BaseFilter]]:
    return Query(name, {"type": "string", "enum": [each.name for each in kind]}, description), Equal


def by_code_of(name: str, description: str) -> tuple[Query, type[BaseFilter]]:
    return Query(name, CODE, description), RelatedCode


class CodedResource(ApiResource):
    """Base of reference data, ordered by code. `filters` are parameters, each with the filter of its column."""

    datamodel: ClassVar[ScopedInterface]
    shape: ClassVar[Shape]
    filters: ClassVar[tuple[tuple[Query, type[BaseFilter]], ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        parameters = (*(query for query, _filter in cls.filters), *PAGING)
        cls.list = operation("", "list", "The list, ordered by code", cls.shape.page(), query=parameters)(rows)
        cls.show = operation("/<code>", "show", "One record by its code", cls.shape)(row)


def rows(resource: CodedResource, asked: Mapping[str, Any]) -> Any:
    """One page of the rows that fit what was asked."""
    filters = resource.datamodel.get_filters()
    for query, kind in resource.filters:
        if asked[query.name] is not None:
            filters.add_filter(query.name, kind, asked[query.name])
    sort = resource.datamodel.sort_column(BY_CODE)
    cursor = cursor_from(asked_cursor(asked, sort), sort)
    columns = resource.shape.fields
    page = resource.datamodel.page(filters, BY_CODE, False, asked_size(asked), cursor, columns)
    return resource.shape.page().of(linked(page))


def row(resource: CodedResource, asked: Mapping[str, Any], code: str) -> Any:
    """The row of this code. Raises OutOfScope."""
    filters = resource.datamodel.get_filters().add_filter(BY_CODE, Equal, code)
    found = resource.datamodel.page(filters, BY_CODE, False, 1, columns=resource.shape.fields).rows
    if not found:
        raise OutOfScope
    return resource.shape.of(found[0])
