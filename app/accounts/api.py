"""Sign-in for programs, in the shape of Flask-AppBuilder's own."""

from __future__ import annotations

from typing import Any

from app.accounts.security import REFRESH, account_of_token, tokens_for
from app.console.api import ApiResource, operation, per_minute
from app.console.api_shapes import Shape, text
from app.core.errors import DomainError

WRITTEN = {"type": "string", "minLength": 1, "maxLength": 4096}
TOKENS = Shape("Tokens", {"access_token": text()}, "An access token is good for 30 minutes.")
BOTH_TOKENS = Shape(
    "SignedIn",
    {"access_token": text(), "refresh_token": text(lambda found: found.get("refresh_token"), nullable=True)},
    "An access token is good for 30 minutes, a refresh token for 12 hours; both die when the account signs out.",
)


class WrongPassword(DomainError):
    """No account has this name and password (401)."""

    status = 401
    message = "The name or the password is wrong."


class SecurityApi(ApiResource):
    """Name and password in, tokens out; five failures in a row lock the account as on the screen."""

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
        return BOTH_TOKENS.of(tokens_for(account, given.get("refresh", False)))

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
        return TOKENS.of(tokens_for(account_of_token(given["refresh_token"], REFRESH), refresh=False))
