"""Commands over jobs: start one in the deciding transaction, cancel it, put it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Refused
from app.extensions import claim, db
from app.tasks import queries
from app.tasks.carrying import carry_after_commit
from app.tasks.enums import AGAIN, OPEN, JobStatus
from app.tasks.models import Job


def enqueue(kind: str, about: str, parameters: Mapping[str, Any], subject_id: int | None = None) -> Job:
    """A job for whoever acts, in the transaction of whatever asks for it: a rollback leaves none.

    `kind` is a key of the table of kinds; `parameters` is plain JSON.
    """
    actor: Actor = db.session().info["actor"]
    job = Job(
        kind=kind,
        about=about[: Job.about.type.length],
        parameters=dict(parameters),
        subject_id=subject_id,
        account_id=actor.account_id,
        organisation_id=actor.organisation_id,
        actor=powers(actor),
    )
    db.session.add(job)
    db.session.flush()
    carry_after_commit(job.id)
    return job


def cancel(job_id: int, seen_version: int) -> Job:
    """End a job before it is done; whoever runs it stops at its next step. Raises OutOfScope, Conflict, Refused."""
    job = _claimed(job_id, seen_version)
    if job.status not in OPEN:
        raise Refused("This job has ended already.")
    job.status, job.worker, job.finished_at = JobStatus.CANCELLED, None, clock.now()
    db.session.flush()
    return job


def retry(job_id: int, seen_version: int) -> Job:
    """Let a failed or cancelled job wait again, for whoever asks now. Raises OutOfScope, Conflict, Refused."""
    job = _claimed(job_id, seen_version)
    if job.status not in AGAIN:
        raise Refused("Only a job that failed or was cancelled can be started again.")
    job.status, job.error, job.finished_at, job.started_at = JobStatus.WAITING, None, None, None
    job.done = job.total = 0
    job.actor = powers(db.session().info["actor"])
    db.session.flush()
    carry_after_commit(job.id)
    return job


def powers(actor: Actor) -> dict[str, Any]:
    """What of an actor must still be so when the job runs, as JSON."""
    return {
        "roles": sorted(actor.roles),
        "organisation_id": actor.organisation_id,
        "applicant_id": actor.applicant_id,
    }


def _claimed(job_id: int, seen_version: int) -> Job:
    job = queries.load(job_id)
    if not claim(job, seen_version):
        raise Conflict
    return queries.load(job_id)
