"""Who can sign in."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.models import Account
from app.accounts import second_factor
from app.accounts.labels import COLUMN_LABELS, role_word
from app.accounts.services import switch, unlock
from app.console.actions import ActionForm
from app.console.commands import command, redirect_after
from app.console.formats import listed
from app.console.interface import ScopedInterface
from app.console.screens import screen_permission
from app.console.views import ConsoleView


class AccountView(ConsoleView):
    """Who can sign in; a locked account can be opened again."""

    datamodel = ScopedInterface(Account)
    class_permission_name = "Account"
    route_base = "/accounts"
    include_route_methods = {"list", "lookup", "show", "switch", "unlock", "reset_factor"}
    list_title = lazy_gettext("Accounts")
    list_columns = ["username", "name", "roles", "organisation", "active", "last_login", "locked_until"]
    show_columns = [*list_columns, "initial_password_until", "login_count", "fail_login_count", "email"]
    search_columns = ["username", "first_name", "roles", "organisation", "active"]
    small_relations = ("roles",)
    relation_words = {"roles": role_word}
    formatters_columns = {"roles": lambda roles: listed(sorted(role_word(role.name) for role in roles))}
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
        ActionForm(
            "reset_factor",
            lazy_gettext("Reset the second factor"),
            "reset_factor",
            lambda account: url_for("AccountView.reset_factor", pk=account.id),
            lambda account: _(
                "“%(name)s” is signed out everywhere and sets up a new authenticator app after the next sign-in. Make "
                "sure that it is the person who asks.",
                name=account.name,
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

    @expose("/<int(max=2147483647):pk>/reset-factor", methods=["POST"])
    @screen_permission("reset_factor")
    def reset_factor(self, pk: int) -> Any:
        with command():
            second_factor.reset(pk)
        return redirect_after(_("The second factor was reset."), "AccountView.show", pk=pk)
