"""我的业绩档案: one's own achievements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.scoping import acting
from app.applicants.forms import SHOWN_IN_FORM, show_refusal
from app.archives import queries, services
from app.archives.enums import EntryStatus
from app.archives.forms import EntryForm, form_of
from app.archives.labels import ENTRY_LABELS, changed_lines, content_pairs, file_notes, period
from app.archives.models import ArchiveEntry
from app.archives.rules import check_entry, read_details
from app.archives.views.parts import ENTRY, entry_history, last_reasons
from app.console.actions import parse_rows, parse_version
from app.console.cells import for_file
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import told
from app.console.exports import Export
from app.console.layout import Words
from app.console.lists import ExportedList
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Invalid, OutOfScope, Refused
from app.documents.spreadsheet import Cell, Column
from app.extensions import db

TURNED_DOWN = (EntryStatus.RETURNED, EntryStatus.REJECTED)
# The tabs of one's archive.
GROUPS: Mapping[str, tuple[EntryStatus, ...]] = {
    "": tuple(EntryStatus),
    "mine": services.WITH_APPLICANT,
    "waiting": (EntryStatus.SUBMITTED,),
    "passed": (EntryStatus.PASSED,),
    "rejected": (EntryStatus.REJECTED,),
}
GROUP_LABELS: Mapping[str, Words] = {
    "": lazy_gettext("All achievements"),
    "mine": lazy_gettext("To be submitted"),
    "waiting": lazy_gettext("With the employer"),
    "passed": ENTRY_LABELS[EntryStatus.PASSED],
    "rejected": ENTRY_LABELS[EntryStatus.REJECTED],
}


class ArchiveView(ExportedList, BaseScreen):
    """One's own achievements: keep them, hand them to the employer, change what passed (R-103 to R-106)."""

    route_base = "/archive"
    class_permission_name = "ArchiveEntry"
    default_view = "list"

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        applicant_id = acting(db.session).applicant_id
        entries = queries.of_applicant(applicant_id) if applicant_id else ()
        asked = _group()
        shown = [entry for entry in entries if entry.status in GROUPS[asked]]
        reasons = last_reasons([entry for entry in shown if entry.status is EntryStatus.RETURNED])
        return self.render(
            "archives/archive.html",
            entries=shown,
            any_entry=bool(entries),
            tabs=_tabs(asked, entries),
            sendable={entry.id for entry in shown if services.may_submit(entry)},
            elsewhere={entry.id for entry in shown if services.waits_elsewhere(entry)},
            reasons=reasons,
            period=period,
            tools=self.list_tools(),
        )

    @expose("/submit", methods=["POST"])
    @screen_permission("submit")
    def submit_many(self) -> Any:
        try:
            seen = parse_rows(request.form)
            with command():
                items = _result_items(services.submit_many(seen))
        except (Invalid, Refused) as refusal:
            for text in told(refusal):
                flash(text, "danger")
            return redirect(url_for("ArchiveView.list"), SEE_OTHER)
        return self.render(
            "archives/sent.html",
            items=items,
            about="",
            layout="layout/portal.html",
            back_url=url_for("ArchiveView.list"),
        )

    def exported(self) -> Export:
        words = (_("Achievement"), _("Kind of achievement"), _("Period"), _("Evidence"), _("Status"))
        rows = queries.rows_of(acting(db.session).applicant_id, GROUPS[_group()])
        columns = [Column(one) for one in words]
        return Export(_("My performance archive"), columns, rows, ArchiveEntry.id, _cells)

    @expose("/new", methods=["GET"])
    @screen_permission("add")
    def add(self) -> Any:
        kind = queries.kind(request.args.get("kind", ""))
        if kind is None or not kind.active:
            return self._kinds(None)
        return self._form(form_of(kind, shown=True), None)

    @expose("/new", methods=["POST"])
    @screen_permission("add")
    def create(self) -> Any:
        return self._save(None)

    @expose(f"/{ENTRY}")
    @screen_permission("show")
    def show(self, entry_id: int) -> Any:
        entry = queries.load(entry_id)
        content = services.content_of(entry)
        approved = entry.approved
        changed = approved is not None and entry.status is not EntryStatus.PASSED
        return self.render(
            "archives/entry.html",
            entry=entry,
            pairs=content_pairs(content),
            files=file_notes(content),
            history=entry_history(entry),
            reason=last_reasons([entry]).get(entry.id, "") if entry.status in TURNED_DOWN else "",
            editable=entry.status in services.WITH_APPLICANT,
            revisable=entry.status is EntryStatus.PASSED,
            discardable=services.may_discard(entry),
            elsewhere=services.waits_elsewhere(entry),
            changes=changed_lines(approved.content, content) if approved is not None and changed else [],
        )

    @expose(f"/{ENTRY}/edit", methods=["GET"])
    @screen_permission("edit")
    def edit(self, entry_id: int) -> Any:
        entry = _own(entry_id)
        if entry.status not in services.WITH_APPLICANT:
            return redirect(url_for("ArchiveView.show", entry_id=entry_id))
        if "kind" not in request.args:
            return self._form(form_of(entry.kind, entry, shown=True), entry)
        kind = queries.kind(request.args["kind"])
        if kind is None or not (kind.active or kind.id == entry.kind_id):
            return self._kinds(entry)
        return self._form(form_of(kind, entry, shown=True), entry)

    @expose(f"/{ENTRY}/edit", methods=["POST"])
    @screen_permission("edit")
    def save(self, entry_id: int) -> Any:
        return self._save(entry_id)

    @expose(f"/{ENTRY}/submit", methods=["POST"])
    @screen_permission("submit")
    def submit(self, entry_id: int) -> Any:
        return self._submitted(entry_id, parse_version(request.form))

    @expose(f"/{ENTRY}/revise", methods=["POST"])
    @screen_permission("edit")
    def revise(self, entry_id: int) -> Any:
        with command():
            services.revise(entry_id, parse_version(request.form))
        words = _("You can change the entry now. What was approved stays usable until the change has passed.")
        return redirect_after(words, "ArchiveView.edit", entry_id=entry_id)

    @expose(f"/{ENTRY}/discard", methods=["POST"])
    @screen_permission("edit")
    def discard(self, entry_id: int) -> Any:
        with command():
            services.discard(entry_id, parse_version(request.form))
        return redirect_after(
            _("The change was given up; the entry is as it was approved."), "ArchiveView.show", entry_id=entry_id
        )

    @expose(f"/{ENTRY}/delete", methods=["POST"])
    @screen_permission("delete")
    def delete(self, entry_id: int) -> Any:
        with command():
            services.delete(entry_id, parse_version(request.form))
        return redirect_after(_("The entry was deleted."), "ArchiveView.list")

    def _save(self, entry_id: int | None) -> Any:
        entry = _own(entry_id) if entry_id is not None else None
        form = form_of(queries.kind(request.form.get("kind", "")))
        try:
            _check(form)
            with command():
                seen = parse_version(request.form) if entry_id else None
                saved = services.save(entry_id, seen, **form.values(request.form.getlist("removed")))
                db_id, version = saved.id, queries.load(saved.id).version
        except SHOWN_IN_FORM as error:
            status = show_refusal(form, error, "evidence")
            return self._form(form, queries.load(entry_id) if entry_id and entry else None), status
        if request.form.get("go") == "submit":
            return self._submitted(db_id, version)
        return redirect_after(_("The entry was saved."), "ArchiveView.show", entry_id=db_id)

    def _submitted(self, entry_id: int, version: int) -> Any:
        """Hand the entry over; what it lacks is told in its form, at each field. It stays saved."""
        try:
            with command():
                services.submit(entry_id, version)
        except Invalid as error:
            entry = queries.load(entry_id)
            if entry.status not in services.WITH_APPLICANT:
                raise
            form = form_of(entry.kind, entry, shown=True)
            flash(_("The entry was saved. It is not submitted yet."), "warning")
            status = show_refusal(form, error, "evidence")
            return self._form(form, entry), status
        return redirect_after(_("The entry was submitted to your employer."), "ArchiveView.show", entry_id=entry_id)

    def _kinds(self, entry: ArchiveEntry | None) -> Any:
        return self.render("archives/kinds.html", entry=entry, kinds=queries.active_kinds())

    def _form(self, form: EntryForm, entry: ArchiveEntry | None) -> Any:
        kind = queries.kind(form.kind.data or "")
        return self.render(
            "archives/entry_form.html",
            form=form,
            entry=entry,
            kind=kind,
            removed=set(request.form.getlist("removed")),
            max_bytes=services.EVIDENCE_BYTES,
            most_files=services.MOST_FILES,
        )


def _own(entry_id: int) -> ArchiveEntry:
    """One's own entry; raises OutOfScope. Whoever audits it does not write it."""
    entry = queries.load(entry_id)
    if entry.applicant_id != acting(db.session).applicant_id:
        raise OutOfScope
    return entry


def _group() -> str:
    """The tab that is asked for; all where there is none of that name."""
    asked = request.args.get("tab", "")
    return asked if asked in GROUPS else ""


def _tabs(asked: str, entries: Sequence[ArchiveEntry]) -> list[dict[str, Any]]:
    """One tab for each group that has entries, and the one that is open."""
    counts = {key: sum(entry.status in states for entry in entries) for key, states in GROUPS.items()}
    return [
        {
            "label": GROUP_LABELS[key],
            "url": url_for("ArchiveView.list", tab=key or None),
            "active": key == asked,
            "count": count,
        }
        for key, count in counts.items()
        if count or key == asked
    ]


def _result_items(results: Sequence[services.RowResult]) -> list[dict[str, Any]]:
    """Rows of the page after handing in several, those that were refused first."""
    items = [
        {
            "id": one.entry.id,
            "name": one.entry.title,
            "number": one.entry.kind.name,
            "passed": one.refusal is None,
            "words": " ".join(told(one.refusal)) if one.refusal else _("The entry was submitted to your employer."),
        }
        for one in results
    ]
    return sorted(items, key=lambda item: item["passed"])


def _cells(entry: ArchiveEntry) -> list[Cell]:
    evidence = _("Uploaded") if entry.files else _("Missing")
    return [for_file(entry.title), entry.kind.name, period(entry), evidence, for_file(entry.status)]


def _check(form: EntryForm) -> None:
    """Raises Invalid with what the rules say beside what could not be read."""
    if form.validate():
        return
    _values, wrong = read_details(form.own_fields, form.details())
    raise Invalid([*check_entry(**form.facts(), today=clock.today()), *wrong])
