"""A background job: what is to be done, on whose behalf, how far it is and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.extensions import Model, UtcDateTime, member, partial_index
from app.tasks.enums import JobStatus

if TYPE_CHECKING:
    from app.access.models import Account


class Job(Model):
    """`kind` is a key of the table of kinds, `about` what a list calls the job, `subject_id` the row it is about.

    `actor` is who started it, as JSON; it runs for that person or not at all. `worker` is the consumer that runs it and
    `seen_at` when that was last heard of. `error` is the msgid, its params and the violations of the refusal that ended
    it. `done` of `total` are the kind's own units; a total of 0 is not known yet.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("done >= 0", name="done_not_negative"),
        CheckConstraint("total >= 0", name="total_not_negative"),
        CheckConstraint("total <= 0 OR done <= total", name="done_within_total"),
        CheckConstraint("version > 0", name="version_is_positive"),
        CheckConstraint("(status = 'RUNNING') = (worker IS NOT NULL)", name="worker_while_running"),
        CheckConstraint("status <> 'RUNNING' OR seen_at IS NOT NULL", name="seen_while_running"),
        CheckConstraint(
            "(status IN ('DONE', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)", name="finished_when_ended"
        ),
        CheckConstraint("(status = 'FAILED') = (error IS NOT NULL)", name="error_when_failed"),
        CheckConstraint("status <> 'DONE' OR result IS NOT NULL", name="result_when_done"),
        Index(None, "account_id", "id"),
        partial_index("ix_jobs_open", "status", "id", where="status IN ('WAITING', 'RUNNING')"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(200))
    subject_id: Mapped[int | None]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    status: Mapped[JobStatus] = mapped_column(member(JobStatus, "status"), default=JobStatus.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    actor: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)
    started_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    seen_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    worker: Mapped[str | None] = mapped_column(String(80))
    # Absent must be NULL for the database, not the JSON word null.
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)

    account: Mapped[Account] = relationship("Account")

    def __str__(self) -> str:
        return self.about
