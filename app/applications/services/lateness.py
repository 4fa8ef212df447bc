"""Whether an application comes in time: receiving deadlines of whoever has it next, windows for submitting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from app.applications import queries
from app.applications.facts import subject_of
from app.applications.models import Application
from app.applications.rules import check_windows
from app.core import clock
from app.core.errors import Refused, Violation
from app.core.workflow import Status
from app.plans.models import PlanDeadline, RouteStage
from app.plans.rules import nearest_window, receiving_deadline, windows_of

# An application, the stage that it would enter, and who would hold it there.
Arrival = tuple[Application, RouteStage, int]


def too_late(arrivals: Iterable[Arrival]) -> dict[int, Refused]:
    """Those that would come to a holder after its receiving deadline (R-215 to R-220), by application, with why.

    The day itself is in time. Whoever had the application before has taken it in; two statements at most.
    """
    overdue = {
        application.id: (deadline, holder_id)
        for application, stage, holder_id in arrivals
        if (deadline := receiving_deadline(application.plan, subject_of(application), stage, holder_id))
        and deadline.due_on < clock.today()
    }
    if not overdue:
        return {}
    taken_in = queries.held_by({key: holder_id for key, (_deadline, holder_id) in overdue.items()})
    return {key: _refused(deadline) for key, (deadline, _holder) in overdue.items() if key not in taken_in}


def window_violations(application: Application) -> list[Violation]:
    """Why a first version cannot be submitted today: the plan has windows, and none is open (R-214)."""
    if application.status is not Status.DRAFT:
        return []
    windows = _windows(application)
    return check_windows(clock.today(), [(one.starts_on or one.due_on, one.due_on) for one in windows])


def last_day(application: Application) -> dt.date:
    """Until when a draft may be submitted: the end of the window that is open or comes next, else the plan's day."""
    windows, deadline = _windows(application), application.plan.applicant_deadline
    nearest = nearest_window(windows, clock.today()) or (windows[-1] if windows else None)
    return min(deadline, nearest.due_on) if nearest else deadline


def _windows(application: Application) -> Sequence[PlanDeadline]:
    return windows_of(application.plan, subject_of(application)) if application.plan.deadlines else []


def _refused(deadline: PlanDeadline) -> Refused:
    return Refused(
        "“%(name)s” was %(day)s; after it the application can no longer be handed on to there.",
        name=deadline.name,
        day=deadline.due_on,
    )
