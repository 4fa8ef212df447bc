"""The record of one plan: everything that its rows say, as its page draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access.roles import permitted
from app.access.scoping import acting
from app.console.errors import translate
from app.console.formats import listed
from app.core.errors import Violation
from app.extensions import db
from app.plans import queries, services
from app.plans.enums import PlanStatus
from app.plans.forms import GRIDS
from app.plans.forms.head import COLUMNS, PARTS, anchor
from app.plans.labels import PART_LABELS, SECTION_LABELS, place
from app.plans.models import PlanRoute, ReviewPlan
from app.plans.packs import document_of
from app.plans.rules import lacking
from app.plans.views.changes import amendment_lines
from app.plans.views.drawing import route_steps
from app.plans.views.tables import plan_tables, returns_usually, stage_table
from app.plans.views.wording import Names, condition_words, names_of, step_note, value_words

PK = "<int(max=2147483647):pk>"
RESOURCE = "ReviewPlan"
PAIRS = ("notice", "dates", "photo", "paper", "sheet")


@dataclass(frozen=True)
class Fault:
    """One thing to correct: where it stands, what is wrong, and the address of the cell."""

    place: str
    text: str
    url: str


def plan_context(plan: ReviewPlan, refused: Sequence[Violation] | None = None) -> dict[str, Any]:
    """What `plans/plan.html` shows; `refused` are the faults of a publication, else they are looked for."""
    own = acting(db.session).organisation_id == plan.issuer_id
    editable = own and plan.status is PlanStatus.DRAFT and _may("edit")
    found = services.findings_of(plan) if editable and refused is None else services.Findings(list(refused or ()))
    taken = inherited_rows(plan) if plan.status is PlanStatus.DRAFT else {}
    names = names_of(plan)
    return {
        "plan": plan,
        "may": {
            verb: _may(verb) and (own or verb == "export") for verb in ("clone", "publish", "export", "delete", "amend")
        },
        "may_set_fees": _may("set_fees") and services.may_set_fees(plan),
        "live": plan.status in (PlanStatus.PUBLISHED, PlanStatus.CLOSED),
        "editable": editable,
        "dry_run": own and permitted(acting(db.session).roles, "start", "DryRun"),
        "faults": faults(plan, found.errors),
        "warnings": faults(plan, found.warnings),
        "taken": [(name, str(SECTION_LABELS[name]), count) for name, count in taken.items()],
        "amendments": amendment_lines(plan) if plan.published_at else [],
        "pairs": {part: _pairs(plan, part) for part in PAIRS},
        "tables": plan_tables(plan, names),
        "specialties": _specialties(plan),
        "routes": [_route(plan, route, names) for route in plan.routes],
        "clauses": [(part, list(rows)) for part, rows in groupby(plan.clauses, key=lambda row: row.part)],
        "edit_url": lambda name: _edit_url(plan.id, name) if editable else "",
        "labels": {**SECTION_LABELS, **PART_LABELS, **{part: heading for part, heading, _names in PARTS}},
    }


def faults(plan: ReviewPlan, found: Sequence[Violation]) -> list[Fault]:
    """What is wrong, each with its place in words and the screen that mends it."""
    return [Fault(place(one.field), _text(one), mending_url(plan, one.field)) for one in found]


def mending_url(plan: ReviewPlan, field: str) -> str:
    """Where a fault is corrected: in the plan, in the plan whose row it has, or at the employer."""
    first, _dot, rest = field.partition(".")
    if first == "employers":
        return url_for("OrganisationView.show", pk=int(rest))
    rows = getattr(plan, first, None) if first in SECTION_LABELS else None
    number = rest.partition(".")[0]
    if plan.parent and rows is not None and number.isdecimal():
        own = sum(not row.inherited for row in rows)
        if int(number) >= own:
            return f"{url_for('PlanView.show', pk=plan.parent.id)}#{first}"
    return fault_url(plan.id, field)


def inherited_rows(plan: ReviewPlan) -> dict[str, int]:
    """How many rows of each list a draft takes from its parent when it is published (R-11)."""
    parent = queries.parent_of(plan)
    taken = lacking(document_of(plan), parent) if parent else {}
    return {name: len(taken[name]) for name in SECTION_LABELS if name in taken}


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
    return {
        "route": route,
        "condition": condition_words(route.applies_when, names),
        "steps": route_steps(route.stages, partial(step_note, names)),
        "stages": stage_table(plan, route, names),
        "note": _("A return goes to the applicant; what is submitted again begins at the first stage.")
        if returns_usually(route)
        else "",
        "url": url_for("PlanDraftView.stages_form", pk=plan.id, route=plan.routes.index(route) + 1),
    }
