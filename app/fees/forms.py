"""Forms of fee orders, and the filters of their list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from app.applicants.forms import Needed
from app.console.arguments import member_of, whole_number
from app.console.errors import translate
from app.console.fields import EnumSelect
from app.console.forms import ConsoleForm, IsoDateField, MaxCharacters
from app.core.text import tidy
from app.fees.enums import OrderStatus, PaymentMethod
from app.fees.queries import OrderFilter

REQUIRED = _("Please fill this in.")
LARGEST_FEN = 10**9


class AmountField(Field):
    """An amount typed in yuan, kept in whole fen."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data // 100}.{self.data % 100:02d}" if self.data is not None else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = tidy(valuelist[0] if valuelist else "").removeprefix("¥").replace(",", "")
        if not text:
            self.data = None
            return
        whole, _point, cents = text.partition(".")
        if not (whole + cents).isascii() or not (whole + cents).isdigit() or not whole or len(cents) > 2:
            raise ValueError(translate("“%(found)s” is no amount. Write it like 100.00.", {"found": text}))
        self.data = int(Decimal(text) * 100)
        if self.data > LARGEST_FEN:
            raise ValueError(translate("“%(found)s” is no amount. Write it like 100.00.", {"found": text}))


class PaymentForm(ConsoleForm):
    """Money that has come for an order."""

    amount = AmountField(_("Amount"), [InputRequired(REQUIRED)])
    method = EnumSelect(_("How it was paid"), [InputRequired(REQUIRED)], PaymentMethod)
    voucher_number = StringField(_("Voucher number"), [Needed(), MaxCharacters(60)], filters=[tidy])
    paid_on = IsoDateField(_("Paid on"), [InputRequired(REQUIRED)])

    def values(self) -> dict[str, Any]:
        """What `record_payment` is called with."""
        return {
            "amount_fen": self.amount.data,
            "method": self.method.data,
            "voucher_number": self.voucher_number.data,
            "paid_on": self.paid_on.data,
        }


def read_orders(arguments: Mapping[str, str]) -> OrderFilter:
    """The filters of an address; open orders unless another status, or ALL, is asked for."""
    status = arguments.get("status", OrderStatus.OPEN.name)
    return OrderFilter(
        status=member_of(OrderStatus, status) if status in (*OrderStatus.__members__, "ALL") else OrderStatus.OPEN,
        plan_id=whole_number(arguments.get("plan", "")),
        name=tidy(arguments.get("name", "")),
    )
