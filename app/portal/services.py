"""我能报吗: somebody's facts against every title and mode of a plan; nothing of them is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.eligibility import (
    ApplicantFacts,
    ConditionKind,
    Finding,
    Outcome,
    PathKind,
    RequirementKind,
    Rules,
    assess,
    earliest_of_path,
    earliest_submission,
    path_holds_on,
    reachable,
)
from app.core.workflow import Subject
from app.plans.models import PlanAttachment, PlanMode, PlanTitle, ReviewPlan
from app.plans.rules import attachments_for, plan_rules

Days = dict[ConditionKind | RequirementKind, dt.date]


@dataclass(frozen=True)
class Answer:
    """One title by one mode. `days` says, by the subject of a path or a requirement, by when what lacks time would
    hold; `possible_on` by when nothing would fail any more, None where time alone does not mend it or nothing fails."""

    title: PlanTitle
    mode: PlanMode
    findings: Sequence[Finding]
    outcome: Outcome
    days: Mapping[str, Days]
    possible_on: dt.date | None
    attachments: Sequence[tuple[PlanAttachment, bool]]


def day_of_check(plan: ReviewPlan, today: dt.date) -> dt.date:
    """The day on which the application is taken to be submitted: today, within the plan's own days."""
    return min(max(today, plan.opens_on), plan.applicant_deadline)


def self_check(
    plan: ReviewPlan, facts: ApplicantFacts, subject: Subject, today: dt.date, title: str = "", mode: str = ""
) -> list[Answer]:
    """The answer for each title and mode that some path leads to, the nearest first; `title` and `mode` restrict it,
    and given together are answered even without a path."""
    rules, day = plan_rules(plan), day_of_check(plan, today)
    answers = []
    for offered in plan.titles:
        for way in plan.modes:
            if title not in ("", offered.title.code) or mode not in ("", way.mode.name):
                continue
            asked = replace(subject, title_code=offered.title.code, mode=way.mode.name)
            held_against = rules.of(asked, day)
            if held_against.applicable_paths or (title and mode):
                answers.append(_answer(plan, offered, way, facts, asked, held_against))
    return sorted(answers, key=lambda one: one.outcome.severity)


def _answer(
    plan: ReviewPlan, title: PlanTitle, mode: PlanMode, facts: ApplicantFacts, subject: Subject, rules: Rules
) -> Answer:
    findings = assess(facts, rules)
    days: dict[str, Days] = {}
    mended: dict[str, dt.date | None] = {}
    for finding in findings:
        if finding.kind is PathKind.QUALIFICATION_PATH:
            mended[finding.subject] = _of_paths(finding, facts, rules, days)
        elif isinstance(finding.kind, RequirementKind):
            day = mended[finding.subject] = earliest_submission(finding, facts, rules)
            if day:
                days[finding.subject] = {finding.kind: day}
    needed = [mended[one.subject] for one in findings if one.outcome is Outcome.FAIL]
    known = [day for day in needed if day is not None]
    return Answer(
        title=title,
        mode=mode,
        findings=findings,
        outcome=reachable(findings),
        days=days,
        possible_on=max(known) if known and len(known) == len(needed) else None,
        attachments=attachments_for(plan, facts, subject),
    )


def _of_paths(finding: Finding, facts: ApplicantFacts, rules: Rules, days: dict[str, Days]) -> dt.date | None:
    """By when the first of the paths would hold, None where one does; what each of them lacks is added to `days`."""
    if finding.outcome is Outcome.PASS:
        return None
    holding = []
    for way in finding.details:
        dates = earliest_of_path(way, facts, rules)
        if any(dates.values()):
            days[way.subject] = {kind: day for kind, day in dates.items() if day is not None}
        if day := path_holds_on(way, dates):
            holding.append(day)
    return min(holding, default=None)
