"""Reading what the page of one's own application shows: statements built once, of the columns that it prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, and_, bindparam, literal_column, select
from sqlalchemy.orm import aliased, joinedload, load_only
from sqlalchemy.orm.attributes import set_committed_value

from app.access.scoping import BUILT_ONCE
from app.applicants.models import Applicant
from app.applications.models import Application, FindingRuling, ListNaming, PaperReceipt, StageOutcome, Submission
from app.catalog.models import ProfessionalTitle
from app.committees.models import ReviewCommittee
from app.core.errors import OutOfScope
from app.decisions.enums import SubjectKind
from app.decisions.models import DecisionRecord
from app.extensions import db
from app.fees.enums import OrderStatus
from app.fees.models import FeeOrder, Payment
from app.organisations.models import Organisation
from app.plans.models import PlanCategory, PlanDeadline, ReviewPlan
from app.public_notices.models import PublicNoticeEntry

_ID = bindparam("application_id", type_=Integer())
# Spelled out: SQLite plans a statement anew for each value that decides whether a partial index serves it.
_CANCELLED: Any = literal_column(f"'{OrderStatus.CANCELLED.name}'")
_PAYEE = aliased(Organisation)
_APPLICATION = (
    select(
        Application,
        FeeOrder.amount_fen,
        FeeOrder.status.label("fee_status"),
        FeeOrder.due_on,
        FeeOrder.source,
        _PAYEE.name.label("payee"),
        Payment.paid_on,
        Payment.voucher_number,
        PaperReceipt.received_on,
        select(StageOutcome.id).where(StageOutcome.application_id == _ID).exists().label("has_outcomes"),
        select(FindingRuling.id).where(FindingRuling.application_id == _ID).exists().label("has_rulings"),
        select(ListNaming.id).where(ListNaming.application_id == _ID).exists().label("has_namings"),
        select(PlanDeadline.id).where(PlanDeadline.plan_id == Application.plan_id).exists().label("has_deadlines"),
        select(PublicNoticeEntry.id).where(PublicNoticeEntry.application_id == _ID).exists().label("has_notices"),
    )
    .select_from(Application)
    .outerjoin(FeeOrder, and_(FeeOrder.application_id == Application.id, FeeOrder.status != _CANCELLED))
    .outerjoin(_PAYEE, _PAYEE.id == FeeOrder.payee_id)
    .outerjoin(Payment, Payment.order_id == FeeOrder.id)
    .outerjoin(PaperReceipt, PaperReceipt.application_id == Application.id)
    .where(Application.id == _ID)
    .options(
        load_only(
            Application.plan_id,
            Application.plan_year,
            Application.applicant_name,
            Application.employer_id,
            Application.step,
            Application.title_id,
            Application.committee_id,
            Application.mode,
            Application.applicant_id,
            Application.category_id,
            Application.status,
            Application.route_id,
            Application.stage_id,
            Application.holder_id,
            Application.returned_by_stage_id,
            Application.return_due_on,
            Application.approved,
            Application.paper_due_on,
            Application.sheet_open,
            Application.version,
        ),
        joinedload(Application.plan)
        .load_only(
            ReviewPlan.name,
            ReviewPlan.status,
            ReviewPlan.version,
            ReviewPlan.published_at,
            ReviewPlan.applicant_deadline,
            ReviewPlan.paper_copies,
            ReviewPlan.paper_receiver_id,
        )
        .joinedload(ReviewPlan.paper_receiver)
        .load_only(Organisation.name),
        joinedload(Application.employer)
        .load_only(
            Organisation.name,
            Organisation.employer_kind,
            Organisation.affiliation,
            Organisation.region_id,
            Organisation.department_id,
        )
        .options(joinedload(Organisation.region), joinedload(Organisation.department).load_only(Organisation.code)),
        joinedload(Application.applicant).load_only(
            Applicant.post_standing, Applicant.file_hosted, Applicant.file_centre_id
        ),
        joinedload(Application.category).load_only(PlanCategory.key),
        joinedload(Application.title).load_only(ProfessionalTitle.code),
        joinedload(Application.committee).load_only(
            ReviewCommittee.name,
            ReviewCommittee.office_id,
            ReviewCommittee.series_id,
            ReviewCommittee.level,
            ReviewCommittee.region_id,
        ),
        joinedload(Application.holder).load_only(Organisation.name),
    )
    .execution_options(populate_existing=True, **BUILT_ONCE)
)
_HISTORY = (
    select(
        DecisionRecord.sequence,
        DecisionRecord.action,
        DecisionRecord.stage,
        DecisionRecord.opinion,
        DecisionRecord.reason,
        DecisionRecord.details,
        DecisionRecord.actor_name,
        DecisionRecord.organisation_name,
        DecisionRecord.at,
    )
    .where(DecisionRecord.subject_kind == SubjectKind.APPLICATION, DecisionRecord.subject_id == _ID)
    .order_by(DecisionRecord.sequence)
    .execution_options(**BUILT_ONCE)
)
_VERSIONS = (
    select(
        Submission.application_id, Submission.version, Submission.submitted_at, Submission.sha256, Submission.content
    )
    .where(Submission.application_id == _ID)
    .order_by(Submission.version)
    .execution_options(**BUILT_ONCE)
)


@dataclass(frozen=True)
class Record:
    """An application with its rows of the log and its frozen versions, oldest first: columns, not models.

    `facts` are columns of its fee, payment, papers and result, None where there is none, and whether it has rulings and
    notices at all: most have none, and what is not there need not be read.
    """

    application: Application
    history: Sequence[Any]
    submissions: Sequence[Any]
    facts: Any


def record(application_id: int) -> Record:
    """One application in scope with what its own page shows, in three statements; raises OutOfScope."""
    asked = {"application_id": application_id}
    row = db.session.execute(_APPLICATION, asked).one_or_none()
    if row is None:
        raise OutOfScope
    if not row.has_namings:
        set_committed_value(row[0], "namings", [])
    if not row.has_deadlines:
        set_committed_value(row[0].plan, "deadlines", [])
    history, submissions = db.session.execute(_HISTORY, asked).all(), db.session.execute(_VERSIONS, asked).all()
    return Record(row[0], history, submissions, row)
