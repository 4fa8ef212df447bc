"""One check for each kind of requirement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.core.eligibility import hours, performance, standing
from app.core.eligibility.case import Case
from app.core.eligibility.facts import EducationRecord
from app.core.eligibility.findings import Finding, Ruling, Verdict, evidence, failed, passed
from app.core.eligibility.path_education import undeclared_match
from app.core.eligibility.paths import assess_path
from app.core.eligibility.rows import PathRule, RequirementRule
from app.core.eligibility.vocabulary import Degree, FieldMatch, Outcome, Procedure, RequirementKind

Check = Callable[[Mapping[str, Any], Case], Verdict]


def assess_requirement(row: RequirementRule, case: Case, rulings: Mapping[str, Ruling]) -> Finding:
    """One row's finding. A waived or confirmed one keeps the message with its figures and becomes PASS."""
    verdict = CHECKS[row.kind](row.parameters, case)
    ruling = rulings.get(row.subject)
    settled = ruling is not None and ruling.settles(verdict.outcome, row.waivable)
    return Finding(
        kind=row.kind,
        subject=row.subject,
        outcome=Outcome.PASS if settled else verdict.outcome,
        message=verdict.message,
        params=verdict.params,
        clause=row.clause,
        waivable=row.waivable,
        ruling=ruling if settled else None,
    )


def no_lower_procedure(parameters: Mapping[str, Any], case: Case) -> Verdict:
    """Who has a matching or similar field of study and reaches the years goes to initial conferment (R-15, R-36).

    Concerns diplomas at or above `education`; the years are those of the plan's rows on education alone. A row
    of this plan that itself is initial conferment, and holds, satisfies this requirement.
    """
    rows = [row for row in case.rules.applicable_paths if _on_education_alone(row)]
    if any(
        row.procedure is Procedure.INITIAL_CONFERMENT and assess_path(row, case).outcome is Outcome.PASS for row in rows
    ):
        return passed("Initial conferment under this plan.")
    review = [row for row in rows if row.procedure is Procedure.REVIEW]
    if case.facts.education is None:
        return evidence(
            "No education has been entered, so that initial conferment cannot be ruled out. Enter it in the personal "
            "information."
        )
    records = [
        record
        for record in case.facts.education
        if (record.counts_as >= parameters["education"] or record.degree > Degree.NONE)
        and record.match is not FieldMatch.UNMATCHED
    ]
    matched = [record for record in records if record.match is not None]
    for record in matched:
        if _reached(record, review, case) is Outcome.PASS:
            return failed(
                "The diploma in %(field)s (%(level)s) has a matching or similar field of study and the years are "
                "reached; the title is then as a rule conferred without review. Apply for initial conferment.",
                field=record.field_of_study or "–",
                level=record.counts_as,
            )
    for record in records:
        reached = _reached(record, review, case)
        if record.match is None and reached is not Outcome.FAIL:
            return undeclared_match(record)
        if reached is Outcome.EVIDENCE_NEEDED:
            return evidence(
                "The years of professional work are not known, so that initial conferment cannot be ruled out. Enter "
                "the employment in the personal information."
            )
    return passed("Initial conferment is not open: no matching diploma with the years that it asks for.")


def _on_education_alone(row: PathRule) -> bool:
    other = (row.current_title, row.skill_level, row.vocational, row.by_document)
    return bool(row.education or row.degree) and not any(other)


def _reached(record: EducationRecord, rows: list[PathRule], case: Case) -> Outcome:
    outcomes = {assess_path(row, case.with_record(record)).outcome for row in rows}
    for outcome in (Outcome.PASS, Outcome.EVIDENCE_NEEDED):
        if outcome in outcomes:
            return outcome
    return Outcome.FAIL


def confirmation(parameters: Mapping[str, Any], _case: Case) -> Verdict:
    """What no data can decide."""
    return evidence("An auditor has to confirm: %(text)s", text=parameters["text"])


CHECKS: dict[RequirementKind, Check] = {
    RequirementKind.NOT_CIVIL_SERVANT: standing.not_civil_servant,
    RequirementKind.IN_SERVICE: standing.in_service,
    RequirementKind.EMPLOYER_KIND: standing.employer_kind,
    RequirementKind.WORK_REGION: standing.work_region,
    RequirementKind.AFFILIATION: standing.affiliation,
    RequirementKind.SOCIAL_INSURANCE: standing.social_insurance,
    RequirementKind.NO_BAN: standing.no_ban,
    RequirementKind.CREDIT_CHECK: standing.credit_check,
    RequirementKind.POST_VACANCY: standing.post_vacancy,
    RequirementKind.NO_LOWER_PROCEDURE: no_lower_procedure,
    RequirementKind.APPRAISAL: performance.appraisal,
    RequirementKind.CE_HOURS: hours.ce_hours,
    RequirementKind.PROFILE_APPROVED: standing.profile_approved,
    RequirementKind.ARCHIVE_SINCE: performance.archive_since,
    RequirementKind.STATEMENT_LENGTH: performance.statement_length,
    RequirementKind.SELF_SCORE: performance.self_score,
    RequirementKind.RECOMMENDERS: performance.recommenders,
    RequirementKind.DEFENCE: standing.defence,
    RequirementKind.CONFIRMATION: confirmation,
}
