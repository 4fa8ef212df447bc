"""The dashboard: each figure, for whom, at what cost, with rows of others beside that must not count."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from lxml import html
from sqlalchemy import func, select, update

from app.access.models import Account
from app.applications import services
from app.archives import services as archives
from app.archives.enums import PersonalRole
from app.catalog.models import ProfessionalTitle
from app.console.paging import shown_count
from app.console.waiting import Waits
from app.core.actor import Role
from app.core.workflow import Decision
from app.dashboard.views.office import COUNTED
from app.decisions import services as decisions
from app.extensions import db
from app.messages.queries import UNREAD
from app.site_map import MENU
from tests.builders import PASSED, SUBMITTED, add_account, pdf
from tests.helpers import count_statements, office_moment
from tests.integration.offices.pages import names_in

DAY = "2023-03-16 09:00"
STEPS = [
    "单位审核",
    "单位公示并报送",
    "区人社局审核",
    "初评委评审",
    "公布评审结果",
    "制作电子证书",
    "退回修改",
    "已办结",
]


def part(browser, name):
    """One section of the browser's dashboard; None where it is not drawn."""
    found = html.fromstring(browser.get("/dashboard/").get_data(as_text=True)).xpath(f"//*[@id='{name}']")
    return found[0] if found else None


def words(element):
    return " ".join(element.text_content().split())


def piles(browser):
    """(count, words, address) of everything that waits."""
    return [
        (row.findtext("b"), row.find("span").text, row.get("href"))
        for row in part(browser, "waiting").xpath(".//ul[@class='piles']//a")
    ]


def dues(browser):
    """(day, what, about whom) of everything that is due."""
    rows = part(browser, "due").xpath(".//ul[@class='dues']/li")
    return [(row.findtext("time"), row.find("a").text, row.findtext("a/small")) for row in rows]


def bars(browser):
    """[(step, number)] of every plan on the dashboard."""
    return [
        [(words(row.find("th")), int(words(row.find("td[@class='number']")))) for row in table.iter("tr")]
        for table in part(browser, "plans").xpath(".//table")
    ]


def tiles(browser, name):
    return {words(tile.find("span")): words(tile.find("b")) for tile in part(browser, name).find_class("tile")}


def with_account(world, name, role, **columns):
    with world.reading():
        world.accounts[name] = add_account(name, role, **columns)
        db.session.commit()


def test_home_is_the_dashboard_for_whoever_is_signed_in_and_the_plans_for_everybody_else(as_, client, world):
    employer = as_("employer", SUBMITTED)
    answer = employer.get("/")
    assert (answer.status_code, answer.location) == (302, "/dashboard/")
    visitor = client.get("/")
    assert visitor.status_code == 200
    assert "2023年度绍兴市上虞区工程技术初级" in visitor.get_data(as_text=True)
    assert client.get("/dashboard/").location.startswith("/login/")


def test_each_office_sees_what_waits_for_it_with_the_list_of_exactly_these(as_):
    employer = as_("employer", DAY)
    assert piles(employer) == [
        ("1", "申报：审核", "/audits/?tab=WAITING&stage=AUDIT"),
        ("1", "待公示、公示中的申报", "/notices/"),
    ]
    assert names_in(employer.get(piles(employer)[0][2])) == ["甲待审"]
    assert piles(as_("neighbour", DAY)) == [("1", "申报：审核", "/audits/?tab=WAITING&stage=AUDIT")]
    assert [row[:2] for row in piles(as_("hrss", DAY))] == [("1", "申报：审核"), ("1", "申报：公布结果")]
    assert [row[:2] for row in piles(as_("office", DAY))] == [("2", "申报：评审")]
    assert piles(as_("finance", DAY)) == [("1", "待登记缴费", "/fees/?status=OPEN")]


@pytest.mark.parametrize(
    ("at", "age"),
    [
        ("2023-03-01 23:59", "均为今天提交"),
        ("2023-03-02 00:00", "最早一份 1 天前提交"),
        (DAY, "最早一份 15 天前提交"),
    ],
)
def test_the_oldest_is_named_with_its_age(as_, at, age):
    assert part(as_("neighbour", at), "waiting").xpath(".//small/text()") == [age]


def test_archive_entries_wait_for_the_employer_they_were_sent_to(as_, world):
    with world.acting("甲待审", "2023-03-10 09:00"):
        entry = archives.save(
            None,
            None,
            kind="project",
            title="另一项目",
            started_on=dt.date(2021, 3, 1),
            ended_on=dt.date(2022, 3, 28),
            role=PersonalRole.LEADER,
            contribution="本人为项目负责人，见证明材料署名。",
            effect="一次验收合格。",
            evidence=[(io.BytesIO(pdf()), "证明.pdf")],
        )
        archives.submit(entry.id, entry.version)
    assert piles(as_("employer", DAY))[0] == ("1", "业绩档案待审核", "/archive-audits/list/")
    assert part(as_("employer", DAY), "waiting").xpath(".//small/text()")[0] == "最早一份 6 天前提交"
    assert len(piles(as_("neighbour", DAY))) == 1


def test_whatever_the_menu_counts_waits_on_the_dashboard_as_well():
    counted = {entry.badge for group in MENU for entry in group.entries if isinstance(entry.badge, Waits)}
    assert counted - {UNREAD} == {waits for *_words, waits, _list in COUNTED}


def test_a_draft_plan_waits_for_its_own_office(as_, world):
    from app.plans import services as plans

    assert piles(as_("planner", DAY)) == []
    assert "没有待办事项" in words(part(as_("planner", DAY), "waiting"))
    with world.acting("planner", SUBMITTED):
        plans.clone(world.plan_id, dt.date(2023, 2, 22), "另一计划", "another-plan")
    with_account(world, "stranger", Role.PLAN_ADMINISTRATOR, organisation_id=world.organisations["neighbours"])
    assert [row[:2] for row in piles(as_("planner", DAY))] == [("1", "待发布的计划（草稿）")]
    assert piles(as_("stranger", DAY)) == []


@pytest.mark.parametrize(
    ("at", "is_due"),
    [("2023-03-16 23:59", False), ("2023-03-17 00:00", True), ("2023-03-31 23:59", True), ("2023-04-01 00:00", False)],
)
def test_a_deadline_is_listed_from_fourteen_days_before_to_its_own_day(as_, at, is_due):
    days = [row[:2] for row in dues(as_("neighbour", at))]
    assert (("2023年3月31日", "个人申报截止") in days) is is_due


def test_a_correction_is_due_for_those_who_see_the_application_up_to_its_day(as_, world, place):
    world.decided(place["hrss"], Decision.RETURN, "hrss", PASSED)
    line = ("2023年3月20日", "退回后修改", "丁待区审")
    assert line in dues(as_("employer", DAY))
    assert line in dues(as_("hrss", "2023-03-20 23:59"))
    assert line not in dues(as_("hrss", "2023-03-21 00:00"))
    assert line not in dues(as_("neighbour", DAY))


def test_a_notice_can_be_forwarded_from_the_day_after_its_last(as_, world, place):
    world.notice([place["before_notice"]], at="2023-03-13 09:00")
    assert dues(as_("employer", "2023-03-17 23:59"))[0][:2] == ("2023年3月18日", "2023年3月18日 起可报送")
    over = dues(as_("employer", "2023-03-18 00:00"))[0]
    assert over[:2] == ("2023年3月18日", "公示期满，请报送")
    assert dues(as_("neighbour", "2023-03-16 09:00")) == []


def test_papers_are_due_at_their_receiver_alone_until_they_came(as_):
    line = ("2023年3月20日", "待收纸质材料", "戊待缴费")
    assert dues(as_("hrss", DAY)) == [line]
    assert dues(as_("office", DAY)) == []
    assert line in dues(as_("hrss", "2023-03-21 09:00"))


@pytest.mark.parametrize(("at", "overdue"), [("2023-03-27 23:59", False), ("2023-03-28 00:00", True)])
def test_a_fee_is_due_and_overdue_from_the_day_after(as_, at, overdue):
    finance = as_("finance", at)
    assert dues(finance) == [("2023年3月27日", "待缴费", "戊待缴费")]
    assert ("逾期" in words(part(finance, "due"))) is overdue
    money = words(part(finance, "money"))
    assert ("逾期 1 笔" in money) is overdue
    assert "¥100.00待缴 · 共 1 条" in money
    assert "¥200.00已收到 · 共 2 条" in money


def test_a_plan_shows_how_many_are_at_each_printed_step_in_the_sight_of_whoever_asks(as_, world):
    assert bars(as_("planner", DAY)) == [list(zip(["填报中", *STEPS], [0, 2, 1, 1, 2, 1, 0, 0, 0], strict=True))]
    assert bars(as_("employer", DAY)) == [list(zip(STEPS, [1, 1, 1, 2, 1, 0, 0, 0], strict=True))]
    assert bars(as_("neighbour", DAY)) == [list(zip(STEPS, [1, 0, 0, 0, 0, 0, 0, 0], strict=True))]
    assert bars(as_("hrss", DAY)) == [list(zip(STEPS, [0, 0, 1, 2, 1, 0, 0, 0], strict=True))]
    with_account(world, "stranger", Role.PLAN_ADMINISTRATOR, organisation_id=world.organisations["neighbours"])
    assert bars(as_("stranger", DAY)) == []


def test_what_is_filled_in_returned_and_refused_has_a_bar_of_its_own(as_, world, place):
    world.person("辛新人")
    with world.acting("辛新人", SUBMITTED):
        services.start(world.plan_id)
    world.decided(place["audit"], Decision.REJECT, "employer", "2023-03-02 10:00")
    world.decided(place["hrss"], Decision.RETURN, "hrss", PASSED)
    wanted = [("填报中", 1), ("单位审核", 1), ("退回修改", 1), ("不通过", 1), ("已办结", 0)]
    found = bars(as_("planner", DAY))[0]
    assert [row for row in found if row in wanted] == wanted
    assert "填报中" not in dict(bars(as_("employer", DAY))[0])


def test_a_bar_opens_the_list_of_exactly_its_applications(as_):
    planner = as_("planner", DAY)
    links = {words(link): link.get("href") for link in part(planner, "plans").xpath(".//table//a")}
    assert sorted(names_in(planner.get(links["初评委评审"]))) == ["己待评审", "戊待缴费"]
    assert "单位审核" not in links, "two audit stages share one filter, which would show both"


@pytest.mark.parametrize("who", ["employer", "hrss", "planner", "finance", "甲待审"])
def test_a_dashboard_costs_the_same_at_one_row_and_at_thirty(as_, crowd, engine, who):
    browser = as_(who, DAY)
    with count_statements(engine) as at_one:
        assert browser.get("/dashboard/").status_code == 200
    crowd(30)
    with count_statements(engine) as at_many:
        browser.get("/dashboard/")
    assert at_many.count == at_one.count, str(at_many)
    assert at_one.count <= 16


def test_counts_stop_at_a_thousand():
    assert [shown_count(number) for number in (999, 1000, 1001)] == [999, 1000, "1000+"]


def test_an_applicant_sees_each_application_with_what_to_do_next(as_, world, place):
    owing = words(part(as_("戊待缴费", DAY), "main"))
    assert "请于 2023年3月27日 前缴费 ¥100.00" in owing
    assert "请于 2023年3月20日 前交纸质评审表" in owing
    assert "“初评委评审”由" in owing
    ready = words(part(as_("己待评审", DAY), "main"))
    assert "前缴费" not in ready
    assert "纸质评审表" not in ready
    world.decided(place["audit"], Decision.RETURN, "employer", "2023-03-02 10:00")
    returned = as_("甲待审", DAY)
    assert "请于 2023年4月21日 前修改后重新提交" in words(part(returned, "main"))
    assert part(returned, "main").xpath("//a[text()='去修改']/@href")
    assert "审核通过" in words(part(returned, "main"))


def test_a_new_applicant_is_told_how_to_begin(as_, world):
    with_account(world, "新来者", Role.APPLICANT)
    page = words(part(as_("新来者", DAY), "main"))
    for told in ("请先填写个人信息", "您还没有申报", "业绩档案还是空的", "2023年度绍兴市上虞区工程技术初级"):
        assert told in page


def test_administrators_see_how_the_accounts_stand(as_, world):
    with_account(world, "security", Role.SECURITY_ADMINISTRATOR)
    with world.reading():
        total = db.session.scalar(select(func.count()).select_from(Account))
        now = office_moment(DAY)
        for name, until in (("neighbour", dt.timedelta(0)), ("employer", dt.timedelta(seconds=1))):
            db.session.execute(update(Account).where(Account.username == name).values(locked_until=now + until))
        db.session.execute(update(Account).where(Account.username == "office").values(active=False))
        db.session.commit()
    browser = as_("security", DAY)
    assert tiles(browser, "accounts") == {
        "启用": str(total - 1),
        "锁定中": "1",
        "从未登录": str(total - 1),
        "已停用": "1",
    }
    assert part(browser, "accounts").xpath(".//ul//a/small/text()") == ["employer"]


def test_the_log_viewer_sees_what_no_seal_covers(as_, world, place):
    viewer = as_("viewer", "2023-05-04 09:00")
    assert "操作日志尚未封存" in words(part(viewer, "main"))
    with world.acting("viewer", "2023-05-04 09:00"):
        decisions.seal()
    found = words(part(viewer, "log"))
    assert "封存后新增共 0 条" in found
    assert "今日新增共 0 条" in found
    world.decided(place["audit"], Decision.REJECT, "employer", "2023-05-04 10:00")
    found = words(part(viewer, "log"))
    assert "封存后新增共 1 条" in found
    assert "今日新增共 1 条" in found


def test_a_catalog_editor_sees_how_much_the_catalog_holds(as_, world):
    with_account(world, "editor", Role.CATALOG_EDITOR)
    with world.reading():
        titles = db.session.scalar(select(func.count()).select_from(ProfessionalTitle))
    browser = as_("editor", DAY)
    assert tiles(browser, "catalog")["职称"] == str(titles)
    assert len(tiles(browser, "catalog")) == 9
    assert part(browser, "waiting") is None
