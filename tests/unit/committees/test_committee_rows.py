"""The catalog of committees as rows of a sheet."""

import datetime as dt

import pytest

from app.committees.models import ReviewCommittee
from app.committees.rules import ROW_KEYS, Known, Named, changes_of, read_rows, state_of
from app.committees.rules.rows import LONGEST, Index
from app.committees.sheets import catalog_cells
from app.organisations.enums import OrganisationKind

OFFICE = OrganisationKind.COMMITTEE_OFFICE
WORDS = {
    "level": {"初评委": "JUNIOR", "中评委": "INTERMEDIATE"},
    "kind": {"社会化评审": "ORDINARY", "自主评聘": "AUTONOMOUS"},
    "active": {"是": True, "否": False},
}
STORED = state_of(
    {
        "code": "junior",
        "name": "工程初评委",
        "level": "JUNIOR",
        "kind": "ORDINARY",
        "series": "engineering",
        "region": "330604",
        "office": "office",
        "organisation": "",
        "titles_reviewed": ("technician", "assistant-engineer"),
        "titles_recommended": ("arts-researcher",),
        "specialties": ("listed",),
        "filing_number": "虞备1号",
        "filed_from": dt.date(2023, 1, 1),
        "filed_until": dt.date(2025, 12, 31),
        "active": True,
    }
)
TABLES = {
    "series": Index([Named("engineering", "工程技术"), Named("arts", "艺术")]),
    "regions": Index([Named("330604", "上虞区"), Named("330205", "江北区"), Named("500105", "江北区")]),
    "titles": Index(
        [
            Named("technician", "技术员", "engineering"),
            Named("assistant-engineer", "助理工程师", "engineering"),
            Named("researcher", "研究员", "engineering"),
            Named("arts-researcher", "研究员", "arts"),
            Named("arts-third", "三级", "arts"),
            Named("other-third", "三级", "sports"),
        ]
    ),
    "specialties": Index([Named("listed", "图书、资料", "engineering"), Named("mechanical", "机械", "engineering")]),
    "organisations": Index(
        [Named("office", "上虞评委办", kind=OFFICE), Named("hospital", "示例医院", kind=OrganisationKind.EMPLOYER)]
    ),
}
KNOWN = Known(TABLES, {"junior": STORED}, {key: key for key in ROW_KEYS}, WORDS)
ROW = {
    "code": "new",
    "name": "新评委会",
    "level": "中评委",
    "series": "工程技术",
    "region": "上虞区",
    "office": "上虞评委办",
}


def read(*rows, headings=None, **changes):
    """Rows under a title and headings; a row without a mapping is ROW with the changes."""
    rows = rows or ({**ROW, **changes},)
    names = headings or list(dict.fromkeys(key for row in rows for key in row))
    lines = [(1, ("评审委员会目录",)), (2, tuple(names))]
    lines += [(3 + place, tuple(row.get(name) for name in names)) for place, row in enumerate(rows)]
    return read_rows(lines, KNOWN)


def faults(*rows, **changes):
    return [one.field for one in read(*rows, **changes)[1]]


def test_what_the_catalog_writes_is_read_as_the_same_committee():
    cells = catalog_cells(STORED, TABLES, WORDS)
    rows, found = read_rows([(1, ROW_KEYS), (2, cells)], KNOWN)
    assert found == []
    assert rows == [(2, STORED)]
    assert [change.kind for change in changes_of(rows, KNOWN)] == ["SAME"]


def test_names_that_would_not_be_found_again_are_written_as_codes():
    cells = dict(zip(ROW_KEYS, catalog_cells({**STORED, "region": "500105"}, TABLES, WORDS), strict=True))
    assert cells["region"] == "500105"
    assert cells["specialties"] == "listed"
    assert cells["titles_recommended"] == "arts-researcher"
    assert cells["titles_reviewed"] == "助理工程师、技术员"


def test_a_new_committee_takes_defaults_for_the_columns_that_the_sheet_leaves_out():
    rows, found = read()
    assert found == []
    (change,) = changes_of(rows, KNOWN)
    assert (change.kind, change.number) == ("NEW", 3)
    assert change.row == state_of(
        {
            **STORED,
            "code": "new",
            "name": "新评委会",
            "level": "INTERMEDIATE",
            "titles_reviewed": (),
            "titles_recommended": (),
            "specialties": (),
            "filing_number": "",
            "filed_from": None,
            "filed_until": None,
        }
    )


def test_a_column_left_out_stays_and_an_empty_cell_clears():
    row = {**ROW, "code": "junior", "name": "工程初评委", "level": "初评委"}
    assert changes_of(read(row)[0], KNOWN)[0].kind == "SAME"
    (change,) = changes_of(read({**row, "filing_number": None, "specialties": " "})[0], KNOWN)
    assert change.kind == "CHANGED"
    assert change.columns == [("specialties", ("listed",), ()), ("filing_number", "虞备1号", "")]


def test_lists_in_another_order_or_written_twice_say_the_same():
    row = {**ROW, "code": "junior", "name": "工程初评委", "level": "初评委"}
    rows, found = read({**row, "titles_reviewed": "助理工程师，技术员；技术员"})
    assert found == []
    assert changes_of(rows, KNOWN)[0].kind == "SAME"


def test_a_name_means_the_title_of_the_committees_own_series_first():
    rows, found = read(titles_reviewed="研究员")
    assert found == []
    assert rows[0][1]["titles_reviewed"] == ("researcher",)
    assert faults(titles_reviewed="三级") == ["3.titles_reviewed"]


@pytest.mark.parametrize("day", ["2025-12-31", "2025年12月31日", "2025/12/31", "2025.12.31", dt.date(2025, 12, 31)])
def test_days_are_read_as_people_write_them(day):
    assert read(filed_until=day)[0][0][1]["filed_until"] == dt.date(2025, 12, 31)


def test_a_code_that_the_spreadsheet_turned_into_a_number_is_read_as_the_code():
    assert read(region=330604)[0][0][1]["region"] == "330604"
    assert read(region=330604.0)[0][0][1]["region"] == "330604"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": None}, "code"),
        ({"code": "有汉字"}, "code"),
        ({"code": "a" * 61}, "code"),
        ({"name": "名" * 121}, "name"),
        ({"name": "工程初评委"}, "name"),
        ({"level": "高高评委"}, "level"),
        ({"series": "没有"}, "series"),
        ({"region": "江北区"}, "region"),
        ({"office": "没有"}, "office"),
        ({"office": "示例医院"}, "office"),
        ({"organisation": "示例医院"}, "organisation"),
        ({"titles_reviewed": "技术员、没有"}, "titles_reviewed"),
        ({"filed_from": "去年"}, "filed_from"),
        ({"filed_until": "2025-13-01"}, "filed_until"),
        ({"filed_from": "2023-01-02", "filed_until": "2023-01-01"}, "filed_until"),
        ({"active": "也许"}, "active"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_column(changes, field):
    assert faults(**changes) == [f"3.{field}"]


def test_words_are_told_in_the_first_language_and_read_in_every_one():
    both = {**WORDS, "level": {**WORDS["level"], "Junior": "JUNIOR"}}
    known = Known(TABLES, {}, {key: key for key in ROW_KEYS}, both)
    lines = [(1, tuple(ROW)), (2, tuple({**ROW, "level": "Junior"}.values()))]
    assert read_rows(lines, known)[0][0][1]["level"] == "JUNIOR"
    (fault,) = read_rows([lines[0], (2, tuple({**ROW, "level": "无"}.values()))], known)[1]
    assert fault.params["known"] == ["初评委", "中评委"]


def test_an_autonomous_committee_may_have_its_office_in_its_own_unit():
    assert faults(kind="自主评聘", office="示例医院", organisation="示例医院") == []


def test_all_faults_of_all_rows_are_told_together():
    second = {**ROW, "code": "other", "name": "另一评委会", "region": "无此区", "level": "无此级"}
    assert faults({**ROW, "series": "没有"}, second) == ["3.series", "4.level", "4.region"]


def test_codes_and_names_that_stand_in_two_rows_are_told_at_the_second():
    assert faults(ROW, {**ROW, "name": "另一评委会"}) == ["4.code"]
    assert faults(ROW, {**ROW, "code": "other"}) == ["4.name"]


def test_headings_that_are_missing_unknown_or_there_twice_are_told():
    assert read_rows([(1, ("名称",))], KNOWN)[1][0].field == ""
    assert read_rows([], KNOWN)[1][0].field == ""
    missing = [key for key in ROW if key != "office"]
    assert [one.field for one in read(ROW, headings=missing)[1]] == ["2.office"]
    assert [one.field for one in read(ROW, headings=[*ROW, "电话"])[1]] == ["2."]
    assert [one.field for one in read(ROW, headings=[*ROW, "name"])[1]] == ["2.name"]
    assert [one.field for one in read_rows([(2, tuple(ROW))], KNOWN)[1]] == [""]


def test_the_longest_texts_are_those_of_the_table():
    columns = ReviewCommittee.__table__.columns
    assert {key: columns[key].type.length for key in LONGEST} == dict(LONGEST)
