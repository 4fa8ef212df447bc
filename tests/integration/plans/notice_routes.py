"""Routes of shipped packs in a database: the route that is chosen, who holds its stages, a walk to its end."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Region
from app.committees.models import ReviewCommittee
from app.core.workflow import (
    CONCLUDING_KINDS,
    Route,
    State,
    Status,
    Subject,
    approve,
    conclude,
    matches,
    submit,
)
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from app.plans import services
from app.plans.models import PlanRoute, ReviewPlan
from app.plans.queries import resolve_holder
from app.plans.rules import core_route
from config import PROJECT

PLANS = PROJECT / "seed" / "plans"


def published(session: Session, *codes: str) -> ReviewPlan:
    """The last of these packs, published after those that it defers to."""
    for code in codes:
        plan = services.import_pack(services.load_pack(PLANS / f"{code}.yaml"))
        services.publish(plan.id, plan.version)
    session.commit()
    return plan


def by_code(session: Session, model: Any, code: str) -> Any:
    return session.scalars(select(model).where(model.code == code)).one()


def employer(session: Session, kind: str, affiliation: str, region: str, department: str | None = None) -> Organisation:
    """A stored employer."""
    name = f"{kind}-{affiliation}-{region}-{department}"
    row = Organisation(
        code=name,
        name=name,
        kind=OrganisationKind.EMPLOYER,
        employer_kind=EmployerKind[kind],
        affiliation=AffiliationLevel[affiliation],
        region=by_code(session, Region, region),
        department=by_code(session, Organisation, department) if department else None,
    )
    session.add(row)
    session.flush()
    return row


def subject_of(unit: Organisation, title: str, mode: str, **more: Any) -> Subject:
    assert unit.employer_kind
    return Subject(
        mode=mode,
        title_code=title,
        employer_kind=unit.employer_kind.name,
        affiliation_level=unit.affiliation.name,
        department=unit.department.code if unit.department else "",
        region=unit.region.code,
        **more,
    )


def chosen(plan: ReviewPlan, subject: Subject) -> PlanRoute | None:
    return next((route for route in plan.routes if matches(route.applies_when, subject)), None)


def holders(session: Session, route: PlanRoute, subject: Subject, unit: Organisation, committee: str) -> list[str]:
    """Codes of those who hold the stages that apply, in order, each once where stages follow one another."""
    accepting = by_code(session, ReviewCommittee, committee)
    found = [
        session.get_one(Organisation, resolve_holder(stage, unit, accepting)).code
        for stage in route.stages
        if matches(stage.applies_when, subject)
    ]
    return [code for code, _same in groupby(found)]


def printed_steps(route: PlanRoute) -> list[int]:
    """The notice's step numbers; the first, personal application, is the applicant's own and no row."""
    return [1, *dict.fromkeys(stage.printed_step for stage in route.stages)]


def walk(route: PlanRoute, subject: Subject, approved: bool = True) -> tuple[list[str], Status]:
    """Names of the stages entered from submission on, every conclusion being `approved`, and where it ends."""
    rows: Route = core_route(route)
    state = submit(rows, State(), subject).after
    entered = []
    while state.stage_id is not None:
        stage = rows.stage(state.stage_id)
        entered.append(stage.name)
        if stage.kind in CONCLUDING_KINDS:
            state = conclude(rows, state, subject, approved).after
        else:
            state = approve(rows, state, subject).after
    return entered, state.status
