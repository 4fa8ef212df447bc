"""The committee's ballot and what other stages record, each a form of the workbench at its stage."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.applications import queries as applications
from app.applications.models import Application
from app.applications.services.outcomes import asked_of, record_many, record_outcome
from app.audits.labels import result_items
from app.audits.services import RowResult, ahead
from app.audits.views import StagePanel, register_bulk, register_panel, workbench_page
from app.audits.views.queue import ENDPOINT, with_same_filters
from app.console.actions import parse_rows, parse_version
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import translate, worded
from app.console.forms import ConsoleForm, apply_violations
from app.console.layout import label
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Conflict, DomainError, Invalid, Refused
from app.core.tally import TallyRules
from app.core.workflow import DOCUMENT_KINDS, RESULTS, StageKind
from app.plans.rules import review_rules_of
from app.reviews import queries, services
from app.reviews.forms import BallotForm, OutcomeForm
from app.reviews.labels import result_pairs

ID = "<int(max=2147483647):application_id>"
TOLD_HERE = (Invalid, Refused)


class ReviewResultView(BaseScreen):
    """Record the ballot (the office that holds the review)."""

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
                words = label(result.outcome.result)
        except TOLD_HERE as refusal:
            return _refused(self, application_id, form, refusal, "ballot_form"), refusal.status
        told = _("The result was recorded: %(result)s.", result=words)
        return redirect_after(told, "AuditView.show", application_id=application_id)


class StageOutcomeView(BaseScreen):
    """Record what came of an interview, a recommendation, a conferment, a report, an announcement, an issuance."""

    route_base = "/outcomes"
    class_permission_name = "StageOutcome"
    default_view = "record"

    @expose(f"/{ID}", methods=["POST"])
    @screen_permission("record")
    def record(self, application_id: int) -> Any:
        form = OutcomeForm().offering(asked_of(applications.load(application_id)))
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                record_outcome(application_id, parse_version(request.form), form.given())
        except TOLD_HERE as refusal:
            return _refused(self, application_id, form, refusal, "outcome_form"), refusal.status
        told = _("The result was recorded: %(result)s.", result=label(form.given().result))
        return redirect_after(told, "AuditView.show", application_id=application_id)

    @expose("/<kind>/many", methods=["POST"])
    @screen_permission("record")
    def record_many(self, kind: str) -> Any:
        back = with_same_filters(ENDPOINT)
        form = OutcomeForm()
        try:
            if kind not in {one.name for one in DOCUMENT_KINDS}:
                raise Refused("The application is at no stage whose outcome is recorded here.")
            seen = parse_rows(request.form)
            if not form.validate():
                raise Invalid(())
            with command():
                results = self._many(seen, StageKind[kind], form)
        except (*TOLD_HERE, Conflict) as refusal:
            for text in _texts(form, refusal):
                flash(text, "danger")
            return redirect(back, SEE_OTHER)
        given = form.given()
        about = _("Document %(number)s of %(day)s", number=given.document_number, day=given.held_on)
        return self.render("audits/passed.html", items=result_items(results), about=about, back_url=back)

    def _many(self, seen: dict[int, int], kind: StageKind, form: OutcomeForm) -> list[RowResult]:
        refusals = record_many(seen, kind, form.given())
        found = applications.load_many(seen)
        return [RowResult(found[key], refusal) for key, refusal in refusals.items()]


def _texts(form: ConsoleForm, refusal: DomainError) -> list[str]:
    """What is wrong with a form that is not drawn again, in sentences."""
    if not isinstance(refusal, Invalid):
        return [translate(refusal.message, refusal.params)]
    told = [f"{field.label.text}{_(': ')}{error}" for field in form for error in field.errors]
    return [*told, *(one["message"] for one in worded(refusal.violations))]


def _refused(view: BaseScreen, application_id: int, form: ConsoleForm, refusal: DomainError, name: str) -> str:
    """The workbench again, with the form as it was filled in and what is wrong with it."""
    if isinstance(refusal, Invalid):
        apply_violations(form, refusal.violations)
    page = workbench_page(applications.load(application_id), refusal, **{name: form})
    return str(view.render("audits/workbench.html", **page))


def ballot_panel(application: Application) -> dict[str, Any]:
    """The ballot form, empty but for today."""
    rules = TallyRules.of(review_rules_of(application.plan))
    return {"ballot_form": BallotForm(None, met_on=clock.today(), abstain=0), "tally_rules": rules}


def outcome_panel(application: Application) -> dict[str, Any]:
    """The form of what the stage asks for, what it rests on, and what will follow."""
    asked, stage = asked_of(application), application.stage
    assert stage is not None
    ballot = queries.of_application(application.id) if stage.kind is StageKind.ANNOUNCEMENT else None
    after = ahead(application)
    return {
        "outcome_form": OutcomeForm(None, held_on=clock.today()).offering(asked),
        "asked": asked,
        "recipient": stage.recipient,
        "ballot_pairs": result_pairs(ballot) if ballot else [],
        "after": after,
        "outcome_blocked": translate(after.blocked.message, after.blocked.params) if after.blocked else "",
        "shares_document": stage.kind in DOCUMENT_KINDS,
    }


register_panel(StageKind.REVIEW, StagePanel("ReviewResult", "record", "reviews/_ballot.html", ballot_panel))
for _kind in RESULTS:
    if _kind is not StageKind.REVIEW:
        register_panel(_kind, StagePanel("StageOutcome", "record", "reviews/_outcome.html", outcome_panel))
for _kind in DOCUMENT_KINDS:
    register_bulk(_kind, StagePanel("StageOutcome", "record", "reviews/_many.html", lambda _kind: {}))
