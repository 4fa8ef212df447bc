"""Spreadsheets: every cell arrives with its type, nothing is evaluated, nothing is lost in silence."""

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from xlsxwriter.worksheet import Worksheet

from app.documents.spreadsheet import FIRST_ROW, LINES_AT_ONCE, MEASURED, Column, csv_lines, write_xlsx

NAMES = [Column("姓名"), Column("身份证号", verbatim=True)]
MORNING = datetime.combine(date(2023, 6, 30), time(9, 5))


def written(columns, rows, title="花名册", notes=()):
    stream = io.BytesIO()
    write_xlsx(stream, columns, rows, title, notes)
    return stream.getvalue()


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).active


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_title_header_rows_and_notes_stand_in_this_order():
    sheet = sheet_of(written(NAMES, [["张示例", "330602199204080029"], ["李样本", None]], notes=["注一", "注二"]))
    assert cells(sheet) == [
        ["花名册", None],
        ["姓名", "身份证号"],
        ["张示例", "330602199204080029"],
        ["李样本", None],
        ["注一", None],
        ["注二", None],
    ]
    assert sheet.freeze_panes == "A3"
    assert sheet.title == "花名册"


def test_the_number_of_rows_is_returned_whatever_the_notes():
    assert write_xlsx(io.BytesIO(), NAMES, ([str(n), str(n)] for n in range(7)), "x", ["note"]) == 7
    assert write_xlsx(io.BytesIO(), NAMES, [], "x") == 0


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_stays_the_text_it_was(start):
    words = f'{start}HYPERLINK("http://example.org","x")'
    content = written([Column(words)], [[words]], title=words, notes=[words])
    sheet = sheet_of(content)
    stored = words.replace("\r", "_x000D_")
    assert {cell.value.replace("\r", "_x000D_") for row in sheet.iter_rows() for cell in row if cell.value} == {stored}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet.cell(FIRST_ROW + 1, 1).number_format == "@"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_an_identity_number_is_a_text_cell_with_the_text_format():
    sheet = sheet_of(written(NAMES, [["张示例", "330602199204080029"]]))
    name, identity = sheet[FIRST_ROW + 1]
    assert (identity.value, identity.data_type, identity.number_format) == ("330602199204080029", "s", "@")
    assert name.number_format == "General"


def test_numbers_money_dates_and_times_keep_their_types():
    columns = [Column(name) for name in ("年限", "学时", "金额", "日期", "时间")]
    row = [8, 1.5, Decimal("260.00"), date(2023, 6, 30), MORNING]
    found = sheet_of(written(columns, [row]))[FIRST_ROW + 1]
    assert [cell.value for cell in found] == [8, 1.5, 260, datetime.combine(date(2023, 6, 30), time()), MORNING]
    assert [cell.number_format for cell in found] == [
        "General",
        "General",
        "#,##0.00",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
    ]


def test_columns_are_as_wide_as_their_widest_line_within_bounds():
    sheet = sheet_of(written([Column("序号"), Column("单位"), Column("业绩")], [["1", "示例公司\nab", "长" * 200]]))
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert [round(width) for width in widths] == [7, 11, 61]
    assert sheet.cell(FIRST_ROW + 1, 3).alignment.wrap_text


def test_equal_data_gives_equal_bytes():
    rows = [["张示例", "330602199204080029"]] * 3
    assert written(NAMES, rows) == written(NAMES, iter(rows))
    with zipfile.ZipFile(io.BytesIO(written(NAMES, rows))) as archive:
        assert b"2020-01-01T00:00:00Z" in archive.read("docProps/core.xml")
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize("title", ["公示表/2023:[一]?*\\", "'引号'", "长" * 40, ""])
def test_any_title_gives_a_sheet_name_that_spreadsheets_accept(title):
    sheet = sheet_of(written(NAMES, [["a", "b"]], title=title))
    assert 1 <= len(sheet.title) <= 31
    assert not set(sheet.title) & set("[]:*?/\\")
    assert sheet.cell(1, 1).value == title


def test_a_text_of_32767_characters_is_written_and_one_more_is_refused():
    assert sheet_of(written(NAMES, [["长" * 32_767, ""]])).cell(3, 1).value == "长" * 32_767
    with pytest.raises(ValueError, match="32767"):
        written(NAMES, [["长" * 32_768, ""]])


@pytest.mark.parametrize("row", [["only one"], ["a", "b", "c"]])
def test_a_row_that_does_not_fit_the_header_is_refused(row):
    with pytest.raises(ValueError, match="zip"):
        written(NAMES, [row])


def test_the_last_row_of_a_sheet_is_written_and_one_more_is_refused(monkeypatch):
    monkeypatch.setattr("app.documents.spreadsheet.MOST_ROWS", 6)
    assert write_xlsx(io.BytesIO(), NAMES, [["a", "b"]] * 3, "x", ["note"]) == 3
    with pytest.raises(ValueError, match="at most 6 rows"):
        written(NAMES, [["a", "b"]] * 4, notes=["note"])


def test_a_sheet_of_one_column_can_be_written():
    assert cells(sheet_of(written([Column("姓名")], [["张示例"]])))[2][0] == "张示例"


def test_widths_are_taken_from_the_first_500_rows():
    rows = [["a", "b"]] * (MEASURED - 1) + [["a", "b" * 20], ["a" * 40, "b"]]
    sheet = sheet_of(written(NAMES, rows))
    assert [round(sheet.column_dimensions[letter].width) for letter in "AB"] == [7, 23]
    assert MEASURED == 500


@pytest.mark.parametrize("words", ["<r>", "<r></r>", "<r><t>x</t></r>", "</r><c>"])
def test_a_text_in_the_marks_of_rich_text_is_no_markup(words):
    sheet = sheet_of(written(NAMES, [[words, "x"]]))
    assert sheet.cell(FIRST_ROW + 1, 1).value.removesuffix(" ") == words


TEXTS = [
    "",
    " a",
    "a ",
    "a\u3000",
    "a\nb",
    "\t",
    "a&b",
    "<a>",
    'a"b',
    "'",
    "_x000D_",
    "\x01",
    "\ufffe",
    "\uffff",
    "长😀",
    "=1",
]


def test_the_short_way_writes_the_bytes_that_xlsxwriter_writes(monkeypatch):
    figures = [0, -1, 1.5, 1e300, Decimal("0.10"), date(2023, 6, 30), MORNING, None, 2**53, 0.1, True]
    rows = [[text, text, figure] for text in TEXTS for figure in figures]
    columns = [*NAMES, Column("数")]
    ours = written(columns, rows, notes=TEXTS)
    monkeypatch.setattr("app.documents.spreadsheet._Sheet", Worksheet)
    assert ours == written(columns, rows, notes=TEXTS)


def test_csv_holds_the_same_cells_as_text_behind_a_byte_order_mark():
    columns = [Column(name) for name in ("姓名", "年限", "学时", "金额", "日期", "时间")]
    row = ["张示例", 8, 1.5, Decimal("260"), date(2023, 6, 30), MORNING]
    content = b"".join(csv_lines(columns, [row, [None] * 6]))
    assert content == (
        b"\xef\xbb\xbf"
        + "姓名,年限,学时,金额,日期,时间\r\n张示例,8,1.5,260.00,2023-06-30,2023-06-30 09:05\r\n,,,,,\r\n".encode()
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_csv_text_that_begins_like_a_formula_gets_an_apostrophe_and_a_negative_figure_none(start):
    content = b"".join(csv_lines([Column(f"{start}1")], [[f"{start}2"], ["a=1"], [-3]])).decode("utf-8-sig")
    assert [line.strip('"') for line in content.replace("\r\n", "\n").split("\n")[:4]] == [
        f"'{start}1",
        f"'{start}2",
        "a=1",
        "-3",
    ]


def test_csv_comes_some_rows_at_a_time_and_asks_for_no_more():
    asked = []
    rows = ([str(asked.append(number))] for number in range(LINES_AT_ONCE * 2))
    pieces = csv_lines([Column("姓名")], rows)
    assert next(pieces).endswith("姓名\r\n".encode())
    assert asked == []
    assert next(pieces).count(b"\r\n") == LINES_AT_ONCE
    assert len(asked) == LINES_AT_ONCE


def test_a_csv_row_that_does_not_fit_the_header_is_refused():
    with pytest.raises(ValueError, match="zip"):
        list(csv_lines(NAMES, [["only one"]]))
