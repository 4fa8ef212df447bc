"""继续教育学时: one's own hours by year and kind, beside what the plan that one aims at asks."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.scoping import acting
from app.applications import queries as applications
from app.applications import services
from app.applications.labels import figure_codes, finding_items
from app.applications.models import Application
from app.console.arguments import whole_number
from app.console.exports import Export
from app.console.lists import ExportedList
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.eligibility import RequirementKind
from app.core.workflow import Status
from app.documents.spreadsheet import Cell, Column
from app.extensions import db
from app.hours import queries
from app.hours.labels import row_cells, row_headers, year_headers, year_table
from app.hours.models import HoursRecord
from app.hours.rules import facts_of
from app.hours.views import ImportFlow
from app.plans import queries as plans
from app.plans.models import ReviewPlan
from app.plans.views.wording import names_of
from app.portal.labels import requirement_items


class OwnHoursView(ImportFlow, ExportedList, BaseScreen):
    """One's own hours, and the imports that one handed in oneself (R-249 to R-255)."""

    route_base = "/profile/hours"
    class_permission_name = "Hours"
    default_view = "list"
    layout = "layout/portal.html"
    back_endpoint, back_words = "OwnHoursView.list", lazy_gettext("Hours of continuing education")

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        applicant_id = acting(db.session).applicant_id or 0
        rows = queries.of_applicant(applicant_id)
        counted = [row for row in rows if row.registered]
        return self.render(
            "hours/own.html",
            years=(year_headers(), year_table(facts_of(counted))),
            rows=[(*cells, row) for cells, row in zip(row_cells(rows), rows, strict=True)],
            headers=row_headers(),
            imports=queries.imports_of(applicant_id),
            tools=self.list_tools(),
            **_aim(applicant_id),
        )

    def exported(self) -> Export:
        columns = [Column(words) for words in (*row_headers(), _("Status"))]
        rows = queries.rows_of(acting(db.session).applicant_id)
        return Export(_("Hours of continuing education"), columns, rows, HoursRecord.id, _cells)


def _cells(row: HoursRecord) -> list[Cell]:
    (cells,) = row_cells([row])
    return [*cells, str(_state(row))]


def _state(row: HoursRecord) -> Any:
    if row.registered:
        return _("Counted")
    return _("Waiting to be checked") if row.standing else _("Not counted")


def _aim(applicant_id: int) -> dict[str, Any]:
    """What is asked: by the newest application as it stands, else by the open plan that was chosen here."""
    own = next((one for one in applications.of_applicant(applicant_id) if one.status is not Status.WITHDRAWN), None)
    offered = plans.open_plans(clock.today())
    chosen = whole_number(request.args.get("plan", ""))
    if chosen in {one.id for one in offered}:
        return {"offered": offered, "aimed": chosen, "asked": _asked(plans.plan_with_rows(chosen)), "findings": []}
    findings = _findings(applications.load(own.id)) if own else []
    return {"offered": offered, "aimed": own.plan_id if own else None, "asked": [], "findings": findings}


def _asked(plan: ReviewPlan) -> list[Any]:
    kinds = [row.kind is RequirementKind.CE_HOURS for row in plan.requirements]
    items = requirement_items(plan, names_of(plan))
    return [item for item, wanted in zip(items, kinds, strict=True) if wanted]


def _findings(application: Application) -> list[dict[str, Any]]:
    found = [one for one in services.findings(application) if one.kind is RequirementKind.CE_HOURS]
    return finding_items(found, application.plan.clauses, applications.code_names(figure_codes(found)))
