"""The picture of the route."""

from workflow_routes import ANYBODY, NAMED, printed_route, stage

from app.core.workflow import (
    HolderKind,
    ResumeAt,
    Route,
    State,
    Status,
    StepStatus,
    route_picture,
)

DONE, NOW, SKIPPED, TODO = StepStatus.DONE, StepStatus.NOW, StepStatus.SKIPPED, StepStatus.TODO


def statuses(state, decided=(), subject=ANYBODY, where=None):
    steps = route_picture(where or printed_route(), state, subject, decided)
    return {step.printed_step: step.status for step in steps}


def test_stages_that_share_a_printed_step_are_one_step_with_each_holder_once():
    steps = route_picture(printed_route(), State(), ANYBODY, ())
    assert [step.printed_step for step in steps] == list(range(2, 12))
    assert [len(step.stages) for step in steps] == [2, 1, 1, 1, 1, 1, 3, 1, 1, 1]
    assert steps[0].holders == (HolderKind.EMPLOYER,)
    assert steps[6].holders == (HolderKind.HRSS_CITY, HolderKind.ACCEPTING_COMMITTEE_OFFICE)


def test_a_draft_has_everything_before_it():
    assert set(statuses(State()).values()) == {TODO}


def test_a_step_is_now_while_any_of_its_stages_waits():
    for stage_id, decided in ((10, ()), (20, (10,))):
        shown = statuses(State(Status.UNDER_WAY, stage_id), decided)
        assert shown[2] == NOW
        assert shown[3] == TODO


def test_a_step_is_done_when_all_that_applied_of_it_was_decided():
    decided = range(10, 100, 10)
    shown = statuses(State(Status.UNDER_WAY, 110), decided)
    assert [shown[step] for step in range(2, 12)] == [DONE] * 7 + [NOW, TODO, TODO]


def test_a_step_is_skipped_when_none_of_its_stages_applies_or_was_decided():
    where = Route((stage(1), stage(2, applies_when={"named_in": ["INTERVIEW"]}), stage(3)))
    assert statuses(State(Status.UNDER_WAY, 10), where=where)[2] == SKIPPED
    assert statuses(State(Status.UNDER_WAY, 10), where=where, subject=NAMED)[2] == TODO
    assert statuses(State(Status.UNDER_WAY, 30), [10, 20], where=where, subject=NAMED)[2] == DONE
    named_too_late = statuses(State(Status.UNDER_WAY, 30), [10], where=where, subject=NAMED)
    assert named_too_late == {1: DONE, 2: SKIPPED, 3: NOW}


def test_a_stage_that_was_decided_stays_done_after_it_stopped_applying():
    where = Route((stage(1), stage(2, applies_when={"named_in": ["INTERVIEW"]}), stage(3)))
    assert statuses(State(Status.UNDER_WAY, 30), [10, 20], where=where)[2] == DONE


def test_a_returned_application_has_to_do_again_what_it_resumes_with():
    again = Route((stage(1), stage(2), stage(3)))
    assert statuses(State(Status.RETURNED, None, 20), [10, 20], where=again) == {1: TODO, 2: TODO, 3: TODO}
    resumed = Route((stage(1), stage(2, resume_at=ResumeAt.RETURNING_STAGE), stage(3)))
    assert statuses(State(Status.RETURNED, None, 20), [10, 20], where=resumed) == {1: DONE, 2: TODO, 3: TODO}


def test_a_second_round_does_not_show_the_first_as_done():
    shown = statuses(State(Status.UNDER_WAY, 10, 30), [10, 20, 30])
    assert shown[2] == NOW
    assert shown[3] == TODO


def test_a_step_half_done_before_a_resumed_stage_is_still_to_do():
    stages = (stage(1), stage(2, printed_step=1, resume_at=ResumeAt.RETURNING_STAGE), stage(3))
    assert statuses(State(Status.RETURNED, None, 20), [10, 20], where=Route(stages)) == {1: TODO, 3: TODO}


def test_a_closed_application_shows_what_was_decided_and_nothing_to_do():
    where = Route((stage(1), stage(2), stage(3)))
    assert statuses(State(Status.REJECTED), [10, 20], where=where) == {1: DONE, 2: DONE, 3: SKIPPED}
    assert statuses(State(Status.COMPLETED), [10, 20, 30], where=where) == {1: DONE, 2: DONE, 3: DONE}


def test_a_route_that_applies_to_nobody_can_still_be_drawn():
    where = Route((stage(1, applies_when={"named_in": ["INTERVIEW"]}),))
    assert statuses(State(), where=where) == {1: SKIPPED}
