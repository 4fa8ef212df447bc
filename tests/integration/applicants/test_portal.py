"""The public home and plan pages, and messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.plans import queries as plans
from tests.builders import AUDITED, OPENED, SUBMITTED, World
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, Wizard, words

NAME = "2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2023-02-20 23:59", False),
        ("2023-02-21 00:00", True),
        ("2023-03-31 23:59", True),
        ("2023-04-01 00:00", False),
    ],
)
def test_the_home_page_lists_plans_from_their_first_day_to_their_last(
    client: Browser, world: World, clock_at: Callable[[str], None], moment: str, shown: bool
) -> None:
    clock_at(moment)
    assert (NAME in words(client.get("/"))) is shown


def test_the_plan_page_shows_every_clause_row_and_figure_and_the_button_last(
    client: Browser, world: World, clock_at: Callable[[str], None]
) -> None:
    clock_at(SUBMITTED)
    answer = client.get(f"/plans/{world.plan_id}")
    page = words(answer)
    with world.reading():
        plan = plans.plan_by_id(world.plan_id)
        wanted = [
            *(" ".join(clause.text.split()) for clause in plan.clauses),
            *(row.title.name for row in plan.titles),
            *(row.specialty.name for row in plan.specialties),
            *(row.committee.name for row in plan.committees),
            *(row.name for row in plan.attachments),
            *(stage.name for route in plan.routes for stage in route.stages),
            *(row.contact.phone for row in plan.contacts),
            *(row.contact.address for row in plan.contacts),
        ]
    missing = [one for one in wanted if one not in page]
    assert missing == []
    for figure in ("2023年3月31日", "2023年4月21日", "2023年6月30日", "¥100.00", "不少于 5 个工作日", "一式 2 份"):
        assert figure in page
    markup = answer.get_data(as_text=True)
    assert markup.rindex("马上申报") > markup.rindex("82818137")


def test_a_visitor_may_read_and_is_sent_to_sign_in_to_apply(
    client: Browser, world: World, clock_at: Callable[[str], None]
) -> None:
    clock_at(SUBMITTED)
    page = client.get(f"/plans/{world.plan_id}").get_data(as_text=True)
    assert f"/login/?next=/plans/{world.plan_id}" in page.replace("%2F", "/")
    assert client.post(f"/plans/{world.plan_id}/apply").status_code == 302


def test_a_draft_plan_is_nobodys_to_see(client: Browser, world: World, clock_at: Callable[[str], None]) -> None:
    import datetime as dt

    from app.plans import services

    clock_at(SUBMITTED)
    with world.acting("planner", SUBMITTED):
        draft = services.clone(world.plan_id, dt.date(2023, 2, 22), "另一计划", "another-plan").id
    assert client.get(f"/plans/{draft}").status_code == 404
    assert "另一计划" not in words(client.get("/"))
    assert client.get("/plans/99999999").status_code == 404


def test_applying_twice_leads_to_the_same_application(world: World, applicant: Browser) -> None:
    first = Wizard.begin(world, applicant)
    assert "您已在本计划下开始申报" in words(applicant.get(f"/plans/{world.plan_id}"))
    assert Wizard.begin(world, applicant).id == first.id


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2023-02-20 23:59", "本计划于2023年2月21日开始受理"),
        ("2023-04-01 00:00", "个人申报已于2023年3月31日截止"),
    ],
)
def test_outside_its_days_a_plan_takes_no_applications(
    world: World, as_: Callable[..., Browser], moment: str, told: str
) -> None:
    answer = as_(PERSON, moment).post(f"/plans/{world.plan_id}/apply")
    assert answer.status_code == 400
    assert told in words(answer)


def test_without_a_passed_entry_nobody_applies(world: World, as_: Callable[..., Browser]) -> None:
    with world.acting("employer", OPENED):
        from app.archives import queries
        from app.archives.enums import EntryStatus

        for entry in queries.of_applicant(world.applicants[PERSON]):
            entry.status, entry.approved_number = EntryStatus.RETURNED, 0
    answer = as_(PERSON, SUBMITTED).post(f"/plans/{world.plan_id}/apply")
    assert answer.status_code == 400
    assert "您还没有经用人单位审核通过的业绩" in words(answer)


def test_messages_are_marked_as_read_by_a_press_and_not_by_looking(world: World, applicant: Browser) -> None:
    assert "未读" in words(applicant.get("/messages/"))
    assert "未读" in words(applicant.get("/messages/"))
    assert applicant.post("/messages/read").location == "/messages/"
    page = words(applicant.get("/messages/"))
    assert "未读" not in page
    assert "已读" in page


def test_everybody_sees_messages_of_their_own_alone(world: World, wizard: Wizard, as_: Callable[..., Browser]) -> None:
    wizard.reach("preview").post("submit")
    assert f"{PERSON} 已提交" in words(as_("employer", AUDITED).get("/messages/"))
    assert f"{PERSON} 已提交" not in words(as_("neighbour", AUDITED).get("/messages/"))
    as_("neighbour", AUDITED).post("/messages/read")
    assert "未读" in words(as_("employer", AUDITED).get("/messages/"))
