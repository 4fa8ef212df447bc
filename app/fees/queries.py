"""Reading fee orders in scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.applications.models import Application
from app.console.filters import begins_with
from app.console.interface import Page
from app.console.paging import Rows, capped_count, order, page_of
from app.core.errors import OutOfScope
from app.extensions import db
from app.fees.enums import OrderStatus
from app.fees.models import FeeOrder, Payment
from app.plans.enums import PlanStatus
from app.plans.models import FeeStandard, ReviewPlan

MOST_PLANS = 200


def load(order_id: int) -> FeeOrder:
    """One order in scope; raises OutOfScope."""
    statement = (
        select(FeeOrder)
        .where(FeeOrder.id == order_id)
        .options(
            joinedload(FeeOrder.payment),
            joinedload(FeeOrder.payee),
            joinedload(FeeOrder.application).joinedload(Application.plan),
            joinedload(FeeOrder.application).joinedload(Application.employer),
        )
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def of_application(application_id: int, *, whole: bool = False) -> FeeOrder | None:
    """The application's order that was not cancelled; `whole` looks past the actor's scope, for gates."""
    return of_applications([application_id], whole=whole).get(application_id)


def of_applications(application_ids: Collection[int], *, whole: bool = False) -> dict[int, FeeOrder]:
    """Of each application that has one, the order that was not cancelled; `whole` as for one."""
    statement = (
        select(FeeOrder)
        .where(FeeOrder.application_id.in_(application_ids), FeeOrder.status != OrderStatus.CANCELLED)
        .options(joinedload(FeeOrder.payment), joinedload(FeeOrder.payee))
        .execution_options(no_scope=whole, populate_existing=True)
    )
    return {order.application_id: order for order in db.session.scalars(statement)}


def voucher_used(number: str) -> bool:
    """Whether a payment under this voucher number was recorded already, by anybody."""
    statement = select(Payment.id).where(Payment.voucher_number == number).execution_options(no_scope=True)
    return db.session.scalars(statement).first() is not None


@dataclass(frozen=True)
class OrderFilter:
    """What the list is asked for; None and "" ask nothing."""

    status: OrderStatus | None
    plan_id: int | None = None
    name: str = ""


def orders(asked: OrderFilter, page: str) -> Page:
    """One page of orders in scope, the newest first."""
    return page_of(_orders(asked), FeeOrder.id, FeeOrder.id, page, descending=True)


def all_orders(asked: OrderFilter) -> Rows:
    """All rows that `orders` shows page by page."""
    return _orders(asked).order_by(*order(FeeOrder.id, FeeOrder.id, descending=True))


def _orders(asked: OrderFilter) -> Rows:
    statement = select(FeeOrder).options(
        joinedload(FeeOrder.payment),
        joinedload(FeeOrder.application).joinedload(Application.plan),
        joinedload(FeeOrder.application).joinedload(Application.employer),
    )
    if asked.status is not None:
        statement = statement.where(FeeOrder.status == asked.status)
    if asked.name:
        statement = statement.where(begins_with(db.session, FeeOrder.payer_name, asked.name))
    if asked.plan_id is not None:
        statement = statement.join(FeeOrder.application).where(Application.plan_id == asked.plan_id)
    return statement


def totals() -> dict[OrderStatus, tuple[int, int]]:
    """Number and sum (fen) of the orders in scope, by status."""
    statement = select(FeeOrder.status, func.count(), func.sum(FeeOrder.amount_fen)).group_by(FeeOrder.status)
    return {status: (count, int(amount)) for status, count, amount in db.session.execute(statement)}


def open_count() -> int:
    """How many orders in scope wait for their payment, at most 1,001."""
    return capped_count(select(FeeOrder.id).where(FeeOrder.status == OrderStatus.OPEN))


def plan_choices() -> Sequence[tuple[int, str]]:
    """(id, name) of the plans that were published and ask for a fee, the newest first."""
    asking = select(FeeStandard.plan_id)
    statement = (
        select(ReviewPlan.id, ReviewPlan.name)
        .where(ReviewPlan.status != PlanStatus.DRAFT, ReviewPlan.id.in_(asking))
        .order_by(ReviewPlan.opens_on.desc(), ReviewPlan.id.desc())
        .limit(MOST_PLANS)
    )
    return [(plan_id, name) for plan_id, name in db.session.execute(statement)]


def any_under(plan_id: int) -> bool:
    """Whether anybody was asked for a fee under the plan, whoever may see the order."""
    statement = (
        select(FeeOrder.id)
        .join(Application, Application.id == FeeOrder.application_id)
        .where(Application.plan_id == plan_id)
        .limit(1)
        .execution_options(no_scope=True)
    )
    return db.session.scalars(statement).first() is not None
