"""Who may open which screen, and that no way leads to a row out of scope."""

import html

import pytest

from app.core.actor import Role
from tests.helpers import Browser

GET_PAGES = ["/trial/regions/list/", "/trial/regions/add", "/trial/regions/show/1", "/trial/regions/edit/1"]


@pytest.mark.parametrize("page", [*GET_PAGES, "/trial/regions/lookup/parent", "/trial/hand/open?a=1"])
def test_a_visitor_is_sent_to_sign_in_and_comes_back(client, page):
    answer = client.get(page)
    assert answer.status_code == 302
    address, _, query = answer.location.partition("?")
    assert address == "/login/"
    from urllib.parse import parse_qs

    assert parse_qs(query)["next"] == [page]


def test_a_visitor_who_posts_is_sent_to_sign_in_without_effect(client, regions, read):
    from app.catalog.models import Region

    for page in ("/trial/regions/add", f"/trial/regions/edit/{regions[1]}", f"/trial/regions/delete/{regions[3]}"):
        assert client.post(page, data={"code": "1", "name": "x", "level": "CITY"}).status_code == 302
    assert [row.name for row in read(Region)] == ["浙江省", "杭州市", "金华市", "台州市"]


def test_a_visitor_whose_program_asks_for_json_gets_401(client):
    answer = client.get("/trial/regions/lookup/parent", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["message"]) == (401, "请先登录。")


def test_a_person_without_the_permission_gets_403_and_no_redirect(client, account_with, sign_in, regions):
    browser = sign_in(client, account_with(Role.EXPERT))
    for page in GET_PAGES:
        answer = browser.get(page)
        assert answer.status_code == 403
        assert "您的角色没有此项权限" in answer.get_data(as_text=True)


def test_a_role_that_may_only_look_has_no_button_and_no_way_to_change(client, account_with, sign_in, regions, read):
    from app.catalog.models import Region

    browser = sign_in(client, account_with(Role.PLAN_ADMINISTRATOR))
    listed = browser.get("/trial/regions/list/").get_data(as_text=True)
    record = browser.get(f"/trial/regions/show/{regions[3]}").get_data(as_text=True)
    assert "台州市" in listed
    assert "/trial/regions/add" not in listed
    assert "/trial/regions/edit" not in record
    assert "/trial/regions/delete" not in record
    assert browser.get("/trial/regions/add").status_code == 403
    assert browser.post("/trial/regions/add", data={"code": "1"}).status_code == 403
    assert browser.post(f"/trial/regions/edit/{regions[3]}", data={"name": "x"}).status_code == 403
    assert browser.post(f"/trial/regions/delete/{regions[3]}").status_code == 403
    assert len(read(Region)) == 4


def test_a_list_holds_the_persons_own_rows_alone(applicant, people):
    page = applicant.get("/trial/entries/list/").get_data(as_text=True)
    mine, foreign = people[0]
    assert f"业绩{mine}" in page
    assert f"业绩{foreign}" not in page
    assert "共 1 条" in page


@pytest.mark.parametrize(("method", "page"), [("get", "show"), ("get", "edit"), ("post", "edit"), ("post", "delete")])
def test_a_foreign_row_is_not_found_by_any_way(applicant, people, read, method, page):
    from app.archives.models import ArchiveEntry

    _mine, foreign = people[1]
    data = {"title": "x", "started_on": "2020-01-01", "version": "1"}
    kwargs = {"data": data} if method == "post" else {}
    answer = getattr(applicant, method)(f"/trial/entries/{page}/{foreign}", **kwargs)
    assert answer.status_code == 404
    assert "此页面不存在，或您无权查看。" in answer.get_data(as_text=True)
    assert [row.version for row in read(ArchiveEntry)] == [1, 1]


def test_a_selection_with_one_foreign_row_changes_nothing(applicant, people, read):
    from app.archives.models import ArchiveEntry

    mine, foreign = people[1]
    reason = {"reason-submit": "材料齐全"}
    mixed = applicant.post("/trial/entries/submit", data={"rowid": [str(mine), str(foreign)], **reason})
    assert mixed.status_code == 404
    assert [row.effect for row in read(ArchiveEntry)] == ["", ""]
    alone = applicant.post("/trial/entries/submit", data={"rowid": [str(mine), str(mine)], **reason})
    assert alone.status_code == 303
    assert [row.effect for row in read(ArchiveEntry)] == ["材料齐全", ""]


def test_a_selection_needs_a_row_and_a_reason(applicant, people):
    answer = applicant.post("/trial/entries/submit", data={"rowid": [], "reason-submit": " "})
    assert answer.status_code == 400
    page = html.unescape(answer.get_data(as_text=True))
    assert "尚未勾选" in page
    assert "请填写理由" in page


def test_flask_appbuilders_own_ways_to_act_on_rows_are_closed(editor, regions):
    assert editor.post("/trial/regions/action_post", data={"action": "x", "rowid": "1"}).status_code == 404
    assert editor.post(f"/trial/regions/action/x/{regions[0]}").status_code == 404
    assert editor.get("/trial/regions/download/x.txt").status_code == 404
    for page in ("/back", "/lang/en", "/api/v1/menu/", "/static/appbuilder/js/ab.js", "/users/list/", "/roles/list/"):
        assert editor.get(page).status_code == 404


@pytest.mark.parametrize("key", ["999999", "2147483647", "2147483648", "abc", "0x1", "-1", "٣", "1;2", "9" * 40])
def test_a_malformed_id_is_not_found(editor, regions, key):
    assert editor.get(f"/trial/regions/show/{key}").status_code == 404
    assert editor.get(f"/trial/regions/edit/{key}").status_code == 404


# -- lookups


def test_a_lookup_puts_what_begins_with_the_text_before_what_contains_it(editor, store):
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region

    names = ["新上虞", "上虞区", "绍兴市"]
    store(*[Region(code=f"{n:06d}", name=name, level=RegionLevel.COUNTY) for n, name in enumerate(names)])
    answer = editor.get("/trial/regions/lookup/parent?q=上虞").json
    assert [row["text"] for row in answer["results"]] == ["上虞区", "新上虞"]
    assert editor.get("/trial/regions/lookup/parent?q=%25").json == {"results": []}


@pytest.mark.parametrize(("rows", "answers"), [(19, 19), (20, 20), (21, 20)])
def test_a_lookup_answers_twenty_rows_at_most(editor, store, rows, answers):
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region

    store(*[Region(code=f"{n:06d}", name=f"区{n}", level=RegionLevel.COUNTY) for n in range(rows)])
    assert len(editor.get("/trial/regions/lookup/parent?q=区").json["results"]) == answers


def test_a_lookup_and_a_chosen_id_stay_in_scope(applicant, people, read):
    from app.archives.enums import PersonalRole
    from app.archives.models import ArchiveEntry

    mine, foreign = people[0]
    found = applicant.get("/trial/entries/lookup/applicant?q=").json["results"]
    assert [row["id"] for row in found] == [mine]
    data = {
        "title": "冒名",
        "started_on": "2020-01-01",
        "role": next(iter(PersonalRole)).name,
        "applicant": str(foreign),
    }
    answer = applicant.post("/trial/entries/add", data=data)
    assert answer.status_code == 200
    assert "再从列表中选择" in answer.get_data(as_text=True)
    assert len(read(ArchiveEntry)) == 2


@pytest.mark.parametrize("column", ["name", "id", "__class__", "metadata", "nothing"])
def test_a_lookup_of_what_the_screen_does_not_offer_is_not_found(editor, column):
    assert editor.get(f"/trial/regions/lookup/{column}").status_code == 404


# -- lists on a record's page


@pytest.fixture
def series(store):
    """Two series; the first with three specialties and two titles, the second with one specialty."""
    from app.catalog.models import ProfessionalTitle, Specialty, TitleLevel, TitleSeries

    first, second = store(TitleSeries(code="A", name="工程"), TitleSeries(code="B", name="卫生"))
    (level,) = store(TitleLevel(code="M", name="中级", rank=3))
    store(*[Specialty(code=f"SP{n}", name=f"专业{n}", series_id=first) for n in range(3)])
    store(Specialty(code="SP9", name="护理", series_id=second))
    store(*[ProfessionalTitle(code=f"TI{n}", name=f"职称{n}", series_id=first, level_id=level) for n in range(2)])
    return first


def test_a_records_page_lists_its_own_children_alone(editor, series):
    page = editor.get(f"/trial/series/show/{series}").get_data(as_text=True)
    assert all(code in page for code in ("SP0", "SP1", "SP2", "TI0", "TI1"))
    assert "SP9" not in page
    assert f"/trial/specialties/add?series={series}" in page


def test_two_lists_on_one_page_turn_and_sort_each_for_itself(editor, series):
    address = (
        f"/trial/series/show/{series}?psize_TrialSpecialtyScreen=2&_oc_TrialTitleScreen=code&_od_TrialTitleScreen=desc"
    )
    page = editor.get(address).get_data(as_text=True)
    assert "SP0" in page
    assert "SP2" not in page
    assert page.index("TI1") < page.index("TI0")
    import re

    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    second = editor.get(following).get_data(as_text=True)
    assert "SP2" in second
    assert "SP0" not in second
    assert second.index("TI1") < second.index("TI0")
    assert 'id="action_form"' not in page


def test_a_filter_in_the_address_of_a_record_does_not_open_its_childrens_lists(editor, series):
    page = editor.get(f"/trial/series/show/{series}?_flt_0_series=2&_flt_0_name=护").get_data(as_text=True)
    assert "SP9" not in page
    assert "SP0" in page


def test_children_of_a_kind_that_the_person_may_not_see_are_left_out(flask_app, account_with, sign_in, series):
    browser = sign_in(Browser(flask_app), account_with(Role.PLAN_ADMINISTRATOR))
    page = browser.get(f"/trial/series/show/{series}").get_data(as_text=True)
    assert "SP0" in page
    assert "/trial/specialties/add" not in page
