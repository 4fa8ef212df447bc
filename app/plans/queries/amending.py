"""What a published plan's changes ask of the database: the log of them, and who may set its fees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.committees.models import ReviewCommittee
from app.core.workflow import Gate, HolderKind, StageKind
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation
from app.plans.models import ReviewPlan, RouteStage
from app.plans.queries.holders import HRSS_LEVELS
from app.plans.rules.warnings import in_line

MOST_AMENDMENTS = 100


def amendment_records(plan_id: int) -> Sequence[DecisionRecord]:
    """The newest changes of a plan since its publication; each has a reason, which changes of a draft do not."""
    statement = (
        select(DecisionRecord)
        .where(
            DecisionRecord.subject_kind == SubjectKind.PLAN,
            DecisionRecord.subject_id == plan_id,
            DecisionRecord.action == Action.EDIT,
            DecisionRecord.reason != "",
        )
        .order_by(DecisionRecord.sequence.desc())
        .limit(MOST_AMENDMENTS)
        .execution_options(no_scope=True)
    )
    return db.session.scalars(statement).all()


def audits_before_the_fee(plan: ReviewPlan, organisation_id: int) -> bool:
    """Whether this office holds, for some application, an audit that comes before a stage that waits for the fee."""
    statement = select(Organisation).where(Organisation.id == organisation_id).options(joinedload(Organisation.region))
    office = db.session.scalars(statement).one()
    return any(_holds(office, stage, plan) for stage in _audits(plan))


def _audits(plan: ReviewPlan) -> Iterator[RouteStage]:
    for route in plan.routes:
        waiting = [stage.position for stage in route.stages if Gate.FEE_PAID.name in stage.gates]
        yield from (
            stage
            for stage in route.stages
            if stage.kind is StageKind.AUDIT and waiting and stage.position < min(waiting)
        )


def _holds(office: Organisation, stage: RouteStage, plan: ReviewPlan) -> bool:
    kind, here = stage.holder, in_line(office.region.code, plan.region.code)
    if kind is HolderKind.NAMED_ORGANISATION:
        return stage.holder_organisation_id == office.id
    if kind is HolderKind.COMPETENT_DEPARTMENT:
        return here and _has_employers(office)
    if kind is HolderKind.TALENT_EXCHANGE_CENTRE:
        return here and office.kind is OrganisationKind.TALENT_EXCHANGE_CENTRE
    if kind in HRSS_LEVELS:
        level = HRSS_LEVELS[kind]
        return here and office.kind is OrganisationKind.HRSS_DEPARTMENT and office.region.level is level
    if kind is HolderKind.ACCEPTING_COMMITTEE_OFFICE:
        return office.id in {row.committee.office_id for row in plan.committees}
    if kind is HolderKind.RECOMMENDING_COMMITTEE_OFFICE:
        return here and _keeps_committee(office, plan)
    return False


def _has_employers(office: Organisation) -> bool:
    return bool(db.session.scalar(select(exists().where(Organisation.department_id == office.id))))


def _keeps_committee(office: Organisation, plan: ReviewPlan) -> bool:
    levels = {row.committee.level for row in plan.committees}
    kept = exists().where(
        ReviewCommittee.office_id == office.id,
        ReviewCommittee.series_id == plan.series_id,
        ReviewCommittee.level.not_in(levels),
        ReviewCommittee.active,
    )
    return bool(db.session.scalar(select(kept)))
