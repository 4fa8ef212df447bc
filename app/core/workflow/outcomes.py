"""What a stage that is not decided by an opinion alone records, and how that moves the application (R-199 to R-211).

INTERVIEW        passed, failed, absent          pass; reject
RECOMMENDATION   recommended, not recommended    conclude; where a body outside decides, its result is recorded back
REVIEW           approved, not approved          conclude, by the ballot
CONFERMENT       approved, not approved          conclude
REPORTING, ANNOUNCEMENT, ISSUANCE                pass, by a document
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Violation
from app.core.workflow.vocabulary import Decision, StageKind

DOCUMENT_LIMIT = 80


class StageResult(StrEnum):
    """What came of a stage."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    ABSENT = "ABSENT"
    RECOMMENDED = "RECOMMENDED"
    NOT_RECOMMENDED = "NOT_RECOMMENDED"
    APPROVED = "APPROVED"
    NOT_APPROVED = "NOT_APPROVED"
    REPORTED = "REPORTED"
    ANNOUNCED = "ANNOUNCED"
    ISSUED = "ISSUED"


STAGE_RESULT_LABELS = {
    StageResult.PASSED: "Interview passed",
    StageResult.FAILED: "Interview failed",
    StageResult.ABSENT: "Absent from the interview",
    StageResult.RECOMMENDED: "Recommended",
    StageResult.NOT_RECOMMENDED: "Not recommended",
    StageResult.APPROVED: "Approved",
    StageResult.NOT_APPROVED: "Not approved",
    StageResult.REPORTED: "Reported",
    StageResult.ANNOUNCED: "Announced",
    StageResult.ISSUED: "Issued",
}
_VERDICTS = (StageResult.APPROVED, StageResult.NOT_APPROVED)
# By kind of stage what can come of it; a kind that is absent is decided by an opinion.
RESULTS: Mapping[StageKind, tuple[StageResult, ...]] = {
    StageKind.INTERVIEW: (StageResult.PASSED, StageResult.FAILED, StageResult.ABSENT),
    StageKind.RECOMMENDATION: (StageResult.RECOMMENDED, StageResult.NOT_RECOMMENDED),
    StageKind.REVIEW: _VERDICTS,
    StageKind.CONFERMENT: _VERDICTS,
    StageKind.REPORTING: (StageResult.REPORTED,),
    StageKind.ANNOUNCEMENT: (StageResult.ANNOUNCED,),
    StageKind.ISSUANCE: (StageResult.ISSUED,),
}
# These carry a document with its number; one document may do so for many applications.
DOCUMENT_KINDS = frozenset({StageKind.REPORTING, StageKind.ANNOUNCEMENT, StageKind.ISSUANCE})
_DECISIONS: Mapping[StageResult, tuple[Decision, bool | None]] = {
    StageResult.PASSED: (Decision.PASS, None),
    StageResult.FAILED: (Decision.REJECT, None),
    StageResult.ABSENT: (Decision.REJECT, None),
    StageResult.RECOMMENDED: (Decision.CONCLUDE, True),
    StageResult.NOT_RECOMMENDED: (Decision.CONCLUDE, False),
    StageResult.APPROVED: (Decision.CONCLUDE, True),
    StageResult.NOT_APPROVED: (Decision.CONCLUDE, False),
    StageResult.REPORTED: (Decision.PASS, None),
    StageResult.ANNOUNCED: (Decision.PASS, None),
    StageResult.ISSUED: (Decision.PASS, None),
}


@dataclass(frozen=True)
class Asked:
    """What a stage asks for now: the results to choose from, and which of them need a document's number.

    `from_outside`: it is the result of the body outside to which the application was recommended.
    """

    results: tuple[StageResult, ...]
    documented: frozenset[StageResult] = frozenset()
    from_outside: bool = False


@dataclass(frozen=True)
class StageOutcomeInput:
    """What was recorded: the result, the day of the meeting, interview or document, its number ("": none), a text."""

    result: StageResult | None
    held_on: dt.date | None
    document_number: str = ""
    opinion: str = ""


def asked_at(kind: StageKind, recipient: str = "", recommended: bool = False) -> Asked:
    """What a stage of this kind asks for; `recommended`: to its `recipient`, whose result is still to come."""
    if recipient and recommended:
        return Asked(_VERDICTS, frozenset(_VERDICTS), from_outside=True)
    results = RESULTS.get(kind, ())
    if kind in DOCUMENT_KINDS:
        return Asked(results, frozenset(results))
    return Asked(results, frozenset({StageResult.RECOMMENDED}) if recipient else frozenset())


def decision_for(result: StageResult, recipient: str = "") -> tuple[Decision, bool | None]:
    """How the result moves the application, and the yes or no of a conclusion.

    What is recommended to a body outside waits for its result.
    """
    if result is StageResult.RECOMMENDED and recipient:
        return Decision.RECOMMEND, None
    return _DECISIONS[result]


def check_outcome(given: StageOutcomeInput, asked: Asked, today: dt.date) -> list[Violation]:
    """Why the outcome cannot be recorded, each at its field."""
    violations = []
    if given.result not in asked.results:
        violations.append(Violation("result", "Please choose the result."))
    if given.held_on is None:
        violations.append(Violation("held_on", "Please enter the day."))
    elif given.held_on > today:
        message = "The day %(found)s lies in the future; today is %(today)s."
        violations.append(Violation("held_on", message, {"found": given.held_on, "today": today}))
    number = given.document_number.strip()
    if not number and given.result in asked.documented:
        violations.append(Violation("document_number", "Please enter the number of the document."))
    if len(number) > DOCUMENT_LIMIT:
        message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
        violations.append(Violation("document_number", message, {"found": len(number), "wanted": DOCUMENT_LIMIT}))
    return violations
