"""我的申报: where each application stands, what is owed, what may not be known yet."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest

from app.core.workflow import Decision
from tests.builders import ANNOUNCED, AUDITED, CONCLUDED, HANDED_IN, PAID, PASSED, World
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, Wizard, words


@pytest.fixture
def submitted(wizard: Wizard) -> Wizard:
    assert wizard.reach("preview").post("submit").status_code == 303
    return wizard


def record(as_: Callable[..., Browser], wizard: Wizard, at: str) -> str:
    return words(as_(PERSON, at).get(f"/my/applications/{wizard.id}"))


def sheet(browser: Browser, wizard: Wizard) -> str:
    """The words of the printed 评审表."""
    answer = browser.get(wizard.url("review-sheet.pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)


def owing(world: World, wizard: Wizard) -> None:
    """Take a submitted application past the HRSS."""
    world.decided(wizard.id, Decision.PASS, "employer", AUDITED)
    world.complete(world.notice([wizard.id]))
    world.decided(wizard.id, Decision.PASS, "hrss", PASSED)


def test_the_list_says_where_each_application_is(submitted: Wizard) -> None:
    page = words(submitted.browser.get("/my/applications/"))
    assert "办理中" in page
    assert "上虞建设示例有限公司" in page
    assert submitted.stored().number in page


def test_without_an_application_the_list_says_what_to_do(applicant: Browser) -> None:
    assert "您还没有申报" in words(applicant.get("/my/applications/"))


def test_a_draft_says_until_when_and_leads_back_to_where_one_was(wizard: Wizard) -> None:
    wizard.reach("entries")
    page = wizard.browser.get(f"/my/applications/{wizard.id}")
    assert "填报中，请于2023年3月31日前提交" in words(page)
    assert f'href="{wizard.url("entries")}"' in page.get_data(as_text=True)


def test_the_route_marks_what_is_done_now_and_to_come(
    world: World, submitted: Wizard, as_: Callable[..., Browser]
) -> None:
    world.decided(submitted.id, Decision.PASS, "employer", AUDITED)
    world.complete(world.notice([submitted.id]))
    markup = as_(PERSON, PASSED).get(f"/my/applications/{submitted.id}").get_data(as_text=True)
    route = markup[markup.index('class="route wide"') : markup.index("</svg>", markup.index('class="route wide"'))]
    assert [one.split('"')[0] for one in route.split('<g class="')[1:]] == ["done", "done", "now", "todo"]
    assert "第2步：单位审核、单位公示并报送、上虞建设示例有限公司、已完成。" in route
    assert "上虞区工程技术初级评委会办公室" in route


def test_what_is_owed_is_shown_with_its_days(world: World, submitted: Wizard, as_: Callable[..., Browser]) -> None:
    owing(world, submitted)
    page = record(as_, submitted, PASSED)
    for shown in ("¥100.00", "待缴费", "2023年3月27日", "2023年3月20日", "浙价费〔2002〕229号", "评审表（PDF）"):
        assert shown in page
    world.paid(submitted.id, PAID, "虞0042")
    world.handed_in(submitted.id, HANDED_IN)
    page = record(as_, submitted, HANDED_IN)
    for shown in ("已缴费", "虞0042", "2023年3月14日", "接收日期"):
        assert shown in page


def test_the_notice_period_is_shown(world: World, submitted: Wizard, as_: Callable[..., Browser]) -> None:
    world.decided(submitted.id, Decision.PASS, "employer", AUDITED)
    world.notice([submitted.id])
    assert "2023年3月6日至2023年3月10日" in record(as_, submitted, PASSED)


def test_the_committees_conclusion_is_not_known_before_it_is_announced(
    world: World, submitted: Wizard, as_: Callable[..., Browser]
) -> None:
    from app.applications import queries
    from app.applications.services.outcomes import record_outcome
    from app.core import clock
    from app.core.workflow import StageOutcomeInput, StageResult
    from app.reviews import services
    from tests.builders import NO

    owing(world, submitted)
    world.paid(submitted.id)
    world.handed_in(submitted.id)
    with world.acting("office", CONCLUDED):
        version = queries.load(submitted.id).version
        services.record_result(submitted.id, version, NO, met_on=clock.today(), remarks="论文水平不足。")
    page = record(as_, submitted, CONCLUDED)
    assert "论文水平不足" not in page
    assert "未通过" not in page
    assert "论文水平不足" not in sheet(as_(PERSON, CONCLUDED), submitted)
    with world.acting("hrss", ANNOUNCED):
        version = queries.load(submitted.id).version
        record_outcome(
            submitted.id, version, StageOutcomeInput(StageResult.ANNOUNCED, clock.today(), "虞人社〔2023〕9号")
        )
    page = record(as_, submitted, ANNOUNCED)
    assert "评审未通过" in page
    assert "虞人社〔2023〕9号" in page
    assert "论文水平不足" in sheet(as_(PERSON, ANNOUNCED), submitted)


def test_a_rejection_shows_its_reason(world: World, submitted: Wizard, as_: Callable[..., Browser]) -> None:
    world.decided(submitted.id, Decision.REJECT, "employer", AUDITED)
    page = record(as_, submitted, PASSED)
    assert "审核不通过。理由：从事专业工作年限不足。" in page


def test_the_review_sheet_opens_with_the_audit_that_opens_it(
    world: World, submitted: Wizard, as_: Callable[..., Browser]
) -> None:
    address = f"/my/applications/{submitted.id}/review-sheet.pdf"
    answer = submitted.browser.get(address)
    assert answer.status_code == 400
    assert "审核通过后方可下载评审表" in words(answer)
    owing(world, submitted)
    assert PERSON in sheet(as_(PERSON, PASSED), submitted)


def test_the_history_names_who_decided_and_the_office_that_did(
    world: World, submitted: Wizard, as_: Callable[..., Browser]
) -> None:
    world.decided(submitted.id, Decision.PASS, "employer", AUDITED)
    page = record(as_, submitted, PASSED)
    assert "单位审核：通过" in page
    assert "材料齐全，同意。" in page
    assert "2023年3月2日 09:00" in page
