"""Spreadsheets in: the first sheet of an .xlsx workbook as rows of plain values."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, TypeAlias

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.core.errors import Refused, TooLarge

Value: TypeAlias = str | int | float | bool | dt.date | None

UNPACKED_BYTES = 32 * 1024 * 1024
MOST_COLUMNS = 100
# All that openpyxl lets through of what is not right; errors of XML are SyntaxErrors.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class SheetRow:
    """One row that is not empty; `number` is what the spreadsheet program shows beside it."""

    number: int
    cells: tuple[Value, ...]


def read_xlsx(content: bytes, most_rows: int) -> list[SheetRow]:
    """The rows of a workbook's first sheet. Texts are without outer white space, formulas their last results, days
    without a time `date`.

    Raises Refused for what is no .xlsx workbook, TooLarge where it holds more than `most_rows` rows or unpacks to
    more than 32 MiB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > UNPACKED_BYTES:
            raise TooLarge("The workbook is too large once unpacked. Please keep only the sheet that is asked for.")
        return _rows(content, most_rows)
    except BROKEN as problem:
        raise Refused(
            "The file cannot be read as an Excel workbook (.xlsx). Please open it in Excel or WPS and save it as .xlsx."
        ) from problem


def _rows(content: bytes, most_rows: int) -> list[SheetRow]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet: Any = workbook.worksheets[0]
        # What the file says of its own size is not always true.
        sheet.reset_dimensions()
        found: list[SheetRow] = []
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            values = tuple(_value(cell) for cell in cells)
            if all(value is None for value in values):
                continue
            if len(found) == most_rows:
                raise TooLarge("The sheet has more than %(most)s rows, the most that one file takes.", most=most_rows)
            found.append(SheetRow(number, values))
        return found
    finally:
        workbook.close()


def _value(cell: Any) -> Value:
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else cell
    if isinstance(cell, str):
        return cell.strip() or None
    if cell is None or isinstance(cell, bool | int | float | dt.date):
        return cell
    return str(cell)
