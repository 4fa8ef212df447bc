"""Words of fee orders."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext as _

from app.console.layout import Words, register_labels
from app.fees.enums import OrderStatus, PaymentMethod

FEE_LABELS: dict[Enum, Words] = {
    OrderStatus.OPEN: _("Not paid yet"),
    OrderStatus.PAID: _("Paid"),
    OrderStatus.CANCELLED: _("Cancelled"),
    PaymentMethod.TRANSFER: _("Bank transfer"),
    PaymentMethod.COUNTER: _("At the counter"),
    PaymentMethod.ONLINE: _("Online payment"),
}

register_labels(FEE_LABELS)
