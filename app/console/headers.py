"""What every request is kept from saying, and the headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.sansio.utils import host_is_trusted

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
    flask_app.before_request(_refuse_other_hosts)
    flask_app.before_request(_refuse_nul)
    flask_app.after_request(_guard)


def _refuse_other_hosts() -> None:
    """Where ZHIPING_TRUSTED_HOSTS names our hosts, whoever asks for another one is told nothing.

    Flask's own TRUSTED_HOSTS leaves no way to draw a page about it.
    """
    ours = current_app.config["ZHIPING"].trusted_hosts
    if ours and not host_is_trusted(request.host, ours):
        abort(400)


def _refuse_nul() -> None:
    """No text of the program holds this character, and PostgreSQL cannot store it."""
    if "\0" in request.path or any("\0" in value for values in request.values.listvalues() for value in values):
        abort(400)


def _guard(response: Response) -> Response:
    if response.location and response.location.startswith(request.host_url):
        # A redirect to an address of ours never repeats the host that a client claimed.
        response.location = "/" + response.location.removeprefix(request.host_url)
        response.set_data(b"")
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if current_app.config["ZHIPING"].secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", ONE_YEAR)
    if request.endpoint != "static":
        response.vary.add("Accept-Language")
    actor = g.get("actor")
    if actor is not None and actor.account_id is not None and request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
