"""How much of the record is there: what everybody needs, and what the plan that one aims at looks at. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.applicants.labels import COLUMN_LABELS, LIST_LABELS
from app.applicants.models import Applicant
from app.applicants.process import Aim
from app.applicants.tabs import TABS
from app.console.layout import Words

# The words of a fact that eligibility looks at, and the field or list where it is entered.
FACTS: Mapping[str, tuple[Words, str]] = {
    **{name: (words, name) for name, words in LIST_LABELS.items()},
    "titles": (LIST_LABELS["titles_held"], "titles_held"),
    "present_post_since": (LIST_LABELS["letters"], "letters"),
    "bans": (TABS["integrity"].title, "integrity_declared"),
    "civil_servant": (COLUMN_LABELS["is_civil_servant"], "is_civil_servant"),
    "in_service": (COLUMN_LABELS["in_service"], "in_service"),
    "employer_kind": (COLUMN_LABELS["employer"], "employer"),
    "department": (COLUMN_LABELS["employer"], "employer"),
    "work_region": (COLUMN_LABELS["employer"], "employer"),
    "affiliation": (COLUMN_LABELS["insurance_region"], "insurance_region"),
    "established_post": (COLUMN_LABELS["post_standing"], "post_standing"),
}


@dataclass(frozen=True)
class Part:
    """One thing that is needed: the tab and the place on it where it is entered, its words, whether it is there."""

    tab: str
    anchor: str
    words: Words
    there: bool


@dataclass(frozen=True)
class Meter:
    """`percent` is whole and reaches 100 only when nothing is missing."""

    parts: tuple[Part, ...]

    @property
    def percent(self) -> int:
        return 100 * sum(part.there for part in self.parts) // len(self.parts)

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if not part.there]


def meter(person: Applicant, aim: Aim | None) -> Meter:
    """What the record needs in the order of the tabs; a place that several facts need counts once."""
    parts: dict[tuple[str, str], Part] = {}
    for part in (*_of_everybody(person), *(_of_plan(aim) if aim else ())):
        key = (part.tab, part.anchor)
        kept = parts.get(key)
        parts[key] = part if kept is None or kept.there else kept
    order = list(TABS)
    return Meter(tuple(sorted(parts.values(), key=lambda part: order.index(part.tab))))


def _of_everybody(person: Applicant) -> Iterator[Part]:
    yield Part("identity", "phone", COLUMN_LABELS["phone"], bool(person.phone))
    yield Part("work", "employer", COLUMN_LABELS["employer"], person.employer_id is not None)
    yield Part("education", "education", LIST_LABELS["education"], bool(person.education))
    yield Part("employment", "employment", LIST_LABELS["employment"], bool(person.employment))
    yield Part("integrity", "integrity_declared", TABS["integrity"].title, person.integrity_declared)


def _of_plan(aim: Aim) -> Iterator[Part]:
    for key, tab in TABS.items():
        for fact in sorted(tab.facts & aim.needed):
            words, anchor = FACTS[fact]
            yield Part(key, anchor, words, fact not in aim.lacking)
