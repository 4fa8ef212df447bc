"""Words for review committees."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.committees.enums import CommitteeKind, CommitteeLevel, FilingKind, TermState
from app.committees.rules import ROW_KEYS
from app.console.languages import LANGUAGES, in_language
from app.console.layout import Words, label, register_labels

COMMITTEE_LABELS: dict[Enum, Words] = {
    CommitteeLevel.JUNIOR: _("Junior committee"),
    CommitteeLevel.INTERMEDIATE: _("Intermediate committee"),
    CommitteeLevel.SENIOR: _("Senior committee"),
    CommitteeKind.ORDINARY: _("Ordinary review"),
    CommitteeKind.AUTONOMOUS: _("Autonomous review"),
    FilingKind.PLAN: _("Review plan of the year"),
    FilingKind.REPORT: _("Report before the review"),
    FilingKind.RESULTS: _("Results of the review"),
    FilingKind.SUMMARY: _("Review summary of the year"),
    TermState.UNKNOWN: _("Not recorded"),
    TermState.FUTURE: _("Not yet valid"),
    TermState.VALID: _("Valid"),
    TermState.ENDING: _("Ends soon"),
    TermState.ENDED: _("Ended"),
}

COLUMN_LABELS: dict[str, Words] = {
    "code": _("Code"),
    "name": _("Name of the committee"),
    "level": _("Level judged"),
    "kind": _("Kind of review"),
    "series": _("Title series"),
    "region": _("Region"),
    "office": _("Office of the committee"),
    "organisation": _("Unit that reviews itself"),
    "titles_reviewed": _("Titles reviewed"),
    "titles_recommended": _("Titles recommended"),
    "specialties": _("Specialties covered"),
    "specialties_covered": _("Specialties covered"),
    "filing_number": _("Number of the filing"),
    "filed_from": _("Filed from"),
    "filed_until": _("Filed until"),
    "active": _("In use"),
}
FILING_COLUMN_LABELS: dict[str, Words] = {
    "committee": _("Committee"),
    "year": _("Year"),
    "kind": _("What was filed"),
    "filed_on": _("Filed on"),
    "note": _("Note"),
}
ENTRUSTMENT_COLUMN_LABELS: dict[str, Words] = {
    "issuer": _("Office that entrusts"),
    "committee": _("Committee entrusted"),
    "body": _("Other body entrusted"),
    "level": _("Level entrusted"),
    "letter_number": _("Number of the letter"),
    "valid_from": _("Valid from"),
    "valid_until": _("Valid until"),
    "note": _("Note"),
}
CHANGE_LABELS: dict[str, Words] = {"NEW": _("New in the catalog"), "CHANGED": _("Changed"), "SAME": _("Unchanged")}
TERM_BADGES: Mapping[TermState, str] = {
    TermState.FUTURE: "waiting",
    TermState.ENDING: "waiting",
    TermState.ENDED: "rejected",
}

register_labels(COMMITTEE_LABELS)


def headings() -> dict[str, str]:
    """Which column of the sheet a heading means, in every language of the program."""
    found: dict[str, str] = {}
    for code in LANGUAGES:
        with in_language(code):
            found.update({str(COLUMN_LABELS[key]): key for key in ROW_KEYS})
    return found


def cell_words() -> dict[str, dict[str, Any]]:
    """What the words of a cell mean, by column, in every language; the reader's own first."""
    members: dict[str, type[Enum]] = {"level": CommitteeLevel, "kind": CommitteeKind}
    found: dict[str, dict[str, Any]] = {key: {} for key in (*members, "active")}

    def add() -> None:
        for key, kind in members.items():
            found[key].update({label(member): member.name for member in kind if label(member) not in found[key]})
        for words, value in ((gettext("Yes"), True), (gettext("No"), False)):
            found["active"].setdefault(words, value)

    add()
    for code in LANGUAGES:
        with in_language(code):
            add()
    return found
