"""个人注册, 忘记密码, 更换手机号码: what was typed leads to a code, and the code to what was asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import current_app, flash, redirect, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from app.access.scoping import acting
from app.accounts import codes
from app.accounts.enums import CodePurpose
from app.accounts.oidc import attempts
from app.accounts.views.signing_in import begin_session
from app.applicants import registration
from app.applicants.enums import Sex
from app.applicants.forms import show_refusal
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import translate, worded
from app.console.forms import ConsoleForm
from app.console.languages import CHOICE
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Conflict, DomainError, Invalid, TooMany
from app.core.identity_kinds import IdentityKind, carries_birth
from app.extensions import db
from app.messages.carrying import carrier
from app.portal.forms.entry import CodeForm, ForgottenForm, NewPasswordForm, PhoneForm, RegisterForm

SHOWN = (Conflict, Invalid, TooMany)


def worded_all(error: DomainError) -> str:
    """A refusal in one text, for the page that follows instead of the one it belongs to."""
    if isinstance(error, Invalid):
        return " ".join(one["message"] for one in worded(error.violations))
    return translate(error.message, error.params)


class CodeScreen(BaseScreen):
    """Asks for a code, whose ticket the session keeps, and for the code itself."""

    purpose: ClassVar[CodePurpose]

    def pending(self) -> codes.Pending | None:
        """What this browser has asked for and not confirmed."""
        return codes.pending(self.ticket(), self.purpose)

    def ticket(self) -> str:
        return str(session.get(f"ticket {self.purpose.name}", ""))

    def keep(self, issued: codes.Issued) -> Any:
        """Remember the ticket; on demo data without a gateway the code as well, which its page shows."""
        session[f"ticket {self.purpose.name}"] = issued.ticket
        if current_app.config.get("DEMO_SIGN_IN") and carrier().sms is None:
            session[f"demo {self.purpose.name}"] = issued.code
        return self.to("confirm_form")

    def forget(self) -> None:
        """What was asked for is done."""
        for kept in ("ticket", "demo"):
            session.pop(f"{kept} {self.purpose.name}", None)

    def to(self, name: str) -> Any:
        return redirect(url_for(f"{type(self).__name__}.{name}"), SEE_OTHER)

    def send_again(self) -> Any:
        """Another code for the same."""
        form = self.code_form()
        try:
            with command():
                issued = codes.again(self.ticket(), self.purpose)
        except SHOWN as error:
            return self.refused(form, error, self.code_page)
        return self.keep(issued)

    def code_form(self) -> CodeForm:
        """The form of the page that asks for the code, empty."""
        return CodeForm(formdata=None)

    def code_page(self, form: CodeForm) -> Any:
        """The page that asks for the code; without anything to confirm, the one that asks for it all."""
        asked = self.pending()
        if asked is None:
            return self.to("form")
        return self.render(
            "portal/confirm_code.html",
            form=form,
            purpose=self.purpose.name,
            phone=asked.phone,
            demo_code=session.get(f"demo {self.purpose.name}", ""),
            confirm_url=url_for(f"{type(self).__name__}.confirm"),
            again_url=url_for(f"{type(self).__name__}.again"),
            back_url=url_for(f"{type(self).__name__}.form"),
        )

    def refused(self, form: ConsoleForm, error: DomainError, page: Any) -> Any:
        """The page again with what is wrong, and when to come again where that is known."""
        status = show_refusal(form, error)
        answer = current_app.make_response(page(form))
        if answer.status_code == SEE_OTHER:
            flash(worded_all(error), "danger")
        else:
            answer.status_code = status
        if isinstance(error, TooMany):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer


class RegisterView(CodeScreen):
    """People register themselves (R-64, R-78); nobody learns here which documents have an account."""

    route_base = "/register"
    class_permission_name = "Registration"
    default_view = "form"
    purpose = CodePurpose.REGISTER

    @expose("/", methods=["GET"])
    def form(self) -> Any:
        return self._page(self._begun())

    @expose("/", methods=["POST"])
    def send(self) -> Any:
        form = RegisterForm()
        form.validate()
        try:
            with command():
                issued = registration.ask_to_register(form.typed())
        except SHOWN as error:
            return self.refused(form, error, self._page)
        return self.keep(issued)

    @expose("/confirm", methods=["GET"])
    def confirm_form(self) -> Any:
        return self.code_page(self.code_form())

    @expose("/confirm", methods=["POST"])
    def confirm(self) -> Any:
        form = CodeForm()
        try:
            with command():
                account = registration.register(self.ticket(), form.code.data or "")
        except SHOWN as error:
            return self.refused(form, error, self.code_page)
        spoken = session.get(CHOICE, "")
        session.clear()
        session[CHOICE] = spoken
        begin_session(account)
        return redirect_after(_("Your account is open. You sign in with your identity number."), "ProfileView.show")

    @expose("/again", methods=["POST"])
    def again(self) -> Any:
        return self.send_again()

    def _page(self, form: RegisterForm) -> Any:
        if current_user.is_authenticated:
            return redirect(url_for("HomeView.index"), SEE_OTHER)
        kind, number = form.identity_kind.data, form.identity_number.data or ""
        more = bool(form.sex.errors or form.birth_date.errors or (kind and not carries_birth(kind, number)))
        return self.render("portal/register.html", form=form, asks_birth=more)

    def _begun(self) -> RegisterForm:
        """The form with what this browser has typed already, if a code is still out for it."""
        asked = self.pending()
        if asked is None:
            return RegisterForm(formdata=None)
        given = asked.payload
        shown = {
            "identity_kind": IdentityKind[given["identity_kind"]],
            "identity_number": given["identity_number"],
            "name": given["name"],
            "sex": Sex[given["sex"]],
            "phone": asked.phone,
        }
        return RegisterForm(formdata=None, data=shown)


class ForgottenView(CodeScreen):
    """Another password by a code to the mobile number on record; the same answer for every name."""

    route_base = "/forgotten"
    class_permission_name = "Registration"
    default_view = "form"
    purpose = CodePurpose.NEW_PASSWORD

    @expose("/", methods=["GET"])
    def form(self) -> Any:
        return self._page(ForgottenForm(formdata=None))

    @expose("/", methods=["POST"])
    def send(self) -> Any:
        form = ForgottenForm()
        try:
            with command():
                issued = registration.ask_for_password(form["name"].data or "", form.phone.data or "")
        except SHOWN as error:
            return self.refused(form, error, self._page)
        return self.keep(issued)

    @expose("/confirm", methods=["GET"])
    def confirm_form(self) -> Any:
        return self.code_page(self.code_form())

    @expose("/confirm", methods=["POST"])
    def confirm(self) -> Any:
        form = NewPasswordForm()
        new, repeated = form.new.data or "", form.repeated.data or ""
        try:
            with command():
                registration.replace_password(self.ticket(), form.code.data or "", new, repeated)
        except SHOWN as error:
            return self.refused(form, error, self.code_page)
        self.forget()
        logout_user()
        return redirect_after(_("The password was changed. Please sign in with it."), "SignInView.login")

    @expose("/again", methods=["POST"])
    def again(self) -> Any:
        return self.send_again()

    def code_form(self) -> CodeForm:
        return NewPasswordForm(formdata=None)

    def _page(self, form: ForgottenForm) -> Any:
        return self.render("portal/ask_code.html", form=form, purpose=self.purpose.name, back_url="")


class PhoneView(CodeScreen):
    """Another mobile number for oneself, proven by a code to it and by the password."""

    route_base = "/profile/phone"
    class_permission_name = "Profile"
    default_view = "form"
    purpose = CodePurpose.NEW_PHONE

    @expose("/", methods=["GET"])
    @screen_permission("edit")
    def form(self) -> Any:
        return self._page(PhoneForm(formdata=None))

    @expose("/", methods=["POST"])
    @screen_permission("edit")
    def send(self) -> Any:
        if acting(db.session).applicant_id is None:
            return redirect(url_for("ProfileView.edit"), SEE_OTHER)
        form = PhoneForm()
        try:
            with command():
                issued = registration.ask_for_phone(
                    form.phone.data or "", form.password.data or "", proved=self._is_proved()
                )
        except SHOWN as error:
            return self.refused(form, error, self._page)
        return self.keep(issued)

    @expose("/confirm", methods=["GET"])
    @screen_permission("edit")
    def confirm_form(self) -> Any:
        return self.code_page(self.code_form())

    @expose("/confirm", methods=["POST"])
    @screen_permission("edit")
    def confirm(self) -> Any:
        form = CodeForm()
        try:
            with command():
                registration.replace_phone(self.ticket(), form.code.data or "")
        except SHOWN as error:
            return self.refused(form, error, self.code_page)
        self.forget()
        return redirect_after(_("Your mobile number was changed."), "ProfileView.show")

    @expose("/again", methods=["POST"])
    @screen_permission("edit")
    def again(self) -> Any:
        return self.send_again()

    def _page(self, form: PhoneForm) -> Any:
        if acting(db.session).applicant_id is None:
            return redirect(url_for("ProfileView.edit"), SEE_OTHER)
        shown = {"purpose": self.purpose.name, "back_url": url_for("ProfileView.show")}
        return self.render("portal/ask_code.html", form=form, is_proved=self._is_proved(), **shown)

    def _is_proved(self) -> bool:
        return attempts.is_proved(acting(db.session).account_id)
