"""Forms of the committee's ballot and of what other stages record."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.applicants.forms import Needed
from app.console.forms import ConsoleForm, IsoDateField, MaxCharacters
from app.console.layout import label
from app.core.tally import Ballot
from app.core.text import tidy
from app.core.workflow import TEXT_LIMIT, Asked, StageOutcomeInput, StageResult

REQUIRED = _("Please fill this in.")


def result_of(text: str | None) -> StageResult | None:
    """The result by its member's name, None for anything else."""
    return StageResult.__members__.get(text or "")


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


class OutcomeForm(ConsoleForm):
    """What came of a stage: offered are the results that it asks for."""

    result = RadioField(_("Result"), [Needed()], coerce=result_of, validate_choice=False)
    held_on = IsoDateField(_("Day"), [Needed()])
    document_number = StringField(_("Document number"), filters=[tidy])
    opinion = TextAreaField(_("Opinion"), [MaxCharacters(TEXT_LIMIT)], filters=[tidy])

    def offering(self, asked: Asked) -> OutcomeForm:
        """Offer what the stage asks for; a single result needs no choice."""
        self.result.choices = [(one.name, label(one)) for one in asked.results]
        if len(asked.results) == 1:
            self.result.data = asked.results[0]
        if asked.documented:
            self.document_number.flags.required = len(asked.documented) == len(asked.results)
        return self

    def given(self) -> StageOutcomeInput:
        """What was typed."""
        return StageOutcomeInput(
            self.result.data, self.held_on.data, self.document_number.data or "", self.opinion.data or ""
        )
