"""Reading results in scope."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.reviews.models import ResultAnnouncement, ReviewResult


def of_application(application_id: int, *, whole: bool = False) -> ReviewResult | None:
    """The committee's result on the application, if recorded."""
    statement = (
        select(ReviewResult)
        .where(ReviewResult.application_id == application_id)
        .options(joinedload(ReviewResult.announcement), joinedload(ReviewResult.committee))
        .execution_options(no_scope=whole, populate_existing=True)
    )
    return db.session.scalars(statement).one_or_none()


def announcement(organisation_id: int, document_number: str) -> ResultAnnouncement | None:
    """The announcement under this document number, if there is one."""
    statement = select(ResultAnnouncement).where(
        ResultAnnouncement.organisation_id == organisation_id,
        ResultAnnouncement.document_number == document_number,
    )
    return db.session.scalars(statement).one_or_none()


def announced_under(announcement_id: int) -> Sequence[ReviewResult]:
    """The results of one announcement, in scope."""
    statement = select(ReviewResult).where(ReviewResult.announcement_id == announcement_id).order_by(ReviewResult.id)
    return db.session.scalars(statement).all()
