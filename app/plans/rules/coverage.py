"""Whether a plan as a whole is complete: each title reached, each fee set, every day after the one before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from app.core.errors import Violation
from app.core.workflow import Gate
from app.plans.enums import DeadlineKind
from app.plans.packs import Document

Row = Mapping[str, Any]


def check_coverage(document: Document) -> Iterator[Violation]:
    """Faults of a whole plan that takes applications; fields are dotted paths."""
    yield from _missing(document)
    yield from _unsourced(document)
    yield from _days(document)
    yield from _fees(document)


def admits(condition: Mapping[str, Any], **names: str) -> bool:
    """Whether a condition lets these names through, by key (`titles`, `modes`), as far as it speaks of them."""
    return all(name in wanted for key, name in names.items() if isinstance(wanted := condition.get(key), list))


def together(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether some application may meet both conditions: no list that both have keeps them apart."""
    return all(
        not isinstance(one[key], list) or not isinstance(other[key], list) or set(one[key]) & set(other[key])
        for key in one.keys() & other.keys()
    )


def last_submission(document: Document, condition: Mapping[str, Any]) -> dt.date:
    """The last day on which whoever meets the condition may submit: of their windows, else the plan's own."""
    windows = [
        row["due_on"] for row in _of_kind(document, DeadlineKind.WINDOW) if together(row["applies_when"], condition)
    ]
    last: dt.date = max(windows, default=document["applicant_deadline"])
    return last


def _missing(document: Document) -> Iterator[Violation]:
    for name in ("titles", "modes", "specialties", "committees", "routes"):
        if not document[name]:
            yield Violation(name, "The plan has no %(section)s; add at least one row.", {"section": name})
    reached = {row["title"] for row in document["paths"]}
    used = {row["mode"] for row in document["paths"]}
    for index, row in enumerate(document["titles"]):
        if row["title"] not in reached:
            message = "No path leads to %(title)s; add one to the paths, or leave the title out."
            yield Violation(f"titles.{index}", message, {"title": row["title"]})
    for index, row in enumerate(document["modes"]):
        if row["mode"] not in used:
            message = "No path can be taken in the mode %(mode)s; add one to the paths, or leave the mode out."
            yield Violation(f"modes.{index}", message, {"mode": row["mode"]})


def _unsourced(document: Document) -> Iterator[Violation]:
    for name in ("paths", "requirements"):
        for index, row in enumerate(document[name]):
            if not row["clause"]:
                yield Violation(f"{name}.{index}.clause", "Nothing says which clause asks for this; cite its clause.")


def _days(document: Document) -> Iterator[Violation]:
    opens, closes = document["opens_on"], document["applicant_deadline"]
    for index, row in enumerate(document["deadlines"]):
        field, condition = f"deadlines.{index}", row["applies_when"]
        if row["kind"] == DeadlineKind.WINDOW.name and row["starts_on"] is not None:
            if row["starts_on"] < opens:
                message = "The window begins on %(found)s, before the plan opens; write %(wanted)s or later."
                yield Violation(f"{field}.starts_on", message, {"found": row["starts_on"], "wanted": opens})
            if row["due_on"] > closes:
                message = "The window ends on %(found)s, after the applicants' deadline; write %(wanted)s or earlier."
                yield Violation(f"{field}.due_on", message, {"found": row["due_on"], "wanted": closes})
        elif row["kind"] != DeadlineKind.WINDOW.name and row["due_on"] < (last := last_submission(document, condition)):
            message = "%(found)s is before the last day on which applicants may submit; write %(wanted)s or later."
            yield Violation(f"{field}.due_on", message, {"found": row["due_on"], "wanted": last})
    yield from _receiving(document)


def _receiving(document: Document) -> Iterator[Violation]:
    """An authority further on along a route cannot stop receiving before one that comes before it (R-215 to R-220)."""
    told = set()
    for route in document["routes"]:
        days = []
        for stage in route["stages"]:
            days += [
                (index, row)
                for index, row in enumerate(document["deadlines"])
                if row["kind"] == DeadlineKind.RECEIVING.name and _receives(row, stage) and (index, row) not in days
            ]
        for (_first, before), (index, after) in combinations(days, 2):
            if index not in told and after["due_on"] < before["due_on"] and _same_way(before, after):
                told.add(index)
                yield Violation(
                    f"deadlines.{index}.due_on",
                    "%(found)s is before %(wanted)s, the last day of “%(name)s”, which comes before it on the route.",
                    {"found": after["due_on"], "wanted": before["due_on"], "name": before["name"]},
                )


def _same_way(one: Row, other: Row) -> bool:
    """Different authorities that receive the same applications."""
    differ = (one["holder"], one["organisation"]) != (other["holder"], other["organisation"])
    return differ and together(one["applies_when"], other["applies_when"])


def _receives(row: Row, stage: Row) -> bool:
    if row["organisation"]:
        return bool(row["organisation"] == stage["holder_organisation"])
    return bool(row["holder"] == stage["holder"])


def _fees(document: Document) -> Iterator[Violation]:
    """Whoever reaches a stage that waits for the fee is asked for one."""
    if not document["fees"]:
        return
    told = set()
    for route in document["routes"]:
        waiting = [stage for stage in route["stages"] if Gate.FEE_PAID.name in stage["gates"]]
        for title, mode in _pairs(document):
            way = {"titles": title, "modes": mode}
            asked = admits(route["applies_when"], **way) and any(
                admits(stage["applies_when"], **way) for stage in waiting
            )
            if not asked or (title, mode) in told:
                continue
            if not any(admits(fee["applies_when"], **way) for fee in document["fees"]):
                told.add((title, mode))
                message = "No fee is set for %(title)s in the mode %(mode)s, but “%(stage)s” waits for it; add one."
                yield Violation("fees", message, {"title": title, "mode": mode, "stage": waiting[0]["name"]})


def _pairs(document: Document) -> Iterator[tuple[str, str]]:
    """Titles and modes that some path leads to together."""
    yield from dict.fromkeys((row["title"], row["mode"]) for row in document["paths"])


def _of_kind(document: Document, kind: DeadlineKind) -> Iterator[Row]:
    return (row for row in document["deadlines"] if row["kind"] == kind.name)
