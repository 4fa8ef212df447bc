"""Every refusal as a page in the reader's language, with its status; a crash as a reference number."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound
from werkzeug.routing import RequestRedirect

from app.console.api_problems import DETAIL_LABELS, is_api_call, problem
from app.console.formats import localised
from app.core.errors import DomainError, Invalid, TooMany, Violation
from app.extensions import db
from app.files.store import NO_ROOM, StorageFull

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
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "The database cannot be reached or has no room left. Nothing was changed. Please try again in a minute, and "
        "tell the administrator of the system if it stays so."
    ),
    HTTPStatus.INSUFFICIENT_STORAGE: StorageFull.message,
}
TITLE_LABELS: Mapping[int, str] = {
    HTTPStatus.FORBIDDEN: "No permission",
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.CONFLICT: "Somebody acted first",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many attempts",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not available at the moment",
    HTTPStatus.INSUFFICIENT_STORAGE: "No room left on the server",
}
KEPT_HEADERS = ("Allow", "Retry-After")
RETRY_SECONDS = 30
NO_ROOM_IN_SQLITE = ("database or disk is full", "disk I/O error", "unable to open database file")
# PostgreSQL's classes of errors that the data have no part in: connection, resources, operator's hand, system.
NOT_THE_DATA = ("08", "53", "57P", "58")


def translate(message: str, params: Mapping[str, Any] | None = None) -> str:
    """The message (an English msgid) in the reader's language; days and moments among `params` are written out."""
    return gettext(message, **localised(params or {}))


def worded(violations: Sequence[Violation]) -> list[dict[str, str]]:
    """Violations as the page shows them: field, message, clause."""
    return [
        {"field": each.field, "message": translate(each.message, each.params), "clause": each.clause}
        for each in violations
    ]


def told(error: DomainError) -> list[str]:
    """The sentences of a refusal: those of its violations, else its own."""
    if isinstance(error, Invalid):
        return [one["message"] for one in worded(error.violations)]
    return [translate(error.message, error.params)]


def wants_json() -> bool:
    """Whether a program reads the answer: a call of the API, or a fetch that asks for JSON."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return is_api_call() or best == "application/json"


def register_error_pages(flask_app: Flask) -> None:
    """Answer every refusal and crash of the program with a page, or with JSON where a program asks."""
    flask_app.before_request(_refuse_detours)
    flask_app.register_error_handler(DomainError, refused)
    flask_app.register_error_handler(CSRFError, _stale_page)
    flask_app.register_error_handler(HTTPException, _http_error)
    flask_app.register_error_handler(OSError, _no_room)
    flask_app.register_error_handler(OperationalError, _no_database)
    flask_app.register_error_handler(InterfaceError, _no_database)
    flask_app.register_error_handler(InternalServerError, _crashed)


def _refuse_detours() -> None:
    """A program is told that an address is wrong, instead of being sent on by a page."""
    if is_api_call() and isinstance(request.routing_exception, RequestRedirect):
        raise NotFound


def refused(error: DomainError) -> Response:
    """The answer to a refusal: its status, its words, and when to come again where that is known."""
    violations = worded(error.violations) if isinstance(error, Invalid) else []
    answer = _answer(error.status, translate(error.message, error.params), violations)
    if isinstance(error, TooMany) and error.retry_after:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


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


def _no_room(error: OSError) -> Response:
    """A disk or quota that is full, wherever the program met it; any other error of the system is a crash."""
    if error.errno not in NO_ROOM:
        raise error
    log.error("no room left at %s %s: %s", request.method, request.path, error)
    return _answer(HTTPStatus.INSUFFICIENT_STORAGE, gettext(STATUS_LABELS[HTTPStatus.INSUFFICIENT_STORAGE]))


def _no_database(error: OperationalError | InterfaceError) -> Response:
    """A database that went away, has no room or takes no connection; any other of its errors is a crash."""
    state = getattr(error.orig, "sqlstate", None) or ""
    gone = error.connection_invalidated or state.startswith(NOT_THE_DATA) or _never_connected(error, state)
    if not gone and not any(words in str(error.orig) for words in NO_ROOM_IN_SQLITE):
        raise error
    log.error("no database at %s %s: %s", request.method, request.path, error.orig)
    answer = _answer(HTTPStatus.SERVICE_UNAVAILABLE, gettext(STATUS_LABELS[HTTPStatus.SERVICE_UNAVAILABLE]))
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _never_connected(error: OperationalError | InterfaceError, state: str) -> bool:
    """psycopg gives no SQLSTATE where it could not connect, and there is no statement either."""
    return not state and error.statement is None and type(error.orig).__module__.startswith("psycopg")


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
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # The page is drawn for nobody: whoever asks for the person would ask the database again.
        g.plain_page, g._login_user = True, AnonymousUserMixin()
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
