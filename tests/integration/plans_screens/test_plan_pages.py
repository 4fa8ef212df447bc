"""The list of plans, and the record of one plan: what it says and to whom."""

import csv
import io
import re

import pytest

from tests.helpers import count_statements, text_of
from tests.integration.plans_screens.conftest import PACK

LIST = "/review-plans/list/"


def rows(answer):
    return re.findall(r'<td class="lead"><a href="([^"]+)">', answer.get_data(as_text=True))


def marked(document):
    """How many values and rows say why; the specialties say it once for all."""
    lists = [document[name] for name in document if isinstance(document[name], list) and name != "specialties"]
    lists += [route["stages"] for route in document["routes"]]
    return len(document["decided"]) + sum(bool(row.get("decided")) for rows in lists for row in rows) + 1


def test_an_administrator_sees_own_drafts_and_everybodys_published_plans(planner, stranger, world, draft):
    assert len(rows(planner.get(LIST))) == 2
    assert rows(stranger.get(LIST)) == [f"/review-plans/show/{world.plan_id}"]
    assert stranger.get(f"/review-plans/show/{world.plan_id}").status_code == 200
    assert stranger.get(f"/review-plans/show/{draft}").status_code == 404


@pytest.mark.parametrize("name", ["hrss", "employer", "office"])
def test_an_auditor_reads_published_plans_and_no_draft(name, browser_of, world, draft):
    browser = browser_of(name)
    assert rows(browser.get(LIST)) == [f"/review-plans/show/{world.plan_id}"]
    page = browser.get(f"/review-plans/show/{world.plan_id}")
    assert page.status_code == 200
    assert "/clone" not in page.get_data(as_text=True)
    assert browser.get(f"/review-plans/show/{draft}").status_code == 404


@pytest.mark.parametrize("name", ["finance", "viewer"])
def test_others_see_no_plan_here(name, browser_of, world):
    browser = browser_of(name)
    assert browser.get(LIST).status_code == 403
    assert browser.get(f"/review-plans/show/{world.plan_id}").status_code == 403


def test_a_visitor_is_sent_to_sign_in(client, world):
    assert "/login/" in client.get(LIST).location


def test_the_list_shows_status_days_and_issuer_and_filters_by_status(planner, draft):
    found = text_of(planner.get(LIST))
    for text in ("名称", "年度", "状态", "2024年2月21日", "已发布", "草稿", "绍兴市上虞区人力资源和社会保障局"):
        assert text in found
    assert rows(planner.get(f"{LIST}?_flt_0_status=DRAFT")) == [f"/review-plans/show/{draft}"]


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_sends_the_same_statements_for_one_plan_and_for_three(more, planner, world, engine):
    for number in range(more):
        year = 2024 + number
        data = {"opens_on": f"{year}-02-21", "previewed": f"{year}-02-21", "name": f"计划{year}", "code": f"p{year}"}
        assert planner.post(f"/review-plans/{world.plan_id}/clone", data=data).status_code == 303
    planner.get(LIST)
    with count_statements(engine) as statements:
        assert len(rows(planner.get(LIST))) == 1 + more
    badges = [one for one in statements.sent if "outbox" in one or "application_holdings" in one]
    assert statements.count - len(badges) <= 5, str(statements)


def test_the_file_of_plans_has_words_for_badges_and_days_for_days(planner, world, draft):
    answer = planner.get("/review-plans/export.csv?_oc_PlanView=name&_od_PlanView=asc&_flt_0_status=PUBLISHED")
    header, line = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"), newline=""))
    assert header[1:4] == ["年度", "状态", "个人申报开始"]
    assert line[1:6] == ["2023", "已发布", "2023-02-21", "2023-03-31", "2023-04-21"]


def test_the_page_of_a_plan_says_everything(planner, world, plans):
    document = plans()[PACK]
    found = text_of(planner.get(f"/review-plans/show/{world.plan_id}"))
    for clause in document["clauses"]:
        assert re.sub(r"\s+", " ", clause["text"]).strip() in found, clause["key"]
        assert clause["requirement"] in found
    for section in ("titles", "modes", "committees", "attachments", "paths", "requirements", "fees"):
        for row in document[section]:
            assert row.get("decided", "") in found
    for reason in document["decided"].values():
        assert reason in found
    assert found.count("本系统拟定：") == marked(document)
    for text in (
        "高中及以下学历毕业，从事专业工作满8年",
        "专业不对口增加年限",
        "12 年",
        "可放宽",
        "每份不超过 10 MB，至多 5 份",
        "最高学历在2001年以前取得，或低于大专",
        "隶属关系为中央属、省属",
        "申报资格为助理工程师",
        "上虞区（330604）",
        "大于",
        "30 KB",
        "专业技术资格申报材料真实性保证书",
        "单位公示并报送",
        "已缴费、已收纸质材料",
        "¥100.00",
        "2 份",
        "82818137",
        "通过所需同意票比例（不低于） 2/3",
        "《职称评审管理暂行规定》（人社部令第40号）：无记名投票",
        "浙江省专业技术任职资格申报与评审管理平台",
        "人力社保部门意见",
    ):
        assert text in found, text


def test_every_section_of_the_page_can_be_jumped_to(planner, world):
    text = planner.get(f"/review-plans/show/{world.plan_id}").get_data(as_text=True)
    jumps = re.search(r'<nav class="jump".*?</nav>', text, re.DOTALL)[0]
    anchors = re.findall(r'href="#([^"]+)"', jumps)
    assert len(anchors) == 23
    assert all(f'id="{anchor}"' in text for anchor in anchors)
    cited = set(re.findall(r'href="#(clause-[^"]+)"', text))
    assert cited
    assert all(f'id="{anchor}"' in text for anchor in cited)


def test_the_page_of_a_plan_sends_a_bounded_number_of_statements(planner, world, draft, engine):
    planner.get(LIST)
    with count_statements(engine) as statements:
        planner.get(f"/review-plans/show/{world.plan_id}")
    published = statements.count
    with count_statements(engine) as statements:
        planner.get(f"/review-plans/show/{draft}")
    assert published <= 34, str(statements)
    assert statements.count <= published + 16, str(statements)


def test_a_published_plan_offers_no_edit(planner, stranger, world):
    own = planner.get(f"/review-plans/show/{world.plan_id}").get_data(as_text=True)
    assert "/edit" not in own
    assert f"/review-plans/{world.plan_id}/clone" in own
    assert f"/review-plans/{world.plan_id}/close" in own
    foreign = stranger.get(f"/review-plans/show/{world.plan_id}").get_data(as_text=True)
    assert "/clone" not in foreign
    assert "/close" not in foreign
    assert f"/review-plans/{world.plan_id}/export" in foreign


def test_a_draft_whose_warnings_are_open_leads_to_their_confirmation(planner, warned):
    page = planner.get(f"/review-plans/show/{warned}")
    assert "发布前须确认 1 条提醒" in text_of(page)
    assert f'href="/review-plans/{warned}/check#warnings"' in page.get_data(as_text=True)
    assert f'action="/review-plans/{warned}/publish"' not in page.get_data(as_text=True)


def test_a_draft_without_faults_and_warnings_says_so_and_can_be_published(planner, draft):
    for address in (f"show/{draft}", f"{draft}/check"):
        page = planner.get(f"/review-plans/{address}")
        assert "草稿内容完整" in text_of(page)
        assert f'action="/review-plans/{draft}/publish"' in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["show/999999", "999999/edit", "999999/edit/titles", "999999/clone", "999999/export"]
)
def test_a_plan_that_does_not_exist_is_not_found(address, planner):
    assert planner.get(f"/review-plans/{address}").status_code == 404
