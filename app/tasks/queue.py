"""What carries a job's id from the process that was asked to the one that does the work."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import current_app
from huey import SqliteHuey
from huey.serializer import SignedSerializer

log = logging.getLogger(__name__)

FILE = "tasks.db"
WAIT_SECONDS = 10


class Queue:
    """Ids in the order in which they came, in a SQLite file of their own. What is lost here the sweep finds again."""

    def __init__(self, path: Path, secret: str) -> None:
        """`secret` signs what is kept: nothing that others put into the file is ever unpacked."""
        self._huey = SqliteHuey(
            "zhiping",
            filename=str(path),
            results=False,
            strict_fifo=True,
            timeout=WAIT_SECONDS,
            serializer=SignedSerializer(secret=secret, salt="zhiping/tasks"),
        )
        self._carried = self._huey.task(name="job")(_id)

    def carry(self, job_id: int) -> None:
        """Put an id behind the others."""
        self._carried(job_id)

    def waiting(self) -> set[int]:
        """The ids that are on their way."""
        return {task.args[0] for task in self._huey.pending()}

    def next(self) -> int | None:
        """Take the first id; None where there is none."""
        try:
            task = self._huey.dequeue()
        except ValueError:
            log.exception("an entry of the task queue was not written by this installation")
            return None
        return None if task is None else task.args[0]


def queue() -> Queue:
    """The queue of this installation."""
    settings = current_app.config["ZHIPING"]
    kept: dict[Path, Queue] = current_app.extensions.setdefault("task_queues", {})
    path = settings.data_dir / FILE
    if path not in kept:
        kept[path] = Queue(path, settings.secret_key)
    return kept[path]


def _id(job_id: int) -> int:
    return job_id
