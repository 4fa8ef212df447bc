"""Where the rows of a grid stand in a plan's document, and what a document is with other rows in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.core.errors import Invalid, Violation
from app.plans.packs import Document

Row = dict[str, Any]
TWICE = "%(name)s stands in two rows of this list; keep one, or write another."


class Source(Protocol):
    """`within` is the dotted path under which faults of the rows are told."""

    @property
    def within(self) -> str: ...

    def rows(self, document: Document) -> list[Row]:
        """The rows as they are."""

    def changed(self, document: Document, rows: list[Row], origins: Sequence[int | None]) -> Document:
        """The document's values that change when these rows take their place.

        `origins` says of each row at which place it stood before, None for a new one.
        """


@dataclass(frozen=True)
class ListRows:
    """One list of the plan."""

    within: str

    def rows(self, document: Document) -> list[Row]:
        return list(document[self.within])

    def changed(self, _document: Document, rows: list[Row], _origins: Sequence[int | None]) -> Document:
        return {self.within: rows}


@dataclass(frozen=True)
class RouteRows:
    """The plan's routes without their stages, which stay with them."""

    within: str = "routes"

    def rows(self, document: Document) -> list[Row]:
        return list(document["routes"])

    def changed(self, document: Document, rows: list[Row], origins: Sequence[int | None]) -> Document:
        left: dict[int | None, list[Row]] = {place: route["stages"] for place, route in enumerate(document["routes"])}
        return {"routes": [{**row, "stages": left.pop(origin, [])} for row, origin in zip(rows, origins, strict=True)]}


@dataclass(frozen=True)
class StageRows:
    """The stages of one route, which is told by its place."""

    route: int

    @property
    def within(self) -> str:
        return f"routes.{self.route}.stages"

    def rows(self, document: Document) -> list[Row]:
        return list(document["routes"][self.route]["stages"])

    def changed(self, document: Document, rows: list[Row], _origins: Sequence[int | None]) -> Document:
        routes = list(document["routes"])
        routes[self.route] = {**routes[self.route], "stages": rows}
        return {"routes": routes}


@dataclass(frozen=True)
class OpinionRows:
    """The opinions that the review sheet asks for."""

    within: str = "sheet.opinions"

    def rows(self, document: Document) -> list[Row]:
        return list(document["sheet"]["opinions"])

    def changed(self, document: Document, rows: list[Row], _origins: Sequence[int | None]) -> Document:
        return {"sheet": {**document["sheet"], "opinions": rows}}


@dataclass(frozen=True)
class NamedRows:
    """Named values of the plan as rows: `identity` is the column of the name.

    `single`: the column that holds the whole value; "" where the value is made of the other columns.
    """

    within: str
    identity: str
    single: str = ""

    def rows(self, document: Document) -> list[Row]:
        return [
            {self.identity: name, **({self.single: value} if self.single else value)}
            for name, value in document[self.within].items()
        ]

    def changed(self, _document: Document, rows: list[Row], _origins: Sequence[int | None]) -> Document:
        names = [row.get(self.identity) for row in rows]
        faults = [
            Violation(f"{self.within}.{index}.{self.identity}", TWICE, {"name": name})
            if name
            else Violation(f"{self.within}.{index}.{self.identity}", "A value is missing.")
            for index, name in enumerate(names)
            if not name or name in names[:index]
        ]
        if faults:
            raise Invalid(faults)
        return {self.within: {str(row[self.identity]): self._value(row) for row in rows}}

    def _value(self, row: Row) -> Any:
        return row[self.single] if self.single else {key: row[key] for key in row if key != self.identity}
