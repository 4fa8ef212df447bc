"""What an assessment says: verdicts with the figures found and wanted, and what an auditor ruled about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.eligibility.vocabulary import (
    ConditionKind,
    Outcome,
    PathKind,
    Procedure,
    RequirementKind,
    RulingKind,
)


@dataclass(frozen=True)
class Ruling:
    """An auditor's decision on one subject: WAIVED a waivable requirement, or CONFIRMED the evidence.

    Raises ValueError without a reason.
    """

    kind: RulingKind
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("a ruling needs a reason")

    def settles(self, outcome: Outcome, waivable: bool) -> bool:
        """Whether this ruling turns `outcome` into PASS; otherwise it has no effect."""
        if self.kind is RulingKind.CONFIRMED:
            return outcome is Outcome.EVIDENCE_NEEDED
        return waivable and outcome is not Outcome.PASS


@dataclass(frozen=True)
class Verdict:
    """`message` is an English msgid, `params` its parameters: int, str, Decimal, date, Duration, Code, a member of a
    labelled enum, or a tuple of those; `wording.text` renders them."""

    outcome: Outcome
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """One part of a path row and its verdict."""

    kind: ConditionKind
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class PathResult:
    """One path row: the message is that of its weightiest condition; `conditions` holds them all."""

    subject: str
    clause: str
    procedure: Procedure
    outcome: Outcome
    message: str
    params: Mapping[str, Any]
    conditions: tuple[Condition, ...]
    ruling: Ruling | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The verdict on the paths together (`kind` QUALIFICATION_PATH, with every row in `details`, best or nearest first)
    or on one requirement row. `subject` is the row that a ruling would name; `ruling` is set when one took effect."""

    kind: RequirementKind | PathKind
    subject: str
    outcome: Outcome
    message: str
    params: Mapping[str, Any]
    clause: str = ""
    waivable: bool = False
    ruling: Ruling | None = None
    details: tuple[PathResult, ...] = ()


def passed(message: str, **params: Any) -> Verdict:
    return Verdict(Outcome.PASS, message, params)


def failed(message: str, **params: Any) -> Verdict:
    return Verdict(Outcome.FAIL, message, params)


def evidence(message: str, **params: Any) -> Verdict:
    return Verdict(Outcome.EVIDENCE_NEEDED, message, params)


def combined(outcomes: Iterable[Outcome]) -> Outcome:
    """All must hold: one FAIL fails, one unknown leaves it unknown; nothing at all holds."""
    worst = Outcome.PASS
    for outcome in outcomes:
        if outcome.severity > worst.severity:
            worst = outcome
    return worst
