"""Forms of hand-made screens, and violations of rules put at their fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, Form
from wtforms.validators import ValidationError

from app.console.errors import translate
from app.console.formats import bracketed
from app.core.clock import OFFICE_ZONE, office_time
from app.core.errors import Violation
from app.core.text import count_characters


class ConsoleForm(FlaskForm):
    """Base of every form of the program."""

    @property
    def loose_errors(self) -> list[tuple[str, str]]:
        """("", sentence) of what is wrong with the form as a whole, for the summary on top."""
        return [("", str(text)) for text in self.form_errors]


class IsoDateField(DateField):
    """A day; `<input type="date">`, which writes 2026-11-20 whatever the reader's language."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.raw_text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.raw_text:
            try:
                self.data = dt.date.fromisoformat(self.raw_text)
            except ValueError:
                raise ValueError(
                    translate("“%(found)s” is not a day. Write it like 2026-11-20.", {"found": self.raw_text})
                ) from None


class OfficeMomentField(DateTimeLocalField):
    """A moment by the office's clock in the form, aware in `data`."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)

    def process_data(self, value: dt.datetime | None) -> None:
        self.data = office_time(value) if value else None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(list(valuelist))
        if self.data is not None:
            self.data = self.data.replace(tzinfo=OFFICE_ZONE)


class MaxCharacters:
    """Validator: at most `limit` characters as the notices count them (R-124)."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Any) -> None:
        found = count_characters(field.data or "")
        if found > self.limit:
            raise ValidationError(
                translate(
                    "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it.",
                    {"found": found, "wanted": self.limit},
                )
            )


def apply_violations(form: Form, violations: Sequence[Violation]) -> None:
    """Put each violation at its field; one whose field the form does not have stands for the whole form."""
    for violation in violations:
        text = translate(violation.message, violation.params)
        if violation.clause:
            text = bracketed(text, violation.clause)
        if violation.field in form:
            field = form[violation.field]
            field.errors = [*field.errors, text]
        else:
            form.form_errors.append(text)
