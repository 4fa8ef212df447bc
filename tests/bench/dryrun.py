"""100,000 persons from the JSON of their submissions through the job of a dry run, on one core."""

from __future__ import annotations

import os
import tracemalloc
from typing import Any

from sqlalchemy import Text, cast, func, select, update

from app.access.models import Account
from app.access.scoping import act_as
from app.accounts.security import actor_of
from app.applications.models import Submission
from app.core import clock
from app.core.actor import Actor
from app.dry_runs import services
from app.extensions import db
from app.plans.models import ReviewPlan
from app.tasks import queries
from app.tasks.queue import queue
from app.tasks.running import run
from tests.bench.bench import Bench
from tests.bench.measuring import Row, now, written

PERSONS, GOAL_SECONDS = 100_000, 60


def measure(bench: Bench) -> None:
    """Once: it takes as long as all repetitions of a page."""
    with bench.program.app_context():
        job_id = _enqueued()
    with bench.program.app_context():
        while queue().next() is not None:
            pass
        begun = now()
        assert run(job_id)
        seconds = now() - begun
        act_as(db.session, Actor.system("bench"))
        result = queries.load(job_id).result or {}
        persons, unreadable = result["persons"], result["unreadable"]
        assert persons
        assert not unreadable
    each = seconds / persons
    peak = _peak(bench) if os.environ.get("MEMORY") else ""
    bench.rows.append(
        Row(
            f"dry run of {persons:,} persons, one core{peak}",
            f"{written(seconds)} s",
            f"{written(each * 1_000_000)} µs a person",
            "",
            f"{PERSONS:,} < {GOAL_SECONDS} s",
            each * PERSONS < GOAL_SECONDS,
        )
    )


def _peak(bench: Bench) -> str:
    """The most that the job's own objects take, measured in a run of its own: measuring makes it slow."""
    with bench.program.app_context():
        job_id = _enqueued()
    tracemalloc.start()
    with bench.program.app_context():
        assert run(job_id)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return f", peak {peak / 2**20:.0f} MiB"


def _enqueued() -> int:
    act_as(db.session, Actor.system("bench"))
    # Most rows of the benchmark froze a stub: here everybody handed in a whole application.
    size = func.length(cast(Submission.content, Text))
    whole = db.session.scalars(select(Submission.content).order_by(size.desc()).limit(1)).one()
    db.session.execute(update(Submission).values(content=whole))
    plans = select(ReviewPlan).where(ReviewPlan.issuer_id.is_not(None)).order_by(ReviewPlan.id)
    plan: Any = db.session.scalars(plans).first()
    accounts = select(Account).where(Account.organisation_id == plan.issuer_id)
    planner = next(
        one
        for one in db.session.scalars(accounts).unique()
        if "PLAN_ADMINISTRATOR" in {role.name for role in one.roles}
    )
    act_as(db.session, actor_of(planner))
    job = services.over_applications(plan.id, [plan.id], services.Asked(clock.today()))
    db.session.commit()
    return job.id
