"""Background jobs as screens show them: state, time left, why one failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.console.errors import translate
from app.console.layout import Words, label, register_labels
from app.core import clock
from app.tasks.enums import AGAIN, OPEN, JobStatus
from app.tasks.models import Job

JOB_LABELS: dict[Enum, Words] = {
    JobStatus.WAITING: _("Waiting to be run"),
    JobStatus.RUNNING: _("Running"),
    JobStatus.DONE: _("Done"),
    JobStatus.FAILED: _("Failed"),
    JobStatus.CANCELLED: _("Cancelled"),
}
LOOKS: Mapping[JobStatus, str] = {
    JobStatus.WAITING: "waiting",
    JobStatus.RUNNING: "now",
    JobStatus.DONE: "passed",
    JobStatus.FAILED: "rejected",
    JobStatus.CANCELLED: "neutral",
}

register_labels(JOB_LABELS)


@dataclass(frozen=True)
class JobView:
    """One job in its reader's language. `faults` are (place, sentence) of what a file must correct."""

    job: Job
    status: str
    look: str
    text: str
    error: str
    faults: list[tuple[str, str]]
    is_open: bool
    may_retry: bool


def job_view(job: Job) -> JobView:
    """What a page shows of the job."""
    error = job.error or {}
    return JobView(
        job,
        str(label(job.status)),
        LOOKS[job.status],
        progress_words(job),
        translate(error["message"], error["params"]) if error else "",
        [(one["field"], translate(one["message"], one["params"])) for one in error.get("violations", ())],
        job.status in OPEN,
        job.status in AGAIN,
    )


def job_state(job: Job) -> dict[str, Any]:
    """What the page's script asks for every other second."""
    return {
        "done": job.done,
        "total": job.total or job.done,
        "text": progress_words(job),
        "finished": job.status not in OPEN,
    }


def progress_words(job: Job) -> str:
    """What the job is doing, and for how long it will."""
    if job.status is not JobStatus.RUNNING:
        return str(label(job.status))
    left = _left(job)
    if left is None:
        return str(label(job.status))
    if left < dt.timedelta(minutes=1):
        return gettext("less than a minute left")
    minutes = round(left / dt.timedelta(minutes=1))
    return ngettext("about %(num)s minute left", "about %(num)s minutes left", minutes)


def _left(job: Job) -> dt.timedelta | None:
    """By the speed until now; None while that is not known."""
    if job.started_at is None or not job.done or not job.total:
        return None
    return (clock.now() - job.started_at) / job.done * (job.total - job.done)
