"""The list of plans and the record of one plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import get_template_attribute, request
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.access.roles import permitted
from app.access.scoping import acting
from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.formats import day
from app.console.interface import ScopedInterface
from app.console.layout import label
from app.console.screens import screen_permission
from app.console.views import ConsoleView
from app.extensions import db
from app.plans import queries, services
from app.plans.enums import PlanStatus
from app.plans.labels import COLUMN_LABELS
from app.plans.models import ReviewPlan
from app.plans.views.page import PK, plan_context


def status_badge(status: PlanStatus) -> Any:
    """A status as lists show it."""
    draw = get_template_attribute("layout/macros/status.html", "status_badge")
    return draw(status, label(status))


def unbroken_day(value: dt.date) -> Markup:
    """A day that stays on one line of a narrow column."""
    return Markup('<span class="nowrap">{}</span>').format(day(value))


class PlanView(ConsoleView):
    """Plans: one's own drafts and everybody's published ones."""

    datamodel = ScopedInterface(ReviewPlan)
    class_permission_name = "ReviewPlan"
    route_base = "/review-plans"
    exclude_route_methods = ConsoleView.exclude_route_methods | {"add", "edit"}
    list_template = "plans/list.html"
    list_title = _("Review plans")
    list_columns = ["name", "year", "status", "opens_on", "applicant_deadline", "employer_deadline", "issuer"]
    show_columns = add_columns = edit_columns = list_columns
    search_columns = ["name", "year", "status", "issuer", "opens_on"]
    order_columns = ["name", "year", "status", "opens_on", "applicant_deadline", "employer_deadline"]
    label_columns = COLUMN_LABELS
    formatters_columns = {
        "year": str,
        "status": status_badge,
        **dict.fromkeys(("opens_on", "applicant_deadline", "employer_deadline"), unbroken_day),
    }
    base_order = ("opens_on", "desc")
    empty_words = _("Published plans appear here, and the drafts of your office as soon as they are imported.")

    def may_make(self) -> bool:
        """Whether this person may make plans."""
        return permitted(acting(db.session).roles, "add", self.class_permission_name)

    @expose(f"/show/{PK}")
    @screen_permission("show")
    def show(self, pk: int) -> Any:
        return self.render_template("plans/plan.html", **plan_context(queries.plan_with_rows(pk)))

    @expose(f"/delete/{PK}", methods=["POST"])
    @screen_permission("delete")
    def delete(self, pk: int) -> Any:
        with command():
            name = services.delete(pk, parse_version(request.form))
        return redirect_after(gettext("“%(name)s” was deleted.", name=name), "PlanView.list")
