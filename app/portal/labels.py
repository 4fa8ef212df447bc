"""How the public pages word a plan, and an applicant's page the state of an application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.applications.labels import finding_items
from app.console.formats import day, listed, parted
from app.console.layout import register_labels
from app.core.eligibility import LABELS, PARAMETERS, Code, Finding, Outcome, PathRule
from app.core.eligibility.parameters import ParameterType
from app.core.workflow import HOLDER_KIND_LABELS
from app.plans.labels import FEE_LABELS
from app.plans.models import ReviewPlan, RouteStage
from app.plans.rules import path_rules
from app.plans.views.wording import Names, condition_words
from app.portal.services import Answer, Days

register_labels(FEE_LABELS)

ANSWER_WORDS = {
    Outcome.PASS: lazy_gettext("Everything asked for is met."),
    Outcome.EVIDENCE_NEEDED: lazy_gettext(
        "Nothing stands against it; the items marked are still to be shown or confirmed."
    ),
    Outcome.FAIL: lazy_gettext("Not yet: something asked for is not met."),
}
SHOWN_PARAMETERS = {ParameterType.WHOLE_NUMBER, ParameterType.NUMBER, ParameterType.CHOICE}


def plan_dates(plan: ReviewPlan) -> list[tuple[str, str]]:
    """(label, day) of everything that has to be done by a day (R-188, R-212)."""
    dates = [
        (_("Applications from"), day(plan.opens_on)),
        (_("Applicants until"), day(plan.applicant_deadline)),
        (_("Employers forward until"), day(plan.employer_deadline)),
        (_("Years of work are counted to"), day(plan.seniority_cutoff_date)),
        (_("Correction after a return"), _within(plan.return_due_working_days)),
    ]
    if plan.fees:
        dates.append((_("Payment"), _within(plan.fee_due_working_days)))
    if plan.paper_copies:
        copies = ngettext("%(num)s copy", "%(num)s copies", plan.paper_copies)
        within = _within(plan.paper_due_working_days)
        dates.append((_("Printed sheets"), _("%(copies)s %(within)s after the audit", copies=copies, within=within)))
    return dates


def _within(days: int) -> str:
    return ngettext("within %(num)s working day", "within %(num)s working days", days)


def path_table(plan: ReviewPlan, titles: Mapping[str, str]) -> tuple[list[str], list[list[str]]]:
    """The ways to the plan's titles with the notice's words, as `data_table` draws them."""
    clauses = {clause.key: clause.text for clause in plan.clauses}
    rules = path_rules(plan)
    rows = [
        [titles.get(rule.title, rule.title), parted(_conditions(rule, titles)), clauses.get(rule.clause, "")]
        for rule in rules
    ]
    return [_("Title"), _("Conditions"), _("The notice")], rows


def requirement_items(plan: ReviewPlan, names: Names) -> list[dict[str, Any]]:
    """Every requirement besides the paths: what it is, its figures, the notice's words."""
    clauses = {clause.key: clause for clause in plan.clauses}
    items = []
    for row in plan.requirements:
        figures = [
            f"{_(parameter.label)} {_shown(row.parameters[parameter.name])}"
            for parameter in PARAMETERS[row.kind]
            if parameter.type in SHOWN_PARAMETERS and row.parameters.get(parameter.name) is not None
        ]
        clause = clauses.get(row.clause)
        items.append(
            {
                "title": _(LABELS[row.kind]),
                "only": condition_words(row.applies_when, names),
                "figures": parted(figures),
                "text": clause.text if clause else "",
                "source": clause.part if clause else "",
                "waivable": row.waivable,
            }
        )
    return items


def holder_words(stage: RouteStage) -> str:
    """Who handles a stage."""
    if stage.holder_organisation is not None:
        return stage.holder_organisation.name
    return _(HOLDER_KIND_LABELS[stage.holder])


def measured_words(plan: ReviewPlan, submitted_on: dt.date) -> str:
    """To which days a self-check counts."""
    return _(
        "Years are counted to %(cutoff)s; insurance and diplomas as on %(submitted)s.",
        cutoff=day(plan.seniority_cutoff_date),
        submitted=day(submitted_on),
    )


def answer_items(answers: Sequence[Answer], plan: ReviewPlan, names: Mapping[Code, str]) -> list[dict[str, Any]]:
    """Each title and mode as the page of the self-check draws it, with the days by which what lacks time would hold."""
    return [
        {
            "title": answer.title.name or answer.title.title.name,
            "mode": answer.mode.name,
            "outcome": answer.outcome.name,
            "outcome_words": _(LABELS[answer.outcome]),
            "words": str(ANSWER_WORDS[answer.outcome]),
            "possible_on": day(answer.possible_on) if answer.possible_on else "",
            "findings": _finding_items(answer, plan, names),
            "attachments": [
                [kind.name, _("Required") if required else _("If it applies to you"), kind.hint]
                for kind, required in answer.attachments
            ],
        }
        for answer in answers
    ]


def _finding_items(answer: Answer, plan: ReviewPlan, names: Mapping[Code, str]) -> list[dict[str, Any]]:
    """The findings, what is not met first and what is met last."""
    items = finding_items(answer.findings, plan.clauses, names)
    pairs = sorted(zip(items, answer.findings, strict=True), key=lambda pair: -pair[1].outcome.severity)
    return [_with_days(item, finding, answer.days) for item, finding in pairs]


def _with_days(item: dict[str, Any], finding: Finding, days: Mapping[str, Days]) -> dict[str, Any]:
    """A finding's item with the sentences about its days; its paths likewise."""
    ways = zip(item["details"], finding.details, strict=True)
    return {
        **item,
        "text": item["text"] + _days(days.get(finding.subject, {})),
        "details": [{**shown, "text": shown["text"] + _days(days.get(way.subject, {}))} for shown, way in ways],
    }


def _days(days: Days) -> str:
    sentences = [
        _("Earliest date on which “%(condition)s” is met: %(day)s.", condition=_(LABELS[kind]), day=day(found))
        for kind, found in days.items()
    ]
    return "".join(f" {sentence}" for sentence in sentences)


def _conditions(rule: PathRule, titles: Mapping[str, str]) -> Iterator[str]:
    accepted = [_(LABELS[one]) for one in (*rule.education, *rule.degree)]
    if accepted:
        yield _("Education or degree: %(accepted)s", accepted=listed(accepted))
    if rule.current_title:
        yield _("holding %(titles)s", titles=listed(titles.get(code, code) for code in rule.current_title))
    if rule.tenure_years:
        yield ngettext("%(num)s full year in that title", "%(num)s full years in that title", rule.tenure_years)
    if rule.skill_level:
        yield _("skill level %(level)s", level=_(LABELS[rule.skill_level]))
    if rule.skill_years:
        yield ngettext(
            "%(num)s full year of work since that level",
            "%(num)s full years of work since that level",
            rule.skill_years,
        )
    if rule.vocational:
        yield _("vocational qualification %(names)s", names=listed(rule.vocational))
    if rule.professional_years:
        yield ngettext(
            "%(num)s full year of professional work", "%(num)s full years of professional work", rule.professional_years
        )
    if rule.unmatched_extra_years:
        yield ngettext(
            "%(num)s year more where the field of study does not match",
            "%(num)s years more where the field of study does not match",
            rule.unmatched_extra_years,
        )
    if rule.by_document:
        yield _("meeting %(document)s", document=rule.by_document)


def _shown(value: Any) -> str:
    words = {member.name: text for member, text in LABELS.items()}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return _(words[value]) if value in words else str(value)
