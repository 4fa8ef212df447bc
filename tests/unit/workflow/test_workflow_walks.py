"""Random walks over random routes: what holds after every move."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from workflow_routes import stage

from app.core.workflow import (
    CLOSED_STATUSES,
    CONCLUDING_KINDS,
    OPEN_STATUSES,
    Decision,
    IllegalMove,
    ResumeAt,
    ReturnTo,
    Route,
    StageKind,
    State,
    Status,
    StepStatus,
    Subject,
    approve,
    conclude,
    may_withdraw,
    permitted,
    reject,
    route_picture,
    send_back,
    submit,
    undo,
    withdraw,
)

MODES = ["NORMAL", "EXCEPTIONAL"]
LISTS = ["INTERVIEW", "DEFENCE"]
subjects = st.builds(
    Subject,
    mode=st.sampled_from(MODES),
    named_in=st.frozensets(st.sampled_from(LISTS)),
    file_hosted=st.booleans(),
)
conditions = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"modes": st.lists(st.sampled_from(MODES), min_size=1)}),
    st.fixed_dictionaries({"named_in": st.lists(st.sampled_from(LISTS), min_size=1)}),
    st.fixed_dictionaries({"file_hosted": st.booleans()}),
)
shapes = st.tuples(
    st.sampled_from(StageKind),
    conditions,
    st.sampled_from(ReturnTo),
    st.sampled_from(ResumeAt),
    st.booleans(),
)


@st.composite
def routes(draw):
    stages, printed_step = [], 1
    for number, shape in enumerate(draw(st.lists(shapes, min_size=1, max_size=8)), start=1):
        kind, applies_when, return_to, resume_at, new_step = shape
        printed_step += new_step
        stages.append(
            stage(
                number,
                kind,
                printed_step=printed_step,
                applies_when=applies_when,
                return_to=return_to,
                resume_at=resume_at,
            )
        )
    return Route(tuple(stages))


class Walk(RuleBasedStateMachine):
    @initialize(route=routes(), subject=subjects)
    def start(self, route, subject):
        self.route, self.subject, self.state = route, subject, State()
        self.decided = set()
        self.last = None

    def move(self, transition):
        """Apply a move after checking what must be true of any."""
        assert transition.before == self.state
        if transition.decision != Decision.UNDO:
            assert undo(transition, transition.after).after == self.state
        assert (transition.entered.id if transition.entered else None) == transition.after.stage_id
        assert (transition.left.id if transition.left else None) == self.state.stage_id
        places = [one.id for one in self.route.stages]
        for skipped in transition.skipped:
            assert not skipped.applies_to(self.subject)
            assert skipped.id not in (transition.after.stage_id, self.state.stage_id)
        if transition.entered and transition.skipped:
            here = places.index(transition.entered.id)
            count = len(transition.skipped)
            assert transition.skipped == self.route.stages[here - count : here]
        if transition.left and transition.decision != Decision.UNDO:
            self.decided.add(transition.left.id)
        self.last, self.state = transition, transition.after

    def may(self, decision):
        return self.state.status in OPEN_STATUSES and decision in permitted(self.route, self.state)

    @precondition(lambda self: self.may(Decision.SUBMIT))
    @rule()
    def submitting(self):
        if any(one.applies_to(self.subject) for one in self.route.stages):
            self.move(submit(self.route, self.state, self.subject))
        else:
            with pytest.raises(IllegalMove):
                submit(self.route, self.state, self.subject)

    @precondition(lambda self: self.may(Decision.PASS))
    @rule()
    def passing(self):
        self.move(approve(self.route, self.state, self.subject))

    @precondition(lambda self: self.may(Decision.CONCLUDE))
    @rule(approved=st.booleans())
    def concluding(self, approved):
        self.move(conclude(self.route, self.state, self.subject, approved))
        assert self.state.approved is approved

    @precondition(lambda self: self.may(Decision.RETURN))
    @rule()
    def returning(self):
        self.move(send_back(self.route, self.state, self.subject))
        assert self.state.returned_from == self.last.left.id

    @precondition(lambda self: self.may(Decision.REJECT))
    @rule()
    def rejecting(self):
        self.move(reject(self.route, self.state, self.subject))
        assert self.state.status == Status.REJECTED

    @precondition(lambda self: may_withdraw(self.route, self.state, self.subject))
    @rule()
    def withdrawing(self):
        self.move(withdraw(self.route, self.state, self.subject))
        assert self.state.status == Status.WITHDRAWN

    @precondition(lambda self: self.last is not None and self.last.decision != Decision.UNDO)
    @rule()
    def undoing(self):
        before = self.last.before
        self.move(undo(self.last, self.state))
        assert self.state == before

    @invariant()
    def an_open_application_has_exactly_one_place(self):
        held = [one for one in self.route.stages if one.id == self.state.stage_id]
        if self.state.status == Status.UNDER_WAY:
            assert len(held) == 1
            assert held[0].applies_to(self.subject)
        else:
            assert held == []
        if self.state.status == Status.RETURNED:
            assert self.route.stage(self.state.returned_from).applies_to(self.subject)

    @invariant()
    def a_conclusion_stands_only_behind_the_stage_that_reached_it(self):
        if self.state.status == Status.UNDER_WAY and self.state.approved is not None:
            index = self.route.stages.index(self.route.stage(self.state.stage_id))
            earlier = self.route.stages[:index]
            assert any(one.kind in CONCLUDING_KINDS and one.applies_to(self.subject) for one in earlier)
        if self.state.status in (Status.COMPLETED, Status.NOT_APPROVED):
            assert (self.state.status == Status.NOT_APPROVED) is (self.state.approved is False)

    @invariant()
    def a_closed_application_never_moves(self):
        if self.state.status in CLOSED_STATUSES:
            assert permitted(self.route, self.state) == ()
            for attempt in (submit, approve, send_back, reject, withdraw):
                with pytest.raises(IllegalMove):
                    attempt(self.route, self.state, self.subject)
            with pytest.raises(IllegalMove):
                conclude(self.route, self.state, self.subject, approved=True)

    @invariant()
    def a_walk_of_passes_ends(self):
        state, count = self.state, 0
        while state.status == Status.UNDER_WAY:
            if Decision.CONCLUDE in permitted(self.route, state):
                state = conclude(self.route, state, self.subject, approved=True).after
            else:
                state = approve(self.route, state, self.subject).after
            count += 1
            assert count <= len(self.route.stages)

    @invariant()
    def the_picture_shows_now_only_where_the_application_waits(self):
        steps = route_picture(self.route, self.state, self.subject, self.decided)
        assert [one for step in steps for one in step.stages] == list(self.route.stages)
        now = [step for step in steps if step.status == StepStatus.NOW]
        held = [one.id for step in now for one in step.stages if one.id == self.state.stage_id]
        assert len(now) == len(held) == (self.state.status == Status.UNDER_WAY)


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=100, stateful_step_count=20, deadline=None, derandomize=True)
