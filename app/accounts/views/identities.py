"""Ways to sign in to one's own account beside the password."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import queries as accounts
from app.accounts.forms import LinkForm, NewPasswordForm
from app.accounts.oidc import attempts, queries, services
from app.accounts.oidc.labels import choices, identity_row, words_for
from app.accounts.security import current_actor
from app.accounts.views.oidc import leave
from app.accounts.views.signing_in import sign_out
from app.console.commands import command, redirect_after
from app.console.errors import translate
from app.console.forms import apply_violations
from app.console.screens import BaseScreen, screen_permission
from app.core.actor import Role
from app.core.errors import DomainError, Invalid, Refused, Violation


class IdentitiesView(BaseScreen):
    """Accounts at providers that open one's own account here; a password for an account that has none."""

    route_base = "/account/identities"
    class_permission_name = "ExternalIdentity"
    default_view = "list"

    @expose("/", methods=["GET"])
    @screen_permission("list")
    def list(self) -> Any:
        return self._page()

    @expose("/link", methods=["POST"])
    @screen_permission("link")
    def link(self) -> Any:
        """To the provider, once the person has shown to be the account's owner, not only somebody at its screen."""
        provider = queries.provider(request.form.get("provider", ""))
        form = LinkForm()
        try:
            self._prove(form)
            return leave(self, provider, linking=current_user.get_id())
        except Invalid as invalid:
            apply_violations(form, invalid.violations)
            return self._page(link_form=form), invalid.status
        except DomainError as error:
            form.form_errors.append(translate(error.message, {**error.params, "provider": words_for(provider)}))
            return self._page(link_form=form), error.status

    @expose("/<int(max=2147483647):pk>/unlink", methods=["POST"])
    @screen_permission("unlink")
    def unlink(self, pk: int) -> Any:
        with command():
            services.unlink(pk)
        return redirect_after(_("This way to sign in was taken off your account."), "IdentitiesView.list")

    @expose("/password", methods=["POST"])
    @screen_permission("set_password")
    def set_password(self) -> Any:
        form = NewPasswordForm()
        if not attempts.is_proved(current_user.id):
            raise Refused("Please sign out, sign in through the provider again, and return here.")
        try:
            with command():
                services.set_password(current_user.id, form.new.data or "", form.repeated.data or "")
        except Invalid as invalid:
            apply_violations(form, invalid.violations)
            return self._page(password_form=form), invalid.status
        sign_out()
        return redirect_after(_("The password was changed. Please sign in with it."), "SignInView.login")

    def _prove(self, form: LinkForm) -> None:
        """Raises Invalid for a wrong password, Refused where there is none and the last sign-in is too long ago."""
        if attempts.is_proved(current_user.id):
            return
        account = accounts.load(current_user.id)
        if not account.password:
            raise Refused("Please sign out, sign in through the provider again, and return here.")
        with command():
            right = services.confirm_password(account.id, form.password.data or "")
        if not right:
            raise Invalid([Violation("password", "The present password is wrong.")])

    def _page(self, link_form: LinkForm | None = None, password_form: NewPasswordForm | None = None) -> Any:
        actor = current_actor()
        account = accounts.load(current_user.id)
        identities = queries.of_account(account.id)
        linked = {one.provider for one in identities}
        return self.render(
            "accounts/identities.html",
            layout="layout/portal.html" if actor.has(Role.APPLICANT) else "layout/console.html",
            identities=[identity_row(one) for one in identities],
            providers=[one for one in choices() if link_form or one["key"] not in linked],
            link_form=link_form or LinkForm(formdata=None),
            password_form=password_form or NewPasswordForm(formdata=None),
            username=account.username,
            has_password=bool(account.password),
            only_way=not account.password and len(identities) == 1,
            is_proved=attempts.is_proved(account.id),
        )
