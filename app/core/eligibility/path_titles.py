"""The parts of a path row about titles held, skill levels, vocational qualifications and criteria documents."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.eligibility.case import Case, professional_periods
from app.core.eligibility.facts import TitleHeld
from app.core.eligibility.findings import Condition, evidence, failed, passed
from app.core.eligibility.rows import PathRule
from app.core.eligibility.vocabulary import Catalog, Code, ConditionKind
from app.core.eligibility.years import Period, full_years, since


def current_title(row: PathRule, case: Case) -> Sequence[Condition]:
    """Title, appointment in the year of submission and tenure up to the cut-off (R-51, R-52)."""
    if not row.current_title:
        return ()
    wanted = tuple(Code(Catalog.TITLE, code) for code in row.current_title)
    if case.facts.titles is None:
        verdict = evidence(
            "No title has been entered; this path asks for %(wanted)s. Enter it in the personal information.",
            wanted=wanted,
        )
        return (Condition(ConditionKind.CURRENT_TITLE, verdict),)
    held = [
        title
        for title in case.facts.titles
        if title.code in row.current_title and case.had_by_submission(title.obtained_on)
    ]
    if not held:
        verdict = failed(
            "This path asks for a title already held: %(wanted)s. If it is missing, add it in the personal "
            "information.",
            wanted=wanted,
        )
        return (Condition(ConditionKind.CURRENT_TITLE, verdict),)
    titles = tuple(dict.fromkeys(Code(Catalog.TITLE, title.code) for title in held))
    if row.appointed:
        return _appointment(row, held, titles, case)
    holds = Condition(ConditionKind.CURRENT_TITLE, passed("Holds %(found)s, as this path asks.", found=titles))
    return holds, *_tenure(row, [Period(started_on=title.obtained_on) for title in held], titles, case)


def _appointment(row: PathRule, held: Sequence[TitleHeld], titles: tuple[Code, ...], case: Case) -> Sequence[Condition]:
    appointments = [title.appointment for title in held if title.appointment]
    if not appointments:
        verdict = evidence(
            "%(found)s is held, but no appointment has been entered. Enter its date in the personal information and "
            "attach the appointment letter.",
            found=titles,
        )
        return (Condition(ConditionKind.CURRENT_TITLE, verdict),)
    this_year = case.rules.submitted_on.year
    ends = [period.last_day for period in appointments if period.last_day]
    if len(ends) < len(appointments) or max(ends).year >= this_year:
        verdict = passed("Appointed as %(found)s, as this path asks.", found=titles)
    else:
        verdict = failed(
            "The last appointment as %(title)s ended on %(found)s; this path asks for one in force in %(wanted)s. If a "
            "later letter exists, add it in the personal information.",
            title=titles,
            found=max(ends),
            wanted=this_year,
        )
    return Condition(ConditionKind.CURRENT_TITLE, verdict), *_tenure(row, appointments, titles, case)


def _tenure(row: PathRule, periods: Sequence[Period], titles: tuple[Code, ...], case: Case) -> Sequence[Condition]:
    if not row.tenure_years:
        return ()
    verdict = case.years_verdict(
        full_years(periods, case.rules.cutoff_date),
        row.tenure_years,
        met="Tenure as %(title)s up to %(cutoff)s: %(found)s; %(wanted)s full years are asked for.",
        short="Tenure as %(title)s up to %(cutoff)s: %(found)s; %(wanted)s full years are asked for. If an "
        "appointment is missing, add it in the personal information; otherwise apply under a later plan.",
        title=titles,
    )
    return (Condition(ConditionKind.TENURE_YEARS, verdict),)


def skill_level(row: PathRule, case: Case) -> Sequence[Condition]:
    """Skill level and professional work since it, or a higher one, was first obtained (R-59..R-61)."""
    if row.skill_level is None:
        return ()
    if case.facts.skills is None:
        verdict = evidence(
            "No skill level has been entered; this path asks for %(wanted)s. Enter it in the personal information.",
            wanted=row.skill_level,
        )
        return (Condition(ConditionKind.SKILL_LEVEL, verdict),)
    held = [
        skill
        for skill in case.facts.skills
        if skill.level >= row.skill_level and case.had_by_submission(skill.obtained_on)
    ]
    if not held:
        verdict = failed(
            "This path asks for the skill level %(wanted)s or higher. If a certificate is missing, add it in the "
            "personal information.",
            wanted=row.skill_level,
        )
        return (Condition(ConditionKind.SKILL_LEVEL, verdict),)
    first = min(held, key=lambda skill: skill.obtained_on)
    verdict = passed(
        "Skill level: %(found)s; this path asks for %(wanted)s or higher.",
        found=first.level,
        wanted=row.skill_level,
    )
    level = Condition(ConditionKind.SKILL_LEVEL, verdict)
    if not row.skill_years:
        return (level,)
    work = professional_periods(case.facts)
    if work is None:
        verdict = evidence(
            "No employment has been entered; this path asks for %(wanted)s full years of work since the skill level. "
            "Enter it in the personal information.",
            wanted=row.skill_years,
        )
    else:
        verdict = case.years_verdict(
            full_years(since(work, first.obtained_on), case.rules.cutoff_date),
            row.skill_years,
            met="Work since the skill level %(level)s up to %(cutoff)s: %(found)s; %(wanted)s full years are asked "
            "for.",
            short="Work since the skill level %(level)s up to %(cutoff)s: %(found)s; %(wanted)s full years are asked "
            "for. If employment is missing, add it in the personal information; otherwise apply under a later plan.",
            level=first.level,
        )
    return level, Condition(ConditionKind.SKILL_YEARS, verdict)


def vocational(row: PathRule, case: Case) -> Sequence[Condition]:
    """A registered vocational qualification, any of those named (R-167)."""
    if not row.vocational:
        return ()
    wanted = tuple(Code(Catalog.VOCATIONAL_QUALIFICATION, code) for code in row.vocational)
    if case.facts.vocational is None:
        verdict = evidence(
            "No vocational qualification has been entered; this path asks for %(wanted)s. Enter it in the personal "
            "information.",
            wanted=wanted,
        )
        return (Condition(ConditionKind.VOCATIONAL, verdict),)
    held = tuple(
        Code(Catalog.VOCATIONAL_QUALIFICATION, record.code)
        for record in case.facts.vocational
        if record.code in row.vocational and case.had_by_submission(record.obtained_on)
    )
    if held:
        verdict = passed("Holds the qualification %(found)s, as this path asks.", found=held)
    else:
        verdict = failed(
            "This path asks for one of these qualifications: %(wanted)s. If a certificate is missing, add it in the "
            "personal information.",
            wanted=wanted,
        )
    return (Condition(ConditionKind.VOCATIONAL, verdict),)


def by_document(row: PathRule) -> Sequence[Condition]:
    """What stands in a document that the notice only names is never decided here (R-40, R-41)."""
    if not row.by_document:
        return ()
    verdict = evidence(
        "The conditions of this path stand in %(document)s. Attach the evidence that it asks for; an auditor confirms "
        "it.",
        document=row.by_document,
    )
    return (Condition(ConditionKind.BY_DOCUMENT, verdict),)
