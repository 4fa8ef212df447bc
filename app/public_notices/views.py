"""公示与报送: start notices, see how long they run, forward with their outcome."""

from __future__ import annotations

import io
from typing import Any

from flask import request, send_file
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.enums import AccessKind
from app.access.scoping import acting
from app.applications.models import Application
from app.console.actions import parse_version
from app.console.arguments import whole_number
from app.console.commands import command, redirect_after
from app.console.errors import worded
from app.console.exports import Export, handed_out
from app.console.forms import apply_violations
from app.console.languages import officially
from app.console.layout import label
from app.console.lists import ExportedList
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import DomainError, Invalid, OutOfScope, Refused, Violation
from app.core.text import tidy
from app.documents.printing import print_sheet
from app.documents.schemas import PublicNoticeSheetData
from app.documents.spreadsheet import Cell, Column, write_xlsx
from app.extensions import db
from app.public_notices import queries, services
from app.public_notices.enums import NoticeOutcome
from app.public_notices.forms import NoticeForm, read_outcomes
from app.public_notices.labels import notice_state, period_words
from app.public_notices.models import PublicNotice
from app.public_notices.sheets import notice_sheet, spreadsheet, waiting_sheet

ID = "<int(max=2147483647):notice_id>"
KIND = "<any(xlsx, pdf):kind>"
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf"}
TOLD_HERE = (Invalid, Refused)


class PublicNoticeView(ExportedList, BaseScreen):
    """Public notices of one employer (R-184 to R-186)."""

    route_base = "/notices"
    class_permission_name = "PublicNotice"
    default_view = "list"

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        organisation_id = acting(db.session).organisation_id or 0
        waiting: dict[Any, list[Any]] = {}
        for one in queries.waiting(organisation_id):
            waiting.setdefault(one.plan, []).append((one, services.stands_already(one)))
        notices = [(notice, notice_state(notice)) for notice in queries.of_organisation(organisation_id)]
        return self.render("public_notices/list.html", waiting=waiting, notices=notices, tools=self.list_tools())

    def exported(self) -> Export:
        rows = queries.notice_rows(acting(db.session).organisation_id or 0)
        return Export(_("Public notices"), _columns(), rows, PublicNotice.id, _cells)

    @expose("/new", methods=["GET"])
    @screen_permission("start")
    def new(self) -> Any:
        organisation = queries.own_organisation(acting(db.session).organisation_id)
        given = request.args if "starts_on" in request.args else None
        return self._form(NoticeForm(given, obj=organisation, starts_on=clock.today()))

    @expose("/new", methods=["POST"])
    @screen_permission("start")
    def start(self) -> Any:
        form = NoticeForm()
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                notice_id = services.start(_plan_id(), _chosen_ids(), **form.values()).id
        except TOLD_HERE as refusal:
            apply_violations(form, _violations(refusal))
            return self._form(form), refusal.status
        return redirect_after(_("The public notice was started."), "PublicNoticeView.show", notice_id=notice_id)

    @expose(f"/{ID}", methods=["GET"])
    @screen_permission("show")
    def show(self, notice_id: int) -> Any:
        return self._page(queries.load(notice_id))

    @expose(f"/{ID}", methods=["POST"])
    @screen_permission("forward")
    def forward(self, notice_id: int) -> Any:
        form = request.form
        outcomes = read_outcomes(form, queries.load(notice_id).entries)
        try:
            with command():
                done = services.forward(notice_id, parse_version(form), outcomes, tidy(form.get("opinion", "")))
        except TOLD_HERE as refusal:
            return self._page(queries.load(notice_id), refusal), refusal.status
        words = ngettext("%(num)s application was forwarded.", "%(num)s applications were forwarded.", len(done))
        return redirect_after(words, "PublicNoticeView.show", notice_id=notice_id)

    @expose(f"/{ID}/sheet.{KIND}")
    @screen_permission("export")
    def sheet(self, notice_id: int, kind: str) -> Any:
        notice = queries.load(notice_id)
        with officially():
            return _download(notice_sheet(notice), kind)

    @expose(f"/waiting/sheet.{KIND}")
    @screen_permission("export")
    def waiting_sheet(self, kind: str) -> Any:
        chosen = _chosen()
        with officially():
            return _download(waiting_sheet(chosen[0].plan, acting(db.session).organisation_name, chosen), kind)

    def _page(self, notice: PublicNotice, refusal: DomainError | None = None) -> str:
        return self.render(
            "public_notices/notice.html",
            notice=notice,
            state=notice_state(notice),
            first_day=services.first_forwarding_day(notice),
            sheet=notice_sheet(notice),
            outcomes=[(outcome.name, label(outcome)) for outcome in NoticeOutcome],
            typed=request.form,
            errors={one["field"]: one["message"] for one in worded(_violations(refusal))} if refusal else {},
        )

    def _form(self, form: NoticeForm) -> str:
        chosen = _chosen()
        days = services.reckoned(chosen[0], form.starts_on.data) if form.starts_on.data else None
        return self.render(
            "public_notices/form.html", form=form, chosen=chosen, days=period_words(*days) if days else ""
        )


def _columns() -> list[Column]:
    return [Column(words) for words in (_("First day"), _("Last day"), _("Plan"), _("People"), _("State"))]


def _cells(notice: PublicNotice) -> list[Cell]:
    """A notice under the headers of `_columns`."""
    return [notice.starts_on, notice.last_day, notice.plan.name, len(notice.entries), notice_state(notice).text]


def _chosen() -> list[Application]:
    """The applications that were ticked; raises OutOfScope where none of them waits here."""
    wanted = _chosen_ids()
    waiting = queries.waiting(acting(db.session).organisation_id or 0, _plan_id())
    chosen = [one for one in waiting if one.id in wanted]
    if not chosen:
        raise OutOfScope
    return chosen


def _chosen_ids() -> set[int]:
    found = (whole_number(text) for text in request.values.getlist("rowid"))
    return {number for number in found if number is not None}


def _plan_id() -> int:
    plan_id = whole_number(request.values.get("plan", ""))
    if plan_id is None:
        raise OutOfScope
    return plan_id


def _violations(refusal: DomainError) -> tuple[Violation, ...]:
    if isinstance(refusal, Invalid):
        return refusal.violations
    return (Violation("", refusal.message, refusal.params),)


def _download(data: PublicNoticeSheetData, kind: str) -> Any:
    content = io.BytesIO()
    if kind == "pdf":
        content.write(print_sheet("public_notice_sheet", data))
    else:
        columns, rows, notes = spreadsheet(data)
        write_xlsx(content, columns, rows, data["title"], notes)
    content.seek(0)
    name = _("%(title)s-%(organisation)s.%(kind)s", title=data["title"], organisation=data["organisation"], kind=kind)
    answer = send_file(content, mimetype=TYPES[kind], as_attachment=True, download_name=name)
    return handed_out(answer, data["title"], AccessKind.PRINTED if kind == "pdf" else AccessKind.EXPORTED)
