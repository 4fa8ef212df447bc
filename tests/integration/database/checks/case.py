"""What a case of a check is, and values that several share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.integration.database.rows import DAY, MOMENT, NEW_PARENT

LATER = MOMENT + dt.timedelta(microseconds=1)
NEXT_DAY = DAY + dt.timedelta(days=1)
UNDER_WAY = {"status": "UNDER_WAY", "stage_id": NEW_PARENT, "holder_id": NEW_PARENT, "submission_count": 1}
AUDITED_ENTRY = {"employer_id": NEW_PARENT, "submitted_at": MOMENT}
RETURNED = {"status": "RETURNED", "decided_at": MOMENT}
SENT = {"status": "SUBMITTED", "auditor_id": NEW_PARENT, "submitted_at": MOMENT, "document_sha256": "x"}


class Case(NamedTuple):
    """The rows on the right side of a check's boundary, and the rows one step beyond it."""

    accepted: tuple[Mapping[str, Any], ...]
    refused: tuple[Mapping[str, Any], ...]


def not_negative(column: str, **others: Any) -> Case:
    return Case(({column: 0, **others},), ({column: -1, **others},))


def positive(column: str) -> Case:
    return Case(({column: 1},), ({column: 0}, {column: -1}))


def in_order(first: str, last: str, **others: Any) -> Case:
    return Case(({first: DAY, last: DAY, **others},), ({first: NEXT_DAY, last: DAY, **others},))


def not_empty(column: str) -> Case:
    return Case(({column: "x"},), ({column: ""},))


YEARS = Case(({"year": 1950}, {"year": 2199}), ({"year": 1949}, {"year": 2200}))
PROVEN = Case(
    ({"verification": "PROOF", "proof_id": NEW_PARENT}, {"verification": "REGISTRY"}, {"verification": "NONE"}),
    ({"verification": "PROOF", "proof_id": None},),
)
