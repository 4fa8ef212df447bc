"""A committee's page and scope; the catalog of committees out and in: previewed, confirmed, refused as a whole."""

import datetime as dt
import io
import re

import pytest
from openpyxl import Workbook, load_workbook

from app.core import clock
from app.core.actor import Role
from tests.helpers import count_statements, office_moment, text_of
from tests.integration.catalog.test_catalog_screens import error_at

HEAD = ["代码", "评委会名称", "评审级别", "职称系列", "地区", "评委会办公室（承办单位）"]
NEW = ["junior", "上虞工程初评委", "初评委", "工程技术", "上虞区", "上虞区office"]
TODAY = dt.date(2023, 10, 1)
BASE = "/catalog/committees"


@pytest.fixture
def titles(store, world):
    """Ids of two titles and two specialties of the series, and one title of another."""
    from app.catalog.models import ProfessionalTitle, Specialty, TitleSeries

    (arts,) = store(TitleSeries(code="arts", name="艺术"))
    level, series = world["level"], world["series"]
    ids = store(
        ProfessionalTitle(code="technician", name="技术员", series_id=series, level_id=level),
        ProfessionalTitle(code="engineer", name="工程师", series_id=series, level_id=level),
        ProfessionalTitle(code="artist", name="演员", series_id=arts, level_id=level),
    )
    specialties = store(
        Specialty(code="mechanical", name="机械工程", series_id=series),
        Specialty(code="food", name="食品工程", series_id=series),
    )
    names = ("technician", "engineer", "artist", "mechanical", "food")
    return dict(zip(names, [*ids, *specialties], strict=True))


@pytest.fixture
def state(flask_app):
    """`state()`: every committee as a row of its sheet, by code."""
    from app.access.scoping import act_as
    from app.committees import queries
    from app.core.actor import Actor
    from app.extensions import db

    def read():
        with flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            return {one.code: queries.state(one) for one in queries.all_committees()}

    return read


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sent(browser, content):
    return browser.post(f"{BASE}/import", data={"workbook": (io.BytesIO(content), "目录.xlsx")})


def hidden(answer):
    """What the preview's page carries."""
    page = answer.get_data(as_text=True)
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("content", "seen")}


def test_the_page_shows_scope_and_filing_and_who_may_change_them(editor, visitor_as, world, titles):
    chosen = {"version": "1", "reviewed": titles["engineer"], "specialties": titles["food"]}
    page = text_of(editor.get(f"{BASE}/show/{world['committee']}"))
    assert "尚未登记，计划和申报不按范围核对。" in page
    assert editor.post(f"{BASE}/{world['committee']}/scope", data=chosen).status_code == 303
    for browser, may in ((editor, True), (visitor_as(Role.PLAN_ADMINISTRATOR), False)):
        page = text_of(browser.get(f"{BASE}/show/{world['committee']}"))
        assert ("工程师" in page, "食品工程" in page, "机械工程" in page) == (True, True, False)
        assert ("修改评审范围" in page) is may
        assert "尚无计划列入本评审委员会。" in page


def test_the_scope_offers_its_own_series_first_and_keeps_what_was_ticked(editor, world, titles, state):
    path = f"{BASE}/{world['committee']}/scope"
    page = editor.get(path).get_data(as_text=True)
    assert page.index("工程技术") < page.index("其他系列") < page.index("演员")
    chosen = {"version": "1", "reviewed": titles["technician"], "recommended": [titles["engineer"], titles["artist"]]}
    assert editor.post(path, data=chosen).status_code == 303
    row = state()["hospital"]
    assert (row["titles_reviewed"], row["titles_recommended"]) == (("technician",), ("artist", "engineer"))
    page = editor.get(path).get_data(as_text=True)
    ticked = re.findall(r'name="(\w+)" value="(\d+)" checked', page)
    assert sorted(ticked) == sorted(
        [("reviewed", str(titles["technician"]))]
        + [("recommended", str(titles[one])) for one in ("engineer", "artist")]
    )
    assert "其他系列" not in page
    assert editor.post(path, data={"version": "2", "reviewed": titles["engineer"]}).status_code == 303
    row = state()["hospital"]
    assert (row["titles_reviewed"], row["titles_recommended"]) == (("engineer",), ())


def test_a_scope_saved_meanwhile_is_told_and_what_was_ticked_stays(editor, world, titles, state):
    path = f"{BASE}/{world['committee']}/scope"
    editor.post(path, data={"version": "1", "reviewed": titles["technician"]})
    answer = editor.post(path, data={"version": "1", "reviewed": titles["engineer"]})
    assert answer.status_code == 409
    assert f'name="reviewed" value="{titles["engineer"]}" checked' in answer.get_data(as_text=True)
    assert "他人已先保存了本评审委员会" in text_of(answer)
    assert state()["hospital"]["titles_reviewed"] == ("technician",)


def test_a_title_that_is_not_offered_is_refused(editor, world, titles, state):
    path = f"{BASE}/{world['committee']}/scope"
    for value in ("99999", "x"):
        assert editor.post(path, data={"version": "1", "reviewed": value}).status_code == 400
    assert state()["hospital"]["titles_reviewed"] == ()


@pytest.mark.parametrize(
    ("last", "badge"),
    [
        (TODAY + dt.timedelta(91), ""),
        (TODAY + dt.timedelta(90), "即将到期"),
        (TODAY, "即将到期"),
        (TODAY - dt.timedelta(1), "已过期"),
    ],
)
def test_the_list_says_when_a_filing_ends_soon_or_has_ended(editor, world, store, last, badge):
    from app.committees.models import ReviewCommittee

    row = {"level": "JUNIOR", "series_id": world["series"], "region_id": world["county"]}
    store(ReviewCommittee(code="a", name="甲评委会", office_id=world["office"], filed_until=last, **row))
    with clock.frozen(office_moment(TODAY.isoformat())):
        page = text_of(editor.get(f"{BASE}/list/"))
        assert [word for word in ("即将到期", "已过期") if word in page] == ([badge] if badge else [])
        found = text_of(editor.get(f"{BASE}/list/?_flt_1_filed_until={last}"))
        assert "甲评委会" in found
        assert "示例医院自主评聘委员会" not in found


def test_a_term_that_ends_before_it_begins_and_a_unit_of_an_ordinary_committee_are_told(editor, world):
    form = {
        "name": "示例医院自主评聘委员会",
        "level": "INTERMEDIATE",
        "kind": "ORDINARY",
        "series": world["series"],
        "region": world["county"],
        "office": world["office"],
        "organisation": world["office"],
        "filed_from": "2023-01-02",
        "filed_until": "2023-01-01",
        "version": "1",
    }
    answer = editor.post(f"{BASE}/edit/{world['committee']}", data=form)
    assert "只有自主评聘的评审委员会填写自主评聘单位" in error_at(answer, "organisation")
    assert "早于起始日" in error_at(answer, "filed_until")


def test_filings_stand_on_the_page_of_autonomous_committees_only(editor, world, store):
    from app.committees.models import CommitteeFiling, ReviewCommittee

    row = {"level": "JUNIOR", "series_id": world["series"], "region_id": world["county"]}
    (ordinary,) = store(ReviewCommittee(code="a", name="甲评委会", office_id=world["office"], **row))
    store(CommitteeFiling(committee_id=world["committee"], year=2023, kind="PLAN", filed_on=TODAY, note="已收讫"))
    assert "已收讫" in text_of(editor.get(f"{BASE}/show/{world['committee']}"))
    content = editor.get(f"{BASE}/show/{ordinary}").get_data(as_text=True).partition("<main")[2]
    assert "自主评聘备案" not in content
    assert "委托评审" in content


def test_a_filing_of_an_ordinary_committee_or_of_a_day_to_come_is_told(editor, world, store):
    from app.committees.models import ReviewCommittee

    row = {"level": "JUNIOR", "series_id": world["series"], "region_id": world["county"]}
    (ordinary,) = store(ReviewCommittee(code="a", name="甲评委会", office_id=world["office"], **row))
    form = {"committee": ordinary, "year": "1999", "kind": "SUMMARY", "filed_on": "2999-01-01"}
    answer = editor.post("/catalog/committee-filings/add", data=form)
    assert "只有自主评聘的评审委员会" in error_at(answer, "committee")
    assert "2000" in error_at(answer, "year")
    assert "尚未到" in error_at(answer, "filed_on")


def test_a_letter_names_a_committee_or_another_body_and_its_number_once(editor, world):
    form = {
        "letter_number": "虞委1号",
        "issuer": world["department"],
        "committee": world["committee"],
        "level": "SENIOR",
        "valid_from": "2023-03-01",
    }
    add = "/catalog/entrustments/add"
    assert "须填且只填一项" in error_at(editor.post(add, data={**form, "body": "示例协会"}), "body")
    assert "须填且只填一项" in error_at(editor.post(add, data={**form, "committee": ""}), "committee")
    assert editor.post(add, data=form).status_code == 303
    assert error_at(editor.post(add, data=form), "letter_number")
    assert editor.post(add, data={**form, "issuer": world["office"]}).status_code == 303


def test_the_downloaded_catalog_comes_back_as_unchanged(editor, world, titles, state):
    scope = {"version": "1", "reviewed": titles["engineer"], "specialties": [titles["food"], titles["mechanical"]]}
    editor.post(f"{BASE}/{world['committee']}/scope", data=scope)
    before = state()
    file = editor.get(f"{BASE}/catalog.xlsx")
    rows = list(load_workbook(io.BytesIO(file.data)).active.iter_rows(values_only=True))
    assert rows[0][0] == "评审委员会目录"
    assert rows[2][:4] == ("hospital", "示例医院自主评聘委员会", "中评委", "工程技术")
    page = text_of(sent(editor, file.data))
    assert "新增 0 个，变更 0 个，不变 1 个" in page
    assert "没有需要导入的变更" in page
    assert state() == before


def test_the_preview_says_what_would_change_and_saves_nothing(editor, world, titles, state):
    before = state()
    changed = ["hospital", "示例医院自主评聘委员会", "初评委", "工程技术", "上虞区", "上虞区office", "工程师、技术员"]
    answer = sent(editor, workbook([*HEAD, "评审资格"], [*NEW, None], changed))
    page = text_of(answer)
    assert answer.status_code == 200
    assert "新增 1 个，变更 1 个，不变 0 个" in page
    assert "评审级别： 中评委 → 初评委" in page
    assert "评审资格： — → 工程师、技术员" in page
    assert state() == before
    assert editor.post(f"{BASE}/import/confirm", data=hidden(answer)).status_code == 303
    after = state()
    assert set(after) == {"hospital", "junior"}
    assert after["junior"]["office"] == "office"
    assert after["hospital"] == {
        **before["hospital"],
        "level": "JUNIOR",
        "kind": "AUTONOMOUS",
        "titles_reviewed": ("engineer", "technician"),
    }


def test_a_file_with_one_fault_imports_nothing_and_every_fault_has_its_row(editor, world, state):
    before = state()
    bad = ["b", "乙评委会", "高高评委", "没有", "上虞区", "上虞区office"]
    answer = sent(editor, workbook(HEAD, NEW, bad))
    page = text_of(answer)
    assert answer.status_code == 400
    assert "文件有 2 处错误" in page
    assert "第 3 行 评审级别" in page
    assert "第 3 行 职称系列" in page
    assert "请填：初评委、中评委、高评委。" in page
    assert state() == before


def test_a_catalog_changed_since_the_preview_is_a_conflict_with_a_new_preview(editor, world, titles, state):
    answer = sent(editor, workbook(HEAD, NEW))
    editor.post(f"{BASE}/{world['committee']}/scope", data={"version": "1", "reviewed": titles["engineer"]})
    refused = editor.post(f"{BASE}/import/confirm", data=hidden(answer))
    assert refused.status_code == 409
    assert "预览之后目录已被他人修改" in text_of(refused)
    assert set(state()) == {"hospital"}
    assert hidden(refused)["seen"] != hidden(answer)["seen"]
    assert editor.post(f"{BASE}/import/confirm", data=hidden(refused)).status_code == 303
    assert set(state()) == {"hospital", "junior"}


def test_what_the_confirmation_carries_is_checked_again(editor, world, state):
    seen = hidden(sent(editor, workbook(HEAD, NEW)))
    import base64

    bad = base64.b64encode(workbook(HEAD, [*NEW[:3], "没有", *NEW[4:]])).decode()
    assert editor.post(f"{BASE}/import/confirm", data={**seen, "content": bad}).status_code == 400
    for content in ("", "%%%"):
        assert editor.post(f"{BASE}/import/confirm", data={**seen, "content": content}).status_code == 400
    assert set(state()) == {"hospital"}


def test_no_file_no_workbook_and_one_too_large_are_told_at_the_field(editor):
    from app.console.workbooks import WORKBOOK_BYTES

    assert "请选择文件" in error_at(editor.post(f"{BASE}/import", data={}), "workbook")
    assert "另存为 .xlsx" in error_at(sent(editor, b"code,name"), "workbook")
    answer = sent(editor, b"x" * (WORKBOOK_BYTES + 1))
    assert answer.status_code == 413
    assert "512 KB" in error_at(answer, "workbook")


def test_an_english_reader_imports_what_a_chinese_reader_downloaded(editor, world):
    file = editor.get(f"{BASE}/catalog.xlsx").data
    with editor.session_transaction() as cookie:
        cookie["locale"] = "en"
    assert "0 new, 0 changed, 1 unchanged" in text_of(sent(editor, file))


@pytest.mark.parametrize("rows", [1, 3])
def test_preview_page_and_file_take_as_many_statements_for_one_row_as_for_three(editor, world, titles, engine, rows):
    cells = [[f"c{number}", f"第{number}评委会", *NEW[2:], "工程师", "食品工程"] for number in range(rows)]
    content = workbook([*HEAD, "评审资格", "评审专业"], *cells)
    with count_statements(engine) as previewed:
        answer = sent(editor, content)
    assert editor.post(f"{BASE}/import/confirm", data=hidden(answer)).status_code == 303
    with count_statements(engine) as downloaded:
        assert editor.get(f"{BASE}/catalog.xlsx").status_code == 200
    scope = {"version": "1", "reviewed": [titles[name] for name in ("technician", "engineer", "artist")[:rows]]}
    editor.post(f"{BASE}/{world['committee']}/scope", data=scope)
    with count_statements(engine) as shown:
        assert editor.get(f"{BASE}/show/{world['committee']}").status_code == 200
    assert (previewed.count, downloaded.count, shown.count) == (9, 9, 9), str(shown)


def test_a_committee_with_a_scope_is_deleted_with_it(editor, world, titles, read):
    from app.committees.models import CommitteeTitle, ReviewCommittee

    editor.post(f"{BASE}/{world['committee']}/scope", data={"version": "1", "reviewed": titles["engineer"]})
    assert editor.post(f"{BASE}/delete/{world['committee']}").status_code == 303
    assert (read(ReviewCommittee), read(CommitteeTitle)) == ([], [])


def test_a_title_in_the_scope_of_a_committee_is_not_deleted(editor, world, titles):
    editor.post(f"{BASE}/{world['committee']}/scope", data={"version": "1", "reviewed": titles["engineer"]})
    answer = editor.post(f"/catalog/titles/delete/{titles['engineer']}")
    assert answer.status_code == 400
    assert "评审资格" in text_of(answer)
