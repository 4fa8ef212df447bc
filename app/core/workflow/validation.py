"""What a decision must say, and what a route must be before its plan can be published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

from app.core.errors import Violation
from app.core.text import count_characters, over_limit
from app.core.workflow.conditions import ConditionError, Subject, check_condition
from app.core.workflow.machine import RESULT_KINDS, Stage
from app.core.workflow.vocabulary import Decision, Gate, HolderKind, ResumeAt, ReturnTo, StageKind

TEXT_LIMIT = 500
LEAST_NOTICE_DAYS = 5
FINAL_KINDS = frozenset({StageKind.RECOMMENDATION, StageKind.ISSUANCE})


@dataclass(frozen=True)
class Defect:
    """What must be corrected in one section of an application."""

    section: str
    text: str


@dataclass(frozen=True)
class RouteFault:
    """Why a route cannot be published: the position of the stage (0: the whole route), a code, a msgid."""

    position: int
    code: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


def check_decision(
    decision: Decision, opinion: str, reason: str, defects: Sequence[Defect], sections: Collection[str]
) -> list[Violation]:
    """What the decision on an application lacks (R-181 to R-183); a defect names one of the `sections`."""
    violations = check_given(decision, opinion=opinion, reason=reason, corrections=bool(defects))
    for row, defect in enumerate(defects, start=1):
        if defect.section not in sections:
            message = "Defect %(row)s: please choose the section that it concerns."
            violations.append(Violation("defects", message, {"row": row}))
        if not defect.text.strip():
            message = "Defect %(row)s: please say what has to be corrected."
            violations.append(Violation("defects", message, {"row": row}))
    texts = [("opinion", opinion), ("reason", reason), *(("defects", defect.text) for defect in defects)]
    return violations + check_lengths(texts)


def check_given(
    decision: Decision, *, opinion: str = "", reason: str = "", corrections: bool = False
) -> list[Violation]:
    """What every audit must say, whatever is audited: an opinion with 通过, what is to be corrected with 退回, a reason
    with 不通过. White space is no text."""
    if decision is Decision.PASS and not opinion.strip():
        return [Violation("opinion", "A pass needs an opinion. Please write it or choose a stock opinion.")]
    if decision is Decision.RETURN and not corrections:
        return [Violation("defects", "A return says what must be corrected. Please list at least one point.")]
    if decision is Decision.REJECT and not reason.strip():
        return [Violation("reason", "A rejection needs a reason. The applicant will read it.")]
    return []


def check_words(decision: Decision, opinion: str = "", reason: str = "") -> list[Violation]:
    """The same for whatever an employer or an office audits beside applications. A reason may be put together of
    several points, which are measured one by one where they are read."""
    given = check_given(decision, opinion=opinion, reason=reason, corrections=bool(reason.strip()))
    return given + check_lengths([("opinion", opinion)])


def check_lengths(texts: Iterable[tuple[str, str]]) -> list[Violation]:
    """Which of these texts of an audit, each with its field, are too long."""
    message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
    return [
        Violation(field, message, {"found": count_characters(text), "wanted": TEXT_LIMIT})
        for field, text in texts
        if over_limit(text, TEXT_LIMIT)
    ]


def check_route(
    stages: Sequence[Stage], titles: Collection[str] = ("*",), modes: Collection[str] = ("*",)
) -> list[RouteFault]:
    """Every fault of a route, by position; none means that it can be published (R-199, R-221).

    `titles` and `modes` are those that the plan offers on this route ("*": any): each pair must meet a stage
    that applies whatever else is true of the applicant.
    """
    if not stages:
        return [RouteFault(0, "EMPTY", "The route has no stage.")]
    faults = [*_order_faults(stages), *_sequence_faults(stages), *_stage_faults(stages)]
    if not any(fault.code == "CONDITION" for fault in faults):
        faults += _coverage_faults(stages, titles, modes)
    return sorted(faults, key=lambda fault: fault.position)


def _order_faults(stages: Sequence[Stage]) -> Iterator[RouteFault]:
    for before, stage in pairwise(stages):
        if stage.position <= before.position:
            message = "Position %(found)s follows position %(before)s; positions must rise."
            params = {"found": stage.position, "before": before.position}
            yield RouteFault(stage.position, "POSITION", message, params)
        if stage.printed_step < before.printed_step:
            message = "Printed step %(found)s follows printed step %(before)s; printed steps must not fall."
            params = {"found": stage.printed_step, "before": before.printed_step}
            yield RouteFault(stage.position, "PRINTED_STEP", message, params)


def _sequence_faults(stages: Sequence[Stage]) -> Iterator[RouteFault]:
    first, last = stages[0], stages[-1]
    if first.kind != StageKind.AUDIT:
        yield _fault(first, "FIRST_STAGE", "The route must begin with an audit, not with “%(stage)s”.")
    if first.return_to == ReturnTo.PREVIOUS_STAGE:
        yield _fault(first, "RETURN_TO", "“%(stage)s” is the first stage; it can return to the applicant only.")
    if last.kind not in FINAL_KINDS:
        message = "The route ends with “%(stage)s”; it must end with issuance or a recommendation."
        yield _fault(last, "LAST_STAGE", message)
    kinds: set[StageKind] = set()
    for stage in stages:
        settled = StageKind.ANNOUNCEMENT in kinds and stage.kind not in RESULT_KINDS | {StageKind.ISSUANCE}
        if settled or StageKind.ISSUANCE in kinds:
            yield _fault(stage, "AFTER_END", "“%(stage)s” comes after the result has been announced or issued.")
        if stage.gates and StageKind.AUDIT not in kinds:
            yield _fault(stage, "EARLY_GATE", "“%(stage)s” has a gate, but no audit comes before it.")
        kinds.add(stage.kind)
        if Gate.NOTICE_COMPLETED in stage.gates and StageKind.PUBLIC_NOTICE not in kinds:
            message = "“%(stage)s” waits for a public notice, but the route has none up to it."
            yield _fault(stage, "GATE_WITHOUT_NOTICE", message)


def _stage_faults(stages: Sequence[Stage]) -> Iterator[RouteFault]:
    for stage in stages:
        try:
            check_condition(stage.applies_when)
        except ConditionError as problem:
            message = "The condition “%(key)s” of “%(stage)s” is unknown or has a value of the wrong kind."
            yield _fault(stage, "CONDITION", message, key=problem.key)
        if stage.kind == StageKind.PUBLIC_NOTICE and stage.min_working_days < LEAST_NOTICE_DAYS:
            message = "“%(stage)s” lasts %(found)s working days; at least %(wanted)s are required."
            days = {"found": stage.min_working_days, "wanted": LEAST_NOTICE_DAYS}
            yield _fault(stage, "NOTICE_DAYS", message, **days)
        if stage.holder == HolderKind.NAMED_ORGANISATION and not stage.holder_name.strip():
            yield _fault(stage, "HOLDER_NAME", "“%(stage)s” is held by a named organisation; please name it.")
        if stage.return_to == ReturnTo.PREVIOUS_STAGE and stage.resume_at == ResumeAt.RETURNING_STAGE:
            message = "“%(stage)s” can resume only what returns to the applicant, not to the previous stage."
            yield _fault(stage, "RESUME_AT", message)


def _coverage_faults(stages: Sequence[Stage], titles: Collection[str], modes: Collection[str]) -> Iterator[RouteFault]:
    certain = [stage for stage in stages if stage.applies_when.keys() <= {"titles", "modes"}]
    for title, mode in product(titles, modes):
        subject = Subject(mode=mode, title_code=title)
        if not any(stage.applies_to(subject) for stage in certain):
            message = "No stage applies to every applicant for title “%(title)s” in mode “%(mode)s”."
            yield RouteFault(0, "COVERAGE", message, {"title": title, "mode": mode})


def _fault(stage: Stage, code: str, message: str, **params: Any) -> RouteFault:
    return RouteFault(stage.position, code, message, {"stage": stage.name, **params})
