"""To a provider of sign-in and back."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.oidc import attempts, protocol, queries, services
from app.accounts.oidc.arrivals import Arrival, read_arrival
from app.accounts.oidc.attempts import Attempt
from app.accounts.oidc.labels import provider_label, words_for
from app.accounts.oidc.providers import Provider
from app.accounts.views.signing_in import first_factor_proved
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import translate
from app.console.screens import BaseScreen, SignInNeeded, safe_return
from app.core import clock
from app.core.errors import DomainError, Refused

LEGAL_PERSON = "legal_person"
REGISTRATION = "EmployerRegistrationView.register"
CANCELLED = "access_denied"
CLEARED = (
    "There was an account with your identity number already, and “%(provider)s” did not tell its mobile number. What "
    "opened it so far (password, second factor, API keys) was taken away, and it was signed out everywhere. Please "
    "set a password of your own below if you want one, and look through your personal data."
)


class OidcView(BaseScreen):
    """Sign-in through a provider: the button's address, and the one that the provider sends people back to."""

    route_base = "/oidc"
    class_permission_name = "Oidc"
    default_view = "start"

    @expose("/<key>/start", methods=["POST"])
    def start(self, key: str) -> Any:
        provider = queries.provider(key)
        if current_user.is_authenticated:
            return redirect(url_for("HomeView.index"), SEE_OTHER)
        try:
            return leave(self, provider, next_page=safe_return(""))
        except DomainError as error:
            return self._refused(error, provider)

    @expose("/<key>/callback", methods=["GET"])
    def callback(self, key: str) -> Any:
        provider = queries.provider(key)
        try:
            attempt = attempts.take(provider.key, request.args.get("state", ""))
            arrival = self._arrival(provider, attempt)
            if attempt.linking:
                return self._link(provider, attempt, arrival)
            return self._enter(attempt, arrival)
        except DomainError as error:
            return self._refused(error, provider)

    def _arrival(self, provider: Provider, attempt: Attempt) -> Arrival:
        """Who came back, as the provider vouches for; raises what `protocol` does, Refused for its own refusal."""
        if error := request.args.get("error"):
            if error == CANCELLED:
                raise Refused("You cancelled the sign-in at “%(provider)s”.", provider=provider.label_zh)
            raise protocol.Unverified(provider=provider.label_zh)
        told_issuer, code = request.args.get("iss"), request.args.get("code", "")
        if not code or (told_issuer is not None and told_issuer != protocol.issuer_of(provider)):
            raise protocol.Unverified(provider=provider.label_zh)
        claims = protocol.identify(provider, _callback_of(provider), code, attempt.nonce, attempt.verifier)
        return read_arrival(provider, claims, clock.today())

    def _enter(self, attempt: Attempt, arrival: Arrival) -> Any:
        with command():
            opened = services.arrive(arrival)
        if opened is None:
            return self._employer_unknown(arrival)
        attempts.note_proof(opened.account)
        next_page = attempt.next_page
        if opened.cleared:
            flash(translate(CLEARED, {"provider": provider_label(arrival.provider)}), "warning")
            next_page = url_for("IdentitiesView.list")
        return first_factor_proved(opened.account, next_page, by_password=False)

    def _employer_unknown(self, arrival: Arrival) -> Any:
        """To the registration of employers, which finds in the session what the provider vouches for."""
        session[LEGAL_PERSON] = {
            "provider": arrival.provider,
            "issuer": arrival.issuer,
            "subject": arrival.subject,
            "name": arrival.organisation_name,
            "credit_code": arrival.credit_code,
            "person": arrival.name,
        }
        if REGISTRATION in current_app.view_functions:
            return redirect(url_for(REGISTRATION), SEE_OTHER)
        return self._page(
            _("The employer is not on the platform yet"),
            _(
                "“%(name)s” has not been registered here. Please ask the HRSS department.",
                name=arrival.organisation_name,
            ),
            403,
        )

    def _link(self, provider: Provider, attempt: Attempt, arrival: Arrival) -> Any:
        if not current_user.is_authenticated or current_user.get_id() != attempt.linking:
            raise SignInNeeded("You were signed out in the meantime. Please sign in and start again.")
        with command():
            services.link(current_user.id, arrival)
        words = _("“%(provider)s” opens your account from now on.", provider=words_for(provider))
        return redirect_after(words, "IdentitiesView.list")

    def _refused(self, error: DomainError, provider: Provider) -> Any:
        words = translate(error.message, {**error.params, "provider": words_for(provider)})
        return self._page(_("Signing in did not work"), words, error.status)

    def _page(self, title: str, message: str, status: int) -> Any:
        answer = make_response(self.render("accounts/oidc_refused.html", title=title, message=message), status)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def leave(view: BaseScreen, provider: Provider, *, next_page: str = "", linking: str = "") -> Any:
    """A page that goes on to the provider at once: browsers that keep forms to our own pages (Content-Security-Policy)
    stop a redirect that answers a form. Raises Unreachable, Unverified."""
    departure = protocol.depart(provider, _callback_of(provider))
    attempts.remember(provider.key, departure, next_page, linking)
    page = view.render("accounts/oidc_leave.html", provider=words_for(provider), url=departure.url)
    answer = make_response(page)
    answer.headers["Refresh"] = f"0; url={departure.url}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _callback_of(provider: Provider) -> str:
    return url_for("OidcView.callback", key=provider.key, _external=True)
