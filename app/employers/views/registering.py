"""单位注册: the public form, and the state of one's own registration (R-96 to R-100)."""

from __future__ import annotations

import io
from typing import Any

from flask import redirect, request, send_file, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.oidc.services import attach_legal_person
from app.applicants.forms import show_refusal
from app.applications.views.files import served
from app.catalog.queries import region_choices
from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Conflict, Invalid, Refused, TooLarge
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.labels import timeline_items
from app.documents.printing import print_sheet
from app.employers import queries, services
from app.employers.forms import EmployerForm, LetterForm, RegistrationForm
from app.employers.labels import SECTION_LABELS, registration_pairs
from app.employers.models import EmployerRegistration
from app.employers.rules import check_registration
from app.employers.sheets import authorisation_letter
from app.files.services import PDF, store
from app.organisations import queries as organisations
from app.organisations.enums import OrganisationKind

# What the sign-in of a legal person leaves in the session: issuer, subject, name, credit_code.
LEGAL_PERSON = "legal_person"
SHOWN_IN_FORM = (Conflict, Invalid, Refused, TooLarge)


class EmployerRegistrationView(BaseScreen):
    """Register an employer; then hand in the authorisation letter and see what became of it."""

    route_base = "/employers"
    class_permission_name = "EmployerRegistration"
    default_view = "show"

    @expose("/register/", methods=["GET", "POST"])
    def register(self) -> Any:
        if current_user.is_authenticated:
            return redirect(url_for("HomeView.index"))
        legal_person = session.get(LEGAL_PERSON) or {}
        form, status = RegistrationForm(), 200
        form.told(legal_person)
        if request.method == "POST":
            try:
                if not form.validate():
                    raise Invalid(check_registration(form.draft()))
                with command():
                    made = services.register(form.draft(), **form.account(), by_legal_person=bool(legal_person))
                    if legal_person:
                        attach_legal_person(made.account, legal_person)
            except SHOWN_IN_FORM as error:
                status = show_refusal(form, error)
            else:
                session.pop(LEGAL_PERSON, None)
                words = _("Your account was made. Please sign in and hand in the authorisation letter.")
                return redirect_after(words, "SignInView.login", next=url_for("EmployerRegistrationView.show"))
        return self._form("employers/register.html", form, bool(legal_person)), status

    @expose("/registration/")
    @screen_permission("arrive")
    def show(self) -> Any:
        """Whoever kept this address and acts for the employer by now goes on to the dashboard."""
        if not self.may("show"):
            return redirect(url_for("DashboardView.show"))
        return self._page(LetterForm(formdata=None))

    @expose("/registration/edit", methods=["GET"])
    @screen_permission("submit")
    def edit(self) -> Any:
        registration = queries.own_registration()
        if registration.status not in services.WITH_EMPLOYER:
            return redirect(url_for("EmployerRegistrationView.show"))
        return self._edit(EmployerForm.of(registration), registration)

    @expose("/registration/edit", methods=["POST"])
    @screen_permission("submit")
    def save(self) -> Any:
        registration = queries.own_registration()
        form = EmployerForm()
        if registration.by_legal_person:
            form.told({"name": registration.name, "credit_code": registration.credit_code})
        try:
            if not form.validate():
                raise Invalid(check_registration(form.draft()))
            with command():
                services.change_registration(parse_version(request.form), form.draft())
        except SHOWN_IN_FORM as error:
            status = show_refusal(form, error)
            return self._edit(form, queries.own_registration()), status
        return redirect_after(_("The registration was saved."), "EmployerRegistrationView.show")

    @expose("/registration/submit", methods=["POST"])
    @screen_permission("submit")
    def submit(self) -> Any:
        form = LetterForm()
        upload = form.document.data
        try:
            with command():
                services.submit_registration(
                    parse_version(request.form), upload.stream if upload else None, upload.filename if upload else ""
                )
        except SHOWN_IN_FORM as error:
            status = show_refusal(form, error, "document")
            return self._page(form), status
        return redirect_after(_("The authorisation letter was handed in."), "EmployerRegistrationView.show")

    @expose("/registration/letter")
    @screen_permission("show")
    def letter(self) -> Any:
        return document_answer(queries.document_of(EmployerRegistration, queries.own_registration().id))

    @expose("/registration/letter-form.pdf")
    @screen_permission("show")
    def letter_form(self) -> Any:
        pdf = print_sheet("authorisation_letter", authorisation_letter(queries.own_registration()))
        name = _("Authorisation letter.pdf")
        return send_file(io.BytesIO(pdf), "application/pdf", as_attachment=True, download_name=name)

    def _page(self, form: LetterForm) -> str:
        registration = queries.own_registration()
        history = decisions.history(SubjectKind.EMPLOYER_REGISTRATION, registration.id)
        last = next((row for row in reversed(history) if row.action in (Action.RETURN, Action.REJECT)), None)
        return self.render(
            "employers/registration.html",
            registration=registration,
            form=form,
            pairs=registration_pairs(registration, full_phone=True),
            history=timeline_items(history, SECTION_LABELS),
            reason=last.reason if last and registration.status.name in ("RETURNED", "REJECTED") else "",
            editable=registration.status in services.WITH_EMPLOYER,
            max_bytes=services.DOCUMENT_BYTES,
        )

    def _edit(self, form: EmployerForm, registration: EmployerRegistration) -> str:
        return self._form("employers/edit.html", form, registration.by_legal_person, registration=registration)

    def _form(self, template: str, form: EmployerForm, told: bool, **context: Any) -> str:
        departments = [
            (one.id, _("%(name)s (%(region)s)", name=one.name, region=one.region.name))
            for one in organisations.of_kind(OrganisationKind.COMPETENT_DEPARTMENT)
        ]
        form.prepare(region_choices(), departments)
        return self.render(template, form=form, told=told, **context)


def document_answer(row: Any) -> Any:
    """The answer that carries the PDF of a request that was loaded in scope."""
    return served(store().open(row.document_sha256), row.document_name, PDF, row.document_bytes)
