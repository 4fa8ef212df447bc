"""Workbooks in: the first sheet as plain values, and what is no workbook."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from app.core.errors import Refused, TooLarge
from app.documents import sheet_files
from app.documents.sheet_files import read_xlsx
from app.documents.spreadsheet import Column, write_xlsx

DAY = dt.date(2023, 6, 30)


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_what_the_program_writes_is_read_back():
    kept = io.BytesIO()
    columns = [Column("代码", verbatim=True), Column("日期"), Column("人数")]
    write_xlsx(kept, columns, [("0042", DAY, 3), ("=1+1", None, None)], "目录")
    rows = read_xlsx(kept.getvalue(), 10)
    assert [(row.number, row.cells[:3]) for row in rows] == [
        (1, ("目录", None, None)),
        (2, ("代码", "日期", "人数")),
        (3, ("0042", DAY, 3)),
        (4, ("=1+1", None, None)),
    ]


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers():
    rows = read_xlsx(workbook(["a"], [], ["  "], ["b "]), 10)
    assert [(row.number, row.cells[0]) for row in rows] == [(1, "a"), (4, "b")]


def test_a_moment_stays_a_moment():
    moment = dt.datetime(2023, 6, 30, 9, 5)  # noqa: DTZ001
    assert read_xlsx(workbook([moment]), 1)[0].cells[0] == moment


def test_one_row_beyond_the_limit_is_too_large():
    assert len(read_xlsx(workbook(["a"], ["b"]), 2)) == 2
    with pytest.raises(TooLarge):
        read_xlsx(workbook(["a"], ["b"], ["c"]), 2)


def test_a_workbook_that_unpacks_beyond_the_limit_is_too_large(monkeypatch):
    content = workbook(["a"])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    monkeypatch.setattr(sheet_files, "UNPACKED_BYTES", unpacked)
    assert read_xlsx(content, 1)
    monkeypatch.setattr(sheet_files, "UNPACKED_BYTES", unpacked - 1)
    with pytest.raises(TooLarge):
        read_xlsx(content, 1)


def archive(**parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"code,name\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        archive(readme="x"),
        archive(**{"[Content_Types].xml": "<a"}),
        workbook(["a"])[:-100],
    ],
    ids=["nothing", "csv", "xls", "zip", "broken xml", "cut off"],
)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(Refused, match="xlsx"):
        read_xlsx(content, 10)
