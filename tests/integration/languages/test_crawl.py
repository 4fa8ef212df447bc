"""Every screen of every role in both languages: no Chinese in English but data, no English in Chinese but data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from app.accounts.views.signing_in import PROVED
from app.core import clock
from app.extensions import db
from app.hours.template import template
from tests.builders import CONCLUDED, World
from tests.helpers import Browser, office_moment, session_identity
from tests.integration.access.test_matrix import matrix
from tests.integration.languages.reading import HAN, LATIN, Data, Reader, read, strange

START = ("/", "/login/", "/no-such-page", "/oidc/zjzwfw/callback")
PASSED_BY = 3  # addresses of one endpoint that are opened for one person
# Answers that are no pages (files, the way to the tab of a record where something is to be done), the ways of a program
# that reads JSON, and pages that need a code to be asked for first (tests/integration/persons reads those).
NO_PAGES = re.compile(
    r"\.(confirm_form|lookup|autosave_data|state|alive|export|sheet|waiting_sheet|review_sheet|document|letter)$"
    r"|\.(letter_form|template|workbook|proof)$|^ProfileView\.edit$|^OperatorPhoneView\.form$|^FileView\.|Api\.|^OpenApiDocument\."
)
# Visitors whose password was right a moment ago: the account, and the page of sign-in that they are sent to.
HALFWAY = {"to give a code": ("finance", "/login/code/"), "to set a code up": ("office", "/login/set-up/")}
# What is the same in both languages: marks of formats and units, examples of what a cell of a plan takes, a command,
# names of apps.
KNOWN_LATIN = frozenset(
    {"PDF", "JPG", "JPEG", "PNG", "Excel", "CSV", "YAML", "JavaScript", "SHA", "titles", "modes", "NORMAL"}
    | {"flask", "audit", "seal"}
    | {"Microsoft", "Google", "Authenticator"}
)


@pytest.fixture(scope="module")
def data(whole_world: tuple[Path, dict[str, object]]) -> Data:
    """What the database holds, and the headings of the template of hours, which the catalog gives in a file."""
    headings = Data(values=frozenset(template().columns.values()))
    return Data(create_engine(f"sqlite:///{whole_world[0]}")) | headings


def browser_of(world: World, name: str, language: str) -> Browser:
    """A browser in which the account is signed in (nobody for "", nobody yet of HALFWAY), in that language."""
    browser = Browser(world.flask_app)
    account = world.account(HALFWAY[name][0] if name in HALFWAY else name) if name else None
    with browser.session_transaction() as cookie:
        cookie["locale"] = language
        if account is not None and name in HALFWAY:
            cookie[PROVED] = [account.id, account.session_version, clock.now().timestamp(), True]
        elif account is not None:
            cookie["_user_id"], cookie["_fresh"] = session_identity(world.flask_app, account), True
    return browser


def endpoint_of(world: World, address: str) -> str:
    adapter = world.flask_app.url_map.bind("localhost")
    try:
        return str(adapter.match(address.partition("?")[0].partition("#")[0], method="GET")[0])
    except Exception:  # noqa: BLE001
        return ""


def pages(world: World, name: str, language: str, most: int = PASSED_BY) -> Iterator[tuple[str, str, str]]:
    """(endpoint, address, page) of what links lead to from the home page, breadth first."""
    browser = browser_of(world, name, language)
    start = HALFWAY[name][1:] if name in HALFWAY else (*START, f"/notices/new?plan={world.plan_id}&rowid=3")
    waiting, seen, opened = list(start), set(), {}
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(world, address)
        if address in seen or opened.get(endpoint, 0) >= most or endpoint == "static" or NO_PAGES.search(endpoint):
            continue
        seen.add(address)
        opened[endpoint] = opened.get(endpoint, 0) + 1
        answer = browser.get(address)
        assert answer.status_code < 500, (name, address)
        if answer.mimetype == "text/html" and answer.status_code != 302:
            page = answer.get_data(as_text=True)
            yield endpoint, address, page
            waiting += read(page).links


PEOPLE = ("", "employer", "hrss", "office", "finance", "planner", "viewer", "catalog_editor", "system_administrator")
PEOPLE += ("security_administrator", "expert", "newcomer", "centre", "壬填写中", "辛待修改", "庚待公布")
PEOPLE += ("institution", "bureau", *HALFWAY)


@pytest.fixture(scope="module")
def shown(read_world: World) -> dict[str, list[tuple[str, str, str, Reader]]]:
    """By language: (person, endpoint, address, page) of the whole crawl."""
    with clock.frozen(office_moment(CONCLUDED)):
        return {
            language: [
                (name, endpoint, address, read(page))
                for name in PEOPLE
                for endpoint, address, page in pages(read_world, name, language)
            ]
            for language in ("en", "zh")
        }


def faults_in(crawled: list[tuple[str, str, str, Reader]], *looked_for: Any) -> list[str]:
    return [
        f"{name or 'visitor'} {address}: {one}"
        for name, _endpoint, address, page in crawled
        for one in strange(page.texts, *looked_for)
    ]


def test_in_english_nothing_is_chinese_but_data(shown: dict[str, Any], data: Data) -> None:
    assert {page.tag for *_place, page in shown["en"]} == {"en"}
    assert faults_in(shown["en"], HAN, data, frozenset()) == []


def test_in_chinese_nothing_is_english_but_data(shown: dict[str, Any], data: Data) -> None:
    assert {page.tag for *_place, page in shown["zh"]} == {"zh-CN"}
    assert faults_in(shown["zh"], LATIN, data, KNOWN_LATIN) == []


def pressed(world: World, name: str, language: str) -> Iterator[tuple[str, str]]:
    """(address, page) of what every form answers to somebody who presses its button and fills in nothing."""
    actions = {
        form or address
        for _endpoint, address, page in pages(world, name, language, most=1)
        for form in read(page).forms
    } - {"/logout/", "/language"}
    for action in sorted(actions):
        answer = browser_of(world, name, language).post(action, follow_redirects=True)
        assert answer.status_code < 500, (name, action)
        if answer.mimetype == "text/html":
            yield action, answer.get_data(as_text=True)


@pytest.mark.parametrize(("language", "script", "known"), [("en", HAN, frozenset()), ("zh", LATIN, KNOWN_LATIN)])
def test_what_is_wrong_with_a_form_is_told_in_the_readers_language(
    copied_world: World, data: Data, clock_at: Any, language: str, script: re.Pattern[str], known: frozenset[str]
) -> None:
    clock_at(CONCLUDED)
    answers = [(name, action, page) for name in PEOPLE for action, page in pressed(copied_world, name, language)]
    with copied_world.reading():
        either = Data(db.engine) | data
    found = []
    for name, action, page in answers:
        found += [f"{name} {action}: {one}" for one in strange(read(page).texts, script, either, known)]
    assert len(answers) > 50
    assert found == []


def test_the_crawl_opens_every_screen_of_every_role(shown: dict[str, Any], read_world: World) -> None:
    reached = {endpoint for _name, endpoint, _address, _page in shown["en"]}
    get = {
        rule.endpoint
        for rule in read_world.flask_app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and rule.endpoint != "static" and not NO_PAGES.search(rule.endpoint)
    }
    assert get <= set(matrix())
    assert get - reached == set()
