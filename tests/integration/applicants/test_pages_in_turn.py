"""What the process keeps between requests shows nobody anything of another person, language, role or day."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.core.workflow import Decision
from tests.builders import AUDITED, HANDED_IN, PAID, PASSED, SUBMITTED, World
from tests.helpers import Browser, count_statements
from tests.integration.applicants.wizard import PERSON, Wizard, words

OTHER = "壬邻居"
CHINESE, ENGLISH = {"Accept-Language": "zh-CN"}, {"Accept-Language": "en"}


@pytest.fixture
def first(wizard: Wizard) -> Wizard:
    assert wizard.reach("preview").post("submit").status_code == 303
    return wizard


@pytest.fixture
def second(world: World, first: Wizard, as_: Callable[..., Browser]) -> Wizard:
    world.person(OTHER, "neighbours")
    wizard = Wizard.begin(world, as_(OTHER, SUBMITTED))
    assert wizard.reach("preview").post("submit").status_code == 303
    return wizard


def changed(flask_app: Any, statement: str, **values: object) -> None:
    """Change rows past the program, as another process does."""
    from app.extensions import db

    with flask_app.app_context(), db.engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0


def test_two_people_in_turn_see_their_own_application_and_not_the_others(first: Wizard, second: Wizard) -> None:
    numbers = {one.id: one.stored().number for one in (first, second)}
    for _again in range(3):
        for own, other in ((first, second), (second, first)):
            for page in (f"/my/applications/{own.id}", "/my/applications/"):
                shown = words(own.browser.get(page))
                assert numbers[own.id] in shown
                assert numbers[other.id] not in shown
            assert own.browser.get(f"/my/applications/{other.id}").status_code == 404


def test_a_draft_is_saved_for_its_own_person_only(world: World, wizard: Wizard, as_: Callable[..., Browser]) -> None:
    wizard.reach("entries")
    world.person(OTHER, "neighbours")
    version = world.version(wizard.id)
    data = {"version": version, **wizard.answers(work_statement="别人写的。")}
    assert as_(OTHER, SUBMITTED).post(wizard.url("data/autosave"), data=data).status_code == 404
    assert world.version(wizard.id) == version
    assert wizard.browser.post(wizard.url("data/autosave"), data=data).status_code == 200


def test_every_request_is_answered_in_the_language_it_asks_for(first: Wizard) -> None:
    page = f"/my/applications/{first.id}"
    said = {
        "办理流程": "Way of the application",
        "我的申报": "My applications",
        "个人基本信息": "Personal data",
        json.dumps("本页有尚未保存的内容。")[1:-1]: "There is unsaved input on this page.",
        "2023年3月1日": "1 March 2023",
    }
    for _again in range(3):
        for headers, own, other in ((CHINESE, said.keys(), said.values()), (ENGLISH, said.values(), said.keys())):
            shown = first.browser.get(page, headers=headers).get_data(as_text=True)
            assert [one for one in own if one not in shown] == []
            assert [one for one in other if one in shown] == []


def test_a_chosen_language_shows_at_once(first: Wizard) -> None:
    page = f"/my/applications/{first.id}"
    for code, said in (("en", "My applications"), ("zh", "我的申报"), ("en", "My applications")):
        assert first.browser.post("/language", data={"language": code, "next": page}).status_code == 303
        assert said in words(first.browser.get(page))


def test_the_menu_is_that_of_whoever_asks(first: Wizard, as_: Callable[..., Browser]) -> None:
    employer = as_("employer", SUBMITTED)
    for _again in range(2):
        own = first.browser.get("/dashboard/").get_data(as_text=True)
        office = employer.get("/dashboard/").get_data(as_text=True)
        assert ('href="/my/applications/"' in own, 'href="/audits/"' in own) == (True, False)
        assert ('href="/my/applications/"' in office, 'href="/audits/"' in office) == (False, True)


def test_a_message_counts_in_the_menu_at_once(world: World, first: Wizard, as_: Callable[..., Browser]) -> None:
    page = f"/my/applications/{first.id}"
    before = first.browser.get(page).get_data(as_text=True)
    world.decided(first.id, Decision.REJECT, "employer", AUDITED)
    after = as_(PERSON, AUDITED).get(page).get_data(as_text=True)
    counted = [shown.partition('href="/messages/"')[2].partition("</a>")[0] for shown in (before, after)]
    assert counted[0] != counted[1]


def test_a_later_deadline_shows_at_once(flask_app: Any, wizard: Wizard) -> None:
    page = f"/my/applications/{wizard.id}"
    assert "请于2023年3月31日前提交" in words(wizard.browser.get(page))
    changed(flask_app, "UPDATE review_plans SET applicant_deadline = '2023-04-02', employer_deadline = '2023-04-09'")
    assert "请于2023年4月2日前提交" in words(wizard.browser.get(page))


def test_new_names_of_organisations_show_at_once(
    flask_app: Any, world: World, first: Wizard, as_: Callable[..., Browser]
) -> None:
    page = f"/my/applications/{first.id}"
    route = "上虞区工程技术初级评委会办公室"
    assert route in words(first.browser.get(page))
    changed(flask_app, "UPDATE organisations SET name = '新评委会办公室' WHERE name = :name", name=route)
    shown = words(first.browser.get(page))
    assert "新评委会办公室" in shown
    assert route not in shown


def test_the_page_takes_as_many_statements_however_much_happened(
    world: World, first: Wizard, as_: Callable[..., Browser], engine: Engine
) -> None:
    page = f"/my/applications/{first.id}"

    def cost(at: str) -> int:
        browser = as_(PERSON, at)
        assert browser.get(page).status_code == 200
        with count_statements(engine) as statements:
            browser.get(page)
        return statements.count

    at_first = cost(SUBMITTED)
    world.decided(first.id, Decision.PASS, "employer", AUDITED)
    world.complete(world.notice([first.id]))
    world.decided(first.id, Decision.PASS, "hrss", PASSED)
    world.paid(first.id, PAID)
    world.handed_in(first.id, HANDED_IN)
    assert at_first <= 11
    assert cost(HANDED_IN) <= at_first + 1, "the notices are read where there are any"


def test_saving_by_itself_takes_six_statements(world: World, wizard: Wizard, engine: Engine) -> None:
    wizard.reach("entries")
    for number in range(2):
        data = {"version": world.version(wizard.id), **wizard.answers(work_statement=f"第{number}次。")}
        with count_statements(engine) as statements:
            assert wizard.browser.post(wizard.url("data/autosave"), data=data).status_code == 200
    assert statements.count == 6, statements.sent
