"""From a plan's rows to what core reckons with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from app.core.eligibility import PathRule, RequirementRule, Rules
from app.core.workflow import Gate, Route, Stage, Subject, matches
from app.documents.yaml_rows import row_values
from app.plans.packs import PATHS, REQUIREMENTS

if TYPE_CHECKING:
    from app.plans.models import PlanRoute, ReviewPlan, RouteStage


def rules_for(plan: ReviewPlan, subject: Subject, submitted_on: date) -> Rules:
    """What this application is held against: the plan's paths, the requirements that apply to it (R-27 to R-50)."""
    document = {
        "seniority_cutoff_date": plan.seniority_cutoff_date,
        "paths": [row_values(row, PATHS.keys) for row in plan.paths],
        "requirements": [row_values(row, REQUIREMENTS.keys) for row in plan.requirements],
    }
    return document_rules(document, subject, submitted_on)


def document_rules(document: Mapping[str, Any], subject: Subject, submitted_on: date) -> Rules:
    """The same from a plan's document."""
    return Rules(
        title_code=subject.title_code,
        mode=subject.mode,
        cutoff_date=document["seniority_cutoff_date"],
        submitted_on=submitted_on,
        paths=tuple(path_rule(row) for row in document["paths"]),
        requirements=tuple(
            requirement_rule(row) for row in document["requirements"] if matches(row["applies_when"], subject)
        ),
    )


def path_rules(plan: ReviewPlan) -> tuple[PathRule, ...]:
    """All rows of the plan's decision table, in order."""
    return tuple(path_rule(row_values(row, PATHS.keys)) for row in plan.paths)


def path_rule(row: Mapping[str, Any]) -> PathRule:
    """A row of a document's `paths`. Raises RowError."""
    return PathRule.from_mapping(_rule_values(row), key=row["key"])


def requirement_rule(row: Mapping[str, Any]) -> RequirementRule:
    """A row of a document's `requirements`. Raises RowError."""
    return RequirementRule.from_mapping(_rule_values(row), key=row["key"])


class Conditional(Protocol):
    """A route, of a plan's rows or as published."""

    @property
    def applies_when(self) -> Mapping[str, Any]: ...


Conditioned = TypeVar("Conditioned", bound=Conditional)


def route_for(routes: Iterable[Conditioned], subject: Subject) -> Conditioned | None:
    """The first of these routes whose condition holds; None where none does."""
    return next((one for one in routes if matches(one.applies_when, subject)), None)


def core_route(route: PlanRoute) -> Route:
    """A route with its stages as the machine walks it."""
    return Route(tuple(_core_stage(stage) for stage in route.stages))


def review_rules_of(plan: ReviewPlan) -> dict[str, int | bool | Fraction]:
    """The tally's parameters that the plan sets, by name; shares are exact fractions."""
    rules = {name: rule["value"] for name, rule in plan.review_rules.items()}
    return {name: Fraction(value) if isinstance(value, str) else value for name, value in rules.items()}


def _rule_values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("key", "decided", "applies_when")}


def _core_stage(row: RouteStage) -> Stage:
    return Stage(
        id=row.id,
        position=row.position,
        printed_step=row.printed_step,
        name=row.name,
        kind=row.kind,
        holder=row.holder,
        applies_when=row.applies_when,
        gates=tuple(Gate[name] for name in row.gates),
        min_working_days=row.min_working_days,
        due_working_days=row.due_working_days,
        return_to=row.return_to,
        resume_at=row.resume_at,
        holder_name=row.holder_organisation.name if row.holder_organisation else "",
    )
