"""One's own API keys."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from app.accounts import keys, queries
from app.accounts.forms import KeyForm
from app.accounts.labels import key_row, scope_words
from app.accounts.rules import possible_scopes
from app.accounts.security import current_actor
from app.console.api import asked_permissions
from app.console.commands import command, redirect_after
from app.console.forms import apply_violations
from app.console.screens import BaseScreen, screen_permission
from app.core.actor import Role
from app.core.errors import Invalid


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
                token = keys.issue_key(**form.values(), possible=self._possible())
        except Invalid as invalid:
            apply_violations(form, invalid.violations)
            return self._page(form), invalid.status
        return self._page(self._form(KeyForm(formdata=None)), token)

    @expose("/<uuid>/revoke", methods=["POST"])
    @screen_permission("revoke")
    def revoke(self, uuid: str) -> Any:
        with command():
            name = keys.revoke_key(uuid).name
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
