"""One section of the record as a form: plain columns, lists of rows, proofs beside them."""

from __future__ import annotations

import itertools
from typing import Any, Self

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField

from app.applicants.forms.parts import MOST_ROWS, PROOF, RowForm, RowsForm, value_of
from app.applicants.labels import COLUMN_LABELS, LIST_LABELS, ROW_LABELS
from app.applicants.models import Applicant
from app.applicants.rules import Draft
from app.catalog.models import Region
from app.console.fields import LookupField
from app.console.interface import ScopedInterface

LOOKUP = "ProfileView.lookup"
SPARE_ROWS = 2
UNTYPED = ("csrf_token", "identity_number")


def rows(form: type[RowForm], name: str) -> Any:
    """A list of rows under the words of the record's list `name`."""
    return FieldList(FormField(form), LIST_LABELS[name], max_entries=MOST_ROWS)


def region(name: str, *validators: Any, row: bool = False) -> Any:
    """A region of the catalog."""
    words = (ROW_LABELS if row else COLUMN_LABELS)[name]
    return LookupField(words, [*validators], ScopedInterface(Region), LOOKUP)


def proof() -> Any:
    """The upload that proves a row."""
    return FileField(ROW_LABELS[PROOF])


class SectionForm(RowsForm):
    """Fields are called as the columns and lists of the person; the identity number is never put into a form."""

    @classmethod
    def of(cls, person: Applicant | None) -> Self:
        """The form as a page first shows it, filled from the record."""
        form = cls(formdata=None)
        if person is None:
            return form
        return cls(formdata=None, data={name: _stored(person, name) for name in form.names()})

    @classmethod
    def retyped(cls, typed: dict[str, list[str]]) -> Self:
        """The form as it was typed before it could be stored."""
        return cls(formdata=MultiDict(typed), meta={"csrf": False})

    def names(self) -> list[str]:
        """The fields that show something of the record."""
        return [field.short_name for field in self if field.short_name not in UNTYPED]

    def prepare(self, titles: dict[str, str]) -> None:
        """Offer the catalog's titles, and spare rows at the end of every list."""
        for list_ in self.lists():
            spare = sum(1 for _row in itertools.takewhile(_is_empty, reversed(list_.entries)))
            for _number in range(min(SPARE_ROWS - spare, MOST_ROWS - len(list_))):
                list_.append_entry()
            for entry in list_.entries:
                if "title_code" in entry.form:
                    entry.form["title_code"].choices = [("", ""), *titles.items()]

    def draft(self) -> Draft:
        """What was typed; empty rows are left out."""
        lists = self.lists()
        plain = (field for field in self if field not in lists and field.short_name != "csrf_token")
        return Draft(
            values=dict(value_of(field) for field in plain),
            rows={
                list_.short_name: [
                    entry.form.as_row(list_.short_name, int(entry.name.rpartition("-")[2]))
                    for entry in list_
                    if not entry.form.is_empty
                ]
                for list_ in lists
            },
        )


def _stored(person: Applicant, name: str) -> Any:
    value = getattr(person, name)
    return [_row(one) for one in value] if isinstance(value, list) else value


def _row(row: Any) -> dict[str, Any]:
    """A stored row's columns and relations, but for its proof: a file is never put into a form."""
    names = [*row.__mapper__.column_attrs.keys(), *row.__mapper__.relationships.keys()]
    return {name: getattr(row, name) for name in names if name != PROOF}


def _is_empty(entry: Any) -> bool:
    return bool(entry.form.is_empty)
