"""People, their records and the audit of these."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_

from app.access.scoping import MY_APPLICANT, MY_ORGANISATION, RowRule
from app.core.actor import Role
from app.scope.ours import OTHERS, import_of_ours, own, profile_sent_to_us, quota_of_ours
from app.scope.tables import (
    APPLICATIONS,
    CONFIRMING,
    ENTRIES,
    HOURS,
    IMPORTS,
    PEOPLE,
    QUOTAS,
    SELECTIONS,
    Rules,
    any_row,
    either,
)


def person_rows(column: str) -> Rules:
    """Rows about a person: one's own, one's employees', and of whoever has an application with the reader.

    A draft was never sent, and what was withdrawn is with nobody: neither shows the person.
    """

    def rule_for(rule: RowRule) -> RowRule:
        a = APPLICATIONS.c
        return lambda row: any_row(
            APPLICATIONS, where=(a.applicant_id == getattr(row, column), a.status != "WITHDRAWN", rule(a))
        )

    def employed(row: Any) -> ColumnElement[bool]:
        return any_row(PEOPLE, where=(PEOPLE.c.id == getattr(row, column), PEOPLE.c.employer_id == MY_ORGANISATION))

    rows = {role: rule_for(rule) for role, rule in OTHERS.items()}
    rows[Role.APPLICANT] = lambda row: getattr(row, column) == MY_APPLICANT
    rows[Role.EMPLOYER_OPERATOR] = either(employed, rows[Role.EMPLOYER_OPERATOR])
    return rows


def applicant_rows() -> Rules:
    """The person alone, without further records, is also seen by the employer that audits an entry of theirs, and by
    the talent-exchange centre that keeps their file (R-90)."""

    def audited(person: Any) -> ColumnElement[bool]:
        return any_row(ENTRIES, where=(ENTRIES.c.applicant_id == person.id, ENTRIES.c.employer_id == MY_ORGANISATION))

    def hosted(person: Any) -> ColumnElement[bool]:
        return and_(person.file_centre_id == MY_ORGANISATION, person.file_hosted)

    def handed_in(person: Any) -> ColumnElement[bool]:
        return any_row(
            HOURS,
            IMPORTS,
            where=(HOURS.c.applicant_id == person.id, IMPORTS.c.id == HOURS.c.import_id, import_of_ours(IMPORTS.c)),
        )

    def selected(person: Any) -> ColumnElement[bool]:
        s, q = SELECTIONS.c, QUOTAS.c
        return any_row(SELECTIONS, QUOTAS, where=(s.applicant_id == person.id, q.id == s.quota_id, quota_of_ours(q)))

    rows = person_rows("id")
    rows[Role.EMPLOYER_OPERATOR] = either(
        rows[Role.EMPLOYER_OPERATOR], either(audited, lambda person: profile_sent_to_us(person.id))
    )
    rows[Role.DEPARTMENT_AUDITOR] = either(rows[Role.DEPARTMENT_AUDITOR], hosted)
    for role in (Role.EMPLOYER_OPERATOR, *CONFIRMING):
        rows[role] = either(rows[role], either(handed_in, selected))
    return rows


def profile_rows() -> Rules:
    """The audit of a profile: one's own, and what was sent to the employer."""
    return {Role.APPLICANT: own, Role.EMPLOYER_OPERATOR: lambda profile: profile.employer_id == MY_ORGANISATION}


def profile_section_rows() -> Rules:
    """Sections with what was sent: one's own, and those of a profile that was sent to the employer."""
    return {Role.APPLICANT: own, Role.EMPLOYER_OPERATOR: lambda section: profile_sent_to_us(section.applicant_id)}
