"""Ids of jobs leave for the queue when their transaction is committed, and never before."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.extensions import db
from app.tasks.queue import queue

log = logging.getLogger(__name__)

TO_CARRY = "jobs_to_carry"


def carry_after_commit(job_id: int) -> None:
    """Remember the id until the session's transaction ends."""
    db.session().info.setdefault(TO_CARRY, []).append(job_id)


def install(session_factory: Any) -> None:
    """Attach the hooks, once, to every session that `session_factory` makes."""
    if not event.contains(session_factory, "after_commit", _carry):
        event.listen(session_factory, "after_commit", _carry)
        event.listen(session_factory, "after_rollback", _forget)


def _carry(session: Session) -> None:
    for job_id in session.info.pop(TO_CARRY, ()):
        try:
            queue().carry(job_id)
        except Exception:
            # The row is committed: the next sweep carries it.
            log.exception("job %s was committed and could not be carried", job_id)


def _forget(session: Session) -> None:
    session.info.pop(TO_CARRY, None)
