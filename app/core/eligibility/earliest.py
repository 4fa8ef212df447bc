"""By when a condition that lacks time would hold: the exact inverse of counting years and months.

A date is sought by holding the same rule against later days, so that no second way of counting exists: on the date the
condition no longer fails, on the day before it does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from app.core.eligibility.case import Case
from app.core.eligibility.facts import ApplicantFacts
from app.core.eligibility.findings import Finding, PathResult
from app.core.eligibility.paths import YEARS, assess_path
from app.core.eligibility.requirements import CHECKS
from app.core.eligibility.rows import PathRule, Rules
from app.core.eligibility.vocabulary import ConditionKind, Outcome, RequirementKind
from app.core.eligibility.years import add_months

MONTHS = 12
FAIL = Outcome.FAIL


def earliest_of_path(result: PathResult, facts: ApplicantFacts, rules: Rules) -> dict[ConditionKind, date | None]:
    """For each part of a path that lacks years, the earliest cut-off date at which it would not; None where time alone
    does not mend it, because no work or appointment goes on."""
    row = next(one for one in rules.applicable_paths if one.subject == result.subject)
    lacking = [part for part in result.conditions if part.kind in YEARS and part.verdict.outcome is FAIL]
    base = max([rules.cutoff_date, *_beginnings(facts)])

    def at(day: date, kind: ConditionKind) -> bool:
        return _lacks(row, facts, replace(rules, cutoff_date=day), kind)

    return {
        part.kind: earliest_day(
            lambda day, kind=part.kind: not at(day, kind),  # type: ignore[misc]
            rules.cutoff_date,
            add_months(base, MONTHS * (part.verdict.params["wanted"] + 1)),
        )
        for part in lacking
    }


def path_holds_on(result: PathResult, dates: Mapping[ConditionKind, date | None]) -> date | None:
    """The day on which the path as a whole no longer fails; None where something else than time is missing."""
    missing = [part.kind for part in result.conditions if part.verdict.outcome is FAIL]
    days = [day for kind in missing if (day := dates.get(kind)) is not None]
    return max(days) if days and len(days) == len(missing) else None


def earliest_submission(finding: Finding, facts: ApplicantFacts, rules: Rules) -> date | None:
    """For failing social insurance, the earliest day of submission on which it would suffice; None for what time alone
    does not mend, and for every other requirement."""
    if finding.kind is not RequirementKind.SOCIAL_INSURANCE or finding.outcome is not FAIL:
        return None
    row = next(one for one in rules.requirements if one.subject == finding.subject)
    check = CHECKS[row.kind]
    base = max([rules.submitted_on, *(period.first_day for period in facts.insurance or ())])

    def suffices(day: date) -> bool:
        case = Case.of(facts, replace(rules, submitted_on=day))
        return check(row.parameters, case).outcome is not FAIL

    return earliest_day(suffices, rules.submitted_on, add_months(base, row.parameters["months"] + 1))


def earliest_day(holds: Callable[[date], bool], after: date, last: date) -> date | None:
    """The first day later than `after` and not later than `last` on which `holds`, which once true stays true."""
    days = range(after.toordinal() + 1, last.toordinal() + 1)
    place = bisect_left(days, True, key=lambda day: holds(date.fromordinal(day)))
    return after + timedelta(days=place + 1) if place < len(days) else None


def _lacks(row: PathRule, facts: ApplicantFacts, rules: Rules, kind: ConditionKind) -> bool:
    parts = assess_path(row, Case.of(facts, rules)).conditions
    return any(part.kind is kind and part.verdict.outcome is FAIL for part in parts)


def _beginnings(facts: ApplicantFacts) -> list[date]:
    """The first days of what adds up to years."""
    appointments = [held.appointment for held in facts.titles or () if held.appointment]
    days = [period.first_day for period in (*(facts.employment or ()), *appointments)]
    return [*days, *(held.obtained_on for held in facts.titles or ()), *(one.obtained_on for one in facts.skills or ())]
