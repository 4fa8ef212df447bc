"""What an auditor may decide at a kind of stage, and rule about a finding."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.eligibility import Finding, Outcome, RulingKind
from app.core.errors import Violation
from app.core.workflow import Decision, StageKind, check_lengths

_AUDITED = (Decision.PASS, Decision.RETURN, Decision.REJECT)
_BEFORE_A_CONCLUSION = (Decision.RETURN, Decision.REJECT)

# What the workbench's decision panel offers. What a stage records as its outcome has a form of its own.
OFFERED: Mapping[StageKind, tuple[Decision, ...]] = {
    StageKind.AUDIT: _AUDITED,
    StageKind.PUBLIC_NOTICE: _AUDITED,
    StageKind.INTERVIEW: _BEFORE_A_CONCLUSION,
    StageKind.RECOMMENDATION: _BEFORE_A_CONCLUSION,
    StageKind.REVIEW: _BEFORE_A_CONCLUSION,
    StageKind.CONFERMENT: _BEFORE_A_CONCLUSION,
    StageKind.REPORTING: (),
    StageKind.ANNOUNCEMENT: (),
    StageKind.ISSUANCE: (),
}
RULING_STAGES = frozenset({StageKind.AUDIT, StageKind.INTERVIEW})


def possible_rulings(finding: Finding) -> dict[str, RulingKind]:
    """What an auditor may do about a finding, by the subject of the ruling, the likeliest first.

    Evidence can be confirmed, what the notice asks for in principle can be waived; of several paths that each wait
    for evidence any one can be confirmed.
    """
    if finding.outcome is Outcome.PASS:
        return {}
    if finding.details:
        waiting = [way.subject for way in finding.details if way.outcome is Outcome.EVIDENCE_NEEDED]
        return dict.fromkeys(waiting, RulingKind.CONFIRMED)
    if finding.outcome is Outcome.EVIDENCE_NEEDED:
        return {finding.subject: RulingKind.CONFIRMED}
    return {finding.subject: RulingKind.WAIVED} if finding.waivable else {}


def check_ruling(kind: RulingKind | None, reason: str) -> list[Violation]:
    """Why a ruling cannot be made; `kind` is None where the newest version leaves nothing to rule about."""
    if kind is None:
        return [Violation("", "There is nothing to confirm or to waive about this condition.")]
    if not reason.strip():
        return [Violation("reason", "Please write down what the ruling rests on.")]
    return check_lengths([("reason", reason)])
