"""Reading jobs in scope; and what a consumer asks and writes past it, over a connection of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update

from app.core.errors import OutOfScope
from app.extensions import db
from app.tasks.enums import JobStatus
from app.tasks.models import Job


@dataclass(frozen=True)
class Taken:
    """What a consumer knows of the job that it runs."""

    id: int
    kind: str
    parameters: dict[str, Any]
    subject_id: int | None
    account_id: int
    actor: dict[str, Any]


def load(job_id: int) -> Job:
    """One job in scope; raises OutOfScope. Always by SELECT, so that the identity map cannot lend a row."""
    statement = select(Job).where(Job.id == job_id).execution_options(populate_existing=True)
    job = db.session.scalars(statement).one_or_none()
    if job is None:
        raise OutOfScope
    return job


def every_job() -> Select[tuple[Job]]:
    """The jobs of whoever asks, the newest first."""
    return select(Job).order_by(Job.id.desc())


def newest_about(kind: str, subject_id: int, limit: int = 10) -> Sequence[Job]:
    """The newest jobs of a kind about one row, in scope."""
    return db.session.scalars(every_job().where(Job.kind == kind, Job.subject_id == subject_id).limit(limit)).all()


def open_count(kind: str) -> int:
    """How many jobs of a kind whoever asks has waiting or running."""
    statement = select(Job.id).where(Job.kind == kind, Job.status.in_((JobStatus.WAITING, JobStatus.RUNNING)))
    return len(db.session.scalars(statement).all())


def take(job_id: int, worker: str, now: dt.datetime) -> Taken | None:
    """Make a waiting job this worker's; None where it does not wait: of two, one comes first."""
    with db.engine.begin() as connection:
        taken = connection.execute(
            update(Job)
            .where(Job.id == job_id, Job.status == JobStatus.WAITING)
            .values(status=JobStatus.RUNNING, worker=worker, started_at=now, seen_at=now, done=0, total=0)
        )
        if taken.rowcount != 1:
            return None
        row = connection.execute(
            select(Job.id, Job.kind, Job.parameters, Job.subject_id, Job.account_id, Job.actor).where(Job.id == job_id)
        ).one()
        return Taken(*row)


def step(job_id: int, worker: str, done: int, total: int, now: dt.datetime) -> bool:
    """Write how far a job is; False where it is no longer this worker's: cancelled, or given to another."""
    with db.engine.begin() as connection:
        return _count(connection, _mine(job_id, worker), done=done, total=total, seen_at=now) == 1


def end(job_id: int, worker: str, now: dt.datetime, error: dict[str, Any]) -> bool:
    """End a job that failed, with the reason; False where it is no longer this worker's."""
    with db.engine.begin() as connection:
        values = {"status": JobStatus.FAILED, "worker": None, "finished_at": now, "error": error}
        return _count(connection, _mine(job_id, worker), **values, version=Job.version + 1) == 1


def finish(job_id: int, worker: str, now: dt.datetime, result: dict[str, Any]) -> bool:
    """Put the result beside what the job wrote, in its own transaction; False where it is no longer this worker's."""
    connection = db.session.connection()
    values = {"status": JobStatus.DONE, "worker": None, "finished_at": now, "result": result}
    return _count(connection, _mine(job_id, worker), **values, version=Job.version + 1) == 1


def give_back(unseen_since: dt.datetime | None) -> int:
    """Let those jobs wait again whose worker was not heard of since then (None: every one that runs); how many."""
    silent = [Job.status == JobStatus.RUNNING]
    if unseen_since is not None:
        silent.append(Job.seen_at < unseen_since)
    with db.engine.begin() as connection:
        return _count(connection, silent, status=JobStatus.WAITING, worker=None)


def waiting_ids() -> list[int]:
    """The jobs that wait, whoever started them, the oldest first."""
    with db.engine.connect() as connection:
        return list(connection.scalars(select(Job.id).where(Job.status == JobStatus.WAITING).order_by(Job.id)))


def _mine(job_id: int, worker: str) -> list[ColumnElement[bool]]:
    return [Job.id == job_id, Job.status == JobStatus.RUNNING, Job.worker == worker]


def _count(connection: Any, where: Sequence[ColumnElement[bool]], **values: Any) -> int:
    found: int = connection.execute(update(Job).where(*where).values(**values)).rowcount
    return found
