"""What plans ask of packages that stand above them: handed down once by app.process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.plans.models import ReviewPlan

Row = Mapping[str, Any]


def _nobody(_plan: ReviewPlan, _changes: Sequence[Row], _reason: str) -> None:
    return None


@dataclass(frozen=True)
class Process:
    """How many applications under a plan are open, whether any fee was asked for under it, and how its applicants are
    told of days that moved: `tell(plan, changes, reason)`, each change with `section`, `row`, `column`, `before`,
    `after`; days as ISO text."""

    open_applications: Callable[[int], int] = lambda _plan_id: 0
    has_orders: Callable[[int], bool] = lambda _plan_id: False
    tell: Callable[[ReviewPlan, Sequence[Row], str], None] = _nobody


_installed: list[Process] = []


def install(process: Process) -> None:
    """Make `process` the one that commands over plans ask."""
    _installed[:] = [process]


def installed() -> Process:
    """The table; an empty program has no applications."""
    return _installed[0] if _installed else Process()
