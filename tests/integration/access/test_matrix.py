"""Every endpoint × every role. An endpoint missing in matrix.txt fails; so does a permission nobody asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.access.roles import ROLES
from app.core.actor import Role
from tests.helpers import Browser

if TYPE_CHECKING:
    from flask import Flask

LETTERS = {
    "A": Role.APPLICANT,
    "R": Role.EMPLOYER_REGISTRANT,
    "E": Role.EMPLOYER_OPERATOR,
    "D": Role.DEPARTMENT_AUDITOR,
    "H": Role.HRSS_AUDITOR,
    "C": Role.COMMITTEE_OFFICE,
    "P": Role.PLAN_ADMINISTRATOR,
    "G": Role.CATALOG_EDITOR,
    "F": Role.FINANCE,
    "S": Role.SYSTEM_ADMINISTRATOR,
    "Y": Role.SECURITY_ADMINISTRATOR,
    "L": Role.AUDIT_VIEWER,
    "X": Role.EXPERT,
}
OPEN = "open"
# These end sessions, which the other endpoints need: each is asked by an account of its own.
ENDING = ("SignInView.logout", "SessionView.end_all", "SessionView.end_others")
NO_SUCH_ROW = "2147483646"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def matrix() -> dict[str, frozenset[Role] | str]:
    """Endpoint to the roles that may, or OPEN."""
    table: dict[str, frozenset[Role] | str] = {}
    for line in Path(__file__).with_name("matrix.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            view, who, *methods = line.split()
            allowed = OPEN if who == OPEN else frozenset(LETTERS[letter] for letter in who)
            table.update({f"{view}.{method}": allowed for method in methods})
    return table


def endpoints(flask_app: Flask) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, an address of rows that do not exist) of every rule but the static files."""
    with flask_app.test_request_context():
        for rule in flask_app.url_map.iter_rules():
            if rule.endpoint == "static":
                continue
            values: dict[str, Any] = {name: _value(rule, name) for name in rule.arguments}
            _, path = rule.build(values) or ("", "")
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method, path


def _value(rule: Any, name: str) -> Any:
    converter = rule._converters.get(name)
    if type(converter).__name__ == "AnyConverter":
        return next(iter(converter.items))
    maximum = getattr(converter, "max", None)
    return min(int(NO_SUCH_ROW), maximum) if maximum else NO_SUCH_ROW


def test_every_endpoint_is_listed_and_nothing_else(flask_app: Flask) -> None:
    assert {endpoint for endpoint, _method, _path in endpoints(flask_app)} == set(matrix())


def test_every_role_reaches_exactly_its_endpoints(
    flask_app: Flask, account_with: Callable[..., Any], sign_in: Callable[..., Browser]
) -> None:
    table = matrix()
    wrong = []
    for role in LETTERS.values():
        signed_in = sign_in(Browser(flask_app), account_with(role)).get_cookie("session")
        assert signed_in is not None
        for endpoint, method, path in endpoints(flask_app):
            client = Browser(flask_app)
            client.set_cookie("session", signed_in.value)
            if endpoint in ENDING:
                sign_in(client, account_with(role))
            answer = client.open(path, method=method)
            allowed = table[endpoint] == OPEN or role in table[endpoint]
            refused = answer.status_code == 403
            crashed = answer.status_code >= 500
            if crashed or refused == allowed:
                wrong.append(f"{role.name} {method} {endpoint}: {answer.status_code}")
    assert wrong == []


def test_a_visitor_is_sent_to_sign_in_or_refused_everywhere_but_on_open_pages(flask_app: Flask) -> None:
    table = matrix()
    wrong = []
    for endpoint, method, path in endpoints(flask_app):
        answer = Browser(flask_app).open(path, method=method)
        sent = answer.status_code == 302 and "/login/" in answer.headers["Location"]
        if path.startswith("/api/"):
            sent = answer.status_code == 401 and answer.mimetype == "application/problem+json"
        if answer.status_code >= 500 or sent == (table[endpoint] == OPEN):
            wrong.append(f"{method} {endpoint}: {answer.status_code}")
    assert wrong == []


def test_every_permission_in_roles_is_asked_by_an_endpoint(flask_app: Flask) -> None:
    asked = set()
    with flask_app.app_context():
        for view in flask_app.appbuilder.baseviews:  # type: ignore[attr-defined]
            for name in dir(type(view)):
                if getattr(getattr(type(view), name, None), "_permission_name", None):
                    asked.add((view.class_permission_name, view.get_method_permission(name)))
    granted = {(resource, verb) for table in ROLES.values() for resource, verbs in table.items() for verb in verbs}
    assert granted - asked == set()
