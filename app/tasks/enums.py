"""Vocabulary of jobs."""

from __future__ import annotations

from enum import StrEnum


class JobStatus(StrEnum):
    """A job waits, runs, and ends in one of three ways; a failed or cancelled one can be put back."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


OPEN = (JobStatus.WAITING, JobStatus.RUNNING)
AGAIN = (JobStatus.FAILED, JobStatus.CANCELLED)
