"""A whole list as a file: the rows its filter leaves, in its order, however many there are."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_plus

from flask import Response, request, send_file, stream_with_context

from app.access.enums import AccessKind
from app.access.scoping import act_as, acting
from app.access.services import record_access
from app.console.commands import command
from app.console.paging import Rows, capped_count
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Refused
from app.documents.spreadsheet import Cell, Column, csv_lines, write_xlsx
from app.extensions import db

KIND = "<any(xlsx, csv):kind>"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Export:
    """A list to be written: `statement` selects its rows in order, `key` is the column that counts them.

    `cells` is called with what one row of the statement holds (one row object, or its columns one by one).
    """

    title: str
    columns: Sequence[Column]
    statement: Rows
    key: Any
    cells: Callable[..., Sequence[Cell]]

    def rows(self) -> Iterable[Sequence[Cell]]:
        """The rows, read through a cursor of the database: one statement, some hundred rows in memory."""
        for row in db.session.execute(self.statement.execution_options(yield_per=ROWS_AT_ONCE)):
            yield self.cells(*row)


@dataclass(frozen=True)
class Table:
    """Rows that no statement reads: `lines` gives them one by one."""

    title: str
    columns: Sequence[Column]
    lines: Iterable[Sequence[Cell]]

    def rows(self) -> Iterable[Sequence[Cell]]:
        """The rows."""
        return self.lines


def download(table: Table) -> Response:
    """The table as an .xlsx file, whatever its length."""
    return _called(_workbook(table), table.title, "xlsx")


def answer(export: Export, kind: str) -> Response:
    """The file as a download: `kind` is xlsx or csv.

    Raises Refused where the list is longer than one file takes: a part of it would look like the whole.
    """
    if capped_count(export.statement.with_only_columns(export.key).order_by(None), MOST_ROWS) > MOST_ROWS:
        raise Refused(
            "This list has more than %(most)s rows, the most that one file takes. Please set a filter first.",
            most=f"{MOST_ROWS:,}",
        )
    return _called(_workbook(export) if kind == "xlsx" else _streamed(export), export.title, kind)


def handed_out(answer: Any, title: str, kind: AccessKind = AccessKind.EXPORTED) -> Any:
    """The answer, a file of `title`, once the access log says who takes it and under which filter."""
    with command():
        record_access(kind, title, unquote_plus(request.query_string.decode(errors="replace")))
    return answer


def _called(response: Response, title: str, kind: str) -> Response:
    """The answer under the table's title and today's date."""
    day = clock.today().isoformat()
    # The first name is for old browsers; a header may hold Latin letters only.
    names = {"filename": f"{day}.{kind}", "filename*": f"UTF-8''{quote(f'{title}-{day}.{kind}', safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **names)
    return response


def _workbook(export: Export | Table) -> Response:
    """Out of a temporary file that has no name: it is gone once it is closed, sent or not."""
    with ExitStack() as unsent:
        handle = unsent.enter_context(tempfile.TemporaryFile())
        write_xlsx(handle, export.columns, export.rows(), export.title)
        size = handle.tell()
        handle.seek(0)
        response = send_file(handle, XLSX_TYPE)
        response.content_length = size
        unsent.pop_all()
    return response


def _streamed(export: Export) -> Response:
    lines = _lines(export, acting(db.session))
    return Response(stream_with_context(lines), content_type="text/csv; charset=utf-8")


def _lines(export: Export, actor: Actor) -> Iterator[bytes]:
    """The request's session ends before the first line is asked for; the next one acts for the same person."""
    act_as(db.session, actor)
    yield from csv_lines(export.columns, export.rows())
