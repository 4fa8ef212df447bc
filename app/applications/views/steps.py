"""What the wizard's pages show around each step's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.applications import queries, services
from app.applications.facts import applicant_facts, subject_of
from app.applications.labels import figure_codes, finding_items
from app.applications.models import Application
from app.archives import queries as archives
from app.archives.enums import EntryStatus
from app.archives.labels import content_pairs, file_notes
from app.console.errors import translate
from app.console.formats import day, parted, span_words
from app.console.languages import officially
from app.console.layout import label
from app.core import clock
from app.core.eligibility import Finding, Outcome, full_years, spans
from app.core.errors import Violation
from app.core.photo import PhotoLimits
from app.files.sizes import readable_size
from app.plans.enums import WizardStep
from app.plans.labels import STEP_LABELS
from app.plans.models import PlanAttachment
from app.plans.rules import asked_answers, asked_by_mode, attachments_for

STEPS = tuple(WizardStep)
ENDPOINTS = {step: f"WizardView.{step.value.lower()}" for step in WizardStep}


def step_url(application_id: int, step: WizardStep) -> str:
    return url_for(ENDPOINTS[step], application_id=application_id)


def frame(application: Application, step: WizardStep) -> dict[str, Any]:
    """The parts that every step's page has: the steps on top, the side note, the deadline, the way back."""
    reached, here = STEPS.index(application.step), STEPS.index(step)
    deadline = services.deadline_of(application)
    return {
        "application": application,
        "plan": application.plan,
        "steps": [
            {
                "label": str(STEP_LABELS[one]),
                "state": "now" if one is step else "done" if place < reached else "todo",
                "url": step_url(application.id, one) if place <= reached else "",
            }
            for place, one in enumerate(STEPS)
        ],
        "title": str(STEP_LABELS[step]),
        "clauses": [{"text": one.text, "source": one.part} for one in application.plan.clauses if one.step is step],
        "previous_url": step_url(application.id, STEPS[here - 1]) if here else "",
        "deadline": deadline,
        "days_left": (deadline - clock.today()).days,
    }


def following(step: WizardStep) -> WizardStep:
    """The step after this one; the last is its own."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def missing_in(application: Application, step: WizardStep) -> list[Violation]:
    """What the step still lacks, each at its field's own name."""
    prefix = f"{step.value}."
    return [
        Violation(one.field.removeprefix(prefix), one.message, one.params)
        for one in services.missing(application)
        if one.field.startswith(prefix)
    ]


def photo_parts(application: Application) -> dict[str, Any]:
    """The plan's limits as a list, and as the page checks them before the upload."""
    limits = PhotoLimits.from_mapping(application.plan.photo)
    requirements = []
    if limits.formats:
        requirements.append(("format", _("Format %(formats)s", formats="/".join(limits.formats))))
    if limits.min_bytes is not None and limits.max_bytes is not None:
        sizes = {"lowest": readable_size(limits.min_bytes), "highest": readable_size(limits.max_bytes)}
        requirements.append(("size", _("File larger than %(lowest)s and smaller than %(highest)s", **sizes)))
    if limits.min_width is not None and limits.min_height is not None:
        pixels = {"width": limits.min_width, "height": limits.min_height}
        requirements.append(("pixels", _("Larger than %(width)s × %(height)s pixels (width × height)", **pixels)))
    if limits.min_ratio is not None and limits.max_ratio is not None:
        ratios = {"lowest": limits.min_ratio, "highest": limits.max_ratio}
        requirements.append(("ratio", _("Width divided by height from %(lowest)s to %(highest)s", **ratios)))
    if limits.white_border:
        requirements.append(("border", _("White background")))
    return {"requirements": requirements, "limits": dict(application.plan.photo), "max_bytes": limits.max_bytes or 0}


def years_parts(application: Application) -> dict[str, Any]:
    """专业工作年限 with the periods that it is added up from (R-128)."""
    cutoff = application.plan.seniority_cutoff_date
    periods = [one for one in applicant_facts(application.applicant).employment or () if one.professional]
    total = full_years(periods, cutoff)
    rows = [
        [_("%(first)s to %(last)s", first=day(span.start), last=day(span.end)), span_words(span.duration)]
        for span in spans(periods, cutoff)
    ]
    return {"years": total.years, "total": span_words(total), "periods": rows, "cutoff": cutoff}


def asked_parts(application: Application) -> dict[str, Any]:
    """What only some modes ask for: in which of them, and whether in the one that is chosen now; notes of modes."""
    plan = application.plan
    by_mode = asked_by_mode(plan, subject_of(application))
    chosen = asked_answers(plan, subject_of(application))
    most = max((one.recommenders for one in by_mode.values()), default=0)
    return {
        "scored_modes": [mode for mode, one in by_mode.items() if one.self_score],
        "recommended_modes": [mode for mode, one in by_mode.items() if one.recommenders],
        "asked": chosen,
        "most_recommenders": most,
        "titles": queries.title_choices() if most else [],
        "mode_notes": {row.mode.name: row.hint for row in plan.modes if row.hint},
        "category_notes": {row.id: row.covers for row in plan.categories if row.covers},
    }


def appraisal_text(application: Application) -> str:
    """What the record says of the employer's appraisals, as a first wording of the answer."""
    rows = application.applicant.appraisals
    with officially():
        return parted(_("%(year)s: %(result)s", year=row.year, result=label(row.result)) for row in rows)


def worded_findings(application: Application, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as `finding_list` draws them, those that stand in the way first."""
    order = (Outcome.FAIL, Outcome.EVIDENCE_NEEDED, Outcome.PASS)
    ranked = sorted(findings, key=lambda finding: order.index(finding.outcome))
    return finding_items(ranked, application.plan.clauses, queries.code_names(figure_codes(findings)))


def entry_parts(application: Application, chosen: Sequence[int]) -> dict[str, Any]:
    """Entries that can be chosen, and the others with why not."""
    entries = archives.of_applicant(application.applicant_id)
    why = {
        EntryStatus.DRAFT: _("Not submitted to your employer yet."),
        EntryStatus.SUBMITTED: _("Your employer has not audited it yet."),
        EntryStatus.RETURNED: _("Your employer returned it for correction."),
        EntryStatus.REJECTED: _("Your employer did not pass it."),
    }
    return {
        "passed": [
            (entry, version.content, content_pairs(version.content), file_notes(version.content))
            for entry in entries
            if (version := entry.approved) is not None
        ],
        "others": [
            (entry, why[entry.status]) for entry in entries if entry.status in why and not entry.approved_number
        ],
        "chosen": set(chosen),
    }


def asked_attachments(application: Application) -> list[tuple[PlanAttachment, bool]]:
    """Kinds that this person is asked for, each with whether it must be there; and those that hold files already."""
    person = applicant_facts(application.applicant, application)
    asked = dict(attachments_for(application.plan, person, subject_of(application)))
    held = {one.kind_id for one in application.attachments}
    return [(kind, asked.get(kind, False)) for kind in application.plan.attachments if kind in asked or kind.id in held]


def gaps(application: Application, violations: Sequence[Violation]) -> list[dict[str, str]]:
    """What stands between the draft and its submission, each with the step where it is put right; rules are left to
    the findings, which name them with their figures."""
    found = []
    for violation in violations:
        name = violation.field.partition(".")[0]
        step = WizardStep.__members__.get(name)
        if name != "RULES":
            url = step_url(application.id, step) if step else ""
            found.append({"text": translate(violation.message, violation.params), "url": url})
    return found


def blocking(findings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Findings that no auditor can waive."""
    return [one for one in findings if one["outcome"] == Outcome.FAIL.name and not one["waivable"]]
