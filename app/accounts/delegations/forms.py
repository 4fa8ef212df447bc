"""To whom one hands the queue, from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from app.access.models import Account
from app.console.forms import ConsoleForm, IsoDateField


class DelegationForm(ConsoleForm):
    """The rules say what is wrong."""

    delegate_id = SelectField(
        _("Colleague"), validate_choice=False, coerce=lambda text: int(text) if str(text).isdecimal() else None
    )
    first_day = IsoDateField(_("First day of standing in"))
    last_day = IsoDateField(_("Last day of standing in"))

    def offering(self, colleagues: Iterable[Account]) -> DelegationForm:
        """Offer these colleagues."""
        self.delegate_id.choices = [("", ""), *((one.id, f"{one.name}（{one.username}）") for one in colleagues)]
        return self

    def values(self) -> dict[str, Any]:
        """What `start` is called with."""
        return {name: self[name].data for name in ("delegate_id", "first_day", "last_day")}
