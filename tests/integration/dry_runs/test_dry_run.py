"""A dry run from the plan's page to its figures."""

import datetime as dt
import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.dry_runs.labels import shown_headers
from tests.helpers import text_of
from tests.integration.plans_screens.conftest import stranger  # noqa: F401

HEADER = ["人员编号", "姓名", "申报资格", "申报方式", "学历", "毕业日期", "专业对口", "从事专业工作起始日期", "公务员"]
# A college diploma that fits the work asks for three full years up to 30 June 2023.
SHORT, EXACT, OVER = "2020-07-01", "2020-06-30", "2020-06-29"


def start(browser, plan_id, **data):
    data = {"population": "applications", "submitted_on": "2023-03-31", **data}
    return browser.post(f"/dry-runs/plan/{plan_id}", data=data, content_type="multipart/form-data")


def workbook(*rows, header=HEADER):
    book = Workbook()
    for row in ([*header], *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def person(number, since, civil="否", **changes):
    row = [number, "王小明", "助理工程师", "正常申报", "大专", "2012-06-30", "对口", since, civil]
    for column, value in changes.items():
        row[int(column[1:])] = value
    return row


def over_sheet(browser, plan_id, content, name="人员.xlsx", **data):
    return start(browser, plan_id, population="sheet", facts=(io.BytesIO(content), name), **data)


def result(world):
    from app.extensions import db
    from app.tasks.models import Job

    with world.reading():
        job = db.session.scalars(select(Job)).one()
        return job.result


def jobs(world):
    from app.extensions import db
    from app.tasks.models import Job

    with world.reading():
        return len(db.session.scalars(select(Job)).all())


def test_figures_of_past_applications_are_those_of_a_count_by_hand(planner, world, run_jobs):
    """Unmatched college diplomas: four full years are asked for."""
    for name, began in (("赵一", dt.date(2019, 6, 1)), ("钱二", dt.date(2019, 7, 1)), ("孙三", dt.date(2015, 3, 1))):
        world.submitted(name, work_started_on=began)
    answer = start(planner, world.plan_id, plans=world.plan_id)
    assert answer.status_code == 303, text_of(answer)
    assert run_jobs() == 1
    found = result(world)
    assert found["persons"] == 3
    assert found["rules"]["paths"] == {"PASS": 2, "EVIDENCE_NEEDED": 1}
    assert found["paths"]["path:assistant-college"] == {"PASS": 2, "FAIL": 1}
    assert found["titles"] == {"assistant-engineer": {"EVIDENCE_NEEDED": 3}}
    page = text_of(planner.get(answer.location))
    assert "钱*" in page
    assert "钱二" not in page


def test_the_newest_submission_of_each_application_counts_once(planner, world, run_jobs):
    from app.core.workflow import Decision
    from tests.builders import AUDITED

    own = world.submitted("赵一")
    world.decided(own, Decision.RETURN, "employer", AUDITED)
    world.resubmitted("赵一", own, AUDITED)
    withdrawn = world.submitted("钱二")
    with world.acting("钱二", AUDITED):
        from app.applications import services

        services.withdraw(withdrawn, world.version(withdrawn))
    start(planner, world.plan_id, plans=world.plan_id)
    run_jobs()
    assert result(world)["persons"] == 1


def test_figures_of_a_sheet_at_the_boundaries(planner, world, run_jobs):
    content = workbook(person("1", SHORT), person("2", EXACT), person("3", OVER), person("4", OVER, civil="是"))
    answer = over_sheet(planner, world.plan_id, content)
    assert answer.status_code == 303, text_of(answer)
    assert run_jobs() == 1
    found = result(world)
    assert found["paths"]["path:assistant-college"] == {"FAIL": 1, "PASS": 3}
    civil = next(key for key in found["rules"] if "civil" in key)
    assert found["rules"][civil] == {"PASS": 3, "FAIL": 1}
    # Matched diplomas that reach their years are for initial conferment: the notice sends them there.
    assert found["outcomes"] == {"EVIDENCE_NEEDED": 1, "FAIL": 3}
    sheet = load_workbook(io.BytesIO(planner.get(f"{answer.location}/persons.xlsx").data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[:5] for row in rows] == [
        ["1", "王**", "助理工程师", "正常申报", "需核实"],
        ["2", "王**", "助理工程师", "正常申报", "不符合"],
        ["3", "王**", "助理工程师", "正常申报", "不符合"],
        ["4", "王**", "助理工程师", "正常申报", "不符合"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_csv_file_of_either_encoding_is_read(encoding, planner, world, run_jobs):
    lines = [",".join(HEADER), ",".join(person("1", "2020/6/30"))]
    assert over_sheet(planner, world.plan_id, "\r\n".join(lines).encode(encoding), "人员.csv").status_code == 303
    run_jobs()
    assert result(world)["paths"]["path:assistant-college"] == {"PASS": 1}


def test_days_are_read_as_the_page_writes_them(planner, world, run_jobs):
    hint = re.search(r"日期，如 (\S+?)（也可写 (\S+?)）", text_of(planner.get(f"/dry-runs/plan/{world.plan_id}")))
    assert hint
    assert hint.groups() == ("2026年11月20日", "2026/11/20")
    content = workbook(*(person(str(number), day) for number, day in enumerate(("2020年6月30日", "2020/6/30"))))
    assert over_sheet(planner, world.plan_id, content).status_code == 303
    run_jobs()
    assert result(world)["paths"]["path:assistant-college"] == {"PASS": 2}


def test_title_and_mode_can_be_the_same_for_everybody(planner, world, run_jobs):
    header = [one for one in HEADER if one not in ("申报资格", "申报方式")]
    row = [value for index, value in enumerate(person("1", EXACT)) if index not in (2, 3)]
    fixed = {"title": "assistant-engineer", "mode": "NORMAL"}
    assert over_sheet(planner, world.plan_id, workbook(row, header=header), **fixed).status_code == 303
    run_jobs()
    assert result(world)["titles"] == {"assistant-engineer": {"FAIL": 1}}
    answer = over_sheet(planner, world.plan_id, workbook(row, header=header))
    assert answer.status_code == 400
    assert "缺少“申报资格”列" in text_of(answer)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (workbook(person("1", EXACT, _4="博士后站")), "E2 学历 ：“博士后站”不是本列可填的内容"),
        (workbook(person("1", EXACT), person("2", "去年")), "H3 从事专业工作起始日期 ：“去年”不是有效日期"),
        (workbook(person("1", EXACT), person("1", EXACT)), "A3 人员编号 ：“1”与前面的行重复"),
        (workbook(person("1", EXACT, _2="院士")), "C2 申报资格 ：计划中没有申报资格“院士”"),
        (workbook(person("1", EXACT, _5=None)), "E2 学历 ：填写本列时，“毕业日期”列也须填写"),
        (workbook(person("1", EXACT), header=[*HEADER[:-1], "血型"]), "I1 ：“血型”不是模板中的列"),
        (workbook(header=["甲", "乙"]), "表格中没有含“人员编号”列的表头"),
        (workbook(), "表格只有表头，没有人员"),
        (b"\x00\x01\x02", "该文件无法作为表格"),
        (b"PK\x03\x04 no workbook", "该文件无法作为表格"),
    ],
)
def test_a_faulty_sheet_is_told_by_row_and_column_and_starts_nothing(content, told, planner, world):
    answer = over_sheet(planner, world.plan_id, content)
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert jobs(world) == 0


def test_a_fault_far_down_fails_the_job_and_nobody_is_assessed(planner, world, run_jobs):
    rows = [person(str(number), EXACT) for number in range(1, 1500)]
    answer = over_sheet(planner, world.plan_id, workbook(*rows, person("1500", "去年")))
    assert answer.status_code == 303
    assert run_jobs() == 1
    assert result(world) is None
    page = text_of(planner.get(answer.location))
    assert "H1501 从事专业工作起始日期" in page
    assert "未对任何人试算" in page


def test_the_template_has_the_columns_that_are_read(planner, world, flask_app):
    book = load_workbook(io.BytesIO(planner.get("/dry-runs/template.xlsx").data)).active
    with flask_app.app_context():
        assert [cell.value for cell in book[2]] == list(shown_headers().values())
    buffer = io.BytesIO()
    book.parent.save(buffer)
    assert "表格只有表头，没有人员" in text_of(over_sheet(planner, world.plan_id, buffer.getvalue()))


def test_another_office_can_neither_start_nor_see_a_dry_run(planner, stranger, world, run_jobs):  # noqa: F811
    world.submitted("赵一")
    answer = start(planner, world.plan_id, plans=world.plan_id)
    run_jobs()
    for address in (f"/dry-runs/plan/{world.plan_id}", answer.location, f"{answer.location}/persons.xlsx"):
        assert planner.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
    assert start(stranger, world.plan_id, plans=world.plan_id).status_code == 404
    assert jobs(world) == 1


def test_only_own_plans_with_applications_can_be_chosen(planner, world):
    for chosen in ({}, {"plans": 999}, {"plans": world.plan_id}):
        answer = start(planner, world.plan_id, **chosen)
        assert answer.status_code == 400
        assert "请选择本部门已有人申报的计划" in text_of(answer)
    assert jobs(world) == 0


def test_the_fourth_at_once_is_refused(planner, world):
    world.submitted("赵一")
    assert [start(planner, world.plan_id, plans=world.plan_id).status_code for _each in range(4)] == [
        303,
        303,
        303,
        400,
    ]
