"""Editing a draft: the plan itself on one form, its lists as grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.layout import label
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Conflict, DomainError, Invalid, Violation
from app.plans import queries, services
from app.plans.forms import (
    CLAUSES,
    COLUMNS,
    FORMATS,
    REASONS,
    RULES,
    Choice,
    Grid,
    GridColumn,
    GridForm,
    HeadForm,
    grid_for,
)
from app.plans.forms.parts import CATEGORIES, MODES, REGIONS, TITLE_CATALOG, TITLES
from app.plans.labels import COLUMN_LABELS, PART_LABELS, RULE_LABELS
from app.plans.models import ReviewPlan
from app.plans.packs import Document, document_of
from app.plans.rules import inheriting
from app.plans.views.drawing import typed_steps
from app.plans.views.page import PK

CHANGED = (
    "Somebody else changed this plan since the page was opened. What you typed is still here: compare it with the "
    "plan as it is now, then save again."
)
# What a reason may be given for although the form has no field of that name.
NO_FIELDS = ("issuer", "photo", "review_rules", "sheet", "sheet.opinions")
PHOTO_FORMATS = ("JPG", "JPEG", "PNG")


class PlanDraftView(BaseScreen):
    """Drafts of one's own; a published plan is refused."""

    route_base = "/review-plans"
    class_permission_name = "ReviewPlan"
    default_view = "new_form"

    @expose("/new", methods=["GET"])
    @screen_permission("add")
    def new_form(self) -> Any:
        return self._head_page(None, HeadForm.of({}, offers(None, {})))

    @expose("/new", methods=["POST"])
    @screen_permission("add")
    def create(self) -> Any:
        form = HeadForm.of(None, offers(None, {}))
        try:
            with command():
                values = form.written({"sheet": {"opinions": []}})
                key = services.draft({**values, "review_rules": {}, "decided": {}}).id
        except Invalid as problem:
            form.show(problem.violations)
            return self._head_page(None, form), problem.status
        except Conflict as problem:
            form.show([Violation("", problem.message, problem.params)])
            return self._head_page(None, form), problem.status
        return redirect_after(_("The draft was made. Now fill in its lists."), "PlanView.show", pk=key)

    @expose(f"/{PK}/edit", methods=["GET"])
    @screen_permission("edit")
    def head_form(self, pk: int) -> Any:
        plan = services.own_draft(pk)
        document = document_of(plan)
        return self._head_page(plan, HeadForm.of(document, offers(plan, document)))

    @expose(f"/{PK}/edit", methods=["POST"])
    @screen_permission("edit")
    def save_head(self, pk: int) -> Any:
        plan = services.own_draft(pk)
        document = document_of(plan)
        form = HeadForm.of(None, offers(plan, document))
        try:
            with command():
                services.revise(pk, parse_version(request.form), form.written(document))
        except (Invalid, Conflict) as problem:
            form.show(_violations(problem))
            return self._head_page(services.own_draft(pk), form, problem), problem.status
        return redirect_after(_("The plan was saved."), "PlanView.show", pk=pk)

    @expose(f"/{PK}/edit/<name>", methods=["GET"])
    @screen_permission("edit")
    def grid_form(self, pk: int, name: str) -> Any:
        return self._open(pk, name)

    @expose(f"/{PK}/edit/<name>", methods=["POST"])
    @screen_permission("edit")
    def save_grid(self, pk: int, name: str) -> Any:
        return self._save(pk, name)

    @expose(f"/{PK}/edit/routes/<int(max=2147483647):route>/stages", methods=["GET"])
    @screen_permission("edit")
    def stages_form(self, pk: int, route: int) -> Any:
        return self._open(pk, "stages", route - 1)

    @expose(f"/{PK}/edit/routes/<int(max=2147483647):route>/stages", methods=["POST"])
    @screen_permission("edit")
    def save_stages(self, pk: int, route: int) -> Any:
        return self._save(pk, "stages", route - 1)

    @expose(f"/{PK}/edit/routes/<int(max=2147483647):route>/picture", methods=["POST"])
    @screen_permission("edit")
    def stages_picture(self, pk: int, route: int) -> Any:
        """The picture of stages that are being typed; nothing is written."""
        plan = services.own_draft(pk)
        document = document_of(plan)
        form = GridForm.of(grid_for(document, "stages", route - 1), None, offers(plan, document))
        return self.render("plans/_picture.html", steps=_typed_steps(plan, form))

    def _open(self, pk: int, name: str, route: int | None = None) -> Any:
        plan = services.own_draft(pk)
        document = document_of(plan)
        grid = grid_for(document, name, route)
        form = GridForm.of(grid, grid.source.rows(document), offers(plan, document))
        start = f"{grid.source.within}."
        form.show([fault for fault in services.faults_of(plan) if fault.field.startswith(start)])
        return self._grid_page(plan, grid, form)

    def _save(self, pk: int, name: str, route: int | None = None) -> Any:
        plan = services.own_draft(pk)
        document = document_of(plan)
        grid = grid_for(document, name, route)
        form = GridForm.of(grid, None, offers(plan, document))
        try:
            with command():
                seen, within = parse_version(request.form), grid.source.within
                rows = form.written(grid.source.rows(document))
                services.revise(pk, seen, grid.source.changed(document, *rows), within)
        except (Invalid, Conflict) as problem:
            form.show(_violations(problem))
            return self._grid_page(services.own_draft(pk), grid, form, problem), problem.status
        return redirect_after(_("“%(name)s” was saved.", name=str(grid.label)), "PlanView.show", pk=pk)

    def _head_page(self, plan: ReviewPlan | None, form: HeadForm, problem: DomainError | None = None) -> str:
        reasons = plan.decided if plan else {}
        version = _version(plan, problem)
        return self.render("plans/head.html", plan=plan, form=form, parts=form.parts(reasons), version=version)

    def _grid_page(self, plan: ReviewPlan, grid: Grid, form: GridForm, problem: DomainError | None = None) -> str:
        drawn: dict[str, Any] = {"route": "", "picture_url": "", "steps": []}
        if grid.route is not None:
            url = url_for("PlanDraftView.stages_picture", pk=plan.id, route=grid.route + 1)
            drawn = {
                "route": plan.routes[grid.route].name,
                "picture_url": url,
                "steps": _typed_steps(plan, form),
            }
        return self.render("plans/grid.html", plan=plan, grid=grid, form=form, version=_version(plan, problem), **drawn)


def _typed_steps(plan: ReviewPlan, form: GridForm) -> list[dict[str, Any]]:
    offices = {code: words for code, words in form.rows[0].form.holder_organisation.choices if code}
    return typed_steps(plan, form.sketched(), offices)


def _version(plan: ReviewPlan | None, problem: DomainError | None) -> Any:
    """The version that the page is drawn for: after a refusal still the one it was drawn for first."""
    if isinstance(problem, Invalid):
        return request.form.get("version", "")
    return plan.version if plan else ""


def _violations(problem: Invalid | Conflict) -> Sequence[Violation]:
    if isinstance(problem, Invalid):
        return problem.violations
    return [Violation("", problem.message, problem.params), Violation("", CHANGED)]


def offers(plan: ReviewPlan | None, document: Document) -> Callable[[GridColumn], Sequence[Choice]]:
    """What the choices of a column are; each table is asked once."""
    parent = queries.parent_of(plan) if plan else None
    whole = inheriting(document, parent) if parent else document
    clauses = whole.get("clauses", ())
    series = plan.series_id if plan else None
    known: dict[str, Sequence[Choice]] = {
        FORMATS: [(name, name) for name in PHOTO_FORMATS],
        CLAUSES: [(row["key"], _excerpt(row)) for row in clauses],
        RULES: [(name, str(words)) for name, words in RULE_LABELS.items()],
        REASONS: [(name, _place(name)) for name in (*COLUMNS, *NO_FIELDS)],
        MODES: [(row["mode"], row["name"]) for row in whole.get("modes", ())],
        CATEGORIES: [(row["key"], row["name"]) for row in whole.get("categories", ())],
    }
    made: dict[str, Callable[[], Sequence[Choice]]] = {
        TITLES: lambda: _titles(whole, queries.named_rows(TITLE_CATALOG, series)),
        REGIONS: lambda: [_coded(_digits(code), name) for code, name in queries.named_rows("regions", None)],
    }

    def offered(column: GridColumn) -> Sequence[Choice]:
        if not isinstance(column.offer, str):
            return [(member.name, label(member)) for member in column.offer]
        if column.offer not in known:
            make = made.get(column.offer) or partial(queries.named_rows, column.offer, series)
            known[column.offer] = make()
        return known[column.offer]

    return offered


def _excerpt(row: Document) -> str:
    return _("%(key)s: %(text)s", key=row["key"], text=row["text"][:24])


def _titles(document: Document, catalog: Sequence[Choice]) -> list[Choice]:
    names = dict(catalog)
    return [(row["title"], row["name"] or names.get(row["title"], row["title"])) for row in document.get("titles", ())]


def _digits(code: str) -> str:
    """The digits of a region's code that all places within it share."""
    return re.sub("(00){1,2}$", "", code)


def _coded(code: str, name: str) -> Choice:
    return code, _("%(name)s (%(code)s)", name=name, code=code)


def _place(name: str) -> str:
    first = str(PART_LABELS.get(name.partition(".")[0], ""))
    last = COLUMNS[name].label if name in COLUMNS else {**COLUMN_LABELS, **PART_LABELS}[name.rpartition(".")[2]]
    return _(", ").join(text for text in dict.fromkeys((first, str(last))) if text)
