"""What a plan takes from the plan of the notice that it defers to (R-11)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from app.plans.packs import PLAN_KEYS, SECTIONS, Document

CLAUSES = "clauses"
# What every plan says for itself; all other values are the parent's where a pack leaves them out.
OWN_KEYS = frozenset({"code", "name", "parent", "takes_applications", "notice_text", "notes", "decided"})


def completed(written: Mapping[str, Any], parent: Document) -> dict[str, Any]:
    """A pack's values with those of the plan itself that it leaves out, and the reasons of those, from its parent."""
    left_out = [key.name for key in PLAN_KEYS if key.name not in written and key.name not in OWN_KEYS]
    values = {**{name: copy.deepcopy(parent[name]) for name in left_out}, **written}
    reasons = {name: why for name, why in parent["decided"].items() if name.partition(".")[0] in left_out}
    own = written.get("decided", {})
    if reasons and isinstance(own, dict):
        values["decided"] = {**reasons, **own}
    return values


def lacking(document: Document, parent: Document) -> Document:
    """The parent's rows that the plan takes over, by list: all rows of a kind of which it has none, and the clauses
    whose keys it does not have."""
    taken = {
        section.name: parent[section.name]
        for section in SECTIONS
        if section.name != CLAUSES and parent[section.name] and not document[section.name]
    }
    keys = {row.get("key") for row in document[CLAUSES]}
    if clauses := [row for row in parent[CLAUSES] if row["key"] not in keys]:
        taken[CLAUSES] = clauses
    return copy.deepcopy(taken)


def inheriting(document: Document, parent: Document) -> Document:
    """The plan as it will be published: its own rows, then what it takes from its parent."""
    return {**document, **{name: [*document[name], *rows] for name, rows in lacking(document, parent).items()}}
