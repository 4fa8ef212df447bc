"""What the profile asks of packages that stand above it: handed down once by app.process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.applicants.models import Applicant


@dataclass(frozen=True)
class Aim:
    """A plan that a person aims at: the facts that its rules look at, and those of them that the record lacks."""

    code: str
    name: str
    needed: frozenset[str]
    lacking: frozenset[str]


def _no_plans() -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class Process:
    """`aim(person, code)` is the plan of this code, without one that of the person's open draft, if any; `plans()` are
    the plans that can be aimed at, by code and name."""

    aim: Callable[[Applicant, str], Aim | None] = lambda _person, _code: None
    plans: Callable[[], Sequence[tuple[str, str]]] = _no_plans


_installed: list[Process] = []


def install(process: Process) -> None:
    """Make `process` the one that the profile asks."""
    _installed[:] = [process]


def installed() -> Process:
    """The table; an empty program has no plans."""
    return _installed[0] if _installed else Process()
