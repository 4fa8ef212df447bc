"""Archive entries and files."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, cast

from app.access.scoping import MY_ORGANISATION, RowRule
from app.core.actor import Role
from app.scope.ours import OTHERS, own, submitted_to_us
from app.scope.tables import (
    APPLICATIONS,
    CHOSEN,
    ENTRIES,
    ENTRY_FILES,
    PROFILE_SECTIONS,
    PROFILES,
    SUBMISSIONS,
    Rules,
    any_row,
    either,
)


def _entry_rows() -> Rules:
    """Archive entries: one's own, what was submitted to the employer, what was chosen for an application."""

    def rule_for(rule: RowRule) -> RowRule:
        a, chosen = APPLICATIONS.c, CHOSEN.c
        return lambda e: any_row(
            CHOSEN,
            APPLICATIONS,
            where=(chosen.entry_id == e.id, a.id == chosen.application_id, a.status != "WITHDRAWN", rule(a)),
        )

    rows = {role: rule_for(rule) for role, rule in OTHERS.items()}
    rows[Role.APPLICANT] = own
    rows[Role.EMPLOYER_OPERATOR] = either(submitted_to_us, rows[Role.EMPLOYER_OPERATOR])
    return rows


def through_entry(readers: Rules) -> Rules:
    """Rows of a child table: seen by whoever sees their archive entry."""

    def rule_for(rule: RowRule) -> RowRule:
        e = ENTRIES.c
        return lambda child: any_row(ENTRIES, where=(e.id == child.entry_id, rule(e)))

    return {role: rule_for(rule) for role, rule in readers.items()}


def file_rows() -> Rules:
    """Files: one's own. Others see what a submission of a visible application froze, by its content's SHA-256: files of
    a draft, and those put in after a return, are not theirs yet, and what an earlier version showed they keep."""
    a, s, e, f = APPLICATIONS.c, SUBMISSIONS.c, ENTRIES.c, ENTRY_FILES.c

    def rule_for(rule: RowRule) -> RowRule:
        return lambda file: any_row(
            APPLICATIONS,
            SUBMISSIONS,
            where=(
                a.applicant_id == file.applicant_id,
                a.status != "WITHDRAWN",
                rule(a),
                s.application_id == a.id,
                cast(s.content, Text).contains(file.sha256),
            ),
        )

    def evidence_for_us(file: Any) -> ColumnElement[bool]:
        shown = (f.file_id == file.id, e.id == f.entry_id, e.submitted_at >= file.stored_at)
        return any_row(ENTRY_FILES, ENTRIES, where=(*shown, submitted_to_us(e)))

    def proof_for_us(file: Any) -> ColumnElement[bool]:
        p, section = PROFILES.c, PROFILE_SECTIONS.c
        return any_row(
            PROFILES,
            PROFILE_SECTIONS,
            where=(
                p.applicant_id == file.applicant_id,
                p.employer_id == MY_ORGANISATION,
                section.applicant_id == p.applicant_id,
                cast(section.content, Text).contains(file.sha256),
            ),
        )

    rows = {role: rule_for(rule) for role, rule in OTHERS.items()}
    rows[Role.APPLICANT] = own
    ours = either(evidence_for_us, proof_for_us)
    rows[Role.EMPLOYER_OPERATOR] = either(rows[Role.EMPLOYER_OPERATOR], ours)
    return rows


ENTRY_ROWS = _entry_rows()
