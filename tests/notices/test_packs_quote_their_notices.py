"""Every row of every shipped pack rests on its notice: the notices are beside this file, officials' names blacked out.

A pack's text is the notice's own, scanning errors included; what no notice prints says `decided`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.plans.packs import PLAN_KEYS, SECTIONS, Document, Section, read_document
from app.plans.rules import completed, inheriting
from config import PROJECT
from tests.helpers import plain_yaml

NOTICES = Path(__file__).parent
PLANS = PROJECT / "seed" / "plans"
CATALOG = PROJECT / "seed" / "catalog"
PACKS = {path.stem: plain_yaml(path) for path in sorted(PLANS.glob("*.yaml"))}
BLACKED_OUT = "〔姓名〕"
# A notice is told by its number, or by its title where it prints none. A pack of another notice adds its line here.
NOTICE_OF = {
    "关于做好2023年度上虞区工程技术初级专业技术职务任职资格第一次评审工作的通知": "000",
    "安人社通〔2021〕9号": "001",
    "2023中（初）级专业技术职务任职资格评审、初定基本流程及申报人员、管理部门网上操作办法": "002",
    "台经信人事〔2020〕117号": "004",
    "关于做好2020年度质量技术基础专业正高级工程师、高级工程师职务任职资格评审工作的通知": "004",
}
# Where a name stood: what is printed before it and after it, white space aside, and how often.
NAMES = {
    "000": (),
    "001": tuple(
        (f"{department}{BLACKED_OUT}{phone}", 1)
        for department, phone in (
            ("湖州市住房和城乡建设局", "2211516"),
            ("湖州市交通运输局", "2668380"),
            ("湖州市文化广电旅游局", "2399211"),
            ("湖州市经济和信息化局", "2399971"),
            ("湖州市市场监督管理局", "2123037"),
            ("湖州市水利局", "2667912"),
            ("湖州市自然资源和规划局", "2650508"),
            ("湖州市农业农村局", "2076679"),
            ("湖州市人力资源和社会保障局", "2053961"),
            ("湖州市生态环境局", "2668525"),
            ("湖州市应急管理局", "3390522"),
            ("湖州市体育局", "2038269"),
            ("湖州市司法局", "2399118"),
            ("湖州市档案局", "3390823"),
            ("中共湖州市委党校", "2359161"),
            ("湖州市科技局", "2667157"),
        )
    ),
    "002": (),
    "004": (
        ("联系人：〔姓名〕联系电话：88510736", 1),
        ("省局人事处(高评委办公室):〔姓名〕,电话:0571-89767173;〔姓名〕、〔姓名〕,电话:0571-89761514。", 3),
        ("报名与材料审核咨询:〔姓名〕,电话:0571-88360857;", 1),
    ),
}


def printed(text: str) -> str:
    """A text as it is compared: no white space, no brackets around addresses."""
    return re.sub(r"\s+", "", re.sub(r"<(https?://[^>]*)>", r"\1", text))


def notice(number: str) -> str:
    """A notice as it is compared, without the scan's own list marks."""
    return printed(re.sub(r"(?m)^- ", "", (NOTICES / f"{number}.txt").read_text(encoding="utf-8")))


def whole(code: str) -> Document:
    """A pack with everything that it takes from its parents."""
    written = PACKS[code]
    parent = whole(written["parent"]) if "parent" in written else None
    document, faults = read_document(completed(written, parent) if parent else written)
    assert faults == [], code
    return inheriting(document, parent) if parent else document


def own(code: str) -> Document:
    """A pack's own rows, as a document."""
    written = PACKS[code]
    document, faults = read_document(completed(written, whole(written["parent"])) if "parent" in written else written)
    assert faults == [], code
    return document


def notice_of(document: Document) -> str:
    return NOTICE_OF.get(document["notice_number"]) or NOTICE_OF[document["notice_title"]]


def rows(document: Document) -> Iterator[tuple[str, Section, dict[str, Any]]]:
    for section in SECTIONS:
        for index, row in enumerate(document[section.name]):
            yield f"{section.name}.{index}", section, row
            if section.within:
                for place, inner in enumerate(row[section.within.name]):
                    yield f"{section.name}.{index}.{section.within.name}.{place}", section.within, inner


@pytest.mark.parametrize("number", NAMES)
def test_each_place_where_an_official_s_name_stood_is_blacked_out(number):
    text = printed((NOTICES / f"{number}.txt").read_text(encoding="utf-8"))
    for passage, names in NAMES[number]:
        assert passage in text
        assert passage.count(BLACKED_OUT) == names
    assert text.count(BLACKED_OUT) == sum(names for _passage, names in NAMES[number])


@pytest.mark.parametrize("code", PACKS)
def test_a_pack_is_named_after_its_code_and_comes_after_the_pack_that_it_defers_to(code):
    assert PACKS[code]["code"] == code
    parent = PACKS[code].get("parent")
    assert parent is None or (parent in PACKS and sorted((parent, code)) == [parent, code])


@pytest.mark.parametrize("code", PACKS)
def test_every_clause_is_printed_in_the_notice_or_says_why_it_is_not(code):
    document = own(code)
    text = notice(notice_of(document))
    strange = [row["key"] for row in document["clauses"] if printed(row["text"]) not in text and not row["decided"]]
    assert strange == []


@pytest.mark.parametrize("code", PACKS)
def test_the_notice_s_own_text_is_printed_in_it_paragraph_by_paragraph(code):
    document = own(code)
    text = notice(notice_of(document))
    assert [line for line in document["notice_text"].splitlines() if printed(line) not in text] == []


@pytest.mark.parametrize("code", PACKS)
def test_every_row_cites_a_clause_that_is_there_or_says_that_it_was_decided(code):
    document = whole(code)
    clauses = {row["key"] for row in document["clauses"]}
    for place, _section, row in rows(document):
        if "clause" in row:
            assert row["clause"] in clauses | {""}, f"{code}: {place}"
            assert row["clause"] or row.get("decided"), f"{code}: {place}"


@pytest.mark.parametrize("code", PACKS)
def test_every_specialty_is_printed_in_the_notice_or_says_that_it_was_decided(code):
    names = {row["code"]: row["name"] for row in _catalog("specialties")}
    document = own(code)
    text = notice(notice_of(document))
    strange = [
        row["specialty"]
        for row in document["specialties"]
        if printed(names[row["specialty"]]) not in text and not row["decided"]
    ]
    assert strange == []


@pytest.mark.parametrize("code", PACKS)
def test_every_fee_names_its_price_document_and_an_unprinted_amount_says_so(code):
    document = own(code)
    text = notice(notice_of(document))
    for row in document["fees"]:
        assert row["source"]
        assert row["decided"] or f"{row['amount_fen'] // 100}元" in text


@pytest.mark.parametrize("code", PACKS)
def test_every_clause_names_items_of_the_register(code):
    for row in own(code)["clauses"]:
        assert re.fullmatch(r"R-\d+((, | – )R-\d+)*", row["requirement"]), f"{code}: {row['key']}"


@pytest.mark.parametrize("code", PACKS)
def test_every_reason_belongs_to_a_value_of_the_plan_itself(code):
    known = {key.name for key in PLAN_KEYS}
    assert [name for name in own(code)["decided"] if name.partition(".")[0] not in known] == []


@pytest.mark.parametrize("code", PACKS)
def test_scanning_errors_stay_in_clauses_and_are_mended_in_all_that_is_shown(code):
    """楼案 is 档案, zi.gov.cn is zj.gov.cn."""
    document = own(code)
    shown = [value for _p, section, row in rows(document) if section.name != "clauses" for value in _names(row)]
    assert [value for value in [document["name"], *shown] if "楼案" in value or "rlsbt.zi.gov.cn" in value] == []


def _names(row: dict[str, Any]) -> list[str]:
    return [row[key] for key in ("name", "hint", "subject", "recipient", "covers") if row.get(key)]


def _catalog(table: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = plain_yaml(CATALOG / f"{table}.yaml")
    return loaded
