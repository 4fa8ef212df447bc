"""Actions with a reason: how they are offered, and how a decision is read from what was posted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict

from app.access.roles import permitted
from app.access.scoping import acting
from app.console.arguments import whole_number
from app.console.errors import translate
from app.console.languages import officially
from app.console.layout import Words
from app.core.errors import Invalid, OutOfScope, Violation
from app.core.workflow import Decision, check_given, check_lengths
from app.extensions import db

DECISIONS = (Decision.PASS, Decision.RETURN, Decision.REJECT)
MOST_ROWS = 500
DEFECT = re.compile(r"defects-(\d{1,3})-text")
STALE = "The page was incomplete. Please reload it and decide again."


class Need(StrEnum):
    """What a person must write before an action can be confirmed."""

    OPINION = "opinion"
    REASON = "reason"
    DEFECTS = "defects"


@dataclass(frozen=True)
class ActionForm:
    """One action on one record: a button that opens a panel.

    `verb` is asked of ROLES, `style` is a badge key (passed, returned, rejected, waiting) or "", `url` builds the
    address that the panel posts to, and `consequence` says in one sentence what the press will do.
    """

    name: str
    label: Words
    verb: str
    url: Callable[[Any], str]
    consequence: Callable[[Any], str]
    style: str = ""
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Panel:
    """An action as a page offers it for one record; `version` is what the page was drawn for."""

    name: str
    label: str
    style: str
    url: str
    consequence: str
    needs: tuple[Need, ...]
    version: int | None


@dataclass(frozen=True)
class DecisionInput:
    """What an auditor posted. `defects` are (section, text); texts are stripped, never None."""

    decision: Decision
    opinion: str
    reason: str
    defects: list[tuple[str, str]]
    version: int


@dataclass(frozen=True)
class Selection:
    """Ids ticked in a list, as they were posted, and the reason given for all of them."""

    ids: list[str]
    reason: str


def panels(forms: Iterable[ActionForm], record: Any, resource: str) -> list[Panel]:
    """The actions that the person signed in may do with `record`, ready to be drawn."""
    roles = acting(db.session).roles
    return [
        Panel(
            form.name,
            str(form.label),
            form.style,
            form.url(record),
            form.consequence(record),
            form.needs,
            getattr(record, "version", None),
        )
        for form in forms
        if permitted(roles, form.verb, resource)
    ]


def parse_version(form: Mapping[str, str]) -> int:
    """The version that the page was drawn for. Raises Invalid where it is missing or no number."""
    text = form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid([Violation("", STALE)])
    return int(text)


def parse_selection(form: MultiDict[str, str], name: str, needs_reason: bool = False) -> Selection:
    """Read the rows ticked in a list (`rowid`) and the reason of the action `name` (`reason-<name>`).

    Raises Invalid where nothing is ticked, too much is ticked, or the reason is missing.
    """
    ids = list(dict.fromkeys(form.getlist("rowid")))
    reason = form.get(f"reason-{name}", "").strip()
    violations = []
    if not ids:
        violations.append(Violation("rowid", "Nothing is chosen. Please tick at least one row."))
    if len(ids) > MOST_ROWS:
        counts = {"found": len(ids), "wanted": MOST_ROWS}
        violations.append(
            Violation("rowid", "%(found)s rows are chosen; at most %(wanted)s can be handled at once.", counts)
        )
    if needs_reason and not reason:
        violations.append(Violation("reason", "Please write a reason."))
    if violations:
        raise Invalid(violations)
    return Selection(ids, reason)


def parse_rows(form: MultiDict[str, str]) -> dict[int, int]:
    """The rows ticked in a list, each with the version that it was drawn for (`version-<id>`).

    Raises Invalid as `parse_selection` and `parse_version`, OutOfScope for what is no id.
    """
    ids = {text: whole_number(text) for text in parse_selection(form, "").ids}
    if None in ids.values():
        raise OutOfScope
    return {key: parse_version({"version": form.get(f"version-{text}", "")}) for text, key in ids.items() if key}


def parse_passing(form: MultiDict[str, str]) -> tuple[dict[int, int], str]:
    """The same for rows that are passed together, and the opinion for all of them."""
    return parse_rows(form), parse_selection(form, "pass").reason


def parse_decision(form: Mapping[str, str]) -> DecisionInput:
    """Read `decision`, `version`, `opinion`, `reason`, and `defects-N-section` with `defects-N-text`.

    A pass carries an opinion, a return at least one defect or a reason (R-182, R-194), a rejection a reason. Raises
    Invalid with everything that is missing or too long.
    """
    return check_decision(
        form.get("decision", ""),
        opinion=form.get("opinion", ""),
        reason=form.get("reason", ""),
        defects=_defects(form),
        version=parse_version(form),
    )


def check_decision(
    name: str, *, opinion: str, reason: str, defects: list[tuple[str, str]], version: int
) -> DecisionInput:
    """What an auditor decided, wherever it was written; see `parse_decision`. Raises Invalid."""
    if name not in {decision.name for decision in DECISIONS}:
        raise Invalid([Violation("decision", "Please choose pass, return or reject.")])
    decision = Decision[name]
    opinion, reason = opinion.strip(), reason.strip()
    texts = [("opinion", opinion), ("reason", reason), *(("defects", text) for _section, text in defects)]
    lacking = check_given(decision, opinion=opinion, reason=reason, corrections=bool(defects or reason))
    if violations := lacking + check_lengths(texts):
        raise Invalid(violations)
    return DecisionInput(decision, opinion, reason, defects, version)


def written_reason(decided: DecisionInput, sections: Mapping[str, Words]) -> str:
    """The reason of a return or rejection in one text of the office's language: each defect with the words of its
    section, then the reason."""
    with officially():
        texts = [
            translate("%(section)s: %(text)s", {"section": str(sections[section]), "text": text})
            if section in sections
            else text
            for section, text in decided.defects
        ]
    return "\n".join([*texts, *([decided.reason] if decided.reason else [])])


def typed_decision(form: Mapping[str, str]) -> dict[str, Any]:
    """What was typed into the decision panel, for the panel to show again beside what is wrong with it."""
    numbers = sorted({int(found[1]) for key in form if (found := DEFECT.fullmatch(key))})
    defects = [
        {"section": form.get(f"defects-{number}-section", ""), "text": form.get(f"defects-{number}-text", "")}
        for number in numbers
    ]
    texts = {name: form.get(name, "") for name in ("decision", "opinion", "reason")}
    return {**texts, "defects": [defect for defect in defects if defect["text"] or defect["section"]]}


def _defects(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """Defects in the order of their numbers; a row without text was left empty and does not count."""
    numbers = sorted(int(found[1]) for key in form if (found := DEFECT.fullmatch(key)))
    pairs = [
        (form.get(f"defects-{number}-section", "").strip(), form[f"defects-{number}-text"].strip())
        for number in dict.fromkeys(numbers)
        if f"defects-{number}-text" in form
    ]
    return [(section, text) for section, text in pairs if text]
