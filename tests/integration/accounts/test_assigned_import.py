"""Accounts assigned by a spreadsheet: template, preview, all or nothing, two at once."""

from __future__ import annotations

import base64
import io
import re
import threading
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.helpers import Browser, count_statements
from tests.integration.accounts.conftest import enter
from tests.integration.accounts.offices import BASE, HEAD, Offices, offices, rows_of, sent, workbook

__all__ = ["offices"]
GOOD = [
    ["li.na", "李娜", "主管部门审核员", "区示例住建局"],
    ["zhang.wei", "张伟", "评委会办公室", "county-office"],
    ["wang.min", "王敏", "EXPERT", "区示例评委会办公室"],
]
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def confirmed(browser: Browser, content: bytes) -> Any:
    return browser.post(f"{BASE}/import/confirm", data={"content": base64.b64encode(content).decode()})


def faults(answer: Any) -> list[str]:
    part = answer.text.partition("data-summary")[2].partition("</ul>")[0]
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<li>(.*?)</li>", part)]


def test_a_file_is_shown_first_and_then_assigned_as_a_whole(offices: Offices, client: Browser) -> None:
    county, content = offices.browser("county"), workbook(*GOOD)
    previewed = sent(county, content)
    assert previewed.status_code == 200
    assert "共 3 个账号，尚未保存。" in previewed.text
    assert offices.usernames() == set()
    answer = confirmed(county, content)
    assert answer.status_code == 200
    assert offices.usernames() == {"li.na", "zhang.wei", "wang.min"}
    sealed = re.search(r'name="sealed" value="([^"]+)"', answer.text)
    assert sealed is not None
    rows = rows_of(county.post(f"{BASE}/passwords.xlsx", data={"sealed": sealed[1]}).data)
    assert [row[0] for row in rows] == ["li.na", "zhang.wei", "wang.min"]
    assert len({row[4] for row in rows}) == 3
    assert enter(client, rows[1][4], "zhang.wei").status_code == 302
    assert [row.details["username"] for row in offices.log("ASSIGN")] == ["li.na", "zhang.wei", "wang.min"]
    assert offices.messages("county-office") == ["区示例人社局已为本单位分配账号：张伟、王敏。"]


@only_sqlite
def test_a_csv_file_of_the_offices_own_program_is_read(offices: Offices) -> None:
    lines = "\r\n".join(",".join(row) for row in (HEAD, *GOOD))
    county = offices.browser("county")
    for encoding in ("gb18030", "utf-8-sig"):
        assert "共 3 个账号" in sent(county, lines.encode(encoding), "accounts.csv").text


@only_sqlite
@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["li.na", "李娜", "系统管理员", "区示例住建局"], "第 3 行 角色：不能识别“系统管理员”"),
        (["li.na", "李娜", "申报人员", "区示例住建局"], "第 3 行 角色：不能识别“申报人员”"),
        (["li.na", "李娜", "人社部门审核员", "区示例住建局"], "第 3 行 角色：该类单位没有这一角色的账号。"),
        (["li.na", "李娜", "主管部门审核员", "不存在的局"], "没有名称或代码为“不存在的局”的单位。"),
        (["li.na", "李娜", "主管部门审核员", "远方示例住建局"], "“远方示例住建局”不是您的下级单位"),
        (["li.na", "李娜", "主管部门审核员", "区撤销示例局"], "“区撤销示例局”已停用。"),
        (["li.na", "李娜", "财务人员", "区示例人社局"], "在本单位只能分配您本人持有的角色和专家账号"),
        (["county", "李娜", "主管部门审核员", "区示例住建局"], "用户名“county”已被使用。"),
        (["li.na", "=HYPERLINK(1)", "主管部门审核员", "区示例住建局"], "第 3 行 姓名"),
        (["=1+1", "李娜", "主管部门审核员", "区示例住建局"], "第 3 行 用户名"),
        (["", "李娜", "主管部门审核员", "区示例住建局"], "第 3 行 用户名：请填写此项。"),
    ],
)
def test_one_bad_row_keeps_the_whole_file_out(offices: Offices, row: list[str], words: str) -> None:
    county, content = offices.browser("county"), workbook(row, *GOOD[1:])
    answer = sent(county, content)
    assert answer.status_code == 400
    assert any(words in one for one in faults(answer)), faults(answer)
    assert confirmed(county, content).status_code == 409
    assert offices.usernames() == set()


@only_sqlite
def test_a_formula_in_a_text_cell_is_a_bad_name(offices: Offices) -> None:
    lines = "用户名,姓名,角色,单位（名称或代码）\nli.na,=cmd|' /C calc'!A0,主管部门审核员,区示例住建局\n"
    answer = sent(offices.browser("county"), lines.encode(), "accounts.csv")
    assert answer.status_code == 400
    assert "第 2 行 姓名：姓名不超过40个字" in faults(answer)[0]


@only_sqlite
def test_every_fault_is_told_with_its_row(offices: Offices) -> None:
    content = workbook(["LI", "", "x", ""], GOOD[0], [*GOOD[0][:1], "王芳", *GOOD[0][2:]])
    told = faults(sent(offices.browser("county"), content))
    assert [one[:5] for one in told] == ["第 3 行"] * 4 + ["第 5 行"]
    assert "“li.na”" in told[4]


@only_sqlite
def test_files_that_are_none_and_those_that_are_too_large(offices: Offices) -> None:
    county = offices.browser("county")
    assert county.post(f"{BASE}/import", data={}).status_code == 400
    assert sent(county, b"\x00\x01").status_code == 400
    assert sent(county, b"x" * (512 * 1024 + 1)).status_code == 413
    assert sent(county, workbook(*([GOOD[0]] * 120))).status_code == 413
    assert faults(sent(county, workbook(*GOOD, head=["用户名", "姓名", "角色", "电话"])))[0].startswith("第 2 行")
    assert len(faults(sent(county, workbook()))) == 1
    assert county.post(f"{BASE}/import/confirm", data={"content": "%%%"}).status_code == 400
    assert offices.usernames() == set()


@only_sqlite
def test_the_template_offers_roles_and_organisations_within_reach(offices: Offices) -> None:
    answer = offices.browser("county").get(f"{BASE}/template.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    sheet, lists = book.worksheets
    assert [cell.value for cell in sheet[2]] == HEAD
    assert lists.sheet_state == "hidden"
    offered = {cell.value for row in lists.iter_rows() for cell in row if cell.value}
    assert {"主管部门审核员", "评审专家", "区示例住建局", "区示例人社局"} <= offered
    assert not offered & {"系统管理员", "申报人员", "远方示例住建局", "区撤销示例局", "区示例考试中心"}
    assert len(sheet.data_validations.dataValidation) == 2
    filled = load_workbook(io.BytesIO(answer.data))
    for place, text in enumerate(GOOD[0], start=1):
        filled.worksheets[0].cell(3, place, text)
    stream = io.BytesIO()
    filled.save(stream)
    assert "共 1 个账号" in sent(offices.browser("county"), stream.getvalue()).text


@only_sqlite
def test_the_same_file_a_second_time_is_told_and_changes_nothing(offices: Offices) -> None:
    content = workbook(*GOOD)
    assert confirmed(offices.browser("county"), content).status_code == 200
    before = offices.stored("li.na").password
    again = confirmed(offices.browser("city"), content)
    assert again.status_code == 409
    assert [one[-6:] for one in faults(again)] == ["”已被使用。"] * 3
    assert offices.stored("li.na").password == before
    assert len(offices.log("ASSIGN")) == 3


def test_of_two_who_import_the_same_file_at_once_one_is_told(offices: Offices) -> None:
    content, barrier, answers = workbook(*GOOD), threading.Barrier(2), []

    def imports(browser: Browser) -> None:
        barrier.wait()
        answers.append(confirmed(browser, content).status_code)

    threads = [threading.Thread(target=imports, args=(offices.browser(who),)) for who in ("county", "city")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [200, 409]
    assert offices.usernames() == {"li.na", "zhang.wei", "wang.min"}
    assert len(offices.log("ASSIGN")) == 3


@only_sqlite
@pytest.mark.parametrize("rows", [1, 3])
def test_preview_and_import_take_as_many_statements_for_one_row_as_for_three(
    offices: Offices, engine: Any, rows: int
) -> None:
    content = workbook(*[[f"clerk{number}", "李娜", "主管部门审核员", "区示例住建局"] for number in range(rows)])
    county = offices.browser("county")
    county.get(f"{BASE}/import")
    with count_statements(engine) as previewed:
        sent(county, content)
    with count_statements(engine) as imported:
        assert confirmed(county, content).status_code == 200
    opened = sum(one.startswith("INSERT INTO ab_user (") for one in imported.sent)
    assert (previewed.count, opened, imported.count - opened) == (6, rows, 13), f"{previewed}\n\n{imported}"
