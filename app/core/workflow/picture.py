"""The picture of the route: printed steps in order, each done, now, skipped or to do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from app.core.workflow.conditions import Subject
from app.core.workflow.machine import Route, Stage, State
from app.core.workflow.vocabulary import CLOSED_STATUSES, HolderKind, Status, StepStatus


@dataclass(frozen=True)
class Step:
    """One printed step with the stages that share it."""

    printed_step: int
    status: StepStatus
    stages: tuple[Stage, ...]

    @property
    def holders(self) -> tuple[HolderKind, ...]:
        """The kinds of holder in order, each once."""
        return tuple(dict.fromkeys(stage.holder for stage in self.stages))


def route_picture(route: Route, state: State, subject: Subject, decided_stage_ids: Collection[int]) -> list[Step]:
    """The printed steps of the route as they stand for one application.

    `decided_stage_ids`: stages with a decision that was not undone. Stages that a returned application has to
    pass again are to do. The applicant's own step, which many notices print first, is no row of the route.
    """
    here = _front(route, state, subject)

    def status_of(index: int, stage: Stage) -> StepStatus:
        if index == here and state.status == Status.UNDER_WAY:
            return StepStatus.NOW
        if index < here and stage.id in decided_stage_ids:
            return StepStatus.DONE
        if index < here or not stage.applies_to(subject):
            return StepStatus.SKIPPED
        return StepStatus.TODO

    statuses = {stage.id: status_of(index, stage) for index, stage in enumerate(route.stages)}
    steps = []
    for printed_step, group in groupby(route.stages, key=lambda stage: stage.printed_step):
        stages = tuple(group)
        steps.append(Step(printed_step, _joint({statuses[stage.id] for stage in stages}), stages))
    return steps


def _front(route: Route, state: State, subject: Subject) -> int:
    """Index of the stage that waits or is entered on submission; past the last for a closed application."""
    if state.status in CLOSED_STATUSES:
        return len(route.stages)
    if state.status == Status.UNDER_WAY:
        return route.stages.index(route.stage(state.stage_id))
    resumed, _skipped = route.resumption(state, subject)
    return route.stages.index(resumed) if resumed else 0


def _joint(statuses: set[StepStatus]) -> StepStatus:
    """Stages of one step together: what is open goes before what is done, skipped comes last."""
    order = (StepStatus.NOW, StepStatus.TODO, StepStatus.DONE, StepStatus.SKIPPED)
    return next(status for status in order if status in statuses)
