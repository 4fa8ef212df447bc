"""Who a dry run can be about: applications of one's own plans, as they were submitted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from app.applications.models import Application, Submission
from app.core.workflow import Status
from app.extensions import db
from app.plans.models import ReviewPlan

CHUNK = 1000


def plans_with_applications(organisation_id: int | None) -> Sequence[tuple[int, str, int]]:
    """(id, name, submitted applications) of the plans that the organisation issued, in scope, the newest first."""
    statement = (
        select(ReviewPlan.id, ReviewPlan.name, func.count(Application.id))
        .join(Application, Application.plan_id == ReviewPlan.id)
        .where(ReviewPlan.issuer_id == organisation_id, *_SUBMITTED)
        .group_by(ReviewPlan.id, ReviewPlan.name, ReviewPlan.opens_on)
        .order_by(ReviewPlan.opens_on.desc(), ReviewPlan.id.desc())
    )
    return [(key, name, count) for key, name, count in db.session.execute(statement)]


def how_many(plan_ids: Collection[int]) -> int:
    """Submitted applications under these plans, in scope."""
    statement = select(func.count(Application.id)).where(Application.plan_id.in_(plan_ids), *_SUBMITTED)
    return db.session.scalar(statement) or 0


def newest_submissions(plan_ids: Collection[int]) -> Iterator[list[tuple[int, int, dict[str, Any]]]]:
    """(application's id, plan year, frozen content) of the newest submission of each, a thousand at a time by key."""
    last = 0
    while rows := db.session.execute(_after(plan_ids, last)).all():
        last = rows[-1][0]
        yield [(key, year, content) for key, year, content in rows]


def _after(plan_ids: Collection[int], last: int) -> Select[Any]:
    return (
        select(Application.id, Application.plan_year, Submission.content)
        .join(Submission, Submission.application_id == Application.id)
        .where(
            Application.id > last,
            Application.plan_id.in_(plan_ids),
            Submission.version == Application.submission_count,
            *_SUBMITTED,
        )
        .order_by(Application.id)
        .limit(CHUNK)
    )


_SUBMITTED = (Application.submission_count > 0, Application.status != Status.WITHDRAWN)
