"""The sheet of a public institution's posts: printed, out as a spreadsheet and in again."""

from __future__ import annotations

import io
import re
from typing import Any

from openpyxl import Workbook, load_workbook
from pypdf import PdfReader
from sqlalchemy import text

from tests.helpers import text_of
from tests.integration.hours_posts.conftest import COLLEAGUE, MONDAY, STAFF
from tests.integration.hours_posts.keeping import APPOINTED, POSTS


def test_out_as_a_spreadsheet_and_in_again(kept, selected, as_, engine):
    quota_id, employer = kept(ratios=("12.5", "30", "37.5", "20")), as_("employer", MONDAY)
    selected(quota_id, STAFF, **{**APPOINTED, "level": "FULL_SENIOR"})
    content = employer.get(f"{POSTS}/sheet/{quota_id}.xlsx").data
    ((kind, subject),) = taken_out(engine)
    assert (kind, subject.endswith("-2023")) == ("EXPORTED", True)
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active]
    assert ["核准比例", "12.5%", "30%", "37.5%", "20%", "100%", None] in rows
    assert any(row[0] == STAFF for row in rows)
    answer = employer.post(f"{POSTS}/read", data={"workbook": (io.BytesIO(content), "岗位.xlsx")})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "尚未保存" in page
    shown = dict(re.findall(r'name="(ratio_\w+|actual_\w+|year|post_total)"[^>]*value="([^"]*)"', page))
    typed = dict(re.findall(r'name="(year|post_total)"[^>]*value="([^"]*)"', page))
    assert (shown["ratio_FULL_SENIOR"], shown["ratio_INTERMEDIATE"], shown["actual_JUNIOR"]) == ("12.5", "37.5", "7")
    assert typed == {"year": "2023", "post_total": "20"}


def test_a_spreadsheet_with_percent_cells_and_one_with_faults(as_):
    employer = as_("employer", MONDAY)

    def read(*rows: list[Any]) -> Any:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        kept_book = io.BytesIO()
        book.save(kept_book)
        return employer.post(f"{POSTS}/read", data={"workbook": (io.BytesIO(kept_book.getvalue()), "x.xlsx")})

    head = (["年度", 2023], ["编制数", 30], ["专业技术岗位总数", 20])
    counts = (["核准人数", 2, 6, 8, 4], ["实聘人数", 1, 4, 8, 7])
    good = read(*head, ["核准比例", 0.1, 0.305, "40%", 19.5], *counts)
    page = good.get_data(as_text=True)
    shown = dict(re.findall(r'name="(ratio_\w+)"[^>]*value="([^"]*)"', page))
    assert list(shown.values()) == ["10", "30.5", "40", "19.5"]
    bad = read(*head, ["核准比例", "约三成", 0, 0, 0], ["核准人数", 2.5], ["别的"])
    assert bad.status_code == 400
    told = text_of(bad)
    assert "第 4 行 ：“约三成”不是比例" in told
    assert "第 5 行 ：“2.5”不是 0 及以上的整数" in told
    assert "表中没有“实聘人数”一行" in told
    assert employer.post(f"{POSTS}/read").status_code == 400


def test_the_sheet_is_printed(confirmed, selected, as_, engine):
    quota_id = confirmed()
    assert selected(quota_id, COLLEAGUE).status_code == 303
    answer = as_("department", MONDAY).get(f"{POSTS}/sheet/{quota_id}.pdf")
    assert answer.mimetype == "application/pdf"
    found = pdf_text(answer.data)
    for word in ("事业单位人员职称申报岗位信息表", "上虞建设示例有限公司", COLLEAGUE, "高级工程师", "同意。"):
        assert word in found
    ((kind, subject),) = taken_out(engine)
    assert (kind, subject.endswith("-2023.pdf")) == ("PRINTED", True)


def taken_out(engine: Any) -> list[Any]:
    """Sheets hold identity numbers in full: who took one is in the access log."""
    asked = "SELECT kind, subject FROM access_records WHERE kind IN ('PRINTED', 'EXPORTED') ORDER BY id"
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(asked))]


def test_the_log_says_who_took_the_sheet_with_its_identity_numbers_and_what_was_edited(world, kept, selected, as_):
    from app.access.models import AccessRecord
    from app.extensions import db

    quota_id, employer = kept(), as_("employer", MONDAY)
    selected(quota_id, STAFF)
    for kind in ("pdf", "xlsx"):
        assert employer.get(f"{POSTS}/sheet/{quota_id}.{kind}").status_code == 200
    with world.reading():
        rows = db.session.scalars(db.select(AccessRecord).order_by(AccessRecord.id)).all()
    taken = [(row.kind.name, "岗位信息表" in row.subject) for row in rows if row.kind.name in ("PRINTED", "EXPORTED")]
    assert taken == [("PRINTED", True), ("EXPORTED", True)]
    page = text_of(employer.get(f"{POSTS}/show/{quota_id}"))
    assert re.findall(r"编辑 \S+ \S+ .{12,20}? (岗位竞聘结果|专业技术岗位情况)", page) == [
        "岗位竞聘结果",
        "专业技术岗位情况",
    ]


def pdf_text(content: bytes) -> str:
    return "".join(re.sub(r"[\s\u200b]", "", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages)
