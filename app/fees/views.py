"""缴费管理: what is owed, and the payments that came (R-159, R-190)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.console.actions import parse_version
from app.console.cells import for_file
from app.console.commands import command, redirect_after
from app.console.exports import Export
from app.console.forms import apply_violations
from app.console.lists import FilteredList
from app.console.paging import asked_page, chips_of, pager_urls
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Invalid
from app.documents.spreadsheet import Cell, Column
from app.fees import queries, services
from app.fees.enums import OrderStatus, PaymentMethod
from app.fees.forms import PaymentForm, read_orders
from app.fees.labels import FEE_LABELS
from app.fees.models import FeeOrder
from app.fees.queries import OrderFilter

ID = "<int(max=2147483647):order_id>"
ENDPOINT = "FeeOrderView.list"


class FeeOrderView(FilteredList, BaseScreen):
    """Fee orders of one payee."""

    route_base = "/fees"
    class_permission_name = "FeeOrder"
    default_view = "list"
    filter_names = ("status", "plan", "name")
    tab_names = ("status",)

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        asked = read_orders(request.args)
        page = queries.orders(asked, asked_page())
        plans = queries.plan_choices()
        totals = queries.totals()
        return self.render(
            "fees/list.html",
            asked=asked,
            page=page,
            pager=pager_urls(page),
            plans=plans,
            totals=totals,
            tabs=_tabs(asked, totals),
            chips=_chips(asked, dict(plans)),
            clear_url=url_for(ENDPOINT, status=_status(asked)),
            today=clock.today(),
            tools=self.list_tools(),
        )

    def exported(self) -> Export:
        return Export(
            _("Fees and payments"), _columns(), queries.all_orders(read_orders(request.args)), FeeOrder.id, _cells
        )

    @expose(f"/{ID}")
    @screen_permission("show")
    def show(self, order_id: int) -> Any:
        order = queries.load(order_id)
        form = PaymentForm(None, amount=order.amount_fen, method=PaymentMethod.TRANSFER, paid_on=clock.today())
        return self._page(order, form)

    @expose(f"/{ID}", methods=["POST"])
    @screen_permission("record")
    def record(self, order_id: int) -> Any:
        form = PaymentForm()
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                services.record_payment(order_id, parse_version(request.form), **form.values())
        except Invalid as refusal:
            apply_violations(form, refusal.violations)
            return self._page(queries.load(order_id), form), refusal.status
        return redirect_after(_("The payment was recorded."), "FeeOrderView.show", order_id=order_id)

    def _page(self, order: FeeOrder, form: PaymentForm) -> str:
        payable = order.status is OrderStatus.OPEN and self.may("record")
        return self.render("fees/order.html", order=order, form=form if payable else None, today=clock.today())


def _columns() -> list[Column]:
    number, voucher = _("Number"), _("Voucher number")
    words = [
        *(_("Payer"), number, _("Employer"), _("Plan"), _("Amount"), _("Due on")),
        *(_("Paid on"), voucher, _("Status")),
    ]
    return [Column(one, one in (number, voucher)) for one in words]


def _cells(order: FeeOrder) -> list[Cell]:
    """An order under the headers of `_columns`; the amount in yuan."""
    application, payment = order.application, order.payment
    return [
        *(order.payer_name, application.number, application.employer.name, application.plan.name),
        *(Decimal(order.amount_fen) / 100, order.due_on),
        *((payment.paid_on, payment.voucher_number) if payment else (None, None)),
        for_file(order.status),
    ]


def _status(asked: OrderFilter) -> str:
    return asked.status.name if asked.status else "ALL"


def _tabs(asked: OrderFilter, totals: dict[OrderStatus, tuple[int, int]]) -> list[dict[str, Any]]:
    tabs = [
        {
            "label": str(FEE_LABELS[status]),
            "url": url_for(ENDPOINT, status=status.name),
            "active": asked.status is status,
            "count": totals.get(status, (0, 0))[0],
        }
        for status in OrderStatus
    ]
    return [*tabs, {"label": _("All"), "url": url_for(ENDPOINT, status="ALL"), "active": asked.status is None}]


def _chips(asked: OrderFilter, plans: dict[int, str]) -> list[dict[str, str]]:
    return chips_of((("plan", _("Plan"), plans.get(asked.plan_id or 0, "")), ("name", _("Name"), asked.name)))
