"""The lists of a plan as tables: each row's words, the clause it rests on, and what this system decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.console.cells import written
from app.console.formats import listed, money
from app.console.layout import label
from app.core.eligibility import Degree, EducationLevel, FieldMatch, Procedure, SchoolClass, SkillLevel
from app.core.workflow import Gate, HolderKind, ResumeAt, ReturnTo, StageKind
from app.files.sizes import readable_size
from app.plans.enums import AssessmentMethod
from app.plans.labels import COLUMN_LABELS, RULE_LABELS
from app.plans.models import PlanClause, PlanRoute, ReviewPlan
from app.plans.views.wording import Names, condition_words, holder_words, members, parameter_words

EXCERPT = 48
Column = tuple[str, Callable[[Any], Any]]


@dataclass(frozen=True)
class TableRow:
    """`cells` in the order of the headers; `clause` is what the row rests on, None where none is cited."""

    cells: list[str]
    clause: PlanClause | None
    decided: str
    inherited: bool = False


@dataclass(frozen=True)
class Table:
    """A list of a plan; columns that are empty in every row are left out. `excerpt`: how much of a clause is shown."""

    headers: list[str]
    rows: list[TableRow]
    excerpt: int = EXCERPT


def plan_tables(plan: ReviewPlan, names: Names) -> dict[str, Table]:
    """The plan's lists by name, but for specialties, routes and clauses."""
    rules = [{"name": name, **rule} for name, rule in plan.review_rules.items()]
    return {
        "bases": _table(plan, plan.bases, [_named("name"), _named("number")]),
        "documents": _table(plan, plan.documents, [_named("number"), _named("name"), _named("summary")]),
        "titles": _table(plan, plan.titles, _title_columns()),
        "categories": _table(plan, plan.categories, [_named("name"), _named("covers")]),
        "modes": _table(plan, plan.modes, _mode_columns()),
        "papers": _table(plan, plan.papers, _paper_columns(names)),
        "deadlines": _table(plan, plan.deadlines, _deadline_columns(names)),
        "committees": _table(plan, plan.committees, [_named("committee", lambda row: row.committee.name)]),
        "contacts": _table(plan, plan.contacts, _contact_columns()),
        "paths": _table(plan, plan.paths, _path_columns(names, len(plan.modes) > 1)),
        "requirements": _table(plan, plan.requirements, _requirement_columns(names), excerpt=0),
        "attachments": _table(plan, plan.attachments, _attachment_columns(names)),
        "fees": _table(plan, plan.fees, _fee_columns(names)),
        "opinions": _table(plan, plan.sheet.get("opinions", []), _opinion_columns()),
        "review_rules": _table(plan, rules, _rule_columns()),
    }


def stage_table(plan: ReviewPlan, route: PlanRoute, names: Names) -> Table:
    """The stages of one route."""
    columns: list[Column] = [
        _named("printed_step", lambda row: str(row.printed_step)),
        (_("Stage"), lambda row: row.name),
        _named("kind", lambda row: label(row.kind)),
        _named("holder", holder_words),
        _named("recipient"),
        _named("applies_when", lambda row: condition_words(row.applies_when, names)),
        _named("gates", lambda row: members(row.gates, Gate)),
        _named("min_working_days", lambda row: _days(row.min_working_days)),
        _named("due_working_days", lambda row: _days(row.due_working_days)),
        _named("return_to", lambda row: "" if returns_usually(route) else label(row.return_to)),
        _named("resume_at", lambda row: "" if returns_usually(route) else label(row.resume_at)),
        _named("opens_review_sheet", lambda row: _yes(row.opens_review_sheet)),
    ]
    return _table(plan, route.stages, columns)


def _path_columns(names: Names, has_modes: bool) -> list[Column]:
    return [
        _named("title", lambda row: row.title.name),
        _named("mode", lambda row: names.modes.get(row.mode.name, label(row.mode)) if has_modes else ""),
        (_("Education or degree (any of them)"), _education),
        _named("current_title", lambda row: names.title(row.current_title)),
        _named("tenure_years", lambda row: _years(row.tenure_years)),
        _named("appointed", lambda row: _yes(row.appointed)),
        _named("skill_level", lambda row: members([row.skill_level], SkillLevel) if row.skill_level else ""),
        _named("skill_years", lambda row: _years(row.skill_years)),
        _named("vocational"),
        _named("professional_years", lambda row: _years(row.professional_years)),
        _named("major_match", lambda row: members([row.major_match], FieldMatch) if row.major_match else ""),
        _named("unmatched_extra_years", lambda row: _years(row.unmatched_extra_years)),
        _named("procedure", lambda row: label(row.procedure) if row.procedure is not Procedure.REVIEW else ""),
        _named("by_document"),
    ]


def _requirement_columns(names: Names) -> list[Column]:
    return [
        (_("Requirement"), lambda row: label(row.kind)),
        _named("parameters", lambda row: parameter_words(row, names)),
        (_("For whom"), lambda row: condition_words(row.applies_when, names)),
        _named("waivable", lambda row: _yes(row.waivable)),
    ]


def _attachment_columns(names: Names) -> list[Column]:
    return [
        (_("Attachment kind"), lambda row: row.name),
        _named("hint"),
        _named("required", lambda row: _yes(row.required)),
        (_("For whom"), lambda row: condition_words(row.applies_when, names)),
        (_("Limit"), lambda row: _("%(size)s × %(count)s", size=readable_size(row.max_bytes), count=row.max_files)),
    ]


def _contact_columns() -> list[Column]:
    return [
        _named("contact", lambda row: row.contact.office),
        _named("subject"),
        (_("Telephone"), lambda row: row.contact.phone),
        (_("Address"), lambda row: row.contact.address),
    ]


def _title_columns() -> list[Column]:
    return [
        (_("Title"), lambda row: row.name or row.title.name),
        _named("method", lambda row: "" if row.method is AssessmentMethod.REVIEW else label(row.method)),
        _named("recommended", lambda row: _yes(row.recommended)),
    ]


def _mode_columns() -> list[Column]:
    return [_named("name"), _named("option"), _named("mode", lambda row: label(row.mode)), _named("hint")]


def _paper_columns(names: Names) -> list[Column]:
    return [
        _named("name"),
        _named("copies", lambda row: ngettext("%(num)s copy", "%(num)s copies", row.copies)),
        _named("size", lambda row: label(row.size)),
        _named("binding"),
        _named("provided_by"),
        (_("For whom"), lambda row: condition_words(row.applies_when, names)),
    ]


def _deadline_columns(names: Names) -> list[Column]:
    return [
        _named("name"),
        _named("kind", lambda row: label(row.kind)),
        _named("starts_on", lambda row: written(row.starts_on)),
        _named("due_on", lambda row: written(row.due_on)),
        _named("holder", lambda row: row.organisation.name if row.organisation else _member(row.holder)),
        (_("For whom"), lambda row: condition_words(row.applies_when, names)),
    ]


def _fee_columns(names: Names) -> list[Column]:
    return [
        (_("Fee kind"), lambda row: label(row.kind)),
        (_("For whom"), lambda row: condition_words(row.applies_when, names)),
        (_("Amount per person"), lambda row: money(row.amount_fen)),
        _named("payee", lambda row: row.payee.name),
        _named("source"),
    ]


def _opinion_columns() -> list[Column]:
    return [
        _named("label"),
        (
            _("Filled from the stage"),
            lambda row: f"{members([row['holder']], HolderKind)} · {members([row['kind']], StageKind)}",
        ),
        _named("signer_label"),
        _named("seal"),
    ]


def _rule_columns() -> list[Column]:
    return [
        _named("rule", lambda row: RULE_LABELS.get(row["name"], row["name"])),
        _named("value", lambda row: written(row["value"])),
        _named("source"),
    ]


def returns_usually(route: PlanRoute) -> bool:
    """Whether every stage returns to the applicant and begins anew."""
    usual = (ReturnTo.APPLICANT, ResumeAt.FIRST_STAGE)
    return all((stage.return_to, stage.resume_at) == usual for stage in route.stages)


def _table(plan: ReviewPlan, rows: Sequence[Any], columns: Sequence[Column], excerpt: int = EXCERPT) -> Table:
    clauses = {clause.key: clause for clause in plan.clauses}
    cells = [[str(words(row) or "") for _header, words in columns] for row in rows]
    used = [index for index in range(len(columns)) if any(row[index] for row in cells)]
    return Table(
        [str(columns[index][0]) for index in used],
        [
            TableRow(
                [row[index] for index in used],
                clauses.get(_of(one, "clause")),
                _of(one, "decided"),
                bool(_of(one, "inherited")),
            )
            for one, row in zip(rows, cells, strict=True)
        ],
        excerpt,
    )


def _named(name: str, words: Callable[[Any], Any] | None = None) -> Column:
    return (str(COLUMN_LABELS[name]), words or (lambda row: _of(row, name)))


def _of(row: Any, name: str) -> Any:
    return row.get(name, "") if isinstance(row, dict) else getattr(row, name, "")


def _education(row: Any) -> str:
    return listed(filter(None, (members(row.education, EducationLevel, SchoolClass), members(row.degree, Degree))))


def _years(number: int) -> str:
    return ngettext("%(num)s year", "%(num)s years", number) if number else ""


def _member(one: Any) -> str:
    return str(label(one)) if one else ""


def _days(number: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", number) if number else ""


def _yes(flag: bool) -> str:
    return _("Yes") if flag else ""
