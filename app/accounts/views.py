"""Sign-in, sign-out, language, accounts, one's own API keys."""

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
from app.accounts import queries, services
from app.accounts.forms import KeyForm, PasswordForm
from app.accounts.labels import COLUMN_LABELS, key_row, scope_words
from app.accounts.rules import possible_scopes
from app.accounts.security import current_actor, end_sessions
from app.accounts.services import change_password, choose_language, settle_language, switch, unlock
from app.console.actions import ActionForm
from app.console.api import asked_permissions
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.forms import apply_violations
from app.console.interface import ScopedInterface
from app.console.languages import CHOICE
from app.console.screens import BaseScreen, SignInNeeded, safe_return, screen_permission
from app.console.views import ConsoleView
from app.core.actor import Role
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


class AccountView(ConsoleView):
    """Who can sign in; a locked account can be opened again."""

    datamodel = ScopedInterface(Account)
    class_permission_name = "Account"
    route_base = "/accounts"
    include_route_methods = {"list", "lookup", "show", "switch", "unlock"}
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
        ActionForm(
            "switch",
            lazy_gettext("Switch off or on"),
            "switch",
            lambda account: url_for("AccountView.switch", pk=account.id),
            lambda account: (
                _("“%(name)s” is signed out everywhere and can no longer sign in.", name=account.name)
                if account.active
                else _("“%(name)s” can sign in again at once.", name=account.name)
            ),
        ),
    )

    @expose("/<int(max=2147483647):pk>/unlock", methods=["POST"])
    @screen_permission("unlock")
    def unlock(self, pk: int) -> Any:
        with command():
            unlock(pk)
        return redirect_after(_("The account can sign in again."), "AccountView.show", pk=pk)

    @expose("/<int(max=2147483647):pk>/switch", methods=["POST"])
    @screen_permission("switch")
    def switch(self, pk: int) -> Any:
        with command():
            active = switch(pk).active
        words = _("The account is in use again.") if active else _("The account was switched off.")
        return redirect_after(words, "AccountView.show", pk=pk)


class ApiKeyView(BaseScreen):
    """One's own keys for programs; a key is shown in full once, in the answer that made it, and kept nowhere."""

    route_base = "/account/keys"
    class_permission_name = "ApiKey"
    default_view = "list"

    @expose("/", methods=["GET"])
    @screen_permission("list")
    def list(self) -> Any:
        return self._page(self._form(KeyForm(formdata=None)))

    @expose("/", methods=["POST"])
    @screen_permission("issue")
    def issue(self) -> Any:
        form = self._form(KeyForm())
        try:
            with command():
                token = services.issue_key(**form.values(), possible=self._possible())
        except Invalid as invalid:
            apply_violations(form, invalid.violations)
            return self._page(form), invalid.status
        return self._page(self._form(KeyForm(formdata=None)), token)

    @expose("/<uuid>/revoke", methods=["POST"])
    @screen_permission("revoke")
    def revoke(self, uuid: str) -> Any:
        with command():
            name = services.revoke_key(uuid).name
        return redirect_after(_("The key “%(name)s” is no longer good.", name=name), "ApiKeyView.list")

    def _page(self, form: KeyForm, token: str = "") -> Any:
        actor = current_actor()
        return self.render(
            "accounts/keys.html",
            layout="layout/portal.html" if actor.has(Role.APPLICANT) else "layout/console.html",
            form=form,
            token=token,
            keys=[key_row(key, queries.is_good(key)) for key in queries.keys_of(actor.account_id)],
        )

    def _possible(self) -> Any:
        return possible_scopes(current_actor().roles, asked_permissions())

    def _form(self, form: KeyForm) -> KeyForm:
        form.scopes.choices = [(scope, scope_words(scope)) for scope in self._possible()]
        return form
