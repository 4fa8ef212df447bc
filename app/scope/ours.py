"""What makes a row one's own or one's organisation's, named once for the rules that share it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.access.scoping import MY_APPLICANT, MY_ORGANISATION, RowRule
from app.core.actor import Role
from app.scope.tables import APPLICATIONS, EMPLOYERS, HOLDINGS, ORDERS, PLANS, PROFILES, Rules, any_row, either


def own(row: Any) -> ColumnElement[bool]:
    return row.applicant_id == MY_APPLICANT


def _sent_by_employees(a: Any) -> ColumnElement[bool]:
    """Of our own staff, and what was closed at employers that were merged into ours."""
    ours = select(EMPLOYERS.c.id).where(
        or_(EMPLOYERS.c.id == MY_ORGANISATION, EMPLOYERS.c.merged_into_id == MY_ORGANISATION)
    )
    return and_(a.employer_id.in_(ours), a.status != "DRAFT")


def held_by_us(a: Any) -> ColumnElement[bool]:
    h = HOLDINGS.c
    return any_row(HOLDINGS, where=(h.application_id == a.id, h.organisation_id == MY_ORGANISATION))


def _under_our_plans(a: Any) -> ColumnElement[bool]:
    return and_(a.plan_id.in_(select(PLANS.c.id).where(PLANS.c.issuer_id == MY_ORGANISATION)), a.status != "DRAFT")


def _handing_papers_in_to_us(a: Any) -> ColumnElement[bool]:
    """The receiver of a plan's papers need not hold any stage of it."""
    ours = select(PLANS.c.id).where(PLANS.c.paper_receiver_id == MY_ORGANISATION)
    return and_(a.paper_due_on.is_not(None), a.plan_id.in_(ours))


def owing_us(a: Any) -> ColumnElement[bool]:
    return any_row(ORDERS, where=(ORDERS.c.application_id == a.id, ORDERS.c.payee_id == MY_ORGANISATION))


# Who reads the whole application. FINANCE sees the row that its order is for, and no more of the person.
READERS: Rules = {
    Role.APPLICANT: own,
    Role.EMPLOYER_OPERATOR: _sent_by_employees,
    Role.DEPARTMENT_AUDITOR: held_by_us,
    Role.HRSS_AUDITOR: either(held_by_us, _handing_papers_in_to_us),
    Role.COMMITTEE_OFFICE: held_by_us,
    Role.PLAN_ADMINISTRATOR: _under_our_plans,
}
OTHERS: Rules = {role: rule for role, rule in READERS.items() if role is not Role.APPLICANT}


def import_of_ours(one: Any) -> ColumnElement[bool]:
    """An import of hours that we handed in, or that we check."""
    return or_(one.employer_id == MY_ORGANISATION, one.authority_id == MY_ORGANISATION)


def quota_of_ours(one: Any) -> ColumnElement[bool]:
    """Posts of ours, or those that we confirm, once they were submitted."""
    return or_(one.employer_id == MY_ORGANISATION, one.confirmer_id == MY_ORGANISATION)


def profile_sent_to_us(applicant_id: Any) -> ColumnElement[bool]:
    p = PROFILES.c
    return any_row(PROFILES, where=(p.applicant_id == applicant_id, p.employer_id == MY_ORGANISATION))


def submitted_to_us(entry: Any) -> ColumnElement[bool]:
    return and_(entry.employer_id == MY_ORGANISATION, entry.status != "DRAFT")


def through_application(readers: Rules) -> Rules:
    """Rows of a child table: seen by whoever reads their application."""

    def rule_for(rule: RowRule) -> RowRule:
        a = APPLICATIONS.c
        return lambda child: any_row(APPLICATIONS, where=(a.id == child.application_id, rule(a)))

    return {role: rule_for(rule) for role, rule in readers.items()}
