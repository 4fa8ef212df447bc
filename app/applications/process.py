"""What stages ask of packages that stand above applications: handed down once by app.process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.applications.models import Application
from app.core.workflow import Gate
from app.plans.models import RouteStage

Hook = Callable[[Application, RouteStage], None]


@dataclass(frozen=True)
class Process:
    """Per gate: what entering a stage that has it does, what must hold to pass, what undoing takes back.

    `abandoning` is asked when the stage is left by 退回 or 不通过 instead of being passed.

    A `check` raises Refused with what is missing; an `undo` raises Refused where it can no longer be undone.
    """

    entering: Mapping[Gate, Hook] = field(default_factory=dict)
    checks: Mapping[Gate, Hook] = field(default_factory=dict)
    abandoning: Mapping[Gate, Hook] = field(default_factory=dict)
    undoing: Mapping[Gate, Hook] = field(default_factory=dict)


_installed: list[Process] = []


def install(process: Process) -> None:
    """Make `process` the one that advance() asks."""
    _installed[:] = [process]


def installed() -> Process:
    """The process table; an empty program has none and asks nobody."""
    return _installed[0] if _installed else Process()
