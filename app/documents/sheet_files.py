"""Small spreadsheets in: the first sheet of an .xlsx workbook as a list of rows."""

from __future__ import annotations

import io
from dataclasses import dataclass

from app.core.errors import Refused, TooLarge
from app.documents.sheet_rows import BROKEN, Value, workbook_rows

UNPACKED_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class SheetRow:
    """One row that is not empty; `number` is what the spreadsheet program shows beside it."""

    number: int
    cells: tuple[Value, ...]


def read_xlsx(content: bytes, most_rows: int, formulas: bool = False) -> list[SheetRow]:
    """The rows of a workbook's first sheet. Texts are without outer white space, formulas their last results (with
    `formulas` themselves, “=B2+C2”), days without a time `date`.

    Raises Refused for what is no .xlsx workbook, TooLarge where it holds more than `most_rows` rows or unpacks to
    more than 32 MiB.
    """
    found: list[SheetRow] = []
    try:
        for number, values in workbook_rows(io.BytesIO(content), UNPACKED_BYTES, formulas):
            if all(value is None for value in values):
                continue
            if len(found) == most_rows:
                raise TooLarge("The sheet has more than %(most)s rows, the most that one file takes.", most=most_rows)
            found.append(SheetRow(number, values))
    except BROKEN as problem:
        raise Refused(
            "The file cannot be read as an Excel workbook (.xlsx). Please open it in Excel or WPS and save it as .xlsx."
        ) from problem
    return found
