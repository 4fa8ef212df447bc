"""事业单位岗位: kept by the employer, confirmed by the competent or the HRSS department."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, request, send_file, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.enums import AccessKind
from app.access.scoping import acting
from app.applicants.forms import SHOWN_IN_FORM, row_id, show_refusal
from app.console.actions import parse_decision, parse_version, typed_decision, written_reason
from app.console.commands import command, redirect_after
from app.console.errors import told, translate, worded
from app.console.exports import Table, download, handed_out
from app.console.interface import ScopedInterface
from app.console.languages import officially
from app.console.layout import label
from app.console.screens import screen_permission
from app.console.views import ConsoleView
from app.console.workbooks import WORKBOOK_BYTES
from app.core import clock
from app.core.errors import Invalid, OutOfScope, Refused, TooLarge
from app.core.identity import mask_identity_number
from app.core.workflow import Decision
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.decisions.labels import timeline_items
from app.documents.printing import print_sheet
from app.documents.sheet_files import read_xlsx
from app.extensions import db
from app.posts import queries, services
from app.posts.enums import PostLevel, QuotaStatus
from app.posts.forms import PostWorkbookForm, QuotaForm, SelectionForm, StepForm
from app.posts.labels import COLUMN_LABELS, ROW_LABELS, SELECTION_LABELS
from app.posts.models import PostQuota
from app.posts.sheets import information_sheet, post_grid, read_figures, spreadsheet, standing, statement, template_rows

ROW = "<int(max=2147483647):row_id>"
MOST_ROWS = 500
CONSEQUENCES = {
    "PASS": lazy_gettext("The vacancies count from now on: the employer can recommend within them."),
    "RETURN": lazy_gettext("The employer corrects the posts; until they are confirmed again no vacancies are known."),
}
SECTIONS = {
    "figures": lazy_gettext("Posts by level"),
    "steps": lazy_gettext("Steps of filling the posts"),
    "selections": lazy_gettext("Result of the competition"),
}


class PostQuotaView(ConsoleView):
    """Posts by year: an employer's own, and those that wait for the department (R-210, R-236 to R-243)."""

    route_base = "/posts"
    datamodel = ScopedInterface(PostQuota)
    class_permission_name = "PostQuota"
    exclude_route_methods = ConsoleView.exclude_route_methods | {"delete"}
    list_template = "posts/list.html"
    list_title = lazy_gettext("Posts of public institutions")
    list_columns = ["employer", "year", "established_total", "post_total", "confirmer", "submitted_at", "status"]
    search_columns = ["status", "year", "submitted_at"]
    add_columns = edit_columns = ["year"]
    label_columns = COLUMN_LABELS
    base_order = ("year", "desc")
    empty_words = lazy_gettext("The posts of each year appear here once a public institution keeps them.")

    def offers(self, verb: str) -> bool:
        """New posts are offered to public institutions alone."""
        return super().offers(verb) and (verb != "add" or services.may_keep())

    @expose("/lookup/<column>")
    @screen_permission("list")
    def lookup(self, column: str) -> Any:
        """The staff who can be selected, to their employer; else as every list."""
        if column != "applicant_id" or not self.may("edit"):
            return super().lookup(column)
        employer_id = acting(db.session).organisation_id or 0
        found = queries.established_staff_like(employer_id, request.args.get("q", "").strip())
        return {"results": [{"id": key, "text": name, "note": mask_identity_number(no)} for key, name, no in found]}

    @expose("/add", methods=["GET", "POST"])
    @screen_permission("add")
    def add(self) -> Any:
        if request.method == "POST":
            return self._save(None)
        if not services.may_keep():
            raise Refused("Only public institutions keep posts here.")
        return self._quota_page(QuotaForm.of(None, clock.today().year), None)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @screen_permission("edit")
    def edit(self, pk: str) -> Any:
        quota = queries.load(_id(pk))
        if request.method == "POST":
            return self._save(quota)
        return self._quota_page(QuotaForm.of(quota, quota.year), quota)

    @expose("/read", methods=["POST"])
    @screen_permission("add")
    def read(self) -> Any:
        """The form of a new year with the figures of an uploaded sheet; nothing is saved."""
        return self._read(None)

    @expose("/read/<pk>", methods=["POST"])
    @screen_permission("edit")
    def read_into(self, pk: str) -> Any:
        """The same for a year that is kept already."""
        return self._read(queries.load(_id(pk)))

    @expose("/template.xlsx")
    @screen_permission("add")
    def template(self) -> Any:
        with officially():
            columns, rows = template_rows(clock.today().year)
            return download(Table(_("Post information sheet"), columns, rows))

    @expose("/show/<pk>")
    @screen_permission("show")
    def show(self, pk: str) -> Any:
        return self._page(_id(pk))

    @expose("/sheet/<pk>.pdf")
    @screen_permission("show")
    def sheet(self, pk: str) -> Any:
        quota = queries.load(_id(pk))
        with officially():
            data = information_sheet(quota)
            name = f"{_('Post information sheet')}-{quota.employer.name}-{quota.year}.pdf"
        content = io.BytesIO(print_sheet("post_information_sheet", data))
        answer = send_file(content, mimetype="application/pdf", as_attachment=True, download_name=name)
        return handed_out(answer, name, AccessKind.PRINTED)

    @expose("/sheet/<pk>.xlsx")
    @screen_permission("show")
    def workbook(self, pk: str) -> Any:
        quota = queries.load(_id(pk))
        with officially():
            columns, rows = spreadsheet(quota)
            title = f"{_('Post information sheet')}-{quota.employer.name}-{quota.year}"
            answer = download(Table(title, columns, rows))
        return handed_out(answer, title)

    @expose("/submit/<pk>", methods=["POST"])
    @screen_permission("submit")
    def submit(self, pk: str) -> Any:
        version = parse_version(request.form)
        return self._done(pk, lambda: services.submit(_id(pk), version), _("The posts were submitted."))

    @expose("/decide/<pk>", methods=["POST"])
    @screen_permission("confirm")
    def decide(self, pk: str) -> Any:
        quota_id = _id(pk)
        try:
            decided = parse_decision(request.form)
            with command():
                if decided.decision is Decision.PASS:
                    services.confirm(quota_id, decided.version, decided.opinion)
                    words = _("The posts were confirmed.")
                else:
                    services.send_back(quota_id, decided.version, written_reason(decided, SECTIONS))
                    words = _("The posts were returned.")
        except Invalid as error:
            return self._page(quota_id, error), error.status
        return redirect_after(words, "PostQuotaView.list")

    @expose("/steps/<pk>", methods=["POST"])
    @screen_permission("edit")
    def add_step(self, pk: str) -> Any:
        form = StepForm()
        return self._added(pk, form, lambda seen: services.record_step(_id(pk), seen, **form.values()), step=form)

    @expose(f"/steps/<pk>/{ROW}/remove", methods=["POST"])
    @screen_permission("edit")
    def remove_step(self, pk: str, row_id: int) -> Any:
        version = parse_version(request.form)
        return self._done(pk, lambda: services.remove_step(_id(pk), version, row_id), _("The step was removed."))

    @expose("/people/<pk>", methods=["POST"])
    @screen_permission("edit")
    def add_person(self, pk: str) -> Any:
        form = SelectionForm()
        return self._added(pk, form, lambda seen: services.select_person(_id(pk), seen, **form.values()), person=form)

    @expose(f"/people/<pk>/{ROW}/remove", methods=["POST"])
    @screen_permission("edit")
    def remove_person(self, pk: str, row_id: int) -> Any:
        version = parse_version(request.form)
        return self._done(pk, lambda: services.remove_selection(_id(pk), version, row_id), _("The post is free again."))

    def _save(self, quota: PostQuota | None) -> Any:
        form = QuotaForm()
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                seen = parse_version(request.form) if quota else None
                saved = services.save_quota(quota.id if quota else None, seen, **form.values()).id
        except SHOWN_IN_FORM as error:
            status = show_refusal(form, error)
            return self._quota_page(form, queries.load(quota.id) if quota else None), status
        return redirect_after(_("The posts were saved."), "PostQuotaView.show", pk=saved)

    def _read(self, quota: PostQuota | None) -> Any:
        upload = PostWorkbookForm()
        try:
            sheet = [(row.number, row.cells) for row in read_xlsx(upload.content(), MOST_ROWS)]
        except (Refused, TooLarge) as problem:
            upload.workbook.errors = [translate(problem.message, problem.params)]
            form = QuotaForm.of(quota, quota.year if quota else clock.today().year)
            return self._quota_page(form, quota, upload), problem.status
        with officially():
            values, faults = read_figures(sheet)
        form = QuotaForm(formdata=None, data=values)
        words = [(one.field, translate(one.message, one.params)) for one in faults]
        return self._quota_page(form, quota, upload, words, read=not faults), Invalid.status if faults else 200

    def _quota_page(
        self,
        form: QuotaForm,
        quota: PostQuota | None,
        upload: PostWorkbookForm | None = None,
        faults: Sequence[tuple[str, str]] = (),
        read: bool = False,
    ) -> str:
        return self.render_template(
            "posts/form.html",
            form=form,
            quota=quota,
            upload=upload or PostWorkbookForm(formdata=None),
            faults=faults,
            read=read,
            levels=[(level, label(level)) for level in PostLevel],
            row_words=ROW_LABELS,
            max_bytes=WORKBOOK_BYTES,
            cancel_url=url_for("PostQuotaView.show", pk=quota.id) if quota else url_for("PostQuotaView.list"),
        )

    def _added(self, pk: str, form: Any, add: Callable[[int], Any], **shown: Any) -> Any:
        """Carry out one row's command, or show its form with what is wrong beside the rest of the page."""
        quota_id = _id(pk)
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                add(parse_version(request.form))
        except SHOWN_IN_FORM as error:
            status = show_refusal(form, error)
            return self._page(quota_id, forms=shown), status
        return redirect_after(_("Saved."), "PostQuotaView.show", pk=quota_id)

    def _done(self, pk: str, act: Callable[[], Any], words: str) -> Any:
        """Carry out a command of one button; why it cannot be is told on the page."""
        try:
            with command():
                act()
        except (Invalid, Refused) as error:
            for text in told(error):
                flash(text, "danger")
            return self._page(_id(pk)), error.status
        return redirect_after(words, "PostQuotaView.show", pk=pk)

    def _page(self, quota_id: int, error: Invalid | None = None, forms: Mapping[str, Any] | None = None) -> str:
        quota = queries.load(quota_id)
        ours = quota.employer_id == acting(db.session).organisation_id and self.may("edit")
        confirming = quota.confirmer_id == acting(db.session).organisation_id and self.may("confirm")
        open_states = (QuotaStatus.SUBMITTED, QuotaStatus.CONFIRMED)
        person = (forms or {}).get("person") or SelectionForm(formdata=None)
        if ours:
            person.offering(queries.titles())
        return self.render_template(
            "posts/show.html",
            quota=quota,
            grid=post_grid(quota),
            levels=[label(level) for level in PostLevel],
            row_words=ROW_LABELS,
            statements=[
                statement(quota, level) for level in PostLevel if any(one.level is level for one in standing(quota))
            ],
            people=standing(quota),
            selection_words=SELECTION_LABELS,
            history=_history(quota),
            editable=ours and quota.status in (QuotaStatus.DRAFT, QuotaStatus.RETURNED),
            growing=ours and quota.status is not QuotaStatus.SUBMITTED,
            allowed=_allowed(quota) if confirming and quota.status in open_states else (),
            step_form=(forms or {}).get("step") or StepForm(formdata=None),
            person_form=person,
            sections=[(key, str(words)) for key, words in SECTIONS.items()],
            consequences=CONSEQUENCES,
            values=typed_decision(request.form) if error else {},
            errors=[(fault["field"], fault["message"]) for fault in worded(error.violations)] if error else [],
        )


def _history(quota: PostQuota) -> list[dict[str, Any]]:
    """The log as a timeline; of an edit it says which part was edited."""
    rows = decisions.history(SubjectKind.POST_QUOTA, quota.id)
    return [
        {**item, "text": item["text"] or str(SECTIONS.get(row.details.get("part", ""), ""))}
        for item, row in zip(timeline_items(rows, {}), reversed(rows), strict=True)
    ]


def _allowed(quota: PostQuota) -> tuple[str, ...]:
    return ("PASS", "RETURN") if quota.status is QuotaStatus.SUBMITTED else ("RETURN",)


def _id(pk: str) -> int:
    """The id of an address; raises OutOfScope for what is none."""
    quota_id = row_id(pk)
    if quota_id is None:
        raise OutOfScope
    return quota_id
