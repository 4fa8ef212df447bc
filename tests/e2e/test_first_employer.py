"""The first employer on the platform, from its registration to the first member of staff that it confirms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.e2e.visitor import Visitor
from tests.helpers import one_page_pdf

if TYPE_CHECKING:
    from flask import Flask

NAME, CODE, PHONE = "上虞新办示例有限公司", "91330604MA2BCDEF0J", "13800000001"
PASSWORD = "Correct-Horse-9"
PDF = "application/pdf"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_from_the_registration_to_the_first_member_of_staff(district: Flask, visit: Callable[[str], Visitor]) -> None:
    newcomer, hrss, applicant = visit(""), visit("hrss"), visit("applicant")
    register(newcomer)
    newcomer.press("获取验证码")
    newcomer.fill(code=code_sent_to(district, PHONE)).press("确认").sees("手机号码已确认")
    newcomer.upload("document", "授权委托书.pdf", one_page_pdf(), PDF).press("提交审核").sees("待审核")

    hrss.open("/dashboard/").follow("待审核的单位申请").follow(NAME).sees(CODE, "李人事")
    panel = hrss.decide("return", "退回")
    panel.locator("[name='defects-0-section']").select_option("letter")
    panel.locator("[name='defects-0-text']").fill("印章无法辨认。")
    hrss.press("退回", ".decision form.for-return")
    assert "印章无法辨认" in sent_to(district, PHONE)[-1]

    newcomer.open("/employers/registration/").sees("印章无法辨认")
    newcomer.upload("document", "授权委托书（重扫）.pdf", one_page_pdf(), PDF).press("提交审核").sees("待审核")
    hrss.open("/employer-registrations/list/").follow(NAME)
    hrss.decide("pass", "通过").locator("[name=opinion]").fill("材料属实。")
    hrss.press("通过", ".decision form.for-pass")
    assert NAME in sent_to(district, PHONE)[-1]

    choose(applicant)
    newcomer.open("/").follow("待确认的人员").sees("申小明", "待确认")
    newcomer.tick("rowid").confirm("确认").follow("已确认").sees("申小明")
    applicant.open("/messages/").sees("已确认", NAME)


def register(newcomer: Visitor) -> None:
    """Fill in the form, a wrong code first, and sign in to the account that it makes."""
    newcomer.open("/login/").follow("用人单位注册")
    newcomer.choose("employer_kind", "非公").choose("affiliation", "县").choose("region_id", "上虞区")
    newcomer.fill(name=NAME, credit_code=CODE[:-1] + "K", phone="0575-82810000", address="示例路2号")
    newcomer.fill(operator_name="李人事", operator_phone=PHONE, username="newcomer")
    newcomer.fill(password=PASSWORD, repeated=PASSWORD).tick("consent").press("注册").sees("统一社会信用代码")
    newcomer.fill(credit_code=CODE, password=PASSWORD, repeated=PASSWORD).tick("consent").press("注册")
    if newcomer.page.locator("input[name=username]").count():
        newcomer.fill(username="newcomer", password=PASSWORD).press("登录")
    newcomer.sees(NAME)


def choose(applicant: Visitor) -> None:
    """Take the employer as the present one, found by a part of its name."""
    applicant.open("/profile/work")
    box = applicant.page.locator("[name=employer]").locator("xpath=ancestor::*[contains(@class,'field')]")
    box.locator("input[type=search], input[type=text]").first.fill("新办")
    applicant.page.get_by_text(NAME).first.click()
    applicant.press("保存")


def sent_to(district: Flask, phone: str) -> list[str]:
    """What was sent to a mobile number alone, in order."""
    from app.access.scoping import act_as
    from app.core.actor import Actor
    from app.extensions import db
    from app.messages.models import OutboxMessage

    with district.app_context():
        act_as(db.session, Actor.system("tests"))
        found = select(OutboxMessage.text).where(OutboxMessage.phone == phone).order_by(OutboxMessage.id)
        return list(db.session.scalars(found))


def code_sent_to(district: Flask, phone: str) -> str:
    """The code in the newest message to a mobile number."""
    found = re.search(r"(?<!\d)\d{6}(?!\d)", sent_to(district, phone)[-1])
    assert found is not None
    return found[0]
