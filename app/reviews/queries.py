"""Reading committees' ballots in scope."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.applications.models import StageOutcome
from app.extensions import db
from app.reviews.models import ReviewResult


def of_application(application_id: int, *, whole: bool = False) -> ReviewResult | None:
    """The committee's ballot on the application, if its outcome stands; `whole`: one that was undone as well."""
    statement = (
        select(ReviewResult)
        .join(ReviewResult.outcome)
        .where(ReviewResult.application_id == application_id)
        .options(contains_eager(ReviewResult.outcome), joinedload(ReviewResult.committee))
        .execution_options(no_scope=whole, populate_existing=True)
    )
    if not whole:
        statement = statement.where(StageOutcome.retracted_at.is_(None))
    return db.session.scalars(statement).one_or_none()
