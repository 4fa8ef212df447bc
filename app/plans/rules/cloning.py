"""What a plan is in another year, in another region, for other titles."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.plans.packs import SECTIONS, Document


def moved(document: Document, opens_on: dt.date) -> Document:
    """The plan as it would be if it opened on this day.

    On the same day of another year every date keeps its day and month (29 February falls on the 28th), else every
    date moves by as many days. The year goes along.
    """
    before = document["opens_on"]
    years, days = opens_on.year - before.year, opens_on - before

    def later(value: dt.date) -> dt.date:
        return in_year(value, value.year + years) if in_year(before, opens_on.year) == opens_on else value + days

    def of_row(row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: later(value) if isinstance(value, dt.date) else value for name, value in row.items()}

    rows = {one.name: [of_row(row) for row in document[one.name]] for one in SECTIONS if one.name in document}
    return {**of_row(document), **rows, "year": document["year"] + years}


def in_year(day: dt.date, year: int) -> dt.date:
    """The same day of another year; one without 29 February has the 28th."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def elsewhere(document: Document, region: str) -> Document:
    """The plan for another region. What it asks of the applicant's region goes along; offices stay as they are, and
    are told as faults until they are replaced."""
    old = document["region"]

    def of_row(row: Mapping[str, Any]) -> dict[str, Any]:
        parameters = row["parameters"]
        return {
            **row,
            "parameters": {**parameters, "region": region} if parameters.get("region") == old else parameters,
        }

    return {**document, "region": region, "requirements": [of_row(row) for row in document["requirements"]]}


def retitled(document: Document, titles: Mapping[str, str]) -> Document:
    """The plan with other titles in place of its own, in its titles, paths and conditions."""
    if not titles:
        return document

    def of_row(row: Mapping[str, Any]) -> dict[str, Any]:
        made = dict(row)
        if "title" in made:
            made["title"] = titles.get(made["title"], made["title"])
        if "titles" in made.get("applies_when", {}):
            wanted = [titles.get(code, code) for code in made["applies_when"]["titles"]]
            made["applies_when"] = {**made["applies_when"], "titles": list(dict.fromkeys(wanted))}
        if "stages" in made:
            made["stages"] = [of_row(stage) for stage in made["stages"]]
        return made

    return {**copy.deepcopy(document), **{one.name: [of_row(row) for row in document[one.name]] for one in SECTIONS}}
