"""Forms of the committee's result and of its announcement."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.applicants.forms import Needed
from app.console.forms import ConsoleForm, IsoDateField, MaxCharacters
from app.core.tally import Ballot
from app.core.text import tidy
from app.core.workflow import TEXT_LIMIT

REQUIRED = _("Please fill this in.")


class BallotForm(ConsoleForm):
    """What the committee's meeting decided about one application."""

    met_on = IsoDateField(_("Day of the meeting"), [InputRequired(REQUIRED)])
    members = IntegerField(_("Members"), [InputRequired(REQUIRED)])
    present = IntegerField(_("Present"), [InputRequired(REQUIRED)])
    agree = IntegerField(_("Agree"), [InputRequired(REQUIRED)])
    against = IntegerField(_("Against"), [InputRequired(REQUIRED)])
    abstain = IntegerField(_("Abstain"), [InputRequired(REQUIRED)])
    remarks = TextAreaField(_("Remarks of the committee"), [MaxCharacters(TEXT_LIMIT)], filters=[tidy])

    def ballot(self) -> Ballot:
        """The numbers of a form that has been validated."""
        names = ("members", "present", "agree", "against", "abstain")
        return Ballot(**{name: self[name].data for name in names})

    def about(self) -> dict[str, Any]:
        """What `record_result` is told beside the ballot."""
        return {"met_on": self.met_on.data, "remarks": self.remarks.data}


class AnnouncementForm(ConsoleForm):
    """The document by which the result is made public."""

    document_number = StringField(_("Document number"), [Needed(), MaxCharacters(80)], filters=[tidy])
    announced_on = IsoDateField(_("Announced on"), [InputRequired(REQUIRED)])

    def values(self) -> dict[str, Any]:
        """What `announce` is called with."""
        return {"document_number": self.document_number.data, "announced_on": self.announced_on.data}
