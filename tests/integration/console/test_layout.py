"""What stands around every page, and how values are written."""

import datetime as dt
from enum import StrEnum

import pytest

from app.core.actor import Role
from tests.integration.console.conftest import with_trial_screens


@pytest.fixture
def menu_app(settings):
    from app.console.layout import MenuEntry, MenuGroup, register_layout

    flask_app = with_trial_screens(settings)

    menu = (
        MenuGroup(
            "基础数据",
            (
                MenuEntry("地区", "TrialRegionScreen.list", "list", "Region", badge=lambda: 7),
                MenuEntry("专业", "TrialSpecialtyScreen.list", "list", "Specialty"),
                MenuEntry("台账", "TrialEntryScreen.list", "list", "ArchiveEntry"),
            ),
        ),
        MenuGroup("归档", (MenuEntry("业绩", "TrialEntryScreen.list", "list", "ArchiveEntry"),)),
    )
    register_layout(flask_app, menu)
    return flask_app


def surroundings(flask_app, actor, path="/"):
    from flask import g

    from app.access.scoping import act_as
    from app.extensions import db

    with flask_app.test_request_context(path):
        g.actor = actor
        act_as(db.session, actor)
        return flask_app.template_context_processors[None][-1]()


def test_the_menu_holds_what_the_person_may_open_and_leaves_empty_groups_out(menu_app):
    from app.core.actor import Actor

    editor = Actor(5, "王芳", frozenset({Role.CATALOG_EDITOR}), 1, "省人社厅")
    found = surroundings(menu_app, editor, "/trial/regions/add")
    assert found["menu"] == [
        {
            "label": "基础数据",
            "entries": [
                {"label": "地区", "url": "/trial/regions/list/", "active": True, "badge": 7},
                {"label": "专业", "url": "/trial/specialties/list/", "active": False, "badge": 0},
            ],
        }
    ]
    assert found["person"] == {
        "name": "王芳",
        "organisation": "省人社厅",
        "roles_label": "基础数据管理员",
        "keys_url": "/account/keys/",
        "delegation_url": "",
        "identities_url": "",
        "session": None,
    }
    visitor = surroundings(menu_app, Actor.public())
    assert (visitor["menu"], visitor["person"]) == ([], None)


def test_a_page_after_a_crash_asks_for_no_menu(menu_app):
    from flask import g

    with menu_app.test_request_context("/"):
        g.plain_page = True
        shown = menu_app.template_context_processors[None][-1]()
    assert {name: shown[name] for name in ("menu", "person", "banner")} == {"menu": [], "person": None, "banner": ""}
    assert set(shown) == {"menu", "person", "banner", "stands_in", "language_tag", "languages", "here"}


@pytest.mark.parametrize(
    ("days", "banner"),
    [
        (0, ""),
        (3, "演示时钟：较真实时间快 3 天，现在是2026年11月23日。"),
        (-1, "演示时钟：较真实时间慢 1 天，现在是2026年11月19日。"),
    ],
)
def test_a_moved_clock_is_told_on_every_page(settings, clock_at, days, banner):
    import dataclasses

    from app import create_app
    from app.core import clock
    from app.core.actor import Actor

    clock_at("2026-11-20 09:00")
    flask_app = create_app(dataclasses.replace(settings, clock_offset_days=days))
    from flask import g

    with flask_app.test_request_context("/"):
        g.actor = Actor.public()
        assert flask_app.template_context_processors[None][-1]()["banner"] == banner
    clock.set_offset(0)


def test_members_of_different_enums_keep_their_own_words(flask_app):
    from app.console.layout import has_label, label, register_labels

    class Colour(StrEnum):
        RED = "SAME"

    class Fruit(StrEnum):
        RED = "SAME"

    register_labels({Colour.RED: "红色"})
    assert not has_label(Fruit.RED)
    register_labels({Fruit.RED: "Add"})
    with flask_app.test_request_context():
        assert label(Colour.RED) == "红色"
        assert label(Fruit.RED) == "新增"
        assert label(None) == ""


def test_a_member_without_words_is_a_mistake_and_never_shown_raw(flask_app):
    from app.console.layout import label

    class Unknown(StrEnum):
        X = "X"

    with flask_app.test_request_context(), pytest.raises(KeyError):
        label(Unknown.X)


def test_days_moments_and_money_are_written_as_people_write_them(flask_app):
    from app.console.formats import day, moment, money

    late = dt.datetime(2026, 11, 19, 16, 5, tzinfo=dt.UTC)
    assert day(dt.date(2026, 11, 20)) == day(late) == "2026年11月20日"
    assert moment(late) == "2026年11月20日 00:05"
    assert moment(late.astimezone().replace(tzinfo=None)) == "2026年11月20日 00:05"
    assert (day(None), moment(None), money(None)) == ("", "", "")
    assert [money(fen) for fen in (0, 5, 10000, 26000, 123456789)] == [
        "¥0.00",
        "¥0.05",
        "¥100.00",
        "¥260.00",
        "¥1,234,567.89",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "2026年11月20日"),
        (0, "刚刚"),
        (59, "刚刚"),
        (60, "1分钟前"),
        (3599, "59分钟前"),
        (3600, "1小时前"),
        (86399, "23小时前"),
        (86400, "1天前"),
        (7 * 86400 - 1, "6天前"),
        (7 * 86400, "2026年11月13日"),
    ],
)
def test_how_long_ago_is_told_up_to_a_week(flask_app, clock_at, seconds, words):
    from app.console.formats import ago
    from app.core import clock

    clock_at("2026-11-20 12:00")
    with flask_app.test_request_context():
        assert ago(clock.now() - dt.timedelta(seconds=seconds)) == words


def test_templates_have_the_filters(flask_app):
    template = "{{ day|day }}|{{ 26000|money }}|{{ '330604199001011228'|masked }}|{{ '13800001234'|masked_phone }}"
    with flask_app.test_request_context():
        found = flask_app.jinja_env.from_string(template).render(day=dt.date(2026, 1, 2))
    assert found == "2026年1月2日|¥260.00|3306**********1228|138****1234"


@pytest.mark.parametrize(("waiting", "shown"), [(0, 0), (1000, 1000), (1001, "1000+")])
def test_a_count_beside_a_menu_entry_ends_at_the_cap(waiting, shown):
    from app.console.paging import shown_count

    assert shown_count(waiting) == shown
