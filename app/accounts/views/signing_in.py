"""Sign-in, sign-out, one's own password, the language."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from app.accounts.completing import complete_sign_in
from app.accounts.forms import PasswordForm
from app.accounts.oidc.labels import choices
from app.accounts.security import end_sessions
from app.accounts.services import change_password, choose_language
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.forms import apply_violations
from app.console.languages import CHOICE
from app.console.screens import BaseScreen, SignInNeeded, safe_return
from app.core.errors import Invalid
from app.extensions import db


class SignInView(AuthDBView):
    """Sign-in with name and password; sign-out by POST and a new password end every session of the account."""

    login_template = "accounts/sign_in.html"

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        if current_user.is_authenticated:
            return redirect(url_for("HomeView.index"))
        form = LoginForm_db()
        status = 200
        if form.validate_on_submit():
            account = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
            if account:
                return complete_sign_in(account, safe_return(""))
            flash(_("The name or the password is wrong."), "danger")
            status = 400
        page = self.render_template(self.login_template, title=_("Sign in"), form=form, providers=choices())
        return page, status

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
        form = PasswordForm()
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
        return self.render_template("accounts/password.html", form=form), status


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
