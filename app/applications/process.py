"""What stages ask of packages that stand above applications: handed down once by app.process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from app.applications.models import Application
from app.core.errors import Refused
from app.core.workflow import Gate
from app.plans.models import RouteStage

# Applications, each with the stage that is meant.
Places: TypeAlias = Sequence[tuple[Application, RouteStage]]
Enter = Callable[[Places], None]
Check = Callable[[Places], Mapping[int, Refused]]
Leave = Callable[[Application, RouteStage], None]


@dataclass(frozen=True)
class Process:
    """Per gate: what entering a stage that has it does, what must hold to pass, what undoing takes back.

    A check answers for those that cannot pass, by application id, with what is missing. `abandoning` is asked when the
    stage is left by 退回 or 不通过 instead of being passed. `undoing` raises Refused where it is too late. What many
    applications pass through at once takes them all, in a number of statements that does not grow with theirs.
    """

    entering: Mapping[Gate, Enter] = field(default_factory=dict)
    checks: Mapping[Gate, Check] = field(default_factory=dict)
    abandoning: Mapping[Gate, Leave] = field(default_factory=dict)
    undoing: Mapping[Gate, Leave] = field(default_factory=dict)


_installed: list[Process] = []


def install(process: Process) -> None:
    """Make `process` the one that advance() asks."""
    _installed[:] = [process]


def installed() -> Process:
    """The process table; an empty program has none and asks nobody."""
    return _installed[0] if _installed else Process()
