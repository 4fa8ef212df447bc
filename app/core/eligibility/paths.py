"""Holding an applicant against the rows of the decision table. Any one row that holds is enough (R-27..R-41)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.eligibility.case import Case
from app.core.eligibility.findings import Condition, Finding, PathResult, Ruling, combined, failed, passed
from app.core.eligibility.path_education import education_and_years
from app.core.eligibility.path_titles import by_document, current_title, skill_level, vocational
from app.core.eligibility.rows import PathRule
from app.core.eligibility.vocabulary import ConditionKind, Outcome, PathKind, Procedure
from app.core.eligibility.years import Duration

YEARS = (ConditionKind.TENURE_YEARS, ConditionKind.SKILL_YEARS, ConditionKind.PROFESSIONAL_YEARS)


def assess_paths(case: Case, rulings: Mapping[str, Ruling]) -> Finding:
    """The best row that holds; if none does, the nearest. Every row is in `details`, in that order.

    Among rows that hold, initial conferment comes before review, printed conditions before criteria documents, and
    fewer years asked before more.
    """
    rows = case.rules.applicable_paths
    results = tuple(sorted((_ruled(assess_path(row, case), rulings) for row in rows), key=_nearness))
    if not results:
        verdict = failed("The plan has no path to this title under this mode. Choose another title or another mode.")
        return Finding(
            kind=PathKind.QUALIFICATION_PATH,
            subject="path:",
            outcome=verdict.outcome,
            message=verdict.message,
            params=verdict.params,
        )
    best = results[0]
    message = best.message
    if _awaits_only_a_document(best) and results[-1].outcome is Outcome.FAIL:
        message = (
            "No path with printed conditions is reached. The path under %(document)s remains open: attach the evidence "
            "that it asks for; an auditor confirms it."
        )
    return Finding(
        kind=PathKind.QUALIFICATION_PATH,
        subject=best.subject,
        outcome=best.outcome,
        message=message,
        params=best.params,
        clause=best.clause,
        ruling=best.ruling,
        details=results,
    )


def assess_path(row: PathRule, case: Case) -> PathResult:
    """One row: FAIL when any part fails, else EVIDENCE_NEEDED when any part is not known, else PASS."""
    conditions = (
        *education_and_years(row, case, _distance),
        *current_title(row, case),
        *skill_level(row, case),
        *vocational(row, case),
        *by_document(row),
    )
    if conditions:
        verdict = max(conditions, key=_weight).verdict
    else:
        verdict = passed("This path sets no condition on education, titles or years.")
    return PathResult(
        subject=row.subject,
        clause=row.clause,
        procedure=row.procedure,
        outcome=combined(condition.verdict.outcome for condition in conditions),
        message=verdict.message,
        params=verdict.params,
        conditions=conditions,
    )


def _ruled(result: PathResult, rulings: Mapping[str, Ruling]) -> PathResult:
    ruling = rulings.get(result.subject)
    if ruling and ruling.settles(result.outcome, waivable=False):
        return replace(result, outcome=Outcome.PASS, ruling=ruling)
    return result


def _weight(condition: Condition) -> tuple[int, bool]:
    """Which part speaks for the row: the worst; where all hold, the years, because they carry the figures."""
    outcome = condition.verdict.outcome
    return outcome.severity, outcome is Outcome.PASS and condition.kind in YEARS


def _awaits_only_a_document(result: PathResult) -> bool:
    open_parts = [part.kind for part in result.conditions if part.verdict.outcome is not Outcome.PASS]
    return result.outcome is Outcome.EVIDENCE_NEEDED and open_parts == [ConditionKind.BY_DOCUMENT]


def _nearness(result: PathResult) -> tuple[int, ...]:
    documented = any(part.kind is ConditionKind.BY_DOCUMENT for part in result.conditions)
    review = result.outcome is Outcome.PASS and result.procedure is Procedure.REVIEW
    return result.outcome.severity, review, documented, *_distance(result.conditions)


def _distance(conditions: Sequence[Condition]) -> tuple[int, ...]:
    """How far a row is: outcome, parts missing that time does not mend, parts missing, days short, years asked."""
    missing = [part for part in conditions if part.verdict.outcome is Outcome.FAIL]
    short = [part.verdict.params for part in missing if part.kind in YEARS]
    years = [part.verdict.params.get("wanted", 0) for part in conditions if part.kind in YEARS]
    return (
        combined(part.verdict.outcome for part in conditions).severity,
        len(missing) - len(short),
        len(missing),
        sum(Duration(years=figures["wanted"]).nominal_days - figures["found"].nominal_days for figures in short),
        sum(years),
    )
