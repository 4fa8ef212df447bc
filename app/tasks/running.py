"""Running one job: for whom, step by step, with one commit at its end."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from app.core import clock
from app.core.actor import Actor
from app.core.errors import DomainError, Invalid, Refused
from app.extensions import db
from app.tasks import carrying, queries
from app.tasks.services import powers

log = logging.getLogger(__name__)

INSTALLED = "tasks"


class JobLost(Exception):
    """The job was cancelled or given to another worker: whoever runs it stops and keeps nothing."""


@dataclass(frozen=True)
class Work:
    """What a kind of job works on."""

    job_id: int
    parameters: Mapping[str, Any]
    subject_id: int | None
    worker: str

    def step(self, done: int, total: int) -> None:
        """Write how far it is, in a transaction of its own. A kind that writes does so after its last step.

        Raises JobLost where the job was cancelled or is another's by now.
        """
        if not queries.step(self.job_id, self.worker, done, total, clock.now()):
            raise JobLost


Kind = Callable[[Work], Mapping[str, Any]]


@dataclass(frozen=True)
class Tasks:
    """`kinds` say what each kind does; `act_for` binds the session to an account and gives its actor, None where the
    account may no longer act; `rounds` are done again and again, by every consumer, whatever jobs there are."""

    kinds: Mapping[str, Kind]
    act_for: Callable[[int], Actor | None]
    rounds: Sequence[Callable[[], object]] = ()


def install(flask_app: Flask, tasks: Tasks) -> None:
    """Tell the program what its jobs are."""
    flask_app.extensions[INSTALLED] = tasks
    carrying.install(db.session)


def run(job_id: int) -> bool:
    """Run a job that waits, on behalf of whoever started it; False where it does not wait or was lost on the way.

    Commits once, with the result. A refusal ends the job with its words, anything else with a reference number.
    """
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(8)}"
    taken = queries.take(job_id, worker, clock.now())
    if taken is None:
        return False
    try:
        result = _done(taken, worker)
        if not queries.finish(taken.id, worker, clock.now(), dict(result)):
            raise JobLost
        db.session.commit()
    except JobLost:
        return False
    except DomainError as refusal:
        return _failed(taken.id, worker, refusal)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("job %s failed, reference %s", taken.id, reference)
        return _failed(taken.id, worker, _crash(reference))
    finally:
        db.session.remove()
    return True


def _done(taken: queries.Taken, worker: str) -> Mapping[str, Any]:
    tasks: Tasks = current_app.extensions[INSTALLED]
    if taken.kind not in tasks.kinds:
        raise Refused("This version of the program does not know this kind of job.")
    actor = tasks.act_for(taken.account_id)
    if actor is None or powers(actor) != taken.actor:
        raise Refused("The account that started this job has been closed or has other roles by now.")
    return tasks.kinds[taken.kind](Work(taken.id, taken.parameters, taken.subject_id, worker))


def _failed(job_id: int, worker: str, refusal: DomainError) -> bool:
    """End the job; what it wrote is given up first, since on SQLite it would keep everybody else from writing."""
    db.session.rollback()
    return queries.end(job_id, worker, clock.now(), _told(refusal))


def _told(refusal: DomainError) -> dict[str, Any]:
    """A refusal as the row keeps it: words for every reader's language."""
    violations = refusal.violations if isinstance(refusal, Invalid) else ()
    return {
        "message": refusal.message,
        "params": plain(refusal.params),
        "violations": [{"field": one.field, "message": one.message, "params": plain(one.params)} for one in violations],
    }


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """Figures of a message as JSON keeps them."""
    return {name: value if isinstance(value, int | str) else str(value) for name, value in params.items()}


def _crash(reference: str) -> Refused:
    return Refused(
        "Something went wrong on our side. Please tell the administrator of the system the number %(reference)s.",
        reference=reference,
    )
