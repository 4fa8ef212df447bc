"""Commands over plans: clone, publish, close, export, import."""

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
from app.documents.yaml_rows import row_values
from app.plans import queries, services
from app.plans.forms import CloneForm, ImportForm
from app.plans.labels import COLUMN_LABELS
from app.plans.models import ReviewPlan
from app.plans.packs import PLAN_KEYS, export_pack, moved
from app.plans.views.page import PK, plan_context

DATED = ("notice_date", "opens_on", "applicant_deadline", "employer_deadline", "seniority_cutoff_date")


class PlanCommandView(BaseScreen):
    """What is done with a whole plan."""

    route_base = "/review-plans"
    class_permission_name = "ReviewPlan"
    default_view = "import_form"

    @expose(f"/{PK}/clone", methods=["GET"])
    @screen_permission("clone")
    def clone_form(self, pk: int) -> Any:
        plan = services.own_plan(pk)
        return self._clone_page(plan, CloneForm.of(plan))

    @expose(f"/{PK}/clone", methods=["POST"])
    @screen_permission("clone")
    def clone(self, pk: int) -> Any:
        form = CloneForm()
        if not form.validate():
            return self._clone_page(services.own_plan(pk), form), Invalid.status
        if not form.is_previewed:
            return self._clone_page(services.own_plan(pk), form)
        try:
            with command():
                key = services.clone(pk, **form.values()).id
        except (Invalid, Conflict) as problem:
            apply_violations(form, _violations(problem))
            return self._clone_page(services.own_plan(pk), form), problem.status
        return redirect_after(_("The plan was cloned. Compare its dates, then publish it."), "PlanView.show", pk=key)

    @expose(f"/{PK}/publish", methods=["POST"])
    @screen_permission("publish")
    def publish(self, pk: int) -> Any:
        try:
            with command():
                services.publish(pk, parse_version(request.form))
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

    def _clone_page(self, plan: ReviewPlan, form: CloneForm) -> str:
        day = None if form.opens_on.errors else form.opens_on.data
        days, rows = ((day - plan.opens_on).days, _moves(plan, day)) if day else (None, [])
        return self.render("plans/clone.html", plan=plan, form=form, days=days, rows=rows)

    def _import_page(self, form: ImportForm, faults: Sequence[Violation] = ()) -> str:
        lines = [(fault.field.rpartition(":")[2], translate(fault.message, fault.params)) for fault in faults]
        return self.render("plans/import.html", form=form, faults=lines)


def _violations(problem: Invalid | Conflict) -> Sequence[Violation]:
    return problem.violations if isinstance(problem, Invalid) else [Violation("", problem.message, problem.params)]


def _moves(plan: ReviewPlan, opens_on: dt.date) -> list[tuple[str, dt.date, dt.date, bool]]:
    """Every date of the plan: its words, as it is, as it will be, and whether that is a working day."""
    before, calendar = row_values(plan, PLAN_KEYS), working_calendar()
    after = moved(before, opens_on)
    return [
        (str(COLUMN_LABELS[name]), before[name], after[name], calendar.is_working_day(after[name])) for name in DATED
    ]
