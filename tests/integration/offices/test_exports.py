"""Files of the offices' lists: the rows and the order of the list, typed, scoped, however many."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.applications.models import Application
from app.extensions import db
from app.fees.models import FeeOrder
from tests.helpers import count_statements, text_of
from tests.integration.offices.pages import link_in, names_in

DAY = "2023-04-03 09:00"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(browser, address):
    """Title, header and rows of an .xlsx export."""
    answer = browser.get(address)
    assert (answer.status_code, answer.mimetype) == (200, XLSX), text_of(answer)
    book = load_workbook(io.BytesIO(answer.data))
    (title, *_blank), header, *rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    return title, header, rows


def lines(browser, address):
    """Header and rows of a CSV export."""
    answer = browser.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), text_of(answer)
    assert answer.data.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    return header, rows


@pytest.mark.parametrize(
    "query",
    [
        "",
        "tab=ALL",
        "tab=DONE",
        "tab=ALL&stage=REVIEW",
        "tab=ALL&name=戊",
        "tab=ALL&from=2023-03-02",
        "tab=ALL&plan=999",
    ],
)
@pytest.mark.parametrize("who", ["employer", "hrss", "planner"])
def test_the_queue_exports_the_rows_of_its_list_in_their_order(as_, who, query):
    browser = as_(who, DAY)
    shown = names_in(browser.get(f"/audits/?{query}"))
    _title, header, rows = sheet(browser, f"/audits/export.xlsx?{query}")
    assert [row[0] for row in rows] == shown
    columns, same = lines(browser, f"/audits/export.csv?{query}")
    assert columns == header
    assert [row[0] for row in same] == shown


def test_the_page_links_to_the_files_of_its_own_filter(as_):
    page = as_("hrss", DAY).get("/audits/?tab=ALL&stage=REVIEW&k=abc")
    assert link_in(page, "导出 Excel") == "/audits/export.xlsx?tab=ALL&stage=REVIEW"
    assert link_in(page, "CSV") == "/audits/export.csv?tab=ALL&stage=REVIEW"


def test_a_list_without_rows_offers_no_file_and_its_file_holds_the_header_alone(as_):
    browser = as_("hrss", DAY)
    assert link_in(browser.get("/audits/?name=无此人"), "导出 Excel") == ""
    assert sheet(browser, "/audits/export.xlsx?name=无此人")[2] == []
    header, rows = lines(browser, "/audits/export.csv?name=无此人")
    assert (header[0], rows) == ("申报人", [])


def test_what_waits_is_written_with_words_and_real_moments(as_, place):
    title, header, ((*row,), *_others) = sheet(as_("hrss", DAY), "/audits/export.xlsx")
    assert title == "职称申报资格审查"
    assert header == [
        "申报人",
        "编号",
        "提交次数",
        "用人单位",
        "职称",
        "从事专业",
        "评审计划",
        "环节",
        "提交时间",
        "到达时间",
    ]
    assert row[:3] == ["丁待区审", f"2023{place['hrss']:08d}", 1]
    assert row[-2:] == [dt.datetime(2023, 3, 1, 9, 0), dt.datetime(2023, 3, 11, 9, 0)]  # noqa: DTZ001


def test_everything_in_sight_is_written_with_who_has_it_and_its_status(as_):
    header, rows = lines(as_("planner", DAY), "/audits/export.csv?tab=ALL&name=丁")
    ((*row,),) = rows
    assert dict(zip(header, row, strict=True))["状态"] == "办理中"
    assert dict(zip(header, row, strict=True))["当前办理单位"] == "绍兴市上虞区人力资源和社会保障局"
    assert row[header.index("提交时间")] == "2023-03-01 09:00"


def test_an_employer_whose_people_they_all_are_gets_no_column_for_itself(as_):
    assert "用人单位" not in lines(as_("employer", DAY), "/audits/export.csv")[0]


def test_the_file_is_called_as_the_list_and_the_day(as_):
    answer = as_("hrss", DAY).get("/audits/export.csv")
    assert answer.headers["Content-Disposition"].endswith(
        "filename*=UTF-8''%E8%81%8C%E7%A7%B0%E7%94%B3%E6%8A%A5%E8%B5%84%E6%A0%BC%E5%AE%A1%E6%9F%A5-2023-04-03.csv"
    )
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_of_300_rows_takes_the_statements_of_one_row(as_, crowd, engine, kind):
    employer = as_("employer", DAY)
    with count_statements(engine) as at_one:
        assert employer.get(f"/audits/export.{kind}").status_code == 200
    crowd(1200)
    with count_statements(engine) as at_many:
        answer = employer.get(f"/audits/export.{kind}")
    if kind == "csv":
        assert answer.data.count(b"\r\n") == 1202
    assert at_many.count == at_one.count <= 6, str(at_many)


def test_no_page_of_rows_is_counted_off_or_skipped(as_, crowd, engine):
    crowd(3)
    employer = as_("employer", DAY)
    with count_statements(engine) as statements:
        employer.get("/audits/export.csv")
    (read,) = [sent for sent in statements.sent if "submission_count" in sent]
    assert "LIMIT" not in read
    assert "OFFSET" not in read


def test_a_list_at_the_cap_is_written_and_one_beyond_is_refused_with_a_sentence(as_, monkeypatch):
    planner = as_("planner", DAY)
    monkeypatch.setattr("app.console.exports.MOST_ROWS", 7)
    assert len(lines(planner, "/audits/export.csv?tab=ALL")[1]) == 7
    monkeypatch.setattr("app.console.exports.MOST_ROWS", 6)
    for kind in ("csv", "xlsx"):
        refused = planner.get(f"/audits/export.{kind}?tab=ALL")
        assert refused.status_code == 400
        assert "列表超过6条" in text_of(refused)


def test_the_scope_holds_until_the_last_line_is_read(flask_app, world, place, clock_at, sign_in):
    """The view's session is gone when the lines are asked for; a session without an actor would not answer."""
    from flask.testing import FlaskClient

    clock_at(DAY)
    browser = sign_in(FlaskClient(flask_app, flask_app.response_class), world.account("neighbour"))
    answer = browser.get("/audits/export.csv?tab=ALL", buffered=False)
    assert answer.is_streamed
    names = [line.split(",")[0] for line in answer.get_data().decode("utf-8-sig").splitlines()]
    assert names == ["申报人", "乙邻居"]


def test_a_stream_that_is_left_early_gives_its_connection_back(flask_app, world, crowd, engine, clock_at, sign_in):
    from flask.testing import FlaskClient

    crowd(1500)
    clock_at(DAY)
    browser = sign_in(FlaskClient(flask_app, flask_app.response_class), world.account("employer"))
    before = engine.pool.checkedout()
    answer = browser.get("/audits/export.csv", buffered=False)
    next(iter(answer.response))
    answer.close()
    assert engine.pool.checkedout() == before


def test_texts_that_a_program_would_run_or_that_xml_refuses_are_harmless(as_, world, place):
    nasty = "=cmd|'/C calc'!A0\x0b\x01"
    with world.reading():
        rows = update(Application).where(Application.id == place["audit"]).values(applicant_name=nasty)
        db.session.execute(rows)
        db.session.commit()
    employer = as_("employer", DAY)
    assert lines(employer, "/audits/export.csv")[1][0][0] == f"'{nasty}"
    book = load_workbook(io.BytesIO(employer.get("/audits/export.xlsx").data))
    cell = book.active.cell(3, 1)
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cell.value.startswith("=cmd|'/C calc'!A0")


def test_a_fee_is_a_figure_in_yuan_and_its_days_are_days(as_, world, place):
    with world.reading():
        owed = db.session.scalars(select(FeeOrder).where(FeeOrder.application_id == place["owing"])).one()
        amount, due_on = owed.amount_fen, owed.due_on
    finance = as_("finance", DAY)
    shown = names_in(finance.get("/fees/"))
    _title, header, rows = sheet(finance, "/fees/export.xlsx")
    assert [row[0] for row in rows] == shown == ["戊待缴费"]
    found = dict(zip(header, rows[0], strict=True))
    assert found["金额"] * 100 == amount
    assert found["缴费截止"].date() == due_on
    assert (found["票据号"], found["状态"]) == (None, "待缴")
    _columns, ((*line,),) = lines(finance, "/fees/export.csv")
    assert line[header.index("金额")] == f"{amount // 100}.00"
    assert line[header.index("缴费截止")] == due_on.isoformat()
    every = lines(finance, "/fees/export.csv?status=ALL")[1]
    assert [row[0] for row in every] == names_in(finance.get("/fees/?status=ALL"))
    assert len(every) == 3


def test_the_log_is_written_newest_first_with_whole_links(as_):
    viewer = as_("viewer", DAY)
    header, rows = lines(viewer, "/decisions/export.csv?action=PASS")
    page = viewer.get("/decisions/?action=PASS").get_data(as_text=True)
    shown = re.findall(r'title="([0-9a-f]{64})"', page)
    assert len(shown) == 19
    assert [row[header.index("链值")] for row in rows] == shown
    assert {row[header.index("操作")] for row in rows} == {"通过"}
    assert f"共 {len(rows)} 条" in text_of(viewer.get("/decisions/?action=PASS"))


def test_notices_and_messages_are_written(as_):
    employer = as_("employer", DAY)
    header, rows = lines(employer, "/notices/export.csv")
    assert header == ["公示开始日", "公示截止日", "评审计划", "人数", "状态"]
    assert rows[0][0] == "2023-03-06"
    assert {row[3] for row in rows} == {"1"}
    assert lines(as_("neighbour", DAY), "/notices/export.csv")[1] == []
    header, rows = lines(employer, "/messages/export.csv")
    assert header == ["消息", "状态", "时间"]
    assert rows[0][1] == "未读"


def test_an_applicant_takes_home_the_own_applications_and_achievements(as_, place):
    mine = as_("丁待区审", DAY)
    header, rows = lines(mine, "/my/applications/export.csv")
    assert header == ["评审计划", "编号", "状态", "当前环节", "当前办理单位"]
    assert [row[1] for row in rows] == [f"2023{place['hrss']:08d}"]
    assert rows[0][2] == "办理中"
    header, rows = lines(mine, "/archive/export.csv")
    page = text_of(mine.get("/archive/"))
    assert header[0] == "业绩名称"
    assert rows
    assert all(row[0] in page for row in rows)


@pytest.mark.parametrize(
    ("who", "page"), [("viewer", "/decisions/"), ("hrss", "/audits/"), ("planner", "/review-plans/list/")]
)
@pytest.mark.parametrize("name", ["kind", "endpoint", "values", "_scheme", "_anchor", "_external", "_method", "self"])
def test_an_argument_called_as_one_of_the_programs_own_breaks_no_list(as_, who, page, name):
    browser = as_(who, DAY)
    answer = browser.get(f"{page}?{name}=x")
    assert answer.status_code == 200
    assert link_in(answer, "CSV").endswith(f"/export.csv?{name}=x")
    assert browser.get(link_in(answer, "CSV")).status_code == 200


def test_a_subject_of_the_log_is_exported_alone(as_):
    viewer = as_("viewer", DAY)
    link = link_in(viewer.get("/decisions/?kind=PLAN"), "CSV")
    assert link == "/decisions/export.csv?kind=PLAN"
    header, rows = lines(viewer, link)
    assert {row[header.index("对象")] for row in rows} == {"评审计划"}
