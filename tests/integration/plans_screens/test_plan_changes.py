"""Checking, changing after publication, setting fees, archiving and comparing through the browser."""

import re

import pytest

from tests.builders import SUBMITTED
from tests.helpers import Browser, count_statements, text_of
from tests.integration.plans_screens.conftest import PACK, controls, published

REASON = "系统故障，顺延三日"


def filled(browser, address, **values):
    """The answer to the form of the page with these values in place."""
    form = controls(browser.get(address).get_data(as_text=True))
    unknown = values.keys() - form.keys()
    assert not unknown, (unknown, form.keys())
    return browser.post(address, data={**form, **values})


@pytest.fixture
def address(world):
    return f"/review-plans/{world.plan_id}"


def begun(world, name):
    """The id of a person with an application that is not submitted."""
    from app.applications import services

    person = world.person(name)
    with world.acting(name, SUBMITTED):
        services.start(world.plan_id)
    return person


def show(browser, world):
    return text_of(browser.get(f"/review-plans/show/{world.plan_id}"))


# -- check


def test_the_check_shows_warnings_with_their_links_and_publishes_once_each_is_ticked(planner, warned, plans):
    page = planner.get(f"/review-plans/{warned}/check")
    assert "1 条提醒" in text_of(page)
    assert f'href="/review-plans/{warned}/edit/deadlines#rows-0-row"' in page.get_data(as_text=True)
    version = plans()["shangyu-2024"]["version"]
    answer = planner.post(f"/review-plans/{warned}/publish", data={"version": version})
    assert answer.status_code == 400
    assert "请逐条确认提醒" in text_of(answer)
    assert plans()["shangyu-2024"]["status"] == "DRAFT"
    assert published(planner, warned, version).status_code == 303
    assert plans()["shangyu-2024"]["status"] == "PUBLISHED"


def test_a_published_plan_is_checked_as_it_stands_and_offers_no_publication(planner, world, address):
    page = planner.get(f"{address}/check")
    assert "没有发现问题" in text_of(page)
    assert "/publish" not in page.get_data(as_text=True)


def test_an_employer_whom_nobody_answers_for_is_linked(planner, world, draft):
    from app.core.workflow import HolderKind
    from app.extensions import db
    from app.plans import queries

    with world.reading():
        plan = queries.plan_with_rows(draft)
        plan.routes[0].stages[2].holder = HolderKind.COMPETENT_DEPARTMENT
        plan.sheet = {**plan.sheet, "opinions": []}
        db.session.commit()
    page = planner.get(f"/review-plans/{draft}/check")
    assert "有 2 个用人单位没有主管部门：“上虞建设示例有限公司”, “上虞机械示例有限公司”" in text_of(page)
    link = re.search(r'href="([^"]*/organisations/show/\d+)"', page.get_data(as_text=True))
    assert planner.get(link[1]).status_code == 200


def test_another_offices_plan_is_not_checked(stranger, draft, address):
    for one in (f"/review-plans/{draft}/check", f"{address}/check"):
        assert stranger.get(one).status_code == 404


# -- days, contacts, notes


def test_a_deadline_moves_and_the_plan_shows_its_history(planner, world, address, browser_of):
    answer = filled(planner, f"{address}/amend", applicant_deadline="2023-04-03", reason=REASON)
    assert answer.status_code == 303
    for browser in (planner, browser_of("employer")):
        page = show(browser, world)
        assert "发布后的修改记录" in page
        assert re.search(rf"个人申报截止\s*：\s*2023年3月31日 → 2023年4月3日\s*{REASON}", page)


def test_everybody_sees_what_changed_and_which_office_changed_it_but_not_who(planner, flask_app, world, address):
    visitor = Browser(flask_app)
    assert "发布后的修改记录" not in text_of(visitor.get(f"/plans/{world.plan_id}"))
    filled(planner, f"{address}/amend", applicant_deadline="2023-04-03", reason=REASON)
    page = text_of(visitor.get(f"/plans/{world.plan_id}"))
    office = r"绍兴市上虞区人力资源和社会保障局\s*"
    assert re.search(rf"{office}个人申报截止\s*：\s*2023年3月31日 → 2023年4月3日\s*{REASON}", page)


def test_whoever_has_not_submitted_is_told_of_the_new_day_and_nobody_else(planner, world, address, browser_of):
    from sqlalchemy import select

    from app.extensions import db
    from app.messages.models import OutboxMessage

    drafting = begun(world, "丁未交")
    world.submitted("戊已交")
    filled(planner, f"{address}/amend", applicant_deadline="2023-04-03", reason=REASON)
    with world.reading():
        rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "applicant_deadline")).all()
        assert [row.applicant_id for row in rows] == [drafting]
        assert rows[0].text == (
            "“2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）”的个人申报截止日由2023年3月31日"
            f"改为2023年4月3日。理由：{REASON}"
        )
    filled(planner, f"{address}/amend", employer_deadline="2023-04-25", reason=REASON)
    with world.reading():
        rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "employer_deadline")).all()
        assert [row.organisation_id for row in rows] == [world.organisations["builders"]]


def test_whoever_a_window_is_for_is_told_of_it_and_of_its_end(planner, world, address):
    from sqlalchemy import select

    from app.extensions import db
    from app.messages.models import OutboxMessage

    begun(world, "丁未交")
    row = {
        "rows-0-order": "1",
        "rows-0-key": "second",
        "rows-0-name": "第二批申报",
        "rows-0-kind": "WINDOW",
        "rows-0-starts_on": "2023-03-20",
        "rows-0-due_on": "2023-03-31",
        "rows-0-decided": "测试",
    }
    assert filled(planner, f"{address}/amend/deadlines", **row, reason=REASON).status_code == 303
    dropped = {"rows-0-drop": "y"}
    form = controls(planner.get(f"{address}/amend/deadlines").get_data(as_text=True))
    answer = planner.post(f"{address}/amend/deadlines", data={**form, **dropped, "reason": "取消"})
    assert answer.status_code == 303
    with world.reading():
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        texts = [row.text for row in rows if row.template in ("window", "no_window")]
    assert texts[0].partition("的“")[2] == (f"第二批申报”现为2023年3月20日至2023年3月31日。理由：{REASON}")
    assert texts[1].endswith("取消了“第二批申报”。理由：取消")


WRONG = [
    ({"reason": ""}, "请写明理由"),
    ({"applicant_deadline": "2023-02-30"}, "“2023-02-30”不是有效日期"),
    ({"applicant_deadline": ""}, "未填写"),
    ({"applicant_deadline": "2023-04-22"}, "早于个人申报截止日"),
]


def test_what_is_wrong_with_a_change_is_told_and_what_was_typed_stays(planner, address, plans):
    for values, sentence in WRONG:
        typed = {"notes": "新说明", "reason": REASON, **values}
        answer = filled(planner, f"{address}/amend", **typed)
        assert answer.status_code == 400, values
        assert sentence in text_of(answer)
        assert controls(answer.get_data(as_text=True))["notes"] == ["新说明"]
    assert plans()[PACK]["notes"] == ""


def test_a_list_without_a_reason_or_with_a_fault_is_told_at_its_place(planner, address, plans):
    row = {"rows-0-subject": "材料报送"}
    answer = filled(planner, f"{address}/amend/contacts", **row)
    assert answer.status_code == 400
    assert "请写明理由" in text_of(answer)
    assert controls(answer.get_data(as_text=True))["rows-0-subject"] == ["材料报送"]
    assert filled(planner, f"{address}/amend/contacts", **row, reason=REASON).status_code == 303
    assert plans()[PACK]["contacts"][0]["subject"] == "材料报送"
    assert planner.get(f"{address}/amend/fees").status_code == 404


def test_a_stale_page_is_refused_with_what_was_typed(planner, address, plans):
    form = controls(planner.get(f"{address}/amend").get_data(as_text=True))
    assert filled(planner, f"{address}/amend", notes="先改的", reason=REASON).status_code == 303
    answer = planner.post(f"{address}/amend", data={**form, "notes": "后改的", "reason": REASON})
    assert answer.status_code == 409
    assert controls(answer.get_data(as_text=True))["notes"] == ["后改的"]
    assert plans()[PACK]["notes"] == "先改的"


def test_drafts_and_other_offices_plans_are_not_amended(planner, stranger, draft, address):
    assert planner.get(f"/review-plans/{draft}/amend").status_code == 400
    for one in (f"{address}/amend", f"{address}/amend/contacts"):
        assert stranger.get(one).status_code == 404
        assert stranger.post(one, data={"version": "2", "reason": REASON}).status_code == 404


# -- fees


def test_the_auditing_office_sets_the_fee_until_the_first_order(world, address, browser_of, plans):
    hrss = browser_of("hrss")
    assert f"{address}/set-fees" in hrss.get(f"/review-plans/show/{world.plan_id}").get_data(as_text=True)
    answer = filled(hrss, f"{address}/set-fees", amount_0="二百", reason=REASON)
    assert answer.status_code == 400
    assert "请填写以元为单位的金额" in text_of(answer)
    assert filled(hrss, f"{address}/set-fees", amount_0="260", reason=REASON).status_code == 303
    assert plans()[PACK]["fees"][0]["amount_fen"] == 26_000
    assert "¥100.00 → ¥260.00" in show(hrss, world)
    form = controls(hrss.get(f"{address}/set-fees").get_data(as_text=True))
    world.owing("己待缴费")
    assert hrss.get(f"{address}/set-fees").status_code == 404
    answer = hrss.post(f"{address}/set-fees", data={**form, "amount_0": "300", "reason": REASON})
    assert answer.status_code == 400
    assert plans()[PACK]["fees"][0]["amount_fen"] == 26_000


def test_an_office_that_audits_nothing_before_the_fee_does_not_set_it(world, address, browser_of):
    office = browser_of("office")
    assert office.get(f"{address}/set-fees").status_code == 404
    assert "/set-fees" not in office.get(f"/review-plans/show/{world.plan_id}").get_data(as_text=True)
    assert browser_of("planner").get(f"{address}/set-fees").status_code == 403


# -- archive


def test_a_closed_plan_is_archived_when_every_application_is_done(planner, world, address, plans, client):
    world.submitted("庚未决")
    assert planner.post(f"{address}/close", data={"version": plans()[PACK]["version"]}).status_code == 303
    answer = planner.post(f"{address}/archive", data={"version": plans()[PACK]["version"]})
    assert answer.status_code == 400
    assert "还有 1 件申报没有办结" in text_of(answer)


def test_an_archived_plan_is_read_by_everybody_and_changed_by_nobody(planner, world, address, plans, client):
    for command in ("close", "archive"):
        assert planner.post(f"{address}/{command}", data={"version": plans()[PACK]["version"]}).status_code == 303
    assert plans()[PACK]["status"] == "ARCHIVED"
    assert client.get(f"/plans/{world.plan_id}").status_code == 200
    assert client.get(f"/api/v1/plans/{PACK}").json["status"]["code"] == "ARCHIVED"
    assert client.get("/api/v1/plans?open=true").json["items"] == []
    assert planner.get(f"{address}/amend").status_code == 400
    page = planner.get(f"/review-plans/show/{world.plan_id}").get_data(as_text=True)
    for command in ("amend", "close", "archive", "publish"):
        assert f"{address}/{command}" not in page, command


# -- inherited rows


@pytest.fixture
def child(planner, world, plans):
    """The id of a draft that defers to the published plan for its paths and fees."""
    from app.extensions import db
    from app.plans import services

    with world.reading():
        plan = services.clone(world.plan_id, plans()[PACK]["opens_on"], "下级计划", "child")
        services.revise(plan.id, 1, {"parent": PACK, "paths": [], "fees": []})
        db.session.commit()
        return plan.id


def test_a_draft_shows_what_it_will_take_and_a_published_child_which_rows_are_its_parents(
    planner, client, world, child, plans
):
    page = planner.get(f"/review-plans/show/{child}")
    assert re.search(
        r"将沿用“2023年度[^”]*”：\s*学历和工作年限条件\s*：\s*共 11 条\s*收费标准\s*：\s*共 1 条", text_of(page)
    )
    assert f'href="/review-plans/show/{world.plan_id}#paths"' in page.get_data(as_text=True)
    assert published(planner, child, plans()["child"]["version"]).status_code == 303
    page = planner.get(f"/review-plans/show/{child}")
    assert text_of(page).count("沿用上级计划") == 12
    assert "上级计划： 2023年度" in text_of(page)
    assert len(client.get("/api/v1/plans/child").json["paths"]) == 11
    assert "沿用" not in text_of(client.get(f"/plans/{child}"))


def test_a_fault_of_an_inherited_row_leads_to_the_parents_page(planner, world, child):
    from app.catalog.models import ProfessionalTitle
    from app.extensions import db

    with world.reading():
        for row in db.session.query(ProfessionalTitle):
            row.active = row.code != "technician"
        db.session.commit()
    page = planner.get(f"/review-plans/{child}/check").get_data(as_text=True)
    assert f'href="/review-plans/show/{world.plan_id}#paths"' in page
    assert f'href="/review-plans/{child}/edit/titles#rows-0-row"' in page


def test_nobody_applies_under_a_notice_that_only_others_defer_to(world, sign_in, flask_app, plans):
    from app.extensions import db
    from app.plans import services

    world.person("辛申报")
    with world.reading():
        plan = services.clone(world.plan_id, plans()[PACK]["opens_on"], "县通知", "notice")
        services.revise(plan.id, 1, {"takes_applications": False})
        services.publish(plan.id, 2)
        db.session.commit()
        key = plan.id
    browser = sign_in(Browser(flask_app), world.account("辛申报"))
    answer = browser.post(f"/plans/{key}/apply", data={})
    assert answer.status_code == 400
    assert "未开放申报" in text_of(answer)
    assert browser.post(f"/plans/{world.plan_id}/apply", data={}).status_code == 303


# -- clone elsewhere


def test_a_clone_for_another_region_and_title_is_told_what_to_replace(planner, world, plans):
    data = {
        "opens_on": "2024-02-21",
        "previewed": "2024-02-21",
        "name": "安吉计划",
        "code": "anji-2024",
        "region": "330523",
        "title_0": "engineer",
    }
    answer = planner.post(f"/review-plans/{world.plan_id}/clone", data=data)
    assert answer.status_code == 303, text_of(answer)
    made = plans()["anji-2024"]
    assert (made["region"], [row["title"] for row in made["titles"]]) == ("330523", ["engineer", "assistant-engineer"])
    page = planner.get(answer.location)
    assert "shangyu-hrss 所在地区为 330604，不在计划的地区 330523 之内" in text_of(page)
    assert f'href="/review-plans/{made["id"]}/edit/fees#rows-0-row"' in page.get_data(as_text=True)


def test_a_clone_with_a_title_that_stands_twice_keeps_what_was_chosen(planner, world, plans):
    data = {"opens_on": "2024-02-21", "previewed": "2024-02-21", "name": "计划", "code": "twice"}
    data |= {"region": "330604", "title_0": "assistant-engineer", "title_1": "assistant-engineer"}
    answer = planner.post(f"/review-plans/{world.plan_id}/clone", data=data)
    assert answer.status_code == 400
    assert "会出现两次" in text_of(answer)
    assert controls(answer.get_data(as_text=True))["title_0"] == ["assistant-engineer"]
    assert list(plans()) == [PACK]


# -- compare


def test_two_plans_are_held_against_each_other_cell_by_cell(planner, world, draft, plans):
    grid = controls(planner.get(f"/review-plans/{draft}/edit/fees").get_data(as_text=True))
    planner.post(f"/review-plans/{draft}/edit/fees", data={**grid, "rows-0-amount_fen": "120"})
    grid = controls(planner.get(f"/review-plans/{draft}/edit/requirements").get_data(as_text=True))
    planner.post(f"/review-plans/{draft}/edit/requirements", data={**grid, "rows-0-drop": "y"})
    address = f"/review-plans/{world.plan_id}/compare"
    assert "2024年度工程技术初级评审申报计划" in text_of(planner.get(address))
    page = text_of(planner.get(f"{address}?other={draft}"))
    assert "¥100.00 ¥120.00" in page
    assert "其他条件 10 行相同" in page
    assert "没有这一行" in page
    assert "学历和工作年限条件：11 行相同" in re.sub(r"\s*：\s*", "：", page)
    assert "个人申报截止 2023年3月31日 2024年3月31日" in page


def test_only_plans_in_scope_are_compared(planner, stranger, world, draft):
    address = f"/review-plans/{world.plan_id}/compare"
    assert "2024年度" not in text_of(stranger.get(address))
    assert stranger.get(f"{address}?other={draft}").status_code == 404
    for other in (world.plan_id, 999999, "x"):
        assert planner.get(f"{address}?other={other}").status_code == 404, other


def test_comparing_takes_as_many_statements_for_many_rows_as_for_few(planner, world, draft, flask_app, plans):
    from app.extensions import db

    address = f"/review-plans/{world.plan_id}/compare?other={draft}"
    planner.get(address)
    with flask_app.app_context():
        engine = db.engine
    grid = controls(planner.get(f"/review-plans/{draft}/edit/paths").get_data(as_text=True))
    planner.post(f"/review-plans/{draft}/edit/paths", data={**grid, "rows-0-professional_years": "7"})
    with count_statements(engine) as few:
        assert "7" in text_of(planner.get(address))
    more = {f"rows-{number}-professional_years": "8" for number in range(5)}
    planner.post(
        f"/review-plans/{draft}/edit/paths", data={**grid, **more, "version": plans()["shangyu-2024"]["version"]}
    )
    with count_statements(engine) as many:
        planner.get(address)
    assert few.count == many.count
