"""What every request is kept from saying, and the headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, g, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
FIXED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONE_YEAR = "max-age=31536000"


def register_headers(flask_app: Flask) -> None:
    """No foreign or inline code, no framing, no guessing of types, no copies of what a signed-in person saw.

    A view may set a header itself, for instance to let a file be framed by our own pages.
    """
    flask_app.before_request(_refuse_nul)
    flask_app.after_request(_guard)


def _refuse_nul() -> None:
    """No text of the program holds this character, and PostgreSQL cannot store it."""
    if "\0" in request.path or any("\0" in value for values in request.values.listvalues() for value in values):
        abort(400)


def _guard(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if current_app.config["ZHIPING"].secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", ONE_YEAR)
    actor = g.get("actor")
    if actor is not None and actor.account_id is not None and request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
