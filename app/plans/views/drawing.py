"""The route of a plan as its picture, nobody having applied: of saved stages, or of rows that are being typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.console.formats import listed
from app.console.layout import label
from app.core.workflow import HolderKind
from app.plans.forms.sources import Row
from app.plans.models import ReviewPlan, RouteStage
from app.plans.views.wording import Conditioned, holder_words, step_notes

Step = dict[str, Any]


@dataclass(frozen=True)
class TypedStage:
    """A stage as far as its row can be read."""

    printed_step: str
    name: str
    holder: str
    applies_when: Mapping[str, Any]


def route_steps(stages: Sequence[RouteStage], note: Callable[[Sequence[Conditioned]], str]) -> list[Step]:
    """The printed steps of a route for `route_picture`."""
    return _steps(
        [TypedStage(str(one.printed_step), one.name, holder_words(one), one.applies_when) for one in stages], note
    )


def typed_steps(plan: ReviewPlan, rows: Sequence[Row], offices: Mapping[str, str]) -> list[Step]:
    """The same of the rows of a grid; `offices` are the names of organisations by code."""
    stages = [
        TypedStage(
            str(row.get("printed_step") or "?"), row["name"], _holder(row, offices), row.get("applies_when") or {}
        )
        for row in rows
        if row.get("name")
    ]
    return _steps(stages, step_notes(plan, stages))


def _steps(stages: Sequence[TypedStage], note: Callable[[Sequence[Conditioned]], str]) -> list[Step]:
    groups = [(number, list(shared)) for number, shared in groupby(stages, key=lambda stage: stage.printed_step)]
    return [
        {
            "printed_step": number,
            "name": listed(stage.name for stage in shared),
            "holder": listed(dict.fromkeys(stage.holder for stage in shared if stage.holder)),
            "note": note(shared),
        }
        for number, shared in groups
    ]


def _holder(row: Row, offices: Mapping[str, str]) -> str:
    code, kind = row.get("holder_organisation"), row.get("holder")
    if code:
        return offices.get(code, code)
    return label(HolderKind[kind]) if kind and kind in HolderKind.__members__ else ""
