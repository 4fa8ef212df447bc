"""The base of every resource of the API over Flask-AppBuilder's BaseApi: who may, what is read, what is answered.

A resource declares `resource_name`, `class_permission_name`, and operations; the OpenAPI document is made of these.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast

from flask import Response, current_app, g, make_response, request, url_for
from flask_appbuilder.api import BaseApi
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_appbuilder.utils.limit import Limit
from flask_limiter.util import get_remote_address

from app.access.scoping import act_under
from app.console.api_problems import MEDIA_TYPE, tell_language
from app.console.api_requests import LARGEST_ID, Query, Schema, read_body, read_query
from app.console.api_shapes import Components, LinkedPage
from app.console.listing import LARGEST_PAGE
from app.console.paging import PAGE_SIZE, Cursor, Page, cursor_from, write_cursor
from app.console.screens import SignInNeeded
from app.core.errors import Forbidden, Invalid, Violation
from app.extensions import db

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

ID = f"<int(max={LARGEST_ID}):{{}}>"
CODE: Schema = {"type": "string", "minLength": 1, "maxLength": 80}
ARGUMENT = re.compile(r"<(?:(int)[^:>]*:)?(\w+)>")
JSON, FORM = "application/json", "multipart/form-data"
PAGING = (
    Query(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
        f"Rows of a page; beyond {LARGEST_PAGE} counts as {LARGEST_PAGE}",
        default=PAGE_SIZE,
    ),
    Query("cursor", {"type": "string", "maxLength": 400}, "Where the page begins, as `next` or `previous` names it"),
)
ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)
SIGNED_IN: list[dict[str, list[str]]] = [{"jwt": []}, {"api_key": []}, {"session": []}]
BAD_CURSOR = "This cursor does not belong to this list. Please begin with its first page."


class Described(Protocol):
    """A shape, or anything else that can say what it looks like."""

    def describe(self, components: Components) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Operation:
    """One operation as the OpenAPI document has it; `verb` "" is open to everybody."""

    path: str
    method: str
    verb: str
    summary: str
    answer: Described
    status: int
    query: tuple[Query, ...]
    body: Schema | None
    body_type: str
    refusals: tuple[int, ...]

    def document(self, scope: str, components: Components) -> dict[str, Any]:
        """The operation object; `scope` is what an API key needs."""
        refused = {*ALWAYS, *self.refusals}
        if self.verb:
            refused.add(HTTPStatus.FORBIDDEN)
        if ARGUMENT.search(self.path):
            refused.add(HTTPStatus.NOT_FOUND)
        if self.body is not None:
            refused |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
        found: dict[str, Any] = {
            "summary": self.summary,
            "description": f"An API key needs the scope `{scope}`." if self.verb else "Open to everybody.",
            "parameters": [*_path_parameters(self.path), *(_query_parameter(one) for one in self.query), LANGUAGE],
            "responses": {
                str(self.status): {
                    "description": "Done",
                    "content": {JSON: {"schema": self.answer.describe(components)}},
                },
                **{str(int(one)): {"$ref": f"#/components/responses/{int(one)}"} for one in sorted(refused)},
            },
            "security": SIGNED_IN if self.verb else [{}],
        }
        if self.body is not None:
            found["requestBody"] = {"required": True, "content": {self.body_type: {"schema": self.body}}}
        return found


LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The languages that the caller reads, such as `zh` or `en`; Chinese where none is spoken here",
    "schema": {"type": "string"},
}


def operation(
    path: str,
    verb: str,
    summary: str,
    answer: Described,
    *,
    method: str = "GET",
    status: int = HTTPStatus.OK,
    query: tuple[Query, ...] = (),
    body: Schema | None = None,
    body_type: str = JSON,
    refusals: tuple[int, ...] = (),
) -> Callable[[Endpoint], Endpoint]:
    """Expose a method of a resource to whoever may do `verb` with its `class_permission_name`; "" is everybody.

    The method is called with the values of the path, the parameters as `asked`, and a JSON body as `given`, all read
    against their schemas; what it returns is the answer. A multipart body it reads itself.
    """

    def decorate(endpoint: Endpoint) -> Endpoint:
        @functools.wraps(endpoint)
        def guarded(api: ApiResource, **values: Any) -> Response:
            api.admit(verb)
            asked = read_query(query)
            if body is not None and body_type == JSON:
                values["given"] = read_body(body)
            return _answered(endpoint(api, asked=asked, **values), status)

        described = Operation(path, method, verb, summary, answer, status, query, body, body_type, refusals)
        marked = cast(Any, guarded)
        marked.operation, marked._urls = described, [(path, (method,))]
        if verb:
            marked._permission_name = verb
        return cast(Endpoint, guarded)

    return decorate


class ApiResource(BaseApi):
    """Base of all resources. Who calls was settled before: a token, a key, a session cookie, or nobody (`g.actor`)."""

    csrf_exempt = False
    limits: list[Limit] = []

    def __init__(self) -> None:
        self.limits = list(type(self).limits)
        super().__init__()

    def admit(self, verb: str) -> None:
        """Raises SignInNeeded (401) for a visitor, Forbidden (403) for whoever may not do `verb` here."""
        if not verb or self.appbuilder.sm.has_access(PERMISSION_PREFIX + verb, self.class_permission_name):
            act_under(db.session, verb, self.class_permission_name)
            return
        raise SignInNeeded if g.actor.account_id is None else Forbidden

    def operation_helper(
        self,
        path: str | None = None,
        operations: dict[str, Any] | None = None,
        methods: Sequence[str] | None = None,
        func: Any = None,
        **_kwargs: Any,
    ) -> None:
        """What Flask-AppBuilder's generator writes for one method: our description instead of a docstring's."""
        assert operations is not None
        described: Operation = func.operation
        scope = f"{self.class_permission_name}:{described.verb}"
        operations[described.method.lower()] = {
            "operationId": f"{type(self).__name__}.{func.__name__}",
            **described.document(scope, self._components),
        }

    def add_api_spec(self, api_spec: Any) -> None:
        """Our operations and the shapes that they name, added to an apispec document."""
        self._components: Components = {}
        super().add_api_spec(api_spec)
        for name, schema in self._components.items():
            if name not in api_spec.components.schemas:
                api_spec.components.schema(name, schema)

    def add_apispec_components(self, api_spec: Any) -> None:
        """Nothing: the document has our problems already instead of Flask-AppBuilder's messages."""


def per_minute(calls: int) -> Limit:
    """At most so many calls a minute from one address."""
    return Limit(f"{calls} per minute", get_remote_address, cost=1)


def asked_permissions() -> list[tuple[str, str]]:
    """(resource, verb) of every operation that is not open, in the order of the program's resources."""
    found = []
    for api in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
        if isinstance(api, ApiResource):
            described = [getattr(getattr(type(api), name), "operation", None) for name in dir(type(api))]
            found += [(str(api.class_permission_name), one.verb) for one in described if one and one.verb]
    return list(dict.fromkeys(found))


def asked_size(asked: Mapping[str, Any]) -> int:
    """Rows of a page, clamped."""
    return min(int(asked["page_size"]), LARGEST_PAGE)


def asked_cursor(asked: Mapping[str, Any], sort: Any) -> str:
    """The cursor of a list sorted by `sort`, as it was written; "" for the first page. Raises Invalid for another's."""
    written = asked["cursor"] or ""
    if written and cursor_from(written, sort) is None:
        raise Invalid([Violation("cursor", BAD_CURSOR)])
    return written


def linked(page: Page) -> LinkedPage:
    """The page with the addresses of those around it: this address with another cursor."""

    def link(cursor: Cursor) -> str:
        arguments = {**request.args.to_dict(), "cursor": write_cursor(cursor)}
        return url_for(request.endpoint or "", **(request.view_args or {}), **arguments)  # type: ignore[arg-type]

    return LinkedPage.of(page, link)


def _answered(value: Any, status: int) -> Response:
    answer = make_response(json.dumps(value, ensure_ascii=False), status)
    answer.mimetype = JSON
    tell_language(answer)
    return answer


def _path_parameters(path: str) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 0, "maximum": LARGEST_ID}
    return [
        {"name": name, "in": "path", "required": True, "schema": number if kind else {**CODE, "pattern": "^[^/]+$"}}
        for kind, name in ARGUMENT.findall(path)
    ]


def _query_parameter(one: Query) -> dict[str, Any]:
    schema = {**one.schema, "default": one.default} if one.default is not None else dict(one.schema)
    return {
        "name": one.name,
        "in": "query",
        "required": one.required,
        "description": one.description,
        "schema": schema,
    }


PROBLEM_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
