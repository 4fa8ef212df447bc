"""马上申报: six steps, one address each; every step keeps what was typed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.applicants.forms import SHOWN_IN_FORM, show_refusal
from app.applications import queries, services
from app.applications.forms import AttachmentsForm, CommitmentForm, DataForm, EntriesForm, PhotoForm, attachments_form
from app.applications.labels import SECTIONS, submission_view
from app.applications.models import Application
from app.applications.services.previewing import next_holder
from app.applications.sheets import frozen_content
from app.applications.views import steps
from app.console.actions import parse_version
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import worded
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Conflict, Invalid, Refused, Violation
from app.core.workflow import WITH_APPLICANT
from app.plans import queries as plans
from app.plans.enums import WizardStep

ID = "<int(max=2147483647):application_id>"
RECORD = "MyApplicationView.show"
Step = Callable[..., Any]


def wizard_step(step: WizardStep, draws: bool = True) -> Callable[[Step], Step]:
    """Open a step on one's own draft; one that was submitted leads to its record, a step not reached to the last one
    that was. An endpoint that draws no page gets the id of the draft alone."""

    def decorate(endpoint: Step) -> Step:
        @screen_permission("apply")
        @functools.wraps(endpoint)
        def opened(view: WizardView, application_id: int) -> Any:
            application = queries.load(application_id) if draws else None
            status, reached = (application.status, application.step) if application else queries.place(application_id)
            if status not in WITH_APPLICANT:
                if request.method == "POST":
                    raise Refused("The application has been submitted and can no longer be changed.")
                return redirect(url_for(RECORD, application_id=application_id))
            if steps.STEPS.index(step) > steps.STEPS.index(reached):
                return redirect(steps.step_url(application_id, reached), SEE_OTHER)
            if application is None:
                return endpoint(view, application_id)
            plans.plan_with_rows(application.plan_id)  # one statement for each list that the step will show
            return endpoint(view, application)

        return opened

    return decorate


class WizardView(BaseScreen):
    """The application wizard (R-113 to R-138, R-158)."""

    route_base = "/my/applications"
    class_permission_name = "MyApplication"
    default_view = "photo"

    @expose(f"/{ID}/photo", methods=["GET"])
    @wizard_step(WizardStep.PHOTO)
    def photo(self, application: Application) -> Any:
        return self._photo_page(application, PhotoForm(formdata=None))

    @expose(f"/{ID}/photo", methods=["POST"])
    @wizard_step(WizardStep.PHOTO)
    def save_photo(self, application: Application) -> Any:
        form = PhotoForm()
        upload = form.photo.data
        if upload is None and application.photo_id is not None:
            return self._onward(application.id, WizardStep.PHOTO)
        try:
            if upload is None:
                raise Invalid([Violation("photo", "Please choose a photo.")])
            with command():
                services.save_photo(application.id, parse_version(request.form), upload.stream, upload.filename)
        except SHOWN_IN_FORM as error:
            return self._refused(error, form, "photo", self._photo_page, application.id)
        return self._onward(application.id, WizardStep.PHOTO)

    @expose(f"/{ID}/commitment", methods=["GET"])
    @wizard_step(WizardStep.COMMITMENT)
    def commitment(self, application: Application) -> Any:
        return self._commitment_page(application, CommitmentForm(formdata=None))

    @expose(f"/{ID}/commitment", methods=["POST"])
    @wizard_step(WizardStep.COMMITMENT)
    def save_commitment(self, application: Application) -> Any:
        form = CommitmentForm()
        try:
            png = form.png
            if not png and application.signature_id is None:
                raise Invalid([Violation("signature", "Please sign in the box.")])
            if png:
                with command():
                    services.sign_commitment(application.id, parse_version(request.form), png)
        except SHOWN_IN_FORM as error:
            return self._refused(error, form, "signature", self._commitment_page, application.id)
        return self._onward(application.id, WizardStep.COMMITMENT)

    @expose(f"/{ID}/data", methods=["GET"])
    @wizard_step(WizardStep.DATA)
    def data(self, application: Application) -> Any:
        form = DataForm.of(application)
        if application.step is WizardStep.DATA and not application.appraisal_summary:
            form.appraisal_summary.data = steps.appraisal_text(application)
        elif application.step is not WizardStep.DATA:
            show_refusal(form, Invalid(steps.missing_in(application, WizardStep.DATA)))
        return self._data_page(application, form)

    @expose(f"/{ID}/data", methods=["POST"])
    @wizard_step(WizardStep.DATA)
    def save_data(self, application: Application) -> Any:
        """What was typed is kept, complete or not; 下一步 goes on only from a step without faults."""
        form = DataForm().offering(application.plan)
        try:
            with command():
                services.save_data(application.id, parse_version(request.form), form.answers())
            saved = queries.load(application.id)
            if request.form.get("go") == "next" and (faults := steps.missing_in(saved, WizardStep.DATA)):
                raise Invalid(faults)
        except SHOWN_IN_FORM as error:
            if isinstance(error, Conflict) and (differing := form.differing(application)):
                form.form_errors.append(_("Stored now and different from this page: %(fields)s", fields=differing))
            return self._refused(error, form, "", self._data_page, application.id)
        return self._onward(application.id, WizardStep.DATA)

    @expose(f"/{ID}/data/autosave", methods=["POST"])
    @wizard_step(WizardStep.DATA, draws=False)
    def autosave_data(self, application_id: int) -> Any:
        with command():
            saved = services.save_data(application_id, parse_version(request.form), DataForm().answers())
            version = saved.version
        return jsonify(saved_at=f"{clock.office_time(clock.now()):%H:%M}", version=version)

    @expose(f"/{ID}/entries", methods=["GET"])
    @wizard_step(WizardStep.ENTRIES)
    def entries(self, application: Application) -> Any:
        return self._entries_page(application, EntriesForm(formdata=None))

    @expose(f"/{ID}/entries", methods=["POST"])
    @wizard_step(WizardStep.ENTRIES)
    def save_entries(self, application: Application) -> Any:
        form = EntriesForm()
        try:
            with command():
                services.choose_entries(application.id, parse_version(request.form), form.chosen)
            if request.form.get("go") == "next" and not form.chosen:
                raise Invalid([Violation("entries", "Please choose at least one achievement.")])
        except SHOWN_IN_FORM as error:
            return self._refused(error, form, "", self._entries_page, application.id)
        return self._onward(application.id, WizardStep.ENTRIES)

    @expose(f"/{ID}/attachments", methods=["GET"])
    @wizard_step(WizardStep.ATTACHMENTS)
    def attachments(self, application: Application) -> Any:
        return self._attachments_page(application, self._attachments_form(application))

    @expose(f"/{ID}/attachments", methods=["POST"])
    @wizard_step(WizardStep.ATTACHMENTS)
    def save_attachments(self, application: Application) -> Any:
        """Each file is a command of its own: what is sound is kept, what is not says why at its field."""
        form = self._attachments_form(application)
        status = self._attach_all(application, form)
        if status is not None:
            return self._attachments_page(queries.load(application.id), form), status
        if request.form.get("go") == "next":
            with command():
                services.leave_attachments(application.id, queries.load(application.id).version)
        return self._onward(application.id, WizardStep.ATTACHMENTS)

    @expose(f"/{ID}/attachments/<int(max=2147483647):attachment_id>/delete", methods=["POST"])
    @screen_permission("apply")
    def detach(self, application_id: int, attachment_id: int) -> Any:
        with command():
            services.detach(application_id, parse_version(request.form), attachment_id)
        return redirect_after(_("The file was removed."), "WizardView.attachments", application_id=application_id)

    @expose(f"/{ID}/preview", methods=["GET"])
    @wizard_step(WizardStep.PREVIEW)
    def preview(self, application: Application) -> Any:
        return self._preview_page(application)

    @expose(f"/{ID}/submit", methods=["POST"])
    @wizard_step(WizardStep.PREVIEW)
    def submit(self, application: Application) -> Any:
        try:
            with command():
                services.submit(application.id, parse_version(request.form))
        except Invalid as error:
            faults = [one["message"] for one in worded([one for one in error.violations if not one.field])]
            return self._preview_page(queries.load(application.id), faults), error.status
        return redirect_after(_("Your application was submitted."), RECORD, application_id=application.id)

    # -- pages

    def _photo_page(self, application: Application, form: PhotoForm) -> Any:
        return self._page("photo", application, WizardStep.PHOTO, form=form, **steps.photo_parts(application))

    def _commitment_page(self, application: Application, form: CommitmentForm) -> Any:
        return self._page("commitment", application, WizardStep.COMMITMENT, form=form)

    def _data_page(self, application: Application, form: DataForm) -> Any:
        findings = steps.worded_findings(application, services.findings(application))
        parts = steps.years_parts(application)
        return self._page("data", application, WizardStep.DATA, form=form, findings=findings, **parts)

    def _entries_page(self, application: Application, form: EntriesForm) -> Any:
        chosen = form.chosen if form.entries.raw_data else [one.entry_id for one in application.entries]
        parts = steps.entry_parts(application, chosen)
        return self._page("entries", application, WizardStep.ENTRIES, form=form, **parts)

    def _attachments_page(self, application: Application, form: AttachmentsForm) -> Any:
        held: dict[int, list[Any]] = {}
        for attachment in application.attachments:
            held.setdefault(attachment.kind_id, []).append(attachment)
        asked = steps.asked_attachments(application)
        return self._page("attachments", application, WizardStep.ATTACHMENTS, form=form, asked=asked, held=held)

    def _preview_page(self, application: Application, faults: list[str] | None = None) -> Any:
        findings = services.findings(application)
        shown = steps.worded_findings(application, findings)
        return self._page(
            "preview",
            application,
            WizardStep.PREVIEW,
            content=submission_view(frozen_content(application, findings)),
            sections=SECTIONS,
            findings=shown,
            gaps=steps.gaps(application, services.missing(application)),
            blocking=steps.blocking(shown),
            faults=faults or [],
            next_holder=next_holder(application),
        )

    def _page(self, name: str, application: Application, step: WizardStep, **context: Any) -> str:
        return self.render(f"applications/{name}.html", **steps.frame(application, step), **context)

    # -- helpers of the steps

    def _attachments_form(self, application: Application) -> AttachmentsForm:
        return attachments_form(steps.asked_attachments(application))

    def _attach_all(self, application: Application, form: AttachmentsForm) -> int | None:
        """The status of the last refusal, None where every file was kept. Raises Conflict for a stale page."""
        version, status = parse_version(request.form), None
        kinds = {f"attachment_{kind.key}": kind.id for kind in application.plan.attachments}
        for field, upload in form.uploads:
            try:
                with command():
                    services.attach(application.id, version, kinds[field.name], upload.stream, upload.filename)
                version += 1
            except Conflict:
                raise
            except SHOWN_IN_FORM as error:
                status = show_refusal(form, error, field.name)
        return status

    def _refused(self, error: Any, form: Any, upload: str, page: Callable[..., Any], application_id: int) -> Any:
        """The step again with what is wrong at its field, and everything that was typed."""
        status = show_refusal(form, error, upload)
        return page(queries.load(application_id), form), status

    def _onward(self, application_id: int, step: WizardStep) -> Any:
        """After a save: the same step, or with 下一步 the one after it."""
        if request.form.get("go") == "save":
            flash(_("Saved."), "success")
            return redirect(steps.step_url(application_id, step), SEE_OTHER)
        return redirect(steps.step_url(application_id, steps.following(step)), SEE_OTHER)
