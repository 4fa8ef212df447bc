"""What belongs to an account: its sessions, filters, jobs and stand-ins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.access.roles import QUEUE_ROLES
from app.access.scoping import MY_ACCOUNT, MY_ORGANISATION
from app.core.actor import Role
from app.scope.tables import Rules


def of_my_account(row: Any) -> ColumnElement[bool]:
    return row.account_id == MY_ACCOUNT


def own_account_rows(column: str) -> Rules:
    """Whoever has an account sees what is its own, in every role."""
    without_account = (Role.PUBLIC, Role.SYSTEM)
    return {role: lambda row: getattr(row, column) == MY_ACCOUNT for role in Role if role not in without_account}


def job_rows() -> Rules:
    """Whoever started a job sees it, as long as they act for the same organisation."""

    def started(job: Any) -> ColumnElement[bool]:
        same = or_(job.organisation_id.is_(None), job.organisation_id == MY_ORGANISATION)
        return and_(job.account_id == MY_ACCOUNT, same)

    without_account = (Role.PUBLIC, Role.SYSTEM)
    return {role: started for role in Role if role not in without_account}


def delegation_rows() -> Rules:
    """Whoever works through a queue of an organisation sees who stands in for whom there."""
    return {role: lambda one: one.organisation_id == MY_ORGANISATION for role in QUEUE_ROLES}
