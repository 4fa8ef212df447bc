"""The whole way on the notice of Shangyu district 2023, over HTTP, in the order of the issue's seven points."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import openpyxl
import pypdf
import pytest
from flask import Flask

from seed.pictures import portrait, signature
from tests.helpers import one_page_pdf
from tests.journeys.person import Person

PLAN = "2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）"
CLONE = "2023年度上虞区工程技术初级评审第二次申报计划"
SHEET = "专业技术职务任职资格"

SignIn = Callable[[str], Person]


@pytest.fixture
def signed() -> str:
    return "data:image/png;base64," + base64.b64encode(signature(1)).decode()


def open_plan(planner: Person) -> None:
    """Clone the plan of the notice to 1 September 2023, publish it."""
    planner.open("/review-plans/list/").sees(PLAN).follow(PLAN).sees("专业工作", "R-28", "本系统拟定")
    planner.follow("复制").send("/clone", opens_on="2023-09-01", name=CLONE, code="shangyu-2023-2")
    planner.sees("2023年10月9日", "2023年10月30日").send("/clone").sees(CLONE)
    planner.sees("草稿内容完整").send("/publish").sees("已发布")


def fill_archive(applicant: Person, operator: Person) -> None:
    """One entry, audited by the employer."""
    applicant.open("/archive/new").sees("专利", "决策咨询").follow("项目")
    applicant.send(
        "/archive/new",
        title="示例厂房改造工程",
        started_on="2021-03-01",
        ended_on="2022-04-28",
        role="PARTICIPANT",
        rank="2",
        people="5",
        contribution="负责施工组织，见竣工验收证明署名。",
        effect="参与施工组织与质量验收，工程一次验收合格。",
        evidence=(one_page_pdf(), "竣工验收证明.pdf"),
    )
    applicant.sees("示例厂房改造工程").send("/submit").sees("待单位审核")
    operator.open("/archive-audits/list/").sees("示例厂房改造工程").follow("示例厂房改造工程")
    operator.send("/decide", decision="PASS", opinion="材料属实。")
    operator.open("/archive-audits/list/").misses("示例厂房改造工程")


def fill_wizard(applicant: Person, signed: str) -> None:
    """Six steps, from the home page to the preview."""
    applicant.open("/").sees(CLONE).follow(CLONE)
    applicant.sees("满1年", "不少于5个工作日", "公务员").send("/apply")
    applicant.sees("上传证件照", "0.65").send("/photo", photo=(portrait(1), "证件照.jpg"), button=("go", "next"))
    applicant.sees("材料真实性保证书").send("/commitment", signature=signed, button=("go", "next"))
    applicant.sees("本人述职")
    applicant.send(
        "/data",
        button=("go", "next"),
        title_id=applicant.value("title_id", "助理工程师"),
        specialty_id=applicant.value("specialty_id", "建筑"),
        appraisal_summary="近一年考核合格。",
        work_statement="负责现场施工组织与质量检查。" * 10,
    )
    entry = applicant.value("entries", "示例厂房改造工程")
    applicant.send("/entries", entries=[entry], button=("go", "next"))
    applicant.sees("上传相关附件")
    for box in applicant.page.xpath("//input[@type='file']"):
        applicant.send("/attachments", button=("go", "save"), **{box.get("name"): (one_page_pdf(), "毕业证书.pdf")})
    applicant.send("/attachments", button=("go", "next"))
    applicant.sees("预览", "示例厂房改造工程")


def test_one_application_from_the_notice_to_the_printed_sheet(
    district: Flask, sign_in_as: SignIn, clock_at: Callable[[str], None], signed: str
) -> None:
    planner, applicant, operator = sign_in_as("planner"), sign_in_as("applicant"), sign_in_as("employer")
    hrss, finance, committee = sign_in_as("hrss"), sign_in_as("finance"), sign_in_as("committee")

    open_plan(planner)
    fill_archive(applicant, operator)
    fill_wizard(applicant, signed)
    applicant.send("/submit").sees("单位审核")
    own = applicant.address

    clock_at("2023-09-20 09:00")
    operator.open("/audits/").sees("申小明").follow("申小明").sees("申小明", "负责现场施工组织")
    record = operator.address
    defects = {"defects-0-section": "statement", "defects-0-text": "请补充近两年的具体业绩。"}
    operator.send("/decide", decision="RETURN", **defects)
    applicant.open(own).sees("请补充近两年的具体业绩。")
    applicant.open(own + "/data").send("/data", button=("go", "save"), work_statement="近两年完成两项示例工程。" * 12)
    applicant.open(own + "/preview").send("/submit").sees("第 2 版")

    clock_at("2023-09-25 10:00")
    operator.open(record).sees("近两年完成两项示例工程")
    operator.send("/decide", decision="PASS", opinion="材料齐全，同意推荐。")

    clock_at("2023-09-26 08:30")
    operator.open("/notices/").sees("申小明")
    chosen = waiting_on(operator)
    table = operator.fetch(f"/notices/waiting/sheet.xlsx?{chosen}")
    rows = list(openpyxl.load_workbook(io.BytesIO(table.data)).active.values)
    assert any("申小明" in [str(cell) for cell in row] for row in rows)
    assert "申小明" in pdf_text(operator.fetch(f"/notices/waiting/sheet.pdf?{chosen}").data)
    start_notice(operator)
    operator.sees("2023年10月8日", "2023年10月9日")
    notice = operator.address

    clock_at("2023-10-08 17:00")
    operator.open(notice).sees("2023年10月9日").post_by_hand(
        notice, 400, version=1, opinion="公示期满无异议，同意报送。", outcome_1="NO_OBJECTION"
    )
    operator.sees("2023年10月9日")
    clock_at("2023-10-09 09:00")
    forward(operator.open(notice))

    clock_at("2023-10-10 09:00")
    hrss.open("/audits/").sees("申小明").follow("申小明")
    hrss.send("/decide", decision="PASS", opinion="符合申报条件，同意提交评审。")
    at_hrss = hrss.address
    applicant.open(own).sees("¥100.00", "2023年10月17日")
    sheet = pypdf.PdfReader(io.BytesIO(applicant.fetch(own + "/review-sheet.pdf").data))
    words = "".join(page.extract_text() for page in sheet.pages)
    assert "申小明" in words
    assert "浙江省专业技术任职资格申报与评审管理平台" in words
    assert "近两年完成两项示例工程" in words
    assert "材料齐全，同意推荐" in words

    clock_at("2023-10-11 09:00")
    finance.open("/fees/").sees("申小明", "¥100.00").follow("申小明")
    finance.send("/fees/", voucher_number="虞0001", paid_on="2023-10-11").sees("虞0001")
    committee.open("/audits/").sees("申小明").follow("申小明")
    ballot = {"members": 9, "present": 9, "agree": 8, "against": 1, "abstain": 0, "met_on": "2023-10-11"}
    committee.send("/result", expect=400, **ballot).sees("2023年10月17日")

    clock_at("2023-10-17 16:00")
    hrss.open(at_hrss).send("/papers/", copies=2, received_on="2023-10-17")
    clock_at("2023-11-01 09:00")
    committee.open("/audits/").follow("申小明").send("/result", **{**ballot, "met_on": "2023-11-01"})
    clock_at("2023-11-20 09:00")
    hrss.open("/audits/").follow("申小明")
    hrss.send("/outcomes/", document_number="虞人社示例〔2023〕1号", held_on="2023-11-20")
    applicant.open(own).sees("评审通过", "制作电子证书")
    clock_at("2023-12-04 09:00")
    hrss.open("/audits/").follow("申小明")
    hrss.send("/outcomes/", document_number="虞人社示例〔2023〕2号", held_on="2023-12-04")

    applicant.open(own).sees("评审通过", "虞人社示例〔2023〕2号")
    final = pdf_text(applicant.fetch(own + "/review-sheet.pdf").data)
    assert "虞人社示例〔2023〕1号" in final
    assert "无异议" in final
    applicant.open("/messages/").sees("虞0001")

    with district.test_request_context():
        from app.access.scoping import act_as
        from app.core.actor import Actor
        from app.decisions.services import broken_chains
        from app.extensions import db

        act_as(db.session, Actor.system("test"))
        assert broken_chains() == []


def start_notice(operator: Person) -> None:
    """Put everybody who waits on a notice that starts today."""
    operator.open(f"/notices/new?{waiting_on(operator)}")
    operator.send("/notices/new", place="单位公告栏", phone="0575-00000000")


def waiting_on(operator: Person) -> str:
    """The query that chooses everybody on the list of those who wait for a notice."""
    boxes = operator.page.xpath("//input[@type='checkbox' and @name='rowid']")
    assert boxes
    plan = operator.page.xpath("//input[@name='plan']")[0].get("value")
    return "&".join([f"plan={plan}", *(f"rowid={box.get('value')}" for box in boxes)])


def forward(operator: Person) -> Person:
    """Forward everybody on the notice that is open, without objection."""
    fields = {
        one.get("name"): "NO_OBJECTION"
        for one in operator.page.xpath("//select[starts-with(@name, 'outcome')]|//input[starts-with(@name, 'outcome')]")
    }
    return operator.send("/notices/", opinion="公示期满无异议，同意报送。", **fields)


def pdf_text(content: bytes) -> str:
    """All words of a PDF."""
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
