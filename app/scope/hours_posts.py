"""Hours of continuing education, and posts of public institutions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from app.access.scoping import RowRule
from app.core.actor import Role
from app.scope.ours import import_of_ours, quota_of_ours
from app.scope.people import person_rows
from app.scope.tables import CONFIRMING, IMPORTS, QUOTAS, Rules, any_row, either


def hours_rows() -> Rules:
    """Hours: of whoever's person one sees, and those of an import of ours."""

    def imported(row: Any) -> ColumnElement[bool]:
        return any_row(IMPORTS, where=(IMPORTS.c.id == row.import_id, import_of_ours(IMPORTS.c)))

    rows = person_rows("applicant_id")
    for role in (Role.EMPLOYER_OPERATOR, *CONFIRMING):
        rows[role] = either(rows[role], imported)
    return rows


def quota_rows(of: RowRule) -> Rules:
    return dict.fromkeys((Role.EMPLOYER_OPERATOR, *CONFIRMING), of)


def of_quota(row: Any) -> ColumnElement[bool]:
    return any_row(QUOTAS, where=(QUOTAS.c.id == row.quota_id, quota_of_ours(QUOTAS.c)))
