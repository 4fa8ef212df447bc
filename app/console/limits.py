"""How often one client may ask for what is dear or tempting: signing in, uploading, searching without an account.

Counted in the memory of the process, or in the store that ZHIPING_RATE_LIMIT_STORAGE names; see also the locks of
accounts in `app.accounts.security`.
"""

from __future__ import annotations

import math
import time

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter
from flask_limiter.errors import RateLimitExceeded
from flask_login import current_user

from app.console.api_problems import is_api_call
from app.console.errors import refused
from app.core.errors import TooMany

SIGN_IN = frozenset({"SignInView.login", "SignInView.code", "SignInView.departments", "SecurityApi.login"})
# Failed sign-ins from one address: an office of fifty clerks behind one address mistypes less than that.
SIGN_INS = ("20 per minute", "100 per hour")
# Codes asked for from one address: an office that registers its staff behind one address asks for fewer.
CODES = frozenset(
    f"{view}.{name}"
    for view in ("RegisterView", "ForgottenView", "PhoneView", "OperatorPhoneView")
    for name in ("send", "again")
)
CODES_ASKED = ("10 per minute", "60 per hour")
# Uploads of one account: nobody chooses files faster by hand.
UPLOADS = "60 per minute"
# Posts and searches of one address without a sign-in; plain pages are cheap and not counted.
VISITS = "120 per minute"


def client_address() -> str:
    """Where the request came from; behind ZHIPING_TRUSTED_PROXIES proxies, what the outermost of them saw."""
    return request.remote_addr or "unknown"


def client() -> str:
    """The signed-in account, else the address."""
    return f"account {current_user.id}" if current_user.is_authenticated else client_address()


def make_limiter(flask_app: Flask) -> Limiter:
    """The limits over the whole program, in force unless RATELIMIT_ENABLED is off."""
    limiter = Limiter(
        client_address,
        application_limits=[
            *(
                ApplicationLimit(
                    limit_provider=one, scope="sign-in", exempt_when=_is_no_sign_in, deduct_when=_has_failed
                )
                for one in SIGN_INS
            ),
            *(ApplicationLimit(limit_provider=one, scope="codes", exempt_when=_asks_no_code) for one in CODES_ASKED),
            ApplicationLimit(limit_provider=UPLOADS, scope="uploads", key_function=client, exempt_when=_is_no_upload),
            ApplicationLimit(limit_provider=VISITS, scope="visits", exempt_when=_is_cheap),
        ],
    )
    limiter.request_filter(_asks_nothing)
    limiter.init_app(flask_app)
    flask_app.register_error_handler(RateLimitExceeded, lambda _error: _limited(limiter))
    return limiter


def _limited(limiter: Limiter) -> Response:
    breached = limiter.current_limit
    assert breached is not None
    seconds = max(1, math.ceil(breached.reset_at - time.time()))
    return refused(
        TooMany("Too many attempts. Please try again in %(seconds)s seconds.", retry_after=seconds, seconds=seconds)
    )


def _asks_nothing() -> bool:
    """What no limit counts: each exempts it, so that none has to be asked."""
    return request.method != "POST" and not request.query_string


def _is_no_sign_in() -> bool:
    return request.endpoint not in SIGN_IN or request.method != "POST"


def _asks_no_code() -> bool:
    return request.endpoint not in CODES or request.method != "POST"


def _has_failed(response: Response) -> bool:
    return response.status_code >= 400


def _is_no_upload() -> bool:
    return request.method != "POST" or request.mimetype != "multipart/form-data"


def _is_cheap() -> bool:
    """Pages by their plain address, assets, and everything of whoever is signed in or brings a token: a bad one is
    refused before anything is looked up."""
    asks = request.method == "POST" or bool(request.query_string)
    own_limit = request.endpoint in SIGN_IN | {"static"}
    named = current_user.is_authenticated or (is_api_call() and "Authorization" in request.headers)
    return not asks or own_limit or bool(named)
