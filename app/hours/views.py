"""继续教育学时导入: handed in by employers, checked by the authority (R-255)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, send_file, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.enums import AccessKind
from app.applicants.forms import row_id
from app.console.actions import parse_decision, typed_decision, written_reason
from app.console.carried_files import carried
from app.console.commands import command, redirect_after
from app.console.errors import translate, worded
from app.console.exports import Table, download, handed_out
from app.console.forms import apply_violations
from app.console.interface import ScopedInterface
from app.console.layout import label
from app.console.screens import Permitted, screen_permission
from app.console.views import ConsoleView
from app.console.workbooks import WORKBOOK_BYTES
from app.core import clock
from app.core.errors import Invalid, OutOfScope, Refused, TooLarge, Violation
from app.core.workflow import Decision
from app.documents.spreadsheet import Column
from app.hours import queries, services
from app.hours.enums import HoursBasis, HoursKind, HoursSource
from app.hours.forms import HoursConfirmForm, HoursWorkbookForm
from app.hours.labels import COLUMN_LABELS, cell_words, row_cells, row_headers
from app.hours.models import HoursImport
from app.hours.rules import written
from app.hours.template import template

OURS_MAY_FRAME = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
CONSEQUENCES = {
    "PASS": lazy_gettext("The hours of all rows count from now on, and whoever handed them in is told so."),
    "RETURN": lazy_gettext(
        "None of the rows counts. Whoever handed them in reads your reason and hands in a new file."
    ),
}
VERBATIM = ("identity_number",)


class ImportFlow(Permitted):
    """Template, upload, preview and confirmation of hours, for whoever hands them in."""

    layout = "layout/console.html"
    back_endpoint = ""
    back_words: Any = ""

    @expose("/template.xlsx")
    @screen_permission("submit")
    def template(self) -> Any:
        columns = [Column(words, key in VERBATIM) for key, words in template().columns.items()]
        return download(Table(template().title, columns, [_example()]))

    @expose("/new", methods=["GET"])
    @screen_permission("submit")
    def import_form(self) -> Any:
        return self._import_page(HoursWorkbookForm())

    @expose("/new", methods=["POST"])
    @screen_permission("submit")
    def preview(self) -> Any:
        form = HoursWorkbookForm()
        try:
            content = form.content()
            found = services.preview(content, cell_words())
        except (Refused, TooLarge) as problem:
            form.workbook.errors = [translate(problem.message, problem.params)]
            return self._import_page(form), problem.status
        if found.import_id is not None:
            words = _("This very file was handed in before; here is what came of it.")
            return redirect_after(words, f"{self.endpoint}.show", pk=found.import_id)
        if found.faults:
            return self._import_page(form, found.faults), Invalid.status
        return self._preview_page(HoursConfirmForm(formdata=None), found, content, form.file_name)

    @expose("/confirm", methods=["POST"])
    @screen_permission("submit")
    def confirm(self) -> Any:
        form = HoursConfirmForm()
        content, upload = form.previewed(), form.proof.data
        proof = upload.stream if upload and upload.filename else None
        name = form.file_name.data or ""
        try:
            with command():
                import_id = services.submit(content, name, proof, upload.filename if proof else "", cell_words())
        except (Invalid, Refused, TooLarge) as problem:
            found = services.preview(content, cell_words())
            if found.faults:
                return self._import_page(HoursWorkbookForm(), found.faults), problem.status
            told = (
                problem.violations
                if isinstance(problem, Invalid)
                else [Violation("proof", problem.message, problem.params)]
            )
            apply_violations(form, told)
            return self._preview_page(form, found, content, name), problem.status
        return redirect_after(_("The hours were handed in."), f"{self.endpoint}.show", pk=import_id)

    @expose("/show/<pk>")
    @screen_permission("show")
    def show(self, pk: str) -> Any:
        return self._page(_import_id(pk))

    @expose("/proof/<pk>")
    @screen_permission("show")
    def proof(self, pk: str) -> Any:
        one, content = services.proof(_import_id(pk))
        response = send_file(content, mimetype="application/pdf", download_name=one.proof_name, etag=False)
        response.content_length = one.proof_bytes
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = OURS_MAY_FRAME
        response.headers["Cache-Control"] = "no-store"
        return handed_out(response, one.proof_name, AccessKind.OPENED_FILE)

    def _back(self) -> tuple[str, str]:
        return url_for(self.back_endpoint), str(self.back_words)

    def _import_page(self, form: HoursWorkbookForm, faults: Sequence[Violation] = ()) -> str:
        return self.render_template(
            "hours/import.html",
            layout=self.layout,
            back=self._back(),
            form=form,
            faults=[_fault(fault) for fault in faults],
            template_url=url_for(f"{self.endpoint}.template"),
            latest_years=template().latest_years,
            max_bytes=WORKBOOK_BYTES,
        )

    def _preview_page(self, form: HoursConfirmForm, found: services.Preview, content: bytes, name: str) -> str:
        rows = [[line.name, *cells] for line, cells in zip(found.lines, row_cells(found.lines), strict=True)]
        people = len({line.applicant_id for line in found.lines})
        hours = written(sum(line.tenths for line in found.lines))
        return self.render_template(
            "hours/preview.html",
            layout=self.layout,
            back=(url_for(f"{self.endpoint}.import_form"), _("Choose another file")),
            form=form,
            told=_(
                "%(rows)s rows of %(people)s people, %(hours)s hours. Nothing is handed in yet.",
                rows=len(rows),
                people=people,
                hours=hours,
            ),
            headers=[_("Name"), *row_headers()],
            rows=rows,
            carried=carried(content),
            file_name=name,
            action=url_for(f"{self.endpoint}.confirm"),
            max_bytes=services.PROOF_BYTES,
        )

    def _page(self, import_id: int, error: Invalid | None = None) -> str:
        one = queries.load(import_id)
        cells = zip(one.rows, row_cells(one.rows), strict=True)
        return self.render_template(
            "hours/show.html",
            layout=self.layout,
            back=self._back(),
            one=one,
            headers=[_("Name"), *row_headers()],
            rows=[[row.applicant.name, *shown] for row, shown in cells],
            proof_url=url_for(f"{self.endpoint}.proof", pk=import_id),
            waiting=services.is_ours(one) and self.may("audit"),
            again_url=url_for(f"{self.endpoint}.import_form") if self.may("submit") else "",
            sections=list(_sections().items()),
            consequences=CONSEQUENCES,
            values=typed_decision(request.form) if error else {},
            errors=[(fault["field"], fault["message"]) for fault in worded(error.violations)] if error else [],
        )


class HoursImportView(ImportFlow, ConsoleView):
    """Imports of hours: an employer's own, and those that wait for the authority, oldest first."""

    route_base = "/hours-imports"
    datamodel = ScopedInterface(HoursImport)
    class_permission_name = "HoursImport"
    exclude_route_methods = ConsoleView.exclude_route_methods | {"add", "edit", "delete"}
    back_endpoint, back_words = "HoursImportView.list", lazy_gettext("Imports of hours")
    list_template = "hours/list.html"
    list_title = lazy_gettext("Imports of hours")
    list_columns = ["file_name", "employer", "submitter_name", "row_count", "submitted_at", "status"]
    search_columns = ["status", "submitter_name", "submitted_at"]
    add_columns = edit_columns = ["status"]
    label_columns = COLUMN_LABELS
    base_order = ("submitted_at", "desc")
    empty_words = lazy_gettext("Templates with hours of continuing education appear here once they are handed in.")

    @expose("/decide/<pk>", methods=["POST"])
    @screen_permission("audit")
    def decide(self, pk: str) -> Any:
        import_id = _import_id(pk)
        try:
            decided = parse_decision(request.form)
            with command():
                if decided.decision is Decision.PASS:
                    services.approve(import_id, decided.version, decided.opinion)
                    words = _("The hours were checked and count from now on.")
                else:
                    services.send_back(import_id, decided.version, written_reason(decided, _sections()))
                    words = _("The import was returned.")
        except Invalid as error:
            return self._page(import_id, error), error.status
        return redirect_after(words, "HoursImportView.list")


def _import_id(pk: str) -> int:
    """The id of an address; raises OutOfScope for what is none."""
    import_id = row_id(pk)
    if import_id is None:
        raise OutOfScope
    return import_id


def _sections() -> dict[str, str]:
    """What a return can point at."""
    return {**template().columns, "proof": str(COLUMN_LABELS["proof_name"])}


def _fault(fault: Violation) -> tuple[str, str, str]:
    """(row, column, sentence)."""
    row, _dot, key = fault.field.partition(".")
    return row, template().columns.get(key, ""), translate(fault.message, fault.params)


def _example() -> list[str | int]:
    """A row that shows how the template is filled in."""
    example: dict[str, str | int] = {
        "name": _("Zhang San"),
        "identity_number": "330602199001010011",
        "year": clock.today().year - 1,
        "kind": label(HoursKind.PROFESSIONAL),
        "source": label(HoursSource.OFFLINE),
        "activity": _("Training on new standards of the profession"),
        "organiser": _("Association of the profession"),
        "hours": 24,
        "basis": label(HoursBasis.REGISTERED),
    }
    return [example[key] for key in template().columns]
