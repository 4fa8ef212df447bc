"""`/api/v1/openapi.json`: the document that Flask-AppBuilder's generator makes of all resources."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from apispec import APISpec
from flask import current_app

from app.console.api import PROBLEM_CONTENT, ApiResource, operation
from app.console.api_problems import PROBLEM_LABELS, problem_schema
from app.console.api_shapes import Components

VERSION = "v1"
SECURITY = {
    "jwt": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of POST /api/v1/security/login",
    },
    "api_key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "API key",
        "description": "A key from the screen /account/keys/, good for the scopes chosen there",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "The session of a browser; calls that write need the header X-CSRFToken as well",
    },
}


class AnyObject:
    """A document of its own kind."""

    def describe(self, _components: Components) -> dict[str, Any]:
        return {"type": "object"}


class OpenApiDocument(ApiResource):
    """The description of the API itself."""

    route_base = "/api/v1"
    class_permission_name = "OpenApiDocument"

    @operation("/openapi.json", "", "This document", AnyObject())
    def show(self, asked: Any) -> Any:
        kept: dict[str, Any] = current_app.extensions.setdefault("openapi", {})
        if VERSION not in kept:
            kept[VERSION] = document()
        return kept[VERSION]


def document() -> dict[str, Any]:
    """The OpenAPI document of every resource of the program."""
    spec = APISpec(
        title="Zhiping 职评",
        version=VERSION,
        openapi_version="3.1.0",
        info={"description": "Professional-title applications and reviews. Errors are problem details (RFC 9457)."},
        servers=[{"url": "/"}],
    )
    for name, scheme in SECURITY.items():
        spec.components.security_scheme(name, scheme)
    spec.components.schema("Problem", problem_schema())
    for status in PROBLEM_LABELS:
        described = {"description": HTTPStatus(status).phrase, "content": PROBLEM_CONTENT}
        spec.components.response(str(int(status)), described)
    for resource in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
        if isinstance(resource, ApiResource):
            resource.add_api_spec(spec)
    return spec.to_dict()
