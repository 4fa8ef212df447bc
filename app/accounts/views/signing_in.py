"""Sign-in, the second factor in it, sign-out, one's own password, the language."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_user, logout_user

from app.access.models import Account
from app.accounts import queries, second_factor, services, sessions
from app.accounts.delegations import queries as delegations
from app.accounts.enums import SessionKind
from app.accounts.forms import CodeForm, PasswordForm
from app.accounts.oidc.labels import choices
from app.accounts.security import refuse_while_locked
from app.accounts.services import change_password, choose_language, settle_language
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.formats import day, moment
from app.console.forms import apply_violations
from app.console.languages import CHOICE, language
from app.console.screens import BaseScreen, SignInNeeded, safe_return
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, Violation

PROVED = "first_factor"  # in the cookie: whose password was right, and when
OFFERED = "offered_factor"  # in the cookie: the salt of a second factor that is being set up
SECONDS_TO_PROVE = 600

# Whose accounts are not assigned: they sign in at the door for everybody.
NO_OFFICE = frozenset({Role.APPLICANT, Role.EMPLOYER_REGISTRANT, Role.EMPLOYER_OPERATOR})


class SignInView(AuthDBView):
    """Sign-in with name and password, and a code where the account has or needs a second factor.

    Sign-out by POST ends this session, a new password every session of the account.
    """

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
                return first_factor_proved(account)
            flash(_wrong_words(departments), "danger")
            status = 400
        title = _("Sign-in of departments") if departments else _("Sign in")
        shown = {"title": title, "form": form, "departments": departments, "providers": choices()}
        return self.render_template(self.login_template, **shown), status

    @expose("/login/code/", methods=["GET", "POST"])
    def code(self) -> Any:
        """The code of somebody whose password was right; a wrong one counts into the lock."""
        account = _proved()
        factor = second_factor.of(account.id) if account else None
        if account is None or factor is None:
            return redirect(url_for("SignInView.login", next=safe_return("")))
        form, status = CodeForm(), 200
        if request.method == "POST":
            refuse_while_locked(account.locked_until)
            with command():
                right = second_factor.prove(account, factor, form.value())
            if right:
                begin_session(account, session[PROVED][-1])
                return redirect(safe_return(url_for("HomeView.index")))
            apply_violations(form, [Violation("code", second_factor.WRONG_CODE)])
            status = Invalid.status
        return self.render_template("accounts/code.html", form=form), status

    @expose("/login/set-up/", methods=["GET", "POST"])
    def set_up(self) -> Any:
        """The second factor of somebody whose password was right and who must have one: nothing opens before."""
        account = _proved()
        if account is None or second_factor.of(account.id) is not None:
            return redirect(url_for("SignInView.login", next=safe_return("")))
        form = CodeForm()
        codes, status = setting_up(account, form)
        if not codes:
            return self.render_template("accounts/set_up.html", **offer(account, form)), status
        begin_session(account, session[PROVED][-1])
        onward = safe_return(url_for("HomeView.index"))
        return self.render_template("accounts/recovery_codes.html", codes=codes, onward=onward)

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        session_id = sessions.own_id()
        if current_user.is_authenticated and session_id is not None:
            with command():
                sessions.end_own(session_id)
        sign_out()
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
                sign_out()
                return redirect_after(_("The password was changed. Please sign in with it."), "SignInView.login")
        return self.render_template("accounts/password.html", form=form, due=due), status


def _wrong_words(departments: bool) -> str:
    if departments:
        return _("The name or the password is wrong, or the account is not a department's.")
    return _("The name or the password is wrong.")


def first_factor_proved(account: Account, next_page: str = "", by_password: bool = True) -> Any:
    """Where somebody goes whose password was right, or whom an identity provider knows: in, or to the second factor.

    `next_page` is a page of ours, known to be safe; without it the one that the address asks for.
    """
    factor = second_factor.of(account.id)
    if factor is None and not second_factor.is_needed(account):
        begin_session(account, by_password)
        return redirect(next_page or safe_return(url_for("HomeView.index")))
    session[PROVED] = [account.id, account.session_version, clock.now().timestamp(), by_password]
    endpoint = "SignInView.code" if factor else "SignInView.set_up"
    return redirect(url_for(endpoint, next=next_page or safe_return("") or None))


def begin_session(account: Account, by_password: bool = True) -> None:
    """Sign this browser in, and tell when the account was last signed in and what failed since."""
    with command():
        done = services.sign_in(account, SessionKind.BROWSER, by_password)
        spoken = settle_language(account, session.get(CHOICE, ""))
    for key in (PROVED, OFFERED):
        session.pop(key, None)
    login_user(account)
    session[sessions.COOKIE] = done.identity
    if spoken:
        session[CHOICE] = spoken
    if done.failures:
        words = ngettext(
            "%(num)s sign-in to your account failed since the last one. If it was not you, change your password.",
            "%(num)s sign-ins to your account failed since the last one. If it was not you, change your password.",
            done.failures,
        )
        flash(words, "warning")
    if done.before:
        flash(_("Last sign-in: %(time)s", time=moment(done.before)), "info")
    for one in delegations.to_come_for(account.id, clock.today()):
        days = {"first": day(one.first_day), "last": day(one.last_day)}
        flash(_("You stand in for %(delegator)s from %(first)s to %(last)s.", delegator=one.delegator, **days), "info")


def sign_out() -> None:
    """Sign this browser out; the next page is in the language of this one."""
    spoken = language()
    logout_user()
    session.clear()
    session[CHOICE] = spoken


def offer(account: Account, form: CodeForm) -> dict[str, Any]:
    """What the page shows of the second factor that this cookie is setting up."""
    salt = session.setdefault(OFFERED, second_factor.new_salt())
    secret = second_factor.secret_of(account, salt)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"form": form, "secret": spaced, "qr_code": second_factor.qr_code(account, salt)}


def setting_up(account: Account, form: CodeForm) -> tuple[list[str], int]:
    """The recovery codes after the right code was posted; else none, with the status of the page to show again."""
    if request.method != "POST":
        return [], 200
    try:
        with command():
            codes = second_factor.set_up(account, session.get(OFFERED, ""), form.value())
    except Invalid as invalid:
        apply_violations(form, invalid.violations)
        return [], invalid.status
    session.pop(OFFERED, None)
    return codes, 200


def _proved() -> Account | None:
    """Whose password this browser proved a short while ago; None where it is too long ago or sessions ended since."""
    account_id, version, at, _by_password = session.get(PROVED) or (None, None, 0.0, True)
    if account_id is None or not 0 <= clock.now().timestamp() - at < SECONDS_TO_PROVE:
        return None
    account = queries.in_use(account_id)
    return account if account is not None and account.session_version == version else None


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
