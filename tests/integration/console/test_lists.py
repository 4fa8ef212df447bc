"""Generated lists: what they show, how they page, and that no address can break them."""

import re
import threading

import pytest

from app.core.actor import Role
from tests.helpers import Browser, count_statements

LIST = "/trial/regions/list/"


def shown(browser, address):
    """First cells of the list's rows, in order."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[-800:]
    text = answer.get_data(as_text=True)
    return [re.sub("<[^>]+>", "", cell) for cell in re.findall(r'<td class="lead">(.*?)</td>', text)]


def link(browser, address, rel):
    found = re.search(rf'rel="{rel}" href="([^"]+)"', browser.get(address).get_data(as_text=True))
    return found[1].replace("&amp;", "&") if found else None


@pytest.fixture
def many(store):
    """Seven levels: ranks 1 to 7."""
    from app.catalog.models import TitleLevel

    return store(*[TitleLevel(code=f"L{rank}", name=f"级{rank % 3}", rank=rank) for rank in range(1, 8)])


def test_a_list_shows_words_for_members_relations_and_empty_cells(editor, regions):
    text = editor.get(LIST).get_data(as_text=True)
    assert shown(editor, LIST) == ["330000", "330100", "330700", "331000"]
    assert "浙江省" in text
    assert "—" in text
    assert "RegionLevel" not in text


def test_an_empty_list_says_so_and_one_emptied_by_a_filter_offers_to_clear_it(editor, regions):
    assert "没有符合筛选条件的记录" in editor.get(LIST + "?_flt_0_name=不存在").get_data(as_text=True)
    assert "暂无" in editor.get("/trial/levels/list/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("_flt_0_name=金", ["330700"]),
        ("_flt_0_name=华", []),
        ("_flt_1_name=华", ["330700"]),
        ("_flt_0_level=PROVINCE", ["330000"]),
        ("_flt_0_code=3307", ["330700"]),
        ("_flt_2_code=330100", ["330100"]),
        ("_flt_0_name=%25", []),
        ("_flt_1_name=_", []),
        ("_flt_0_level=NOWHERE", []),
        ("_flt_0_parent=abc", []),
        ("_flt_0_parent=2147483647", []),
        ("_flt_0_parent=2147483648", []),
        ("_flt_0_parent=99999999999999999999999", []),
        ("_flt_0_level=", ["330000", "330100", "330700", "331000"]),
    ],
)
def test_filters_give_exactly_their_rows(editor, regions, query, codes):
    assert shown(editor, f"{LIST}?{query}") == codes


def test_a_filter_by_a_foreign_key_does_not_load_what_it_points_at(editor, regions, engine):
    with count_statements(engine) as statements:
        assert shown(editor, f"{LIST}?_flt_0_parent={regions[0]}") == ["330100", "330700", "331000"]
    _account, rows, count, _name_for_the_chip, _saved = statements.sent
    assert "regions.parent_id = " in rows
    assert "parent_id = " in count


@pytest.mark.parametrize(
    "query",
    [
        "page_TrialRegionScreen=abc",
        "page_TrialRegionScreen=-7",
        "psize_TrialRegionScreen=abc",
        "psize_TrialRegionScreen=-1",
        "psize_TrialRegionScreen=9999999999999999999",
        "psize_TrialRegionScreen=²",
        "_oc_TrialRegionScreen=__class__&_od_TrialRegionScreen=asc",
        "_oc_TrialRegionScreen=metadata&_od_TrialRegionScreen=sideways",
        "_oc_TrialRegionScreen=parent&_od_TrialRegionScreen=desc",
        "_flt_9_name=x",
        "_flt_0_id=1",
        "_flt_0___dict__=1",
        "_flt_x_name=1",
        "k_TrialRegionScreen=nonsense",
        "k_TrialRegionScreen=W10",
        "k_TrialRegionScreen=e30",
        "k_TrialRegionScreen=%F0%9F%92%A5",
        "k_TrialRegionScreen=W3RydWUsIHsiYSI6IDF9LCAxXQ",
    ],
)
def test_no_strange_address_breaks_a_list_or_changes_its_order(editor, regions, query):
    assert shown(editor, f"{LIST}?{query}") == ["330000", "330100", "330700", "331000"]


def test_a_character_that_no_text_may_hold_is_refused(editor, regions):
    assert editor.get(LIST + "?_flt_0_name=a%00b").status_code == 400


def test_only_whitelisted_columns_of_the_own_table_order_a_list(editor, regions):
    address = f"{LIST}?_oc_TrialRegionScreen=name&_od_TrialRegionScreen=desc"
    assert sorted(shown(editor, address)) == ["330000", "330100", "330700", "331000"]
    assert shown(editor, address) != shown(editor, address.replace("desc", "asc"))


def test_a_screen_that_orders_by_what_is_no_column_does_not_start():
    from app.catalog.models import Region
    from app.console.interface import ScopedInterface
    from app.console.views import ConsoleView

    class Broken(ConsoleView):
        datamodel = ScopedInterface(Region)
        list_columns = ["name"]
        order_columns = ["parent"]

    with pytest.raises(TypeError, match="cannot be ordered by"):
        Broken()


@pytest.mark.parametrize(("asked", "rows"), [(1, 1), (99, 99), (100, 100), (101, 100), (5000, 100)])
def test_the_page_size_is_clamped_to_a_hundred(editor, store, asked, rows):
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region

    store(*[Region(code=f"{n:06d}", name=f"区{n}", level=RegionLevel.COUNTY) for n in range(103)])
    assert len(shown(editor, f"{LIST}?psize_TrialRegionScreen={asked}")) == rows


@pytest.mark.parametrize(("order", "direction"), [("rank", "asc"), ("rank", "desc"), ("name", "asc"), ("name", "desc")])
def test_pages_forward_and_back_show_every_row_once_in_one_order(editor, many, order, direction):
    start = f"/trial/levels/list/?_oc_TrialLevelScreen={order}&_od_TrialLevelScreen={direction}&psize_TrialLevelScreen="
    whole = shown(editor, start + "50")
    address, pages = start + "3", []
    while address:
        pages.append(shown(editor, address))
        last, address = address, link(editor, address, "next")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [code for page in pages for code in page] == whole
    back = []
    address = link(editor, last, "prev")
    while address:
        back.insert(0, shown(editor, address))
        address = link(editor, address, "prev")
    assert back == pages[:2]


def test_pages_over_empty_sort_values_show_every_row_once(store, client, account_with, sign_in, people):
    import datetime as dt

    from app.archives.enums import PersonalRole
    from app.archives.models import ArchiveEntry, EntryKind

    mine, kind = people[0][0], EntryKind(code="other", name="其他")
    ends = [dt.date(2021, 1, 1), None, dt.date(2020, 6, 1), None, dt.date(2021, 1, 1)]
    store(
        *[
            ArchiveEntry(
                applicant_id=mine,
                kind=kind,
                title=f"第{number}项",
                started_on=dt.date(2019, 1, 1),
                ended_on=end,
                role=next(iter(PersonalRole)),
            )
            for number, end in enumerate(ends)
        ]
    )
    browser = sign_in(client, account_with(Role.APPLICANT, applicant_id=mine))
    for direction in ("asc", "desc"):
        start = f"/trial/entries/list/?_oc_TrialEntryScreen=ended_on&_od_TrialEntryScreen={direction}"
        whole, address, pages = shown(browser, start), start + "&psize_TrialEntryScreen=2", []
        while address:
            pages += shown(browser, address)
            last, address = address, link(browser, address, "next")
        assert pages == whole
        assert len(set(pages)) == 6
        assert shown(browser, link(browser, last, "prev")) == whole[2:4]
    up = shown(browser, "/trial/entries/list/?_oc_TrialEntryScreen=ended_on&_od_TrialEntryScreen=asc")
    assert up[:3] == ["第2项", "第0项", "第4项"]


def test_a_page_does_not_use_offset(editor, many, engine):
    address = link(editor, "/trial/levels/list/?psize_TrialLevelScreen=3", "next")
    with count_statements(engine) as statements:
        assert shown(editor, address) == ["L4", "L3", "L2"]
    assert "title_levels.id < " in str(statements)
    if engine.dialect.name == "postgresql":
        assert "OFFSET" not in str(statements)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_statements_does_not_grow_with_the_rows(editor, store, engine, rows):
    from app.catalog.models import Specialty, TitleSeries

    for number in range(rows):
        (series,) = store(TitleSeries(code=f"S{number}", name=f"系列{number}"))
        store(Specialty(code=f"C{number}", name=f"专业{number}", series_id=series))
    with count_statements(engine) as statements:
        assert len(shown(editor, "/trial/specialties/list/?_flt_0_active=y")) == rows
    assert statements.count == 5, str(statements)


@pytest.mark.parametrize(("rows", "words"), [(999, "共 999 条"), (1000, "共 1000 条"), (1001, "1000+ 条")])
def test_a_count_is_exact_up_to_a_thousand_and_capped_beyond(editor, rows, words):
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region
    from app.extensions import db

    with editor.application.app_context():
        values = [{"code": f"{n:06d}", "name": f"区{n}", "level": RegionLevel.COUNTY} for n in range(rows)]
        db.session.execute(db.insert(Region), values)
        db.session.commit()
    assert words in editor.get(LIST).get_data(as_text=True)


def test_threads_do_not_see_each_others_filters(flask_app, account_with, sign_in, regions):
    account = account_with(Role.CATALOG_EDITOR)
    wanted = {"金": ["330700"], "台": ["331000"], "杭": ["330100"]}
    wrong = []

    def ask(prefix):
        browser = sign_in(Browser(flask_app), account)
        for _ in range(10):
            found = shown(browser, f"{LIST}?_flt_0_name={prefix}")
            if found != wanted[prefix]:
                wrong.append((prefix, found))

    threads = [threading.Thread(target=ask, args=(prefix,)) for prefix in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_is_set_stands_as_a_chip_that_can_be_removed(editor, regions):
    text = editor.get(f"{LIST}?_flt_0_name=金&_flt_0_parent={regions[0]}").get_data(as_text=True)
    chips = re.findall(r'class="chip" href="([^"]+)"><span>([^<]+)</span>', text)
    assert [words for _url, words in chips] == ["Trial name：金", "Trial parent：浙江省"]
    assert "_flt_0_name" not in chips[0][0]
    assert f"_flt_0_parent={regions[0]}" in chips[0][0]


def test_filters_by_moment_take_whole_office_days(applicant, people, store, read):
    import datetime as dt

    from app.archives.models import ArchiveEntry
    from app.extensions import db
    from tests.helpers import office_moment

    with applicant.application.app_context():
        db.session.execute(
            db.update(ArchiveEntry).values(submitted_at=office_moment("2023-09-01 00:00").astimezone(dt.UTC)),
            execution_options={"no_scope": True},
        )
        db.session.commit()
    for query, count in [
        ("_flt_0_submitted_at=2023-09-01", 1),
        ("_flt_0_submitted_at=2023-09-02", 0),
        ("_flt_1_submitted_at=2023-09-01", 1),
        ("_flt_1_submitted_at=2023-08-31", 0),
        ("_flt_0_submitted_at=yesterday", 0),
    ]:
        assert len(shown(applicant, f"/trial/entries/list/?{query}")) == count, query
