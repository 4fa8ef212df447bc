"""Open fee orders when a stage asks for the fee, record payments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.applications.facts import subject_of
from app.applications.models import Application
from app.applications.process import Places
from app.catalog.queries import working_calendar
from app.core import clock
from app.core.errors import Conflict, Invalid, Refused
from app.core.money import yuan
from app.core.workflow import matches
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db, insert_all
from app.fees import queries
from app.fees.enums import OrderStatus, PaymentMethod
from app.fees.models import FeeOrder, Payment
from app.fees.rules import check_payment
from app.messages import services as messages
from app.plans.models import ReviewPlan, RouteStage


def open_orders(places: Places) -> None:
    """Entering a stage that waits for the fee: one order over the standards that apply, told to them (R-159)."""
    known = queries.of_applications([application.id for application, _stage in places], whole=True)
    owing = [(application, stage) for application, stage in places if application.id not in known]
    if not owing:
        return
    now = clock.now()
    plans = {application.plan_id: application.plan for application, _stage in owing}
    due_days = {key: _due_day(plan) for key, plan in plans.items()}
    rows = [
        {
            **_terms(application, stage),
            "due_on": due_days[application.plan_id],
            "application_id": application.id,
            "payer_name": application.applicant_name,
            "opened_at": now,
        }
        for application, stage in owing
    ]
    ids = dict(insert_all(FeeOrder, rows, FeeOrder.application_id, FeeOrder.id))
    decisions.record_all(
        SubjectKind.APPLICATION,
        [
            decisions.Entry(
                application.id,
                Action.OPEN_ORDER,
                stage.name,
                details={
                    "order": ids[application.id],
                    "amount_fen": row["amount_fen"],
                    "due_on": row["due_on"].isoformat(),
                },
            )
            for (application, stage), row in zip(owing, rows, strict=True)
        ],
        now,
    )
    messages.send_all(
        [
            messages.Letter(
                "fee_due",
                applicant_id=application.applicant_id,
                application_id=application.id,
                params={
                    "plan": application.plan.name,
                    "amount": yuan(row["amount_fen"]),
                    "due": row["due_on"],
                },
            )
            for (application, _stage), row in zip(owing, rows, strict=True)
        ]
    )


def unpaid(places: Places) -> dict[int, Refused]:
    """The gate: those whose fee was not recorded as paid."""
    orders = queries.of_applications([application.id for application, _stage in places], whole=True)
    paid = {key for key, order in orders.items() if order.status is OrderStatus.PAID}
    return {
        application.id: Refused(
            "The fee has not been paid yet; “%(stage)s” is possible once the payment is recorded.",
            stage=stage.name,
        )
        for application, stage in places
        if application.id not in paid
    }


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
        actor_name=decisions.signature(),
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


def _terms(application: Application, stage: RouteStage) -> dict[str, Any]:
    """What an order over the plan's standards for this application says. Raises Refused where there is none."""
    subject = subject_of(application)
    standards = [standard for standard in application.plan.fees if matches(standard.applies_when, subject)]
    if not standards:
        raise Refused("The plan asks for a fee at “%(stage)s” but has no fee standard.", stage=stage.name)
    return {
        "payee_id": standards[0].payee_id,
        "amount_fen": sum(standard.amount_fen for standard in standards),
        "source": "；".join(dict.fromkeys(standard.source for standard in standards)),
    }


def _due_day(plan: ReviewPlan) -> dt.date:
    return working_calendar().due_day(clock.today(), plan.fee_due_working_days).day
