"""Sign-in for programs, in the shape of Flask-AppBuilder's own."""

from __future__ import annotations

from typing import Any

from app.access.models import Account
from app.accounts import second_factor, services
from app.accounts.enums import SessionKind
from app.accounts.security import REFRESH, session_of_token, tokens_for
from app.console.api import ApiResource, operation, per_minute
from app.console.api_shapes import Shape, text
from app.console.commands import command
from app.core.errors import DomainError

WRITTEN = {"type": "string", "minLength": 1, "maxLength": 4096}
TOKENS = Shape("Tokens", {"access_token": text()}, "An access token is good for 30 minutes.")
BOTH_TOKENS = Shape(
    "SignedIn",
    {"access_token": text(), "refresh_token": text(lambda found: found.get("refresh_token"), nullable=True)},
    "An access token is good for 30 minutes, a refresh token for 12 hours; both die when the session is ended.",
)


class WrongPassword(DomainError):
    """No account has this name and password (401)."""

    status = 401
    message = "The name or the password is wrong."


class CodeNeeded(DomainError):
    """The password is right; what lacks is a code of the account's authenticator app (401)."""

    status = 401
    message = "This account has a second factor: please send the code of the app as “code” too."


class WrongCode(DomainError):
    """The password is right and the code is not (401)."""

    status = 401
    message = second_factor.WRONG_CODE


class FactorNeeded(DomainError):
    """The account must have a second factor and has none; it is set up in the browser (403)."""

    status = 403
    message = "Your role needs a second factor. Please sign in with a browser first and set it up."


class SecurityApi(ApiResource):
    """Name, password and code in, tokens out; five failures in a row lock the account as on the screen."""

    resource_name = "security"
    class_permission_name = "Security"
    limits = [per_minute(120)]

    @operation(
        "/login",
        "",
        "Sign in",
        BOTH_TOKENS,
        method="POST",
        body={
            "type": "object",
            "properties": {
                "username": {"type": "string", "minLength": 1, "maxLength": 64},
                "password": {"type": "string", "minLength": 1, "maxLength": 200},
                "code": {"type": "string", "maxLength": 40, "description": "Where the account has a second factor"},
                "provider": {"type": "string", "enum": ["db"]},
                "refresh": {"type": "boolean", "description": "Whether a refresh token is wanted"},
            },
            "required": ["username", "password"],
            "additionalProperties": False,
        },
    )
    def login(self, asked: Any, given: Any) -> Any:
        account = self.appbuilder.sm.auth_user_db(given["username"], given["password"])
        if account is None:
            raise WrongPassword
        _prove(account, given.get("code", ""))
        with command():
            identity = services.sign_in(account, SessionKind.PROGRAM).identity
        return BOTH_TOKENS.of(tokens_for(identity, given.get("refresh", False)))

    @operation(
        "/refresh",
        "",
        "A new access token for a refresh token",
        TOKENS,
        method="POST",
        body={
            "type": "object",
            "properties": {"refresh_token": WRITTEN},
            "required": ["refresh_token"],
            "additionalProperties": False,
        },
    )
    def refresh(self, asked: Any, given: Any) -> Any:
        _account, identity = session_of_token(given["refresh_token"], REFRESH)
        return TOKENS.of(tokens_for(identity, refresh=False))


def _prove(account: Account, code: str) -> None:
    factor = second_factor.of(account.id)
    if factor is None:
        if second_factor.is_needed(account):
            raise FactorNeeded
        return
    if not code:
        raise CodeNeeded
    with command():
        right = second_factor.prove(account, factor, code)
    if not right:
        raise WrongCode
