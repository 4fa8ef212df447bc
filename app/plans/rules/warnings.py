"""What may be right in a plan and rarely is: told before publication, and confirmed one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from app.core.errors import Violation
from app.core.workflow import Gate, HolderKind, StageKind
from app.plans.enums import ApplicationMode, DeadlineKind
from app.plans.packs import PLAN_KEYS, SECTIONS, Document
from app.plans.rules.catalog import Catalog
from app.plans.rules.committees import warn_of_committees
from app.plans.rules.coverage import admits

Row = Mapping[str, Any]
OFFICES = ("organisations", "review_committees", "contacts")


def warning_key(warning: Violation) -> str:
    """By what a warning is confirmed; another row, figure or name is another warning."""
    words = "|".join((warning.field, warning.message % warning.params))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def warn_of(document: Document, catalog: Catalog) -> list[Violation]:
    """Everything in a whole plan that wants a second look; nothing for a notice that only others defer to."""
    if not document["takes_applications"]:
        return []
    return [
        *_modes(document),
        *_reviews(document),
        *_fees(document),
        *_routes(document),
        *warn_of_committees(document, catalog),
    ]


def office_faults(document: Document, catalog: Catalog, left: str = "") -> tuple[list[Violation], list[Violation]]:
    """Offices, committees and contacts that lie neither in the plan's region nor above it, as (errors, warnings).

    `left` is the code of the region whose plan was cloned: an office of that region is an error until it is replaced.
    """
    region = document["region"]
    errors: list[Violation] = []
    warnings: list[Violation] = []
    for field, table, code in _named_offices(document):
        found = catalog[table].get(code)
        if found is None or not found.region or in_line(found.region, region):
            continue
        message = "%(code)s lies in the region %(found)s, outside the plan's own, %(wanted)s; write another."
        fault = Violation(field, message, {"code": code, "found": found.region, "wanted": region})
        is_left = bool(left) and left != region and in_line(found.region, left)
        (errors if is_left else warnings).append(fault)
    return errors, warnings


def in_line(one: str, other: str) -> bool:
    """Whether one of two regions, by six-digit code, lies in the other: 330604 and 330600, 330000 and 330604."""
    first, second = _stem(one), _stem(other)
    return first.startswith(second) or second.startswith(first)


def _stem(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code


def _named_offices(document: Document) -> Iterator[tuple[str, str, str]]:
    """(field, table, code) of every office that the plan names, but for its issuer."""

    def of_row(prefix: str, row: Row, keys: Any) -> Iterator[tuple[str, str, str]]:
        for key in keys:
            if key.refers in OFFICES and key.name != "issuer" and row.get(key.name):
                yield prefix + key.name, key.refers, row[key.name]

    yield from of_row("", document, PLAN_KEYS)
    for section in SECTIONS:
        for index, row in enumerate(document[section.name]):
            yield from of_row(f"{section.name}.{index}.", row, section.keys)
            if inner := section.within:
                for place, one in enumerate(row[inner.name]):
                    yield from of_row(f"{section.name}.{index}.{inner.name}.{place}.", one, inner.keys)


def _modes(document: Document) -> Iterator[Violation]:
    """A mode other than the normal one has papers of its own: an attachment or a form on paper names it."""
    asked = [row["applies_when"].get("modes") for name in ("attachments", "papers") for row in document[name]]
    named = {mode for modes in asked if isinstance(modes, list) for mode in modes}
    for index, row in enumerate(document["modes"]):
        if row["mode"] != ApplicationMode.NORMAL.name and row["mode"] not in named:
            yield Violation(
                f"modes.{index}",
                "No attachment and no paper form is asked for in the mode “%(name)s” alone; add what the notice asks.",
                {"name": row["name"]},
            )


def _reviews(document: Document) -> Iterator[Violation]:
    for index, row in enumerate(document["deadlines"]):
        day = row["starts_on"] or row["due_on"]
        if row["kind"] == DeadlineKind.REVIEW.name and day < document["employer_deadline"]:
            yield Violation(
                f"deadlines.{index}",
                "The review begins on %(found)s, before the employers' deadline %(wanted)s.",
                {"found": day, "wanted": document["employer_deadline"]},
            )


def _fees(document: Document) -> Iterator[Violation]:
    """Whoever reaches a stage that waits for the fee is asked for one for certain."""
    told = set()
    waiting = any(Gate.FEE_PAID.name in stage["gates"] for route in document["routes"] for stage in route["stages"])
    for path in document["paths"] if waiting else ():
        way = {"titles": path["title"], "modes": path["mode"]}
        fees = [fee["applies_when"] for fee in document["fees"] if admits(fee["applies_when"], **way)]
        if fees and not any(fee.keys() <= way.keys() for fee in fees) and tuple(way.values()) not in told:
            told.add(tuple(way.values()))
            yield Violation(
                "fees",
                "For %(title)s in the mode %(mode)s every fee has a further condition; who meets none of them cannot "
                "be asked to pay.",
                {"title": path["title"], "mode": path["mode"]},
            )


def _routes(document: Document) -> Iterator[Violation]:
    for index, route in enumerate(document["routes"]):
        field, stages = f"routes.{index}", route["stages"]
        before = []
        for stage in stages:
            if stage["holder"] != HolderKind.EMPLOYER.name:
                break
            before.append(stage["kind"])
        if len(before) < len(stages) and StageKind.PUBLIC_NOTICE.name not in before:
            yield Violation(
                field,
                "On the route “%(name)s” the employer forwards without a public notice before it.",
                {"name": route["name"]},
            )
