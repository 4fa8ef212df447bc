"""Filters that people keep: their own, of one list, never more than the list's own arguments."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy.exc import IntegrityError

from app.core.actor import Actor, Role
from app.core.errors import Conflict
from tests.helpers import Browser, count_statements

LIST = "/trial/regions/list/"
SAVE = "/trial/regions/filters"
CITIES = "_flt_0_level=CITY"


def kept(browser, address=LIST):
    """(name, address, active) of the saved filters on a list's page."""
    page = browser.get(address).get_data(as_text=True)
    row = re.search(r'<nav class="chips".*?</nav>', page, re.S)
    if row is None:
        return []
    links = re.findall(r'<a class="[^"]+" href="([^"]+)"( aria-current="true")?>(.*?)</a>', row[0], re.S)
    return [(re.sub("<[^>]+>", "", text), html.unescape(url), bool(active)) for url, active, text in links]


def save(browser, name="城市", arguments=CITIES, to=SAVE):
    return browser.post(to, data={"name": name, "arguments": arguments})


def told(browser, answer):
    """The page after a command, and where it is."""
    assert answer.status_code == 303
    return answer.location, html.unescape(browser.get(answer.location).get_data(as_text=True))


@pytest.fixture
def own(read):
    """`own()`: (name, arguments) of every saved filter in the database."""
    from app.console.models import SavedFilter

    return lambda: [(one.name, one.arguments) for one in read(SavedFilter)]


def test_a_filter_is_saved_under_a_name_and_one_press_sets_it_again(editor, regions, own):
    assert kept(editor) == []
    where, page = told(editor, save(editor, " 城 市 "))
    assert where == f"{LIST}?{CITIES}"
    assert "筛选已保存。" in page
    assert kept(editor) == [("城 市", f"{LIST}?{CITIES}", False)]
    assert kept(editor, f"{LIST}?{CITIES}") == [("城 市", f"{LIST}?{CITIES}", True)]
    assert own() == [("城 市", CITIES)]


def test_saving_is_offered_with_a_filter_that_is_not_saved_yet(editor, regions):
    def offered(address):
        return "保存当前筛选" in editor.get(address).get_data(as_text=True)

    assert not offered(LIST)
    assert not offered(f"{LIST}?_oc_TrialRegionScreen=name")
    assert offered(f"{LIST}?{CITIES}")
    save(editor)
    assert not offered(f"{LIST}?{CITIES}")
    assert offered(f"{LIST}?{CITIES}&_flt_0_name=杭")


def test_the_order_of_arguments_and_the_page_make_no_other_filter(editor, regions):
    save(editor, arguments=f"_flt_0_name=杭&{CITIES}")
    address = f"{LIST}?k_TrialRegionScreen=abc&{CITIES}&_oc_TrialRegionScreen=name&_flt_0_name=杭&_flt_1_name="
    assert [active for _name, _url, active in kept(editor, address)] == [True]


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "next=https://example.test/",
        "https://example.test/?a=b",
        "//example.test",
        "_oc_TrialRegionScreen=name&k_TrialRegionScreen=abc",
        "_flt_9_name=x",
        "_flt_0_parent_id=1",
        "_flt_0_name=%20",
        "csrf_token=x",
    ],
)
def test_what_is_no_filter_of_the_list_is_not_saved(editor, regions, own, arguments):
    where, page = told(editor, save(editor, arguments=arguments))
    assert where == LIST
    assert "未设置筛选条件" in page
    assert own() == []


def test_of_a_mixture_the_lists_own_arguments_are_saved_alone(editor, regions, own):
    where, _page = told(
        editor, save(editor, arguments=f"next=//example.test&{CITIES}&_flt_0_name=杭&_flt_0_day=x&tab=1")
    )
    assert where == f"{LIST}?{CITIES}&_flt_0_name=%E6%9D%AD"
    assert own() == [("城市", f"{CITIES}&_flt_0_name=%E6%9D%AD")]


def test_what_the_database_holds_beyond_the_lists_arguments_is_left_out_of_the_address(editor, regions, store, read):
    from app.access.models import Account
    from app.console.models import SavedFilter

    (account,) = read(Account)
    stored = f"_flt_0_gone=1&next=//example.test&{CITIES}"
    store(SavedFilter(account_id=account.id, list_key="TrialRegionScreen.list", name="旧", arguments=stored))
    assert kept(editor) == [("旧", f"{LIST}?{CITIES}", False)]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "请填写筛选名称"),
        (" \n ", "请填写筛选名称"),
        ("长" * 31, "名称为31字，最多30字"),
        ("城市", "已有名为“城市”"),
    ],
)
def test_a_name_that_cannot_be_taken_is_refused_and_the_filter_stays_set(editor, regions, own, name, said):
    save(editor)
    where, page = told(editor, save(editor, name, "_flt_0_name=杭"))
    assert where == f"{LIST}?_flt_0_name=%E6%9D%AD"
    assert said in page
    assert own() == [("城市", CITIES)]


def test_a_name_of_30_characters_and_the_same_name_on_another_list_are_taken(editor, regions, own):
    save(editor, "长" * 30)
    save(editor, "长" * 30, "_flt_0_active=y", "/trial/specialties/filters")
    assert own() == [("长" * 30, CITIES), ("长" * 30, "_flt_0_active=y")]
    assert [name for name, *_rest in kept(editor, "/trial/specialties/list/")] == ["长" * 30]


def test_a_filter_of_1000_characters_is_saved_and_a_longer_one_refused(editor, regions, own):
    rest = 1000 - len("_flt_0_name=")
    save(editor, "一", "_flt_0_name=" + "x" * rest)
    _where, page = told(editor, save(editor, "二", "_flt_0_name=" + "x" * (rest + 1)))
    assert "筛选条件过长" in page
    assert [name for name, _arguments in own()] == ["一"]


def test_30_filters_are_saved_for_a_list_and_no_more(editor, regions, own):
    for number in range(29):
        save(editor, f"第{number}个")
    _where, page = told(editor, save(editor, "第30个"))
    assert "筛选已保存" in page
    _where, page = told(editor, save(editor, "第31个"))
    assert "已保存30个筛选，达到上限" in page
    save(editor, "别的列表", "_flt_0_active=y", "/trial/specialties/filters")
    assert len(own()) == 31


def test_a_filter_is_renamed_and_deleted(editor, regions, read, own):
    from app.console.models import SavedFilter

    save(editor)
    save(editor, "省", "_flt_0_level=PROVINCE")
    city, _province = (one.id for one in read(SavedFilter))
    where, page = told(
        editor, editor.post(f"{SAVE}/{city}", data={"action": "rename", "name": "地级市", "arguments": CITIES})
    )
    assert (where, "筛选已重命名。" in page) == (f"{LIST}?{CITIES}", True)
    assert own() == [("地级市", CITIES), ("省", "_flt_0_level=PROVINCE")]
    _where, page = told(editor, editor.post(f"{SAVE}/{city}", data={"action": "rename", "name": "省"}))
    assert "已有名为“省”" in page
    told(editor, editor.post(f"{SAVE}/{city}", data={"action": "rename", "name": "地级市"}))
    where, page = told(editor, editor.post(f"{SAVE}/{city}", data={"action": "delete", "arguments": CITIES}))
    assert (where, "筛选已删除。" in page) == (f"{LIST}?{CITIES}", True)
    assert own() == [("省", "_flt_0_level=PROVINCE")]


def test_another_persons_filter_is_neither_shown_nor_changed(
    editor, regions, flask_app, account_with, sign_in, read, own
):
    from app.console.models import SavedFilter

    save(editor)
    (saved,) = read(SavedFilter)
    other = sign_in(Browser(flask_app), account_with(Role.CATALOG_EDITOR))
    assert kept(other) == []
    for action in ("rename", "delete"):
        assert other.post(f"{SAVE}/{saved.id}", data={"action": action, "name": "x"}).status_code == 404
    told(other, save(other))
    assert own() == [("城市", CITIES)] * 2


def test_a_filter_is_changed_through_its_own_list_by_a_known_action(editor, regions, read, own):
    from app.console.models import SavedFilter

    save(editor)
    (saved,) = read(SavedFilter)
    elsewhere = editor.post(f"/trial/specialties/filters/{saved.id}", data={"action": "delete"})
    assert elsewhere.status_code == 404
    assert editor.post(f"{SAVE}/{saved.id}", data={"action": "strange"}).status_code == 404
    assert editor.get(f"{SAVE}/{saved.id}").status_code == 405
    assert own() == [("城市", CITIES)]


def test_saving_needs_the_forms_token(editor, regions, csrf_on, own):
    assert save(editor).status_code == 400
    page = f"{LIST}?{CITIES}"
    editor.post(SAVE, data={"name": "城市", "arguments": CITIES, "csrf_token": editor.token(page)})
    assert own() == [("城市", CITIES)]


def test_two_who_save_the_same_name_at_once_keep_one(flask_app, account_with, session_as, monkeypatch):
    """Both saw that the name was free; the constraint does not let the second pass."""
    from app.console import queries, services
    from app.console.commands import command

    account = account_with(Role.CATALOG_EDITOR)
    session_as(Actor(account.id, "王芳", frozenset({Role.CATALOG_EDITOR})))
    monkeypatch.setattr(queries, "saved_filters", lambda _key: [])
    with command():
        services.save_filter("X.list", "城市", "a=1")
    with pytest.raises(Conflict) as conflict, command():
        services.save_filter("X.list", "城市", "a=2")
    assert isinstance(conflict.value.__cause__, IntegrityError)


def test_a_list_asks_for_all_saved_filters_at_once(editor, regions, engine):
    def cost():
        with count_statements(engine) as statements:
            editor.get(LIST)
        assert sum("FROM saved_filters" in sent for sent in statements.sent) == 1
        return statements.count

    save(editor)
    at_one = cost()
    save(editor, "省", "_flt_0_level=PROVINCE")
    save(editor, "浙", "_flt_0_name=浙")
    assert cost() == at_one
