"""Reading applications in scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.access.scoping import BUILT_ONCE
from app.applicants.models import Applicant
from app.applicants.queries import whole_record
from app.applications.models import (
    Application,
    ApplicationAttachment,
    ApplicationEntry,
    Recommender,
)
from app.archives.models import ArchiveEntry
from app.catalog.models import ProfessionalTitle, Region, TitleLevel
from app.console.paging import Page, Rows, page_of
from app.core.eligibility import Catalog, Code
from app.core.errors import OutOfScope
from app.core.workflow import OPEN_STATUSES, Status
from app.extensions import db
from app.organisations.models import Organisation
from app.plans.enums import WizardStep
from app.plans.models import PlanRoute, ReviewPlan, RouteStage

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


def load(application_id: int) -> Application:
    """One application in scope with what a page or a command needs; raises OutOfScope.

    Always by SELECT, so that neither the identity map nor an old page can lend a row.
    """
    statement = (
        select(Application)
        .where(Application.id == application_id)
        .options(
            joinedload(Application.plan).joinedload(ReviewPlan.issuer),
            joinedload(Application.plan).selectinload(ReviewPlan.deadlines),
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
            *whole_record(joinedload(Application.applicant)),
            joinedload(Application.route).selectinload(PlanRoute.stages),
            selectinload(Application.entries).joinedload(ApplicationEntry.entry).joinedload(ArchiveEntry.approved),
            selectinload(Application.attachments).joinedload(ApplicationAttachment.file),
            selectinload(Application.attachments).joinedload(ApplicationAttachment.kind),
            selectinload(Application.recommenders).joinedload(Recommender.title),
            selectinload(Application.namings),
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

    What all share is read once: the stage is one of the route's. Six statements for any number; `more` are options for
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
            selectinload(Application.plan).selectinload(ReviewPlan.deadlines),
            selectinload(Application.route).selectinload(PlanRoute.stages),
            selectinload(Application.namings),
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


def count_open(plan_id: int) -> int:
    """How many applications under the plan were submitted and are not done, whoever may see them."""
    statement = (
        select(func.count())
        .select_from(Application)
        .where(Application.plan_id == plan_id, Application.status.in_((Status.UNDER_WAY, Status.RETURNED)))
        .execution_options(no_scope=True)
    )
    return db.session.scalar(statement) or 0


def open_under(plan_id: int) -> Sequence[Application]:
    """Every application under the plan that is not done, drafts included, whoever may see them."""
    statement = (
        select(Application)
        .where(Application.plan_id == plan_id, Application.status.in_(OPEN_STATUSES))
        .options(
            joinedload(Application.employer).joinedload(Organisation.region),
            joinedload(Application.employer).joinedload(Organisation.department),
            joinedload(Application.applicant),
            joinedload(Application.title),
            joinedload(Application.category),
        )
        .order_by(Application.id)
        .execution_options(no_scope=True)
    )
    return db.session.scalars(statement).all()


def title_choices() -> Sequence[tuple[int, str]]:
    """(id, name) of the catalog's titles, the highest level first."""
    statement = (
        select(ProfessionalTitle.id, ProfessionalTitle.name)
        .join(ProfessionalTitle.level)
        .order_by(TitleLevel.rank.desc(), ProfessionalTitle.id)
    )
    return [(key, name) for key, name in db.session.execute(statement)]


def code_names(codes: Collection[Code]) -> dict[Code, str]:
    """Printed names of the titles and regions among the codes; what the catalog lacks is left out."""
    found: dict[Code, str] = {}
    for catalog, model in ((Catalog.TITLE, ProfessionalTitle), (Catalog.REGION, Region)):
        wanted = {code.code for code in codes if code.catalog is catalog}
        if wanted:
            rows = db.session.execute(_NAMED[model], {"codes": sorted(wanted)})
            found.update({Code(catalog, code): name for code, name in rows})
    return found
