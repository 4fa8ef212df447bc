"""我的业绩档案, and the employer's audit of it (业绩档案审核)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.models.sqla.filters import FilterNotEqual
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.scoping import acting
from app.applicants.forms import SHOWN_IN_FORM, row_id, show_refusal
from app.archives import queries, services
from app.archives.enums import EntryStatus
from app.archives.forms import EntryForm
from app.archives.labels import COLUMN_LABELS, SECTION_LABELS, entry_pairs, period
from app.archives.models import ArchiveEntry
from app.archives.rules import check_entry
from app.console.actions import DecisionInput, parse_decision, parse_version
from app.console.cells import for_file
from app.console.commands import command, redirect_after
from app.console.errors import worded
from app.console.exports import Export
from app.console.filters import Equal
from app.console.interface import ScopedInterface
from app.console.lists import ExportedList
from app.console.screens import BaseScreen, screen_permission
from app.console.views import ConsoleView
from app.core import clock
from app.core.errors import Invalid, OutOfScope
from app.core.workflow import Decision
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.labels import timeline_items
from app.documents.spreadsheet import Cell, Column
from app.extensions import db

ENTRY = "<int(max=2147483647):entry_id>"
TURNED_DOWN = (EntryStatus.RETURNED, EntryStatus.REJECTED)
DONE = {
    Decision.PASS: lazy_gettext("The entry has passed; the applicant can choose it from now on."),
    Decision.RETURN: lazy_gettext("The entry was returned to the applicant."),
    Decision.REJECT: lazy_gettext("The entry was rejected; the applicant has been told why."),
}
CONSEQUENCES = {
    "PASS": lazy_gettext("The applicant can choose this entry in applications and is told so."),
    "RETURN": lazy_gettext("The applicant corrects the entry by what you write here and submits it again."),
    "REJECT": lazy_gettext("The entry cannot be used in any application; the applicant reads the reason."),
}


class ArchiveView(ExportedList, BaseScreen):
    """One's own achievements: keep them, hand them to the employer (R-103 to R-106)."""

    route_base = "/archive"
    class_permission_name = "ArchiveEntry"
    default_view = "list"

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        applicant_id = acting(db.session).applicant_id
        entries = queries.of_applicant(applicant_id) if applicant_id else ()
        reasons = _reasons([entry for entry in entries if entry.status is EntryStatus.RETURNED])
        return self.render(
            "archives/archive.html", entries=entries, reasons=reasons, period=period, tools=self.list_tools()
        )

    def exported(self) -> Export:
        words = (_("Achievement"), _("Kind of achievement"), _("Period"), _("Evidence"), _("Status"))
        rows = queries.rows_of(acting(db.session).applicant_id)
        columns = [Column(one) for one in words]
        return Export(_("My performance archive"), columns, rows, ArchiveEntry.id, _cells)

    @expose("/new", methods=["GET"])
    @screen_permission("add")
    def add(self) -> Any:
        return self._form(EntryForm.of(None), None)

    @expose("/new", methods=["POST"])
    @screen_permission("add")
    def create(self) -> Any:
        return self._save(None)

    @expose(f"/{ENTRY}")
    @screen_permission("show")
    def show(self, entry_id: int) -> Any:
        entry = queries.load(entry_id)
        return self.render(
            "archives/entry.html",
            entry=entry,
            pairs=entry_pairs(entry),
            history=_history(entry),
            reason=_reasons([entry]).get(entry.id, "") if entry.status in TURNED_DOWN else "",
            editable=entry.status in services.WITH_APPLICANT,
        )

    @expose(f"/{ENTRY}/edit", methods=["GET"])
    @screen_permission("edit")
    def edit(self, entry_id: int) -> Any:
        entry = queries.load(entry_id)
        if entry.status not in services.WITH_APPLICANT:
            return redirect(url_for("ArchiveView.show", entry_id=entry_id))
        return self._form(EntryForm.of(entry), entry)

    @expose(f"/{ENTRY}/edit", methods=["POST"])
    @screen_permission("edit")
    def save(self, entry_id: int) -> Any:
        return self._save(entry_id)

    @expose(f"/{ENTRY}/submit", methods=["POST"])
    @screen_permission("submit")
    def submit(self, entry_id: int) -> Any:
        return self._submitted(entry_id, parse_version(request.form))

    @expose(f"/{ENTRY}/delete", methods=["POST"])
    @screen_permission("delete")
    def delete(self, entry_id: int) -> Any:
        with command():
            services.delete(entry_id, parse_version(request.form))
        return redirect_after(_("The entry was deleted."), "ArchiveView.list")

    def _save(self, entry_id: int | None) -> Any:
        form = EntryForm()
        try:
            _check(form)
            with command():
                seen = parse_version(request.form) if entry_id else None
                entry = services.save(entry_id, seen, **form.values())
                db_id, version = entry.id, queries.load(entry.id).version
        except SHOWN_IN_FORM as error:
            status = show_refusal(form, error, "evidence")
            return self._form(form, queries.load(entry_id) if entry_id else None), status
        if request.form.get("go") == "submit":
            return self._submitted(db_id, version)
        return redirect_after(_("The entry was saved."), "ArchiveView.show", entry_id=db_id)

    def _submitted(self, entry_id: int, version: int) -> Any:
        """Hand the entry over; what it lacks is told on its page, where the way to correct it is."""
        try:
            with command():
                services.submit(entry_id, version)
        except Invalid as error:
            for violation in worded(error.violations):
                flash(violation["message"], "danger")
            return redirect(url_for("ArchiveView.edit", entry_id=entry_id), 303)
        return redirect_after(_("The entry was submitted to your employer."), "ArchiveView.show", entry_id=entry_id)

    def _form(self, form: EntryForm, entry: ArchiveEntry | None) -> Any:
        return self.render("archives/entry_form.html", form=form, entry=entry, max_bytes=services.EVIDENCE_BYTES)


class ArchiveAuditView(ConsoleView):
    """业绩档案审核: the entries that wait for this employer, oldest first (R-179)."""

    route_base = "/archive-audits"
    datamodel = ScopedInterface(ArchiveEntry)
    class_permission_name = "ArchiveEntryAudit"
    exclude_route_methods = ConsoleView.exclude_route_methods | {"add", "edit", "delete"}
    list_template = "archives/audits.html"
    list_title = lazy_gettext("Archive audits")
    list_columns = ["title", "applicant", "kind", "role", "submitted_at", "status"]
    search_columns = ["title", "applicant", "kind", "submitted_at"]
    label_columns = COLUMN_LABELS
    base_filters = [["status", Equal, EntryStatus.SUBMITTED]]
    base_order = ("submitted_at", "asc")
    empty_words = lazy_gettext("Entries appear here when your staff submit them.")

    @expose("/show/<pk>")
    @screen_permission("show")
    def show(self, pk: str) -> Any:
        return self._page(_entry_id(pk))

    @expose("/decide/<pk>", methods=["POST"])
    @screen_permission("audit")
    def decide(self, pk: str) -> Any:
        entry_id = _entry_id(pk)
        try:
            decided = parse_decision(request.form)
            with command():
                services.audit(
                    entry_id, decided.version, decided.decision, opinion=decided.opinion, reason=_written(decided)
                )
        except Invalid as error:
            return self._page(entry_id, error), error.status
        return redirect_after(str(DONE[decided.decision]), "ArchiveAuditView.list")

    def _page(self, entry_id: int, error: Invalid | None = None) -> Any:
        entry = queries.load(entry_id)
        return self.render_template(
            "archives/audit.html",
            entry=entry,
            pairs=entry_pairs(entry),
            history=_history(entry),
            waiting=entry.status is EntryStatus.SUBMITTED,
            sections=[(key, str(words)) for key, words in SECTION_LABELS.items()],
            consequences=CONSEQUENCES,
            values=_typed() if error else {},
            errors=[(one["field"], one["message"]) for one in worded(error.violations)] if error else [],
        )


class ArchiveAuditedView(ArchiveAuditView):
    """The entries that this employer has audited, newest first."""

    route_base = "/archive-audits/done"
    list_title = lazy_gettext("Audited entries")
    list_columns = ["title", "applicant", "kind", "status", "submitted_at"]
    search_columns = ["title", "applicant", "kind", "status", "submitted_at"]
    base_filters = [["status", FilterNotEqual, EntryStatus.SUBMITTED]]
    base_order = ("submitted_at", "desc")


def _cells(entry: ArchiveEntry) -> list[Cell]:
    evidence = _("Uploaded") if entry.evidence_id else _("Missing")
    return [for_file(entry.title), for_file(entry.kind), period(entry), evidence, for_file(entry.status)]


def _entry_id(pk: str) -> int:
    """The id of an address; raises OutOfScope for what is none."""
    entry_id = row_id(pk)
    if entry_id is None:
        raise OutOfScope
    return entry_id


def _typed() -> dict[str, Any]:
    """The decision as it was typed, for the panel to show again."""
    form = request.form
    numbers = sorted({key.split("-")[1] for key in form if key.startswith("defects-") and key.count("-") == 2})
    defects = [
        {"section": form.get(f"defects-{number}-section", ""), "text": form.get(f"defects-{number}-text", "")}
        for number in numbers
    ]
    texts = {name: form.get(name, "") for name in ("decision", "opinion", "reason")}
    return {**texts, "defects": [defect for defect in defects if defect["text"]]}


def _check(form: EntryForm) -> None:
    """Raises Invalid with what the rules say beside what could not be read."""
    if form.validate():
        return
    values = form.values()
    facts = {name: values[name] for name in ("title", "started_on", "ended_on", "effect")}
    raise Invalid(check_entry(**facts, today=clock.today()))


def _written(decided: DecisionInput) -> str:
    """The reason of a return or rejection; defects in one text, each with its section."""
    texts = [
        _("%(section)s: %(text)s", section=SECTION_LABELS[section], text=text) if section in SECTION_LABELS else text
        for section, text in decided.defects
    ]
    return "\n".join([*texts, *([decided.reason] if decided.reason else [])])


def _reasons(entries: Sequence[ArchiveEntry]) -> dict[int, str]:
    """Why the employer returned or rejected each entry last, by its id."""
    ids = [entry.id for entry in entries]
    return decisions.latest_reasons(SubjectKind.ARCHIVE_ENTRY, ids, Action.RETURN, Action.REJECT)


def _history(entry: ArchiveEntry) -> Any:
    return timeline_items(decisions.history(SubjectKind.ARCHIVE_ENTRY, entry.id), {})
