"""The mobile number of whoever registers an employer, proven by a code before the letter can be handed in."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _

from app.accounts import codes
from app.accounts.enums import CodePurpose
from app.console.commands import SEE_OTHER, redirect_after
from app.console.screens import screen_permission
from app.core.errors import Refused
from app.employers import services
from app.portal.forms.entry import CodeForm
from app.portal.views.entry import SHOWN, CodeScreen


class OperatorPhoneView(CodeScreen):
    """Asked for on the page of the registration, which is shown again once the number is confirmed."""

    route_base = "/employers/registration/phone"
    class_permission_name = "EmployerRegistration"
    purpose = CodePurpose.OPERATOR_PHONE
    asking = CodeForm
    shown = (Refused, *SHOWN)

    form = screen_permission("submit")(CodeScreen.form)
    send = screen_permission("submit")(CodeScreen.send)
    confirm_form = screen_permission("submit")(CodeScreen.confirm_form)
    confirm = screen_permission("submit")(CodeScreen.confirm)
    again = screen_permission("submit")(CodeScreen.again)

    def ask(self, form: CodeForm) -> codes.Issued:
        return services.ask_for_operator_phone()

    def act(self, form: CodeForm) -> Any:
        return services.confirm_operator_phone(self.ticket(), form.code.data or "")

    def done(self, result: Any) -> Any:
        return redirect_after(_("The mobile number is confirmed."), "EmployerRegistrationView.show")

    def page(self, form: CodeForm) -> Any:
        return redirect(url_for("EmployerRegistrationView.show"), SEE_OTHER)
