"""我的申报: the applicant's applications, where each stands, what comes next."""

from __future__ import annotations

import io
from typing import Any

from flask import request, send_file
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.access.enums import AccessKind
from app.access.scoping import acting
from app.applications import queries, services
from app.applications.labels import SECTIONS, submission_view
from app.applications.models import Application
from app.applications.services.printing import render_review_sheet
from app.console.actions import parse_version
from app.console.cells import for_file
from app.console.commands import command, redirect_after
from app.console.exports import Export, handed_out
from app.console.lists import ExportedList
from app.console.screens import BaseScreen, screen_permission
from app.documents.spreadsheet import Cell, Column
from app.extensions import db
from app.portal.queries import record
from app.portal.views.record import record_parts

ID = "<int(max=2147483647):application_id>"


class MyApplicationView(ExportedList, BaseScreen):
    """One's own applications."""

    route_base = "/my/applications"
    class_permission_name = "MyApplication"
    default_view = "list"

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        applicant_id = acting(db.session).applicant_id
        rows = queries.of_applicant(applicant_id) if applicant_id else ()
        return self.render("portal/my_applications.html", applications=rows, tools=self.list_tools())

    def exported(self) -> Export:
        words = (_("Plan"), _("Number"), _("Status"), _("Now at"), _("Now with"))
        columns = [Column(one, one == words[1]) for one in words]
        rows = queries.rows_of(acting(db.session).applicant_id)
        return Export(_("My applications"), columns, rows, Application.id, _cells)

    @expose(f"/{ID}")
    @screen_permission("show")
    def show(self, application_id: int) -> Any:
        return self.render("portal/my_application.html", **record_parts(record(application_id)))

    @expose(f"/{ID}/versions/<int(max=9999):number>")
    @screen_permission("show")
    def version(self, application_id: int, number: int) -> Any:
        submission = queries.submission(application_id, number)
        return self.render(
            "portal/my_version.html",
            submission=submission,
            content=submission_view(submission.content),
            sections=SECTIONS,
        )

    @expose(f"/{ID}/withdraw", methods=["POST"])
    @screen_permission("withdraw")
    def withdraw(self, application_id: int) -> Any:
        with command():
            services.withdraw(application_id, parse_version(request.form))
        return redirect_after(
            _("Your application was withdrawn."), "MyApplicationView.show", application_id=application_id
        )

    @expose(f"/{ID}/review-sheet.pdf")
    @screen_permission("sheet")
    def review_sheet(self, application_id: int) -> Any:
        name, pdf = render_review_sheet(application_id)
        answer = send_file(io.BytesIO(pdf), "application/pdf", as_attachment=True, download_name=name)
        return handed_out(answer, name, AccessKind.PRINTED)


def _cells(application: Application) -> list[Cell]:
    stage, holder = application.stage, application.holder
    where = [stage.name if stage else None, holder.name if holder else None]
    return [application.plan.name, application.number, for_file(application.status), *where]
