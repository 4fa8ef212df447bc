"""Public notices and the people on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.access.scoping import MY_ORGANISATION, RowRule
from app.core.actor import Role
from app.scope.ours import READERS, through_application
from app.scope.tables import APPLICATIONS, NOTICE_ENTRIES, NOTICES, Rules, any_row, either


def notice_rows() -> Rules:
    """Notices: the organisation's own, and those that a visible application stands on."""
    n, a = NOTICE_ENTRIES.c, APPLICATIONS.c

    def rule_for(rule: RowRule) -> RowRule:
        return lambda notice: or_(
            notice.organisation_id == MY_ORGANISATION,
            any_row(NOTICE_ENTRIES, APPLICATIONS, where=(n.notice_id == notice.id, a.id == n.application_id, rule(a))),
        )

    return {
        **{role: rule_for(rule) for role, rule in READERS.items()},
        Role.EMPLOYER_OPERATOR: lambda notice: notice.organisation_id == MY_ORGANISATION,
    }


def notice_entry_rows() -> Rules:
    """People on notices: everybody on the organisation's own, and the reader's applications on others'."""

    def on_ours(entry: Any) -> ColumnElement[bool]:
        return any_row(NOTICES, where=(NOTICES.c.id == entry.notice_id, NOTICES.c.organisation_id == MY_ORGANISATION))

    rows = {role: either(on_ours, rule) for role, rule in through_application(READERS).items()}
    return {**rows, Role.EMPLOYER_OPERATOR: on_ours}
