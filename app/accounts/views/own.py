"""One's own account: where it is signed in, who signed in or tried to, the second factor."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.accounts import queries, second_factor, sessions
from app.accounts.forms import CodeForm
from app.accounts.labels import change_row, session_row, sign_in_row
from app.accounts.security import current_actor
from app.accounts.views.signing_in import offer, setting_up, sign_out
from app.console.commands import command, redirect_after
from app.console.forms import apply_violations
from app.console.screens import BaseScreen, screen_permission
from app.console.session_time import session_time
from app.core.actor import Role
from app.core.errors import Invalid

SIGN_INS_SHOWN = CHANGES_SHOWN = 20


class OwnScreen(BaseScreen):
    """A page about the account that is signed in."""

    class_permission_name = "OwnAccount"

    def page(self, template: str, **context: Any) -> str:
        """The page inside the frame that the person works in."""
        in_portal = bool(current_actor().roles & {Role.APPLICANT, Role.EMPLOYER_REGISTRANT})
        return self.render(template, layout=f"layout/{'portal' if in_portal else 'console'}.html", **context)


class SessionView(OwnScreen):
    """登录设备: the sessions of one's own account, the sign-ins before, and what was done to the account."""

    route_base = "/account/sessions"
    default_view = "list"

    @expose("/", methods=["GET"])
    @screen_permission("show")
    def list(self) -> Any:
        account_id, own = current_actor().account_id, sessions.own_id()
        return self.page(
            "accounts/sessions.html",
            sessions=[session_row(row, row.id == own) for row in sessions.own_sessions()],
            sign_ins=[sign_in_row(row) for row in queries.sign_ins_of(account_id, SIGN_INS_SHOWN)],
            changes=[change_row(row) for row in queries.changes_of(account_id, CHANGES_SHOWN)],
            has_factor=second_factor.of(account_id) is not None,
        )

    @expose("/alive", methods=["GET"])
    @screen_permission("show")
    def alive(self) -> Any:
        """Somebody is there: the session goes on, for as many seconds as this says."""
        found = session_time()
        return found.seconds() if found else {}

    @expose("/<int(max=2147483647):session_id>/end", methods=["POST"])
    @screen_permission("change")
    def end(self, session_id: int) -> Any:
        with command():
            sessions.end_own(session_id)
        return redirect_after(_("That device is signed out."), "SessionView.list")

    @expose("/end-others", methods=["POST"])
    @screen_permission("change")
    def end_others(self) -> Any:
        with command():
            ended = sessions.end_others(sessions.own_id())
        words = ngettext("%(num)s other device is signed out.", "%(num)s other devices are signed out.", ended)
        return redirect_after(words, "SessionView.list")

    @expose("/end-all", methods=["POST"])
    @screen_permission("change")
    def end_all(self) -> Any:
        with command():
            sessions.end_others(None)
        sign_out()
        return redirect_after(_("You are signed out on all devices."), "SignInView.login")


class SecondFactorView(OwnScreen):
    """两步验证: set up, new recovery codes, done without."""

    route_base = "/account/second-factor"
    default_view = "show"

    @expose("/", methods=["GET"])
    @screen_permission("show")
    def show(self) -> Any:
        return self._page(CodeForm(formdata=None))

    @expose("/", methods=["POST"])
    @screen_permission("change")
    def set_up(self) -> Any:
        form = CodeForm()
        codes, status = setting_up(current_user, form)
        return self._codes(codes) if codes else (self._page(form), status)

    @expose("/codes", methods=["POST"])
    @screen_permission("change")
    def renew(self) -> Any:
        form = CodeForm()
        try:
            with command():
                codes = second_factor.renew_codes(form.value())
        except Invalid as invalid:
            return self._told(form, invalid)
        return self._codes(codes)

    @expose("/remove", methods=["POST"])
    @screen_permission("change")
    def remove(self) -> Any:
        form = CodeForm()
        try:
            with command():
                second_factor.remove(form.value())
        except Invalid as invalid:
            return self._told(form, invalid)
        if second_factor.is_needed(current_user):
            return redirect_after(_("Please sign in and set up the other phone."), "SignInView.login")
        return redirect_after(_("The second factor was removed."), "SecondFactorView.show")

    def _told(self, form: CodeForm, invalid: Invalid) -> Any:
        if second_factor.of(current_actor().account_id) is None:
            return redirect(url_for("SecondFactorView.show"))
        apply_violations(form, invalid.violations)
        return self._page(form), invalid.status

    def _page(self, form: CodeForm) -> str:
        factor = second_factor.of(current_actor().account_id)
        if factor is None:
            return self.page("accounts/second_factor.html", factor=None, **offer(current_user, form))
        left, needed = second_factor.codes_left(factor.account_id), second_factor.is_needed(current_user)
        return self.page("accounts/second_factor.html", factor=factor, left=left, needed=needed, form=form)

    def _codes(self, codes: Any) -> str:
        onward = url_for("SessionView.list")
        return self.render("accounts/recovery_codes.html", codes=codes, onward=onward)
