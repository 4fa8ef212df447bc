"""Terms with a first and a last day, and what must hold for the rows that have one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.committees.enums import CommitteeKind, TermState
from app.core.errors import Violation
from app.organisations.enums import OrganisationKind

ENDING_DAYS = 90
FIRST_YEAR, LAST_YEAR = 2000, 2100


def term_state(first: dt.date | None, last: dt.date | None, today: dt.date) -> TermState:
    """How a term stands; its last day is a day of it. `ENDING` from 90 days before the last day on."""
    if last is not None and today > last:
        return TermState.ENDED
    if first is not None and today < first:
        return TermState.FUTURE
    if last is None:
        return TermState.UNKNOWN
    return TermState.ENDING if (last - today).days <= ENDING_DAYS else TermState.VALID


@dataclass(frozen=True)
class Facts:
    """What is looked at in one committee; `unit` is the code of the organisation for which it reviews, "" for none."""

    kind: CommitteeKind
    office: str
    office_name: str
    office_kind: OrganisationKind
    unit: str
    filed_from: dt.date | None
    filed_until: dt.date | None


def check_committee(facts: Facts) -> list[Violation]:
    """What contradicts itself in a committee. An employer is the office of its own autonomous committee only (R-92)."""
    violations = []
    if facts.office_kind is OrganisationKind.EMPLOYER and facts.office != facts.unit:
        message = "“%(name)s” is an employer; a committee's office is none. Please choose another organisation."
        violations.append(Violation("office", message, {"name": facts.office_name}))
    if facts.unit and facts.kind is not CommitteeKind.AUTONOMOUS:
        message = "Only an autonomous committee reviews for one unit. Please choose that kind, or leave the unit empty."
        violations.append(Violation("organisation", message))
    if facts.filed_from and facts.filed_until and facts.filed_from > facts.filed_until:
        message = "The filing ends on %(last)s, before it begins on %(first)s. Please correct one of the two days."
        days = {"first": facts.filed_from, "last": facts.filed_until}
        violations.append(Violation("filed_until", message, days))
    return violations


def check_filing(kind: CommitteeKind, year: int, filed_on: dt.date, today: dt.date) -> list[Violation]:
    """What is wrong with what a committee is said to have filed (R-259)."""
    violations = []
    if kind is not CommitteeKind.AUTONOMOUS:
        message = "Only autonomous committees file their plans and summaries. Please choose another committee."
        violations.append(Violation("committee", message))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = "%(found)s is no year of a filing; write a year from %(first)s to %(last)s."
        violations.append(
            Violation("year", message, {"found": str(year), "first": str(FIRST_YEAR), "last": str(LAST_YEAR)})
        )
    if filed_on > today:
        message = "The day of the filing, %(found)s, is still to come. Please write the day on which it was filed."
        violations.append(Violation("filed_on", message, {"found": filed_on}))
    return violations


def check_entrustment(
    has_committee: bool, body: str, office: OrganisationKind, first: dt.date, last: dt.date | None
) -> list[Violation]:
    """What is wrong with an entrustment: it names one who judges, its letter is an authority's (R-227)."""
    violations = []
    if has_committee == bool(body):
        message = "Please choose a committee of the catalog, or write the name of another body; one of the two."
        violations.append(Violation("body" if has_committee else "committee", message))
    if office is OrganisationKind.EMPLOYER:
        message = "Letters of entrustment are issued by authorities, not by employers. Please choose another office."
        violations.append(Violation("issuer", message))
    if last is not None and last < first:
        message = "The letter ends on %(last)s, before it begins on %(first)s. Please correct one of the two days."
        violations.append(Violation("valid_until", message, {"first": first, "last": last}))
    return violations
