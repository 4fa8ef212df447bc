"""From a plan's rows to attachments, routes and the tally's parameters."""

from datetime import date
from fractions import Fraction

import pytest
from plan_samples import shangyu

import app.models  # noqa: F401
from app.core.eligibility import ApplicantFacts, EducationLevel, EducationRecord, InsurancePeriod
from app.core.workflow import Gate, HolderKind, ResumeAt, ReturnTo, StageKind, Subject, check_route
from app.organisations.models import Organisation
from app.plans.models import PlanRoute, ReviewPlan, RouteStage
from app.plans.packs import build
from app.plans.rules import attachments_for, core_route, review_rules_of, route_for

NOBODY_KNOWN = ApplicantFacts()
LOCAL = Subject(
    mode="NORMAL", title_code="technician", employer_kind="NON_PUBLIC_ENTERPRISE", affiliation_level="COUNTY"
)


@pytest.fixture
def plan() -> ReviewPlan:
    """The shipped pack as rows without a database; what refers to other tables refers to number 1."""
    return build(shangyu(), lambda _table, _code: 1)


def asked(plan, facts=NOBODY_KNOWN, subject=LOCAL):
    return {kind.key: required for kind, required in attachments_for(plan, facts, subject)}


def graduate(level, year):
    return EducationRecord(level=level, graduated_on=date(year, 7, 1))


FOR_EVERYBODY = {
    "education-proof-not-fetched": False,
    "residence-card": False,
    "main-contributor-proof": False,
    "other": False,
}


def test_what_is_not_known_of_a_person_asks_nothing_of_them(plan):
    assert asked(plan) == FOR_EVERYBODY


@pytest.mark.parametrize(
    ("records", "needed"),
    [
        ([graduate(EducationLevel.COLLEGE, 2000)], True),
        ([graduate(EducationLevel.COLLEGE, 2001)], False),
        ([graduate(EducationLevel.SECONDARY_VOCATIONAL, 2010)], True),
        ([graduate(EducationLevel.BACHELOR, 2010), graduate(EducationLevel.SENIOR_MIDDLE, 1999)], False),
        ([graduate(EducationLevel.BACHELOR, 1998), graduate(EducationLevel.COLLEGE, 2010)], True),
        ([], False),
    ],
)
def test_a_diploma_is_asked_for_where_the_registry_cannot_know_the_highest_education(plan, records, needed):
    facts = ApplicantFacts(education=tuple(records))
    assert asked(plan, facts).get("education-proof", False) is needed


@pytest.mark.parametrize(
    ("regions", "needed"), [(["330604"], False), (["330100"], False), (["330604", "320500"], True)]
)
def test_proof_of_insurance_is_asked_for_outside_the_province(plan, regions, needed):
    periods = tuple(InsurancePeriod(started_on=date(2020, 1, 1), region=region) for region in regions)
    assert asked(plan, ApplicantFacts(insurance=periods)).get("insurance-proof", False) is needed


@pytest.mark.parametrize(
    ("level", "needed"), [("CENTRAL", True), ("PROVINCE", True), ("CITY", False), ("COUNTY", False)]
)
def test_staff_of_central_and_provincial_units_bring_the_entrustment(plan, level, needed):
    subject = Subject(mode="NORMAL", title_code="technician", affiliation_level=level)
    assert asked(plan, subject=subject).get("entrustment-letter", False) is needed


def test_the_policy_doors_ask_assistant_engineers_alone(plan):
    subject = Subject(mode="NORMAL", title_code="assistant-engineer")
    assert asked(plan, subject=subject) == {**FOR_EVERYBODY, "policy-proof": False}


def test_attachments_come_in_the_order_of_the_plan(plan):
    facts = ApplicantFacts(
        education=(graduate(EducationLevel.COLLEGE, 1990),),
        insurance=(InsurancePeriod(started_on=date(2020, 1, 1), region="320500"),),
    )
    subject = Subject(mode="NORMAL", title_code="assistant-engineer", affiliation_level="CENTRAL")
    assert list(asked(plan, facts, subject)) == [kind.key for kind in plan.attachments]


def test_the_route_is_that_of_the_notice(plan):
    stages = core_route(route_for(plan.routes, LOCAL)).stages
    assert [(stage.kind, stage.holder, stage.printed_step) for stage in stages] == [
        (StageKind.AUDIT, HolderKind.EMPLOYER, 2),
        (StageKind.PUBLIC_NOTICE, HolderKind.EMPLOYER, 2),
        (StageKind.AUDIT, HolderKind.HRSS_COUNTY, 3),
        (StageKind.REVIEW, HolderKind.ACCEPTING_COMMITTEE_OFFICE, 3),
        (StageKind.ANNOUNCEMENT, HolderKind.HRSS_COUNTY, 4),
        (StageKind.ISSUANCE, HolderKind.HRSS_COUNTY, 4),
    ]
    assert stages[1].min_working_days == 5
    assert stages[3].gates == (Gate.FEE_PAID, Gate.PAPER_RECEIVED)
    assert [row.opens_review_sheet for row in plan.routes[0].stages] == [False, False, True, False, False, False]
    assert check_route(stages, ("technician", "assistant-engineer"), ("NORMAL",)) == []


def routes(*conditions):
    return [
        PlanRoute(name=str(number), applies_when=condition, stages=[stage(f"stage {number}")])
        for number, condition in enumerate(conditions)
    ]


def stage(name, **columns):
    return RouteStage(
        **{
            "id": 7,
            "position": 1,
            "printed_step": 1,
            "name": name,
            "kind": StageKind.AUDIT,
            "holder": HolderKind.EMPLOYER,
            "applies_when": {},
            "gates": [],
            "min_working_days": 0,
            "due_working_days": 0,
            "return_to": ReturnTo.APPLICANT,
            "resume_at": ResumeAt.FIRST_STAGE,
            **columns,
        }
    )


def test_the_first_route_whose_condition_holds_is_taken():
    offered = routes({"titles": ["engineer"]}, {"employer_kinds": ["NON_PUBLIC_ENTERPRISE"]}, {})
    assert [one.name for one in core_route(route_for(offered, LOCAL)).stages] == ["stage 1"]
    assert [one.name for one in core_route(route_for(offered, Subject())).stages] == ["stage 2"]


def test_where_no_condition_holds_there_is_no_route():
    assert route_for(routes({"titles": ["engineer"]}), LOCAL) is None


def test_a_stage_keeps_everything_that_the_machine_looks_at():
    row = stage(
        "复审",
        kind=StageKind.INTERVIEW,
        holder=HolderKind.NAMED_ORGANISATION,
        holder_organisation=Organisation(name="省协会"),
        applies_when={"named_in": ["INTERVIEW"]},
        gates=["NOTICE_COMPLETED"],
        min_working_days=6,
        due_working_days=9,
        return_to=ReturnTo.PREVIOUS_STAGE,
        resume_at=ResumeAt.RETURNING_STAGE,
    )
    (found,) = core_route(PlanRoute(stages=[row])).stages
    assert (found.id, found.position, found.printed_step, found.name) == (7, 1, 1, "复审")
    assert (found.kind, found.holder, found.holder_name) == (
        StageKind.INTERVIEW,
        HolderKind.NAMED_ORGANISATION,
        "省协会",
    )
    assert (found.applies_when, found.gates) == ({"named_in": ["INTERVIEW"]}, (Gate.NOTICE_COMPLETED,))
    assert (found.min_working_days, found.due_working_days) == (6, 9)
    assert (found.return_to, found.resume_at) == (ReturnTo.PREVIOUS_STAGE, ResumeAt.RETURNING_STAGE)


def test_the_tally_reads_exact_shares(plan):
    rules = review_rules_of(plan)
    assert (rules["pass_share"], rules["quorum_share"], rules["outside_share"]) == (
        Fraction(2, 3),
        Fraction(2, 3),
        Fraction(1, 10),
    )
    assert (rules["least_experts"], rules["odd_experts"], rules["proxy_votes"]) == (7, True, False)


def test_every_rule_of_the_tally_names_its_source(plan):
    assert [name for name, rule in plan.review_rules.items() if not rule["source"]] == []
