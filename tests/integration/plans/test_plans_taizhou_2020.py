"""The two routes of Taizhou by level, published with what they take from the city's and the province's notice."""

import pytest

from app.core.workflow import Gate, Status
from app.plans.enums import PlanStatus
from app.plans.packs import export_pack
from app.plans.services import import_pack, load_pack
from tests.integration.plans.notice_routes import (
    PLANS,
    chosen,
    employer,
    holders,
    printed_steps,
    published,
    subject_of,
    walk,
)

PROVINCE, CITY = "province-2020-quality", "taizhou-2020-notice"
SENIOR, FULL = "taizhou-2020-quality-senior", "taizhou-2020-quality-full-senior"
TITLES = {SENIOR: "senior-engineer", FULL: "full-senior-engineer"}
COMMITTEES = {SENIOR: "zhejiang-quality-senior", FULL: "zhejiang-quality-full-senior"}
COUNTIES = {
    "331002": "jiaojiang",
    "331003": "huangyan",
    "331004": "luqiao",
    "331022": "sanmen",
    "331023": "tiantai",
    "331024": "xianju",
    "331081": "wenling",
    "331082": "linhai",
    "331083": "yuhuan",
}
DEFENDED = ("LANDMARK_ACHIEVEMENT", "TITLE_CONVERSION", "CONCURRENT_TITLE")
UNDEFENDED = ("NORMAL", "SELF_SCORED", "SKILLED_TALENT")
COMPANY, INSTITUTION = "NON_PUBLIC_ENTERPRISE", "PUBLIC_INSTITUTION"
ECONOMY, MARKET, OFFICE = "taizhou-economy-bureau", "taizhou-market-regulation", "zhejiang-quality-office"
RECOMMENDING = {SENIOR: [MARKET, "taizhou-quality-intermediate-office"], FULL: [MARKET]}
both = pytest.mark.parametrize("code", [SENIOR, FULL])


def plan_of(session, code):
    return published(session, PROVINCE, CITY, code)


@both
def test_the_plan_is_published_with_the_rows_of_both_notices_marked_as_inherited(session, code):
    plan = plan_of(session, code)
    assert plan.status is PlanStatus.PUBLISHED
    inherited = {
        name
        for name in ("clauses", "modes", "specialties", "papers", "requirements", "attachments", "fees", "contacts")
        if any(row.inherited for row in getattr(plan, name))
    }
    own_papers = {"papers"} if code == FULL else set()
    assert (
        inherited
        == {
            "clauses",
            "modes",
            "specialties",
            "papers",
            "requirements",
            "attachments",
            "fees",
            "contacts",
        }
        - own_papers
    )
    assert not any(row.inherited for name in ("titles", "paths", "routes", "deadlines") for row in getattr(plan, name))
    assert [row.contact.phone for row in plan.contacts] == ["88510736", "0571-89767173、0571-89761514", "0571-88360857"]
    assert plan.notice_number == "台经信人事〔2020〕117号"


@both
def test_the_pack_comes_out_as_it_went_in_without_its_parent_s_rows(session, tmp_path, code):
    for parent in (PROVINCE, CITY):
        import_pack(load_pack(PLANS / f"{parent}.yaml"))
    draft = import_pack(load_pack(PLANS / f"{code}.yaml"))
    text = export_pack(draft)
    session.delete(draft)
    session.flush()
    again = tmp_path / "again.yaml"
    again.write_text(text, encoding="utf-8")
    assert export_pack(import_pack(load_pack(again))) == text
    assert "requirements:" not in text


@both
def test_in_every_county_its_own_bureaus_act_before_those_of_the_city_and_the_province(session, code):
    plan = plan_of(session, code)
    for region, name in COUNTIES.items():
        unit = employer(session, INSTITUTION, "COUNTY", region, f"{name}-economy-bureau")
        subject = subject_of(unit, TITLES[code], "NORMAL")
        found = holders(session, chosen(plan, subject), subject, unit, COMMITTEES[code])
        assert found == [
            unit.code,
            f"{name}-economy-bureau",
            f"{name}-hrss",
            ECONOMY,
            *RECOMMENDING[code],
            OFFICE,
            "zhejiang-market-regulation",
            "zhejiang-hrss",
        ], region


@both
def test_an_employer_without_a_department_of_the_county_goes_straight_to_its_hrss_department(session, code):
    plan = plan_of(session, code)
    for region, hrss in (("331082", "linhai-hrss"), ("331000", "taizhou-hrss")):
        unit = employer(session, COMPANY, "COUNTY", region)
        subject = subject_of(unit, TITLES[code], "NORMAL")
        found = holders(session, chosen(plan, subject), subject, unit, COMMITTEES[code])
        assert found[:4] == [unit.code, hrss, ECONOMY, MARKET]


@both
def test_only_employers_of_the_city_have_a_route(session, code):
    plan = plan_of(session, code)
    elsewhere = employer(session, COMPANY, "COUNTY", "330782")
    assert chosen(plan, subject_of(elsewhere, TITLES[code], "NORMAL")) is None
    assert printed_steps(plan.routes[0]) == [1, 2, 3, 4, 5, 6]
    assert [route.name for route in plan.routes] == [
        {SENIOR: "台州市高级：中评委推荐", FULL: "台州市正高级：主管部门推荐"}[code]
    ]


def test_special_equipment_is_before_the_association_from_the_province_on(session):
    plan = plan_of(session, SENIOR)
    unit = employer(session, COMPANY, "COUNTY", "331083")
    subject = subject_of(unit, "senior-engineer", "NORMAL")
    found = holders(session, chosen(plan, subject), subject, unit, "zhejiang-special-equipment-senior")
    assert found[-4:-2] == ["taizhou-quality-intermediate-office", "zhejiang-special-equipment-association"]


@pytest.mark.parametrize(
    ("code", "modes", "defended"),
    [(SENIOR, DEFENDED, True), (SENIOR, UNDEFENDED, False), (FULL, DEFENDED + UNDEFENDED, True)],
)
def test_defence_is_for_direct_promotion_conversion_and_concurrent_titles_and_every_full_senior(
    session, code, modes, defended
):
    plan = plan_of(session, code)
    unit = employer(session, COMPANY, "COUNTY", "331081")
    for mode in modes:
        subject = subject_of(unit, TITLES[code], mode)
        entered, status = walk(chosen(plan, subject), subject)
        assert (("面试答辩" in entered), status) == (defended, Status.COMPLETED), mode
        assert entered[-3:] == ["高评委评审", "公布评审结果", "发放资格证书"]


@both
def test_who_is_not_recommended_does_not_reach_the_province(session, code):
    plan = plan_of(session, code)
    subject = subject_of(employer(session, COMPANY, "COUNTY", "331081"), TITLES[code], "NORMAL")
    entered, status = walk(chosen(plan, subject), subject, approved=False)
    last = {SENIOR: "中评委推荐", FULL: "主管部门推荐（市市场监管局）"}[code]
    assert (entered[-1], status) == (last, Status.NOT_APPROVED)


@both
def test_fee_and_sheets_wait_for_the_committee_office_s_audit(session, code):
    stages = plan_of(session, code).routes[0].stages
    opening = [stage.name for stage in stages if stage.opens_review_sheet]
    gated = {stage.name: [Gate[gate] for gate in stage.gates] for stage in stages if stage.gates}
    assert opening == ["高评委办公室审核"]
    assert gated == {"高评委评审": [Gate.FEE_PAID, Gate.PAPER_RECEIVED]}
