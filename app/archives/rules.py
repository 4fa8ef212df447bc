"""What an archive entry must be: facts in, violations out."""

from __future__ import annotations

import datetime as dt

from app.archives.enums import EntryKind
from app.core.errors import Violation


def check_entry(
    *, title: str, started_on: dt.date | None, ended_on: dt.date | None, effect: str, today: dt.date
) -> list[Violation]:
    """Why an entry cannot be saved, each at its field."""
    violations = []
    if not title.strip():
        violations.append(Violation("title", "Please give the achievement a name."))
    if started_on is None:
        violations.append(Violation("started_on", "Please enter the day on which it began."))
    elif started_on > today:
        message = "The day %(found)s lies in the future; today is %(today)s."
        violations.append(Violation("started_on", message, {"found": started_on, "today": today}))
    elif ended_on is not None and ended_on < started_on:
        message = "It cannot end on %(found)s, before it began on %(started)s."
        violations.append(Violation("ended_on", message, {"found": ended_on, "started": started_on}))
    if not effect.strip():
        violations.append(Violation("effect", "Please describe the outcome and its effect."))
    return violations


def check_submission(*, kind: EntryKind, has_evidence: bool) -> list[Violation]:
    """Why an entry cannot be handed to the employer: it needs its evidence (R-103)."""
    if not has_evidence:
        return [Violation("evidence", "Please upload the evidence as a PDF before you submit the entry.")]
    return []
