"""Forms of the audit screens, and the filters of the queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField
from wtforms.validators import InputRequired

from app.audits.enums import Tab
from app.audits.queries import QueueFilter
from app.console.actions import MOST_ROWS
from app.console.arguments import day_of, member_of, whole_number
from app.console.forms import ConsoleForm, IsoDateField
from app.console.paging import PAGE_SIZE
from app.core.text import tidy
from app.core.workflow import StageKind, Status

REQUIRED = _("Please fill this in.")
# The largest is what one bulk decision takes.
PAGE_SIZES = (PAGE_SIZE, 100, MOST_ROWS)


class PaperForm(ConsoleForm):
    """The printed sheets have come."""

    copies = IntegerField(_("Copies received"), [InputRequired(REQUIRED)])
    received_on = IsoDateField(_("Received on"), [InputRequired(REQUIRED)])

    def values(self) -> dict[str, Any]:
        """What `receive` is called with."""
        return {"copies": self.copies.data, "received_on": self.received_on.data}


def read_queue(arguments: Mapping[str, str], tab: Tab) -> QueueFilter:
    """The filters of an address; `tab` stands in for none."""
    size = whole_number(arguments.get("size", ""))
    return QueueFilter(
        tab=member_of(Tab, arguments.get("tab", "")) or tab,
        plan_id=whole_number(arguments.get("plan", "")),
        stage_kind=member_of(StageKind, arguments.get("stage", "")),
        status=member_of(Status, arguments.get("status", "")),
        name=tidy(arguments.get("name", "")),
        submitted_from=day_of(arguments.get("from", "")),
        submitted_to=day_of(arguments.get("to", "")),
        size=size if size in PAGE_SIZES else PAGE_SIZE,
    )
