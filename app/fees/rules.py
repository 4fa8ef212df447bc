"""What a payment must be: facts in, violations out."""

from __future__ import annotations

import datetime as dt

from app.core.errors import Violation
from app.core.money import yuan


def check_payment(
    *,
    amount_fen: int,
    owed_fen: int,
    voucher_number: str,
    voucher_used: bool,
    paid_on: dt.date,
    opened_on: dt.date,
    today: dt.date,
) -> list[Violation]:
    """Why a payment cannot be recorded, each at its field."""
    violations = []
    if amount_fen != owed_fen:
        message = "%(found)s was entered, but the order is for %(wanted)s. Part payments are not taken."
        figures = {"found": yuan(max(amount_fen, 0)), "wanted": yuan(owed_fen)}
        violations.append(Violation("amount", message, figures))
    if not voucher_number.strip():
        violations.append(Violation("voucher_number", "Please enter the number of the voucher."))
    elif voucher_used:
        message = "A payment under the voucher number %(number)s has already been recorded."
        violations.append(Violation("voucher_number", message, {"number": voucher_number.strip()}))
    if paid_on > today:
        message = "The day of payment %(found)s lies in the future; today is %(today)s."
        violations.append(Violation("paid_on", message, {"found": paid_on, "today": today}))
    elif paid_on < opened_on:
        message = "The day of payment %(found)s lies before the order was opened on %(opened)s."
        violations.append(Violation("paid_on", message, {"found": paid_on, "opened": opened_on}))
    return violations
