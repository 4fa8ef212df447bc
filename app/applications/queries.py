"""Reading applications in scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Integer, bindparam, func, select, update
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from app.access.scoping import BUILT_ONCE, acting
from app.applicants.models import Applicant
from app.applications.models import (
    Application,
    ApplicationAttachment,
    ApplicationEntry,
    ApplicationHolding,
    FindingRuling,
    PaperReceipt,
    Recommender,
    Submission,
)
from app.catalog.models import ProfessionalTitle, Region
from app.console.paging import Page, Rows, page_of
from app.core.actor import Role
from app.core.eligibility import Catalog, Code
from app.core.errors import OutOfScope
from app.core.workflow import Status
from app.extensions import db
from app.organisations.models import Organisation
from app.plans.enums import WizardStep
from app.plans.models import PlanRoute, ReviewPlan, RouteStage

HELD_CAP = 1000
# Roles that the SCOPE table shows what their organisation holds or held.
SEE_WHAT_THEY_HELD = frozenset({Role.DEPARTMENT_AUDITOR, Role.HRSS_AUDITOR, Role.COMMITTEE_OFFICE})
_ID = bindparam("application_id", type_=Integer())
_HEAD = (
    select(Application)
    .where(Application.id == _ID)
    .options(
        joinedload(Application.plan).load_only(ReviewPlan.applicant_deadline, ReviewPlan.seniority_cutoff_date),
        joinedload(Application.applicant).load_only(Applicant.id).joinedload(Applicant.employment),
    )
    .execution_options(populate_existing=True, **BUILT_ONCE)
)
_PLACE = select(Application.status, Application.step).where(Application.id == _ID).execution_options(**BUILT_ONCE)
_OWN = (
    select(Application)
    .where(Application.applicant_id == bindparam("own_applicant_id", type_=Integer()))
    .options(
        defer(Application.work_statement),
        defer(Application.appraisal_summary),
        joinedload(Application.plan).load_only(ReviewPlan.name, ReviewPlan.applicant_deadline),
        joinedload(Application.stage).load_only(RouteStage.name),
        joinedload(Application.holder).load_only(Organisation.name),
    )
    .order_by(Application.id.desc())
    .execution_options(**BUILT_ONCE)
)
_NAMED = {
    model: select(model.code, model.name)
    .where(model.code.in_(bindparam("codes", expanding=True)))
    .execution_options(**BUILT_ONCE)
    for model in (ProfessionalTitle, Region)
}
_HOLDERS = (
    select(ApplicationHolding.stage_id, ApplicationHolding.organisation_id, Organisation.name)
    .join(Organisation, Organisation.id == ApplicationHolding.organisation_id)
    .where(ApplicationHolding.application_id == _ID)
    .order_by(ApplicationHolding.id)
    .execution_options(**BUILT_ONCE)
)


def load(application_id: int) -> Application:
    """One application in scope with what a page or a command needs; raises OutOfScope.

    Always by SELECT, so that neither the identity map nor an old page can lend a row.
    """
    statement = (
        select(Application)
        .where(Application.id == application_id)
        .options(
            joinedload(Application.plan).joinedload(ReviewPlan.issuer),
            joinedload(Application.employer).joinedload(Organisation.region),
            joinedload(Application.employer).joinedload(Organisation.department),
            joinedload(Application.title),
            joinedload(Application.category),
            joinedload(Application.specialty),
            joinedload(Application.committee),
            joinedload(Application.holder),
            joinedload(Application.stage),
            joinedload(Application.photo),
            joinedload(Application.signature),
            joinedload(Application.applicant).selectinload(Applicant.education),
            joinedload(Application.applicant).selectinload(Applicant.employment),
            joinedload(Application.applicant).selectinload(Applicant.titles_held),
            joinedload(Application.applicant).selectinload(Applicant.appraisals),
            joinedload(Application.route).selectinload(PlanRoute.stages),
            selectinload(Application.entries).joinedload(ApplicationEntry.entry),
            selectinload(Application.attachments).joinedload(ApplicationAttachment.file),
            selectinload(Application.attachments).joinedload(ApplicationAttachment.kind),
            selectinload(Application.recommenders).joinedload(Recommender.title),
        )
        .execution_options(populate_existing=True)
    )
    application = db.session.scalars(statement).unique().one_or_none()
    if application is None:
        raise OutOfScope
    return application


def load_head(application_id: int) -> Application:
    """One application in scope with its plan's days and the person's employment; raises OutOfScope. By SELECT, as
    `load`."""
    application = db.session.scalars(_HEAD, {"application_id": application_id}).unique().one_or_none()
    if application is None:
        raise OutOfScope
    return application


def place(application_id: int) -> tuple[Status, WizardStep]:
    """Where one application in scope stands, and how far its wizard came; raises OutOfScope."""
    row = db.session.execute(_PLACE, {"application_id": application_id}).one_or_none()
    if row is None:
        raise OutOfScope
    return row.status, row.step


def load_many(application_ids: Collection[int], *more: ORMOption) -> dict[int, Application]:
    """Applications in scope by id with what moving them needs; raises OutOfScope where even one is not this person's.

    What all share is read once: the stage is one of the route's. Four statements for any number; `more` are options for
    what else is wanted.
    """
    statement = (
        select(Application)
        .where(Application.id.in_(application_ids))
        .options(
            joinedload(Application.employer).joinedload(Organisation.region),
            joinedload(Application.employer).joinedload(Organisation.department),
            joinedload(Application.applicant),
            joinedload(Application.title),
            joinedload(Application.category),
            joinedload(Application.committee),
            selectinload(Application.plan),
            selectinload(Application.route).selectinload(PlanRoute.stages),
            *more,
        )
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in db.session.scalars(statement)}
    if len(found) != len(set(application_ids)):
        raise OutOfScope
    return found


def of_applicant(applicant_id: int) -> Sequence[Application]:
    """A person's applications, newest first."""
    return db.session.scalars(_OWN, {"own_applicant_id": applicant_id}).all()


def rows_of(applicant_id: int | None) -> Rows:
    """The statement of `of_applicant`."""
    return _OWN.params(own_applicant_id=applicant_id)


def page_of_applicant(applicant_id: int | None, page: str, size: int) -> Page:
    """One page of a person's applications, newest first."""
    statement = (
        select(Application)
        .where(Application.applicant_id == applicant_id)
        .options(
            joinedload(Application.plan),
            joinedload(Application.title),
            joinedload(Application.specialty),
            joinedload(Application.stage),
            joinedload(Application.holder),
        )
    )
    return page_of(statement, Application.id, Application.id, page, descending=True, size=size)


def under_plan(applicant_id: int, plan_id: int) -> Application | None:
    """The person's application under the plan that was not withdrawn, if any."""
    statement = select(Application).where(
        Application.applicant_id == applicant_id,
        Application.plan_id == plan_id,
        Application.status != Status.WITHDRAWN,
    )
    return db.session.scalars(statement).one_or_none()


def live_elsewhere(application: Application) -> Application | None:
    """Another application of the person that is live at the same level in the same plan year."""
    statement = select(Application).where(
        Application.applicant_id == application.applicant_id,
        Application.level_id == application.level_id,
        Application.plan_year == application.plan_year,
        Application.id != application.id,
        Application.status.in_((Status.UNDER_WAY, Status.RETURNED, Status.COMPLETED)),
    )
    return db.session.scalars(statement.limit(1)).one_or_none()


def newest_submission(application_id: int) -> Submission:
    """The latest frozen version; raises OutOfScope where none was ever submitted."""
    return newest_submissions([application_id])[application_id]


def newest_submissions(application_ids: Collection[int]) -> dict[int, Submission]:
    """The latest frozen version of each application; raises OutOfScope where one was never submitted."""
    newest = (
        select(Submission.application_id, func.max(Submission.version).label("last"))
        .where(Submission.application_id.in_(application_ids))
        .group_by(Submission.application_id)
        .subquery()
    )
    statement = select(Submission).join(
        newest, (newest.c.application_id == Submission.application_id) & (newest.c.last == Submission.version)
    )
    found = {row.application_id: row for row in db.session.scalars(statement)}
    if len(found) != len(set(application_ids)):
        raise OutOfScope
    return found


def submission(application_id: int, version: int) -> Submission:
    """One frozen version; raises OutOfScope."""
    statement = select(Submission).where(Submission.application_id == application_id, Submission.version == version)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def submissions(application_id: int) -> Sequence[Submission]:
    """Every frozen version, oldest first."""
    statement = select(Submission).where(Submission.application_id == application_id).order_by(Submission.version)
    return db.session.scalars(statement).all()


def rulings(application_id: int) -> list[FindingRuling]:
    """Auditors' rulings on findings."""
    statement = select(FindingRuling).where(FindingRuling.application_id == application_id).order_by(FindingRuling.id)
    return list(db.session.scalars(statement))


def holdings(application_id: int) -> Sequence[ApplicationHolding]:
    """Who held the application, in order."""
    statement = (
        select(ApplicationHolding)
        .where(ApplicationHolding.application_id == application_id)
        .options(joinedload(ApplicationHolding.organisation), joinedload(ApplicationHolding.stage))
        .order_by(ApplicationHolding.id)
    )
    return db.session.scalars(statement).all()


def holders(application_id: int) -> Sequence[tuple[int, int, str]]:
    """Who held the application, in order: ids of stage and organisation, the organisation's name."""
    rows = db.session.execute(_HOLDERS, {"application_id": application_id})
    return [(stage_id, organisation_id, name) for stage_id, organisation_id, name in rows]


def release(application_ids: Collection[int], at: dt.datetime) -> None:
    """Close the open holding of each application that has one."""
    db.session.execute(
        update(ApplicationHolding)
        .where(ApplicationHolding.application_id.in_(application_ids), ApplicationHolding.left_at.is_(None))
        .values(left_at=at)
        .execution_options(synchronize_session=False, no_scope=True)
    )


def date_holdings(application_id: int, submitted_at: dt.datetime) -> None:
    """Whoever has held the application finds it in its lists under the day of its newest submission."""
    db.session.execute(
        update(ApplicationHolding)
        .where(ApplicationHolding.application_id == application_id)
        .values(submitted_at=submitted_at)
        .execution_options(synchronize_session=False, no_scope=True)
    )


def expect_papers(applications: Collection[Application], due: dt.date) -> None:
    """The printed sheets of these applications are due on that day."""
    db.session.execute(
        update(Application)
        .where(Application.id.in_([one.id for one in applications]))
        .values(paper_due_on=due)
        .execution_options(synchronize_session=False)
    )
    for one in applications:
        set_committed_value(one, "paper_due_on", due)


def paper_receipt(application_id: int) -> PaperReceipt | None:
    """The receipt of the printed sheets, if they came."""
    return db.session.scalars(select(PaperReceipt).where(PaperReceipt.application_id == application_id)).one_or_none()


def with_papers(application_ids: Collection[int]) -> set[int]:
    """Those of the applications whose printed sheets came."""
    statement = select(PaperReceipt.application_id).where(PaperReceipt.application_id.in_(application_ids))
    return set(db.session.scalars(statement))


def code_names(codes: Collection[Code]) -> dict[Code, str]:
    """Printed names of the titles and regions among the codes; what the catalog lacks is left out."""
    found: dict[Code, str] = {}
    for catalog, model in ((Catalog.TITLE, ProfessionalTitle), (Catalog.REGION, Region)):
        wanted = {code.code for code in codes if code.catalog is catalog}
        if wanted:
            rows = db.session.execute(_NAMED[model], {"codes": sorted(wanted)})
            found.update({Code(catalog, code): name for code, name in rows})
    return found


def held_by_kind(organisation_id: int | None) -> dict[str, int]:
    """How many applications wait for the organisation, by kind of stage; together at most 1,001. Once per request."""
    if "held_by_kind" not in g:
        held = select(Application.stage_kind).where(Application.holder_id == organisation_id, is_under_way())
        kinds = held.limit(HELD_CAP + 1).subquery()
        counted = select(kinds.c.stage_kind, func.count()).group_by(kinds.c.stage_kind)
        counted = counted.execution_options(no_scope=sees_what_it_held(organisation_id))
        g.held_by_kind = dict(db.session.execute(counted).all())
    kept: dict[str, int] = g.held_by_kind
    return kept


def sees_what_it_held(organisation_id: int | None) -> bool:
    """Whether the actor may see whatever the organisation holds or held, by that alone.

    Then its ids are found without a look at the holdings of each row: one costs nothing, 1,001 for a count do.
    """
    actor = acting(db.session)
    return bool(actor.roles & SEE_WHAT_THEY_HELD) and None is not organisation_id == actor.organisation_id


def is_under_way(row: Any = Application) -> ColumnElement[bool]:
    """The condition of the queue's partial index."""
    return has_status(Status.UNDER_WAY, row)


def has_status(status: Status, row: Any = Application) -> ColumnElement[bool]:
    """A partial index's condition on the status, spelled out so that both databases recognise it."""
    found: ColumnElement[bool] = row.status == bindparam(None, status, Application.status.type, literal_execute=True)
    return found
