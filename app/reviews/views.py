"""The committee's result and its announcement, each a form of the workbench at its stage."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.applications import queries as applications
from app.applications.models import Application
from app.audits.views import StagePanel, register_panel, workbench_page
from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.forms import ConsoleForm, apply_violations
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import DomainError, Invalid, Refused
from app.core.tally import TallyRules
from app.core.workflow import StageKind
from app.plans.rules import review_rules_of
from app.reviews import queries, services
from app.reviews.forms import AnnouncementForm, BallotForm
from app.reviews.labels import result_pairs, result_words

ID = "<int(max=2147483647):application_id>"
TOLD_HERE = (Invalid, Refused)


class ReviewResultView(BaseScreen):
    """Record the ballot (committee office), announce the result (HRSS)."""

    route_base = "/reviews"
    class_permission_name = "ReviewResult"
    default_view = "record"

    @expose(f"/{ID}/result", methods=["POST"])
    @screen_permission("record")
    def record(self, application_id: int) -> Any:
        form = BallotForm()
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                version = parse_version(request.form)
                result = services.record_result(application_id, version, form.ballot(), **form.about())
                words = result_words(result)
        except TOLD_HERE as refusal:
            return self._refused(application_id, form, refusal, "ballot_form"), refusal.status
        told = _("The result was recorded: %(result)s.", result=words)
        return redirect_after(told, "AuditView.show", application_id=application_id)

    @expose(f"/{ID}/announcement", methods=["POST"])
    @screen_permission("announce")
    def announce(self, application_id: int) -> Any:
        form = AnnouncementForm()
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                services.announce(application_id, parse_version(request.form), **form.values())
        except TOLD_HERE as refusal:
            return self._refused(application_id, form, refusal, "announcement_form"), refusal.status
        return redirect_after(_("The result was announced."), "AuditView.show", application_id=application_id)

    def _refused(self, application_id: int, form: ConsoleForm, refusal: DomainError, name: str) -> str:
        """The workbench again, with the form as it was filled in and what is wrong with it."""
        if isinstance(refusal, Invalid):
            apply_violations(form, refusal.violations)
        page = workbench_page(applications.load(application_id), refusal, **{name: form})
        return self.render("audits/workbench.html", **page)


def ballot_panel(application: Application) -> dict[str, Any]:
    """The ballot form, empty but for today."""
    rules = TallyRules.of(review_rules_of(application.plan))
    return {"ballot_form": BallotForm(None, met_on=clock.today(), abstain=0), "tally_rules": rules}


def announcement_panel(application: Application) -> dict[str, Any]:
    """The announcement form, with the result that it announces."""
    result = queries.of_application(application.id)
    return {
        "announcement_form": AnnouncementForm(None, announced_on=clock.today()),
        "result": result_words(result) if result else "",
        "result_pairs": result_pairs(result) if result else [],
    }


register_panel(StageKind.REVIEW, StagePanel("ReviewResult", "record", "reviews/_ballot.html", ballot_panel))
register_panel(
    StageKind.ANNOUNCEMENT, StagePanel("ReviewResult", "announce", "reviews/_announcement.html", announcement_panel)
)
