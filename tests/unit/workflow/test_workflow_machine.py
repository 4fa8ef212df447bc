"""The machine, move by move."""

from dataclasses import replace

import pytest
from workflow_routes import ANYBODY, NAMED, printed_route, route, stage

from app.core.errors import Refused
from app.core.workflow import (
    Decision,
    IllegalMove,
    ResumeAt,
    ReturnTo,
    Route,
    StageKind,
    State,
    Status,
    approve,
    conclude,
    may_withdraw,
    permitted,
    reject,
    send_back,
    submit,
    undo,
    withdraw,
)

MOVES = {
    Decision.SUBMIT: submit,
    Decision.PASS: approve,
    Decision.RETURN: send_back,
    Decision.REJECT: reject,
    Decision.CONCLUDE: lambda *where: conclude(*where, approved=True),
    Decision.WITHDRAW: withdraw,
}
AUDITED = [Decision.PASS, Decision.RETURN, Decision.REJECT]
CONCLUDED = [Decision.CONCLUDE, Decision.RETURN, Decision.REJECT]
ALLOWED_AT = {
    StageKind.AUDIT: AUDITED,
    StageKind.PUBLIC_NOTICE: AUDITED,
    StageKind.INTERVIEW: AUDITED,
    StageKind.RECOMMENDATION: CONCLUDED,
    StageKind.REVIEW: CONCLUDED,
    StageKind.CONFERMENT: CONCLUDED,
    StageKind.REPORTING: [Decision.PASS],
    StageKind.ANNOUNCEMENT: [Decision.PASS],
    StageKind.ISSUANCE: [Decision.PASS],
}
ALLOWED_IN = {
    Status.DRAFT: [Decision.SUBMIT],
    Status.RETURNED: [Decision.SUBMIT],
    Status.REJECTED: [],
    Status.WITHDRAWN: [],
    Status.NOT_APPROVED: [],
    Status.COMPLETED: [],
}


def at(number: int, **fields) -> State:
    return State(Status.UNDER_WAY, number * 10, **fields)


def situations():
    found = []
    for kind in StageKind:
        where = route(StageKind.AUDIT, kind, StageKind.ISSUANCE)
        found.append(pytest.param(where, at(2), ALLOWED_AT[kind], id=f"UNDER_WAY-{kind}"))
        for status, allowed in ALLOWED_IN.items():
            returned_from = 20 if status == Status.RETURNED else None
            state = State(status, None, returned_from)
            found.append(pytest.param(where, state, allowed, id=f"{status}-{kind}"))
    return found


@pytest.mark.parametrize("decision", MOVES)
@pytest.mark.parametrize(("where", "state", "allowed"), situations())
def test_each_status_and_kind_of_stage_allows_exactly_its_decisions(where, state, allowed, decision):
    if decision in allowed:
        transition = MOVES[decision](where, state, ANYBODY)
        assert transition.decision == decision
        assert transition.before == state
        assert transition.after != state
    else:
        with pytest.raises(IllegalMove):
            MOVES[decision](where, state, ANYBODY)


@pytest.mark.parametrize(("where", "state", "allowed"), situations())
def test_permitted_lists_the_decisions_in_the_order_of_the_screen(where, state, allowed):
    assert list(permitted(where, state)) == allowed


def test_an_illegal_move_is_a_refusal_that_names_the_stage():
    with pytest.raises(Refused) as caught:
        approve(route(StageKind.AUDIT, StageKind.REVIEW), at(2), ANYBODY)
    assert caught.value.status == 400
    assert caught.value.params == {"stage": "环节2"}


@pytest.mark.parametrize(
    ("state", "wording"),
    [
        (State(), "with the applicant"),
        (State(Status.RETURNED, None, 20), "with the applicant"),
        (State(Status.REJECTED), "closed"),
        (State(Status.WITHDRAWN), "closed"),
        (State(Status.NOT_APPROVED), "closed"),
        (State(Status.COMPLETED), "closed"),
    ],
)
def test_a_refusal_says_why_no_office_can_decide(state, wording):
    for move in (approve, send_back, reject):
        with pytest.raises(IllegalMove, match=wording):
            move(route(StageKind.AUDIT, StageKind.AUDIT), state, ANYBODY)


@pytest.mark.parametrize("move", [submit, withdraw])
def test_a_refusal_tells_the_applicant_that_the_application_is_closed(move):
    with pytest.raises(IllegalMove, match="closed"):
        move(route(StageKind.AUDIT), State(Status.COMPLETED), ANYBODY)


def test_a_stage_that_is_not_on_the_route_is_refused_not_a_key_error():
    with pytest.raises(IllegalMove):
        approve(route(StageKind.AUDIT), at(7), ANYBODY)
    with pytest.raises(IllegalMove):
        permitted(route(StageKind.AUDIT), at(7))
    with pytest.raises(IllegalMove):
        submit(route(StageKind.AUDIT), State(Status.RETURNED, None, 70), ANYBODY)


class TestSubmitting:
    def test_a_draft_enters_the_first_stage(self):
        where = route(StageKind.AUDIT, StageKind.ISSUANCE)
        transition = submit(where, State(), ANYBODY)
        assert transition.after == at(1)
        assert transition.entered == where.stages[0]
        assert transition.left is None
        assert transition.skipped == ()

    def test_a_draft_skips_first_stages_that_do_not_apply(self):
        hosted = stage(1, applies_when={"file_hosted": True})
        where = Route((hosted, stage(2), stage(3)))
        transition = submit(where, State(), ANYBODY)
        assert transition.after == at(2)
        assert transition.skipped == (hosted,)
        assert submit(where, State(), replace(ANYBODY, file_hosted=True)).after == at(1)

    @pytest.mark.parametrize("stages", [(), (stage(1, applies_when={"modes": ["EXCEPTIONAL"]}),)])
    def test_a_route_without_a_stage_that_applies_is_refused(self, stages):
        with pytest.raises(IllegalMove, match="No stage"):
            submit(Route(stages), State(), ANYBODY)

    def test_a_corrected_version_begins_again_with_the_first_stage(self):
        where = route(StageKind.AUDIT, StageKind.PUBLIC_NOTICE, StageKind.AUDIT, StageKind.ISSUANCE)
        assert submit(where, State(Status.RETURNED, None, 30), ANYBODY).after == at(1, returned_from=30)

    def test_a_corrected_version_resumes_at_the_returning_stage_where_the_route_says_so(self):
        where = Route((stage(1), stage(2), stage(3, resume_at=ResumeAt.RETURNING_STAGE)))
        transition = submit(where, State(Status.RETURNED, None, 30), ANYBODY)
        assert transition.after == at(3, returned_from=30)
        assert transition.skipped == ()

    def test_a_returning_stage_that_no_longer_applies_sends_the_version_to_the_first(self):
        third = stage(3, resume_at=ResumeAt.RETURNING_STAGE, applies_when={"modes": ["EXCEPTIONAL"]})
        where = Route((stage(1), stage(2), third, stage(4)))
        assert submit(where, State(Status.RETURNED, None, 30), ANYBODY).after == at(1, returned_from=30)


class TestPassing:
    def test_the_next_stage_that_applies_is_entered_and_the_others_are_reported_as_skipped(self):
        skipped = stage(2, applies_when={"file_hosted": True}), stage(3, applies_when={"modes": ["DIRECT"]})
        where = Route((stage(1), *skipped, stage(4)))
        transition = approve(where, at(1), ANYBODY)
        assert transition.after == at(4)
        assert transition.left == where.stages[0]
        assert transition.entered == where.stages[3]
        assert transition.skipped == skipped

    def test_the_last_stage_completes_the_application(self):
        transition = approve(route(StageKind.AUDIT, StageKind.ISSUANCE), at(2, approved=True), ANYBODY)
        assert transition.after == State(Status.COMPLETED, None, None, True)
        assert transition.entered is None

    def test_a_last_stage_that_does_not_apply_is_skipped_and_completes_the_application(self):
        last = stage(2, StageKind.ISSUANCE, applies_when={"modes": ["DIRECT"]})
        transition = approve(Route((stage(1), last)), at(1), ANYBODY)
        assert transition.after.status == Status.COMPLETED
        assert transition.skipped == (last,)

    def test_a_stage_that_has_stopped_applying_can_still_be_passed(self):
        where = Route((stage(1), stage(2, applies_when={"named_in": ["INTERVIEW"]}), stage(3)))
        assert approve(where, at(2), ANYBODY).after == at(3)


class TestConcluding:
    full = route(StageKind.AUDIT, StageKind.REVIEW, StageKind.REPORTING, StageKind.ANNOUNCEMENT, StageKind.ISSUANCE)

    def test_yes_travels_to_the_certificate(self):
        state = conclude(self.full, at(2), ANYBODY, approved=True).after
        assert state == at(3, approved=True)
        for number in (4, 5):
            state = approve(self.full, state, ANYBODY).after
            assert state == at(number, approved=True)
        assert approve(self.full, state, ANYBODY).after == State(Status.COMPLETED, approved=True)

    def test_no_is_reported_and_announced_and_ends_before_the_certificate(self):
        state = conclude(self.full, at(2), ANYBODY, approved=False).after
        assert state == at(3, approved=False)
        state = approve(self.full, state, ANYBODY).after
        assert state == at(4, approved=False)
        end = approve(self.full, state, ANYBODY)
        assert end.after == State(Status.NOT_APPROVED, approved=False)
        assert end.entered is None
        assert end.skipped == ()

    def test_no_at_the_last_announcement_is_not_approved(self):
        where = route(StageKind.AUDIT, StageKind.REVIEW, StageKind.ANNOUNCEMENT)
        state = conclude(where, at(2), ANYBODY, approved=False).after
        assert approve(where, state, ANYBODY).after.status == Status.NOT_APPROVED

    def test_no_of_a_recommending_committee_closes_before_the_next_audit(self):
        where = route(StageKind.AUDIT, StageKind.RECOMMENDATION, StageKind.AUDIT, StageKind.ANNOUNCEMENT)
        transition = conclude(where, at(2), ANYBODY, approved=False)
        assert transition.after == State(Status.NOT_APPROVED, approved=False)
        assert transition.entered is None

    @pytest.mark.parametrize(("approved", "status"), [(True, Status.COMPLETED), (False, Status.NOT_APPROVED)])
    def test_a_recommendation_at_the_end_closes_with_the_result_recorded_back(self, approved, status):
        where = route(StageKind.AUDIT, StageKind.RECOMMENDATION)
        assert conclude(where, at(2), ANYBODY, approved=approved).after == State(status, approved=approved)

    def test_a_second_committee_overrides_the_first(self):
        where = route(StageKind.AUDIT, StageKind.RECOMMENDATION, StageKind.REVIEW, StageKind.ISSUANCE)
        state = conclude(where, at(2), ANYBODY, approved=True).after
        assert conclude(where, state, ANYBODY, approved=False).after.status == Status.NOT_APPROVED

    def test_a_corrected_version_has_to_be_concluded_again(self):
        where = route(StageKind.AUDIT, StageKind.RECOMMENDATION, StageKind.AUDIT, StageKind.ISSUANCE)
        returned = send_back(where, at(3, approved=True), ANYBODY).after
        assert submit(where, returned, ANYBODY).after == at(1, returned_from=30)

    def test_a_version_resumed_after_the_recommendation_keeps_its_conclusion(self):
        third = stage(3, resume_at=ResumeAt.RETURNING_STAGE)
        where = Route((stage(1), stage(2, StageKind.RECOMMENDATION), third))
        returned = send_back(where, at(3, approved=True), ANYBODY).after
        assert submit(where, returned, ANYBODY).after == at(3, returned_from=30, approved=True)

    def test_a_stage_sent_back_to_the_committee_has_to_be_concluded_again(self):
        third = stage(3, return_to=ReturnTo.PREVIOUS_STAGE)
        where = Route((stage(1), stage(2, StageKind.RECOMMENDATION), third))
        assert send_back(where, at(3, approved=True), ANYBODY).after == at(2, returned_from=30)


class TestReturning:
    def test_the_applicant_gets_it_and_the_returning_stage_is_remembered(self):
        where = route(StageKind.AUDIT, StageKind.AUDIT)
        transition = send_back(where, at(2), ANYBODY)
        assert transition.after == State(Status.RETURNED, None, 20)
        assert transition.left == where.stages[1]
        assert transition.entered is None

    def test_the_previous_stage_that_applies_gets_it_where_the_route_says_so(self):
        skipped = stage(2, applies_when={"file_hosted": True})
        where = Route((stage(1), skipped, stage(3, return_to=ReturnTo.PREVIOUS_STAGE)))
        transition = send_back(where, at(3), ANYBODY)
        assert transition.after == at(1, returned_from=30)
        assert transition.entered == where.stages[0]
        assert approve(where, transition.after, ANYBODY).after.stage_id == 30

    def test_the_applicant_gets_it_when_no_previous_stage_applies(self):
        first = stage(1, applies_when={"file_hosted": True})
        where = Route((first, stage(2, return_to=ReturnTo.PREVIOUS_STAGE)))
        assert send_back(where, at(2), ANYBODY).after == State(Status.RETURNED, None, 20)


class TestWithdrawing:
    where = Route((stage(1, applies_when={"file_hosted": True}), stage(2), stage(3)))

    def test_an_application_at_its_first_stage_can_be_withdrawn(self):
        assert may_withdraw(self.where, at(2), ANYBODY)
        transition = withdraw(self.where, at(2), ANYBODY)
        assert transition.after == State(Status.WITHDRAWN)
        assert transition.left == self.where.stages[1]

    @pytest.mark.parametrize(
        "state",
        [
            at(3),
            at(2, returned_from=30),
            at(2, returned_from=20),
            State(),
            State(Status.RETURNED, None, 20),
            State(Status.REJECTED),
        ],
    )
    def test_once_anyone_has_decided_or_it_is_not_submitted_it_cannot(self, state):
        assert not may_withdraw(self.where, state, ANYBODY)
        with pytest.raises(IllegalMove):
            withdraw(self.where, state, ANYBODY)


class TestUndoing:
    where = route(StageKind.AUDIT, StageKind.AUDIT, StageKind.ISSUANCE)

    def test_a_pass_is_taken_back(self):
        passed = approve(self.where, at(1), ANYBODY)
        undone = undo(passed, passed.after)
        assert undone.before == at(2)
        assert undone.after == at(1)
        assert undone.left == self.where.stages[1]
        assert undone.entered == self.where.stages[0]
        assert undone.decision == Decision.UNDO

    def test_a_rejection_is_taken_back_although_the_application_is_closed(self):
        rejected = reject(self.where, at(2), ANYBODY)
        assert undo(rejected, rejected.after).after == at(2)

    def test_a_decision_that_another_followed_cannot_be_undone(self):
        passed = approve(self.where, at(1), ANYBODY)
        followed = approve(self.where, passed.after, ANYBODY)
        with pytest.raises(IllegalMove, match="moved on"):
            undo(passed, followed.after)

    def test_an_undo_cannot_be_undone(self):
        undone = undo(approve(self.where, at(1), ANYBODY), at(2))
        with pytest.raises(IllegalMove):
            undo(undone, undone.after)


@pytest.mark.parametrize(("subject", "interviewed"), [(ANYBODY, False), (NAMED, True)])
def test_eleven_printed_steps_are_walked_with_the_interview_only_for_those_named(subject, interviewed):
    where = printed_route()
    state, names, skipped = submit(where, State(), subject).after, [], []
    while state.status == Status.UNDER_WAY:
        names.append(where.stage(state.stage_id).name)
        if Decision.CONCLUDE in permitted(where, state):
            transition = conclude(where, state, subject, approved=True)
        else:
            transition = approve(where, state, subject)
        skipped += [one.name for one in transition.skipped]
        state = transition.after
    assert state == State(Status.COMPLETED, approved=True)
    assert names == [one.name for one in where.stages if interviewed or one.name != "面试"]
    assert skipped == ([] if interviewed else ["面试"])
