"""Accounts opened and given new passwords at the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import Browser
from tests.integration.accounts.conftest import enter

if TYPE_CHECKING:
    from flask import Flask

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(flask_app: Flask) -> Run:
    """`run("account", "add", …)`: exit status, standard output, standard error; the roles are there."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        result = flask_app.test_cli_runner().invoke(args=list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    assert ran("sync-roles")[0] == 0
    return ran


@pytest.fixture
def organisation(flask_app: Flask) -> None:
    from app.access.scoping import act_as
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region
    from app.core.actor import Actor
    from app.extensions import db
    from app.organisations.enums import OrganisationKind
    from app.organisations.models import Organisation

    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        region = Region(code="330000", name="浙江省", level=RegionLevel.PROVINCE)
        db.session.add(region)
        db.session.flush()
        db.session.add(
            Organisation(code="bureau", name="示例人社局", kind=OrganisationKind.HRSS_DEPARTMENT, region_id=region.id)
        )
        db.session.commit()


def password_in(told: str) -> str:
    found = re.fullmatch(r"账号“[^”]+”，密码：(\S+)\n", told)
    assert found, told
    return found[1]


@pytest.mark.usefixtures("organisation")
def test_an_account_acts_for_its_organisation_with_the_printed_password(run: Run, flask_app: Flask) -> None:
    status, told, _ = run("account", "add", "zhang", "张三", "HRSS_AUDITOR", "--organisation", "bureau")
    assert status == 0
    browser = Browser(flask_app)
    assert enter(browser, password_in(told), "zhang").status_code == 302
    assert browser.get("/audits/").location == "/password/"
    own = {"new": "Another-Horse-10", "repeated": "Another-Horse-10"}
    assert browser.post("/password/", data={"current": password_in(told), **own}).status_code == 303
    enter(browser, "Another-Horse-10", "zhang")
    page = browser.get("/audits/")
    assert page.status_code == 200
    assert "张三" in page.text
    assert "示例人社局" in page.text


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("fang", "张三", "AUDIT_VIEWER"), "username: 用户名已被使用或未填写。"),
        (("FANG", "张三", "AUDIT_VIEWER"), "username: 用户名已被使用或未填写。"),
        ((" ", "张三", "AUDIT_VIEWER"), "username: 用户名已被使用或未填写。"),
        (("zhang", " ", "AUDIT_VIEWER"), "name: 请填写姓名。"),
        (("zhang", "张三", "BOSS"), "role: “BOSS”不是单位或管理员角色。"),
        (("zhang", "张三", "APPLICANT"), "role: “APPLICANT”不是单位或管理员角色。"),
        (("zhang", "张三", "FINANCE"), "organisation: 该角色代表单位办理业务，请给出单位代码。"),
        (("zhang", "张三", "FINANCE", "--organisation", "x"), "organisation: 没有代码为“x”的单位。"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_told(
    run: Run, fang: Any, flask_app: Flask, given: tuple[str, ...], words: str
) -> None:
    from sqlalchemy import func, select

    from app.access.models import Account
    from app.extensions import db

    assert run("account", "add", *given) == (1, "", f"{words}\n")
    with flask_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def test_a_new_password_replaces_the_old_one_ends_sessions_and_lifts_the_lock(
    run: Run, client: Browser, fang: Any
) -> None:
    enter(client)
    for _ in range(5):
        enter(Browser(client.application), "wrong")
    status, told, _ = run("account", "password", "fang")
    assert status == 0
    assert client.get("/accounts/list/").status_code == 302
    assert enter(client).status_code == 400
    assert enter(client, password_in(told)).status_code == 302


def test_a_password_for_nobody_is_status_1(run: Run) -> None:
    assert run("account", "password", "nobody") == (1, "", "没有这个用户名的账号。\n")
