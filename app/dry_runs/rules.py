"""Many people before one plan's rules: what each comes to, and how many come to what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from app.core.eligibility import ApplicantFacts, Finding, Outcome, Rules, assess, freeze, reachable
from app.core.eligibility.vocabulary import PathKind
from app.core.workflow import Subject

PATHS = "paths"
MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Person:
    """One person of a dry run: what they are called in it, what is known of them and what they would apply for."""

    reference: str
    name: str
    facts: ApplicantFacts
    subject: Subject


class Tally:
    """What a whole dry run comes to; memory does not grow with the number of persons."""

    def __init__(self) -> None:
        self._persons: Counter[str] = Counter()
        self._titles: dict[str, Counter[str]] = {}
        self._rules: dict[str, Counter[str]] = {}
        self._ways: dict[str, Counter[str]] = {}
        self._examples: dict[str, list[list[Any]]] = {}

    def count(self, person: Person, rules: Rules) -> list[Any]:
        """Assess one person, count every finding; the person's row of the result as plain JSON: reference, name, title,
        mode, outcome, and [rule, frozen finding] of each that does not hold."""
        findings = assess(person.facts, rules)
        outcome = reachable(findings).name
        title = person.subject.title_code
        self._persons[outcome] += 1
        self._titles.setdefault(title, Counter())[outcome] += 1
        name = masked(person.name)
        open_points = []
        for finding in findings:
            key = rule_key(finding)
            self._rules.setdefault(key, Counter())[finding.outcome.name] += 1
            for way in finding.details:
                self._ways.setdefault(way.subject, Counter())[way.outcome.name] += 1
            if finding.outcome is not Outcome.PASS:
                kept = freeze(replace(finding, details=()))
                open_points.append([key, kept])
                self._keep(f"{key} {finding.outcome.name}", [person.reference, name, kept])
        return [person.reference, name, title, person.subject.mode, outcome, open_points]

    def result(self) -> dict[str, Any]:
        """The figures as plain JSON."""
        return {
            "persons": self._persons.total(),
            "outcomes": dict(self._persons),
            "titles": {title: dict(counts) for title, counts in sorted(self._titles.items())},
            "rules": {key: dict(counts) for key, counts in self._rules.items()},
            "paths": {key: dict(counts) for key, counts in self._ways.items()},
            "examples": self._examples,
        }

    def _keep(self, key: str, example: list[Any]) -> None:
        kept = self._examples.setdefault(key, [])
        if len(kept) < MOST_EXAMPLES:
            kept.append(example)


def rule_key(finding: Finding) -> str:
    """The row that a finding is about: all paths together, or one requirement."""
    return PATHS if isinstance(finding.kind, PathKind) else finding.subject


def masked(name: str) -> str:
    """The family name with an asterisk for each further character."""
    return name[:1] + "*" * (len(name) - 1)
