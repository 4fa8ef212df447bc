"""Sign-in, sign-out, language."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user, login_user, logout_user

from app.access.models import Account
from app.accounts.labels import COLUMN_LABELS
from app.accounts.security import end_sessions, unlock
from app.accounts.services import choose_language, settle_language
from app.console.actions import ActionForm
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.interface import ScopedInterface
from app.console.languages import CHOICE
from app.console.screens import BaseScreen, safe_return, screen_permission
from app.console.views import ConsoleView
from app.extensions import db


class SignInView(AuthDBView):
    """Sign-in with name and password; sign-out by POST ends every session of the account."""

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
                login_user(account)
                with command():
                    spoken = settle_language(account, session.get(CHOICE, ""))
                if spoken:
                    session[CHOICE] = spoken
                return redirect(safe_return(url_for("HomeView.index")))
            flash(_("The name or the password is wrong."), "danger")
            status = 400
        return self.render_template(self.login_template, title=_("Sign in"), form=form), status

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        if current_user.is_authenticated:
            end_sessions(current_user)
            db.session.commit()
        logout_user()
        return redirect(url_for("HomeView.index"))


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


class AccountView(ConsoleView):
    """Who can sign in; a locked account can be opened again."""

    datamodel = ScopedInterface(Account)
    class_permission_name = "Account"
    route_base = "/accounts"
    include_route_methods = {"list", "lookup", "show", "unlock"}
    list_title = lazy_gettext("Accounts")
    list_columns = ["username", "first_name", "organisation", "active", "last_login", "locked_until"]
    show_columns = [*list_columns, "login_count", "fail_login_count", "email"]
    search_columns = ["username", "first_name", "active"]
    order_columns = ["username"]
    base_order = ("username", "asc")
    label_columns = COLUMN_LABELS
    action_forms = (
        ActionForm(
            "unlock",
            lazy_gettext("Unlock"),
            "unlock",
            lambda account: url_for("AccountView.unlock", pk=account.id),
            lambda account: _("“%(name)s” can sign in again at once.", name=account.name),
        ),
    )

    @expose("/<int(max=2147483647):pk>/unlock", methods=["POST"])
    @screen_permission("unlock")
    def unlock(self, pk: int) -> Any:
        with command():
            unlock(pk)
        return redirect_after(_("The account can sign in again."), "AccountView.show", pk=pk)
