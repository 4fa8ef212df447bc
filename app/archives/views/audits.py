"""业绩档案审核: the employer's queue, one entry beside its evidence, many at once (R-179)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.scoping import acting
from app.archives import queries, services
from app.archives.enums import EntryStatus
from app.archives.labels import (
    COLUMN_LABELS,
    SECTION_LABELS,
    changed_lines,
    content_pairs,
    file_notes,
    others_words,
)
from app.archives.models import ArchiveEntry
from app.archives.queries import QueueFilter
from app.archives.views.parts import ENTRY, entry_history
from app.console.actions import MOST_ROWS, parse_decision, parse_passing, typed_decision, written_reason
from app.console.arguments import address, address_of, member_of, whole_number
from app.console.cells import for_file
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import translate, worded
from app.console.exports import Export
from app.console.layout import label
from app.console.lists import FilteredList
from app.console.paging import ARGUMENT, PAGE_SIZE, asked_page, chips_of, pager_urls, shown_count
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Invalid
from app.core.text import tidy
from app.core.workflow import Decision
from app.documents.spreadsheet import Cell, Column
from app.extensions import db

PAGE_SIZES = (PAGE_SIZE, 100, MOST_ROWS)
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
# Of an entry with an approved version only the change is at stake.
CHANGE_CONSEQUENCES = {
    "PASS": lazy_gettext("The change takes the place of the approved version in applications submitted from now on."),
    "RETURN": lazy_gettext("The applicant corrects the change; the approved version stays usable meanwhile."),
    "REJECT": lazy_gettext("The change is refused; the approved version stays usable."),
}
STOCK = {
    "PASS": (
        lazy_gettext("The achievement is true and its evidence complete."),
        lazy_gettext("Checked against the originals; the applicant contributed the main part."),
    ),
    "RETURN": (
        lazy_gettext("The evidence is illegible; please scan it again."),
        lazy_gettext("Please add proof that you contributed the main part."),
        lazy_gettext("The entry contradicts its evidence; please correct it."),
    ),
    "REJECT": (
        lazy_gettext("This is not the applicant's own achievement."),
        lazy_gettext("The achievement cannot be verified."),
    ),
}


class ArchiveAuditView(FilteredList, BaseScreen):
    """The entries that wait for this employer, oldest first, and each of them beside its evidence."""

    route_base = "/archive-audits"
    class_permission_name = "ArchiveEntryAudit"
    default_view = "list"
    filter_names = ("kind", "name", "status")
    waiting = True

    @expose("/list/")
    @screen_permission("list")
    def list(self) -> Any:
        asked, ours = self._asked(), acting(db.session).organisation_id
        page, kinds = queries.queue(asked, ours, asked_page()), queries.kind_choices()
        found = queries.same_numbers(page.rows) if asked.waiting else {}
        return self.render(
            "archives/audits.html",
            asked=asked,
            page=page,
            pager=pager_urls(page),
            kinds=kinds,
            statuses=[] if asked.waiting else [(one.name, label(one)) for one in queries.AUDITED],
            same={key: others_words(one) for key, one in found.items()},
            tabs=self._tabs(),
            chips=_chips(asked, dict(kinds)),
            clear_url=url_for(f"{self.endpoint}.list"),
            may_pass=asked.waiting and self.may("audit") and bool(page.rows),
            pass_url=address_with_filters("ArchiveAuditView.pass_many"),
            stock=STOCK["PASS"],
            sizes=[(size, address({"size": str(size), ARGUMENT: ""})) for size in PAGE_SIZES],
            tools=self.list_tools(),
        )

    @expose("/pass", methods=["POST"])
    @screen_permission("audit")
    def pass_many(self) -> Any:
        back = address_with_filters("ArchiveAuditView.list")
        try:
            seen, opinion = parse_passing(request.form)
            with command():
                items = _result_items(services.pass_many(seen, opinion))
        except Invalid as refusal:
            for one in worded(refusal.violations):
                flash(one["message"], "danger")
            return redirect(back, SEE_OTHER)
        about = _("Opinion: %(text)s", text=opinion)
        return self.render("archives/passed.html", items=items, about=about, back_url=back)

    @expose(f"/show/{ENTRY}")
    @screen_permission("show")
    def show(self, entry_id: int) -> Any:
        return self._page(entry_id)

    @expose(f"/decide/{ENTRY}", methods=["POST"])
    @screen_permission("audit")
    def decide(self, entry_id: int) -> Any:
        try:
            decided = parse_decision(request.form)
            with command():
                services.audit(
                    entry_id,
                    decided.version,
                    decided.decision,
                    opinion=decided.opinion,
                    reason=written_reason(decided, SECTION_LABELS),
                )
        except Invalid as error:
            return self._page(entry_id, error), error.status
        return redirect_after(str(DONE[decided.decision]), "ArchiveAuditView.list")

    def exported(self) -> Export:
        names = ("applicant", "title", "kind", "role", "submitted_at", "status")
        title = _("Archive audits") if self.waiting else _("Audited entries")
        columns = [Column(str(COLUMN_LABELS[name])) for name in names]
        rows = queries.queue_rows(self._asked(), acting(db.session).organisation_id)
        return Export(title, columns, rows, ArchiveEntry.id, _cells)

    def _page(self, entry_id: int, error: Invalid | None = None) -> Any:
        entry = queries.load(entry_id)
        approved = entry.approved
        # What its owner is changing is nobody else's to see: whoever knows the entry from an application sees the old.
        unsent = approved is not None and entry.status is EntryStatus.DRAFT
        content = approved.content if approved is not None and unsent else services.content_of(entry)
        waiting = entry.status is EntryStatus.SUBMITTED
        following = queries.next_waiting(acting(db.session).organisation_id, entry.id) if waiting else None
        return self.render(
            "archives/audit.html",
            entry=entry,
            content=content,
            pairs=content_pairs(content),
            files=file_notes(content),
            changes=changed_lines(approved.content, content) if waiting and approved else [],
            approved=approved if waiting else None,
            same=others_words(queries.same_numbers([entry]).get(entry.id)),
            history=entry_history(entry),
            waiting=waiting and entry.employer_id == acting(db.session).organisation_id,
            sections=[(key, str(words)) for key, words in SECTION_LABELS.items()],
            consequences=CHANGE_CONSEQUENCES if approved else CONSEQUENCES,
            stock=STOCK,
            next_url=url_for("ArchiveAuditView.show", entry_id=following) if following else "",
            values=typed_decision(request.form) if error else {},
            errors=[(one["field"], one["message"]) for one in worded(error.violations)] if error else [],
        )

    def _asked(self) -> QueueFilter:
        size = whole_number(request.args.get("size", ""))
        return QueueFilter(
            waiting=self.waiting,
            kind=request.args.get("kind", ""),
            name=tidy(request.args.get("name", "")),
            status=member_of(EntryStatus, request.args.get("status", "")),
            size=size if size in PAGE_SIZES else PAGE_SIZE,
        )

    def _tabs(self) -> Any:
        waiting = shown_count(queries.waiting_here())
        return [
            {
                "label": _("Waiting"),
                "url": url_for("ArchiveAuditView.list"),
                "active": self.waiting,
                "count": waiting,
            },
            {"label": _("Audited"), "url": url_for("ArchiveAuditedView.list"), "active": not self.waiting},
        ]


class ArchiveAuditedView(ArchiveAuditView):
    """The entries that this employer has audited, newest first."""

    route_base = "/archive-audits/done"
    waiting = False
    include_route_methods = {"list"}


def address_with_filters(endpoint: str) -> str:
    """The endpoint's address with this request's arguments."""
    return address_of(endpoint, request.args.items(multi=True))


def _cells(name: str, title: str, kind: str, role: Any, submitted_at: Any, status: Any) -> list[Cell]:
    return [name, title, kind, for_file(role), for_file(submitted_at), for_file(status)]


def _chips(asked: QueueFilter, kinds: dict[str, str]) -> Any:
    return chips_of(
        (
            ("kind", str(COLUMN_LABELS["kind"]), kinds.get(asked.kind, asked.kind)),
            ("name", _("Name"), asked.name),
            ("status", str(COLUMN_LABELS["status"]), "" if asked.waiting else label(asked.status)),
        )
    )


def _result_items(results: Any) -> Any:
    """Rows of the page after passing many, those that were refused first: id, name, number, passed, words."""
    items = [
        {
            "id": one.entry.id,
            "name": one.entry.applicant_name,
            "number": one.entry.title,
            "passed": one.refusal is None,
            "words": translate(one.refusal.message, one.refusal.params) if one.refusal else str(DONE[Decision.PASS]),
        }
        for one in results
    ]
    return sorted(items, key=lambda item: item["passed"])
