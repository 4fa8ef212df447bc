"""Sign-in, sign-out, one's own password, the language."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from app.accounts.forms import PasswordForm
from app.accounts.security import end_sessions
from app.accounts.services import change_password, choose_language, settle_language
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.forms import apply_violations
from app.console.languages import CHOICE
from app.console.screens import BaseScreen, SignInNeeded, safe_return
from app.core.actor import Role
from app.core.errors import Invalid
from app.extensions import db

# Whose accounts are not assigned: they sign in at the door for everybody.
NO_OFFICE = frozenset({Role.APPLICANT, Role.EMPLOYER_OPERATOR})


class SignInView(AuthDBView):
    """Sign-in with name and password; sign-out by POST and a new password end every session of the account."""

    login_template = "accounts/sign_in.html"

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        return self._sign_in()

    @expose("/login/departments/", methods=["GET", "POST"])
    def departments(self) -> Any:
        """The door of offices (R-63). Whoever belongs elsewhere is told where, in the words of a wrong password."""
        return self._sign_in(departments=True)

    def _sign_in(self, departments: bool = False) -> Any:
        if current_user.is_authenticated:
            return redirect(url_for("HomeView.index"))
        form = LoginForm_db()
        status = 200
        if form.validate_on_submit():
            kept_out = NO_OFFICE if departments else frozenset()
            account = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data, kept_out)
            if account:
                login_user(account)
                with command():
                    spoken = settle_language(account, session.get(CHOICE, ""))
                if spoken:
                    session[CHOICE] = spoken
                return redirect(safe_return(url_for("HomeView.index")))
            flash(_wrong_words(departments), "danger")
            status = 400
        title = _("Sign-in of departments") if departments else _("Sign in")
        return self.render_template(self.login_template, title=title, form=form, departments=departments), status

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        if current_user.is_authenticated:
            end_sessions(current_user)
            db.session.commit()
        logout_user()
        return redirect(url_for("HomeView.index"))

    @expose("/password/", methods=["GET", "POST"])
    def password(self) -> Any:
        """One's own password; every session of the account ends, this one too."""
        if not current_user.is_authenticated:
            raise SignInNeeded
        form, due = PasswordForm(), current_user.password_due
        status = 200
        if request.method == "POST":
            try:
                with command():
                    change_password(current_user.id, **form.values())
            except Invalid as error:
                apply_violations(form, error.violations)
                status = error.status
            else:
                logout_user()
                session.clear()
                return redirect_after(_("The password was changed. Please sign in with it."), "SignInView.login")
        return self.render_template("accounts/password.html", form=form, due=due), status


def _wrong_words(departments: bool) -> str:
    if departments:
        return _("The name or the password is wrong, or the account is not a department's.")
    return _("The name or the password is wrong.")


class LanguageView(BaseScreen):
    """The choice of a language, kept on the account and in the session; then the same page again."""

    route_base = "/language"
    class_permission_name = "Language"
    default_view = "choose"

    @expose("", methods=["POST"])
    def choose(self) -> Any:
        code = request.form.get("language", "")
        with command():
            choose_language(current_user if current_user.is_authenticated else None, code)
        session[CHOICE] = code
        return redirect(safe_return(url_for("HomeView.index")), SEE_OTHER)
