"""缴费管理 through the browser."""

from __future__ import annotations

import pytest

from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.fees import queries as fees
from app.fees.enums import OrderStatus
from app.fees.services import cancel_order
from tests.helpers import count_statements, text_of
from tests.integration.offices.pages import names_in

DAY = "2023-03-15 10:00"
GOOD = {"amount": "100.00", "method": "TRANSFER", "voucher_number": "A-1", "paid_on": "2023-03-15"}


@pytest.fixture
def order(world):
    """`order(application_id)`: id and version of its order."""

    def read(application_id):
        with world.reading():
            found = fees.of_application(application_id)
            return found.id, found.version

    return read


@pytest.fixture
def pay(as_, order):
    def posted(application_id, who="finance", at=DAY, version=None, **changes):
        order_id, seen = order(application_id)
        form = {**GOOD, **changes, "version": version or seen}
        return as_(who, at).post(f"/fees/{order_id}", data=form)

    return posted


def test_open_orders_come_first_and_totals_stand_at_the_head(as_):
    finance = as_("finance", DAY)
    page = finance.get("/fees/")
    assert names_in(page) == ["戊待缴费"]
    assert "¥100.00 待缴 · 共 1 条" in text_of(page)
    assert "¥200.00 已收到 · 共 2 条" in text_of(page)
    assert names_in(finance.get("/fees/?status=PAID")) == ["庚待公布", "己待评审"]
    assert names_in(finance.get("/fees/?status=ALL")) == ["庚待公布", "己待评审", "戊待缴费"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=ALL&name=戊", ["戊待缴费"]),
        ("status=ALL&name=缴", []),
        ("status=ALL&plan=999", []),
        ("status=ALL&plan=1&name=己", ["己待评审"]),
        ("status=CANCELLED", []),
        ("status=strange", ["戊待缴费"]),
    ],
)
def test_every_filter_narrows_the_list(as_, query, shown):
    assert names_in(as_("finance", DAY).get(f"/fees/?{query}")) == shown


def test_the_list_costs_the_same_at_one_row_and_at_three(as_, engine):
    finance = as_("finance", DAY)
    with count_statements(engine) as at_one:
        assert len(names_in(finance.get("/fees/"))) == 1
    with count_statements(engine) as at_three:
        assert len(names_in(finance.get("/fees/?status=ALL"))) == 3
    assert at_three.count == at_one.count <= 8, str(at_three)


def test_an_order_past_its_day_is_marked(as_):
    assert "已逾期" not in text_of(as_("finance", "2023-03-27 10:00").get("/fees/"))
    assert "已逾期" in text_of(as_("finance", "2023-03-28 10:00").get("/fees/"))


def test_the_amount_is_filled_in_and_the_payment_is_recorded_once(pay, as_, order, place, world):
    order_id, _ = order(place["owing"])
    assert 'value="100.00"' in as_("finance", DAY).get(f"/fees/{order_id}").get_data(as_text=True)
    answer = pay(place["owing"])
    assert answer.status_code == 303
    page = text_of(as_("finance", DAY).get(answer.location))
    assert "票据号 A-1" in page
    assert "登记人 finance" in page
    with world.reading():
        assert fees.of_application(place["owing"]).status is OrderStatus.PAID
        assert decisions.latest(SubjectKind.APPLICATION, place["owing"], Action.RECORD_PAYMENT) is not None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "99.99"}, "amount"),
        ({"amount": "100.01"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"amount": "-100"}, "amount"),
        ({"amount": "100.001"}, "amount"),
        ({"amount": "一百"}, "amount"),
        ({"amount": "9" * 40}, "amount"),
        ({"voucher_number": "  "}, "voucher_number"),
        ({"voucher_number": "字" * 61}, "voucher_number"),
        ({"paid_on": "2023-03-16"}, "paid_on"),
        ({"paid_on": "2023-03-12"}, "paid_on"),
        ({"paid_on": ""}, "paid_on"),
        ({"method": "CASH"}, "method"),
        ({"method": ""}, "method"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_at_its_field(pay, place, world, changes, field):
    answer = pay(place["owing"], **changes)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    with world.reading():
        assert fees.of_application(place["owing"]).status is OrderStatus.OPEN


@pytest.mark.parametrize("amount", ["100", "100.0", "¥100.00", " 100.00 "])
def test_an_amount_may_be_written_in_several_ways(pay, place, amount):
    assert pay(place["owing"], amount=amount).status_code == 303


@pytest.mark.parametrize("paid_on", ["2023-03-13", "2023-03-15"])
def test_the_first_and_the_last_possible_day_of_payment_are_taken(pay, place, paid_on):
    assert pay(place["owing"], paid_on=paid_on).status_code == 303


def test_a_voucher_number_is_used_once(pay, place, world):
    with world.reading():
        used = fees.of_application(place["ready"]).payment.voucher_number
    answer = pay(place["owing"], voucher_number=used)
    assert answer.status_code == 400
    assert used in text_of(answer)


def test_the_second_of_two_gets_a_page_that_names_who_recorded_it(pay, place):
    assert pay(place["owing"], version=1).status_code == 303
    answer = pay(place["owing"], version=1, voucher_number="A-2")
    assert answer.status_code == 409
    assert "finance" in text_of(answer)


def test_a_cancelled_order_takes_no_payment(pay, as_, order, place, world):
    order_id, version = order(place["owing"])
    with world.acting("hrss", "2023-03-14 09:00"):
        from app.applications import queries as applications

        own = applications.load(place["owing"])
        cancel_order(own, own.stage)
    form = {**GOOD, "version": version}
    assert as_("finance", DAY).post(f"/fees/{order_id}", data=form).status_code == 409
    assert "登记缴费" not in text_of(as_("finance", DAY).get(f"/fees/{order_id}"))


@pytest.mark.parametrize("who", ["employer", "hrss", "office", "viewer", "戊待缴费"])
def test_nobody_but_finance_comes_in(pay, as_, order, place, who):
    order_id, _ = order(place["owing"])
    assert as_(who, DAY).get("/fees/").status_code == 403
    assert as_(who, DAY).get(f"/fees/{order_id}").status_code == 403
    assert pay(place["owing"], who=who).status_code == 403


def test_an_order_of_another_payee_is_not_found(as_, account_with, flask_app, sign_in, order, place, world):
    from app.core.actor import Role
    from tests.helpers import Browser

    order_id, _ = order(place["owing"])
    other = account_with(Role.FINANCE, organisation_id=world.organisations["neighbours"])
    browser = sign_in(Browser(flask_app), other)
    assert browser.get(f"/fees/{order_id}").status_code == 404
    assert browser.post(f"/fees/{order_id}", data={**GOOD, "version": 1}).status_code == 404
    assert names_in(browser.get("/fees/?status=ALL")) == []
