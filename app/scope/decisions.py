"""What was decided and what was told."""

from __future__ import annotations

from sqlalchemy import Alias, and_

from app.access.scoping import MY_APPLICANT, MY_ORGANISATION, RowRule, every
from app.core.actor import Role
from app.decisions.enums import Action, SubjectKind
from app.scope.archives import ENTRY_ROWS
from app.scope.employers import NAME_CHANGE_ROWS, REGISTRATION_ROWS
from app.scope.ours import OTHERS, READERS, profile_sent_to_us, quota_of_ours
from app.scope.tables import (
    APPLICATIONS,
    CONFIRMING,
    ENTRIES,
    NAME_CHANGES,
    QUOTAS,
    REGISTRATIONS,
    Rules,
    any_row,
    either,
)


def decision_rows() -> Rules:
    def about(kind: SubjectKind, table: Alias, rule: RowRule) -> RowRule:
        return lambda d: and_(
            d.subject_kind == kind.name, any_row(table, where=(table.c.id == d.subject_id, rule(table.c)))
        )

    rows: Rules = {role: about(SubjectKind.APPLICATION, APPLICATIONS, rule) for role, rule in READERS.items()}
    for role in (Role.APPLICANT, Role.EMPLOYER_OPERATOR):
        rows[role] = either(rows[role], about(SubjectKind.ARCHIVE_ENTRY, ENTRIES, ENTRY_ROWS[role]))
    for kind, table, readers in (
        (SubjectKind.EMPLOYER_REGISTRATION, REGISTRATIONS, REGISTRATION_ROWS),
        (SubjectKind.NAME_CHANGE, NAME_CHANGES, NAME_CHANGE_ROWS),
    ):
        for role, rule in readers.items():
            more = about(kind, table, rule)
            rows[role] = either(rows[role], more) if role in rows else more
    for role in (Role.EMPLOYER_OPERATOR, *CONFIRMING):
        rows[role] = either(rows[role], about(SubjectKind.POST_QUOTA, QUOTAS, quota_of_ours))
    rows[Role.APPLICANT] = either(rows[Role.APPLICANT], _audit_of_profile(lambda d: d.subject_id == MY_APPLICANT))
    rows[Role.EMPLOYER_OPERATOR] = either(
        rows[Role.EMPLOYER_OPERATOR], _audit_of_profile(lambda d: profile_sent_to_us(d.subject_id))
    )
    rows[Role.AUDIT_VIEWER] = every
    return rows


def _audit_of_profile(whose: RowRule) -> RowRule:
    """What was done with a person's record, but not who looked at it."""
    return lambda d: and_(d.subject_kind == SubjectKind.APPLICANT.name, d.action != Action.REVEAL.name, whose(d))


def message_rows() -> Rules:
    rows: Rules = {role: lambda m: m.organisation_id == MY_ORGANISATION for role in OTHERS}
    rows[Role.APPLICANT] = lambda m: m.applicant_id == MY_APPLICANT
    return rows
