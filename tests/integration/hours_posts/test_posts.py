"""Posts of a public institution: kept, submitted, confirmed; selected for within the vacancies; printed, out and in."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader
from sqlalchemy import text

from tests.helpers import count_statements
from tests.integration.hours_posts.conftest import COLLEAGUE, CONTRACT, MONDAY, STAFF, STRANGER
from tests.integration.hours_posts.test_hours_imports import words

BASE = "/posts"
LEVELS = ("FULL_SENIOR", "ASSOCIATE_SENIOR", "INTERMEDIATE", "JUNIOR")


def figures(ratios: Any = ("10", "30", "40", "20"), actual: Any = (1, 4, 8, 7), **more: Any) -> dict[str, Any]:
    """A year with twenty people employed: 2, 6, 8, 4 can be; 1, 2, 0 and -3 are vacant."""
    data: dict[str, Any] = {"year": "2023", "established_total": "30", "post_total": "20"}
    for level, ratio, employed, approved in zip(LEVELS, ratios, actual, (2, 6, 8, 4), strict=True):
        data.update({f"ratio_{level}": ratio, f"approved_{level}": approved, f"actual_{level}": employed})
    return {**data, **more}


@pytest.fixture
def version(world):
    from app.extensions import db
    from app.posts.models import PostQuota

    def read(quota_id: int) -> str:
        with world.reading():
            return str(db.session.scalar(db.select(PostQuota.version).where(PostQuota.id == quota_id)))

    return read


@pytest.fixture
def kept(as_):
    """`kept(**changes)`: the id of a year that the employer keeps."""

    def keep(**changes: Any) -> int:
        answer = as_("employer", MONDAY).post(f"{BASE}/add", data=figures(**changes))
        assert answer.status_code == 303, words(answer)
        return int(answer.location.rsplit("/", 1)[1])

    return keep


@pytest.fixture
def selected(world, as_, version):
    """`selected(quota_id, name, …)`: the answer to selecting a person."""
    from app.catalog.models import ProfessionalTitle
    from app.extensions import db

    def select(quota_id: int, name: str, title: str = "senior-engineer", **more: Any) -> Any:
        with world.reading():
            title_id = db.session.scalar(db.select(ProfessionalTitle.id).where(ProfessionalTitle.code == title))
        data = {
            "version": version(quota_id),
            "applicant_id": str(world.applicants[name]),
            "kind": "RECOMMENDED",
            "title_id": str(title_id or ""),
            **more,
        }
        return as_("employer", MONDAY).post(f"{BASE}/people/{quota_id}", data=data)

    return select


@pytest.fixture
def stepped(as_, version):
    """`stepped(quota_id, kind, …)`: the answer to recording a step."""

    def step(quota_id: int, kind: str, **more: Any) -> Any:
        days = {"started_on": "2023-02-01", "ended_on": "2023-02-03"}
        data = {"version": version(quota_id), "step": kind, "place": "公告栏", **days, **more}
        return as_("employer", MONDAY).post(f"{BASE}/steps/{quota_id}", data=data)

    return step


@pytest.fixture
def confirmed(kept, as_, version):
    """`confirmed()`: the id of a year that the department has confirmed."""

    def confirm(**changes: Any) -> int:
        quota_id = kept(**changes)
        employer, department = as_("employer", MONDAY), as_("department", MONDAY)
        assert employer.post(f"{BASE}/submit/{quota_id}", data={"version": version(quota_id)}).status_code == 303
        answer = department.post(
            f"{BASE}/decide/{quota_id}",
            data={"version": version(quota_id), "decision": "PASS", "opinion": "同意。"},
        )
        assert answer.status_code == 303, words(answer)
        return quota_id

    return confirm


APPOINTED = {
    "kind": "APPOINTED",
    "level": "ASSOCIATE_SENIOR",
    "title_id": "",
    "held_title": "高级工程师",
    "appointed_on": "2023-02-10",
}


def test_the_computed_figures_stand_beside_those_that_were_given(kept, as_):
    page = words(as_("employer", MONDAY).get(f"{BASE}/show/{kept()}"))
    assert "核准比例 10% 30% 40% 20% 100%" in page
    assert "按核准标准比例和实聘人数计算可聘人数 2 6 8 4 20" in page
    assert "实聘人数 1 4 8 7 20" in page
    assert "空缺情况 1 2 0 -3 0" in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ratio_JUNIOR": "20.01"}, "各级比例合计 100.01%"),
        ({"ratio_JUNIOR": "x"}, "“x”不是比例"),
        ({"approved_JUNIOR": "5"}, "各级核准人数合计 21 人，超过岗位总数 20 个"),
        ({"established_total": "19"}, "岗位总数（20）不能超过编制数（19）"),
        ({"actual_JUNIOR": "-1"}, "“-1”不是人数"),
        ({"year": "1999"}, "1999 不是有效年度"),
        ({"year": ""}, "请填写"),
    ],
)
def test_figures_that_cannot_be_are_told_and_what_was_typed_stays(as_, changes, told):
    answer = as_("employer", MONDAY).post(f"{BASE}/add", data=figures(**changes))
    assert answer.status_code == 400
    assert told in words(answer)
    assert 'value="20"' in answer.get_data(as_text=True)


def test_a_year_is_kept_once(kept, as_):
    kept()
    answer = as_("employer", MONDAY).post(f"{BASE}/add", data=figures())
    assert answer.status_code == 400
    assert "2023年度岗位已登记" in words(answer)


def test_only_public_institutions_keep_posts(as_):
    neighbour = as_("neighbour", MONDAY)
    assert neighbour.get(f"{BASE}/add").status_code == 400
    answer = neighbour.post(f"{BASE}/add", data=figures())
    assert answer.status_code == 400
    assert "只有事业单位" in words(answer)


def test_submitted_confirmed_returned_and_corrected(confirmed, as_, version, world):
    quota_id = confirmed()
    employer, department = as_("employer", MONDAY), as_("department", MONDAY)
    assert "已确认" in words(employer.get(f"{BASE}/show/{quota_id}"))
    answer = employer.post(f"{BASE}/edit/{quota_id}", data={**figures(), "version": version(quota_id)})
    assert answer.status_code == 400
    assert "请确认单位退回" in words(answer)
    decision = {"version": version(quota_id), "decision": "RETURN", "defects-0-section": "figures"}
    assert department.post(f"{BASE}/decide/{quota_id}", data=decision).status_code == 400
    decision["defects-0-text"] = "正高比例有误"
    assert department.post(f"{BASE}/decide/{quota_id}", data=decision).status_code == 303
    page = words(employer.get(f"{BASE}/show/{quota_id}"))
    assert "专业技术岗位情况：正高比例有误" in page
    assert department.post(f"{BASE}/decide/{quota_id}", data=decision).status_code == 409
    data = {**figures(ratios=("5", "30", "45", "20")), "version": version(quota_id)}
    assert employer.post(f"{BASE}/edit/{quota_id}", data=data).status_code == 303
    assert employer.post(f"{BASE}/edit/{quota_id}", data=data).status_code == 409
    with world.reading():
        from app.decisions.enums import SubjectKind
        from app.decisions.queries import history
        from app.decisions.services import broken_chains

        actions = [row.action.name for row in history(SubjectKind.POST_QUOTA, quota_id)]
        assert broken_chains() == []
    assert actions == ["EDIT", "SUBMIT", "PASS", "RETURN", "EDIT"]


def test_a_selection_is_within_the_vacancies(kept, selected, as_, version):
    quota_id = kept()
    assert selected(quota_id, STAFF, **APPOINTED).status_code == 303
    assert selected(quota_id, COLLEAGUE).status_code == 303
    page = words(as_("employer", MONDAY).get(f"{BASE}/show/{quota_id}"))
    assert "副高级专业技术岗位，经考核竞聘担任的在编人员中，有1人已具有" in page
    assert "1人目前不具有相应的专业技术职务任职资格，同意推荐参加评审" in page


def test_one_more_than_the_vacancies_is_refused_and_what_was_typed_stays(kept, selected, as_):
    quota_id = kept(actual=(1, 5, 8, 6))
    assert selected(quota_id, STAFF, **APPOINTED).status_code == 303
    answer = selected(quota_id, COLLEAGUE, post_grade="专技八级")
    assert answer.status_code == 400
    assert "本级岗位空缺 1 个；直接聘任 1 人与推荐 1 人合计已超过空缺" in words(answer)
    assert 'value="专技八级"' in answer.get_data(as_text=True)
    full = selected(quota_id, COLLEAGUE, **{**APPOINTED, "level": "FULL_SENIOR"})
    assert full.status_code == 303
    none = kept(year="2022")
    assert selected(none, STAFF, **{**APPOINTED, "level": "INTERMEDIATE"}).status_code == 400
    assert selected(none, STAFF, **{**APPOINTED, "level": "JUNIOR"}).status_code == 400


def offered(browser, text):
    """(name, what stands beside it) of the staff that the form finds."""
    answer = browser.get(f"{BASE}/lookup/applicant_id", query_string={"q": text})
    return [(one["text"], one["note"]) for one in answer.get_json()["results"]]


@pytest.mark.parametrize(
    ("name", "told"), [(CONTRACT, "只能选择已确认的在编人员"), (STRANGER, "请输入名称的一部分，再从列表中选择")]
)
def test_only_own_staff_in_established_posts_are_selected(kept, selected, as_, name, told):
    answer = selected(kept(), name)
    assert answer.status_code == 400
    assert told in words(answer)
    assert offered(as_("employer", MONDAY), name) == []


def test_staff_are_found_by_a_part_of_their_name(kept, as_):
    kept()
    employer = as_("employer", MONDAY)
    assert {name for name, _number in offered(employer, "在编")} == {STAFF, COLLEAGUE}
    ((name, number),) = offered(employer, STAFF[:1])
    assert name == STAFF
    assert re.fullmatch(r"\d{4}\*{10}\d{4}", number)
    assert offered(employer, "%") == []
    assert as_("hrss", MONDAY).get(f"{BASE}/lookup/applicant_id?q={STAFF}").status_code == 404


def test_staff_in_established_posts_are_selected_once_they_are_confirmed(world, kept, selected, as_, unconfirmed):
    quota_id = kept()
    unconfirmed(STAFF)
    refused = selected(quota_id, STAFF)
    assert refused.status_code == 400
    assert "只能选择已确认的在编人员" in words(refused)
    assert selected(quota_id, COLLEAGUE).status_code == 303


def test_whoever_is_appointed_directly_holds_a_title(kept, selected):
    quota_id = kept()
    answer = selected(quota_id, STAFF, **{**APPOINTED, "held_title": " "})
    assert answer.status_code == 400
    assert "请填写该人员现有的任职资格" in words(answer)
    assert selected(quota_id, STAFF, **APPOINTED).status_code == 303


def test_who_holds_the_title_is_appointed_and_not_recommended(world, kept, selected):
    from app.applicants.models import TitleHeld
    from app.extensions import db

    with world.reading():
        held = {"title_code": "senior-engineer", "title_name": "高级工程师", "obtained_on": dt.date(2020, 1, 1)}
        db.session.add(TitleHeld(applicant_id=world.applicants[STAFF], **held))
        db.session.commit()
    quota_id = kept()
    answer = selected(quota_id, STAFF)
    assert answer.status_code == 400
    assert "甲在编 已具有“高级工程师”任职资格，应直接聘任" in words(answer)
    assert selected(quota_id, STAFF, **APPOINTED).status_code == 303
    assert "该人员已在竞聘结果中" in words(selected(quota_id, STAFF, **APPOINTED))


def test_people_selected_need_every_step_before_the_posts_are_submitted(kept, selected, stepped, as_, version):
    quota_id, employer = kept(), as_("employer", MONDAY)
    selected(quota_id, STAFF)
    answer = employer.post(f"{BASE}/submit/{quota_id}", data={"version": version(quota_id)})
    assert answer.status_code == 400
    assert "缺少以下环节：公布岗位信息、个人申报竞聘、材料公示、单位考核推荐" in words(answer)
    assert stepped(quota_id, "COMPETITION").status_code == 400
    for kind in ("PUBLISHED", "COMPETITION", "PUBLICITY", "RESULT"):
        assert stepped(quota_id, kind).status_code == 303
    assert "本环节不能早于前一环节" in words(stepped(quota_id, "RESULT", started_on="2023-01-31"))
    assert employer.post(f"{BASE}/submit/{quota_id}", data={"version": version(quota_id)}).status_code == 303
    assert stepped(quota_id, "RESULT").status_code == 400


def test_rows_are_removed_by_their_own_quota_only(kept, selected, stepped, as_, version, world):
    from app.extensions import db
    from app.posts.models import PostProcedure, PostSelection

    quota_id, other = kept(), kept(year="2022")
    selected(quota_id, STAFF)
    stepped(quota_id, "PUBLISHED")
    with world.reading():
        person = db.session.scalar(db.select(PostSelection.id))
        step = db.session.scalar(db.select(PostProcedure.id))
    employer = as_("employer", MONDAY)
    for part, row in (("people", person), ("steps", step)):
        wrong = employer.post(f"{BASE}/{part}/{other}/{row}/remove", data={"version": version(other)})
        assert wrong.status_code == 404
        right = employer.post(f"{BASE}/{part}/{quota_id}/{row}/remove", data={"version": version(quota_id)})
        assert right.status_code == 303
    assert "还没有竞聘结果" in words(employer.get(f"{BASE}/show/{quota_id}"))


def test_others_find_nothing(confirmed, kept, as_, version):
    quota_id, draft = confirmed(), kept(year="2022")
    posted = {"version": version(quota_id), "decision": "PASS", "opinion": "同意"}
    for who in ("neighbour", "other", "hrss"):
        browser = as_(who, MONDAY)
        for page in (f"show/{quota_id}", f"sheet/{quota_id}.pdf", f"sheet/{quota_id}.xlsx"):
            assert browser.get(f"{BASE}/{page}").status_code == 404
        assert "建设示例" not in words(browser.get(f"{BASE}/list/")).replace("上虞建设示例有限公司 English", "")
    for who in ("other", "hrss"):
        assert as_(who, MONDAY).post(f"{BASE}/decide/{quota_id}", data=posted).status_code == 404
    neighbour = as_("neighbour", MONDAY)
    for command in ("edit", "submit", "steps", "people", "read"):
        assert neighbour.post(f"{BASE}/{command}/{quota_id}", data={**figures(), "version": "1"}).status_code == 404
    department = as_("department", MONDAY)
    assert department.get(f"{BASE}/show/{draft}").status_code == 404
    assert department.get(f"{BASE}/show/{quota_id}").status_code == 200
    assert department.post(f"{BASE}/submit/{quota_id}", data={"version": "1"}).status_code == 403
    assert as_("employer", MONDAY).post(f"{BASE}/decide/{quota_id}", data=posted).status_code == 403


def test_out_as_a_spreadsheet_and_in_again(kept, selected, as_, engine):
    quota_id, employer = kept(ratios=("12.5", "30", "37.5", "20")), as_("employer", MONDAY)
    selected(quota_id, STAFF, **{**APPOINTED, "level": "FULL_SENIOR"})
    content = employer.get(f"{BASE}/sheet/{quota_id}.xlsx").data
    ((kind, subject),) = taken_out(engine)
    assert (kind, subject.endswith("-2023")) == ("EXPORTED", True)
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active]
    assert ["核准比例", "12.5%", "30%", "37.5%", "20%", "100%", None] in rows
    assert any(row[0] == STAFF for row in rows)
    answer = employer.post(f"{BASE}/read", data={"workbook": (io.BytesIO(content), "岗位.xlsx")})
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
        return employer.post(f"{BASE}/read", data={"workbook": (io.BytesIO(kept_book.getvalue()), "x.xlsx")})

    head = (["年度", 2023], ["编制数", 30], ["专业技术岗位总数", 20])
    counts = (["核准人数", 2, 6, 8, 4], ["实聘人数", 1, 4, 8, 7])
    good = read(*head, ["核准比例", 0.1, 0.305, "40%", 19.5], *counts)
    page = good.get_data(as_text=True)
    shown = dict(re.findall(r'name="(ratio_\w+)"[^>]*value="([^"]*)"', page))
    assert list(shown.values()) == ["10", "30.5", "40", "19.5"]
    bad = read(*head, ["核准比例", "约三成", 0, 0, 0], ["核准人数", 2.5], ["别的"])
    assert bad.status_code == 400
    told = words(bad)
    assert "第 4 行 ：“约三成”不是比例" in told
    assert "第 5 行 ：“2.5”不是 0 及以上的整数" in told
    assert "表中没有“实聘人数”一行" in told
    assert employer.post(f"{BASE}/read").status_code == 400


def test_the_sheet_is_printed(confirmed, selected, as_, engine):
    quota_id = confirmed()
    assert selected(quota_id, COLLEAGUE).status_code == 303
    answer = as_("department", MONDAY).get(f"{BASE}/sheet/{quota_id}.pdf")
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
        assert employer.get(f"{BASE}/sheet/{quota_id}.{kind}").status_code == 200
    with world.reading():
        rows = db.session.scalars(db.select(AccessRecord).order_by(AccessRecord.id)).all()
    taken = [(row.kind.name, "岗位信息表" in row.subject) for row in rows if row.kind.name in ("PRINTED", "EXPORTED")]
    assert taken == [("PRINTED", True), ("EXPORTED", True)]
    page = words(employer.get(f"{BASE}/show/{quota_id}"))
    assert re.findall(r"编辑 \S+ \S+ .{12,20}? (岗位竞聘结果|专业技术岗位情况)", page) == [
        "岗位竞聘结果",
        "专业技术岗位情况",
    ]


def test_the_dashboard_of_the_department_names_what_waits(as_, kept, version, world):
    department = as_("department", MONDAY)
    assert "没有待办事项" in words(department.get("/dashboard/"))
    quota_id, employer = kept(), as_("employer", MONDAY)
    assert "待确认的岗位" not in words(department.get("/dashboard/"))
    assert employer.post(f"{BASE}/submit/{quota_id}", data={"version": version(quota_id)}).status_code == 303
    page = department.get("/dashboard/")
    assert re.search(r"待确认的岗位\s+1", words(page)) or re.search(r"1\s+待确认的岗位", words(page))
    assert f'href="{BASE}/list/?_flt_0_status=SUBMITTED"' in page.get_data(as_text=True)
    assert "2023" in words(department.get(f"{BASE}/list/?_flt_0_status=SUBMITTED"))
    assert "2023年2月" not in words(department.get(f"{BASE}/list/?_flt_0_status=CONFIRMED"))
    assert "待确认的岗位" not in words(as_("other", MONDAY).get("/dashboard/"))
    assert "待确认的岗位" not in words(employer.get("/dashboard/"))


def pdf_text(content: bytes) -> str:
    return "".join(re.sub(r"[\s\u200b]", "", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages)


def test_lists_and_pages_cost_the_same_for_one_and_for_three(kept, selected, as_, engine):
    employer = as_("employer", MONDAY)
    costs = []
    for years, people in ((("2023",), (STAFF,)), (("2022", "2021"), (COLLEAGUE,))):
        for year in years:
            kept(year=year)
        quota_id = 1
        for name in people:
            assert selected(quota_id, name).status_code == 303
        with count_statements(engine) as listed:
            assert employer.get(f"{BASE}/list/").status_code == 200
        with count_statements(engine) as shown:
            assert employer.get(f"{BASE}/show/{quota_id}").status_code == 200
        costs.append((listed.count, shown.count))
    assert costs[0] == costs[1]
