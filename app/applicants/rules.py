"""What a person's record must be: what was typed into one section in, violations out.

Fields of a row are named by its list and its place on the page: `education-0-school`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from app.applicants.enums import AuditState, Sex
from app.core.errors import Violation
from app.core.identity import EARLIEST_BIRTH
from app.core.identity_kinds import Identity, IdentityKind, carries_birth, check_identity

EARLIEST_YEAR = 1950
GIVE = "Please fill this in."
CHOOSE = "Please choose from the list."
UNCONFIRMED = (
    "Your employer has not confirmed yet that you work there. Please ask its operator to confirm it under “Staff”."
)
NOT_CONFIRMED_HERE = "You have not confirmed yet that this person works for you. Please do so under “Staff” first."
FUTURE = "The day %(found)s lies in the future; today is %(today)s."


@dataclass(frozen=True)
class Upload:
    """A file as it arrives."""

    stream: IO[bytes]
    name: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a list as typed: `place` on the page from 0, `id` of the stored row or None for a new one.

    `values` are by column; `proof` is a file that was put in with the row.
    """

    section: str
    place: int
    id: int | None = None
    values: Mapping[str, Any]
    proof: Upload | None = None

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def field(self, name: str) -> str:
        """What the page calls a field of this row."""
        return f"{self.section}-{self.place}-{name}"


@dataclass(frozen=True)
class Draft:
    """A section as typed: its plain columns, and its lists without their empty rows."""

    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def every_row(self) -> Iterator[Row]:
        """All rows in the order of the page."""
        for rows in self.rows.values():
            yield from rows


@dataclass(frozen=True)
class Context:
    """What a section is held against: the day, the catalog's titles by code, and what the register says.

    `identity_kind` is the kind of document that is stored; None before the first save.
    """

    today: dt.date
    is_new: bool
    identity_kind: IdentityKind | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    is_employer: Callable[[int], bool] = lambda _id: True
    identity_taken: Callable[[Identity], bool] = lambda _identity: False


def check_identity_of(
    kind: IdentityKind | None, number: str, sex: Sex | None, birth_date: dt.date | None, *, today: dt.date
) -> Iterator[Violation]:
    """What is wrong with a person's document, and with sex and date of birth where its number does not carry them."""
    if kind is None:
        yield Violation("identity_kind", CHOOSE)
        return
    yield from check_identity(kind, number, today)
    if not carries_birth(kind, number.strip()):
        if sex is None:
            yield Violation("sex", CHOOSE)
        if birth_date is None:
            yield Violation("birth_date", GIVE)
        yield from check_birth_date(birth_date, today)


def check_birth_date(birth_date: dt.date | None, today: dt.date) -> Iterator[Violation]:
    """A date of birth that has not come yet, or that nobody living has."""
    yield from not_in_future("birth_date", birth_date, today)
    if birth_date and birth_date < EARLIEST_BIRTH:
        figures = {"found": birth_date, "wanted": EARLIEST_BIRTH}
        yield Violation("birth_date", "The date of birth is %(found)s; it must be %(wanted)s or later.", figures)


def given(row: Row, *names: str, message: str = GIVE) -> Iterator[Violation]:
    """What a row must have and has not."""
    for name in names:
        if row[name] in (None, ""):
            yield Violation(row.field(name), message)


def not_in_future(field_name: str, day: dt.date | None, today: dt.date) -> Iterator[Violation]:
    """A day that has not come yet."""
    if day is not None and day > today:
        yield Violation(field_name, FUTURE, {"found": day, "today": today})


def in_order(field_name: str, first: dt.date | None, last: dt.date | None) -> Iterator[Violation]:
    """A last day before the first."""
    if first and last and last < first:
        message = "It cannot end on %(found)s, before it began on %(started)s."
        yield Violation(field_name, message, {"found": last, "started": first})


def one_of(row: Row, name: str, known: Mapping[str, str]) -> Iterator[Violation]:
    """A code that the list does not have."""
    if row[name] and row[name] not in known:
        yield Violation(row.field(name), "Please choose one of the titles of the list.")


def whole_state(states: Iterable[AuditState]) -> AuditState:
    """What the profile is, by its sections: returned where one was, approved where all are."""
    found = set(states)
    for state in (AuditState.RETURNED, AuditState.SUBMITTED, AuditState.DRAFT):
        if state in found:
            return state
    return AuditState.APPROVED


def after_change(state: AuditState) -> AuditState:
    """A section that was sent or approved and has changed since is to be sent again; a returned one stays so."""
    return AuditState.DRAFT if state in (AuditState.SUBMITTED, AuditState.APPROVED) else state


def check_return(defects: Sequence[tuple[str, str]], sent: Iterable[str]) -> list[Violation]:
    """Why a return cannot be: each point names a section that was submitted (R-104)."""
    known = set(sent)
    if any(section not in known for section, _text in defects):
        return [Violation("defects", "Please choose for every point the section that it concerns.")]
    return []
