"""The consumer: takes ids from the queue and runs their jobs, one after the other; beside them it makes its rounds."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time

from flask import Flask

from app.core import clock
from app.tasks import queries
from app.tasks.queue import queue
from app.tasks.running import INSTALLED, Tasks, run

log = logging.getLogger(__name__)

# A worker writes at every step, some seconds apart; one that has been silent for so long has ended.
SILENCE = dt.timedelta(minutes=2)
SWEEP_SECONDS = 15.0
IDLE_SECONDS = 0.5
ROUND_SECONDS = 2.0
TROUBLE_SECONDS = 5.0


class Consumer:
    """Runs until `stop`. Any number may run over one database; `alone` says that this is the only one."""

    def __init__(self, flask_app: Flask, alone: bool) -> None:
        self._flask_app = flask_app
        self._alone = alone
        self._stopped = threading.Event()
        self._sweep_at = 0.0

    def start(self) -> threading.Thread:
        """Run in a thread that ends with the process."""
        thread = threading.Thread(target=self.run, name="jobs", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """End after the job that is running."""
        self._stopped.set()

    def run(self) -> None:
        """Work until stopped; a database or a disk that is away is waited for."""
        threading.Thread(target=self._go_round, name="rounds", daemon=True).start()
        if self._alone:
            self._guarded(lambda: queries.give_back(None))
        while not self._stopped.is_set():
            self._stopped.wait(self._guarded(self.once))

    def once(self) -> float:
        """Sweep where it is time, run the next job; how long to rest, in seconds."""
        with self._flask_app.app_context():
            if time.monotonic() >= self._sweep_at:
                sweep()
                self._sweep_at = time.monotonic() + SWEEP_SECONDS
            job_id = queue().next()
        if job_id is None:
            return IDLE_SECONDS
        with self._flask_app.app_context():
            run(job_id)
        return 0.0

    def _go_round(self) -> None:
        """In a thread of its own: a long job keeps nobody waiting for a message."""
        while not self._stopped.is_set():
            self._stopped.wait(self._guarded(self.round))

    def round(self) -> float:
        """Do once whatever is done again and again; how long to rest, in seconds."""
        with self._flask_app.app_context():
            tasks: Tasks = self._flask_app.extensions[INSTALLED]
            for one in tasks.rounds:
                one()
        return ROUND_SECONDS

    def _guarded(self, work) -> float:  # type: ignore[no-untyped-def]
        try:
            with self._flask_app.app_context():
                return float(work())
        except Exception:
            log.exception("jobs are not run or messages not carried at the moment")
            return TROUBLE_SECONDS


def sweep() -> int:
    """Carry what was committed and is not on its way, and what a worker left that has ended; how many."""
    queries.give_back(clock.now() - SILENCE)
    on_the_way, carried = queue().waiting(), 0
    for job_id in queries.waiting_ids():
        if job_id not in on_the_way:
            queue().carry(job_id)
            carried += 1
    return carried
