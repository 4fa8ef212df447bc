"""What screens call the parts of an application, and how findings, routes and frozen versions are worded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.applicants.freezing import record_lists
from app.applicants.labels import IDENTITY, LIST_LABELS, WORK, pairs, record_table, restored
from app.applicants.models import Applicant
from app.applications.models import StageOutcome
from app.applications.rules import facts_from_submission
from app.archives.labels import content_pairs, file_notes
from app.console.formats import day, moment, span_words
from app.console.layout import Words, has_label, label, register_labels
from app.core import eligibility
from app.core.eligibility import Catalog, Code, Duration, Finding, Outcome, PathResult, Verdict, thaw
from app.core.identity import mask_identity_number
from app.core.workflow import GATE_LABELS, STAGE_KIND_LABELS, STATUS_LABELS, Stage, Step
from app.hours.labels import year_headers, year_table
from app.organisations.enums import EmployerKind
from app.plans.models import PlanClause, PlanMode
from app.plans.published import Clause

SECTIONS: dict[str, Words] = {
    "photo": _("ID photo"),
    "commitment": _("Commitment"),
    "person": _("Personal data"),
    **{key: LIST_LABELS[one.name] for key, one in record_lists()},
    "hours": _("Hours of continuing education"),
    "answers": _("Application data"),
    "statement": _("Work statement"),
    "entries": _("Chosen achievements"),
    "attachments": _("Attachments"),
}
ANSWER_LABELS: dict[str, Words] = {
    "title": _("Application category"),
    "category": _("Application type"),
    "mode_name": _("Application mode"),
    "self_score": _("Self-score"),
    "recommenders": _("Recommenders"),
    "specialty": _("Specialty"),
    "committee": _("Accepting committee"),
    "professional_years": _("Years of professional work"),
    "appraisal_summary": _("The employer's appraisals"),
}
# What only some plans ask for; an answer that is not there is left out.
ASKED_BY_SOME = frozenset({"category", "self_score", "recommenders"})
RECOMMENDER_LABELS: dict[str, Words] = {
    "name": _("Name"),
    "employer_name": _("Employer"),
    "title": _("Title"),
    "certificate_number": _("Certificate number"),
    "in_service": _("Recommender in service"),
    "related_specialty": _("Same or similar specialty"),
}
register_labels({**STATUS_LABELS, **STAGE_KIND_LABELS, **GATE_LABELS})


def submission_view(content: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen version as the `submission` macro draws it; the identity number is masked.

    Keys: photo, commitment, signature, identity, work, tables, proofs, answers, statement, entries, attachments.
    """
    person = {
        **content["person"],
        **restored(Applicant, content["person"]),
        "identity_number": mask_identity_number(content["person"]["identity_number"]),
        "employer": content["employer"]["name"],
    }
    return {
        "photo": content["photo"],
        "commitment": content["commitment"]["title"],
        "signature": content["commitment"]["signature"],
        "signed_at": _moment(content["commitment"]["signed_at"]),
        "identity": pairs(IDENTITY, person),
        "work": pairs(WORK, person),
        "tables": [
            (key, str(SECTIONS[key]), record_table(one.name, [restored(one.model, row) for row in rows]))
            for key, one in record_lists()
            if (rows := _rows(content, key)) is not None
        ]
        + _hours_table(content),
        "proofs": {
            key: [row["proof"] for row in content.get(key) or () if row.get("proof")] for key, _list in record_lists()
        },
        "answers": answer_pairs(content["answers"]),
        "statement": content["statement"],
        "entries": [_entry(row) for row in content["entries"]],
        "attachments": _by_kind(content["attachments"]),
    }


def _hours_table(content: Mapping[str, Any]) -> list[tuple[str, str, tuple[list[str], list[list[str]]]]]:
    """Hours by year as one more table; none where no hours were counted, or an older version kept none."""
    years = facts_from_submission(content).continuing_education if "facts" in content else None
    return [("hours", str(SECTIONS["hours"]), (year_headers(), year_table(years)))] if years else []


def thawed(content: Mapping[str, Any]) -> list[Finding]:
    """The findings that a frozen version keeps."""
    return [thaw(finding) for finding in content["findings"]]


def answer_pairs(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, words) of what was answered in step 3, but for the statement."""
    years = answers["professional_years"]
    shown = {
        **answers,
        "professional_years": "" if years is None else ngettext("%(num)s full year", "%(num)s full years", years),
    }
    shown["mode_name"] = _with_option(answers["mode_name"], answers.get("mode_option", ""))
    shown["recommenders"] = "\n".join(_recommender(one) for one in answers.get("recommenders") or ())
    return [
        (str(words), shown.get(name) or "")
        for name, words in ANSWER_LABELS.items()
        if shown.get(name) or name not in ASKED_BY_SOME
    ]


def further_answers(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, words) of the answers that only some plans ask for, where they were given."""
    named = {str(words) for name, words in ANSWER_LABELS.items() if name in ASKED_BY_SOME}
    return [pair for pair in answer_pairs(answers) if pair[0] in named]


def mode_words(mode: PlanMode) -> str:
    """A mode under the name that the notice prints, with the platform's own option where that differs (R-163)."""
    return _with_option(mode.name, mode.option)


def _with_option(name: str, option: str) -> str:
    if not option or option == name:
        return name
    return gettext("%(name)s (option of the platform: %(option)s)", name=name, option=option)


def _recommender(row: Mapping[str, Any]) -> str:
    """One recommender in a line."""
    flags = [str(RECOMMENDER_LABELS[name]) for name in ("in_service", "related_specialty") if row[name]]
    texts = [row["name"], row["employer_name"], row["title"], row["certificate_number"], *flags]
    return gettext(", ").join(filter(None, texts))


def _rows(content: Mapping[str, Any], key: str) -> list[dict[str, Any]] | None:
    """The rows of a list; None where the version was frozen before there was such a list. Then the appointment that a
    title carried stands for its letter."""
    if key == "letters" and key not in content:
        letters = [{**held, "started_on": held["appointed_on"]} for held in content["titles"] if held["appointed_on"]]
        return letters or None
    return content.get(key)


def _moment(frozen: str | None) -> str:
    return moment(dt.datetime.fromisoformat(frozen)) if frozen else ""


def _entry(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": row["title"], "pairs": content_pairs(row), "files": file_notes(row)}


def _by_kind(attachments: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for attachment in attachments:
        kinds.setdefault(attachment["kind"], []).append(attachment)
    return list(kinds.items())


def finding_items(
    findings: Sequence[Finding], clauses: Sequence[PlanClause | Clause], names: Mapping[Code, str]
) -> list[dict[str, Any]]:
    """Findings as the `finding_list` macro draws them; `subject` and `waivable` stay with each.

    `names` holds the printed names of titles and regions, from `queries.code_names`.
    """
    quoted = {clause.key: clause for clause in clauses}
    return [_finding_item(finding, quoted, names) for finding in findings]


def figure_codes(findings: Iterable[Finding]) -> set[Code]:
    """The codes among the figures of findings, whose printed names a page needs."""
    figures = [one.params for finding in findings for one in finding.details]
    figures += [finding.params for finding in findings]
    values = [value for params in figures for value in params.values()]
    flat = [item for value in values for item in (value if isinstance(value, tuple) else (value,))]
    return {item for item in flat if isinstance(item, Code)}


def route_items(
    steps: Iterable[Step], holders: Mapping[int, str], note: Callable[[Sequence[Stage]], str]
) -> list[dict[str, Any]]:
    """The route as `route_picture` draws it; `holders` maps stage ids to names of organisations, `note` tells for
    whom the stages of a step are."""
    return [
        {
            "printed_step": step.printed_step,
            "name": gettext(", ").join(stage.name for stage in step.stages),
            "holder": gettext(", ").join(_once(holders.get(stage.id, "") for stage in step.stages)),
            "note": note(step.stages),
            "status": step.status,
        }
        for step in steps
    ]


def outcome_items(outcomes: Iterable[StageOutcome]) -> list[tuple[str, str]]:
    """(stage, words) of what stages recorded: the result, the day, the document, what was written."""
    return [(_outcome_stage(one), _outcome_words(one)) for one in outcomes]


def _outcome_stage(outcome: StageOutcome) -> str:
    if outcome.from_outside:
        return gettext("Result of %(recipient)s", recipient=outcome.stage.recipient)
    return outcome.stage.name


def _outcome_words(outcome: StageOutcome) -> str:
    parts = [label(outcome.result), day(outcome.held_on), outcome.document_number, outcome.opinion]
    return gettext(", ").join(filter(None, parts))


def _finding_item(
    finding: Finding, quoted: Mapping[str, PlanClause | Clause], names: Mapping[Code, str]
) -> dict[str, Any]:
    clause = quoted.get(finding.clause)
    ruling = finding.ruling
    return {
        "subject": finding.subject,
        "waivable": finding.waivable,
        "outcome": finding.outcome.name,
        "title": label(finding.kind),
        "text": finding_text(finding, names),
        "clause": clause.text if clause else "",
        "source": clause.part if clause else "",
        "ruling": gettext("%(ruling)s: %(reason)s", ruling=label(ruling.kind), reason=ruling.reason) if ruling else "",
        "details": [
            {
                "outcome": way.outcome.name,
                "text": finding_text(way, names),
                "source": quoted[way.clause].text if way.clause in quoted else "",
            }
            for way in finding.details
        ],
    }


def finding_text(worded: Finding | PathResult | Verdict, names: Mapping[Code, str]) -> str:
    """A finding, or one of its paths, as the sentence that people read."""
    return eligibility.text(worded, gettext, lambda code: names.get(code) or _own_name(code), _measured)


def _measured(value: dt.date | Duration) -> str:
    return span_words(value) if isinstance(value, Duration) else day(value)


def figure_text(value: Any, names: Mapping[Code, str]) -> str:
    """One figure of a finding as its sentence writes it."""
    return finding_text(Verdict(Outcome.PASS, "%(figure)s", {"figure": value}), names)


def _own_name(code: Code) -> str:
    """The words of a code that no table names."""
    if code.catalog is Catalog.EMPLOYER_KIND and has_label(EmployerKind.__members__.get(code.code)):
        return label(EmployerKind[code.code])
    return code.code


def _once(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
