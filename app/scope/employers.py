"""Requests of employers: registrations and changes of names."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_

from app.access.scoping import MY_ACCOUNT, MY_ORGANISATION
from app.core.actor import Role
from app.scope.tables import Rules


def _registration_rows() -> Rules:
    """Registrations of employers: one's own, and those that were sent to the organisation."""

    def sent_to_us(registration: Any) -> ColumnElement[bool]:
        return and_(registration.auditor_id == MY_ORGANISATION, registration.status != "DRAFT")

    auditors = (Role.EMPLOYER_OPERATOR, Role.DEPARTMENT_AUDITOR, Role.HRSS_AUDITOR)
    return {
        **dict.fromkeys(auditors, sent_to_us),
        Role.EMPLOYER_REGISTRANT: lambda registration: registration.account_id == MY_ACCOUNT,
    }


def _name_change_rows() -> Rules:
    """Changes of names: the employer's own, and those that were sent to the organisation."""

    def sent_to_us(change: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = change.auditor_id == MY_ORGANISATION
        return found

    return {
        Role.EMPLOYER_OPERATOR: lambda change: change.organisation_id == MY_ORGANISATION,
        Role.DEPARTMENT_AUDITOR: sent_to_us,
        Role.HRSS_AUDITOR: sent_to_us,
    }


REGISTRATION_ROWS = _registration_rows()
NAME_CHANGE_ROWS = _name_change_rows()
