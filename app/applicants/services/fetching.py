"""Take over what the registers say of oneself, beside what one has written (R-46 to R-49)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app

from app.applicants.enums import Verification
from app.applicants.registers import Registers, Rows
from app.applicants.rules import Draft, Row
from app.applicants.services.keeping import own, save
from app.applicants.tabs import TABS, RowList
from app.catalog import queries as catalog
from app.core.eligibility.vocabulary import FieldMatch
from app.core.errors import OutOfScope, Refused
from app.extensions import db

# The list of a tab that registers know, and the columns by which a row of theirs is one that is written already.
FETCHED = {"insurance": ("region_id", "started_on"), "education": ("level", "graduated_on")}


def can_fetch(key: str) -> bool:
    """Whether there are registers to ask about this section."""
    return key in FETCHED and _registers() is not None


def ask_registers(key: str) -> Rows:
    """What they say about a section of one's own record, before a command begins. Raises OutOfScope, Refused before
    the record was first saved, Silent."""
    registers, person = _registers(), own()
    if registers is None or key not in FETCHED:
        raise OutOfScope
    if person is None:
        raise Refused("Please fill in and save the page “Identity” first.")
    question = (person.identity_kind.name, person.identity_number, person.name)
    # Nobody waits for a transaction of ours while the registers take their time.
    db.session.rollback()
    return registers.ask(*question)[key]


def take_over(key: str, told: Rows, seen_version: int) -> int:
    """Write what they say into the section; how many rows. What they said before and say no more goes, what one has
    written stays; where they say nothing at all, everything stays.

    Raises Conflict for a stale page, Invalid for what cannot be.
    """
    (list_,) = TABS[key].lists
    person = own()
    stored = list(getattr(person, list_.name))
    found = _known(key, told)
    if not found:
        return 0
    rows = _merged(list_, FETCHED[key], stored, found)
    save(key, Draft(rows={list_.name: rows}), seen_version)
    for record in getattr(own(), list_.name):
        if any(all(getattr(record, name) == value for name, value in one.items()) for one in found):
            record.verification = Verification.REGISTRY
    db.session.flush()
    return len(found)


def _registers() -> Registers | None:
    settings = current_app.config["ZHIPING"]
    return Registers(settings.register_url, settings.register_key) if settings.register_url else None


def _known(key: str, told: Rows) -> list[dict[str, Any]]:
    """The rows by columns of ours; a place that the catalog does not have is left out."""
    if key != "insurance":
        return [dict(row) for row in told]
    regions = catalog.ids_by_code("regions", {row["region"] for row in told})
    return [
        {"region_id": regions[row["region"]], "started_on": row["started_on"], "ended_on": row["ended_on"]}
        for row in told
        if row["region"] in regions
    ]


def _merged(
    list_: RowList, same_by: tuple[str, ...], stored: Sequence[Any], found: Sequence[Mapping[str, Any]]
) -> list[Row]:
    told = {tuple(one[name] for name in same_by): one for one in found}
    rows = []
    for record in stored:
        news = told.pop(tuple(getattr(record, name) for name in same_by), None)
        if news is None and record.verification is Verification.REGISTRY:
            continue
        values = {name: getattr(record, name) for name in _columns(list_)}
        rows.append((record.id, {**values, **(news or {})}))
    rows += [(None, {**_blank(list_), **one}) for one in told.values()]
    return [
        Row(section=list_.name, place=place, id=row_id, values=values) for place, (row_id, values) in enumerate(rows)
    ]


def _columns(list_: RowList) -> list[str]:
    return ["region_id" if name == "region" else name for name in list_.fields]


def _blank(list_: RowList) -> dict[str, Any]:
    """What no register knows of a row: whether the field of study suits is for the person to say."""
    blank = dict.fromkeys(_columns(list_))
    return {**blank, "match": FieldMatch.UNMATCHED} if "match" in blank else blank
