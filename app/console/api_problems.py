"""Refusals of the API as problem details (RFC 9457), in the caller's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_babel import get_locale, gettext

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="Zhiping"'
PROBLEM_LABELS: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "Bad request",
    HTTPStatus.UNAUTHORIZED: "Not signed in",
    HTTPStatus.FORBIDDEN: "No permission",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "Method not allowed",
    HTTPStatus.CONFLICT: "Somebody acted first",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Unsupported media type",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not available at the moment",
    HTTPStatus.INSUFFICIENT_STORAGE: "No room left on the server",
}
# What a page would say otherwise, where the words of a page do not suit a program.
DETAIL_LABELS: Mapping[int, str] = {
    HTTPStatus.NOT_FOUND: "This address does not exist, or the record is not yours to see.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method; the header Allow names those it takes.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body of the request is too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body must be of the media type that the OpenAPI document names.",
}


def is_api_call() -> bool:
    """Whether the request is for the API, so that nothing but JSON may answer it."""
    return request.path.startswith(PREFIX)


def problem(status: int, detail: str, violations: Sequence[Mapping[str, str]] = (), reference: str = "") -> Response:
    """The answer; `violations` as `errors.worded` gives them, `reference` the number of a crash."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": gettext(PROBLEM_LABELS.get(status, PROBLEM_LABELS[HTTPStatus.BAD_REQUEST])),
        "status": int(status),
        "detail": detail,
        "errors": list(violations),
    }
    if reference:
        body["reference"] = reference
    answer = make_response(jsonify(body), status)
    answer.mimetype = MEDIA_TYPE
    tell_language(answer)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = CHALLENGE
    return answer


def tell_language(answer: Response) -> None:
    """Say in which language the answer is, and that another caller may get another."""
    answer.headers["Content-Language"] = str(get_locale())
    answer.vary.add("Accept-Language")


def problem_schema() -> dict[str, Any]:
    """What a problem looks like, for the OpenAPI document."""
    text = {"type": "string"}
    error = {
        "type": "object",
        "properties": {
            "field": {
                **text,
                "description": "Where it is: a parameter, or a dotted path into the body; or empty",
            },
            "message": text,
            "clause": {**text, "description": "The notice's clause that it rests on, if any"},
        },
        "required": ["field", "message", "clause"],
    }
    return {
        "type": "object",
        "properties": {
            "type": {**text, "format": "uri-reference"},
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "errors": {"type": "array", "items": error},
            "reference": {**text, "description": "The number under which the log has a crash"},
        },
        "required": ["type", "title", "status", "detail", "errors"],
    }
