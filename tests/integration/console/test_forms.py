"""Generated forms: what they offer, what they store, and how they refuse."""

import datetime as dt
import html
import re

import pytest

from app.core.actor import Role
from tests.helpers import Browser, count_statements, text_of

ADD = "/trial/regions/add"


def error_at(answer, field):
    """What the page says is wrong at one field."""
    found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', answer.get_data(as_text=True))
    return html.unescape(found[1]) if found else None


def region(code="330600", name="绍兴市", level="CITY", **more):
    return {"code": code, "name": name, "level": level, "parent": "", **more}


def test_a_row_is_added_and_shown_with_a_message(editor, regions, read):
    from app.catalog.models import Region

    answer = editor.post(ADD, data=region(parent=str(regions[0])), follow_redirects=True)
    assert answer.status_code == 200
    assert "已新增“绍兴市”" in text_of(answer)
    added = read(Region)[-1]
    assert (added.code, added.name, added.level.name, added.parent_id) == ("330600", "绍兴市", "CITY", regions[0])


def test_a_foreign_key_is_a_typeahead_and_loads_no_table(editor, store, engine):
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region

    store(*[Region(code=f"{n:06d}", name=f"区{n}", level=RegionLevel.COUNTY) for n in range(30)])
    with count_statements(engine) as statements:
        page = editor.get(ADD).get_data(as_text=True)
    assert 'data-url="/trial/regions/lookup/parent"' in page
    assert "区7" not in page
    assert statements.count == 1, str(statements)


def test_a_small_relation_is_a_list_of_choices(editor, store):
    from app.catalog.models import TitleSeries

    store(TitleSeries(code="ENG", name="工程技术"))
    page = editor.get("/trial/specialties/add").get_data(as_text=True)
    assert re.search(r'<select[^>]*name="series".*?>工程技术</option>', page, re.DOTALL)


def test_every_required_field_that_is_empty_is_told_at_once(editor, read):
    from app.catalog.models import Region

    answer = editor.post(ADD, data={"code": " ", "name": "", "level": "", "parent": ""})
    assert answer.status_code == 200
    assert [error_at(answer, name) for name in ("code", "name", "level")] == ["请填写此项。"] * 3
    assert error_at(answer, "parent") is None
    assert read(Region) == []


def test_a_taken_code_is_told_at_its_field_and_nothing_typed_is_lost(editor, regions, read):
    from app.catalog.models import Region

    answer = editor.post(ADD, data=region(code="330700", name="又一个", parent=str(regions[0])))
    assert answer.status_code == 200
    assert error_at(answer, "code") == "此内容已被其他记录占用，请另填。"
    page = answer.get_data(as_text=True)
    assert 'value="又一个"' in page
    assert f'value="{regions[0]}"' in page
    assert len(read(Region)) == 4


def test_a_pair_that_is_taken_together_names_both_fields(editor, store):
    from app.catalog.models import Specialty, TitleSeries

    (series,) = store(TitleSeries(code="ENG", name="工程技术"))
    store(Specialty(code="A", name="机械", series_id=series))
    answer = editor.post("/trial/specialties/add", data={"code": "B", "name": "机械", "series": str(series)})
    assert error_at(answer, "name") == "已有Trial series、Trial name相同的记录，请修改其中一项。"


def test_a_check_constraint_speaks_in_the_screens_own_words(editor):
    answer = editor.post(ADD, data=region(code="33060"))
    assert error_at(answer, "code") == "A code has 6 digits."


def test_a_check_constraint_without_words_is_told_for_the_whole_form(editor):
    answer = editor.post("/trial/levels/add", data={"code": "A", "name": "员级", "rank": "-1"})
    assert answer.status_code == 200
    assert "填写的内容互相矛盾" in text_of(answer)


@pytest.mark.parametrize("typed", ["abc", "1.5", "2147483648", "99999999999999999999", ""])
def test_what_is_no_whole_number_is_told_at_its_field(editor, read, typed):
    from app.catalog.models import TitleLevel

    answer = editor.post("/trial/levels/add", data={"code": "A", "name": "员级", "rank": typed})
    assert answer.status_code == 200
    assert error_at(answer, "rank")
    assert read(TitleLevel) == []


def test_the_largest_whole_number_is_stored(editor, read):
    from app.catalog.models import TitleLevel

    editor.post("/trial/levels/add", data={"code": "A", "name": "员级", "rank": "2147483647"})
    assert [row.rank for row in read(TitleLevel)] == [2147483647]


@pytest.mark.parametrize(("letters", "stored"), [(59, 1), (60, 1), (61, 0)])
def test_a_text_longer_than_its_column_is_told_at_its_field(editor, read, letters, stored):
    from app.catalog.models import Region

    answer = editor.post(ADD, data=region(name="字" * letters))
    assert len(read(Region)) == stored
    assert bool(error_at(answer, "name")) is not bool(stored)


@pytest.mark.parametrize("typed", ["NOWHERE", "<b>", "city"])
def test_a_member_that_does_not_exist_is_told_at_its_field(editor, read, typed):
    from app.catalog.models import Region

    answer = editor.post(ADD, data=region(level=typed))
    assert error_at(answer, "level") == "请从列表中选择。"
    assert read(Region) == []


@pytest.mark.parametrize("typed", ["999999", "abc", "-1", "1 OR 1=1", "9" * 40])
def test_a_relation_that_does_not_exist_is_told_at_its_field(editor, read, typed):
    from app.catalog.models import Region

    answer = editor.post(ADD, data=region(parent=typed))
    assert error_at(answer, "parent") == "请输入名称的一部分，再从列表中选择。"
    assert read(Region) == []


def test_a_name_that_was_typed_but_not_chosen_is_told_and_kept(editor, regions, read):
    from app.catalog.models import Region

    answer = editor.post(ADD, data=region(parent="", **{"parent-text": "浙江"}))
    assert error_at(answer, "parent") == "请输入名称的一部分，再从列表中选择。"
    assert 'name="parent-text" value="浙江"' in answer.get_data(as_text=True)
    assert len(read(Region)) == 4


def test_a_row_offered_from_its_parents_page_starts_with_that_parent(editor, regions):
    page = editor.get(f"{ADD}?parent={regions[0]}").get_data(as_text=True)
    assert f'name="parent" value="{regions[0]}"' in page
    assert editor.get(f"{ADD}?parent=abc").status_code == 200


def test_a_boolean_can_be_unticked_and_ticked_again(editor, store, read):
    from app.catalog.models import TitleSeries

    (series,) = store(TitleSeries(code="ENG", name="工程技术"))
    address = f"/trial/series/edit/{series}"
    assert "checked" in editor.get(address).get_data(as_text=True)
    editor.post(address, data={"code": "ENG", "name": "工程技术"})
    assert [row.active for row in read(TitleSeries)] == [False]
    assert "checked" not in editor.get(address).get_data(as_text=True)
    editor.post(address, data={"code": "ENG", "name": "工程技术", "active": "y"})
    assert [row.active for row in read(TitleSeries)] == [True]


def test_a_day_is_an_iso_date_control_and_comes_back_as_people_write_it(editor, read):
    from app.catalog.models import HolidayOverride

    assert re.search(r'<input type="date"[^>]*name="day"', editor.get("/trial/holidays/add").get_data(as_text=True))
    editor.post("/trial/holidays/add", data={"day": "2023-10-07", "is_working": "y", "source": "通知"})
    assert [row.day for row in read(HolidayOverride)] == [dt.date(2023, 10, 7)]
    assert "2023年10月7日" in text_of(editor.get("/trial/holidays/list/"))


@pytest.mark.parametrize("typed", ["2023-02-30", "30.2.2023", "0000-00-00", "昨天"])
def test_what_is_no_day_is_told_with_what_was_found(editor, read, typed):
    from app.catalog.models import HolidayOverride

    answer = editor.post("/trial/holidays/add", data={"day": typed, "source": "通知"})
    assert f"“{typed}”不是有效日期" in error_at(answer, "day")
    assert read(HolidayOverride) == []


def test_opening_a_form_changes_nothing(editor, regions, read):
    from app.catalog.models import Region

    query = "?code=999999&name=x&level=CITY"
    assert editor.get(ADD + query).status_code == 200
    assert editor.get(f"/trial/regions/edit/{regions[1]}{query}").status_code == 200
    assert [row.name for row in read(Region)] == ["浙江省", "杭州市", "金华市", "台州市"]


def test_fields_that_the_form_does_not_have_are_not_written(editor, regions, read):
    from app.catalog.models import Region

    editor.post(f"/trial/regions/edit/{regions[1]}", data=region("330100", "杭州市", id="77", parent_id="77"))
    assert [row.id for row in read(Region)] == regions


# -- versions


def entry(title, version):
    return {"title": title, "started_on": "2020-01-01", "version": str(version)}


@pytest.fixture
def role():
    from app.archives.enums import PersonalRole

    return next(iter(PersonalRole)).name


def test_the_second_of_two_editors_gets_409_with_what_was_typed_and_what_is_stored(applicant, people, read, role):
    from app.archives.models import ArchiveEntry

    address = f"/trial/entries/edit/{people[1][0]}"
    assert 'name="version" value="1"' in applicant.get(address).get_data(as_text=True)
    first = applicant.post(address, data={**entry("先保存的", 1), "role": role})
    assert first.status_code == 303
    second = applicant.post(address, data={**entry("后保存的", 1), "role": role})
    assert second.status_code == 409
    page = second.get_data(as_text=True)
    assert 'value="后保存的"' in page
    assert "系统中现为：先保存的" in page
    assert page.count("系统中现为") == 1
    assert 'name="version" value="2"' in page
    assert "他人已保存此记录" in page
    assert next((row.title, row.version) for row in read(ArchiveEntry)) == ("先保存的", 2)
    third = applicant.post(address, data={**entry("后保存的", 2), "role": role})
    assert third.status_code == 303
    assert next((row.title, row.version) for row in read(ArchiveEntry)) == ("后保存的", 3)


def test_a_double_press_saves_once(applicant, people, read, role):
    from app.archives.models import ArchiveEntry

    address, data = f"/trial/entries/edit/{people[1][0]}", {**entry("一次", 1), "role": role}
    assert [applicant.post(address, data=data).status_code for _ in range(2)] == [303, 409]
    assert read(ArchiveEntry)[0].version == 2


def test_a_form_that_was_refused_keeps_the_version_it_was_drawn_for(applicant, people, read, role):
    from app.archives.models import ArchiveEntry

    address = f"/trial/entries/edit/{people[1][0]}"
    applicant.post(address, data={**entry("别人的", 1), "role": role})
    refused = applicant.post(address, data={**entry("", 1), "role": role})
    assert refused.status_code == 200
    assert 'name="version" value="1"' in refused.get_data(as_text=True)
    assert applicant.post(address, data={**entry("我的", 1), "role": role}).status_code == 409
    assert read(ArchiveEntry)[0].title == "别人的"


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_a_form_without_a_readable_version_is_not_saved(applicant, people, read, role, version):
    from app.archives.models import ArchiveEntry

    answer = applicant.post(f"/trial/entries/edit/{people[1][0]}", data={**entry("x", version), "role": role})
    assert answer.status_code == 200
    assert "请刷新后重新操作" in text_of(answer)
    assert (read(ArchiveEntry)[0].title, read(ArchiveEntry)[0].version) == (f"业绩{people[0][0]}", 1)


# -- where a saved form leads


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/trial/series/list/?a=1", "/trial/series/list/?a=1"),
        ("https://elsewhere.example/", None),
        ("//elsewhere.example/", None),
        ("/\\elsewhere.example", None),
        ("javascript:alert(1)", None),
        ("/\t/elsewhere.example", None),
    ],
)
def test_a_saved_form_leads_back_only_within_the_program(editor, read, wanted, leads_to):
    from app.catalog.models import Region

    answer = editor.post(ADD, query_string={"next": wanted}, data=region())
    assert answer.status_code == 303
    assert answer.location == (leads_to or f"/trial/regions/show/{read(Region)[0].id}")


def test_two_people_who_add_the_same_code_at_once_both_get_an_answer(flask_app, account_with, sign_in, read):
    from app.catalog.models import Region

    browsers = [sign_in(Browser(flask_app), account_with(Role.CATALOG_EDITOR)) for _ in range(2)]
    answers = [browser.post(ADD, data=region()) for browser in browsers]
    assert [answer.status_code for answer in answers] == [303, 200]
    assert error_at(answers[1], "code") == "此内容已被其他记录占用，请另填。"
    assert len(read(Region)) == 1
