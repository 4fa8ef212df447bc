"""Words for continuing-education hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from app.console.languages import LANGUAGES, in_language
from app.console.layout import Words, label, register_labels
from app.core.eligibility import ContinuingEducationHours
from app.hours.enums import HoursBasis, HoursKind, HoursSource, ImportStatus
from app.hours.rules import written

HOURS_LABELS: dict[Enum, Words] = {
    HoursKind.PROFESSIONAL: _("Professional subjects"),
    HoursKind.INDUSTRY_PUBLIC: _("Public subjects of the industry"),
    HoursKind.GENERAL_PUBLIC: _("General public subjects"),
    HoursSource.OFFLINE: _("Offline training"),
    HoursSource.OTHER_PLATFORM: _("Another online platform"),
    HoursBasis.REGISTERED: _("Registered in the new system"),
    HoursBasis.OLD_RULES: _("By the rules of its year"),
    ImportStatus.SUBMITTED: _("Waiting to be checked"),
    ImportStatus.APPROVED: _("Checked and counted"),
    ImportStatus.RETURNED: _("Returned for correction"),
}
COLUMN_LABELS: dict[str, Words] = {
    "employer": _("Handed in by"),
    "submitter_name": _("Person who handed it in"),
    "file_name": _("File"),
    "row_count": _("Number of rows"),
    "submitted_at": _("Submitted at"),
    "authority": _("Checked by"),
    "status": _("Status"),
    "decided_at": _("Decided at"),
    "proof_name": _("Proof"),
}
MEMBERS: Mapping[str, type[Enum]] = {"kind": HoursKind, "source": HoursSource, "basis": HoursBasis}

register_labels(HOURS_LABELS)


def cell_words() -> dict[str, dict[str, Any]]:
    """What the words of a cell mean, by column, in every language; the reader's own first."""
    found: dict[str, dict[str, Any]] = {
        key: {label(member): member for member in members} for key, members in MEMBERS.items()
    }
    for code in LANGUAGES:
        with in_language(code):
            for key, members in MEMBERS.items():
                for member in members:
                    found[key].setdefault(label(member), member)
    return found


def year_table(years: Mapping[int, ContinuingEducationHours]) -> list[list[str]]:
    """A row for each year, the newest first: year, professional, industry, general, all together."""
    rows = []
    for year in sorted(years, reverse=True):
        hours = years[year]
        kinds = (hours.professional, hours.industry_public, hours.general_public)
        rows.append([str(year), *(written(int(one * 10)) for one in (*kinds, sum(kinds)))])
    return rows


def year_headers() -> list[str]:
    """What stands above `year_table`."""
    return [str(_("Year")), *(label(kind) for kind in HoursKind), str(_("Hours in all"))]


def row_cells(rows: Iterable[Any]) -> list[list[str]]:
    """Rows of an import or of the register: year, kind, training, source, basis, hours."""
    return [
        [str(one.year), label(one.kind), one.activity, label(one.source), label(one.basis), written(one.tenths)]
        for one in rows
    ]


def row_headers() -> list[str]:
    """What stands above `row_cells`."""
    return [
        str(words)
        for words in (_("Year"), _("Kind of subject"), _("Training"), _("Form of study"), _("Counted as"), _("Hours"))
    ]


def hours_words(frozen: Any) -> str:
    """Hours as a frozen version keeps them: of a year its kinds, “24 / 18 / 6”; one figure as it is."""
    if isinstance(frozen, Mapping):
        return " / ".join(str(frozen.get(kind.name.lower(), 0)) for kind in HoursKind)
    return "" if frozen is None else str(frozen)


def hours_place(path: Sequence[Any]) -> str:
    """What a changed figure is: the year, and the kind of subject or how it counts."""
    year, *column = path
    kinds = {kind.name.lower(): label(kind) for kind in HoursKind}
    bases = {"registered_professional": label(HoursBasis.REGISTERED), "accepted": label(HoursBasis.OLD_RULES)}
    return " ".join([str(year), *({**kinds, **bases}.get(one, str(one)) for one in column)])
