"""A plan made for tests: every kind of stage, ways of returning, a list, a body outside, days and asked answers."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from typing import Any

from config import PROJECT

CODE = "walk-every-kind"
RECIPIENT = "省示例评审委员会"
WINDOW = (dt.date(2023, 2, 21), dt.date(2023, 3, 10)), (dt.date(2023, 3, 20), dt.date(2023, 3, 31))
RECEIVING = dt.date(2023, 3, 25)
DECIDED = "测试用计划"


def published() -> Any:
    """The plan, flushed. No validator would let such a route through, so it is not published by its command."""
    from app.core import clock
    from app.extensions import db
    from app.plans import services
    from app.plans.enums import PlanStatus

    pack = services.load_pack(PROJECT / "seed" / "plans" / "shangyu-2023-engineering-junior-1.yaml")
    document = {**copy.deepcopy(pack.document), "code": CODE, "name": "每种环节的计划"}
    route = document["routes"][0]
    document["routes"] = [
        {
            **route,
            "name": "推荐上报",
            "applies_when": {"employer_kinds": ["PUBLIC_INSTITUTION"]},
            "stages": _outside(route),
        },
        {**route, "name": "全部环节", "applies_when": {}, "stages": _every_kind(route)},
    ]
    document["categories"] = [
        _row("categories", key="design", name="规划与设计类", covers="城乡规划、建筑设计"),
        _row("categories", key="building", name="施工类"),
    ]
    document["deadlines"] = [
        _row("deadlines", key="first", name="第一时段", kind="WINDOW", starts_on=WINDOW[0][0], due_on=WINDOW[0][1]),
        _row("deadlines", key="second", name="第二时段", kind="WINDOW", starts_on=WINDOW[1][0], due_on=WINDOW[1][1]),
        _row("deadlines", key="county", name="区级受理截止", kind="RECEIVING", holder="HRSS_COUNTY", due_on=RECEIVING),
    ]
    normal = document["modes"][0]
    document["modes"] = [
        normal,
        {**normal, "mode": "SELF_SCORED", "name": "自评分申报", "option": "破格申报", "hint": "自评分不低于117分。"},
    ]
    scored = {"modes": ["SELF_SCORED"]}
    document["paths"] += [{**row, "key": f"{row['key']}-scored", "mode": "SELF_SCORED"} for row in document["paths"]]
    requirement = document["requirements"][0]
    document["requirements"] += [
        {**requirement, "key": "score", "kind": "SELF_SCORE", "parameters": {"min": 117}, "applies_when": scored},
        {
            **requirement,
            "key": "recommenders",
            "kind": "RECOMMENDERS",
            "parameters": {"n": 2, "title": ["senior-engineer"]},
            "applies_when": scored,
        },
    ]
    plan = services.import_pack(dataclasses.replace(pack, document=document))
    plan.status, plan.published_at = PlanStatus.PUBLISHED, clock.now()
    db.session.flush()
    return plan


def _row(section: str, **values: Any) -> dict[str, Any]:
    from app.plans.packs import SECTIONS

    keys = next(one for one in SECTIONS if one.name == section).keys
    known = {"applies_when": {}, "decided": DECIDED, "covers": "", "clause": "", **values}
    return {key.name: known.get(key.name) for key in keys}


def _stage(route: Any, step: int, name: str, kind: str, holder: str, **more: Any) -> dict[str, Any]:
    plain = {"gates": [], "opens_review_sheet": False, "min_working_days": 0, "clause": "", "decided": DECIDED}
    return {
        **route["stages"][0],
        **plain,
        "printed_step": step,
        "name": name,
        "kind": kind,
        "holder": holder,
        **more,
    }


def _to_the_county(route: Any) -> list[dict[str, Any]]:
    return [
        _stage(route, 2, "单位审核", "AUDIT", "EMPLOYER"),
        _stage(route, 2, "单位公示", "PUBLIC_NOTICE", "EMPLOYER", min_working_days=5),
        _stage(
            route,
            3,
            "人才交流中心审核",
            "AUDIT",
            "TALENT_EXCHANGE_CENTRE",
            applies_when={"file_hosted": True},
            resume_at="RETURNING_STAGE",
        ),
        _stage(route, 4, "主管部门审核", "AUDIT", "COMPETENT_DEPARTMENT", return_to="PREVIOUS_STAGE"),
        _stage(route, 5, "区人社局审核", "AUDIT", "HRSS_COUNTY", opens_review_sheet=True),
    ]


def _every_kind(route: Any) -> list[dict[str, Any]]:
    county, office = "HRSS_COUNTY", "ACCEPTING_COMMITTEE_OFFICE"
    return [
        *_to_the_county(route),
        _stage(route, 6, "面试", "INTERVIEW", county, applies_when={"named_in": ["INTERVIEW"]}),
        _stage(route, 6, "推荐", "RECOMMENDATION", county),
        _stage(route, 7, "评审", "REVIEW", office, gates=["FEE_PAID", "PAPER_RECEIVED"]),
        _stage(route, 8, "报结果", "REPORTING", office),
        _stage(route, 8, "评定", "CONFERMENT", county),
        _stage(route, 9, "报评定结果", "REPORTING", county),
        _stage(route, 9, "公布结果", "ANNOUNCEMENT", county),
        _stage(route, 10, "发文", "ISSUANCE", county),
    ]


def _outside(route: Any) -> list[dict[str, Any]]:
    last = _stage(route, 6, "推荐上报", "RECOMMENDATION", "HRSS_COUNTY", recipient=RECIPIENT, gates=["PAPER_RECEIVED"])
    return [*_to_the_county(route), last]
