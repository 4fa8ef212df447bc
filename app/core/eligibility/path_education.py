"""The parts of a path row about diplomas, fields of study and years of professional work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.core.eligibility.case import Case
from app.core.eligibility.facts import EducationRecord
from app.core.eligibility.findings import Condition, Verdict, evidence, failed, passed
from app.core.eligibility.rows import PathRule
from app.core.eligibility.vocabulary import ConditionKind, Degree, EducationLevel, FieldMatch, SchoolClass

Distance = Callable[[Sequence[Condition]], tuple[int, ...]]


def education_and_years(row: PathRule, case: Case, distance: Distance) -> Sequence[Condition]:
    """With the diploma that brings the applicant nearest to the row, by `distance`."""
    if not (row.education or row.degree):
        return _professional_years(row, None, case)
    if case.facts.education is None:
        unknown = evidence(
            "No education has been entered; this path asks for %(wanted)s. Enter it in the personal information.",
            wanted=_asked(row),
        )
        return Condition(ConditionKind.EDUCATION, unknown), *_professional_years(row, None, case)
    completed = [record for record in case.facts.education if case.had_by_submission(record.graduated_on)]
    accepted = [record for record in completed if accepts(row, record)]
    if not accepted:
        return (
            Condition(ConditionKind.EDUCATION, _too_low(row, completed)),
            *_professional_years(row, None, case),
        )
    ways = [_with_record(row, record, case) for record in accepted]
    return min(ways, key=distance) if len(ways) > 1 else ways[0]


def accepts(row: PathRule, record: EducationRecord) -> bool:
    """Whether a diploma or its degree is at or above the lowest that the row names."""
    level, degree = row.lowest_level, row.lowest_degree
    return (level is not None and record.counts_as >= level) or (degree is not None and record.degree >= degree)


def undeclared_match(record: EducationRecord) -> Verdict:
    return evidence(
        "It is not stated whether the field of study (%(field)s) matches the work. State it with the diploma in the "
        "personal information.",
        field=record.field_of_study or "–",
    )


def _asked(row: PathRule) -> tuple[EducationLevel | SchoolClass | Degree, ...]:
    return *row.education, *row.degree


def _named(record: EducationRecord) -> tuple[EducationLevel | SchoolClass | Degree, ...]:
    named = (record.counts_as,) if record.degree is Degree.NONE else (record.counts_as, record.degree)
    return (record.school_class, *named) if record.school_class else named


def _too_low(row: PathRule, completed: Sequence[EducationRecord]) -> Verdict:
    if not completed:
        return failed(
            "The record holds no completed education; this path asks for %(wanted)s. If a diploma is missing, add it "
            "in the personal information.",
            wanted=_asked(row),
        )
    highest = max(completed, key=lambda record: (record.counts_as, record.degree))
    return failed(
        "The highest education is %(found)s; this path asks for %(wanted)s. If a diploma is missing, add it in the "
        "personal information.",
        found=_named(highest),
        wanted=_asked(row),
    )


def _with_record(row: PathRule, record: EducationRecord, case: Case) -> Sequence[Condition]:
    education = passed("Education: %(found)s; this path asks for %(wanted)s.", found=_named(record), wanted=_asked(row))
    return (
        Condition(ConditionKind.EDUCATION, education),
        *_major_match(row, record),
        *_professional_years(row, record, case),
    )


def _major_match(row: PathRule, record: EducationRecord) -> Sequence[Condition]:
    if row.major_match is None:
        return ()
    if record.match is None:
        verdict = undeclared_match(record)
    elif (record.match is FieldMatch.UNMATCHED) == (row.major_match is FieldMatch.UNMATCHED):
        verdict = passed("%(found)s, as this path asks.", found=record.match)
    else:
        verdict = failed(
            "%(found)s. This path asks: %(wanted)s. If that is wrong, correct it with the diploma in the personal "
            "information.",
            found=record.match,
            wanted=row.major_match,
        )
    return (Condition(ConditionKind.MAJOR_MATCH, verdict),)


def _professional_years(row: PathRule, record: EducationRecord | None, case: Case) -> Sequence[Condition]:
    """The extra years for an unmatched field come on top; where the match is not stated they decide only if needed."""
    base = row.professional_years
    extra = row.unmatched_extra_years if record and record.match in (FieldMatch.UNMATCHED, None) else 0
    if not base + extra:
        return ()
    undeclared = record if record and record.match is None else None
    worked = case.worked
    if worked is None:
        verdict = evidence(
            "No employment has been entered; this path asks for %(wanted)s full years of professional work. Enter it "
            "in the personal information.",
            wanted=base + extra,
        )
    elif undeclared and base <= worked.years < base + extra:
        verdict = undeclared_match(undeclared)
    elif extra and not undeclared:
        verdict = case.years_verdict(
            worked,
            base + extra,
            met="Professional work up to %(cutoff)s: %(found)s; %(wanted)s full years are asked for, of which "
            "%(extra)s because the field of study does not match the work.",
            short="Professional work up to %(cutoff)s: %(found)s; %(wanted)s full years are asked for, of which "
            "%(extra)s because the field of study does not match the work. If employment is missing, add it in the "
            "personal information; otherwise apply under a later plan.",
            extra=extra,
        )
    else:
        verdict = case.years_verdict(
            worked,
            base + extra if worked.years >= base + extra else base,
            met="Professional work up to %(cutoff)s: %(found)s; %(wanted)s full years are asked for.",
            short="Professional work up to %(cutoff)s: %(found)s; %(wanted)s full years are asked for. If employment "
            "is missing, add it in the personal information; otherwise apply under a later plan.",
        )
    return (Condition(ConditionKind.PROFESSIONAL_YEARS, verdict),)
