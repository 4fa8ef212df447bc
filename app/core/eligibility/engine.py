"""Facts and rules in, findings out: the same answer for self-check, wizard, auditor, API and batch re-check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.core.eligibility.case import Case
from app.core.eligibility.facts import ApplicantFacts
from app.core.eligibility.findings import Finding, Ruling, combined
from app.core.eligibility.paths import assess_paths
from app.core.eligibility.requirements import assess_requirement
from app.core.eligibility.rows import Rules
from app.core.eligibility.vocabulary import Outcome

NO_RULINGS: Mapping[str, Ruling] = MappingProxyType({})


def assess(facts: ApplicantFacts, rules: Rules, rulings: Mapping[str, Ruling] = NO_RULINGS) -> list[Finding]:
    """One finding on the paths together, then one for each requirement row in its order.

    A title is reachable when any path row holds and every requirement row holds. What facts do not say (None) is
    EVIDENCE_NEEDED, never PASS. `rulings` maps the subject of a row to an auditor's ruling: a waiver counts only on a
    waivable requirement, a confirmation only where evidence is needed; any other ruling has no effect.
    """
    case = Case.of(facts, rules)
    return [assess_paths(case, rulings), *(assess_requirement(row, case, rulings) for row in rules.requirements)]


def reachable(findings: Sequence[Finding]) -> Outcome:
    """FAIL when any finding fails, else EVIDENCE_NEEDED when any needs evidence, else PASS.

    Raises ValueError without findings: `assess` always gives at least one.
    """
    if not findings:
        raise ValueError("no findings to judge")
    return combined(finding.outcome for finding in findings)
