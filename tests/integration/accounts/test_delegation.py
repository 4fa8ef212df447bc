"""An auditor's queue in a colleague's hands: whose, how long, what the colleague may do, and what the log says."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import Role
from tests.builders import FORWARDED, PASSED, World
from tests.helpers import Browser, count_statements
from tests.integration.unpeopled import (  # noqa: F401
    copied,
    database,
    on_one_database,
    postgres_world,
    sqlite_world,
    unpeopled,
    world_folder,
)

PAGE = "/account/delegation/"


@pytest.fixture
def world(unpeopled: World, clock_at: Callable[[str], None]) -> World:  # noqa: F811
    """The Shangyu plan; “second” is another auditor of its HRSS, “finance” records its fees."""
    with unpeopled.reading():
        from app.extensions import db
        from tests.builders import add_account

        for name, role, code in (
            ("second", Role.HRSS_AUDITOR, "shangyu-hrss"),
            ("third", Role.HRSS_AUDITOR, "shangyu-hrss"),
            ("catalog", Role.CATALOG_EDITOR, "shangyu-hrss"),
        ):
            unpeopled.accounts[name] = add_account(name, role, organisation_id=unpeopled.organisations[code])
        db.session.commit()
    clock_at(FORWARDED)
    return unpeopled


@pytest.fixture
def browser(world: World, sign_in: Callable[..., Browser]) -> Callable[[str], Browser]:
    return lambda name: sign_in(Browser(world.flask_app), world.account(name))


def handed_over(browser: Browser, world: World, to: str, first: str = "2023-03-13", last: str = "2023-03-17") -> Any:
    data = {"delegate_id": str(world.accounts[to]), "first_day": first, "last_day": last}
    return browser.post(PAGE, data=data)


def delegations(world: World) -> list[Any]:
    from app.access.models import Delegation
    from app.extensions import db

    with world.reading():
        rows = db.session.scalars(select(Delegation).order_by(Delegation.id)).all()
        db.session.expunge_all()
        return list(rows)


def log(world: World, *actions: str) -> list[Any]:
    from app.decisions.models import DecisionRecord
    from app.extensions import db

    with world.reading():
        rows = db.session.scalars(select(DecisionRecord).order_by(DecisionRecord.id)).all()
        db.session.expunge_all()
        return [row for row in rows if row.action.name in actions]


def roles(world: World, name: str) -> set[Role]:
    from app.accounts.security import act_for

    with world.flask_app.app_context():
        actor = act_for(world.accounts[name])
        assert actor is not None
        return set(actor.roles)


def passes(browser: Browser, world: World, application: int) -> Any:
    data = {"decision": "PASS", "opinion": "材料齐全，同意。", "version": str(world.version(application))}
    return browser.post(f"/audits/{application}/decide", data=data)


def test_a_queue_is_handed_over_and_everybody_is_told(world: World, browser: Callable[[str], Browser]) -> None:
    from app.messages.models import OutboxMessage

    answer = handed_over(browser("hrss"), world, "finance")
    assert (answer.status_code, answer.location) == (303, PAGE)
    (row,) = delegations(world)
    assert (row.delegator_id, row.delegate_id) == (world.accounts["hrss"], world.accounts["finance"])
    (logged,) = log(world, "DELEGATE")
    assert (logged.subject_kind.name, logged.subject_id) == ("ACCOUNT", world.accounts["hrss"])
    assert logged.details == {
        "delegator": "hrss",
        "delegate": "finance",
        "first_day": "2023-03-13",
        "last_day": "2023-03-17",
    }
    with world.reading():
        from app.extensions import db

        told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "delegated")).one()
        assert told.organisation_id == world.organisations["shangyu-hrss"]
        assert told.text == "2023年3月13日至2023年3月17日，hrss的审核事项由finance代为办理。"
    page = browser("second").get(PAGE).text
    assert "2023年3月13日" in page
    assert "未开始" in page
    assert "/end" not in page
    assert "/end" in browser("finance").get(PAGE).text
    assert "2023年3月13日" not in browser("office").get(PAGE).text


@on_one_database
@pytest.mark.parametrize(
    ("moment", "stands_in"),
    [
        ("2023-03-12 23:59:59", False),
        ("2023-03-13 00:00", True),
        ("2023-03-17 23:59:59", True),
        ("2023-03-18 00:00", False),
    ],
)
def test_the_colleague_stands_in_from_the_first_day_to_the_last(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None], moment: str, stands_in: bool
) -> None:
    handed_over(browser("hrss"), world, "finance")
    clock_at(moment)
    assert roles(world, "finance") == ({Role.FINANCE, Role.HRSS_AUDITOR} if stands_in else {Role.FINANCE})
    answer = browser("finance").get("/audits/")
    assert answer.status_code == (200 if stands_in else 403)
    page = browser("finance").get("/fees/").text
    assert ("您正在代hrss办理，至2023年3月17日止。" in page) is stands_in
    assert "您正在代" not in browser("hrss").get("/audits/").text


def test_what_the_colleague_decides_carries_both_names(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None]
) -> None:
    from app.decisions.services import broken_chains
    from app.extensions import db

    application = world.forwarded("赵钱")
    handed_over(browser("hrss"), world, "finance")
    assert browser("finance").get(f"/audits/{application}").status_code == 403
    clock_at(PASSED)
    assert browser("finance").get(f"/audits/{application}").status_code == 200
    assert passes(browser("finance"), world, application).status_code == 303
    row = [one for one in log(world, "PASS") if one.actor_name == "finance"][-1]
    assert row.details["on_behalf_of"] == {"account_id": world.accounts["hrss"], "name": "hrss"}
    assert "finance（代hrss）" in browser("hrss").get(f"/audits/{application}").text
    assert "finance（代hrss）" in browser("viewer").get("/decisions/").text
    assert "finance（代hrss）" in browser("viewer").get("/decisions/export.csv").text
    spoken = browser("hrss").get(f"/api/v1/audits/{application}").json
    assert "finance（代hrss）" in [one["who"] for one in spoken["history"]]
    with world.reading():
        assert broken_chains() == []
    with world.flask_app.app_context(), db.engine.begin() as connection:
        _without_triggers(connection)
        connection.exec_driver_sql(f"UPDATE decision_records SET details = '{{}}' WHERE id = {row.id}")
    with world.reading():
        assert [one[1] for one in broken_chains()] == [application]


def _without_triggers(connection: Any) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    else:
        connection.exec_driver_sql("DROP TRIGGER decision_records_no_update")


@on_one_database
def test_a_colleague_of_the_same_role_carries_both_names_too(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None]
) -> None:
    first, second = world.forwarded("赵钱"), world.forwarded("孙李")
    handed_over(browser("hrss"), world, "second")
    clock_at(PASSED)
    passes(browser("second"), world, first)
    passes(browser("third"), world, second)
    names = [(one.actor_name, one.details.get("on_behalf_of", {}).get("name")) for one in log(world, "PASS")][-2:]
    assert names == [("second", "hrss"), ("third", None)]


@on_one_database
def test_ones_own_work_is_ones_own(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None]
) -> None:
    """FINANCE records a fee in its own right: the auditor whose queue it has could not."""
    application = world.owing("赵钱")
    clock_at(PASSED)
    handed_over(browser("hrss"), world, "finance")
    finance = browser("finance")
    order = re.search(r'href="/fees/(\d+)"', finance.get("/fees/").text)
    assert order is not None
    page = finance.get(f"/fees/{order[1]}").text
    version = re.search(r'name="version" value="(\d+)"', page)
    amount = re.search(r'name="amount"[^>]*value="([^"]+)"', page)
    assert version is not None
    data = {
        "version": version[1],
        "amount": amount[1] if amount else "100.00",
        "method": "TRANSFER",
        "voucher_number": "V1",
        "paid_on": "2023-03-13",
    }
    assert finance.post(f"/fees/{order[1]}", data=data).status_code == 303
    (row,) = log(world, "RECORD_PAYMENT")
    assert (row.subject_id, row.actor_name, "on_behalf_of" in row.details) == (application, "finance", False)


@on_one_database
def test_records_name_the_colleague_as_the_log_does(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None]
) -> None:
    application = world.owing("赵钱")
    clock_at(PASSED)
    handed_over(browser("finance"), world, "second")
    second = browser("second")
    order = re.search(r'href="/fees/(\d+)"', second.get("/fees/").text)
    assert order is not None
    page = second.get(f"/fees/{order[1]}").text
    version = re.search(r'name="version" value="(\d+)"', page)
    amount = re.search(r'name="amount"[^>]*value="([^"]+)"', page)
    assert version is not None
    data = {"version": version[1], "amount": amount[1] if amount else "100.00", "method": "TRANSFER"}
    paid = {**data, "voucher_number": "V1", "paid_on": "2023-03-13"}
    assert second.post(f"/fees/{order[1]}", data=paid).status_code == 303
    assert "second（代finance）" in browser("finance").get(f"/fees/{order[1]}").text
    (row,) = log(world, "RECORD_PAYMENT")
    assert (row.subject_id, row.actor_name) == (application, "second")


@on_one_database
def test_only_the_queue_comes_along(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None]
) -> None:
    handed_over(browser("hrss"), world, "finance")
    clock_at(PASSED)
    finance = browser("finance")
    assert finance.get("/assigned-accounts/").status_code == 403
    assert finance.get("/account/keys/").status_code == 403
    assert "/assigned-accounts/" not in finance.get("/audits/").text
    assert "/assigned-accounts/" in browser("hrss").get("/audits/").text
    assert handed_over(finance, world, "second", "2023-03-13", "2023-03-14").status_code == 400


@on_one_database
@pytest.mark.parametrize("to", ["hrss", "planner", "catalog", "office", "employer", "viewer"])
def test_only_a_colleague_with_a_queue_takes_one_over(world: World, browser: Callable[[str], Browser], to: str) -> None:
    page = browser("hrss").get(PAGE).text
    assert f'value="{world.accounts[to]}"' not in page
    answer = handed_over(browser("hrss"), world, to)
    assert answer.status_code == 400
    assert "请选择本单位另一名审核或收费人员。" in answer.text
    assert 'value="2023-03-17"' in answer.text
    assert delegations(world) == []


@on_one_database
@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2023-03-10", "2023-03-17", "起始日最早为今天（2023年3月11日）。"),
        ("2023-03-13", "2023-03-12", "结束日早于起始日，请更正。"),
        ("", "2023-03-12", "请填写此项。"),
        ("x", "2023-03-12", "“x”不是有效日期"),
        ("2023-03-13", "2024-03-13", "共367天，一次最多委托366天。"),
    ],
)
def test_days_that_cannot_be_are_told(
    world: World, browser: Callable[[str], Browser], first: str, last: str, words: str
) -> None:
    answer = handed_over(browser("hrss"), world, "second", first, last)
    assert answer.status_code == 400
    assert words in answer.text
    assert delegations(world) == []


@on_one_database
@pytest.mark.parametrize(
    ("who", "to", "first", "last", "status"),
    [
        ("hrss", "third", "2023-03-17", "2023-03-20", 400),
        ("hrss", "third", "2023-03-11", "2023-03-13", 400),
        ("hrss", "third", "2023-03-11", "2023-03-12", 303),
        ("hrss", "third", "2023-03-18", "2023-03-20", 303),
        ("hrss", "third", "2023-03-14", "2023-03-15", 400),
        ("third", "second", "2023-03-17", "2023-03-17", 400),
        ("second", "third", "2023-03-13", "2023-03-13", 400),
        ("third", "hrss", "2023-03-13", "2023-03-13", 400),
        ("third", "finance", "2023-03-13", "2023-03-17", 303),
    ],
)
def test_periods_in_which_either_takes_part_do_not_overlap(
    world: World, browser: Callable[[str], Browser], who: str, to: str, first: str, last: str, status: int
) -> None:
    assert handed_over(browser("hrss"), world, "second").status_code == 303
    answer = handed_over(browser(who), world, to, first, last)
    assert answer.status_code == status
    if status == 400:
        assert "2023年3月13日至2023年3月17日已由second代hrss办理" in answer.text
    assert len(delegations(world)) == (2 if status == 303 else 1)


@on_one_database
@pytest.mark.parametrize("who", ["hrss", "finance"])
def test_either_ends_it_early_and_at_once(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None], who: str
) -> None:
    handed_over(browser("hrss"), world, "finance")
    clock_at(PASSED)
    (row,) = delegations(world)
    finance = browser("finance")
    assert finance.get("/audits/").status_code == 200
    assert browser(who).post(f"{PAGE}{row.id}/end", data={"version": "9"}).status_code == 409
    assert browser(who).post(f"{PAGE}{row.id}/end", data={"version": "1"}).status_code == 303
    assert finance.get("/audits/").status_code == 403
    assert browser(who).post(f"{PAGE}{row.id}/end", data={"version": "2"}).status_code == 400
    (logged,) = log(world, "END_DELEGATION")
    assert (logged.actor_name, "on_behalf_of" in logged.details) == (who, False)
    assert handed_over(browser("hrss"), world, "finance").status_code == 303


@on_one_database
@pytest.mark.parametrize("who", ["second", "office", "employer"])
def test_nobody_else_ends_it(world: World, browser: Callable[[str], Browser], who: str) -> None:
    handed_over(browser("hrss"), world, "finance")
    (row,) = delegations(world)
    assert browser(who).post(f"{PAGE}{row.id}/end", data={"version": "1"}).status_code == 404
    assert delegations(world)[0].ended_at is None


@on_one_database
@pytest.mark.parametrize("change", ["off", "moved", "moved too", "no role", "password due"])
def test_it_lapses_where_either_is_no_longer_what_they_were(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None], change: str
) -> None:
    from app.access.models import Account
    from app.core import clock
    from app.extensions import db

    handed_over(browser("hrss"), world, "finance")
    clock_at(PASSED)
    with world.reading():
        hrss, finance = (
            db.session.scalars(select(Account).where(Account.id == world.accounts[name])).one()
            for name in ("hrss", "finance")
        )
        if change == "off":
            hrss.active = False
        if change.startswith("moved"):
            (hrss if change == "moved" else finance).organisation_id = world.organisations["builders"]
        if change == "no role":
            hrss.roles = []
        if change == "password due":
            finance.initial_password_until = clock.now()
        db.session.commit()
    assert Role.HRSS_AUDITOR not in roles(world, "finance")


@on_one_database
def test_who_stands_in_costs_no_statement(
    world: World, browser: Callable[[str], Browser], clock_at: Callable[[str], None], engine: Any
) -> None:
    finance, second = browser("finance"), browser("second")

    def asked(one: Browser, page: str) -> int:
        one.get(page)
        with count_statements(engine) as counted:
            assert one.get(page).status_code == 200
        return counted.count

    before = asked(second, "/audits/"), asked(finance, "/fees/")
    handed_over(browser("hrss"), world, "second")
    clock_at(PASSED)
    assert asked(second, "/audits/") == before[0]
    assert asked(finance, "/fees/") == before[1]


@on_one_database
@pytest.mark.parametrize("pairs", [1, 3])
def test_the_page_takes_as_many_statements_for_one_row_as_for_three(
    world: World, browser: Callable[[str], Browser], engine: Any, pairs: int
) -> None:
    for number in range(pairs):
        day = f"2023-03-{13 + number}"
        assert handed_over(browser("hrss"), world, "second", day, day).status_code == 303
    third = browser("third")
    third.get(PAGE)
    with count_statements(engine) as counted:
        assert third.get(PAGE).text.count("second代hrss办理") == pairs
    assert counted.count == 5, counted


def test_of_two_who_hand_over_to_each_other_at_once_one_is_told(
    world: World, browser: Callable[[str], Browser]
) -> None:
    barrier, answers = threading.Barrier(2), []

    def hands_over(one: Browser, to: str) -> None:
        barrier.wait()
        answers.append(handed_over(one, world, to).status_code)

    pairs = ((browser("hrss"), "second"), (browser("second"), "hrss"))
    threads = [threading.Thread(target=hands_over, args=pair) for pair in pairs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) in ([303, 400], [303, 409])
    assert len(delegations(world)) == 1
