"""One applicant before one title's rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.core.eligibility.facts import ApplicantFacts, EducationRecord
from app.core.eligibility.findings import Verdict, failed, passed
from app.core.eligibility.rows import Rules
from app.core.eligibility.years import Duration, Period, full_years


@dataclass(frozen=True)
class Case:
    """`worked` is the time of professional work up to the cut-off, counted once; None while no employment is known."""

    facts: ApplicantFacts
    rules: Rules
    worked: Duration | None

    @classmethod
    def of(cls, facts: ApplicantFacts, rules: Rules) -> Case:
        facts = _with_equivalents(facts, rules)
        periods = professional_periods(facts)
        return cls(facts, rules, None if periods is None else full_years(periods, rules.cutoff_date))

    def with_record(self, record: EducationRecord) -> Case:
        """The same person as if `record` were the only diploma."""
        return replace(self, facts=replace(self.facts, education=(record,)))

    def had_by_submission(self, day: date) -> bool:
        """What is obtained after submission does not count."""
        return day <= self.rules.submitted_on

    def years_verdict(self, found: Duration, wanted: int, *, met: str, short: str, **more: Any) -> Verdict:
        """Full years against the years wanted: message `met` or `short`, with found, wanted, cutoff and `more`."""
        answer, message = (passed, met) if found.years >= wanted else (failed, short)
        return answer(message, found=found, wanted=wanted, cutoff=self.rules.cutoff_date, **more)


def _with_equivalents(facts: ApplicantFacts, rules: Rules) -> ApplicantFacts:
    """Classes of technician schools at the level that the plan sets beside them (R-58)."""
    if not (rules.equivalents and facts.education):
        return facts
    education = tuple(
        replace(record, equivalent=rules.equivalents.get(record.school_class))
        if record.school_class and record.equivalent is None
        else record
        for record in facts.education
    )
    return replace(facts, education=education)


def professional_periods(facts: ApplicantFacts) -> tuple[Period, ...] | None:
    """Professional work before and after any degree (R-39); None while no employment is known."""
    if facts.employment is None:
        return None
    return tuple(job for job in facts.employment if job.professional)
