"""Forms of public notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired

from app.applicants.forms import Needed
from app.console.arguments import member_of
from app.console.forms import ConsoleForm, IsoDateField, MaxCharacters
from app.core.text import tidy
from app.public_notices.enums import NoticeOutcome
from app.public_notices.models import PublicNoticeEntry

REQUIRED = _("Please fill this in.")


class NoticeForm(ConsoleForm):
    """From when, where it is posted, who takes objections; what the rules want is told by the rules."""

    starts_on = IsoDateField(_("First day"), [InputRequired(REQUIRED)])
    place = StringField(_("Where it is posted"), [Needed(), MaxCharacters(200)], filters=[tidy])
    phone = StringField(_("Telephone for objections"), [Needed(), MaxCharacters(60)], filters=[tidy])
    mailbox = StringField(_("E-mail for objections"), [MaxCharacters(120)], filters=[tidy])

    def values(self) -> dict[str, Any]:
        """What `services.start` is called with."""
        names = ("starts_on", "place", "phone", "mailbox")
        return {name: self[name].data for name in names}


def read_outcomes(form: Mapping[str, str], entries: list[PublicNoticeEntry]) -> dict[int, tuple[NoticeOutcome, str]]:
    """Outcome and note of everybody for whom one was chosen, by entry."""
    chosen = {entry.id: member_of(NoticeOutcome, form.get(f"outcome_{entry.id}", "")) for entry in entries}
    return {
        entry_id: (outcome, tidy(form.get(f"note_{entry_id}", ""))) for entry_id, outcome in chosen.items() if outcome
    }
