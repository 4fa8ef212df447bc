"""How the plans stand: for each, how many applications are at which printed step, as bars with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.access.roles import permitted
from app.console.layout import label
from app.core.actor import Actor
from app.core.workflow import CLOSED_STATUSES, Status
from app.dashboard import queries
from app.dashboard.queries import Place
from app.plans.models import ReviewPlan, RouteStage

MOST_FUNNELS = 6
CLOSED = tuple(status for status in Status if status in CLOSED_STATUSES)


@dataclass(frozen=True)
class Bar:
    """One step: its words, how many applications are there, and the list that holds exactly these ("" for none).

    `look` is DRAFT, STEP, RETURNED or CLOSED.
    """

    words: str
    count: int
    look: str
    url: str = ""


@dataclass(frozen=True)
class Funnel:
    """One plan: bars in the order of the way, and the longest of them."""

    plan: ReviewPlan
    url: str
    bars: list[Bar]

    @property
    def total(self) -> int:
        """Everything that was ever submitted and is in sight."""
        return sum(bar.count for bar in self.bars if bar.look != "DRAFT")

    @property
    def longest(self) -> int:
        """At least 1, so that every bar has a length."""
        return max([1, *(bar.count for bar in self.bars)])


def funnels(actor: Actor, plans: Sequence[ReviewPlan], places: Mapping[int, Sequence[Place]]) -> list[Funnel]:
    """The first of these plans, each with where its applications in scope stand; two statements.

    Only a plan's own administrators see how many are still being filled in.
    """
    plans = plans[:MOST_FUNNELS]
    ids = [plan.id for plan in plans]
    if not ids:
        return []
    issues = permitted(actor.roles, "add", "ReviewPlan")
    drafts = queries.drafts(ids, actor.organisation_id) if issues else None
    stages = queries.stages(ids)
    return [
        Funnel(
            plan,
            url_for("AuditView.list", tab="ALL", plan=plan.id),
            [
                *([Bar(_("Being filled in"), drafts.get(plan.id, 0), "DRAFT")] if drafts is not None else []),
                *_steps(plan.id, places.get(plan.id, ()), stages[plan.id]),
                *_ends(plan.id, places.get(plan.id, ())),
            ],
        )
        for plan in plans
    ]


def _steps(plan_id: int, places: Sequence[Place], stages: Sequence[RouteStage]) -> list[Bar]:
    """Every printed step under way. Routes that name a step alike share its bar."""
    at = Counter({one.stage_id: one.count for one in places if one.status is Status.UNDER_WAY})
    named: dict[tuple[int, str], list[RouteStage]] = {}
    for stage in stages:
        named.setdefault((stage.printed_step, stage.name), []).append(stage)
    kinds = Counter(rows[0].kind for rows in named.values())
    bars = []
    for (_printed_step, name), rows in named.items():
        count, kind = sum(at[stage.id] for stage in rows), rows[0].kind
        alone = kinds[kind] == 1
        url = url_for("AuditView.list", tab="ALL", plan=plan_id, stage=kind.name) if alone and count else ""
        bars.append(Bar(name, count, "STEP", url))
    return bars


def _ends(plan_id: int, places: Sequence[Place]) -> list[Bar]:
    """Returned to the applicant, and closed in each way that occurred; completed is always named."""
    by_status: Counter[Status] = Counter()
    for one in places:
        by_status[one.status] += one.count
    bars = []
    for status in (Status.RETURNED, *CLOSED):
        count = by_status[status]
        if count or status in (Status.RETURNED, Status.COMPLETED):
            url = url_for("AuditView.list", tab="ALL", plan=plan_id, status=status.name) if count else ""
            bars.append(Bar(label(status), count, "RETURNED" if status is Status.RETURNED else "CLOSED", url))
    return bars
