"""Fee orders and payments, in integer fen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, UtcDateTime, member, partial_index
from app.fees.enums import OrderStatus, PaymentMethod

if TYPE_CHECKING:
    from app.applications.models import Application
    from app.organisations.models import Organisation

NOT_CANCELLED = "status <> 'CANCELLED'"


class FeeOrder(Model):
    """What one application owes, and until when; `source` is the price document."""

    __tablename__ = "fee_orders"
    __table_args__ = (
        partial_index("uq_fee_orders_one_for_an_application", "application_id", where=NOT_CANCELLED, unique=True),
        Index(None, "payee_id", "status", "id"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    payee_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    payer_name: Mapped[str] = mapped_column(String(60))
    amount_fen: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    status: Mapped[OrderStatus] = mapped_column(member(OrderStatus, "status"), default=OrderStatus.OPEN)
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    due_on: Mapped[dt.date]
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship("Application")
    payee: Mapped[Organisation] = relationship("Organisation")
    payment: Mapped[Payment | None] = relationship("Payment", back_populates="order")


class Payment(Model):
    """Money received for an order, with its voucher number."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("order_id"),
        UniqueConstraint("voucher_number"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
        CheckConstraint("voucher_number <> ''", name="voucher_number_is_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("fee_orders.id"))
    amount_fen: Mapped[int]
    method: Mapped[PaymentMethod] = mapped_column(member(PaymentMethod, "method"))
    voucher_number: Mapped[str] = mapped_column(String(60))
    paid_on: Mapped[dt.date]
    actor_name: Mapped[str] = mapped_column(String(130))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    order: Mapped[FeeOrder] = relationship("FeeOrder", back_populates="payment")
