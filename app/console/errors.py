"""Every refusal as a page in the reader's language, with its status; a crash as a reference number."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound
from werkzeug.routing import RequestRedirect

from app.console.api_problems import DETAIL_LABELS, is_api_call, problem
from app.console.formats import localised
from app.core.errors import DomainError, Invalid, Violation
from app.extensions import db

log = logging.getLogger(__name__)

STATUS_LABELS: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "The request cannot be carried out.",
    HTTPStatus.UNAUTHORIZED: "Please sign in first.",
    HTTPStatus.FORBIDDEN: "Your role may not do this.",
    HTTPStatus.NOT_FOUND: "This page does not exist, or is not yours to see.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address cannot be opened like this. Please use the buttons of the page.",
    HTTPStatus.CONFLICT: "This record has changed since the page was opened.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The file is too large.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many attempts. Please wait a moment.",
}
TITLE_LABELS: Mapping[int, str] = {
    HTTPStatus.FORBIDDEN: "No permission",
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.CONFLICT: "Somebody acted first",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many attempts",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side",
}
KEPT_HEADERS = ("Allow", "Retry-After")


def translate(message: str, params: Mapping[str, Any] | None = None) -> str:
    """The message (an English msgid) in the reader's language; days and moments among `params` are written out."""
    return gettext(message, **localised(params or {}))


def worded(violations: Sequence[Violation]) -> list[dict[str, str]]:
    """Violations as the page shows them: field, message, clause."""
    return [
        {"field": each.field, "message": translate(each.message, each.params), "clause": each.clause}
        for each in violations
    ]


def wants_json() -> bool:
    """Whether a program reads the answer: a call of the API, or a fetch that asks for JSON."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return is_api_call() or best == "application/json"


def register_error_pages(flask_app: Flask) -> None:
    """Answer every refusal and crash of the program with a page, or with JSON where a program asks."""
    flask_app.before_request(_refuse_detours)
    flask_app.register_error_handler(DomainError, _refused)
    flask_app.register_error_handler(CSRFError, _stale_page)
    flask_app.register_error_handler(HTTPException, _http_error)
    flask_app.register_error_handler(InternalServerError, _crashed)


def _refuse_detours() -> None:
    """A program is told that an address is wrong, instead of being sent on by a page."""
    if is_api_call() and isinstance(request.routing_exception, RequestRedirect):
        raise NotFound


def _refused(error: DomainError) -> Response:
    violations = worded(error.violations) if isinstance(error, Invalid) else []
    return _answer(error.status, translate(error.message, error.params), violations)


def _stale_page(_error: CSRFError) -> Response:
    message = gettext("This page was open for too long. Please reload it and try again.")
    if is_api_call():
        message = gettext("A call that a session cookie signs in needs the header X-CSRFToken with the page's token.")
    return _answer(HTTPStatus.BAD_REQUEST, message)


def _http_error(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    labels = {**STATUS_LABELS, **DETAIL_LABELS} if is_api_call() else STATUS_LABELS
    answer = _answer(status, gettext(labels.get(status, labels[HTTPStatus.BAD_REQUEST])))
    for name, value in error.get_headers():
        if name in KEPT_HEADERS:
            answer.headers[name] = value
    return answer


def _crashed(error: InternalServerError) -> Response:
    """The person gets a number, the log gets the trace under it."""
    reference = secrets.token_hex(4).upper()
    cause = error.original_exception or error
    log.error("crash %s at %s %s", reference, request.method, request.path, exc_info=cause)
    message = gettext(
        "The program could not finish this. Nothing was changed. Please tell support the number %(reference)s.",
        reference=reference,
    )
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, message, reference=reference)


def _answer(status: int, message: str, violations: Sequence[Mapping[str, str]] = (), reference: str = "") -> Response:
    db.session.rollback()
    if is_api_call():
        return problem(status, message, violations, reference)
    if wants_json():
        body = {"status": int(status), "message": message, "violations": list(violations), "reference": reference}
        return make_response(jsonify(body), status)
    g.plain_page = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    title = gettext(TITLE_LABELS.get(status, "This did not work"))
    page = render_template(
        "layout/error.html",
        status=int(status),
        title=title,
        message=message,
        violations=violations,
        reference=reference,
    )
    return make_response(page, status)
