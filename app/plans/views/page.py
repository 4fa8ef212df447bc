"""The record of one plan: everything that its rows say, as its page draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access.roles import permitted
from app.access.scoping import acting
from app.console.errors import translate
from app.console.formats import listed
from app.core.errors import Violation
from app.core.workflow import StepStatus
from app.extensions import db
from app.plans import services
from app.plans.enums import PlanStatus
from app.plans.forms import GRIDS
from app.plans.forms.head import COLUMNS, PARTS, anchor
from app.plans.labels import PART_LABELS, SECTION_LABELS, place
from app.plans.models import PlanRoute, ReviewPlan
from app.plans.views.tables import plan_tables, returns_usually, stage_table
from app.plans.views.wording import Names, condition_words, holder_words, names_of, value_words

PK = "<int(max=2147483647):pk>"
RESOURCE = "ReviewPlan"
PAIRS = ("notice", "dates", "photo", "paper", "sheet")


@dataclass(frozen=True)
class Fault:
    """One thing to correct: where it stands, what is wrong, and the address of the cell."""

    place: str
    text: str
    url: str


def plan_context(plan: ReviewPlan, faults: Sequence[Violation] | None = None) -> dict[str, Any]:
    """What `plans/plan.html` shows; `faults` are those of a publication that was refused, else they are looked for."""
    own = acting(db.session).organisation_id == plan.issuer_id
    editable = own and plan.status is PlanStatus.DRAFT and _may("edit")
    if faults is None:
        faults = services.faults_of(plan) if editable else []
    names = names_of(plan)
    return {
        "plan": plan,
        "may": {verb: _may(verb) and (own or verb == "export") for verb in ("clone", "publish", "export", "delete")},
        "editable": editable,
        "dry_run": own and permitted(acting(db.session).roles, "start", "DryRun"),
        "faults": [Fault(place(one.field), _text(one), fault_url(plan.id, one.field)) for one in faults],
        "pairs": {part: _pairs(plan, part) for part in PAIRS},
        "tables": plan_tables(plan, names),
        "specialties": _specialties(plan),
        "routes": [_route(plan, route, names) for route in plan.routes],
        "clauses": [(part, list(rows)) for part, rows in groupby(plan.clauses, key=lambda row: row.part)],
        "edit_url": lambda name: _edit_url(plan.id, name) if editable else "",
        "labels": {**SECTION_LABELS, **PART_LABELS, **{part: heading for part, heading, _names in PARTS}},
    }


def fault_url(plan_id: int, field: str) -> str:
    """Where a fault is corrected: the row of its grid, else the field of the plan's form."""
    first, _dot, rest = field.partition(".")
    numbers = [part for part in rest.split(".") if part.isdecimal()]
    if first == "routes" and len(numbers) > 1:
        stages = url_for("PlanDraftView.stages_form", pk=plan_id, route=int(numbers[0]) + 1)
        return f"{stages}#rows-{numbers[1]}-row"
    name = "opinions" if field.startswith("sheet.opinions") else first
    if name in GRIDS:
        return _edit_url(plan_id, name) + (f"#rows-{numbers[0]}-row" if numbers else "")
    return f"{url_for('PlanDraftView.head_form', pk=plan_id)}#{anchor(field)}"


def _edit_url(plan_id: int, name: str) -> str:
    if name in GRIDS:
        return url_for("PlanDraftView.grid_form", pk=plan_id, name=name)
    return f"{url_for('PlanDraftView.head_form', pk=plan_id)}#{name}"


def _may(verb: str) -> bool:
    return permitted(acting(db.session).roles, verb, RESOURCE)


def _text(violation: Violation) -> str:
    return translate(violation.message, violation.params)


def _pairs(plan: ReviewPlan, part: str) -> list[tuple[str, str, str]]:
    """(label, value, reason) of the values of one part of the form."""
    names = next(names for anchor_, _heading, names in PARTS if anchor_ == part)
    return [(str(COLUMNS[name].label), value_words(plan, name), plan.decided.get(name, "")) for name in names]


def _specialties(plan: ReviewPlan) -> list[tuple[str, str]]:
    """(names, reason) of specialties that stand together and share their reason."""
    groups = groupby(plan.specialties, key=lambda row: row.decided)
    return [(listed(row.specialty.name for row in rows), reason) for reason, rows in groups]


def _route(plan: ReviewPlan, route: PlanRoute, names: Names) -> dict[str, Any]:
    """A route with its picture and the table of its stages."""
    steps = groupby(route.stages, key=lambda stage: stage.printed_step)
    return {
        "route": route,
        "condition": condition_words(route.applies_when, names),
        "steps": [_step(number, list(stages)) for number, stages in steps],
        "stages": stage_table(plan, route, names),
        "note": _("A return goes to the applicant; what is submitted again begins at the first stage.")
        if returns_usually(route)
        else "",
        "url": url_for("PlanDraftView.stages_form", pk=plan.id, route=plan.routes.index(route) + 1),
    }


def _step(number: int, stages: Sequence[Any]) -> Mapping[str, Any]:
    return {
        "printed_step": number,
        "name": listed(stage.name for stage in stages),
        "holder": listed(_once(holder_words(stage) for stage in stages)),
        "status": StepStatus.TODO,
    }


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
