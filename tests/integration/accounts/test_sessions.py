"""Sessions on the server: listed, ended one by one and together, and over after a while."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.helpers import Browser, count_statements
from tests.integration.accounts.conftest import PASSWORD, enter

PAGE = "/account/sessions/"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1 MicroMessenger/8.0"


@pytest.fixture
def limits(flask_app: Any, settings: Any) -> None:
    """Sessions end as they do by default."""
    flask_app.config["ZHIPING"] = dataclasses.replace(
        settings, session_hours=12, office_idle_minutes=30, applicant_idle_minutes=120
    )


@pytest.fixture
def devices(flask_app: Any, fang: Any) -> dict[str, Browser]:
    """fang is signed in on an office computer and on a phone."""
    found = {}
    for name, agent in (("office", CHROME), ("phone", PHONE)):
        found[name] = Browser(flask_app)
        enter(found[name], headers={"User-Agent": agent})
    return found


def ends(page: str) -> list[str]:
    """Addresses that end one other session."""
    return re.findall(r'action="(/account/sessions/\d+/end)"', page)


def test_the_page_lists_this_device_and_the_others(devices: dict[str, Browser]) -> None:
    page = devices["office"].get(PAGE).text
    assert "Chrome · Windows" in page
    assert "微信 · iPhone" in page
    assert page.count("当前设备") == 1 + page.count("当前设备也会退出")
    assert len(ends(page)) == 1


def test_one_other_device_is_ended_and_nothing_else(devices: dict[str, Browser]) -> None:
    (address,) = ends(devices["office"].get(PAGE).text)
    assert devices["office"].post(address).status_code == 303
    assert devices["phone"].get(PAGE).status_code == 302
    page = devices["office"].get(PAGE)
    assert page.status_code == 200
    assert ends(page.text) == []
    assert devices["office"].post(address).status_code == 404


def test_signing_out_ends_this_device_alone(devices: dict[str, Browser]) -> None:
    copied = Browser(devices["phone"].application)
    copied.set_cookie("session", devices["phone"].get_cookie("session").value)
    devices["phone"].post("/logout/")
    assert copied.get(PAGE).status_code == 302
    assert devices["office"].get(PAGE).status_code == 200


@pytest.mark.parametrize(("address", "here"), [("end-others", 200), ("end-all", 302)])
def test_all_others_or_all_are_ended(devices: dict[str, Browser], address: str, here: int) -> None:
    assert devices["office"].post(f"{PAGE}{address}").status_code == 303
    assert devices["phone"].get(PAGE).status_code == 302
    assert devices["office"].get(PAGE).status_code == here


def test_nobody_ends_or_sees_somebody_elses_session(
    devices: dict[str, Browser], account_with: Callable[..., Any]
) -> None:
    from app.core.actor import Role

    account_with(Role.EXPERT, username="other", password=PASSWORD)
    (address,) = ends(devices["office"].get(PAGE).text)
    stranger = Browser(devices["office"].application)
    enter(stranger, name="other")
    assert "Chrome · Windows" not in stranger.get(PAGE).text
    assert stranger.post(address).status_code == 404
    assert stranger.post(f"{PAGE}end-all").status_code == 303
    assert devices["phone"].get(PAGE).status_code == 200


def test_a_cookie_that_names_another_accounts_session_is_a_visitors(
    client: Browser, devices: dict[str, Browser], account_with: Callable[..., Any]
) -> None:
    from app.core.actor import Role

    other = account_with(Role.EXPERT)
    with devices["phone"].session_transaction() as cookie:
        session_id = cookie["_user_id"].rpartition(".")[2]
    for told in (f"{other.id}.1.{session_id}", f"{other.id}.1.0", f"{other.id}.1", f"{other.id}.1.{10**19}"):
        with client.session_transaction() as cookie:
            cookie["_user_id"] = told
        assert client.get(PAGE).status_code == 302


@pytest.mark.usefixtures("limits")
@pytest.mark.parametrize(("moment", "status"), [("09:29", 200), ("09:30", 302), ("09:31", 302)])
def test_an_idle_office_session_ends_after_half_an_hour(
    client: Browser, fang: Any, clock_at: Callable[[str], None], moment: str, status: int
) -> None:
    clock_at("2023-09-01 09:00")
    enter(client)
    clock_at(f"2023-09-01 {moment}")
    assert client.get(PAGE).status_code == status


@pytest.mark.usefixtures("limits")
@pytest.mark.parametrize(("moment", "status"), [("10:59", 200), ("11:00", 302)])
def test_an_applicant_has_two_hours(
    client: Browser, account_with: Callable[..., Any], clock_at: Callable[[str], None], moment: str, status: int
) -> None:
    from app.access.models import Account
    from app.applicants.models import Applicant
    from app.core.actor import Role
    from app.extensions import db
    from tests.integration.database.rows import Rows

    account = account_with(Role.APPLICANT, username="fang", password=PASSWORD)
    with client.application.app_context():
        person = Rows(db.session.connection()).add(Applicant)
        db.session.get_one(Account, account.id).applicant_id = person
        db.session.commit()
    clock_at("2023-09-01 09:00")
    enter(client)
    clock_at(f"2023-09-01 {moment}")
    assert client.get(PAGE).status_code == status


@pytest.mark.usefixtures("limits")
@pytest.mark.parametrize(("last", "status"), [("20:59", 200), ("21:00", 302)])
def test_whoever_works_all_day_signs_in_again_after_twelve_hours(
    client: Browser, fang: Any, clock_at: Callable[[str], None], last: str, status: int
) -> None:
    clock_at("2023-09-01 09:00")
    enter(client)
    for half_hours in range(1, 48):
        clock_at(f"2023-09-01 {9 + half_hours // 4:02}:{half_hours % 4 * 15:02}")
        assert client.get(PAGE).status_code == 200
    clock_at(f"2023-09-01 {last}")
    assert client.get(PAGE).status_code == status


def test_that_a_session_was_used_is_noted_every_two_minutes_and_never_before(
    client: Browser, fang: Any, engine: Engine, clock_at: Callable[[str], None]
) -> None:
    def written(moment: str) -> list[str]:
        clock_at(moment)
        with count_statements(engine) as statements:
            assert client.get("/dashboard/").status_code == 200
        return [one for one in statements.sent if not one.startswith("SELECT")]

    clock_at("2023-09-01 09:00")
    enter(client)
    assert written("2023-09-01 09:01:59") == []
    (note,) = written("2023-09-01 09:02")
    assert note.startswith("UPDATE account_sessions SET seen_at")
    assert written("2023-09-01 09:03:59") == []
    assert len(written("2023-09-01 09:04")) == 1


def test_finding_out_who_asks_is_one_statement(client: Browser, fang: Any, engine: Engine) -> None:
    enter(client)
    with count_statements(engine) as statements:
        client.get("/account/sessions/nowhere")
    assert len([one for one in statements.sent if "ab_user" in one]) == 1


def test_a_new_password_ends_every_session_in_the_list_too(devices: dict[str, Browser]) -> None:
    from app.accounts.models import AccountSession
    from app.extensions import db

    new = "four horses at the bridge"
    data = {"current": PASSWORD, "new": new, "repeated": new}
    assert devices["office"].post("/password/", data=data).status_code == 303
    with devices["office"].application.app_context():
        from app.access.scoping import act_as
        from app.core.actor import Actor

        act_as(db.session, Actor.system("tests"))
        assert None not in set(db.session.scalars(select(AccountSession.ended_at)))


def test_own_sign_ins_and_failures_are_told_and_after_the_sign_in_what_was_before(
    client: Browser, fang: Any, clock_at: Callable[[str], None]
) -> None:
    clock_at("2023-09-01 09:00")
    first = Browser(client.application)
    enter(first, headers={"User-Agent": CHROME})
    assert "上次登录时间" not in first.get(PAGE).text
    clock_at("2023-09-02 10:00")
    enter(client, "wrong", headers={"User-Agent": PHONE}, environ_overrides={"REMOTE_ADDR": "10.1.2.3"})
    clock_at("2023-09-03 11:00")
    enter(client)
    page = client.get(PAGE).text
    assert "上次登录时间：2023年9月1日 09:00" in page
    assert "自上次登录后，您的账号有1次登录失败。" in page
    table = page[page.index('id="sign-ins"') :]
    told = re.findall(r"<td[^>]*>([^<]*)</td>", table)
    assert told[:4] == ["2023年9月3日 11:00", "登录成功", told[2], "127.0.0.1"]
    assert told[4:8] == ["2023年9月2日 10:00", "登录失败", "微信 · iPhone", "10.1.2.3"]
    assert told[8:10] == ["2023年9月1日 09:00", "登录成功"]
    again = client.get(PAGE).text
    assert "上次登录时间" not in again


def test_the_history_of_one_account_is_not_anothers(
    client: Browser, fang: Any, account_with: Callable[..., Any]
) -> None:
    from app.core.actor import Role

    account_with(Role.EXPERT, username="other", password=PASSWORD)
    enter(client, "wrong", headers={"User-Agent": PHONE})
    stranger = Browser(client.application)
    enter(stranger, name="other")
    assert "登录失败" not in stranger.get(PAGE).text


@pytest.mark.parametrize(("moment", "told"), [("23:40", "2023年9月1日 23:55"), ("23:50", "2023年9月2日 00:05")])
def test_a_lock_names_the_day_as_well(
    client: Browser, fang: Any, clock_at: Callable[[str], None], moment: str, told: str
) -> None:
    clock_at(f"2023-09-01 {moment}")
    for _ in range(5):
        enter(client, "wrong")
    assert f"账号已锁定至 {told}" in enter(client).text
