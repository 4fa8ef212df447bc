"""How the states of sections make the state of the profile, and what a return must say."""

import pytest

from app.applicants.enums import AuditState
from app.applicants.rules import after_change, check_return, whole_state

DRAFT, SUBMITTED, APPROVED, RETURNED = AuditState


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([APPROVED, APPROVED], APPROVED),
        ([APPROVED, DRAFT], DRAFT),
        ([APPROVED, SUBMITTED], SUBMITTED),
        ([SUBMITTED, DRAFT], SUBMITTED),
        ([APPROVED, RETURNED], RETURNED),
        ([SUBMITTED, RETURNED, DRAFT], RETURNED),
    ],
)
def test_a_profile_is_as_far_as_its_least_settled_section(states: list[AuditState], whole: AuditState) -> None:
    assert whole_state(states) is whole
    assert whole_state(reversed(states)) is whole


@pytest.mark.parametrize(
    ("before", "after"), [(DRAFT, DRAFT), (SUBMITTED, DRAFT), (APPROVED, DRAFT), (RETURNED, RETURNED)]
)
def test_a_change_is_to_be_sent_again(before: AuditState, after: AuditState) -> None:
    assert after_change(before) is after


@pytest.mark.parametrize(
    ("defects", "faults"),
    [
        ([], 0),
        ([("education", "不清晰")], 0),
        ([("education", "不清晰"), ("", "还有")], 1),
        ([("skills", "不清晰")], 1),
    ],
)
def test_each_point_of_a_return_names_a_section_that_was_sent(defects: list[tuple[str, str]], faults: int) -> None:
    assert len(check_return(defects, ["education", "work"])) == faults
