"""How the API tells findings, histories and routes; resources of several packages take their shapes from here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from flask_babel import gettext

from app.applications import queries
from app.applications.labels import SECTIONS, figure_codes, figure_text, finding_text
from app.console.api_shapes import Shape, closed, data, day, many, member, moment, one, reference, text, whole
from app.console.layout import label, register_labels
from app.core.eligibility import Code, Duration, Finding, Outcome, PathResult, Procedure
from app.core.workflow import DECISION_LABELS, STEP_STATUS_LABELS, Status, StepStatus
from app.core.workflow import Step as RouteStep
from app.decisions.enums import Action
from app.decisions.labels import facts, who
from app.decisions.models import DecisionRecord
from app.plans.enums import ApplicationMode
from app.plans.models import PlanClause

register_labels(DECISION_LABELS)
register_labels(STEP_STATUS_LABELS)

DURATION = closed({name: {"type": "integer"} for name in ("years", "months", "days")})
PLAIN = {"type": ["string", "integer", "number", "null"]}
VALUE = {"anyOf": [PLAIN, DURATION, {"type": "array", "items": {"anyOf": [PLAIN, DURATION]}}]}

FIGURE = Shape(
    "Figure",
    {"name": text(), "value": data(VALUE), "text": text()},
    "A figure of a sentence: as data (days in ISO form, members of enums by their names), and as people read it.",
)
QUOTED_CLAUSE = Shape("QuotedClause", {"key": text(), "part": text(), "text": text()})
WAY = Shape(
    "Way",
    {
        "subject": text(),
        "outcome": member(Outcome),
        "procedure": member(Procedure),
        "text": text(),
        "figures": many(FIGURE),
        "clause": one(QUOTED_CLAUSE, nullable=True),
    },
    "One path to the title, best or nearest first.",
)
FINDING = Shape(
    "Finding",
    {
        "subject": text(),
        "kind": data(closed({"code": {"type": "string"}, "name": {"type": "string"}})),
        "outcome": member(Outcome),
        "text": text(),
        "figures": many(FIGURE),
        "clause": one(QUOTED_CLAUSE, nullable=True),
        "waivable": data({"type": "boolean"}),
        "ruling": text(),
        "ways": many(WAY),
    },
    "What one rule of the plan says: met, not met, or evidence needed; the sentence, its figures, the notice's words.",
)
DEFECT = Shape("DefectTold", {"section": text(), "text": text()})
EVENT = Shape(
    "Event",
    {
        "at": moment(),
        "action": member(Action),
        "stage": text(),
        "who": text("actor_name"),
        "organisation": text("organisation_name"),
        "text": text(),
        "defects": many(DEFECT),
    },
    "One row of the history, oldest first.",
)
STEP = Shape(
    "Step",
    {
        "printed_step": whole(),
        "name": text(),
        "status": member(StepStatus),
        "holders": data({"type": "array", "items": {"type": "string"}}),
    },
    "A printed step of the route as it stands for this application.",
)
APPLICATION = {
    "id": whole(),
    "number": text(),
    "plan": reference(),
    "applicant": text("applicant_name"),
    "title": reference(nullable=True),
    "specialty": reference(nullable=True),
    "mode": member(ApplicationMode, nullable=True),
    "status": member(Status),
    "stage": text("stage.name", nullable=True),
    "holder": reference(nullable=True),
    "submitted_at": moment(nullable=True),
    "return_due_on": day(nullable=True),
    "paper_due_on": day(nullable=True),
    "version": whole(),
}


def told_findings(findings: Sequence[Finding], clauses: Iterable[PlanClause]) -> list[dict[str, Any]]:
    """Findings as FINDING reads them, in the caller's language."""
    quoted, names = {clause.key: clause for clause in clauses}, queries.code_names(figure_codes(findings))
    return [_told(finding, quoted, names) for finding in findings]


def told_history(rows: Sequence[DecisionRecord], hidden: Sequence[Action] = ()) -> list[dict[str, Any]]:
    """A history as EVENT reads it; of `hidden` actions the texts are left out."""
    return [
        {
            "at": row.at,
            "action": row.action,
            "stage": row.stage,
            "actor_name": who(row),
            "organisation_name": row.organisation_name,
            "text": "" if row.action in hidden else "\n".join(filter(None, (row.opinion or row.reason, facts(row)))),
            "defects": [] if row.action in hidden else told_defects(row),
        }
        for row in rows
    ]


def told_defects(row: DecisionRecord) -> list[dict[str, str]]:
    """What a return asks to be corrected, with the sections' words."""
    return [
        {"section": str(SECTIONS.get(one["section"], one["section"])), "text": one["text"]}
        for one in row.details.get("defects", [])
    ]


def told_steps(steps: Iterable[RouteStep], holders: Mapping[int, str]) -> list[dict[str, Any]]:
    """The picture of a route as STEP reads it."""
    return [
        {
            "printed_step": step.printed_step,
            "name": gettext(", ").join(stage.name for stage in step.stages),
            "status": step.status,
            "holders": list(dict.fromkeys(holders[stage.id] for stage in step.stages if stage.id in holders)),
        }
        for step in steps
    ]


def _told(finding: Finding, quoted: Mapping[str, PlanClause], names: Mapping[Code, str]) -> dict[str, Any]:
    ruling = finding.ruling
    return {
        **_verdict(finding, quoted, names),
        "kind": {"code": finding.kind.name, "name": label(finding.kind)},
        "waivable": finding.waivable,
        "ruling": f"{label(ruling.kind)}: {ruling.reason}" if ruling else "",
        "ways": [{**_verdict(way, quoted, names), "procedure": way.procedure} for way in finding.details],
    }


def _verdict(
    worded: Finding | PathResult, quoted: Mapping[str, PlanClause], names: Mapping[Code, str]
) -> dict[str, Any]:
    return {
        "subject": worded.subject,
        "outcome": worded.outcome,
        "text": finding_text(worded, names),
        "figures": [
            {"name": name, "value": _plain(value), "text": figure_text(value, names)}
            for name, value in worded.params.items()
        ],
        "clause": quoted.get(worded.clause),
    }


def _plain(value: Any) -> Any:
    """A figure as JSON."""
    match value:
        case Enum():
            return value.name
        case Duration():
            return {"years": value.years, "months": value.months, "days": value.days}
        case Code():
            return value.code
        case dt.date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case tuple():
            return [_plain(item) for item in value]
    return value
