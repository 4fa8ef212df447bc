"""A dry run's result in words: figures by rule and title, examples, and the row of each person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.applications.queries import code_names
from app.console.layout import label
from app.core.eligibility import Code, Outcome, PathKind
from app.documents.spreadsheet import Cell, Column
from app.dry_runs.labels import codes_of, sentence
from app.dry_runs.rules import PATHS
from app.plans.models import PlanRequirement, QualificationPath, ReviewPlan
from app.plans.views.wording import Names, names_of, parameter_words

OUTCOMES = (Outcome.PASS, Outcome.FAIL, Outcome.EVIDENCE_NEEDED)
KEPT_SENTENCES = 20_000


@dataclass(frozen=True)
class Bar:
    """One line of a table of figures: its words, how many of whom came to what; examples are (outcome, number, name,
    sentence)."""

    words: str
    clause: str
    counts: Mapping[str, int]
    examples: Sequence[tuple[Outcome, str, str, str]] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def result_words(plan: ReviewPlan, result: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of a finished dry run shows. Rules that the plan has no longer go by their keys."""
    names = code_names(codes_of(frozen for kept in result["examples"].values() for _ref, _name, frozen in kept))
    titles = {row.title.code: row.name or row.title.name for row in plan.titles}
    rules, clauses = _rule_words(plan)
    return {
        "persons": result["persons"],
        "unreadable": result["unreadable"],
        "outcomes": [(one, result["outcomes"].get(one.name, 0)) for one in OUTCOMES],
        "titles": [
            Bar(titles.get(code, code) or _("No title"), "", counts) for code, counts in result["titles"].items()
        ],
        "rules": [
            Bar(rules.get(key, key), clauses.get(key, ""), counts, _examples(key, result["examples"], names))
            for key, counts in result["rules"].items()
        ],
        "paths": [
            Bar(
                _("%(title)s, %(mode)s", title=titles.get(row.title.code, row.title.name), mode=_mode(plan, row)),
                clauses.get(f"path:{row.key}", ""),
                result["paths"][f"path:{row.key}"],
            )
            for row in plan.paths
            if f"path:{row.key}" in result["paths"]
        ],
        "changed": result["plan_version"] != plan.version,
    }


def rows_header() -> list[Column]:
    """The columns of the file of all persons."""
    words = (_("Number"), _("Name"), _("Title that is applied for"), _("Mode of applying"), _("Result of the dry run"))
    return [*(Column(one, number == 0) for number, one in enumerate(words)), Column(_("What is missing"))]


def row_cells(plan: ReviewPlan, _result: Mapping[str, Any]) -> Callable[[Sequence[Any]], list[Cell]]:
    """What writes a person's row; sentences that come again are not worded again."""
    titles = {row.title.code: row.name or row.title.name for row in plan.titles}
    modes = {row.mode.name: row.name for row in plan.modes}
    outcomes = {one.name: str(label(one)) for one in OUTCOMES}
    names: dict[Code, str] = {}
    asked: set[Code] = set()
    known: dict[str, str] = {}

    def words(frozen: Mapping[str, Any]) -> str:
        key = f"{frozen['message']} {frozen['params']}"
        if key not in known:
            codes = codes_of([frozen])
            if codes - asked:
                names.update(code_names(codes - asked))
                asked.update(codes)
            if len(known) >= KEPT_SENTENCES:
                known.clear()
            known[key] = sentence(frozen, names)
        return known[key]

    def cells(row: Sequence[Any]) -> list[Cell]:
        reference, name, title, mode, outcome, points = row
        lines = [f"{outcomes[frozen['outcome']]}：{words(frozen)}" for _key, frozen in points]
        return [reference, name, titles.get(title, title), modes.get(mode, mode), outcomes[outcome], "\n".join(lines)]

    return cells


def _rule_words(plan: ReviewPlan) -> tuple[dict[str, str], dict[str, str]]:
    """Words and clauses of the plan's rules, by their keys."""
    names = names_of(plan)
    rules = {f"requirement:{row.key}": _requirement(row, names) for row in plan.requirements}
    printed = {clause.key: clause.text for clause in plan.clauses}
    clauses = {f"requirement:{row.key}": printed.get(row.clause, "") for row in plan.requirements}
    clauses |= {f"path:{row.key}": printed.get(row.clause, "") for row in plan.paths}
    return {**rules, PATHS: str(label(PathKind.QUALIFICATION_PATH))}, clauses


def _requirement(row: PlanRequirement, names: Names) -> str:
    figures = parameter_words(row, names)
    return f"{label(row.kind)}{_(': ')}{figures}" if figures else str(label(row.kind))


def _mode(plan: ReviewPlan, row: QualificationPath) -> str:
    names = {mode.mode: mode.name for mode in plan.modes}
    return names.get(row.mode) or str(label(row.mode))


def _examples(
    key: str, kept: Mapping[str, Sequence[Sequence[Any]]], names: Mapping[Code, str]
) -> list[tuple[Outcome, str, str, str]]:
    return [
        (outcome, reference, name, sentence(frozen, names))
        for outcome in OUTCOMES
        for reference, name, frozen in kept.get(f"{key} {outcome.name}", ())
    ]
