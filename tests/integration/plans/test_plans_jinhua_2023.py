"""The four routes of the Jinhua pack: who takes which, how many steps are printed, who holds them."""

import pytest

from app.catalog.models import Region
from app.core.workflow import Gate, StageKind, Status
from app.plans import queries
from app.plans.enums import PlanStatus
from app.plans.packs import export_pack
from app.plans.rules import check_plan
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

CODE = "jinhua-2023-construction"
CITY_COMMITTEE, BUREAU_COMMITTEE = "jinhua-construction-intermediate", "jinhua-housing-junior"
OFFICE, BUREAU, HRSS = "jinhua-construction-intermediate-office", "jinhua-housing-bureau", "jinhua-hrss"
COUNTIES = {
    "330702": "wucheng",
    "330703": "jindong",
    "330723": "wuyi",
    "330726": "pujiang",
    "330727": "panan",
    "330781": "lanxi",
    "330782": "yiwu",
    "330783": "dongyang",
    "330784": "yongkang",
}
REVIEWED = (
    "NORMAL",
    "SELF_SCORED",
    "CONVERSION_OR_CONCURRENT",
    "DIRECT",
    "VOCATIONAL_QUALIFICATION",
    "SKILLED_TALENT",
)
JUNIOR = ("technician", "assistant-engineer")
JUNIOR_REVIEW = "市本级直属事业单位初级评审"
REVIEW = "企事业单位中级评审"
JUNIOR_CONFERMENT = "局属事业单位初级初定"
CONFERMENT = "局属事业单位中级初定"
INSTITUTION, COMPANY = "PUBLIC_INSTITUTION", "NON_PUBLIC_ENTERPRISE"
OF_THE_BUREAU = (INSTITUTION, "CITY", "330700", BUREAU)


@pytest.fixture
def plan(session):
    return published(session, CODE)


def test_the_pack_is_published_and_comes_out_as_it_went_in(session, tmp_path):
    draft = import_pack(load_pack(PLANS / f"{CODE}.yaml"))
    assert check_plan(draft, queries.catalog()) == []
    text = export_pack(draft)
    session.delete(draft)
    session.flush()
    again = tmp_path / "again.yaml"
    again.write_text(text, encoding="utf-8")
    assert export_pack(import_pack(load_pack(again))) == text
    session.rollback()
    assert published(session, CODE).status is PlanStatus.PUBLISHED


WAYS = [
    (OF_THE_BUREAU, (JUNIOR_REVIEW, REVIEW, JUNIOR_CONFERMENT, CONFERMENT)),
    ((INSTITUTION, "CITY", "330702", BUREAU), (JUNIOR_REVIEW, REVIEW, JUNIOR_CONFERMENT, CONFERMENT)),
    ((INSTITUTION, "CITY", "330700", None), (JUNIOR_REVIEW, REVIEW, None, None)),
    ((INSTITUTION, "COUNTY", "330782", "yiwu-housing-bureau"), (None, REVIEW, None, None)),
    ((INSTITUTION, "PROVINCE", "330700", None), (None, REVIEW, None, None)),
    (("STATE_OWNED_ENTERPRISE", "CITY", "330700", BUREAU), (None, REVIEW, None, None)),
    ((COMPANY, "COUNTY", "330783", None), (None, REVIEW, None, None)),
    ((COMPANY, "COUNTY", "330604", None), (None, None, None, None)),
    ((INSTITUTION, "CITY", "330600", None), (None, None, None, None)),
    (("CIVIL_SERVICE_MANAGED", "CITY", "330700", BUREAU), (None, None, None, None)),
    (("SOCIAL_ORGANISATION", "CITY", "330700", None), (None, None, None, None)),
]


@pytest.mark.parametrize(("unit", "names"), WAYS)
def test_employer_title_and_mode_choose_the_printed_route(session, plan, unit, names):
    unit = employer(session, *unit)

    def route(title, mode):
        found = chosen(plan, subject_of(unit, title, mode))
        return found.name if found else None

    junior_review, review, junior_conferment, conferment = names
    assert {route("engineer", mode) for mode in REVIEWED} == {review}
    assert {route(title, mode) for title in JUNIOR for mode in REVIEWED} == {junior_review}
    assert {route(title, "INITIAL_CONFERMENT") for title in JUNIOR} == {junior_conferment}
    assert route("engineer", "INITIAL_CONFERMENT") == conferment


def test_the_routes_print_6_11_6_and_6_steps(plan):
    assert {route.name: printed_steps(route) for route in plan.routes} == {
        JUNIOR_REVIEW: [1, 2, 3, 4, 5, 6],
        REVIEW: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        JUNIOR_CONFERMENT: [1, 2, 3, 4, 5, 6],
        CONFERMENT: [1, 2, 3, 4, 5, 6],
    }


@pytest.mark.parametrize(
    ("title", "mode", "committee", "wanted"),
    [
        ("technician", "NORMAL", BUREAU_COMMITTEE, [OFFICE, HRSS]),
        ("assistant-engineer", "INITIAL_CONFERMENT", BUREAU_COMMITTEE, [BUREAU, HRSS]),
        ("engineer", "INITIAL_CONFERMENT", CITY_COMMITTEE, [BUREAU, HRSS]),
        ("engineer", "NORMAL", CITY_COMMITTEE, [OFFICE, HRSS, OFFICE, HRSS, OFFICE, HRSS]),
    ],
)
def test_an_institution_of_the_bureau_goes_through_these_offices(session, plan, title, mode, committee, wanted):
    unit = employer(session, *OF_THE_BUREAU)
    subject = subject_of(unit, title, mode)
    assert holders(session, chosen(plan, subject), subject, unit, committee) == [unit.code, *wanted]


def test_in_every_county_its_own_offices_act_before_those_of_the_city(session, plan):
    for region, name in COUNTIES.items():
        unit = employer(session, COMPANY, "COUNTY", region)
        subject = subject_of(unit, "engineer", "SELF_SCORED", named_in=frozenset({"INTERVIEW"}), file_hosted=True)
        found = holders(session, chosen(plan, subject), subject, unit, CITY_COMMITTEE)
        office = f"{name}-construction-junior-office"
        in_the_county = [f"{name}-talent-centre", office, f"{name}-hrss", office]
        assert found == [unit.code, *in_the_county, OFFICE, HRSS, OFFICE, HRSS], region


def test_every_county_of_the_city_is_in_the_catalog(session):
    codes = {row.code for row in session.query(Region) if row.code.startswith("3307")}
    assert codes == {"330700", *COUNTIES}


@pytest.mark.parametrize(
    ("title", "mode"),
    [
        ("technician", "NORMAL"),
        ("engineer", "NORMAL"),
        ("technician", "INITIAL_CONFERMENT"),
        ("engineer", "INITIAL_CONFERMENT"),
    ],
)
def test_a_hosted_file_adds_the_talent_exchange_centre_to_any_route(session, plan, title, mode):
    unit = employer(session, *OF_THE_BUREAU)
    hosted = subject_of(unit, title, mode, file_hosted=True)
    with_centre = holders(session, chosen(plan, hosted), hosted, unit, CITY_COMMITTEE)
    without = subject_of(unit, title, mode)
    assert with_centre.pop(1) == "jinhua-talent-centre"
    assert with_centre == holders(session, chosen(plan, without), without, unit, CITY_COMMITTEE)


def test_publicity_stands_twice_on_the_intermediate_route_and_lasts_five_working_days(plan):
    found = {
        route.name: [
            (stage.printed_step, stage.min_working_days)
            for stage in route.stages
            if stage.kind is StageKind.PUBLIC_NOTICE
        ]
        for route in plan.routes
    }
    assert found == {
        JUNIOR_REVIEW: [(2, 5)],
        REVIEW: [(2, 5), (8, 5)],
        JUNIOR_CONFERMENT: [(2, 5)],
        CONFERMENT: [(2, 5)],
    }


def test_fee_and_sheets_come_before_the_committees_and_conferment_waits_for_neither(plan):
    gates = {
        route.name: [(stage.printed_step, Gate[gate]) for stage in route.stages for gate in stage.gates]
        for route in plan.routes
    }
    assert gates == {
        JUNIOR_REVIEW: [(3, Gate.FEE_PAID), (3, Gate.PAPER_RECEIVED)],
        REVIEW: [(6, Gate.FEE_PAID), (7, Gate.PAPER_RECEIVED)],
        JUNIOR_CONFERMENT: [],
        CONFERMENT: [],
    }
    opening = {
        route.name: {stage.printed_step for stage in route.stages if stage.opens_review_sheet} for route in plan.routes
    }
    assert opening == {JUNIOR_REVIEW: {3}, REVIEW: {4}, JUNIOR_CONFERMENT: {3}, CONFERMENT: {3}}


def test_only_those_named_are_interviewed_by_the_city(session, plan):
    unit = employer(session, COMPANY, "COUNTY", "330784")
    plain = subject_of(unit, "engineer", "DIRECT")
    named = subject_of(unit, "engineer", "DIRECT", named_in=frozenset({"INTERVIEW"}))
    route = chosen(plan, plain)
    wanted = [
        "单位审核",
        "单位公示并推荐上报",
        "县（市、区）建设初评委资格审查",
        "县（市、区）人力社保局复审",
        "评前面试或业务能力复审会",
        "县（市、区）建设初评委评审推荐",
        "市建设中评委审核",
        "市人力社保部门资格复审",
        "市人力社保部门公示",
        "市建设中评委评审",
        "公布评审结果",
        "制发文件、网络打印证书",
    ]
    assert walk(route, plain) == (wanted, Status.COMPLETED)
    wanted.insert(9, "面试范围的评审对象参加面试")
    assert walk(route, named) == (wanted, Status.COMPLETED)


@pytest.mark.parametrize(
    ("title", "mode", "last"),
    [
        ("technician", "NORMAL", "公布评审结果"),
        ("engineer", "NORMAL", "县（市、区）建设初评委评审推荐"),
        ("technician", "INITIAL_CONFERMENT", "公布初定结果"),
        ("engineer", "INITIAL_CONFERMENT", "公布初定结果"),
    ],
)
def test_a_no_is_reported_and_announced_and_nothing_is_issued(session, plan, title, mode, last):
    subject = subject_of(employer(session, *OF_THE_BUREAU), title, mode)
    entered, status = walk(chosen(plan, subject), subject, approved=False)
    assert (entered[-1], status) == (last, Status.NOT_APPROVED)
