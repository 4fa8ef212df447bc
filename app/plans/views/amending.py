"""Changes of a published plan, each with its reason: days, contacts, notes; fees by the office that audits."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Conflict, DomainError, Invalid, OutOfScope, Refused, Violation
from app.plans import queries, services
from app.plans.enums import PlanStatus
from app.plans.forms import DaysForm, FeesForm, GridForm, ReasonForm, grid_for
from app.plans.models import ReviewPlan
from app.plans.packs import document_of
from app.plans.views.drafts import CHANGED, offers
from app.plans.views.page import PK

LISTS = ("deadlines", "contacts")


class PlanAmendView(BaseScreen):
    """Plans of one's own that are published; the change is told to whoever is concerned."""

    route_base = "/review-plans"
    class_permission_name = "ReviewPlan"
    default_view = "days_form"

    @expose(f"/{PK}/amend", methods=["GET"])
    @screen_permission("amend")
    def days_form(self, pk: int) -> Any:
        plan = _live(pk)
        return self._days_page(plan, DaysForm.of(plan), plan.version)

    @expose(f"/{PK}/amend", methods=["POST"])
    @screen_permission("amend")
    def save_days(self, pk: int) -> Any:
        form = DaysForm()
        values, faults = form.written()
        try:
            if faults:
                raise Invalid(faults)
            with command():
                services.amend(pk, parse_version(request.form), values, form.reason.data or "")
        except (Invalid, Conflict, Refused) as problem:
            plan = _live(pk)
            _show(form, problem)
            return self._days_page(plan, form, _seen(plan, problem)), problem.status
        return redirect_after(_("The change is saved, with its reason."), "PlanView.show", pk=pk)

    @expose(f"/{PK}/amend/<name>", methods=["GET"])
    @screen_permission("amend")
    def list_form(self, pk: int, name: str) -> Any:
        plan = _live(pk)
        form = _grid_form(plan, name, posted=False)
        return self._list_page(plan, form, ReasonForm(), plan.version)

    @expose(f"/{PK}/amend/<name>", methods=["POST"])
    @screen_permission("amend")
    def save_list(self, pk: int, name: str) -> Any:
        form, reason = _grid_form(_live(pk), name, posted=True), ReasonForm()
        try:
            rows, _origins = form.written()
            with command():
                services.amend(pk, parse_version(request.form), {name: rows}, reason.reason.data or "")
        except (Invalid, Conflict, Refused) as problem:
            plan = _live(pk)
            found = _violations(problem)
            form.show([one for one in found if one.field != "reason"])
            for one in found:
                if one.field == "reason":
                    reason.refuse(one)
            return self._list_page(plan, form, reason, _seen(plan, problem)), problem.status
        return redirect_after(_("The change is saved, with its reason."), "PlanView.show", pk=pk)

    @expose(f"/{PK}/set-fees", methods=["GET"])
    @screen_permission("set_fees")
    def fees_form(self, pk: int) -> Any:
        plan = queries.plan_with_rows(pk)
        if not services.may_set_fees(plan):
            raise OutOfScope
        return self._fees_page(FeesForm.of(plan, posted=False), plan.version)

    @expose(f"/{PK}/set-fees", methods=["POST"])
    @screen_permission("set_fees")
    def set_fees(self, pk: int) -> Any:
        form = FeesForm.of(queries.plan_with_rows(pk), posted=True)
        try:
            with command():
                services.set_fees(pk, parse_version(request.form), form.written(), form.reason.data or "")
        except (Invalid, Conflict, Refused) as problem:
            plan = form.plan = queries.plan_with_rows(pk)
            _show(form, problem)
            return self._fees_page(form, _seen(plan, problem)), problem.status
        return redirect_after(_("The fees are saved, with their reason."), "PlanView.show", pk=pk)

    def _days_page(self, plan: ReviewPlan, form: DaysForm, version: Any) -> str:
        return self.render("plans/amend_days.html", plan=plan, form=form, version=version)

    def _list_page(self, plan: ReviewPlan, form: GridForm, reason: ReasonForm, version: Any) -> str:
        return self.render("plans/amend_list.html", plan=plan, form=form, reason=reason, version=version)

    def _fees_page(self, form: FeesForm, version: Any) -> str:
        return self.render("plans/amend_fees.html", plan=form.plan, form=form, version=version)


def _live(pk: int) -> ReviewPlan:
    """A plan of one's own that is published and not archived. Raises OutOfScope, Refused."""
    plan = services.own_plan(pk)
    if plan.status not in (PlanStatus.PUBLISHED, PlanStatus.CLOSED):
        raise Refused("Only a plan that is published and not archived is changed with a reason.")
    return plan


def _grid_form(plan: ReviewPlan, name: str, posted: bool) -> GridForm:
    if name not in LISTS:
        raise OutOfScope
    document = document_of(plan, published=True)
    grid = grid_for(document, name)
    return GridForm.of(grid, None if posted else grid.source.rows(document), offers(plan, document))


def _violations(problem: DomainError) -> list[Violation]:
    if isinstance(problem, Invalid):
        return list(problem.violations)
    told = [Violation("", problem.message, problem.params)]
    return [*told, Violation("", CHANGED)] if isinstance(problem, Conflict) else told


def _show(form: ReasonForm, problem: DomainError) -> None:
    for one in _violations(problem):
        form.refuse(one)


def _seen(plan: ReviewPlan, problem: DomainError) -> Any:
    """The version that the page is drawn for: after a conflict the plan as it is now, else the one of before."""
    return plan.version if isinstance(problem, Conflict) else request.form.get("version", "")
