"""The 28 plans of Anji 2021 in a database: each loads, passes the whole check, is published with its parent's rows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.workflow import Subject
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from app.plans import queries, services
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan
from app.plans.packs import SECTIONS, export_pack
from app.plans.queries.holders import resolve_holder
from app.plans.rules import core_route, route_for
from config import PROJECT
from seed.loading import shipped_packs

PARENT = "anji-2021"
PLANS = PROJECT / "seed" / "plans"
CHILDREN = [path for path in shipped_packs() if path.stem.startswith(f"{PARENT}-")]
EVERY_NINTH = CHILDREN[::9]


@pytest.fixture
def county(session) -> ReviewPlan:
    plan = services.import_pack(services.load_pack(PLANS / f"{PARENT}.yaml"))
    services.publish(plan.id, plan.version)
    session.commit()
    return plan


def imported(session, paths):
    plans = [services.import_pack(services.load_pack(path)) for path in paths]
    session.commit()
    return plans


def sampled(session):
    """All of them where a database costs little, some of them on the other."""
    return CHILDREN if session.get_bind().dialect.name == "sqlite" else EVERY_NINTH


def employer(session, kind, department=None):
    region = queries.plan_by_code(PARENT).region_id
    made = Organisation(
        code=f"unit-{kind.name}",
        name=f"示例单位{kind.name}",
        kind=OrganisationKind.EMPLOYER,
        employer_kind=kind,
        affiliation=AffiliationLevel.COUNTY,
        region_id=region,
        department_id=department,
    )
    session.add(made)
    session.flush()
    return made


def test_a_pack_comes_after_the_pack_that_it_defers_to():
    stems = [path.stem for path in shipped_packs()]
    assert stems.index(PARENT) == 0
    assert len(CHILDREN) == 28


def test_each_plan_passes_the_check_and_is_published(session, county):
    for plan in imported(session, sampled(session)):
        assert services.faults_of(plan) == [], plan.code
        assert services.publish(plan.id, plan.version).status is PlanStatus.PUBLISHED
    session.commit()


def test_a_published_plan_holds_its_own_rows_first_and_its_parent_s_behind_them(session, county):
    for plan in imported(session, EVERY_NINTH):
        own = {section.name: len(getattr(plan, section.name)) for section in SECTIONS}
        plan = services.publish(plan.id, plan.version)
        session.commit()
        assert [row.inherited for row in plan.clauses] == [False] + [True] * len(county.clauses)
        for section in SECTIONS:
            rows = getattr(plan, section.name)
            taken = section.name != "clauses" and not own[section.name]
            assert [row.position for row in rows] == list(range(1, len(rows) + 1))
            assert section.name == "clauses" or {row.inherited for row in rows} <= {taken}
            if taken:
                assert len(rows) == len(getattr(county, section.name))


def test_what_a_published_plan_took_over_does_not_go_into_its_own_pack(session, county):
    (plan,) = imported(session, CHILDREN[:1])
    before = export_pack(plan)
    plan = services.publish(plan.id, plan.version)
    session.commit()
    assert export_pack(plan) == before


def test_the_county_s_notice_takes_no_applications_itself(session, county):
    assert (county.status, county.takes_applications) == (PlanStatus.PUBLISHED, False)
    assert route_for(county.routes, Subject(mode="NORMAL", title_code="engineer")) is None


@pytest.mark.parametrize("kind", [EmployerKind.PUBLIC_INSTITUTION, EmployerKind.NON_PUBLIC_ENTERPRISE])
def test_every_stage_finds_its_holder_for_employers_of_the_county(session, county, kind):
    department = session.scalars(select(Organisation).where(Organisation.code == "anji-education")).one()
    unit = employer(session, kind, department.id if kind is EmployerKind.PUBLIC_INSTITUTION else None)
    for plan in imported(session, sampled(session)):
        committee = plan.committees[0].committee
        for title in plan.titles:
            subject = Subject(mode=plan.modes[0].mode.name, title_code=title.title.code, employer_kind=kind.name)
            stages = {stage.id: stage for route in plan.routes for stage in route.stages}
            route = route_for(plan.routes, subject)
            assert route is not None, f"{plan.code}: {title.title.code}"
            for stage in core_route(route).stages:
                if stage.applies_to(subject):
                    assert resolve_holder(stages[stage.id], unit, committee), f"{plan.code}: {stage.name}"
