"""The mobile number of whoever registers an employer, proven by a code before the letter can be handed in."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.accounts.enums import CodePurpose
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.screens import screen_permission
from app.core.errors import Refused
from app.employers import services
from app.portal.forms.entry import CodeForm
from app.portal.views.entry import SHOWN, CodeScreen


class OperatorPhoneView(CodeScreen):
    """Asked for on the page of the registration, which is shown again once the number is confirmed."""

    route_base = "/employers/registration/phone"
    class_permission_name = "EmployerRegistration"
    default_view = "confirm_form"
    purpose = CodePurpose.OPERATOR_PHONE

    @expose("/", methods=["GET"])
    @screen_permission("submit")
    def form(self) -> Any:
        return redirect(url_for("EmployerRegistrationView.show"), SEE_OTHER)

    @expose("/", methods=["POST"])
    @screen_permission("submit")
    def send(self) -> Any:
        try:
            with command():
                issued = services.ask_for_operator_phone()
        except (Refused, *SHOWN) as error:
            return self.refused(self.code_form(), error, self.code_page)
        return self.keep(issued)

    @expose("/confirm", methods=["GET"])
    @screen_permission("submit")
    def confirm_form(self) -> Any:
        return self.code_page(self.code_form())

    @expose("/confirm", methods=["POST"])
    @screen_permission("submit")
    def confirm(self) -> Any:
        form = CodeForm()
        try:
            with command():
                services.confirm_operator_phone(self.ticket(), form.code.data or "")
        except SHOWN as error:
            return self.refused(form, error, self.code_page)
        self.forget()
        return redirect_after(_("The mobile number is confirmed."), "EmployerRegistrationView.show")

    @expose("/again", methods=["POST"])
    @screen_permission("submit")
    def again(self) -> Any:
        return self.send_again()
