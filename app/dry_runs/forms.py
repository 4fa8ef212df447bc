"""What a dry run is about: whom, for which title and mode, on which day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.console.fields import REQUIRED, offered
from app.console.forms import ConsoleForm, IsoDateField
from app.core.text import tidy
from app.dry_runs.services import Asked
from app.plans.models import ReviewPlan

APPLICATIONS, SHEET = "applications", "sheet"


class DryRunForm(ConsoleForm):
    """Past applications of chosen plans, or the persons of a sheet of facts."""

    population = RadioField(
        _("Whom to try the rules on"),
        choices=offered((APPLICATIONS, _("Applications submitted earlier")), (SHEET, _("Persons of a spreadsheet"))),
        default=APPLICATIONS,
    )
    plans = SelectMultipleField(
        _("Applications under"),
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        coerce=int,
        validate_choice=False,
    )
    facts = FileField(_("Spreadsheet of facts (Excel or CSV)"))
    title = SelectField(_("Title that everybody applies for"), filters=[tidy], validate_choice=False)
    mode = SelectField(_("Mode in which everybody applies"), filters=[tidy], validate_choice=False)
    submitted_on = IsoDateField(_("As if submitted on"), [InputRequired(REQUIRED)])

    @classmethod
    def of(cls, plan: ReviewPlan, offered: Sequence[tuple[int, str]]) -> DryRunForm:
        """The form for a plan; `offered` are (id, words) of the plans to choose from."""
        form = cls(data={"submitted_on": plan.applicant_deadline})
        form.plans.choices = list(offered)
        each = ("", _("As each person applies"))
        form.title.choices = [each, *((row.title.code, row.name or row.title.name) for row in plan.titles)]
        form.mode.choices = [each, *((row.mode.name, row.name) for row in plan.modes)]
        return form

    @property
    def asked(self) -> Asked:
        """What the services take."""
        assert self.submitted_on.data is not None
        return Asked(self.submitted_on.data, self.title.data or "", self.mode.data or "")

    @property
    def upload(self) -> Any:
        """The file that was chosen, None where there is none."""
        return self.facts.data if self.facts.data and self.facts.data.filename else None
