"""The machine over a plan's route: facts in, a Transition out (R-181 to R-184, R-199 to R-211).

`applications.services.advance()` is the only place that applies a Transition to the database. Who may act,
the gates and the working days of a notice are asked there, too; here only the order of things is decided.

    DRAFT ─ submit ─> UNDER_WAY at a stage ─ approve / conclude ─> next stage that applies ... COMPLETED
                          │  └─ conclude no ─> REPORTING, ANNOUNCEMENT if they follow directly ─> NOT_APPROVED
                          ├─ recommend, to a body outside ─> waits there for its result, which concludes
                          ├─ send_back ─> RETURNED ─ submit ─> UNDER_WAY     or back to the previous stage
                          ├─ reject ─> REJECTED
                          └─ withdraw, before anyone has decided ─> WITHDRAWN
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.core.errors import Refused
from app.core.workflow.conditions import Condition, Subject, matches
from app.core.workflow.vocabulary import (
    CLOSED_STATUSES,
    WITH_APPLICANT,
    Decision,
    Gate,
    HolderKind,
    ResumeAt,
    ReturnTo,
    StageKind,
    Status,
)

_AUDITED = (Decision.PASS, Decision.RETURN, Decision.REJECT)
_CONCLUDED = (Decision.CONCLUDE, Decision.RETURN, Decision.REJECT)
_RECOMMENDED = (Decision.RECOMMEND, *_CONCLUDED)
_RECORDED = (Decision.PASS,)

# What the holder of a stage may decide, in the fixed order of the screens.
PERMITTED = {
    StageKind.AUDIT: _AUDITED,
    StageKind.PUBLIC_NOTICE: _AUDITED,
    StageKind.INTERVIEW: _AUDITED,
    StageKind.RECOMMENDATION: _RECOMMENDED,
    StageKind.REVIEW: _CONCLUDED,
    StageKind.CONFERMENT: _CONCLUDED,
    StageKind.REPORTING: _RECORDED,
    StageKind.ANNOUNCEMENT: _RECORDED,
    StageKind.ISSUANCE: _RECORDED,
}
CONCLUDING_KINDS = frozenset(kind for kind, decisions in PERMITTED.items() if Decision.CONCLUDE in decisions)
# The kinds of stage that carry a negative conclusion, too.
RESULT_KINDS = frozenset({StageKind.REPORTING, StageKind.ANNOUNCEMENT})


class IllegalMove(Refused):
    """The application does not stand where this decision is possible (400)."""


@dataclass(frozen=True)
class Stage:
    """One row of a route; `printed_step` is the number that the notice prints; 0 working days: none set.

    `recipient` is the body outside to which the stage recommends, "" where there is none.
    """

    id: int
    position: int
    printed_step: int
    name: str
    kind: StageKind
    holder: HolderKind
    applies_when: Condition = field(default_factory=dict, hash=False)
    gates: tuple[Gate, ...] = ()
    min_working_days: int = 0
    due_working_days: int = 0
    return_to: ReturnTo = ReturnTo.APPLICANT
    resume_at: ResumeAt = ResumeAt.FIRST_STAGE
    holder_name: str = ""
    recipient: str = ""

    def applies_to(self, subject: Subject) -> bool:
        """Whether the application passes through this stage."""
        return matches(self.applies_when, subject)


@dataclass(frozen=True)
class State:
    """Where one application stands.

    `stage_id` is set exactly while it is UNDER_WAY; `returned_from` is the stage that sent it back last, kept
    after resubmission; `approved` is the conclusion that stands: None before any.
    """

    status: Status = Status.DRAFT
    stage_id: int | None = None
    returned_from: int | None = None
    approved: bool | None = None


@dataclass(frozen=True)
class Route:
    """The stages that applications pass, in the order of their positions."""

    stages: tuple[Stage, ...]

    def stage(self, stage_id: int | None) -> Stage:
        """The stage with this id; raises IllegalMove when the route has none."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise IllegalMove("The stage of this application is not part of its route. Please tell the administrator.")

    def following(self, subject: Subject, after: Stage | None = None) -> tuple[Stage | None, tuple[Stage, ...]]:
        """The first stage that applies after the given one (None: of all), and those skipped before it."""
        ahead = self.stages if after is None else self.stages[self.stages.index(after) + 1 :]
        for count, stage in enumerate(ahead):
            if stage.applies_to(subject):
                return stage, ahead[:count]
        return None, ahead

    def preceding(self, subject: Subject, before: Stage) -> Stage | None:
        """The last stage before the given one that applies."""
        behind = self.stages[: self.stages.index(before)]
        return next((stage for stage in reversed(behind) if stage.applies_to(subject)), None)

    def resumption(self, state: State, subject: Subject) -> tuple[Stage | None, tuple[Stage, ...]]:
        """Where a draft or returned application goes on submission, and the stages skipped before it."""
        if state.status == Status.RETURNED:
            returning = self.stage(state.returned_from)
            if returning.resume_at == ResumeAt.RETURNING_STAGE and returning.applies_to(subject):
                return returning, ()
        return self.following(subject)


@dataclass(frozen=True)
class Transition:
    """One move: the states around it, the stage left, the stage entered, the stages skipped between them."""

    before: State
    after: State
    decision: Decision
    entered: Stage | None
    left: Stage | None
    skipped: tuple[Stage, ...] = ()


def permitted(route: Route, state: State) -> tuple[Decision, ...]:
    """What the one who has the application now may decide; withdrawing is asked of `may_withdraw`."""
    if state.status in CLOSED_STATUSES:
        return ()
    if state.status in WITH_APPLICANT:
        return (Decision.SUBMIT,)
    held = route.stage(state.stage_id)
    return tuple(one for one in PERMITTED[held.kind] if held.recipient or one is not Decision.RECOMMEND)


def submit(route: Route, state: State, subject: Subject) -> Transition:
    """The applicant hands in a first or a corrected version; raises IllegalMove."""
    _refuse_closed(state)
    if state.status not in WITH_APPLICANT:
        raise IllegalMove("The application has already been submitted. It can be changed once it is returned.")
    entered, skipped = route.resumption(state, subject)
    if entered is None:
        raise IllegalMove("No stage of this plan's route applies to the application. Please tell the plan's office.")
    after = _at(route, state, subject, entered)
    return Transition(state, after, Decision.SUBMIT, entered, None, skipped)


def approve(route: Route, state: State, subject: Subject) -> Transition:
    """通过: on to the next stage that applies, COMPLETED after the last (R-183); raises IllegalMove."""
    return _onward(route, state, subject, Decision.PASS, state.approved)


def recommend(route: Route, state: State) -> Transition:
    """推荐 to the body outside that the stage names: the application waits here for its result; raises IllegalMove."""
    left = _held(route, state, Decision.RECOMMEND)
    if not left.recipient:
        raise IllegalMove("The stage “%(stage)s” names no body outside to recommend to.", stage=left.name)
    return Transition(state, state, Decision.RECOMMEND, None, left)


def conclude(route: Route, state: State, subject: Subject, approved: bool) -> Transition:
    """Record the yes or no of a committee or a conferring office; raises IllegalMove.

    Yes goes on as a pass does. No goes on through the REPORTING and ANNOUNCEMENT stages that follow directly,
    because negative results are reported and announced as well, and closes as NOT_APPROVED before any other.
    """
    return _onward(route, state, subject, Decision.CONCLUDE, approved)


def send_back(route: Route, state: State, subject: Subject) -> Transition:
    """退回 (R-182, R-194): to the applicant, or to the previous stage that applies where the route says so.

    Raises IllegalMove.
    """
    left = _held(route, state, Decision.RETURN)
    entered = route.preceding(subject, left) if left.return_to == ReturnTo.PREVIOUS_STAGE else None
    returned = replace(state, status=Status.RETURNED, stage_id=None, returned_from=left.id)
    after = _at(route, returned, subject, entered) if entered else returned
    return Transition(state, after, Decision.RETURN, entered, left)


def reject(route: Route, state: State, subject: Subject) -> Transition:
    """不通过: not eligible under this plan, closed (R-181); raises IllegalMove."""
    left = _held(route, state, Decision.REJECT)
    return Transition(state, _closed(state, Status.REJECTED), Decision.REJECT, None, left)


def may_withdraw(route: Route, state: State, subject: Subject) -> bool:
    """Whether nobody has decided yet: it waits at its first stage and was never sent back."""
    if state.status != Status.UNDER_WAY or state.returned_from is not None:
        return False
    held = route.stage(state.stage_id)
    return route.preceding(subject, held) is None


def withdraw(route: Route, state: State, subject: Subject) -> Transition:
    """撤回 by the applicant, while `may_withdraw`; raises IllegalMove."""
    _refuse_closed(state)
    if not may_withdraw(route, state, subject):
        raise IllegalMove("An application can be withdrawn only after it is submitted and before anyone has decided.")
    left = route.stage(state.stage_id)
    return Transition(state, _closed(state, Status.WITHDRAWN), Decision.WITHDRAW, None, left)


def undo(transition: Transition, state: State) -> Transition:
    """撤销: back to the state before; raises IllegalMove unless the application stands where it led."""
    if state != transition.after or transition.decision == Decision.UNDO:
        raise IllegalMove("This decision can no longer be undone: the application has moved on since.")
    return Transition(
        before=state,
        after=transition.before,
        decision=Decision.UNDO,
        entered=transition.left,
        left=transition.entered,
    )


def _refuse_closed(state: State) -> None:
    if state.status in CLOSED_STATUSES:
        raise IllegalMove("The application is closed; no further decision is possible.")


def _held(route: Route, state: State, decision: Decision) -> Stage:
    """The stage that the application waits at, provided that its kind allows the decision."""
    _refuse_closed(state)
    if state.status in WITH_APPLICANT:
        raise IllegalMove("The application is with the applicant. It can be decided on once it is submitted.")
    held = route.stage(state.stage_id)
    if decision not in PERMITTED[held.kind]:
        raise IllegalMove("The stage “%(stage)s” does not allow this decision.", stage=held.name)
    return held


def _onward(route: Route, state: State, subject: Subject, decision: Decision, approved: bool | None) -> Transition:
    """Leave the held stage for the next that applies; a negative conclusion goes on through results only."""
    left = _held(route, state, decision)
    entered, skipped = route.following(subject, after=left)
    if approved is False and entered and entered.kind not in RESULT_KINDS:
        entered, skipped = None, ()
    if entered:
        after = replace(state, stage_id=entered.id, approved=approved)
    else:
        status = Status.NOT_APPROVED if approved is False else Status.COMPLETED
        after = replace(state, status=status, stage_id=None, approved=approved)
    return Transition(state, after, decision, entered, left, skipped)


def _at(route: Route, state: State, subject: Subject, entered: Stage) -> State:
    """Under way at the stage; a conclusion reached there or later has to be reached again."""
    earlier = route.stages[: route.stages.index(entered)]
    concluded = any(stage.kind in CONCLUDING_KINDS and stage.applies_to(subject) for stage in earlier)
    approved = state.approved if concluded else None
    return replace(state, status=Status.UNDER_WAY, stage_id=entered.id, approved=approved)


def _closed(state: State, status: Status) -> State:
    return replace(state, status=status, stage_id=None)
