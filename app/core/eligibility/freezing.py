"""Findings as plain JSON and back: a submission keeps what its rules said, and a later reader words it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from app.core.eligibility.findings import Finding, PathResult, Ruling
from app.core.eligibility.vocabulary import (
    LABELS,
    Catalog,
    Code,
    Outcome,
    PathKind,
    Procedure,
    RequirementKind,
    RulingKind,
)
from app.core.eligibility.years import Duration

_ENUMS = {type(member).__name__: type(member) for member in LABELS}


def freeze(finding: Finding) -> dict[str, Any]:
    """JSON data of a finding; `thaw` makes an equal one of it, but for the conditions of its paths."""
    return {
        "kind": finding.kind.name,
        **_frozen_verdict(finding),
        "waivable": finding.waivable,
        "details": [{**_frozen_verdict(way), "procedure": way.procedure.name} for way in finding.details],
    }


def thaw(data: Mapping[str, Any]) -> Finding:
    """The finding of what `freeze` wrote; raises KeyError for anything else."""
    kind = data["kind"]
    return Finding(
        kind=PathKind[kind] if kind in PathKind.__members__ else RequirementKind[kind],
        **_verdict(data),
        waivable=data["waivable"],
        details=tuple(
            PathResult(**_verdict(way), procedure=Procedure[way["procedure"]], conditions=()) for way in data["details"]
        ),
    )


def with_rulings(findings: Sequence[Finding], rulings: Mapping[str, Ruling]) -> list[Finding]:
    """The findings as they stand after auditors' rulings; a ruling that settles nothing changes nothing."""
    return [_settled(finding, rulings) for finding in findings]


def _settled(finding: Finding, rulings: Mapping[str, Ruling]) -> Finding:
    ways = tuple(_confirmed(way, rulings) for way in finding.details)
    chosen = next((way for way in ways if way.ruling is not None), None)
    if chosen is not None and finding.outcome is not Outcome.PASS:
        return replace(
            finding,
            subject=chosen.subject,
            outcome=chosen.outcome,
            message=chosen.message,
            params=chosen.params,
            clause=chosen.clause,
            ruling=chosen.ruling,
            details=ways,
        )
    ruling = rulings.get(finding.subject)
    if ruling is not None and ruling.settles(finding.outcome, finding.waivable):
        return replace(finding, outcome=Outcome.PASS, ruling=ruling)
    return finding


def _confirmed(way: PathResult, rulings: Mapping[str, Ruling]) -> PathResult:
    ruling = rulings.get(way.subject)
    if ruling is not None and ruling.settles(way.outcome, waivable=False):
        return replace(way, outcome=Outcome.PASS, ruling=ruling)
    return way


def _frozen_verdict(worded: Finding | PathResult) -> dict[str, Any]:
    return {
        "subject": worded.subject,
        "outcome": worded.outcome.name,
        "message": worded.message,
        "params": {name: _tagged(value) for name, value in worded.params.items()},
        "clause": worded.clause,
        "ruling": None if worded.ruling is None else [worded.ruling.kind.name, worded.ruling.reason],
    }


def _verdict(data: Mapping[str, Any]) -> dict[str, Any]:
    ruling = data["ruling"]
    return {
        "subject": data["subject"],
        "outcome": Outcome[data["outcome"]],
        "message": data["message"],
        "params": {name: _untagged(value) for name, value in data["params"].items()},
        "clause": data["clause"],
        "ruling": None if ruling is None else Ruling(RulingKind[ruling[0]], ruling[1]),
    }


def _tagged(value: Any) -> Any:
    """A figure with its kind, so that it comes back as what it was; texts and whole numbers stay themselves."""
    match value:
        case Enum():
            return {"member": [type(value).__name__, value.name]}
        case Duration():
            return {"duration": [value.years, value.months, value.days]}
        case Code():
            return {"code": [value.catalog.name, value.code]}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case tuple():
            return {"several": [_tagged(item) for item in value]}
        case str() | int():
            return value
    raise TypeError(f"{type(value).__name__} is no figure of a finding")


def _untagged(value: Any) -> Any:
    match value:
        case {"member": [kind, name]}:
            return _ENUMS[kind][name]
        case {"duration": [years, months, days]}:
            return Duration(years, months, days)
        case {"code": [catalog, code]}:
            return Code(Catalog[catalog], code)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"decimal": text}:
            return Decimal(text)
        case {"several": items}:
            return tuple(_untagged(item) for item in items)
    return value
