"""The workbench: one application, its findings, and what the holder may do about it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.applicants import services as applicants
from app.applications import queries as applications
from app.applications.services.papers import receive
from app.audits import services
from app.audits.forms import PaperForm
from app.audits.labels import outcome_words, result_items
from app.audits.views.page import workbench_page
from app.audits.views.queue import ENDPOINT, QueueList, queue_context, with_same_filters
from app.console.actions import parse_decision, parse_passing, parse_version
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import worded
from app.console.forms import apply_violations
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import DomainError, Invalid, Refused

TEMPLATE = "audits/workbench.html"
ID = "<int(max=2147483647):application_id>"
# Told on the page that was left, with what was typed; every other refusal is a page of its own.
TOLD_HERE = (Invalid, Refused)


class AuditView(QueueList, BaseScreen):
    """职称申报资格审查 (R-180 to R-183, R-192 to R-195)."""

    route_base = "/audits"
    class_permission_name = "Application"
    default_view = "list"

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        return self.render("audits/queue.html", tools=self.list_tools(), **queue_context(self.may("audit")))

    @expose("/pass", methods=["POST"])
    @screen_permission("audit")
    def pass_many(self) -> Any:
        back = with_same_filters(ENDPOINT)
        try:
            seen, opinion = parse_passing(request.form)
            with command():
                items = result_items(services.pass_many(seen, opinion))
        except Invalid as refusal:
            for one in worded(refusal.violations):
                flash(one["message"], "danger")
            return redirect(back, SEE_OTHER)
        return self.render("audits/passed.html", items=items, about=_("Opinion: %(text)s", text=opinion), back_url=back)

    @expose(f"/{ID}")
    @screen_permission("show")
    def show(self, application_id: int) -> Any:
        return self._page(application_id)

    @expose(f"/{ID}/decide", methods=["POST"])
    @screen_permission("audit")
    def decide(self, application_id: int) -> Any:
        try:
            given = parse_decision(request.form)
            with command():
                words = outcome_words(given.decision, services.decide(application_id, given))
        except TOLD_HERE as refusal:
            return self._page(application_id, refusal), refusal.status
        return redirect_after(words, "AuditView.show", application_id=application_id)

    @expose(f"/{ID}/undo", methods=["POST"])
    @screen_permission("audit")
    def undo(self, application_id: int) -> Any:
        try:
            with command():
                services.take_back(application_id, parse_version(request.form))
        except TOLD_HERE as refusal:
            return self._page(application_id, refusal), refusal.status
        return redirect_after(_("The decision was undone."), "AuditView.show", application_id=application_id)

    @expose(f"/{ID}/rule", methods=["POST"])
    @screen_permission("audit")
    def rule(self, application_id: int) -> Any:
        form = request.form
        try:
            with command():
                services.rule(application_id, parse_version(form), form.get("subject", ""), form.get("reason", ""))
        except TOLD_HERE as refusal:
            return self._page(application_id, refusal), refusal.status
        return redirect_after(_("The ruling was recorded."), "AuditView.show", application_id=application_id)

    @expose(f"/{ID}/reveal", methods=["POST"])
    @screen_permission("audit")
    def reveal(self, application_id: int) -> Any:
        application = applications.load(application_id)
        with command():
            number = applicants.reveal_identity_number(application.applicant_id)
        return self._page(application_id, number=number)

    def _page(self, application_id: int, refusal: DomainError | None = None, **more: Any) -> str:
        return self.render(TEMPLATE, **workbench_page(applications.load(application_id), refusal, **more))


class PaperView(BaseScreen):
    """The plan's receiver takes the printed sheets (R-212, R-222)."""

    route_base = "/papers"
    class_permission_name = "PaperReceipt"
    default_view = "receive"

    @expose(f"/{ID}", methods=["POST"])
    @screen_permission("record")
    def receive(self, application_id: int) -> Any:
        form = PaperForm()
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                receive(application_id, parse_version(request.form), **form.values())
        except TOLD_HERE as refusal:
            if isinstance(refusal, Invalid):
                apply_violations(form, refusal.violations)
            page = workbench_page(applications.load(application_id), refusal, paper_form=form)
            return self.render(TEMPLATE, **page), refusal.status
        return redirect_after(_("The papers were received."), "AuditView.show", application_id=application_id)
