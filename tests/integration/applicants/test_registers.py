"""自动提取: what registers say is taken over beside what was typed; they are a small program over real HTTP."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.applicants import registers
from app.applicants.enums import Verification
from app.applicants.models import ProfileSection
from app.extensions import db
from tests.builders import REGION, SUBMITTED, World
from tests.helpers import Browser
from tests.integration.applicants.test_profile import form_of, save, stored, typed
from tests.integration.applicants.test_profile_audits import hand_in
from tests.integration.applicants.wizard import PERSON, words
from tests.integration.persons.loopback import served

OTHER_REGION = "330602"
PAID = {"region": REGION, "started_on": "2019-03-01", "ended_on": None}
DEGREE = {
    "school": "示例大学",
    "level": "BACHELOR",
    "degree": "BACHELOR",
    "field_of_study": "土木工程",
    "started_on": "2010-09-01",
    "graduated_on": "2014-06-30",
}


@dataclasses.dataclass
class State:
    """The registers: what they answer, by what status, after how long; `asked` is what came in."""

    url: str = ""
    status: int = 200
    body: Any = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None


@contextmanager
def running() -> Iterator[State]:
    state = State()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((self.headers.get("Authorization", ""), question))
            state.meanwhile()
            answer = state.body if isinstance(state.body, bytes) else json.dumps(state.body).encode()
            self.send_response(state.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_given: Any) -> None:
            pass

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        state.url = f"http://127.0.0.1:{port}/ask"
        yield state


@pytest.fixture
def state(world: World) -> Iterator[State]:
    """The registers of the state, in the program's settings."""
    with running() as made:
        connect(world, made.url)
        yield made


def connect(world: World, url: str) -> None:
    kept = world.flask_app.config["ZHIPING"]
    world.flask_app.config["ZHIPING"] = dataclasses.replace(kept, register_url=url, register_key="a key")


def fetch(browser: Browser, key: str, **changes: Any) -> Any:
    return browser.post(f"/profile/{key}/fetch", data=typed(browser, key, **changes))


def insurance(world: World) -> list[tuple[str, dt.date, dt.date | None, str]]:
    with world.reading():
        found = db.session.merge(stored(world)).insurance
        return [(row.region.code, row.started_on, row.ended_on, row.verification.name) for row in found]


def state_of(world: World, key: str) -> str:
    with world.reading():
        return (
            db.session.query(ProfileSection).filter_by(applicant_id=world.applicants[PERSON], key=key).one().status.name
        )


def test_without_registers_nobody_is_offered_them(world: World, applicant: Browser) -> None:
    assert "自动提取" not in words(applicant.get("/profile/insurance"))
    assert fetch(applicant, "insurance").status_code == 404


def test_enter_in_a_field_saves_and_asks_nobody(state: State, applicant: Browser) -> None:
    """A browser presses the first button of the form that submits it."""
    buttons = [one for one in form_of(applicant, "insurance").iter("button") if one.get("type") is None]
    assert (buttons[0].get("formaction"), buttons[0].get("value")) == (None, "save")
    assert buttons[1].get("formaction") == "/profile/insurance/fetch"


def test_only_what_registers_know_is_offered(state: State, applicant: Browser) -> None:
    for key, offered in (("insurance", True), ("education", True), ("skills", False), ("identity", False)):
        assert ("自动提取" in words(applicant.get(f"/profile/{key}"))) is offered, key
    assert fetch(applicant, "skills").status_code == 404
    assert state.asked == []


def test_periods_are_taken_over_and_what_was_typed_stays(state: State, world: World, applicant: Browser) -> None:
    before = insurance(world)
    state.body = {"insurance": [PAID, {**PAID, "region": "999999"}]}
    answer = fetch(applicant, "insurance")
    assert answer.status_code == 303
    assert "已自动提取 1 条" in words(applicant.get(answer.location))
    assert insurance(world) == [*before, (REGION, dt.date(2019, 3, 1), None, "REGISTRY")]
    person = stored(world)
    question = {"identity_kind": "RESIDENT", "identity_number": person.identity_number, "name": PERSON}
    assert state.asked == [("Bearer a key", question)]


def test_asked_again_they_replace_what_they_said_before(state: State, world: World, applicant: Browser) -> None:
    typed_rows = insurance(world)
    state.body = {"insurance": [PAID, {**PAID, "started_on": "2016-01-01", "ended_on": "2018-12-31"}]}
    fetch(applicant, "insurance")
    assert len(insurance(world)) == len(typed_rows) + 2
    state.body = {"insurance": [{**PAID, "ended_on": "2022-12-31"}]}
    fetch(applicant, "insurance")
    assert insurance(world) == [*typed_rows, (REGION, dt.date(2019, 3, 1), dt.date(2022, 12, 31), "REGISTRY")]


def test_a_row_of_ones_own_becomes_the_registers(state: State, world: World, applicant: Browser) -> None:
    ((code, started, _ended, verification),) = insurance(world)
    assert verification != "REGISTRY"
    state.body = {"insurance": [{"region": code, "started_on": started.isoformat(), "ended_on": None}]}
    fetch(applicant, "insurance")
    assert insurance(world) == [(code, started, None, "REGISTRY")]


def test_what_is_typed_over_a_register_is_ones_own_word_but_for_what_it_does_not_know(
    state: State, world: World, applicant: Browser
) -> None:
    state.body = {"education": [DEGREE]}
    assert fetch(applicant, "education").status_code == 303

    def newest() -> Any:
        with world.reading():
            return db.session.merge(stored(world)).education[-1]

    assert (newest().school, newest().match.name, newest().verification) == (
        "示例大学",
        "UNMATCHED",
        Verification.REGISTRY,
    )
    place = len(stored_education(world)) - 1
    assert save(applicant, "education", **{f"education-{place}-match": "MATCHED"}).status_code == 303
    assert (newest().match.name, newest().verification) == ("MATCHED", Verification.REGISTRY)
    assert fetch(applicant, "education").status_code == 303
    assert (newest().match.name, newest().verification) == ("MATCHED", Verification.REGISTRY)
    assert save(applicant, "education", **{f"education-{place}-school": "别的大学"}).status_code == 303
    assert newest().verification is Verification.NONE


def stored_education(world: World) -> list[Any]:
    with world.reading():
        return list(db.session.merge(stored(world)).education)


def test_a_changed_fact_reopens_the_section_and_the_same_does_not(
    state: State, world: World, applicant: Browser
) -> None:
    state.body = {"insurance": [PAID]}
    fetch(applicant, "insurance")
    hand_in(world, applicant)
    fetch(applicant, "insurance")
    assert state_of(world, "insurance") == "SUBMITTED"
    state.body = {"insurance": [{**PAID, "ended_on": "2022-12-31"}]}
    fetch(applicant, "insurance")
    assert state_of(world, "insurance") == "DRAFT"


@pytest.mark.parametrize("body", [{}, {"insurance": []}, {"insurance": [{**PAID, "region": "999999"}]}])
def test_whom_no_register_knows_is_told_so(state: State, world: World, applicant: Browser, body: Any) -> None:
    before = insurance(world)
    state.body = body
    answer = fetch(applicant, "insurance")
    assert "未提取到您的相关信息" in words(applicant.get(answer.location))
    state.status = 404
    answer = fetch(applicant, "insurance")
    assert "未提取到您的相关信息" in words(applicant.get(answer.location))
    assert insurance(world) == before


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {}),
        (302, {}),
        (200, b"<html>"),
        (200, []),
        (200, {"insurance": {"region": REGION}}),
        (200, {"insurance": [{**PAID, "started_on": "March"}]}),
        (200, {"insurance": [{"started_on": "2019-03-01"}]}),
        (200, {"insurance": ["330604"]}),
        (200, {"insurance": [PAID] * 101}),
        (200, {"education": [{**DEGREE, "level": "KINDERGARTEN"}]}),
    ],
)
def test_registers_that_fail_lose_nothing_that_was_typed(
    state: State, world: World, applicant: Browser, status: int, body: Any
) -> None:
    state.status, state.body = status, body
    answer = fetch(applicant, "insurance", **{"insurance-0-started_on": "2018-02-01"})
    assert answer.status_code == 503
    assert "暂时无法自动提取" in words(answer)
    assert [row[1:] for row in insurance(world)] == [(dt.date(2018, 2, 1), None, "NONE")]


def test_registers_that_take_too_long_are_given_up(
    state: State, world: World, applicant: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "SECONDS_TO_ANSWER", 0.2)
    late = threading.Event()
    state.meanwhile = lambda: late.wait(10) and None
    answer = fetch(applicant, "insurance")
    late.set()
    assert answer.status_code == 503
    assert "暂时无法自动提取" in words(answer)


def test_registers_that_are_away_are_told(world: World, applicant: Browser) -> None:
    connect(world, "http://127.0.0.1:9/ask")
    assert fetch(applicant, "insurance").status_code == 503


def test_what_cannot_be_is_told_and_not_taken(state: State, world: World, applicant: Browser) -> None:
    before = insurance(world)
    state.body = {"insurance": [{**PAID, "started_on": "2023-03-02"}]}
    answer = fetch(applicant, "insurance")
    assert answer.status_code == 400
    assert "2023年3月2日晚于今天" in words(answer)
    assert insurance(world) == before


def test_a_fault_in_what_was_typed_is_told_before_anybody_is_asked(
    state: State, world: World, applicant: Browser
) -> None:
    answer = fetch(applicant, "insurance", **{"insurance-0-started_on": ""})
    assert answer.status_code == 400
    assert state.asked == []


def test_a_page_that_was_saved_elsewhere_meanwhile_is_refused(
    state: State, world: World, applicant: Browser, as_: Callable[..., Browser]
) -> None:
    before = insurance(world)
    other = as_(PERSON, SUBMITTED)
    state.body = {"insurance": [PAID]}
    state.meanwhile = lambda: save(other, "insurance") and None
    answer = fetch(applicant, "insurance")
    assert answer.status_code == 409
    assert "在另一窗口" in words(answer) or "其他窗口" in words(answer)
    assert insurance(world) == before
