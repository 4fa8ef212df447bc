"""Days of a plan that hold beside its own: who takes applications in until when, and when they may be submitted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.core.workflow import Subject, matches
from app.plans.enums import DeadlineKind

if TYPE_CHECKING:
    from app.plans.models import PlanDeadline, ReviewPlan, RouteStage


def receiving_deadline(plan: ReviewPlan, subject: Subject, stage: RouteStage, holder_id: int) -> PlanDeadline | None:
    """The earliest day after which the holder of the stage takes this application in no longer (R-215 to R-220)."""
    found = [
        one
        for one in _applying(plan, subject, DeadlineKind.RECEIVING)
        if (one.organisation_id == holder_id if one.organisation_id is not None else one.holder is stage.holder)
    ]
    return min(found, key=lambda one: one.due_on, default=None)


def windows_of(plan: ReviewPlan, subject: Subject) -> list[PlanDeadline]:
    """The windows within which this application may be submitted, the earliest first; none: until the deadline."""
    return sorted(_applying(plan, subject, DeadlineKind.WINDOW), key=lambda one: (one.due_on, one.position))


def nearest_window(windows: Iterable[PlanDeadline], today: dt.date) -> PlanDeadline | None:
    """The window that is open today, else the next one; None once all are over."""
    return next((one for one in windows if today <= one.due_on), None)


def _applying(plan: ReviewPlan, subject: Subject, kind: DeadlineKind) -> list[PlanDeadline]:
    return [one for one in plan.deadlines if one.kind is kind and matches(one.applies_when, subject)]
