"""An archive entry comes back with what is wrong, is corrected, and is approved; a change is audited anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.test_the_way import ENTRY, PDF, write_entry
from tests.e2e.visitor import Visitor
from tests.helpers import one_page_pdf

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_an_entry_is_returned_corrected_and_approved(visit: Callable[[str], Visitor]) -> None:
    applicant, operator = visit("applicant"), visit("employer")
    write_entry(applicant)
    applicant.press("保存并提交单位审核").sees("请先上传佐证材料")
    applicant.upload("evidence", "中标通知书.pdf", one_page_pdf(), PDF).press("保存并提交单位审核")
    applicant.sees(ENTRY, "待单位审核")

    operator.open("/archive-audits/list/").follow(ENTRY).sees("申小明", "负责施工组织")
    panel = operator.decide("return", "退回")
    panel.locator("[name='defects-0-section']").select_option("evidence")
    panel.locator("[name='defects-0-text']").fill("未附竣工验收证明。")
    operator.press("退回", ".decision form.for-return").sees("已退回")

    applicant.open("/messages/").sees(ENTRY, "退回")
    applicant.open("/archive/").follow(ENTRY).sees("未附竣工验收证明。").follow("编辑")
    applicant.upload("evidence", "竣工验收证明.pdf", one_page_pdf(), PDF).press("保存并提交单位审核")
    applicant.sees("待单位审核")

    approve(operator)
    applicant.open("/archive/").sees("审核通过").follow(ENTRY)

    applicant.confirm("修改").sees("现在可以修改").fill(effect="一次验收合格，获评市级优质工程。")
    applicant.press("保存并提交单位审核").sees("第 1 版在申报中仍可使用")
    approve(operator, "获评市级优质工程")
    applicant.open("/archive/").follow(ENTRY).sees("审核通过", "获评市级优质工程")


def approve(operator: Visitor, *words: str) -> None:
    """Open the entry from the queue, read it and pass it."""
    operator.open("/archive-audits/list/").follow(ENTRY).sees(*words)
    operator.decide("pass", "通过").locator("[name=opinion]").fill("材料属实。")
    operator.press("通过", ".decision form.for-pass")
