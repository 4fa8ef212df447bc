"""Open fee orders when a stage asks for the fee, record payments."""

from __future__ import annotations

import datetime as dt

from app.access.scoping import acting
from app.applications.models import Application
from app.catalog.queries import working_calendar
from app.core import clock
from app.core.errors import Conflict, Invalid, Refused
from app.core.money import yuan
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.fees import queries
from app.fees.enums import OrderStatus, PaymentMethod
from app.fees.models import FeeOrder, Payment
from app.fees.rules import check_payment
from app.messages import services as messages
from app.plans.models import RouteStage


def open_order(application: Application, stage: RouteStage) -> None:
    """Entering a stage that waits for the fee: one order over the plan's standards, told to the applicant (R-159)."""
    standards = application.plan.fees
    if not standards:
        raise Refused("The plan asks for a fee at “%(stage)s” but has no fee standard.", stage=stage.name)
    if queries.of_application(application.id, whole=True) is not None:
        return
    amount = sum(standard.amount_fen for standard in standards)
    due = working_calendar().due_day(clock.today(), application.plan.fee_due_working_days).day
    order = FeeOrder(
        application_id=application.id,
        payee_id=standards[0].payee_id,
        payer_name=application.applicant_name,
        amount_fen=amount,
        source="；".join(dict.fromkeys(standard.source for standard in standards)),
        opened_at=clock.now(),
        due_on=due,
    )
    db.session.add(order)
    db.session.flush()
    decisions.record(
        SubjectKind.APPLICATION,
        application.id,
        Action.OPEN_ORDER,
        stage=stage.name,
        details={"order": order.id, "amount_fen": amount, "due_on": due.isoformat()},
    )
    messages.send(
        "fee_due",
        applicant_id=application.applicant_id,
        application_id=application.id,
        plan=application.plan.name,
        amount=yuan(amount),
        due=due,
    )


def check_paid(application: Application, stage: RouteStage) -> None:
    """The gate: raises Refused until the fee was recorded as paid."""
    order = queries.of_application(application.id, whole=True)
    if order is None or order.status is not OrderStatus.PAID:
        raise Refused(
            "The fee has not been paid yet; “%(stage)s” is possible once the payment is recorded.",
            stage=stage.name,
        )


def cancel_order(application: Application, stage: RouteStage) -> None:
    """The pass behind the order is undone: raises Refused once money came, else cancels the order."""
    order = queries.of_application(application.id, whole=True)
    if order is None:
        return
    if order.status is OrderStatus.PAID:
        raise Refused("The decision can no longer be undone: the fee has been paid.")
    order.status = OrderStatus.CANCELLED
    db.session.flush()


def drop_open_order(application: Application, stage: RouteStage) -> None:
    """The application leaves without being passed: what was not paid is no longer asked for."""
    order = queries.of_application(application.id, whole=True)
    if order is not None and order.status is OrderStatus.OPEN:
        order.status = OrderStatus.CANCELLED
        db.session.flush()


def record_payment(
    order_id: int,
    seen_version: int,
    *,
    amount_fen: int,
    method: PaymentMethod,
    voucher_number: str,
    paid_on: dt.date,
) -> Payment:
    """Record the whole payment of an order in scope (R-159, R-190); raises Invalid, Conflict, OutOfScope."""
    order = queries.load(order_id)
    if not claim(order, seen_version) or order.status is not OrderStatus.OPEN:
        payment = order.payment
        if payment is None:
            raise Conflict
        raise Conflict(
            "%(who)s has already recorded the payment of this order at %(time)s.",
            who=payment.actor_name,
            time=payment.recorded_at,
        )
    if violations := check_payment(
        amount_fen=amount_fen,
        owed_fen=order.amount_fen,
        voucher_number=voucher_number,
        voucher_used=queries.voucher_used(voucher_number.strip()),
        paid_on=paid_on,
        opened_on=clock.office_time(order.opened_at).date(),
        today=clock.today(),
    ):
        raise Invalid(violations)
    payment = Payment(
        order_id=order.id,
        amount_fen=amount_fen,
        method=method,
        voucher_number=voucher_number.strip(),
        paid_on=paid_on,
        actor_name=acting(db.session).name,
        recorded_at=clock.now(),
    )
    order.status = OrderStatus.PAID
    db.session.add(payment)
    decisions.record(
        SubjectKind.APPLICATION,
        order.application_id,
        Action.RECORD_PAYMENT,
        details={"order": order.id, "amount_fen": amount_fen, "voucher_number": payment.voucher_number},
    )
    messages.send(
        "paid",
        applicant_id=order.application.applicant_id,
        application_id=order.application_id,
        amount=yuan(amount_fen),
        plan=order.application.plan.name,
        voucher=payment.voucher_number,
    )
    return payment
