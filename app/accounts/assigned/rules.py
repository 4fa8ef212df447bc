"""Who assigns accounts of which role where, and what a row must say to become an account."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from app.core.actor import Role
from app.core.errors import Violation
from app.organisations.enums import OrganisationKind

_COMMITTEES = frozenset(
    {OrganisationKind.COMMITTEE_OFFICE, OrganisationKind.HRSS_DEPARTMENT, OrganisationKind.COMPETENT_DEPARTMENT}
)
# The roles that are assigned, each with the kinds of organisations that have accounts of it.
ASSIGNED: Mapping[Role, frozenset[OrganisationKind]] = {
    Role.DEPARTMENT_AUDITOR: frozenset(
        {OrganisationKind.COMPETENT_DEPARTMENT, OrganisationKind.TALENT_EXCHANGE_CENTRE}
    ),
    Role.HRSS_AUDITOR: frozenset({OrganisationKind.HRSS_DEPARTMENT}),
    Role.COMMITTEE_OFFICE: _COMMITTEES,
    Role.EXPERT: _COMMITTEES,
    Role.FINANCE: _COMMITTEES,
    Role.PLAN_ADMINISTRATOR: _COMMITTEES,
}
COLUMNS = ("username", "name", "role", "organisation")
# Each costs one hash of a password, some tenth of a second: a file is answered while its sender waits.
MOST_ROWS = 100
HEADER_WITHIN = 5
LONGEST_NAME = 40
USER_NAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
PERSONS_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ·.'-])*")

Line: TypeAlias = tuple[int, Mapping[str, str]]


@dataclass(frozen=True)
class Place:
    """An organisation as far as its accounts go; `region` is the code of its region."""

    id: int
    code: str
    name: str
    kind: OrganisationKind
    region: str
    active: bool


@dataclass(frozen=True)
class Reach:
    """Where somebody assigns accounts: everywhere, or at their own HRSS department and in its region below it.

    `held` are the roles of whoever assigns.
    """

    everywhere: bool = False
    organisation_id: int | None = None
    region: str = ""
    held: frozenset[Role] = frozenset()

    @property
    def at_home(self) -> frozenset[Role]:
        """What one assigns at one's own organisation: roles that one holds, and experts, who do nothing there alone."""
        return frozenset(ASSIGNED) & (self.held | {Role.EXPERT})

    def roles_at(self, place: Place) -> frozenset[Role]:
        """The roles that can be assigned there, whatever the kind of the organisation."""
        if self.everywhere or self.is_below(place):
            return frozenset(ASSIGNED)
        return self.at_home if place.id == self.organisation_id else frozenset()

    def is_below(self, place: Place) -> bool:
        """Whether the organisation stands below: of the region, and no HRSS department of the same level."""
        if not self.region or place.id == self.organisation_id or not place.region.startswith(stem(self.region)):
            return False
        return place.region != self.region or place.kind is not OrganisationKind.HRSS_DEPARTMENT


@dataclass(frozen=True)
class Known:
    """What rows are checked against. `roles` are the words for roles, `places` are by code and by name."""

    reach: Reach
    roles: Mapping[str, Role]
    places: Mapping[str, Place]
    taken: Collection[str]


@dataclass(frozen=True)
class NewAccount:
    """One account to be assigned; `number` is the row of the file, 0 for a form."""

    number: int
    username: str
    name: str
    role: Role
    place: Place


@dataclass
class Checked:
    """What rows would become, and what is wrong with them; `field` of a fault is “number.column”."""

    accounts: list[NewAccount] = field(default_factory=list)
    faults: list[Violation] = field(default_factory=list)


def stem(region: str) -> str:
    """How the codes of a region and of all below it begin: 330600 gives 3306."""
    while region.endswith("00"):
        region = region[:-2]
    return region


def check_lines(lines: Sequence[Line], known: Known) -> Checked:
    """Every row checked against what is known and against the rows before it; all faults together."""
    checked = Checked()
    seen: dict[str, int] = {}
    for number, written in lines:
        account, faults = _check(number, written, known)
        username = written["username"].lower()
        if username and seen.setdefault(username, number) != number:
            faults.append(
                Violation("username", "“%(found)s” stands in an earlier row as well.", {"found": written["username"]})
            )
        checked.faults += [Violation(f"{number}.{one.field}", one.message, one.params) for one in faults]
        if account is not None and not faults:
            checked.accounts.append(account)
    return checked


def read_lines(
    rows: Sequence[tuple[int, Sequence[object]]], headings: Mapping[str, str]
) -> tuple[list[Line], list[Violation]]:
    """(number, text of each column) of every row below the headings, and what is wrong with these.

    `rows` are (number, cells); `headings` tell which column a heading means.
    """
    for place, (number, cells) in enumerate(rows[:HEADER_WITHIN]):
        keys = [headings.get(_text(cell)) for cell in cells]
        if "username" in keys:
            faults = _check_headings(number, [_text(cell) for cell in cells], keys)
            below: list[Line] = [(row, _written(keys, values)) for row, values in rows[place + 1 :]]
            if not faults and not below:
                faults = [Violation("", "The sheet has a header and no rows.")]
            if len(below) > MOST_ROWS:
                counts = {"found": len(below), "most": MOST_ROWS}
                words = "The file has %(found)s rows; at most %(most)s accounts are assigned at once. Please divide it."
                faults.append(Violation("", words, counts))
            return ([] if faults else below), faults
    return [], [Violation("", "The sheet has no row of headings. Please use the template.")]


def _check_headings(number: int, texts: Sequence[str], keys: Sequence[str | None]) -> list[Violation]:
    faults = [
        Violation(f"{number}.", "“%(found)s” is no column of the template.", {"found": text})
        for text, key in zip(texts, keys, strict=True)
        if text and key is None
    ]
    twice = dict.fromkeys(key for key in keys if key and keys.count(key) > 1)
    faults += [Violation(f"{number}.{key}", "This column stands in the sheet twice; keep one.") for key in twice]
    missing = [key for key in COLUMNS if key not in keys]
    return faults + [
        Violation(f"{number}.{key}", "This column is missing. Please use the template.") for key in missing
    ]


def _written(keys: Sequence[str | None], cells: Sequence[object]) -> dict[str, str]:
    written = dict.fromkeys(COLUMNS, "")
    for key, cell in zip(keys, cells, strict=False):
        if key:
            written[key] = _text(cell)
    return written


def _check(number: int, written: Mapping[str, str], known: Known) -> tuple[NewAccount | None, list[Violation]]:
    faults = [Violation(key, "Please fill this in.") for key in COLUMNS if not written[key]]
    username, name = written["username"], written["name"]
    if username and not USER_NAME.fullmatch(username):
        words = (
            "A user name has 3 to 40 characters: small letters, digits, “.”, “_” and “-”, the first of them a letter."
        )
        faults.append(Violation("username", words))
    elif username in known.taken:
        faults.append(Violation("username", "The user name “%(found)s” is taken.", {"found": username}))
    if name and (len(name) > LONGEST_NAME or not PERSONS_NAME.fullmatch(name)):
        words = "A name has at most %(most)s letters; between them it may have spaces and the signs · . ' and -."
        faults.append(Violation("name", words, {"most": LONGEST_NAME}))
    role = known.roles.get(written["role"])
    if written["role"] and role is None:
        allowed: dict[Role, str] = {}
        for word, meant in known.roles.items():
            allowed.setdefault(meant, word)
        words = "“%(found)s” is not known here; write one of: %(known)s."
        faults.append(Violation("role", words, {"found": written["role"], "known": list(allowed.values())}))
    place = known.places.get(written["organisation"])
    if written["organisation"]:
        faults += _check_place(written["organisation"], place, role, known.reach)
    if role is None or place is None:
        return None, faults
    return NewAccount(number, username, name, role, place), faults


def _check_place(found: str, place: Place | None, role: Role | None, reach: Reach) -> list[Violation]:
    if place is None:
        return [Violation("organisation", "No organisation has the code or name “%(found)s”.", {"found": found})]
    if not reach.roles_at(place):
        words = "“%(found)s” is not below your organisation; somebody else assigns its accounts."
        return [Violation("organisation", words, {"found": found})]
    if not place.active:
        return [Violation("organisation", "“%(found)s” is no longer in use.", {"found": found})]
    if role is not None and place.kind not in ASSIGNED[role]:
        return [Violation("role", "Organisations of this kind have no accounts of this role.")]
    if role is not None and role not in reach.roles_at(place):
        words = (
            "At your own organisation you assign only roles that you hold, and experts. The level above assigns others."
        )
        return [Violation("role", words)]
    return []


def _text(value: object) -> str:
    """A cell as text: whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
