"""The eleven screens of reference data: list, show, add, edit, delete, who may, and what each refuses."""

import csv
import datetime as dt
import html
import io
import re
from dataclasses import dataclass
from typing import Any

import pytest

from app.core.actor import Role
from tests.helpers import count_statements, text_of


@dataclass(frozen=True)
class Screen:
    """One screen: its address, its model by name, a valid form, and the field whose change an edit shows."""

    path: str
    model: str
    form: dict[str, Any]
    changes: str

    def table(self):
        from app.catalog import models
        from app.committees import models as committees
        from app.organisations import models as organisations

        places = (models, committees, organisations)
        return next(getattr(place, self.model) for place in places if hasattr(place, self.model))

    def filled(self, world, **changes):
        """The form with ids in place of the names of rows."""
        values = {**self.form, **changes}
        return {name: str(world.get(value, value)) for name, value in values.items()}


SCREENS = [
    Screen(
        "/catalog/regions", "Region", {"code": "330602", "name": "越城区", "level": "COUNTY", "parent": "city"}, "name"
    ),
    Screen("/catalog/series", "TitleSeries", {"code": "health", "name": "卫生技术", "active": "y"}, "name"),
    Screen("/catalog/levels", "TitleLevel", {"code": "INTERMEDIATE", "name": "中级", "rank": "3"}, "name"),
    Screen(
        "/catalog/titles",
        "ProfessionalTitle",
        {"code": "engineer", "name": "工程师", "series": "series", "level": "level", "active": "y"},
        "name",
    ),
    Screen(
        "/catalog/specialties",
        "Specialty",
        {"code": "mechanical", "name": "机械工程", "series": "series", "active": "y"},
        "name",
    ),
    Screen(
        "/catalog/contacts",
        "Contact",
        {
            "code": "hotline",
            "kind": "HRSS",
            "office": "专业技术人员管理科",
            "phone": "82818137",
            "address": "嘉和路168号",
            "region": "county",
        },
        "office",
    ),
    Screen(
        "/catalog/holidays", "HolidayOverride", {"day": "2027-02-05", "source": "放假通知", "is_working": "y"}, "source"
    ),
    Screen(
        "/catalog/organisations",
        "Organisation",
        {
            "code": "builders",
            "name": "示例建设有限公司",
            "kind": "EMPLOYER",
            "employer_kind": "NON_PUBLIC_ENTERPRISE",
            "affiliation": "COUNTY",
            "region": "county",
            "department": "department",
            "active": "y",
        },
        "name",
    ),
    Screen(
        "/catalog/committees",
        "ReviewCommittee",
        {
            "code": "junior",
            "name": "工程技术初级评委会",
            "level": "JUNIOR",
            "series": "series",
            "region": "county",
            "office": "office",
            "filed_until": "2028-12-31",
            "active": "y",
            "version": "1",
            "kind": "ORDINARY",
        },
        "name",
    ),
    Screen(
        "/catalog/committee-filings",
        "CommitteeFiling",
        {"committee": "committee", "year": "2023", "kind": "PLAN", "filed_on": "2023-03-01", "note": "年度方案"},
        "note",
    ),
    Screen(
        "/catalog/entrustments",
        "Entrustment",
        {
            "letter_number": "虞委〔2023〕1号",
            "issuer": "department",
            "body": "示例协会",
            "level": "SENIOR",
            "valid_from": "2023-03-01",
        },
        "letter_number",
    ),
]
BY_NAME = {screen.model: screen for screen in SCREENS}
each = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.model)


def error_at(answer, field):
    found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', answer.get_data(as_text=True))
    return html.unescape(found[1]) if found else None


def added(editor, read, screen, world, **changes):
    """The row that the screen's form adds, by its id."""
    answer = editor.post(f"{screen.path}/add", data=screen.filled(world, **changes))
    assert answer.status_code == 303, text_of(answer)
    return read(screen.table())[-1]


@each
def test_a_row_is_added_listed_shown_edited_and_deleted(screen, editor, world, read):
    row = added(editor, read, screen, world)
    name = screen.form[screen.changes]
    assert name in text_of(editor.get(f"{screen.path}/list/"))
    assert name in text_of(editor.get(f"{screen.path}/show/{row.id}"))
    changed = screen.filled(world, **{screen.changes: "改后的名称"})
    assert editor.post(f"{screen.path}/edit/{row.id}", data=changed).status_code == 303
    assert getattr(read(screen.table())[-1], screen.changes) == "改后的名称"
    assert editor.post(f"{screen.path}/delete/{row.id}").status_code == 303
    assert row.id not in [one.id for one in read(screen.table())]


@each
def test_every_label_is_chinese(screen, editor, world, read):
    row = added(editor, read, screen, world)
    for page in ("list/", f"show/{row.id}", "add", f"edit/{row.id}"):
        text = editor.get(f"{screen.path}/{page}").get_data(as_text=True)
        labels = re.findall(r"<(?:label|th|dt|h1|h2|legend)[^>]*>(.*?)</(?:label|th|dt|h1|h2|legend)>", text, re.DOTALL)
        bare = [re.sub(r"<[^>]+>", " ", label).strip() for label in labels]
        assert [label for label in bare if re.search(r"[A-Za-z]{4,}", label)] == []


@each
def test_a_code_stays_as_it_is_once_saved(screen, editor, world, read):
    row = added(editor, read, screen, world)
    if not hasattr(row, "code"):
        return
    editor.post(f"{screen.path}/edit/{row.id}", data=screen.filled(world, code="999999"))
    assert read(screen.table())[-1].code == row.code


@each
@pytest.mark.parametrize(
    "role", [Role.PLAN_ADMINISTRATOR, Role.HRSS_AUDITOR, Role.APPLICANT, Role.SYSTEM_ADMINISTRATOR]
)
def test_only_the_catalog_editor_changes_a_row(screen, role, editor, visitor_as, world, read):
    row = added(editor, read, screen, world)
    other = visitor_as(role)
    may_look = role is Role.PLAN_ADMINISTRATOR
    for page in ("list/", f"show/{row.id}"):
        assert other.get(f"{screen.path}/{page}").status_code == (200 if may_look else 403), page
    for page in ("add", f"edit/{row.id}"):
        assert other.get(f"{screen.path}/{page}").status_code == 403, page
        assert other.post(f"{screen.path}/{page}", data=screen.filled(world)).status_code == 403, page
    assert other.post(f"{screen.path}/delete/{row.id}").status_code == 403
    assert [getattr(one, screen.changes) for one in read(screen.table()) if one.id == row.id] == [
        getattr(row, screen.changes)
    ]


@each
def test_a_visitor_is_sent_to_sign_in(screen, client):
    assert "/login/" in client.get(f"{screen.path}/list/").location


def several(editor, read, screen, world, rows):
    """Add rows that differ in what is unique."""
    taken = {
        "Region": {"code": ["330602", "330603", "330681"]},
        "TitleLevel": {"code": ["A", "B", "C"], "rank": ["3", "4", "5"]},
        "HolidayOverride": {"day": ["2027-02-05", "2027-02-06", "2027-02-07"]},
        "CommitteeFiling": {"year": ["2021", "2022", "2023"]},
        "Entrustment": {},
    }.get(screen.model, {"code": ["a", "b", "c"]})
    for number in range(rows):
        changes = {name: values[number] for name, values in taken.items()}
        added(editor, read, screen, world, **{screen.changes: f"第{number}条", **changes})


@each
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_sends_the_same_statements_for_one_row_and_for_three(screen, rows, editor, world, read, engine):
    several(editor, read, screen, world, rows)
    with count_statements(engine) as statements:
        page = text_of(editor.get(f"{screen.path}/list/"))
    assert all(f"第{number}条" in page for number in range(rows))
    choices = 2 if screen.model == "ProfessionalTitle" else screen.model in ("Specialty", "ReviewCommittee")
    assert statements.count == 4 + choices, str(statements)


@each
@pytest.mark.parametrize("rows", [1, 3])
def test_the_file_holds_every_row_of_the_list_and_takes_four_statements(screen, rows, editor, world, read, engine):
    several(editor, read, screen, world, rows)
    page = editor.get(f"{screen.path}/list/").get_data(as_text=True)
    with count_statements(engine) as statements:
        answer = editor.get(f"{screen.path}/export.csv")
    assert statements.count == 4, str(statements)  # the fourth writes the export into the access log
    header, *lines = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"), newline=""))
    assert len(lines) == len(read(screen.table())) == page.count("<tr data-href")
    heads = re.findall(r"<th[^>]*>(.*?)</th>", page)
    assert header == [re.sub("<[^>]+>", "", head) for head in heads]
    assert [sum(f"第{number}条" in line for line in lines) for number in range(rows)] == [1] * rows


@pytest.mark.parametrize("model", ["TitleSeries", "TitleLevel", "ProfessionalTitle", "Specialty", "Contact"])
def test_a_code_that_is_taken_is_told_at_its_field(model, editor, world, read):
    screen = BY_NAME[model]
    added(editor, read, screen, world)
    before = len(read(screen.table()))
    again = screen.filled(world, **{screen.changes: "另一名称", **({"rank": "9"} if model == "TitleLevel" else {})})
    answer = editor.post(f"{screen.path}/add", data=again)
    assert error_at(answer, "code") == "此内容已被其他记录占用，请另填。"
    assert len(read(screen.table())) == before


def test_a_name_that_is_taken_in_its_series_is_told_with_both_fields(editor, world, read):
    screen = BY_NAME["Specialty"]
    added(editor, read, screen, world)
    answer = editor.post(f"{screen.path}/add", data=screen.filled(world, code="other"))
    assert error_at(answer, "name") == "已有职称系列、名称相同的记录，请修改其中一项。"


def test_a_rank_that_is_taken_and_one_below_the_first_are_told_at_the_rank(editor, world, read):
    screen = BY_NAME["TitleLevel"]
    answer = editor.post(f"{screen.path}/add", data=screen.filled(world, rank="2"))
    assert error_at(answer, "rank") == "此内容已被其他记录占用，请另填。"
    answer = editor.post(f"{screen.path}/add", data=screen.filled(world, rank="0"))
    assert error_at(answer, "rank") == "次序最小为 1，请填 1 或更大的整数。"
    assert editor.post(f"{screen.path}/add", data=screen.filled(world, rank="1")).status_code == 303


@pytest.mark.parametrize(
    ("model", "path", "used"),
    [
        ("Region", "county", "3个单位"),
        ("TitleSeries", "series", "1个职称"),
        ("TitleLevel", "level", "1个职称"),
        ("Organisation", "department", "1个单位"),
    ],
)
def test_a_row_in_use_is_not_deleted_and_the_sentence_says_by_what(model, path, used, editor, world, read):
    added(editor, read, BY_NAME["ProfessionalTitle"], world)
    added(editor, read, BY_NAME["Organisation"], world)
    screen = BY_NAME[model]
    answer = editor.post(f"{screen.path}/delete/{world[path]}")
    assert answer.status_code == 400
    assert "不能删除：仍被" in text_of(answer)
    assert used.replace("个", " 个") in text_of(answer) or used in text_of(answer), text_of(answer)
    assert world[path] in [row.id for row in read(screen.table())]


@pytest.mark.parametrize("model", ["TitleSeries", "ProfessionalTitle", "Specialty", "Organisation", "ReviewCommittee"])
def test_what_is_in_use_can_be_taken_out_of_use(model, editor, world, read):
    screen = BY_NAME[model]
    row = added(editor, read, screen, world)
    assert row.active
    form = screen.filled(world)
    del form["active"]
    editor.post(f"{screen.path}/edit/{row.id}", data=form)
    assert not read(screen.table())[-1].active


def test_a_working_weekend_can_become_a_free_day(editor, world, read):
    screen = BY_NAME["HolidayOverride"]
    row = added(editor, read, screen, world)
    assert row.is_working
    assert row.day == dt.date(2027, 2, 5)
    form = screen.filled(world)
    del form["is_working"]
    editor.post(f"{screen.path}/edit/{row.id}", data=form)
    assert not read(screen.table())[-1].is_working


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"code": "33060"}, "code", "行政区划代码应为 6 位数字，现为“33060”。请查对行政区划代码表。"),
        ({"code": "33060A"}, "code", "行政区划代码应为 6 位数字，现为“33060A”。请查对行政区划代码表。"),
        ({"code": "330600"}, "code", "县级代码末两位不应为 00，现为 330600。请核对代码或级别。"),
        ({"code": "330702"}, "parent", "代码 330702 不属于 330600：开头应为 3306。请核对代码或上级地区。"),
        ({"parent": ""}, "parent", "只有省级没有上级地区，请选择上级地区。"),
        ({"parent": "county"}, "parent", "上级地区的级别应高于本级，请另选。"),
        ({"level": "CITY"}, "code", "市级代码末两位应为 00（末四位不全为 0），现为 330602。请核对代码或级别。"),
        ({"level": "PROVINCE", "parent": ""}, "code", "省级代码末四位应为 0000，现为 330602。请核对代码或级别。"),
    ],
)
def test_a_region_that_contradicts_its_code_is_told_at_its_field(changes, field, sentence, editor, world, read):
    screen = BY_NAME["Region"]
    answer = editor.post(f"{screen.path}/add", data=screen.filled(world, **changes))
    assert error_at(answer, field) == sentence
    assert len(read(screen.table())) == 3


def test_a_region_cannot_be_moved_below_itself(editor, world, read):
    screen = BY_NAME["Region"]
    answer = editor.post(
        f"{screen.path}/edit/{world['city']}",
        data={"name": "绍兴市", "level": "CITY", "parent": str(world["county"])},
    )
    assert error_at(answer, "parent") == "上级地区的级别应高于本级，请另选。"
    assert read(screen.table())[1].parent_id == world["province"]


@pytest.mark.parametrize("code", ["有汉字", "a b", "a/b", "a.b"])
def test_a_code_with_other_characters_is_told_at_its_field(code, editor, world, read):
    answer = editor.post("/catalog/series/add", data={"code": code, "name": "卫生技术", "active": "y"})
    assert "代码只能用字母、数字、连字符和下划线" in error_at(answer, "code")


# Of an invented body; the check character is computed.
CREDIT_BODY = "91330604MA0000000"


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"employer_kind": ""}, "employer_kind", "用人单位须选择单位性质"),
        ({"kind": "HRSS_DEPARTMENT", "department": ""}, "employer_kind", "只有用人单位填写单位性质"),
        ({"kind": "HRSS_DEPARTMENT", "employer_kind": ""}, "department", "只有用人单位填写主管部门"),
        ({"department": "office"}, "department", "所选单位不是主管部门"),
        ({"credit_code": "123"}, "credit_code", "18"),
        ({"credit_code": "91330604MA00000001"}, "credit_code", "统一社会信用代码"),
    ],
)
def test_an_organisation_that_contradicts_its_kind_is_told_at_its_field(changes, field, part, editor, world, read):
    screen = BY_NAME["Organisation"]
    before = len(read(screen.table()))
    answer = editor.post(f"{screen.path}/add", data=screen.filled(world, **changes))
    assert part in (error_at(answer, field) or ""), text_of(answer)
    assert len(read(screen.table())) == before


def test_a_credit_code_is_stored_in_capitals(editor, world, read):
    from stdnum.cn import uscc

    code = CREDIT_BODY + uscc.calc_check_digit(CREDIT_BODY + "0")
    row = added(editor, read, BY_NAME["Organisation"], world, credit_code=f" {code.lower()} ")
    assert row.credit_code == code


def test_an_office_needs_no_kind_of_employer(editor, world, read):
    changes = {"kind": "HRSS_DEPARTMENT", "employer_kind": "", "department": ""}
    assert added(editor, read, BY_NAME["Organisation"], world, **changes).employer_kind is None


def test_an_employer_is_no_office_of_a_committee(editor, world, read):
    employer = added(editor, read, BY_NAME["Organisation"], world)
    screen = BY_NAME["ReviewCommittee"]
    answer = editor.post(f"{screen.path}/add", data=screen.filled(world, office=str(employer.id)))
    assert error_at(answer, "office") == "“示例建设有限公司”是用人单位，不能作评委会办公室。请另选。"
    assert [row.id for row in read(screen.table())] == [world["committee"]]


def test_filters_find_rows_by_kind_and_by_relation(editor, world, read):
    employer = added(editor, read, BY_NAME["Organisation"], world)
    base = "/catalog/organisations/list/"
    found = text_of(editor.get(f"{base}?_flt_0_kind=EMPLOYER&_flt_0_department={world['department']}"))
    assert "共 1 条" in found
    assert employer.name in found
    assert "共 0 条" in text_of(editor.get(f"{base}?_flt_0_kind=EMPLOYER&_flt_0_department={world['office']}"))


def test_the_series_shows_its_titles_and_specialties(editor, world, read):
    added(editor, read, BY_NAME["ProfessionalTitle"], world)
    added(editor, read, BY_NAME["Specialty"], world)
    page = text_of(editor.get(f"/catalog/series/show/{world['series']}"))
    assert "工程师" in page
    assert "机械工程" in page
