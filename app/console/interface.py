"""The one way from a generated screen to its rows: scoped, counted up to a cap, paged by key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_appbuilder.models.filters import Filters
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from app.console.arguments import whole_number
from app.console.filters import FilterConverter, begins_with
from app.console.paging import COUNT_CAP, Cursor, Page, Rows, capped_count, cut, page_from, runs_down
from app.console.paging import order as in_order
from app.extensions import db

LOOKUP_LIMIT = 20
LOOKUP_COLUMNS = ("name", "code")


class ScopedInterface(SQLAInterface):
    """Flask-AppBuilder's interface to a model, over the session that knows its actor.

    Every read is a SELECT through that session, so that row scope holds; nothing here commits.
    """

    filter_converter_class = FilterConverter

    def __init__(self, obj: type, session: Any = None) -> None:
        super().__init__(obj, session)
        self._related: dict[str, ScopedInterface] = {}

    @property
    def session(self) -> Session:
        return self._session or db.session

    def get_related_interface(self, col_name: str) -> ScopedInterface:
        """The interface of a relation's model, made once."""
        if col_name not in self._related:
            self._related[col_name] = type(self)(self.get_related_model(col_name))
        return self._related[col_name]

    def get_related_obj(self, col_name: str, value: Any) -> Any:
        return self.get_related_interface(col_name).get(value)

    def is_fillable(self, name: str) -> bool:
        """Whether a form can hold this column or relation; the version is not for people to write."""
        return name != "version" and (name in self.list_columns or self.is_relation_many_to_one(name))

    def sort_column(self, name: str) -> InstrumentedAttribute[Any]:
        """The mapped column of this model by that name; the id for anything else."""
        found: InstrumentedAttribute[Any] = getattr(self.obj, name) if name in self.list_columns else self.get_pk()
        return found

    def eager_options(self, columns: Iterable[str]) -> list[Any]:
        """Load options for the relations that these columns show, so that no row asks again."""
        roots = dict.fromkeys(name.partition(".")[0] for name in columns)
        of_one = [joinedload(getattr(self.obj, root)) for root in roots if self.is_relation_many_to_one(root)]
        return of_one + [selectinload(getattr(self.obj, root)) for root in roots if self.is_relation_many_to_many(root)]

    def get(self, id: Any, filters: Filters | None = None, columns: Iterable[str] = (), **_kwargs: Any) -> Any:
        """The row by its id, fresh from the database; None where it is missing, out of scope, or no id at all."""
        key = whole_number(str(id))
        if key is None:
            return None
        query = self.apply_filters(self.session.query(self.obj), filters).filter(self.get_pk() == key)
        return query.options(*self.eager_options(columns)).populate_existing().one_or_none()

    def get_many(self, ids: Sequence[Any], filters: Filters | None = None, columns: Iterable[str] = ()) -> list[Any]:
        """Rows by their ids, in the order of ids; a missing, foreign or malformed id is left out."""
        keys = [key for key in dict.fromkeys(whole_number(str(each)) for each in ids) if key is not None]
        query = self.apply_filters(self.session.query(self.obj), filters).filter(self.get_pk().in_(keys))
        found = {row.id: row for row in query.options(*self.eager_options(columns)).populate_existing()}
        return [found[key] for key in keys if key in found]

    def query(
        self,
        filters: Filters | None = None,
        order_column: str = "",
        order_direction: str = "",
        page: int | None = None,
        page_size: int | None = None,
        select_columns: list[str] | None = None,
        outer_default_load: bool = False,
    ) -> tuple[int, list[Any]]:
        """Flask-AppBuilder's own call (choices of small relations): the first rows by that order."""
        found = self.page(filters, order_column or "id", order_direction == "desc", page_size or COUNT_CAP)
        return found.count, found.rows

    def page(
        self,
        filters: Filters | None,
        order: str,
        descending: bool,
        size: int,
        cursor: Cursor | None = None,
        columns: Iterable[str] = (),
    ) -> Page:
        """`size` rows after or before the cursor, sorted by a mapped column and the id; two statements.

        The inner statement filters, sorts and limits ids alone; wide rows and their relations are fetched for these.
        """
        key, sort = self.get_pk(), self.sort_column(order)
        nullable = bool(self.list_columns[sort.key].nullable)
        ids = self.apply_filters(select(key), filters)
        picked = cut(ids, sort, key, cursor, descending=descending, size=size, nullable=nullable).subquery()
        wide = select(self.obj).join(picked, key == picked.c[key.key]).options(*self.eager_options(columns))
        down = runs_down(cursor, descending)
        rows = self.session.scalars(wide.order_by(*in_order(sort, key, down, nullable))).unique().all()
        return page_from(rows, sort, cursor, capped_count(ids), size)

    def all_rows(self, filters: Filters | None, order: str, descending: bool, columns: Iterable[str] = ()) -> Rows:
        """The statement of all rows that `page` would show one after the other."""
        key, sort = self.get_pk(), self.sort_column(order)
        nullable = bool(self.list_columns[sort.key].nullable)
        picked = self.apply_filters(select(key), filters).subquery()
        wide = select(self.obj).join(picked, key == picked.c[key.key]).options(*self.eager_options(columns))
        return wide.order_by(*in_order(sort, key, descending, nullable))

    def lookup(self, text: str, limit: int = LOOKUP_LIMIT) -> list[tuple[int, str]]:
        """(id, words) of rows whose name or code holds `text`; those that begin with it come first."""
        names = [name for name in LOOKUP_COLUMNS if name in self.list_columns]
        columns = [getattr(self.obj, name) for name in names]
        query = self.session.query(self.obj)
        order: list[Any] = [*columns[:1], self.get_pk()]
        if text and columns:
            query = query.filter(or_(*[column.contains(text, autoescape=True) for column in columns]))
            order.insert(0, or_(*[begins_with(self.session, column, text) for column in columns]).desc())
        return [(row.id, str(row)) for row in query.order_by(*order).limit(limit)]
