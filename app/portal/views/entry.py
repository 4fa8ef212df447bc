"""个人注册, 忘记密码, 更换手机号码: what was typed leads to a code, and the code to what was asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import current_app, flash, redirect, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from app.access.models import Account
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
    """Asks for a code, whose ticket the session keeps, and for the code itself: five endpoints for each purpose."""

    default_view = "form"
    purpose: ClassVar[CodePurpose]
    asking: ClassVar[type[ConsoleForm]]
    confirming: ClassVar[type[CodeForm]] = CodeForm
    shown: ClassVar[tuple[type[DomainError], ...]] = SHOWN

    def begun(self) -> ConsoleForm:
        """The empty form, or with what this browser has typed already."""
        return self.asking(formdata=None)

    def ask(self, form: Any) -> codes.Issued:
        """The code for what was posted; raises what `page` can show."""
        raise NotImplementedError

    def act(self, form: Any) -> Any:
        """Do what the code confirms; raises what the page of the code can show."""
        raise NotImplementedError

    def done(self, result: Any) -> Any:
        """Where one goes once `act` gave this."""
        raise NotImplementedError

    def page(self, form: Any) -> Any:
        """The page that asks for it all."""
        raise NotImplementedError

    def elsewhere(self) -> Any:
        """Where somebody belongs who has no business here; None for everybody else."""
        return None

    @expose("/", methods=["GET"])
    def form(self) -> Any:
        return self.elsewhere() or self.page(self.begun())

    @expose("/", methods=["POST"])
    def send(self) -> Any:
        if elsewhere := self.elsewhere():
            return elsewhere
        form = self.asking()
        try:
            with command():
                issued = self.ask(form)
        except self.shown as error:
            return self.refused(form, error, self.page)
        return self.keep(issued)

    @expose("/confirm", methods=["GET"])
    def confirm_form(self) -> Any:
        return self.code_page(self.confirming(formdata=None))

    @expose("/confirm", methods=["POST"])
    def confirm(self) -> Any:
        form = self.confirming()
        try:
            with command():
                result = self.act(form)
        except self.shown as error:
            return self.refused(form, error, self.code_page)
        self.forget()
        return self.done(result)

    @expose("/again", methods=["POST"])
    def again(self) -> Any:
        """Another code for the same."""
        try:
            with command():
                issued = codes.again(self.ticket(), self.purpose)
        except self.shown as error:
            return self.refused(self.confirming(formdata=None), error, self.code_page)
        return self.keep(issued)

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
    purpose = CodePurpose.REGISTER
    asking = RegisterForm

    def elsewhere(self) -> Any:
        return redirect(url_for("HomeView.index"), SEE_OTHER) if current_user.is_authenticated else None

    def ask(self, form: RegisterForm) -> codes.Issued:
        form.validate()
        return registration.ask_to_register(form.typed())

    def act(self, form: CodeForm) -> Account:
        return registration.register(self.ticket(), form.code.data or "")

    def done(self, result: Account) -> Any:
        spoken = session.get(CHOICE, "")
        session.clear()
        session[CHOICE] = spoken
        begin_session(result)
        return redirect_after(_("Your account is open. You sign in with your identity number."), "ProfileView.show")

    def page(self, form: RegisterForm) -> Any:
        kind, number = form.identity_kind.data, form.identity_number.data or ""
        more = bool(form.sex.errors or form.birth_date.errors or (kind and not carries_birth(kind, number)))
        return self.render("portal/register.html", form=form, asks_birth=more)

    def begun(self) -> RegisterForm:
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
    purpose = CodePurpose.NEW_PASSWORD
    asking = ForgottenForm
    confirming = NewPasswordForm

    def ask(self, form: ForgottenForm) -> codes.Issued:
        return registration.ask_for_password(form["name"].data or "", form.phone.data or "")

    def act(self, form: NewPasswordForm) -> None:
        new, repeated = form.new.data or "", form.repeated.data or ""
        registration.replace_password(self.ticket(), form.code.data or "", new, repeated)

    def done(self, result: None) -> Any:
        logout_user()
        return redirect_after(_("The password was changed. Please sign in with it."), "SignInView.login")

    def page(self, form: ForgottenForm) -> Any:
        return self.render("portal/ask_code.html", form=form, purpose=self.purpose.name, back_url="")


class PhoneView(CodeScreen):
    """Another mobile number for oneself, proven by a code to it, and by the password or a provider of sign-in."""

    route_base = "/profile/phone"
    class_permission_name = "Profile"
    purpose = CodePurpose.NEW_PHONE
    asking = PhoneForm

    form = screen_permission("edit")(CodeScreen.form)
    send = screen_permission("edit")(CodeScreen.send)
    confirm_form = screen_permission("edit")(CodeScreen.confirm_form)
    confirm = screen_permission("edit")(CodeScreen.confirm)
    again = screen_permission("edit")(CodeScreen.again)

    def elsewhere(self) -> Any:
        if acting(db.session).applicant_id is None:
            return redirect(url_for("ProfileView.edit"), SEE_OTHER)
        return None

    def ask(self, form: PhoneForm) -> codes.Issued:
        return registration.ask_for_phone(form.phone.data or "", form.password.data or "", proved=_is_proved())

    def act(self, form: CodeForm) -> None:
        registration.replace_phone(self.ticket(), form.code.data or "")

    def done(self, result: None) -> Any:
        return redirect_after(_("Your mobile number was changed."), "ProfileView.show")

    def page(self, form: PhoneForm) -> Any:
        shown = {"purpose": self.purpose.name, "back_url": url_for("ProfileView.show")}
        return self.render("portal/ask_code.html", form=form, is_proved=_is_proved(), **shown)


def _is_proved() -> bool:
    return attempts.is_proved(acting(db.session).account_id)
