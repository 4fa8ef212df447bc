"""Generated calls of every operation: no server error, no status and no body that the document does not name."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.builders import PLAN

SEED = 20230301
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
)
DOCUMENT = "/api/v1/openapi.json"
OPERATIONS = 26  # all but the document itself
DECISIONS = "/api/v1/audits/{application_id}/decisions"
SELF_CHECK = "/api/v1/plans/{code}/self-check"

pytestmark = pytest.mark.parametrize("copied", ["sqlite"], indirect=True)


def try_all(
    flask_app: Any,
    headers: Mapping[str, str],
    mode: GenerationMode,
    checks: tuple[Any, ...] = CHECKS,
    known: Mapping[str, Mapping[str, Any]] | None = None,
    examples: int = 6,
) -> dict[str, Counter[int]]:
    """Call every operation, or those in `known` about a record that is there; statuses by operation.

    Raises what a check finds.
    """
    statuses: dict[str, Counter[int]] = {}
    for found in schemathesis.openapi.from_wsgi(DOCUMENT, flask_app).get_all_operations():
        operation = found.ok()
        if known is None or operation.path in known:
            values = known[operation.path] if known is not None else {}
            strategy = operation.as_strategy(generation_mode=mode)
            statuses[operation.label] = Counter()
            with contextlib.suppress(Unsatisfiable):  # nothing of it can be wrong
                _collect(statuses[operation.label], strategy, headers, checks, values, examples)
    return statuses


def _collect(
    statuses: Counter[int], strategy: Any, headers: Mapping[str, str], checks: Any, values: Any, examples: int
) -> None:
    @seed(SEED)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(case=strategy)
    def each(case: Any) -> None:
        case.path_parameters = {**(case.path_parameters or {}), **values}
        if values and case.operation.path == SELF_CHECK:
            case.body.update(title="assistant-engineer", mode="NORMAL")
        answer = case.call_and_validate(headers=dict(headers), checks=[*checks])
        statuses[answer.status_code] += 1

    each()


def test_what_a_visitor_sends_is_answered_as_documented(flask_app, program):
    program()
    statuses = try_all(flask_app, {}, GenerationMode.POSITIVE)
    assert all(statuses.values())
    assert len(statuses) == OPERATIONS
    assert set(statuses["GET /api/v1/audits"]) == {401}
    assert statuses["GET /api/v1/working-days"][200] > 0
    assert statuses["GET /api/v1/plans"][200] > 0


def test_what_an_auditor_sends_is_answered_as_documented(flask_app, program, place):
    token = {"Authorization": f"Bearer {program('hrss').token_}"}
    statuses = try_all(flask_app, token, GenerationMode.POSITIVE, (*CHECKS, ignored_auth))
    assert all(statuses.values())
    assert len(statuses) == OPERATIONS
    assert statuses["GET /api/v1/audits"][200] > 0
    assert set(statuses["GET /api/v1/regions"]) == {403}


def test_what_breaks_the_document_is_refused(flask_app, program, place):
    token = {"Authorization": f"Bearer {program('hrss').token_}"}
    statuses = try_all(flask_app, token, GenerationMode.NEGATIVE, (*CHECKS, negative_data_rejection))
    assert [label for label, counted in statuses.items() if not counted] in ([], ["GET /api/v1/plans/{code}"])
    assert statuses["POST /api/v1/security/login"][400] > 0
    assert statuses[f"POST {SELF_CHECK}"].keys() <= {400, 404, 415}


def test_records_that_are_there_are_answered_as_documented(flask_app, program, place):
    known = {
        "/api/v1/plans/{code}": {"code": PLAN},
        SELF_CHECK: {"code": PLAN},
        "/api/v1/audits/{application_id}": {"application_id": place["hrss"]},
        DECISIONS: {"application_id": place["hrss"]},
    }
    token = {"Authorization": f"Bearer {program('hrss').token_}"}
    statuses = try_all(flask_app, token, GenerationMode.POSITIVE, known=known, examples=25)
    assert set(statuses["GET /api/v1/plans/{code}"]) == {200}
    assert statuses[f"POST {SELF_CHECK}"][200] > 5
    assert set(statuses["GET /api/v1/audits/{application_id}"]) == {200}
    assert statuses[f"POST {DECISIONS}"].keys() <= {400, 409}
