"""Fixed words of the audit screens."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.audits.enums import Tab
from app.console.formats import day
from app.console.layout import Words, label
from app.core.eligibility import RulingKind
from app.core.workflow import Gate
from app.plans.published import ReceivingDay

TAB_LABELS: dict[Tab, Words] = {
    Tab.WAITING: _("Waiting"),
    Tab.DONE: _("Dealt with"),
    Tab.ALL: _("All in sight"),
}
RULING_WORDS: dict[RulingKind, Words] = {
    RulingKind.CONFIRMED: _("Confirm the evidence"),
    RulingKind.WAIVED: _("Waive"),
}
MISSING_LABELS: dict[Gate, Words] = {
    Gate.FEE_PAID: _("The fee has not come yet"),
    Gate.PAPER_RECEIVED: _("The printed sheets have not come yet"),
    Gate.NOTICE_COMPLETED: _("The public notice is not over yet"),
}
# Texts that an auditor can take over with one click, by decision.
STOCK: dict[str, tuple[Words, ...]] = {
    "PASS": (
        _("The documents are complete and true, the conditions are met; passed."),
        _("Checked against the originals; recommended for review."),
    ),
    "RETURN": (
        _("The scan is not legible; please upload it again."),
        _("The entry contradicts its evidence; please correct it."),
    ),
    "REJECT": (
        _("The years of professional work that the plan asks for are not reached."),
        _("The application does not belong under this plan."),
    ),
}


def receiving_words(plan: str, one: ReceivingDay, organisation: str) -> str:
    """Until when somebody takes applications of a plan in (R-215 to R-220)."""
    return gettext(
        "%(plan)s: %(name)s – %(holder)s takes applications in until %(day)s.",
        plan=plan,
        name=one.name,
        holder=organisation or label(one.holder),
        day=day(one.due_on),
    )
