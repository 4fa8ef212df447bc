"""The scope of a committee, and the catalog of committees as a workbook: out, previewed, in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from flask import request, send_file, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.catalog.models import ProfessionalTitle, Specialty
from app.committees import queries, services
from app.committees.forms import ConfirmForm, ScopeForm, WorkbookForm
from app.committees.labels import CHANGE_LABELS, COLUMN_LABELS, cell_words, headings
from app.committees.models import ReviewCommittee
from app.committees.rules import ROW_KEYS
from app.committees.sheets import VERBATIM, catalog_cells, cell_of
from app.console.actions import parse_version
from app.console.carried_files import carried
from app.console.cells import written
from app.console.commands import command, redirect_after
from app.console.errors import translate
from app.console.exports import XLSX_TYPE
from app.console.forms import apply_violations
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Conflict, Invalid, Refused, TooLarge, Violation
from app.documents.spreadsheet import Column, write_xlsx

PK = "<int(max=2147483647):pk>"
BADGES = {"NEW": "passed", "CHANGED": "waiting", "SAME": "neutral"}
CHANGED = (
    "Somebody else saved this committee meanwhile. What you chose is kept. Please compare it with the page of the "
    "committee, then save again."
)


class CommitteeCatalogView(BaseScreen):
    """What is done to committees beside their generated screens."""

    route_base = "/catalog/committees"
    class_permission_name = "ReviewCommittee"
    default_view = "import_form"

    @expose(f"/{PK}/scope", methods=["GET"])
    @screen_permission("edit")
    def scope_form(self, pk: int) -> Any:
        one = queries.committee(pk)
        return self._scope_page(one, ScopeForm.of(one), one.version)

    @expose(f"/{PK}/scope", methods=["POST"])
    @screen_permission("edit")
    def save_scope(self, pk: int) -> Any:
        one = queries.committee(pk)
        form = self._offering(one, ScopeForm())
        if not form.validate():
            return self._scope_page(one, form, request.form.get("version")), Invalid.status
        chosen = [field.data or () for field in (form.reviewed, form.recommended, form.specialties)]
        try:
            with command():
                services.save_scope(pk, parse_version(request.form), *chosen)
        except Conflict as conflict:
            one = queries.committee(pk)
            apply_violations(form, [Violation("", CHANGED)])
            return self._scope_page(one, form, one.version), conflict.status
        return redirect_after(_("The scope was saved."), "ReviewCommitteeView.show", pk=pk)

    @expose("/catalog.xlsx", methods=["GET"])
    @screen_permission("list")
    def export(self) -> Any:
        committees, words = queries.all_committees(), cell_words()
        tables = queries.named_tables(committees, ())
        rows = [catalog_cells(queries.state(one), tables, words) for one in committees]
        columns = [Column(str(COLUMN_LABELS[key]), key in VERBATIM) for key in ROW_KEYS]
        file, title = io.BytesIO(), _("Catalog of review committees")
        write_xlsx(file, columns, rows, title)
        file.seek(0)
        name = f"{title}-{clock.today().isoformat()}.xlsx"
        return send_file(file, XLSX_TYPE, as_attachment=True, download_name=name)

    @expose("/import", methods=["GET"])
    @screen_permission("add")
    def import_form(self) -> Any:
        return self._import_page(WorkbookForm())

    @expose("/import", methods=["POST"])
    @screen_permission("add")
    def preview(self) -> Any:
        form = WorkbookForm()
        try:
            content = form.content()
            found = services.preview(content, headings(), cell_words())
        except (Refused, TooLarge) as problem:
            form.workbook.errors = [translate(problem.message, problem.params)]
            return self._import_page(form), problem.status
        if found.faults:
            return self._import_page(form, found.faults), Invalid.status
        return self._preview_page(found, content)

    @expose("/import/confirm", methods=["POST"])
    @screen_permission("add")
    def confirm(self) -> Any:
        form = ConfirmForm()
        content = form.previewed()
        try:
            with command():
                found = services.import_catalog(content, form.seen.data or "", headings(), cell_words())
        except Invalid as problem:
            return self._import_page(WorkbookForm(), problem.violations), problem.status
        except Conflict as conflict:
            again = services.preview(content, headings(), cell_words())
            if again.faults:
                return self._import_page(WorkbookForm(), again.faults), conflict.status
            return self._preview_page(again, content, translate(conflict.message)), conflict.status
        told = _("The catalog was imported: %(new)s new, %(changed)s changed.", **_counts(found))
        return redirect_after(told, "ReviewCommitteeView.list")

    def _offering(self, one: ReviewCommittee, form: ScopeForm) -> ScopeForm:
        return form.offering(one, queries.offered_scope(ProfessionalTitle), queries.offered_scope(Specialty))

    def _scope_page(self, one: ReviewCommittee, form: ScopeForm, version: Any) -> str:
        form = self._offering(one, form)
        return self.render("committees/scope.html", committee=one, form=form, version=version)

    def _import_page(self, form: WorkbookForm, faults: Sequence[Violation] = ()) -> str:
        return self.render("committees/import.html", form=form, faults=[_fault(fault) for fault in faults])

    def _preview_page(self, found: services.Preview, content: bytes, problem: str = "") -> str:
        return self.render(
            "committees/preview.html",
            rows=[_row(change, found) for change in found.changes if change.kind != "SAME"],
            counts=_counts(found),
            problem=problem,
            carried=carried(content),
            seen=found.seen,
            back=url_for("CommitteeCatalogView.import_form"),
        )


def _counts(found: services.Preview) -> dict[str, int]:
    return {kind.lower(): found.count(kind) for kind in CHANGE_LABELS}


def _fault(fault: Violation) -> tuple[str, str, str]:
    """(row, column, sentence)."""
    row, _dot, key = fault.field.partition(".")
    return row, str(COLUMN_LABELS.get(key, "")), translate(fault.message, fault.params)


def _row(change: Any, found: services.Preview) -> dict[str, Any]:
    words, tables = cell_words(), found.known.tables
    return {
        "number": change.number,
        "code": change.row["code"],
        "name": change.row["name"],
        "badge": (BADGES[change.kind], str(CHANGE_LABELS[change.kind])),
        "columns": [
            (
                str(COLUMN_LABELS[key]),
                *(written(cell_of(key, value, change.row["series"], tables, words)) for value in two),
            )
            for key, *two in change.columns
        ],
    }
