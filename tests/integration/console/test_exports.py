"""Files of generated lists: typed cells, masked numbers, and the same rows as the list for every filter and order."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from app.core.actor import Role
from tests.helpers import Browser, count_statements, office_moment
from tests.integration.console.test_lists import shown
from tests.integration.database.rows import NEW_PARENT, Rows

REGIONS = "/trial/regions"


def lines(browser, address):
    """Header and rows of a CSV export."""
    answer = browser.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.get_data(as_text=True)[-800:]
    header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    return header, rows


def sheet(browser, address):
    """Header and rows of an .xlsx export, as openpyxl's cells."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[-800:]
    _title, header, *rows = load_workbook(io.BytesIO(answer.data)).active.iter_rows()
    return [cell.value for cell in header], rows


@pytest.mark.parametrize(
    "query",
    [
        "",
        "_flt_0_name=金",
        "_flt_0_level=CITY",
        "_flt_0_parent=1",
        "_flt_1_name=州&_flt_0_level=CITY",
        "_oc_TrialRegionScreen=name&_od_TrialRegionScreen=desc",
        "_oc_TrialRegionScreen=level&_od_TrialRegionScreen=asc&_flt_1_name=市",
        "_oc_TrialRegionScreen=secret",
        "psize_TrialRegionScreen=1&k_TrialRegionScreen=abc",
        "_flt_0_name=不存在",
    ],
)
def test_a_file_holds_the_rows_of_the_list_in_its_order(editor, regions, query):
    listed = shown(editor, f"{REGIONS}/list/?{query.replace('psize_TrialRegionScreen=1', '')}")
    assert [row[0] for row in lines(editor, f"{REGIONS}/export.csv?{query}")[1]] == listed
    assert [row[0].value for row in sheet(editor, f"{REGIONS}/export.xlsx?{query}")[1]] == listed


def test_empty_values_of_a_nullable_column_stand_where_the_list_has_them(applicant, people, engine):
    from app.archives.models import ArchiveEntry

    with engine.begin() as connection:
        rows = Rows(connection)
        for day in (1, 2):
            rows.add(ArchiveEntry, applicant_id=people[0][0], title=f"甲{day}", ended_on=dt.date(2024, 1, day))
    for direction in ("asc", "desc"):
        query = f"_oc_TrialEntryScreen=ended_on&_od_TrialEntryScreen={direction}"
        listed = shown(applicant, f"/trial/entries/list/?{query}")
        assert len(listed) == 3
        assert [row[0] for row in lines(applicant, f"/trial/entries/export.csv?{query}")[1]] == listed


def test_words_are_the_lists_and_figures_and_days_are_typed(editor, store):
    from app.catalog.models import HolidayOverride, TitleLevel

    store(
        HolidayOverride(day=dt.date(2023, 10, 7), is_working=True, source="国办"),
        TitleLevel(code="0012", name="中级", rank=2),
    )
    _header, ((day, working, source),) = sheet(editor, "/trial/holidays/export.xlsx")
    assert (day.value.date(), day.number_format) == (dt.date(2023, 10, 7), "yyyy-mm-dd")
    assert (working.value, source.value) == ("是", "国办")
    assert lines(editor, "/trial/holidays/export.csv")[1] == [["2023-10-07", "是", "国办"]]
    _header, ((code, _name, rank),) = sheet(editor, "/trial/levels/export.xlsx")
    assert (code.value, code.data_type) == ("0012", "s")
    assert (rank.value, rank.data_type) == (2, "n")


def test_moments_are_the_offices_clock(applicant, people, engine):
    from app.archives.models import ArchiveEntry

    submitted = {"status": "SUBMITTED", "employer_id": NEW_PARENT, "submitted_at": office_moment("2023-03-01 00:30")}
    with engine.begin() as connection:
        Rows(connection).add(ArchiveEntry, applicant_id=people[0][0], title="已提交", **submitted)
    address = "/trial/entries/export.{}?_flt_0_title=已提交"
    _header, ((*_others, moment),) = sheet(applicant, address.format("xlsx"))
    assert (f"{moment.value:%Y-%m-%d %H:%M}", moment.number_format) == ("2023-03-01 00:30", "yyyy-mm-dd hh:mm")
    assert lines(applicant, address.format("csv"))[1][0][-1] == "2023-03-01 00:30"


def test_an_identity_number_is_masked_in_the_list_and_in_its_files(applicant, people):
    masked = "3306**********1228"
    assert masked in applicant.get("/trial/people/list/").get_data(as_text=True)
    assert lines(applicant, "/trial/people/export.csv")[1] == [["李丽", masked]]
    assert [[cell.value for cell in row] for row in sheet(applicant, "/trial/people/export.xlsx")[1]] == [
        ["李丽", masked]
    ]


def test_what_is_another_persons_is_in_no_file(applicant, people):
    assert [row[0] for row in lines(applicant, "/trial/entries/export.csv")[1]] == [f"业绩{people[0][0]}"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_300_rows_take_the_statements_of_one(editor, regions, flask_app, engine, kind):
    from app.catalog.models import Region

    address = f"{REGIONS}/export.{kind}?_flt_0_level=CITY"
    editor.get(address)
    with count_statements(engine) as few:
        editor.get(address)
    rows = [{"code": f"9{n:05d}", "name": f"市{n}", "level": "CITY", "parent_id": regions[0]} for n in range(1200)]
    with engine.begin() as connection:
        connection.execute(insert(Region.__table__), rows)
    with count_statements(engine) as many:
        answer = editor.get(address)
    if kind == "csv":
        assert answer.data.count(b"\r\n") == 1 + 3 + 1200
    assert many.count == few.count == 4, str(many)  # who asks, how many, the access log, the rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_begins_like_a_formula_runs_nowhere(editor, store, start):
    from app.catalog.models import Region

    words = f'{start}HYPERLINK("http://example.test")'
    store(Region(code="990000", name=words, level="PROVINCE"))
    assert lines(editor, f"{REGIONS}/export.csv")[1][0][1] == f"'{words}"
    (row,) = sheet(editor, f"{REGIONS}/export.xlsx")[1]
    assert (row[1].data_type, row[1].number_format, row[1].hyperlink) == ("s", "@", None)


@pytest.mark.parametrize("words", ["\x01控制\x1f", "<r>不是标记</r>", "￾￿", 'a,b"c\nd', "😀" * 10])
def test_strange_texts_arrive(editor, store, words):
    from app.catalog.models import Region

    store(Region(code="990000", name=words, level="PROVINCE"))
    assert lines(editor, f"{REGIONS}/export.csv")[1][0][1] == words
    (row,) = sheet(editor, f"{REGIONS}/export.xlsx")[1]
    assert row[1].data_type == "s"
    assert row[1].value.strip()[0] == ("_" if ord(words[0]) < 32 or words[0] == "￾" else words[0])


def test_a_text_beyond_what_a_sheet_takes_ends_with_an_ellipsis():
    from app.console.cells import for_file

    assert for_file("长" * 32_767) == "长" * 32_767
    assert for_file("长" * 32_768) == "长" * 32_766 + "…"
    assert for_file("😀" * 16_383) == "😀" * 16_383
    assert for_file("😀" * 16_384) == "😀" * 16_383 + "…"


def test_who_may_not_list_gets_no_file(flask_app, regions, account_with, sign_in, client):
    other = sign_in(Browser(flask_app), account_with(Role.FINANCE))
    assert other.get(f"{REGIONS}/export.csv").status_code == 403
    visitor = client.get(f"{REGIONS}/export.xlsx")
    assert (visitor.status_code, "/login/" in visitor.location) == (302, True)


@pytest.mark.parametrize("address", [f"{REGIONS}/export.pdf", f"{REGIONS}/export."])
def test_another_kind_of_file_is_no_page(editor, regions, address):
    assert editor.get(address).status_code == 404


def test_a_list_on_a_records_page_offers_no_file_of_its_own(editor, store):
    from app.catalog.models import Specialty, TitleSeries

    (series,) = store(TitleSeries(code="S", name="工程"))
    store(Specialty(code="S1", name="机械", series_id=series))
    page = editor.get(f"/trial/series/show/{series}").get_data(as_text=True)
    assert "机械" in page
    assert "导出 Excel" not in page
