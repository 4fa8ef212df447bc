"""Spreadsheets in, row by row: the first sheet of an .xlsx workbook or a CSV file, in constant memory."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, TypeAlias

from app.core.errors import Refused, TooLarge

Value: TypeAlias = str | int | float | bool | dt.date | None
Row: TypeAlias = tuple[int, tuple[Value, ...]]

ZIP = b"PK\x03\x04"
UNPACKED_BYTES = 512 * 1024 * 1024
MOST_COLUMNS = 100
# The office's own programs write the second.
ENCODINGS = ("utf-8-sig", "gb18030")
PROBE_BYTES = 1024 * 1024
UNREADABLE = (
    "The file cannot be read as a spreadsheet (.xlsx or .csv). Please open it in Excel or WPS and save it as .xlsx."
)
# All that openpyxl and csv let through of what is not right; errors of XML are SyntaxErrors.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
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
    csv.Error,
)


def read_rows(stream: IO[bytes]) -> Iterator[Row]:
    """(number that the spreadsheet program shows beside it, values) of every row that is not empty.

    `stream` can be sought. Texts are without outer white space and None where empty, formulas their last results, days
    without a time `date`. Raises Refused for what is neither, TooLarge where a workbook unpacks to more than 512 MiB.
    """
    is_workbook = stream.read(len(ZIP)) == ZIP
    stream.seek(0)
    rows = workbook_rows(stream, UNPACKED_BYTES) if is_workbook else _csv_rows(stream)
    while True:
        try:
            number, values = next(rows)
        except StopIteration:
            return
        except BROKEN as problem:
            raise Refused(UNREADABLE) from problem
        if any(value is not None for value in values):
            yield number, values


def workbook_rows(stream: IO[bytes], unpacked_bytes: int, formulas: bool = False) -> Iterator[Row]:
    """Every row of a workbook's first sheet, empty ones too; `formulas` gives them as such, “=B2+C2”, instead of their
    last results. Raises TooLarge, and BROKEN for what is no workbook."""
    # 6 MB and a twentieth of a second that only whoever reads a workbook pays.
    from openpyxl import load_workbook

    with zipfile.ZipFile(stream) as packed:
        if sum(part.file_size for part in packed.infolist()) > unpacked_bytes:
            raise TooLarge("The workbook is too large once unpacked. Please keep only the sheet that is asked for.")
    stream.seek(0)
    workbook = load_workbook(stream, read_only=True, data_only=not formulas)
    try:
        sheet: Any = workbook.worksheets[0]
        # What the file says of its own size is not always true.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            yield number, tuple(map(_value, cells))
    finally:
        workbook.close()


def _csv_rows(stream: IO[bytes]) -> Iterator[Row]:
    text = io.TextIOWrapper(stream, _encoding(stream), newline="")
    try:
        reader = csv.reader(text, strict=True)
        for cells in reader:
            yield reader.line_num, tuple(_value(cell) for cell in cells[:MOST_COLUMNS])
    finally:
        text.detach()


def _encoding(stream: IO[bytes]) -> str:
    """The first encoding in which the beginning can be read."""
    probe = stream.read(PROBE_BYTES)
    stream.seek(0)
    if b"\x00" in probe:
        raise ValueError("no text")
    whole = probe.rpartition(b"\n")[0] or probe
    for encoding in ENCODINGS:
        try:
            whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise ValueError("no text")


def _value(cell: Any) -> Value:
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else cell
    if isinstance(cell, str):
        return cell.strip() or None
    if cell is None or isinstance(cell, bool | int | float | dt.date):
        return cell
    return str(getattr(cell, "text", None) or cell)
