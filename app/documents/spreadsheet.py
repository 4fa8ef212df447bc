"""Spreadsheets out: one table on one sheet of an .xlsx workbook, or as CSV, written row by row."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import zip_longest
from typing import IO, Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell, xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | Decimal | date | datetime | None

TITLE_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
NARROWEST, WIDEST = 6, 60
# Rows that a column's width is taken from: measuring all of them costs as much as writing a third of them.
MEASURED = 500
# Without it Excel reads the Chinese of a CSV file as Latin letters.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINES_AT_ONCE = 200
CHOICES_SHEET, OFFERED_ROWS = "choices", 500
# The clock must not show in the bytes.
CREATED = datetime.combine(date(2020, 1, 1), time())

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# White space at an end, controls, what XML or XlsxWriter writes otherwise.
_UNUSUAL = re.compile(r'^\s|\s$|[\x00-\x1f&<>"\ufffe\uffff]|_x[0-9a-fA-F]{4}_').search
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOX = {**_FONT, "border": 1}


@dataclass(frozen=True)
class Column:
    """One column: its header, and `verbatim` for identity numbers, telephone numbers and codes.

    A verbatim column has the text format "@", so that a person who edits a cell does not turn
    "330602199204080029" into 3.306E+17. Of `choices` a person picks in the rows that are still empty.
    """

    header: str
    verbatim: bool = False
    choices: Sequence[str] = ()


def write_xlsx(
    stream: IO[bytes],
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    title: str,
    notes: Sequence[str] = (),
) -> int:
    """Write a workbook to `stream` and return the number of rows written.

    Row 1 is the title, row 2 the frozen header, then `rows`, then one line per note. Memory stays constant
    however many rows come; equal data gives equal bytes. Every string is written as a string cell, which no
    program evaluates; one that begins like a formula (= + - @ tab CR) also gets the text format "@", so that
    it stays text when a person edits it. Nothing is put in front of it. Dates, times and numbers keep their types.
    Columns are as wide as the header and the first 500 rows ask for.
    Raises ValueError when a row's length differs from the header's, a text is longer than 32,767 characters or
    there are more rows than a sheet holds, rather than dropping anything in silence.
    """
    settings = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(stream, settings) as workbook:
        workbook.set_properties({"title": title, "created": CREATED})
        formats = _Formats(workbook)
        sheet = workbook.add_worksheet(_sheet_name(title), _Sheet)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        sheet.set_row(TITLE_ROW, 28)
        sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, max(len(columns) - 1, 1), "", formats.title)
        _checked(sheet.write_string(TITLE_ROW, 0, title, formats.title))
        for index, column in enumerate(columns):
            _checked(sheet.write_string(HEADER_ROW, index, column.header, formats.header))
        widths = [_width(column.header) for column in columns]
        number = FIRST_ROW
        for row in rows:
            if number + len(notes) >= MOST_ROWS:
                raise ValueError(f"a sheet holds at most {MOST_ROWS} rows")
            for index, (column, cell) in enumerate(zip(columns, row, strict=True)):
                _write_cell(sheet, number, index, cell, formats, column.verbatim)
                if number < FIRST_ROW + MEASURED:
                    widths[index] = max(widths[index], _width(cell))
            number += 1
        for line, note in enumerate(notes, start=number):
            _checked(sheet.write_string(line, 0, note, formats.note))
        for index, width in enumerate(widths):
            sheet.set_column(index, index, min(max(width + 2, NARROWEST), WIDEST))
        _offer_choices(workbook, sheet, columns, number)
    return number - FIRST_ROW


def _offer_choices(workbook: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column], first: int) -> None:
    """Lists to pick from in the empty rows; they stand on a hidden sheet, since a cell's own list holds 255 letters."""
    offered = [(index, column.choices) for index, column in enumerate(columns) if column.choices]
    if not offered:
        return
    lists = workbook.add_worksheet(CHOICES_SHEET)
    lists.hide()
    for row, texts in enumerate(zip_longest(*[choices for _index, choices in offered])):
        for place, text in enumerate(texts):
            if text is not None:
                _checked(lists.write_string(row, place, text))
    for place, (index, choices) in enumerate(offered):
        last = xl_rowcol_to_cell(len(choices) - 1, place, row_abs=True, col_abs=True)
        source = f"={CHOICES_SHEET}!{xl_rowcol_to_cell(0, place, row_abs=True, col_abs=True)}:{last}"
        picking = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(first, index, first + OFFERED_ROWS - 1, index, picking)


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same table as CSV in UTF-8 with a byte order mark, some rows at a time; the first piece is the header.

    Days are written 2023-06-30, moments 2023-06-30 09:05, money with two decimals. A text that begins like a formula
    gets an apostrophe in front, since a program that opens the file would evaluate it. Raises ValueError when a row's
    length differs from the header's.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow([_plain(column.header) for column in columns])
    yield BYTE_ORDER_MARK + _taken(lines)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_plain(cell) for _column, cell in zip(columns, row, strict=True)])
        if number % LINES_AT_ONCE == 0:
            yield _taken(lines)
    yield _taken(lines)


def _taken(lines: io.StringIO) -> bytes:
    """What was written since the last time."""
    content = lines.getvalue().encode()
    lines.seek(0)
    lines.truncate()
    return content


def _plain(cell: Cell) -> str | int | float | None:
    """A cell as CSV holds it."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.2f}" if isinstance(cell, Decimal) else cell


class _Sheet(Worksheet):
    """XlsxWriter's sheet with a shorter way for plain cells: the same bytes in two thirds of the time.

    XlsxWriter escapes every attribute and looks four times at every text; what needs any of that is left to it.
    """

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = cell.__class__.__name__
        if cell.format and kind == "String" and not _UNUSUAL(cell.string):
            style = cell.format._get_xf_index()
            reference = xl_rowcol_to_cell_fast(row, col)
            self.fh.write(f'<c r="{reference}" s="{style}" t="inlineStr"><is><t>{cell.string}</t></is></c>')
        elif cell.format and kind in ("Number", "Datetime"):
            style = cell.format._get_xf_index()
            self.fh.write(f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{style}"><v>{cell.number:.16G}</v></c>')
        else:
            super()._write_cell(row, col, cell)


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        def add(**properties: object) -> Format:
            return workbook.add_format(properties)

        self.title = add(**_FONT | {"font_size": 14}, bold=True, align="center")
        self.header = add(**_BOX, bold=True, align="center", text_wrap=True, bg_color="#EDEDED")
        self.text = add(**_BOX, text_wrap=True)
        self.verbatim = add(**_BOX, text_wrap=True, num_format="@")
        self.number = add(**_BOX)
        self.money = add(**_BOX, num_format="#,##0.00")
        self.date = add(**_BOX, num_format="yyyy-mm-dd")
        self.time = add(**_BOX, num_format="yyyy-mm-dd hh:mm")
        self.note = add(**_FONT, num_format="@")


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats, verbatim: bool) -> None:
    if cell is None:
        _checked(sheet.write_blank(row, column, None, formats.text))
    elif isinstance(cell, str):
        text_format = formats.verbatim if verbatim or cell.startswith(_FORMULA_STARTS) else formats.text
        _checked(sheet.write_string(row, column, _not_markup(cell), text_format))
    elif isinstance(cell, datetime):
        _checked(sheet.write_datetime(row, column, cell, formats.time))
    elif isinstance(cell, date):
        _checked(sheet.write_datetime(row, column, cell, formats.date))
    elif isinstance(cell, Decimal):
        _checked(sheet.write_number(row, column, float(cell), formats.money))
    else:
        _checked(sheet.write_number(row, column, cell, formats.number))


def _not_markup(text: str) -> str:
    """With constant memory XlsxWriter takes a text in <r>…</r> for its own XML; a space at the end makes it text."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _checked(status: int) -> None:
    """XlsxWriter reports a cell that it has dropped by a negative number only."""
    if status != 0:
        raise ValueError(f"a text is longer than {LONGEST_TEXT} characters, or a cell lies outside the sheet")


def _sheet_name(title: str) -> str:
    return _FORBIDDEN_IN_SHEET_NAME.sub(" ", title)[:31].strip(" '") or "Sheet1"


def _width(cell: Cell) -> int:
    """Display width in the unit of a column: a CJK character takes two."""
    if cell is None:
        return 0
    if isinstance(cell, datetime):
        return 16
    if isinstance(cell, date):
        return 10
    lines = str(cell).splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines)
