"""The way of one application in real browsers, from the plan to the printed sheet."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest

from seed.pictures import portrait
from tests.e2e.visitor import Visitor
from tests.helpers import one_page_pdf

CLONE = "2023年度上虞区工程技术初级评审第二次申报计划"
PDF = "application/pdf"
ENTRY = "示例厂房改造工程"
Visit = Callable[[str], Visitor]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_whole_way_in_a_browser(visit: Visit, clock_at: Callable[[str], None]) -> None:
    catalog, planner, applicant = visit("catalog"), visit("planner"), visit("applicant")
    operator, hrss, finance, committee = visit("employer"), visit("hrss"), visit("finance"), visit("committee")

    edit_catalog(catalog)
    open_plan(planner)
    fill_archive(applicant, operator)
    fill_wizard(applicant)
    applicant.press("提交").sees("单位审核")
    own = applicant.page.url.removeprefix(applicant.address)

    clock_at("2023-09-20 09:00")
    operator.open("/audits/").follow("申小明").sees("负责现场施工组织")
    panel = operator.decide("return", "退回")
    panel.locator("[name='defects-0-section']").select_option("statement")
    panel.locator("[name='defects-0-text']").fill("请补充近两年的具体业绩。")
    operator.press("退回", ".decision form.for-return")
    applicant.open(own).sees("请补充近两年的具体业绩。")
    applicant.open(own + "/data").fill(work_statement="近两年完成两项示例工程。" * 12).press("保存")
    applicant.open(own + "/preview").press("提交").sees("第 2 版")

    clock_at("2023-09-25 10:00")
    operator.open("/audits/").follow("申小明")
    operator.decide("pass", "通过").locator("[name=opinion]").fill("材料齐全，同意推荐。")
    operator.press("通过", ".decision form.for-pass")

    clock_at("2023-09-26 08:30")
    publish(operator, applicant)
    clock_at("2023-10-09 09:00")
    forward(operator)

    clock_at("2023-10-10 09:00")
    hrss.open("/audits/").follow("申小明")
    hrss.decide("pass", "通过").locator("[name=opinion]").fill("符合申报条件。")
    hrss.press("通过", ".decision form.for-pass")
    record = hrss.page.url.removeprefix(hrss.address)
    applicant.open(own).sees("¥100.00")

    clock_at("2023-10-11 09:00")
    finance.open("/fees/").follow("申小明").fill(voucher_number="虞0001", paid_on="2023-10-11")
    finance.press("登记缴费").sees("虞0001")
    hrss.open(record).fill(copies="2", received_on="2023-10-11").press("登记收件")
    committee.open("/audits/").follow("申小明")
    committee.fill(members="9", present="9", agree="8", against="1", abstain="0", met_on="2023-10-11")
    committee.press("登记评审结果")
    hrss.open("/audits/").follow("申小明")
    hrss.fill(document_number="虞人社示例〔2023〕1号", held_on="2023-10-11").press("登记结果")

    applicant.open(own).sees("评审通过")
    sheet = pypdf.PdfReader(io.BytesIO(applicant.download("评审表（PDF）")))
    words = "".join(page.extract_text() for page in sheet.pages)
    assert "申小明" in words
    assert "虞人社示例〔2023〕1号" in words


def edit_catalog(catalog: Visitor) -> None:
    """Add a specialty on a generated screen and correct its name."""
    catalog.open("/catalog/specialties/list/").follow("新增")
    catalog.fill(code="demo-specialty", name="示例专业").choose("series", "工程")
    catalog.press("保存").sees("示例专业")


def open_plan(planner: Visitor) -> None:
    """Clone the plan of the notice to 1 September 2023, publish it."""
    planner.open("/review-plans/list/").follow("2023年度绍兴市上虞区工程技术初级").follow("复制")
    planner.fill(opens_on="2023-09-01", name=CLONE, code="shangyu-2023-2").press("计算日期")
    planner.sees("2023年10月9日").press("按以上日期复制")
    planner.confirm("发布").sees("已发布")


def write_entry(applicant: Visitor) -> None:
    """Type an entry of a project, without its evidence and not yet saved."""
    applicant.open("/archive/new").follow("项目").choose("role", "参与").fill(
        title=ENTRY,
        started_on="2021-03-01",
        ended_on="2022-04-28",
        rank="2",
        people="5",
        contribution="负责施工组织，见竣工验收证明署名。",
        effect="一次验收合格。",
    )


def fill_archive(applicant: Visitor, operator: Visitor) -> None:
    """One entry, audited by the employer."""
    write_entry(applicant)
    applicant.upload("evidence", "竣工验收证明.pdf", one_page_pdf(), PDF).press("保存并提交单位审核")
    applicant.sees(ENTRY, "待单位审核")
    operator.open("/archive-audits/list/").follow(ENTRY)
    operator.decide("pass", "通过").locator("[name=opinion]").fill("材料属实。")
    operator.press("通过", ".decision form.for-pass")


def fill_wizard(applicant: Visitor) -> None:
    """Six steps, from the home page to the preview; a bad photo first."""
    applicant.open("/").follow(CLONE).press("马上申报")
    applicant.upload("photo", "照片.jpg", b"not a picture", "image/jpeg").press("下一步").sees("JPG")
    applicant.upload("photo", "证件照.jpg", portrait(1), "image/jpeg").press("下一步")
    applicant.sees("材料真实性保证书").sign().press("下一步")
    applicant.choose("title_id", "助理工程师").choose("specialty_id", "建筑")
    applicant.fill(appraisal_summary="近一年考核合格。", work_statement="负责现场施工组织与质量检查。" * 10)
    applicant.press("下一步")
    applicant.choose("entries", ENTRY).press("下一步")
    for box in applicant.page.locator("input[type=file]").all():
        name = box.get_attribute("name")
        assert name
        applicant.upload(name, "证明.pdf", one_page_pdf(), PDF)
    applicant.press("下一步").sees(ENTRY)


def publish(operator: Visitor, applicant: Visitor) -> None:
    """Download the 公示表, start the notice."""
    operator.open("/notices/")
    operator.page.locator("input[name=rowid]").first.check()
    assert operator.download("公示表（PDF）").startswith(b"%PDF")
    operator.page.locator("input[name=rowid]").first.check()
    operator.press("发起公示")
    operator.fill(place="单位公告栏", phone="0575-00000000").press("开始公示").sees("2023年10月9日")


def forward(operator: Visitor) -> None:
    """Forward the notice that is over, without objection."""
    operator.open("/notices/")
    operator.page.locator("a[href*='/notices/']").last.click()
    operator.look().fill(opinion="公示期满无异议，同意报送。").press("报送")
