"""Accounts assigned one by one: who may where, initial passwords shown once, switched off, renewed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers import Browser, count_statements
from tests.integration.accounts.conftest import enter
from tests.integration.accounts.offices import BASE, Offices, added, offices, rows_of

__all__ = ["offices"]
PASSWORD = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def shown_password(answer: Any) -> str:
    found = set(PASSWORD.findall(answer.text))
    assert len(found) == 1
    return str(found.pop())


def test_an_account_is_assigned_with_a_password_that_is_shown_once(offices: Offices, client: Browser) -> None:
    county = offices.browser("county")
    answer = added(county, offices, "county-department")
    assert answer.status_code == 200
    password = shown_password(answer)
    account = offices.stored("li.na")
    assert (account.name, account.organisation.code, [role.name for role in account.roles]) == (
        "李娜",
        "county-department",
        ["DEPARTMENT_AUDITOR"],
    )
    assert account.password_due
    assert password not in county.get(f"{BASE}/{account.id}").text
    assert enter(client, password, "li.na").status_code == 302
    (row,) = offices.log("ASSIGN")
    assert (row.subject_id, row.actor_name, row.organisation_name) == (account.id, "审county", "区示例人社局")
    assert row.details == {
        "username": "li.na",
        "name": "李娜",
        "roles": ["DEPARTMENT_AUDITOR"],
        "organisation": "区示例住建局",
    }
    assert offices.messages("county-department") == ["区示例人社局已为本单位分配账号：李娜。"]


@only_sqlite
@pytest.mark.parametrize(
    ("who", "at", "role", "may"),
    [
        ("county", "county-department", "DEPARTMENT_AUDITOR", True),
        ("county", "county-office", "COMMITTEE_OFFICE", True),
        ("county", "county-office", "EXPERT", True),
        ("county", "county-hrss", "HRSS_AUDITOR", True),
        ("county", "county-hrss", "EXPERT", True),
        ("county", "county-hrss", "PLAN_ADMINISTRATOR", False),
        ("county", "county-hrss", "FINANCE", False),
        ("county", "county-centre", "FINANCE", False),
        ("county", "city-office", "EXPERT", False),
        ("county", "city-hrss", "HRSS_AUDITOR", False),
        ("county", "far-department", "DEPARTMENT_AUDITOR", False),
        ("county", "closed", "DEPARTMENT_AUDITOR", False),
        ("city", "county-hrss", "PLAN_ADMINISTRATOR", True),
        ("city", "county-centre", "FINANCE", True),
        ("city", "county-department", "DEPARTMENT_AUDITOR", True),
        ("city", "city-office", "COMMITTEE_OFFICE", True),
        ("city", "far-hrss", "HRSS_AUDITOR", False),
        ("city", "province-hrss", "HRSS_AUDITOR", False),
        ("province", "far-hrss", "HRSS_AUDITOR", True),
        ("system", "far-hrss", "PLAN_ADMINISTRATOR", True),
        ("system", "county-department", "HRSS_AUDITOR", False),
        ("system", "county-hrss", "SYSTEM_ADMINISTRATOR", False),
        ("system", "county-hrss", "SECURITY_ADMINISTRATOR", False),
        ("system", "county-hrss", "AUDIT_VIEWER", False),
        ("system", "county-hrss", "CATALOG_EDITOR", False),
        ("system", "county-hrss", "EMPLOYER_OPERATOR", False),
        ("system", "county-hrss", "APPLICANT", False),
    ],
)
def test_which_account_who_assigns_where(offices: Offices, who: str, at: str, role: str, may: bool) -> None:
    answer = added(offices.browser(who), offices, at, role)
    assert answer.status_code == (200 if may else 400)
    assert offices.usernames() == ({"li.na"} if may else set())


@only_sqlite
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(offices: Offices) -> None:
    county = offices.browser("county")
    answer = added(county, offices, "far-department", username="Li", name="")
    assert answer.status_code == 400
    for words in (
        "用户名为3至40个字符",
        "请填写此项",
        "“far-department”不是您的下级单位",
        'value="Li"',
        "远方示例住建局",
    ):
        assert words in answer.text
    answer = county.post(f"{BASE}/add", data={"organisation-text": "区示例", "username": "li.na"})
    assert answer.status_code == 400
    assert answer.text.count("请填写此项") >= 2
    assert "单位" in answer.text
    assert added(county, offices, "county-department", username="county").status_code == 400
    assert offices.usernames() == set()


@only_sqlite
def test_the_typeahead_offers_what_is_within_reach(offices: Offices) -> None:
    found = offices.browser("county").get(f"{BASE}/lookup/organisation?q=示例").json["results"]
    names = {one["text"] for one in found}
    assert names == {"区示例人社局", "区示例住建局", "区示例评委会办公室"}
    assert offices.browser("county").get(f"{BASE}/lookup/region?q=示例").status_code == 404
    everywhere = offices.browser("system").get(f"{BASE}/lookup/organisation?q=远方").json["results"]
    assert len(everywhere) == 2


@pytest.fixture
def clerk(offices: Offices) -> Any:
    """Somebody of the county's department who has set a password."""
    from app.core.actor import Role

    return offices.account(Role.DEPARTMENT_AUDITOR, at="county-department", username="clerk", password="Own-Horse-99")


def commanded(browser: Browser, account: Any, what: str, version: int | None = None) -> Any:
    data = {"version": str(account.session_version if version is None else version)}
    return browser.post(f"{BASE}/{account.id}/{what}", data=data)


@only_sqlite
@pytest.mark.parametrize("who", ["far", "province-department"])
def test_another_regions_office_finds_nothing(offices: Offices, clerk: Any, who: str) -> None:
    from app.core.actor import Role

    if who == "far":
        browser = offices.browser("far")
    else:
        stranger = offices.account(Role.HRSS_AUDITOR, at="county-department", username="odd")
        browser = offices.signed_in(stranger)
    for query in ("", "?q=clerk", "?role=DEPARTMENT_AUDITOR"):
        assert f"{BASE}/{clerk.id}" not in browser.get(f"{BASE}/{query}").text
    assert "clerk" not in browser.get(f"{BASE}/export.csv?q=clerk").text
    assert browser.get(f"{BASE}/{clerk.id}").status_code == 404
    for what in ("renew", "switch"):
        assert commanded(browser, clerk, what).status_code == 404
    assert offices.stored("clerk").session_version == clerk.session_version
    assert offices.stored("clerk").active


@only_sqlite
def test_accounts_that_are_not_assigned_are_out_of_everybodys_reach(
    offices: Offices, account_with: Callable[..., Any]
) -> None:
    from app.core.actor import Role

    viewer = account_with(Role.AUDIT_VIEWER, username="viewer")
    planner = offices.account(Role.PLAN_ADMINISTRATOR, at="county-hrss", username="planner")
    both = offices.account(Role.HRSS_AUDITOR, Role.FINANCE, at="county-hrss", username="both")
    nothing = offices.account(at="county-department", username="nothing")
    operator = offices.account(Role.EMPLOYER_OPERATOR, Role.DEPARTMENT_AUDITOR, at="county-department", username="mix")
    for who, reached in {"county": set(), "city": {planner.id, both.id}, "system": {planner.id, both.id}}.items():
        browser = offices.browser(who)
        for one in (viewer, planner, both, nothing, operator):
            wanted = 200 if one.id in reached else 404
            assert browser.get(f"{BASE}/{one.id}").status_code == wanted, (who, one.username)
            assert commanded(browser, one, "renew", 999).status_code == (409 if one.id in reached else 404)


def test_a_renewed_password_ends_the_old_one_sessions_and_the_lock(
    offices: Offices, clerk: Any, client: Browser
) -> None:
    enter(client, "Own-Horse-99", "clerk")
    for _each in range(5):
        enter(Browser(client.application), "wrong", "clerk")
    answer = commanded(offices.browser("county"), clerk, "renew")
    password = shown_password(answer)
    assert client.get("/dashboard/").status_code == 302
    assert enter(client, "Own-Horse-99", "clerk").status_code == 400
    assert enter(client, password, "clerk").status_code == 302
    (row,) = offices.log("RENEW_PASSWORD")
    assert (row.subject_id, row.actor_name) == (clerk.id, "审county")
    assert offices.messages("county-department") == ["区示例人社局已重置王芳的初始密码，原密码失效。"]


@only_sqlite
def test_the_second_of_two_who_renew_is_told_and_the_first_password_stays(offices: Offices, clerk: Any) -> None:
    first = shown_password(commanded(offices.browser("county"), clerk, "renew"))
    assert commanded(offices.browser("city"), clerk, "renew").status_code == 409
    assert commanded(offices.browser("city"), clerk, "switch").status_code == 409
    assert enter(Browser(offices.flask_app), first, "clerk").status_code == 302
    assert offices.browser("city").post(f"{BASE}/{clerk.id}/renew").status_code == 400


@only_sqlite
def test_an_account_is_switched_off_and_on_again(offices: Offices, clerk: Any, client: Browser) -> None:
    enter(client, "Own-Horse-99", "clerk")
    county = offices.browser("county")
    assert commanded(county, clerk, "switch").status_code == 303
    assert "已停用" in county.get(f"{BASE}/{clerk.id}").text
    assert client.get("/dashboard/").status_code == 302
    assert enter(client, "Own-Horse-99", "clerk").status_code == 400
    assert commanded(county, offices.stored("clerk"), "switch").status_code == 303
    assert enter(client, "Own-Horse-99", "clerk").status_code == 302
    assert [row.action.name for row in offices.log()] == ["SWITCH_OFF", "SWITCH_ON"]
    assert offices.messages("county-department") == [
        "区示例人社局已停用王芳的账号。",
        "区示例人社局已重新启用王芳的账号。",
    ]


@only_sqlite
def test_nobody_renews_or_switches_off_their_own_account(offices: Offices) -> None:
    county, own = offices.browser("county"), offices.accounts["county"]
    page = county.get(f"{BASE}/{own.id}").text
    assert f"/{own.id}/renew" not in page
    for what in ("renew", "switch"):
        assert commanded(county, own, what).status_code == 400
    assert offices.stored("county").active
    assert not offices.stored("county").password_due


@only_sqlite
def test_the_list_shows_what_is_within_reach_and_filters(offices: Offices, clerk: Any) -> None:
    from app.core.actor import Role

    offices.account(Role.FINANCE, at="county-office", username="money", name="钱多")
    added(offices.browser("city"), offices, "county-hrss", "PLAN_ADMINISTRATOR")
    city = offices.browser("city")

    def listed(query: str) -> list[str]:
        return re.findall(r'<td class="lead"><a href="[^"]+">([^<]+)</a>', city.get(f"{BASE}/?{query}").text)

    assert listed("") == ["city", "clerk", "county", "li.na", "money"]
    assert listed("q=钱") == listed("role=FINANCE") == ["money"]
    assert listed("q=%25") == []
    assert listed("organisation=区示例人社") == ["county", "li.na"]
    assert listed("due=y") == ["li.na"]
    assert listed("due=n&role=DEPARTMENT_AUDITOR") == ["clerk"]
    commanded(city, clerk, "switch")
    assert listed("active=n") == ["clerk"]
    exported = rows_of(city.get(f"{BASE}/export.xlsx?role=FINANCE").data)
    assert exported[0][:4] == ("money", "钱多", "财务人员", "区示例评委会办公室")


@only_sqlite
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_one_row_as_for_three(offices: Offices, engine: Any, rows: int) -> None:
    from app.core.actor import Role

    for number in range(rows):
        offices.account(Role.DEPARTMENT_AUDITOR, at="county-department", username=f"clerk{number}")
    browser = offices.browser("county")
    browser.get(f"{BASE}/")
    with count_statements(engine) as counted:
        assert browser.get(f"{BASE}/?organisation=区示例住建").text.count('<td class="lead">') == rows
    assert counted.count == 8, counted


@only_sqlite
def test_the_list_goes_on_by_key(offices: Offices) -> None:
    from app.core.actor import Role

    for number in range(27):
        offices.account(Role.DEPARTMENT_AUDITOR, at="county-department", username=f"clerk{number:02}")
    county = offices.browser("county")
    first = county.get(f"{BASE}/?q=clerk").text
    assert first.count('<td class="lead">') == 25
    following = re.search(r'href="([^"]*[?&]k=[^"]+)"[^>]*>\s*下一页', first) or re.search(
        r'href="([^"]*k=[^"]+)"', first
    )
    assert following is not None
    second = county.get(following[1].replace("&amp;", "&")).text
    assert re.findall(r"clerk\d\d(?=</a>)", second) == ["clerk25", "clerk26"]


@only_sqlite
def test_the_password_list_is_for_whoever_was_shown_it(offices: Offices, clock_at: Callable[[str], None]) -> None:
    county = offices.browser("county")
    answer = added(county, offices, "county-department")
    found = re.search(r'name="sealed" value="([^"]+)"', answer.text)
    assert found is not None
    file = county.post(f"{BASE}/passwords.xlsx", data={"sealed": found[1]})
    assert file.headers["Cache-Control"] == "no-store"
    (row,) = rows_of(file.data)
    assert row[:5] == ("li.na", "李娜", "主管部门审核员", "区示例住建局", shown_password(answer))
    for browser, sealed in ((offices.browser("city"), found[1]), (county, found[1] + "x"), (county, "")):
        assert browser.post(f"{BASE}/passwords.xlsx", data={"sealed": sealed}).status_code == 400


@only_sqlite
def test_accounts_of_administrators_show_role_and_organisation_and_filter_by_them(
    offices: Offices, clerk: Any, engine: Any
) -> None:
    from sqlalchemy import select

    from app.extensions import db

    system = offices.browser("system")
    page = system.get("/accounts/list/").text
    assert "主管部门审核员" in page
    assert "区示例住建局" in page
    with offices.flask_app.app_context():
        from flask_appbuilder.security.sqla.models import Role as RoleRow

        role = db.session.scalar(select(RoleRow.id).where(RoleRow.name == "DEPARTMENT_AUDITOR"))

    def listed(query: str) -> list[str]:
        return re.findall(r'<td class="lead"><a href="[^"]+">([^<]+)</a>', system.get(f"/accounts/list/?{query}").text)

    assert listed(f"_flt_0_roles={role}") == ["clerk"]
    assert listed(f"_flt_0_organisation={offices.organisations['county-hrss']}") == ["county"]
    assert listed("_flt_0_roles=x") == []
    assert "主管部门审核员" in system.get(f"/accounts/show/{clerk.id}").text
    assert "王芳,主管部门审核员,区示例住建局" in system.get("/accounts/export.csv").text


@only_sqlite
def test_the_last_sign_in_is_shown_by_the_offices_clock(
    offices: Offices, clerk: Any, clock_at: Callable[[str], None]
) -> None:
    clock_at("2023-09-01 09:00")
    enter(Browser(offices.flask_app), "Own-Horse-99", "clerk")
    assert "2023年9月1日 09:00" in offices.browser("county").get(f"{BASE}/{clerk.id}").text
