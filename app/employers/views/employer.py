"""The employer's own pages: who acts for it, and what it is called."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.access.scoping import acting
from app.applicants.forms import show_refusal
from app.console.actions import parse_version
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import translate
from app.console.formats import day
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Conflict, Invalid, OutOfScope, Refused, TooLarge
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.employers import queries, services
from app.employers.enums import RequestStatus
from app.employers.forms import NameForm, OperatorForm
from app.employers.models import NameChange
from app.employers.views.registering import document_answer
from app.extensions import db
from app.organisations import queries as organisations

ACCOUNT = "<int(max=2147483647):account_id>"
SHOWN_IN_FORM = (Conflict, Invalid, Refused, TooLarge)


class OperatorView(BaseScreen):
    """单位经办人员: several of them, each with an account; whoever leaves hands over to a successor."""

    route_base = "/employer/operators"
    class_permission_name = "EmployerOperator"
    default_view = "list"

    @expose("/", methods=["GET"])
    @screen_permission("list")
    def list(self) -> Any:
        return self._page(OperatorForm(formdata=None))

    @expose("/", methods=["POST"])
    @screen_permission("add")
    def add(self) -> Any:
        form = OperatorForm()
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                account, password = services.add_operator(form.username.data or "", form["name"].data or "")
                made = {"username": account.username, "name": account.name, "password": password}
        except SHOWN_IN_FORM as error:
            status = show_refusal(form, error)
            return self._page(form), status
        return self._page(OperatorForm(formdata=None), made)

    @expose(f"/{ACCOUNT}/switch", methods=["POST"])
    @screen_permission("switch")
    def switch(self, account_id: int) -> Any:
        try:
            with command():
                account = services.switch_operator(account_id, request.form.get("active") == "y")
                active, name = account.active, account.name
        except Refused as refused:
            flash(translate(refused.message, refused.params), "danger")
            return redirect(url_for("OperatorView.list"), SEE_OTHER)
        if account_id == acting(db.session).account_id:
            return redirect(url_for("SignInView.login"), SEE_OTHER)
        words = (
            _("“%(name)s” can sign in again.", name=name) if active else _("“%(name)s” was switched off.", name=name)
        )
        return redirect_after(words, "OperatorView.list")

    def _page(self, form: OperatorForm, made: dict[str, str] | None = None) -> str:
        actor = acting(db.session)
        rows = queries.operators(actor.organisation_id) if actor.organisation_id is not None else ()
        return self.render("employers/operators.html", rows=rows, form=form, made=made, own_id=actor.account_id)


class NameChangeView(BaseScreen):
    """单位更名: ask for another name, and see what became of it; former names stay in sight."""

    route_base = "/employer/name"
    class_permission_name = "NameChange"
    default_view = "show"

    @expose("/", methods=["GET"])
    @screen_permission("show")
    def show(self) -> Any:
        return self._page(None)

    @expose("/", methods=["POST"])
    @screen_permission("ask")
    def ask(self) -> Any:
        form = NameForm()
        upload = form.document.data
        try:
            if not form.validate():
                raise Invalid(())
            seen = parse_version(request.form) if request.form.get("version") else None
            with command():
                services.ask_for_name(
                    form.new_name.data or "",
                    form.from_on.data,
                    upload.stream if upload else None,
                    upload.filename if upload else "",
                    seen,
                )
        except SHOWN_IN_FORM as error:
            status = show_refusal(form, error, "document")
            return self._page(form), status
        return redirect_after(_("The change of the name was handed in."), "NameChangeView.show")

    @expose("/<int(max=2147483647):change_id>/document")
    @screen_permission("show")
    def document(self, change_id: int) -> Any:
        return document_answer(queries.document_of(NameChange, change_id))

    def _page(self, form: NameForm | None) -> str:
        employer_id = acting(db.session).organisation_id
        if employer_id is None:
            raise OutOfScope
        employer = organisations.load(employer_id)
        changes = queries.name_changes_of(employer_id)
        last = changes[0].status if changes else None
        returned = changes[0] if last is RequestStatus.RETURNED else None
        ids = [change.id for change in changes]
        return self.render(
            "employers/name.html",
            employer=employer,
            former=[(one.name, day(one.until_on)) for one in employer.former_names],
            changes=changes,
            reasons=decisions.latest_reasons(SubjectKind.NAME_CHANGE, ids, Action.RETURN, Action.REJECT),
            form=form or (None if last is RequestStatus.SUBMITTED else NameForm.of(returned)),
            returned=returned,
            max_bytes=services.DOCUMENT_BYTES,
        )
