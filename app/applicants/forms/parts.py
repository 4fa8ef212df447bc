"""Parts of forms that the applicant's screens share: texts, days, rows that are added and removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, Form, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import ValidationError

from app.applicants.rules import Row, Upload
from app.console.errors import translate
from app.console.fields import EnumSelect, LookupField, offered
from app.console.forms import ConsoleForm, IsoDateField, apply_violations
from app.core.errors import Conflict, DomainError, Invalid, Refused, TooLarge, Violation
from app.core.text import tidy

MOST_ROWS = 60
LARGEST_ID = 2**31 - 1
SHOWN_IN_FORM = (Conflict, Invalid, Refused, TooLarge)
PROOF = "proof"


class Needed:
    """Marks a field as required; what must be filled in is told by the rules, all at once."""

    field_flags = {"required": True}

    def __call__(self, _form: Form, _field: Any) -> None:
        pass


class Chosen:
    """A value of the list must be chosen."""

    field_flags = {"required": True}

    def __call__(self, _form: Form, field: Any) -> None:
        if field.data is None and not field.process_errors:
            raise ValidationError(gettext("Please choose from the list."))


class Fits:
    """A text no longer than its column."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Any) -> None:
        found = len(field.data or "")
        if found > self.limit:
            message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
            raise ValidationError(translate(message, {"found": found, "wanted": self.limit}))


class YearField(IntegerField):
    """A calendar year."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            if not (text.isascii() and text.isdigit() and len(text) == 4):
                raise ValueError(translate("“%(found)s” is not a year. Write it like 2022.", {"found": text}))
            self.data = int(text)


class MemberSelect(EnumSelect):
    """A member in a row. The empty choice stays, since a row that is added is a copy of the last one, emptied."""

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
        if self.data is not None and self.flags.required:
            yield "", "", False, {}
        yield from super().iter_choices()


def short_text(label: Any, limit: int, *, needed: bool = False, kind: type[StringField] = StringField) -> Any:
    """A line of text that fits a column of `limit` characters."""
    return kind(label, [*([Needed()] if needed else []), Fits(limit)], filters=[tidy])


def day(label: Any, *, needed: bool = False) -> Any:
    """A day."""
    return IsoDateField(label, [Needed()] if needed else [])


def flag(label: Any, *validators: Any) -> Any:
    """Yes, no, or not said."""
    choices = offered(("", ""), ("y", _("Yes")), ("n", _("No")))
    return SelectField(label, [*validators], choices=choices, coerce=said, validate_choice=False)


def said(answer: Any) -> bool | None:
    """The flag that a choice stands for."""
    return answer if isinstance(answer, bool) else {"y": True, "n": False}.get(answer or "")


def value_of(field: Any) -> tuple[str, Any]:
    """(column, value) of a field; a relation is its row's id."""
    if isinstance(field, LookupField):
        return f"{field.short_name}_id", field.data.id if field.data is not None else None
    return field.short_name, field.data


def row_id(value: Any) -> int | None:
    """The id that a field carries as text or number; None for "" and for what is no id."""
    text = str(value or "")
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_ID else None


def show_refusal(form: ConsoleForm, error: DomainError, upload: str = "") -> int:
    """Put a refusal into the form and give its status: each violation at its field, what a file is refused for at
    the field `upload`. A field whose text could not even be read keeps that error alone."""
    violations = error.violations if isinstance(error, Invalid) else [Violation("", error.message, error.params)]
    if isinstance(error, Invalid | TooLarge):
        violations = [one if one.field else replace(one, field=upload) for one in violations]
    apply_violations(form, [one for one in violations if one.field not in form or not form[one.field].process_errors])
    return error.status


class RowForm(Form):
    """One row of a list; a row with nothing in it does not count, so that spare rows need no JavaScript."""

    id = HiddenField()

    @property
    def shown(self) -> list[Any]:
        """The fields that a person fills in."""
        return [field for field in self if field.name != self["id"].name]

    @property
    def is_empty(self) -> bool:
        return not any(field.data or getattr(field, "raw_text", "") or field.process_errors for field in self.shown)

    def as_row(self, section: str, place: int) -> Row:
        """What was typed into the row."""
        upload = self[PROOF].data if PROOF in self else None
        return Row(
            section=section,
            place=place,
            id=row_id(self["id"].data),
            values=dict(value_of(field) for field in self.shown if field.short_name != PROOF),
            proof=Upload(upload.stream, upload.filename or "") if upload else None,
        )


class RowsForm(ConsoleForm):
    """A form with lists of rows; what is wrong is told at the field, in a row too."""

    def lists(self) -> list[FieldList]:
        return [field for field in self if isinstance(field, FieldList)]

    def show(self, violations: Sequence[Violation]) -> None:
        """Put each violation at its field, in a list's row too; a field that is already wrong keeps its error."""
        at = {field.id: field for field in self.every_field()}
        for violation in violations:
            text = translate(violation.message, violation.params)
            field = at.get(violation.field)
            if field is None:
                self.form_errors.append(text)
            elif not field.process_errors:
                field.errors = [*field.errors, text]

    def every_field(self) -> Iterator[Any]:
        """All single fields in the order of the page."""
        for field in self:
            if isinstance(field, FieldList):
                yield from (one for entry in field for one in entry.form.shown)
            else:
                yield field

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """(id of the field or "", sentence) of everything that is wrong."""
        places = {
            one.id: gettext("%(list)s, row %(number)s", list=rows.label.text, number=number)
            for rows in self.lists()
            for number, entry in enumerate(rows, start=1)
            for one in entry.form.shown
        }
        found = [("", str(text)) for text in self.form_errors]
        for field in self.every_field():
            where = f"{places[field.id]} · " if field.id in places else ""
            separator = gettext(": ")
            found += [(field.id, f"{where}{field.label.text}{separator}{text}") for text in field.errors]
        return found
