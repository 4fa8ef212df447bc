"""Counting a committee's ballot against the rules that a plan sets (review-rules: every value is a parameter)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.core.errors import Violation


@dataclass(frozen=True)
class TallyRules:
    """`pass_share` of those present must agree; `quorum_share` of all members and `least_experts` must be present."""

    pass_share: Fraction
    quorum_share: Fraction
    least_experts: int
    odd_experts: bool

    @classmethod
    def of(cls, rules: Mapping[str, Any]) -> TallyRules:
        """The four parameters out of all rules of a plan; raises KeyError where one is missing."""
        shares = [Fraction(rules[name]) for name in ("pass_share", "quorum_share")]
        return cls(shares[0], shares[1], int(rules["least_experts"]), bool(rules["odd_experts"]))


@dataclass(frozen=True)
class Ballot:
    """Numbers of experts."""

    members: int
    present: int
    agree: int
    against: int
    abstain: int


def check_ballot(ballot: Ballot, rules: TallyRules) -> list[Violation]:
    """Why a ballot cannot stand, each at its field."""
    violations = []
    if rules.odd_experts and ballot.present % 2 == 0:
        message = "%(found)s experts are present; their number must be odd."
        violations.append(Violation("present", message, {"found": ballot.present}))
    if ballot.present < rules.least_experts:
        message = "%(found)s experts are present, at least %(wanted)s are needed for a review."
        violations.append(Violation("present", message, {"found": ballot.present, "wanted": rules.least_experts}))
    if ballot.present > ballot.members:
        message = "%(found)s experts present are more than the committee's %(wanted)s members."
        violations.append(Violation("present", message, {"found": ballot.present, "wanted": ballot.members}))
    elif ballot.present < rules.quorum_share * ballot.members:
        wanted = -(-rules.quorum_share * ballot.members // 1)
        message = "%(found)s experts are present, at least %(wanted)s are needed to open the meeting."
        violations.append(Violation("present", message, {"found": ballot.present, "wanted": int(wanted)}))
    votes = ballot.agree + ballot.against + ballot.abstain
    if votes != ballot.present:
        message = "Agree, against and abstain add up to %(found)s, but %(wanted)s experts are present."
        violations.append(Violation("agree", message, {"found": votes, "wanted": ballot.present}))
    if min(ballot.agree, ballot.against, ballot.abstain) < 0:
        violations.append(Violation("agree", "A number of votes cannot be negative."))
    return violations


def is_approved(ballot: Ballot, rules: TallyRules) -> bool:
    """Whether those who agree reach the share of those present."""
    return ballot.present > 0 and ballot.agree >= rules.pass_share * ballot.present
