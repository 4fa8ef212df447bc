"""Payments."""

from __future__ import annotations

from app.access.scoping import MY_ORGANISATION, RowRule
from app.core.actor import Role
from app.scope.ours import held_by_us, own
from app.scope.tables import APPLICATIONS, ORDERS, Rules, any_row


def payment_rows() -> Rules:
    o, a = ORDERS.c, APPLICATIONS.c

    def rule_for(rule: RowRule) -> RowRule:
        return lambda p: any_row(ORDERS, APPLICATIONS, where=(o.id == p.order_id, a.id == o.application_id, rule(a)))

    return {
        Role.APPLICANT: rule_for(own),
        Role.HRSS_AUDITOR: rule_for(held_by_us),
        Role.FINANCE: lambda p: any_row(ORDERS, where=(o.id == p.order_id, o.payee_id == MY_ORGANISATION)),
    }
