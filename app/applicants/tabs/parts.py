"""What a tab of the profile is: one section of the record, filled in, checked, stored and audited as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.applicants.forms import SectionForm
from app.applicants.models import Applicant
from app.applicants.rules import Context, Draft
from app.console.layout import Words
from app.core.errors import Violation


def _nothing(_person: Applicant, _draft: Draft, _context: Context) -> None:
    return None


@dataclass(frozen=True)
class RowList:
    """One list of a tab. `name` is the relationship of the person and the field of the form; `fields` as the form
    draws them; `key` is the column that tells rows apart where there may be one of each, else they go by id; `ours` are
    columns that no register knows."""

    name: str
    model: Any
    fields: tuple[str, ...]
    add: Words
    hint: Words = ""
    key: str = ""
    ours: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tab:
    """One tab. `columns` are plain columns and relations of the person as the form draws them; `facts` the facts of
    eligibility that stand on this tab; `after` writes what follows from the draft beside its own columns, and
    `derived`, the columns that only it writes.

    `optional` names columns that are marked so; `hints` are the lines under them.
    """

    key: str
    title: Words
    form: type[SectionForm]
    check: Callable[[Draft, Context], Iterator[Violation]]
    columns: tuple[str, ...] = ()
    lists: tuple[RowList, ...] = ()
    facts: frozenset[str] = frozenset()
    after: Callable[[Applicant, Draft, Context], None] = _nothing
    derived: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    hints: Mapping[str, Words] = field(default_factory=dict)
