"""Who assigns which accounts where; what a row must say; for how long a queue is handed over."""

from __future__ import annotations

import datetime as dt

import pytest

from app.accounts.assigned.rules import ASSIGNED, Known, Place, Reach, check_lines, read_lines, stem
from app.accounts.delegations.rules import check_period
from app.accounts.rules import check_roles
from app.core.actor import ADMINISTRATORS, Role
from app.organisations.enums import OrganisationKind as Kind

COUNTY = Reach(False, 1, "330604", frozenset({Role.HRSS_AUDITOR}))
CITY = Reach(False, 2, "330600", frozenset({Role.HRSS_AUDITOR}))
HEADINGS = {"用户名": "username", "姓名": "name", "角色": "role", "单位": "organisation"}
HEAD = (1, ("用户名", "姓名", "角色", "单位"))
TODAY = dt.date(2023, 9, 1)


def place(region: str, kind: Kind = Kind.COMPETENT_DEPARTMENT, key: int = 9) -> Place:
    return Place(key, f"c{key}", f"单位{key}", kind, region, True)


@pytest.mark.parametrize(("region", "begins"), [("330000", "33"), ("330600", "3306"), ("330604", "330604")])
def test_the_codes_of_a_region_begin_alike(region: str, begins: str) -> None:
    assert stem(region) == begins


@pytest.mark.parametrize(
    ("reach", "where", "below"),
    [
        (CITY, place("330604", Kind.HRSS_DEPARTMENT), True),
        (CITY, place("330600"), True),
        (CITY, place("330600", Kind.HRSS_DEPARTMENT), False),
        (CITY, place("330784"), False),
        (CITY, place("330000"), False),
        (CITY, place("330600", Kind.HRSS_DEPARTMENT, key=2), False),
        (COUNTY, place("330604"), True),
        (COUNTY, place("330604", Kind.HRSS_DEPARTMENT), False),
        (COUNTY, place("330600"), False),
        (COUNTY, place("330602"), False),
        (Reach(), place("330604"), False),
    ],
)
def test_what_stands_below_an_hrss_department(reach: Reach, where: Place, below: bool) -> None:
    assert reach.is_below(where) is below


def test_at_home_one_gives_what_one_holds_and_below_whatever_is_assigned() -> None:
    home = place("330604", Kind.HRSS_DEPARTMENT, key=1)
    assert COUNTY.roles_at(home) == {Role.HRSS_AUDITOR, Role.EXPERT}
    assert COUNTY.roles_at(place("330604")) == set(ASSIGNED)
    assert COUNTY.roles_at(place("330784")) == set()
    assert Reach(everywhere=True).roles_at(place("330784")) == set(ASSIGNED)


def test_no_administrator_applicant_or_operator_is_ever_assigned() -> None:
    assert not set(ASSIGNED) & {*ADMINISTRATORS, Role.APPLICANT, Role.EMPLOYER_OPERATOR, Role.CATALOG_EDITOR}


@pytest.mark.parametrize("other", [role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)])
@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
def test_an_administrator_role_goes_with_no_other(administrator: Role, other: Role) -> None:
    assert bool(check_roles([administrator, other])) is (administrator is not other)
    assert check_roles([other]) == []


def test_business_roles_go_together() -> None:
    assert check_roles([Role.HRSS_AUDITOR, Role.FINANCE]) == []


def row(**changed: str) -> dict[str, str]:
    return {"username": "li.na", "name": "李娜", "role": "DEPARTMENT_AUDITOR", "organisation": "c9", **changed}


def faults(*lines: dict[str, str], taken: tuple[str, ...] = (), at: Place | None = None) -> list[tuple[str, str]]:
    where = at or place("330604")
    known = Known(COUNTY, {role.name: role for role in ASSIGNED}, {where.code: where}, taken)
    checked = check_lines(list(enumerate(lines, start=3)), known)
    assert len(checked.accounts) == len(lines) - len({one.field.split(".")[0] for one in checked.faults})
    return [(one.field, one.message) for one in checked.faults]


@pytest.mark.parametrize("username", ["abc", "a" * 40, "a.b-c_9"])
def test_user_names_that_can_be(username: str) -> None:
    assert faults(row(username=username)) == []


@pytest.mark.parametrize("username", ["ab", "a" * 41, "9abc", "Li.na", "李娜娜", "=cmd", "a b c", "a@b.cn"])
def test_user_names_that_cannot_be(username: str) -> None:
    assert [field for field, _message in faults(row(username=username))] == ["3.username"]


@pytest.mark.parametrize("name", ["李", "欧阳 修", "阿卜杜·热合曼", "O'Neil", "字" * 40])
def test_names_that_can_be(name: str) -> None:
    assert faults(row(name=name)) == []


@pytest.mark.parametrize("name", ["=1+1", "+86", "-李", "@李", "李3", "<b>", "字" * 41, "·李"])
def test_names_that_cannot_be(name: str) -> None:
    assert [field for field, _message in faults(row(name=name))] == ["3.name"]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = faults(row(username="", name="", role="系统管理员", organisation="nowhere"), row(username="x"), row())
    assert [field for field, _message in found] == [
        "3.username",
        "3.name",
        "3.role",
        "3.organisation",
        "4.username",
    ]


def test_a_user_name_is_given_once_in_a_file_and_in_the_database() -> None:
    assert [field for field, _message in faults(row(), row(name="王芳"))] == ["4.username"]
    assert [field for field, _message in faults(row(), taken=("li.na",))] == ["3.username"]


@pytest.mark.parametrize(
    ("role", "kind", "fits"),
    [
        ("DEPARTMENT_AUDITOR", Kind.COMPETENT_DEPARTMENT, True),
        ("DEPARTMENT_AUDITOR", Kind.TALENT_EXCHANGE_CENTRE, True),
        ("DEPARTMENT_AUDITOR", Kind.COMMITTEE_OFFICE, False),
        ("HRSS_AUDITOR", Kind.COMPETENT_DEPARTMENT, False),
        ("FINANCE", Kind.COMMITTEE_OFFICE, True),
        ("EXPERT", Kind.EMPLOYER, False),
    ],
)
def test_a_role_belongs_to_kinds_of_organisations(role: str, kind: Kind, fits: bool) -> None:
    assert (faults(row(role=role), at=place("330604", kind)) == []) is fits


def test_headings_are_found_and_checked() -> None:
    lines, wrong = read_lines([(1, ("标题", None)), (2, HEAD[1]), (3, ("li.na", "李娜", "x", 5.0))], HEADINGS)
    assert (lines, wrong) == ([(3, {"username": "li.na", "name": "李娜", "role": "x", "organisation": "5"})], [])
    _lines, wrong = read_lines([(1, ("用户名", "姓名", "姓名", "电话", "单位")), (2, ("a",))], HEADINGS)
    assert [one.field for one in wrong] == ["1.", "1.name", "1.role"]
    assert len(read_lines([(1, ("姓名",))], HEADINGS)[1]) == 1
    assert len(read_lines([HEAD], HEADINGS)[1]) == 1


@pytest.mark.parametrize(("count", "wrong"), [(100, 0), (101, 1)])
def test_a_hundred_rows_at_most(count: int, wrong: int) -> None:
    rows = [HEAD, *((number, ("a",)) for number in range(count))]
    assert len(read_lines(rows, HEADINGS)[1]) == wrong


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (0, 0, None),
        (-1, 3, "first_day"),
        (1, 0, "last_day"),
        (0, 365, None),
        (0, 366, "last_day"),
        (None, 3, "first_day"),
        (0, None, "last_day"),
    ],
)
def test_a_queue_is_handed_over_from_today_on_and_for_a_year_at_most(
    first: int | None, last: int | None, field: str | None
) -> None:
    days = [None if one is None else TODAY + dt.timedelta(days=one) for one in (first, last)]
    assert [one.field for one in check_period(*days, TODAY)] == ([field] if field else [])
