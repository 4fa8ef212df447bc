"""Commands over plans: clone, check, publish, close, archive, export, import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, request
from flask_appbuilder import expose
from flask_babel import gettext as _
from wtforms.validators import ValidationError

from app.catalog.queries import working_calendar
from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.errors import translate
from app.console.forms import apply_violations
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Conflict, Invalid, Refused, TooLarge, Violation
from app.plans import queries, services
from app.plans.forms import CloneForm, ImportForm
from app.plans.labels import COLUMN_LABELS
from app.plans.models import ReviewPlan
from app.plans.packs import document_of, export_pack
from app.plans.rules import in_year, moved, warning_key
from app.plans.views.page import PK, faults, plan_context

DATED = ("notice_date", "opens_on", "applicant_deadline", "employer_deadline", "seniority_cutoff_date")


class PlanCommandView(BaseScreen):
    """What is done with a whole plan."""

    route_base = "/review-plans"
    class_permission_name = "ReviewPlan"
    default_view = "import_form"

    @expose(f"/{PK}/clone", methods=["GET"])
    @screen_permission("clone")
    def clone_form(self, pk: int) -> Any:
        return self._clone_page(_clone_form(services.own_plan(pk), posted=False))

    @expose(f"/{PK}/clone", methods=["POST"])
    @screen_permission("clone")
    def clone(self, pk: int) -> Any:
        form = _clone_form(services.own_plan(pk), posted=True)
        if not form.validate():
            return self._clone_page(form), Invalid.status
        if not form.is_previewed:
            return self._clone_page(form)
        try:
            with command():
                key = services.clone(pk, **form.values()).id
        except (Invalid, Conflict) as problem:
            apply_violations(form, _violations(problem))
            form.source = services.own_plan(pk)
            return self._clone_page(form), problem.status
        return redirect_after(_("The plan was cloned. Compare its dates, then publish it."), "PlanView.show", pk=key)

    @expose(f"/{PK}/check", methods=["GET"])
    @screen_permission("publish")
    def check(self, pk: int) -> Any:
        return self._check_page(services.own_plan(pk))

    @expose(f"/{PK}/publish", methods=["POST"])
    @screen_permission("publish")
    def publish(self, pk: int) -> Any:
        accepted = request.form.getlist("accepted")
        try:
            with command():
                services.publish(pk, parse_version(request.form), accepted)
        except services.Unconfirmed as problem:
            words = translate(problem.message, problem.params)
            return self._check_page(services.own_plan(pk), accepted, words), problem.status
        except Invalid as problem:
            page = plan_context(queries.plan_with_rows(pk), problem.violations)
            return self.render("plans/plan.html", **page), problem.status
        return redirect_after(_("The plan was published and is frozen from now on."), "PlanView.show", pk=pk)

    @expose(f"/{PK}/close", methods=["POST"])
    @screen_permission("publish")
    def close(self, pk: int) -> Any:
        with command():
            services.close(pk, parse_version(request.form))
        return redirect_after(_("The plan was closed. It takes no more applications."), "PlanView.show", pk=pk)

    @expose(f"/{PK}/archive", methods=["POST"])
    @screen_permission("publish")
    def archive(self, pk: int) -> Any:
        with command():
            services.archive(pk, parse_version(request.form))
        return redirect_after(_("The plan was archived. It can still be read."), "PlanView.show", pk=pk)

    @expose(f"/{PK}/export", methods=["GET"])
    @screen_permission("export")
    def export(self, pk: int) -> Any:
        plan = queries.plan_with_rows(pk)
        answer: Response = make_response(export_pack(plan))
        answer.headers["Content-Type"] = "application/yaml; charset=utf-8"
        answer.headers["Content-Disposition"] = f'attachment; filename="{plan.code}.yaml"'
        return answer

    @expose("/import", methods=["GET"])
    @screen_permission("add")
    def import_form(self) -> Any:
        return self._import_page(ImportForm())

    @expose("/import", methods=["POST"])
    @screen_permission("add")
    def import_pack(self) -> Any:
        form = ImportForm()
        try:
            content, name = form.content()
            with command():
                key = services.import_pack(services.read_pack(content, name)).id
        except ValidationError as problem:
            form.pack.errors = [str(problem)]
            return self._import_page(form), Invalid.status
        except Invalid as problem:
            return self._import_page(form, problem.violations), problem.status
        except (Refused, Conflict, TooLarge) as problem:
            form.pack.errors = [translate(problem.message, problem.params)]
            return self._import_page(form), problem.status
        return redirect_after(_("The plan was imported as a draft."), "PlanView.show", pk=key)

    def _clone_page(self, form: CloneForm) -> str:
        plan = form.source
        day = None if form.opens_on.errors else form.opens_on.data
        days, rows = ((day - plan.opens_on).days, _moves(plan, day)) if day else (None, [])
        by_years = day is not None and day == in_year(plan.opens_on, day.year)
        return self.render("plans/clone.html", plan=plan, form=form, days=days, rows=rows, by_years=by_years)

    def _check_page(self, plan: ReviewPlan, ticked: Sequence[str] = (), refusal: str = "") -> str:
        found = services.findings_of(plan)
        warnings = [
            (warning_key(one), shown) for one, shown in zip(found.warnings, faults(plan, found.warnings), strict=True)
        ]
        return self.render(
            "plans/check.html",
            plan=plan,
            errors=faults(plan, found.errors),
            warnings=warnings,
            ticked=set(ticked),
            refusal=refusal,
        )

    def _import_page(self, form: ImportForm, faults: Sequence[Violation] = ()) -> str:
        lines = [(fault.field.rpartition(":")[2], translate(fault.message, fault.params)) for fault in faults]
        return self.render("plans/import.html", form=form, faults=lines)


def _clone_form(plan: ReviewPlan, posted: bool) -> CloneForm:
    regions = queries.named_rows("regions", None)
    titles = queries.named_rows("professional_titles", plan.series_id)
    return CloneForm.of(plan, regions, titles, posted)


def _violations(problem: Invalid | Conflict) -> Sequence[Violation]:
    return problem.violations if isinstance(problem, Invalid) else [Violation("", problem.message, problem.params)]


def _moves(plan: ReviewPlan, opens_on: dt.date) -> list[tuple[str, dt.date, dt.date, bool]]:
    """Every date of the plan: its words, as it is, as it will be, and whether that is a working day."""
    before, calendar = document_of(plan), working_calendar()
    after = moved(before, opens_on)
    days = [(str(COLUMN_LABELS[name]), before[name], after[name]) for name in DATED]
    days += [
        (row["name"], row[name], later[name])
        for row, later in zip(before["deadlines"], after["deadlines"], strict=True)
        for name in ("starts_on", "due_on")
        if row[name]
    ]
    return [(words, old, new, calendar.is_working_day(new)) for words, old, new in days]
