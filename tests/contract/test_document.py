"""The OpenAPI document names every rule, every permission and every status; answers look as it says."""

from __future__ import annotations

import ast
import re
from importlib import import_module

import pytest
from jsonschema import Draft202012Validator

from app.console.api import ApiResource, asked_permissions
from config import PROJECT
from tests.builders import PLAN

RULE = re.compile(r"<(?:[^:>]+:)?(\w+)>")
DOCUMENT = "/api/v1/openapi.json"

pytestmark = pytest.mark.parametrize("copied", ["sqlite"], indirect=True)


@pytest.fixture
def document(program):
    return program().get(DOCUMENT).json


def operations(document):
    return {(path, method.upper()): one for path, item in document["paths"].items() for method, one in item.items()}


def test_every_rule_is_documented_and_nothing_else(flask_app, document):
    rules = {
        (RULE.sub(r"{\1}", rule.rule), method)
        for rule in flask_app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert rules == set(operations(document))
    assert len(rules) == 27


def test_every_resource_of_the_api_is_ours(flask_app):
    for rule in flask_app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            view = flask_app.view_functions[rule.endpoint]
            assert isinstance(view.__self__, ApiResource), rule


def test_every_parameter_of_a_path_is_documented(document):
    for (path, _method), operation in operations(document).items():
        named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path)), path


def test_every_status_is_documented(document):
    always = {"400", "401", "429", "500"}
    for (path, method), operation in operations(document).items():
        expected = set(always)
        if operation["security"] != [{}]:
            expected.add("403")
        if "{" in path:
            expected.add("404")
        if "requestBody" in operation:
            expected |= {"413", "415"}
        found = set(operation["responses"])
        assert expected <= found, (path, method)
        assert len(found & {"200", "201"}) == 1
    assert "409" in document["paths"]["/api/v1/audits/{application_id}/decisions"]["post"]["responses"]
    assert "404" in document["paths"]["/api/v1/photo-checks"]["post"]["responses"]


def test_every_reference_leads_somewhere_and_every_shape_is_closed(document):
    def walk(node):
        if isinstance(node, dict):
            if "$ref" in node:
                found = document
                for part in node["$ref"].removeprefix("#/").split("/"):
                    found = found[part]
                assert found
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        if name != "Problem":
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])


def test_security_schemes_are_token_key_and_session(document):
    assert set(document["components"]["securitySchemes"]) == {"jwt", "api_key", "session"}


def test_scopes_are_told(flask_app, document):
    told = set(re.findall(r"scope `(\w+:\w+)`", str(document)))
    with flask_app.app_context():
        assert told == {f"{resource}:{verb}" for resource, verb in asked_permissions()}
    assert "Application:audit" in told


def test_every_member_that_a_shape_can_tell_has_words(flask_app):
    from app.console.layout import has_label

    wordless, kinds = [], set()
    for path in sorted((PROJECT / "app").glob("*/api.py")):
        module = import_module(f"app.{path.parent.name}.api")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "member":
                kinds.add(getattr(module, ast.unparse(node.args[0])))
    for kind in kinds:
        wordless += [each for each in kind if not has_label(each)]
    assert len(kinds) > 15
    assert wordless == []


def test_every_scope_has_words(flask_app):
    from app.accounts.labels import SCOPE_LABELS
    from app.accounts.rules import scope_of

    with flask_app.app_context():
        assert {scope_of(*one) for one in asked_permissions()} == set(SCOPE_LABELS)


def valid(document, answer, path, method="get"):
    status = str(answer.status_code)
    schema = document["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
    components = {"components": document["components"]}
    Draft202012Validator({**schema, **components}, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        answer.json
    )


def test_answers_look_as_the_document_says(document, program, place):
    hrss, planner, person = program("hrss"), program("planner"), program("甲待审")
    nobody = program()
    for path in ("plans", "working-days?from=2023-09-01&days=5"):
        valid(document, nobody.get(f"/api/v1/{path}"), f"/api/v1/{path.partition('?')[0]}")
    valid(document, nobody.get(f"/api/v1/plans/{PLAN}"), "/api/v1/plans/{code}")
    for path, code in (
        ("regions", "330604"),
        ("title-series", "engineering"),
        ("title-levels", "ASSISTANT"),
        ("titles", "assistant-engineer"),
        ("specialties", "mechanical"),
        ("organisations", "shangyu-hrss"),
        ("committees", None),
    ):
        answer = planner.get(f"/api/v1/{path}")
        assert answer.json["items"]
        valid(document, answer, f"/api/v1/{path}")
        code = code or answer.json["items"][0]["code"]
        if path == "title-levels":
            code = answer.json["items"][0]["code"]
        one = planner.get(f"/api/v1/{path}/{code}")
        assert one.json["code"] == code
        valid(document, one, f"/api/v1/{path}/{{code}}")
    for tab in ("WAITING", "DONE", "ALL"):
        valid(document, hrss.get(f"/api/v1/audits?tab={tab}"), "/api/v1/audits")
    for name in ("hrss", "owing", "concluded"):
        valid(document, hrss.get(f"/api/v1/audits/{place[name]}"), "/api/v1/audits/{application_id}")
    valid(document, person.get("/api/v1/my/applications"), "/api/v1/my/applications")
    valid(
        document,
        person.get(f"/api/v1/my/applications/{place['audit']}"),
        "/api/v1/my/applications/{application_id}",
    )
