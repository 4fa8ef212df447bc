"""业绩档案审核: the employer's queue and its three decisions."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest

from app.archives import queries, services
from app.archives.enums import PersonalRole
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.messages import queries as messages
from tests.builders import AUDITED, OPENED, World, pdf
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, words


def submitted(world: World, title: str = "送审的工程", name: str = PERSON) -> int:
    """An entry that waits for the employer's audit."""
    with world.acting(name, OPENED):
        entry = services.save(
            None,
            None,
            kind="project",
            title=title,
            started_on=dt.date(2022, 1, 1),
            role=PersonalRole.SOLE,
            effect="完成。",
            evidence=[(io.BytesIO(pdf()), "证明.pdf")],
        )
        return services.submit(entry.id, entry.version).id


def decide(browser: Browser, world: World, entry_id: int, version: int | None = None, **data: Any) -> Any:
    with world.reading():
        seen = queries.load(entry_id).version
    return browser.post(f"/archive-audits/decide/{entry_id}", data={"version": version or seen, **data})


def status(world: World, entry_id: int) -> str:
    with world.reading():
        return queries.load(entry_id).status.name


@pytest.fixture
def operator(as_: Callable[..., Browser]) -> Browser:
    return as_("employer", AUDITED)


def test_the_queue_shows_what_waits_here_and_nothing_else(world: World, operator: Browser) -> None:
    submitted(world, "本单位的工程")
    world.person("壬邻人", "neighbours")
    submitted(world, "邻单位的工程", "壬邻人")
    with world.acting(PERSON, OPENED):
        services.save(
            None,
            None,
            kind="other",
            title="尚未送审",
            started_on=dt.date(2022, 1, 1),
            role=PersonalRole.SOLE,
            effect="获奖。",
        )
    page = words(operator.get("/archive-audits/list/"))
    assert "本单位的工程" in page
    assert "邻单位的工程" not in page
    assert "尚未送审" not in page
    assert f"{PERSON}的厂房改造工程" not in page
    assert f"{PERSON}的厂房改造工程" in words(operator.get("/archive-audits/done/list/"))


def test_a_pass_is_logged_and_told(world: World, operator: Browser) -> None:
    entry_id = submitted(world)
    page = words(operator.get(f"/archive-audits/show/{entry_id}"))
    assert "证明.pdf" in page
    answer = decide(operator, world, entry_id, decision="PASS", opinion="属实。")
    assert (answer.status_code, answer.location) == (303, "/archive-audits/list/")
    assert status(world, entry_id) == "PASSED"
    with world.reading():
        last = decisions.history(SubjectKind.ARCHIVE_ENTRY, entry_id)[-1]
        assert (last.action.name, last.opinion, last.actor_name) == ("PASS", "属实。", "employer")
        assert "您的业绩“送审的工程”已通过单位审核。" in [one.text for one in messages.newest()]
    assert "送审的工程" not in words(operator.get("/archive-audits/list/"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"decision": "PASS"}, "opinion"),
        ({"decision": "RETURN"}, "defects"),
        ({"decision": "REJECT", "reason": "  "}, "reason"),
        ({"decision": "FORGET"}, "decision"),
        ({"decision": "REJECT", "reason": "长" * 501}, "501"),
    ],
)
def test_a_decision_without_its_words_is_refused_and_keeps_what_was_typed(
    world: World, operator: Browser, data: dict[str, str], told: str
) -> None:
    entry_id = submitted(world)
    answer = decide(operator, world, entry_id, **data)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert told in page
    assert data.get("reason", "").strip() in page
    assert status(world, entry_id) == "SUBMITTED"


def test_a_rejection_ends_the_entry(world: World, operator: Browser, as_: Callable[..., Browser]) -> None:
    entry_id = submitted(world)
    assert decide(operator, world, entry_id, decision="REJECT", reason="非本人业绩。").status_code == 303
    page = words(as_(PERSON, AUDITED).get(f"/archive/{entry_id}"))
    assert "单位审核不通过：非本人业绩。" in page


def test_a_second_clerk_is_told_who_was_faster(world: World, operator: Browser) -> None:
    entry_id = submitted(world)
    with world.reading():
        seen = queries.load(entry_id).version
    decide(operator, world, entry_id, decision="PASS", opinion="属实。")
    answer = decide(operator, world, entry_id, version=seen, decision="REJECT", reason="不属实。")
    assert answer.status_code == 409
    assert "employer 已于 2023年3月2日 09:00 办理该业绩" in words(answer)
    assert status(world, entry_id) == "PASSED"


def test_another_employers_entry_does_not_exist_here(world: World, as_: Callable[..., Browser]) -> None:
    entry_id = submitted(world)
    neighbour = as_("neighbour", AUDITED)
    assert neighbour.get(f"/archive-audits/show/{entry_id}").status_code == 404
    assert decide(neighbour, world, entry_id, decision="PASS", opinion="属实。").status_code == 404
    assert status(world, entry_id) == "SUBMITTED"


@pytest.mark.parametrize("address", ["show/abc", "show/99999999999999999999", "show/0", "show/-1"])
def test_an_address_that_names_no_entry_is_a_404(operator: Browser, address: str) -> None:
    assert operator.get(f"/archive-audits/{address}").status_code == 404


def test_applicants_and_other_offices_have_no_audits(world: World, as_: Callable[..., Browser]) -> None:
    entry_id = submitted(world)
    for name in (PERSON, "hrss", "planner"):
        browser = as_(name, AUDITED)
        assert browser.get("/archive-audits/list/").status_code == 403
        assert decide(browser, world, entry_id, decision="PASS", opinion="属实。").status_code == 403
