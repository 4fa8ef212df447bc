"""The plan itself as one form: its notice, dates, limits and texts. Lists of rows are edited in grids."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _

from app.console.errors import translate
from app.console.forms import ConsoleForm
from app.console.layout import Words
from app.core.errors import Invalid, Violation
from app.plans.forms.cells import Cell, ChecksCell, Choice, FlagCell, NumberCell, SizeCell, TextCell, Unreadable
from app.plans.forms.columns import GridColumn, column, columns_of
from app.plans.models import ReviewPlan
from app.plans.packs import PLAN_KEYS, Document

FORMATS = "formats"
# (anchor, heading, names); a name with a dot is a value within a value of the plan.
PARTS: tuple[tuple[str, Words, tuple[str, ...]], ...] = (
    (
        "notice",
        _("The plan and its notice"),
        (
            "name",
            "code",
            "year",
            "region",
            "series",
            "parent",
            "takes_applications",
            "notice_title",
            "notice_number",
            "notice_date",
            "notice_text",
            "notes",
        ),
    ),
    (
        "dates",
        _("Days and limits"),
        (
            "opens_on",
            "applicant_deadline",
            "employer_deadline",
            "seniority_cutoff_date",
            "return_due_working_days",
            "fee_due_working_days",
            "statement_max_characters",
        ),
    ),
    (
        "photo",
        _("Limits of the ID photo"),
        (
            "photo.formats",
            "photo.min_bytes",
            "photo.max_bytes",
            "photo.min_width",
            "photo.min_height",
            "photo.min_ratio",
            "photo.max_ratio",
            "photo.white_border",
            "photo.white_tolerance",
            "photo.white_share",
        ),
    ),
    ("commitment", _("Commitment of the applicant"), ("commitment_title", "commitment_text")),
    (
        "paper",
        _("Paper to hand in"),
        ("paper_receiver", "paper_copies", "paper_size", "paper_binding", "paper_due_working_days"),
    ),
    ("sheet", _("The printed review sheet"), ("sheet.watermark", "sheet.issuer")),
)
DEEP_CELLS: dict[str, type[Cell]] = {
    "photo.formats": ChecksCell,
    "photo.min_bytes": SizeCell,
    "photo.max_bytes": SizeCell,
    "photo.min_width": NumberCell,
    "photo.min_height": NumberCell,
    "photo.white_border": FlagCell,
    "photo.white_tolerance": NumberCell,
}
OTHER_WORDS = {"sheet.issuer": "sheet_issuer"}
_KEYS = {key.name: key for key in PLAN_KEYS}


def _columns() -> Iterator[GridColumn]:
    for _anchor, _heading, names in PARTS:
        for name in names:
            if "." not in name:
                yield from columns_of(ReviewPlan, [_KEYS[name]])
                continue
            last = name.rpartition(".")[2]
            offer = FORMATS if last == FORMATS else ()
            words = OTHER_WORDS.get(name, last)
            yield column(name, DEEP_CELLS.get(name, TextCell), offer, words, required=name.startswith("sheet."))


COLUMNS = {one.name: one for one in _columns()}


class HeadForm(ConsoleForm):
    """Fields are called like the values, with two underscores for a dot."""

    @classmethod
    def of(cls, document: Document | None, offered: Callable[[GridColumn], Sequence[Choice]]) -> HeadForm:
        """The form of a plan's values, or of what was posted where there is no document."""
        form = _Fields(data=None if document is None else {_field(name): _value(document, name) for name in COLUMNS})
        for name, one in COLUMNS.items():
            form[_field(name)].flags.required = one.required
            if one.offer:
                form[_field(name)].offer(offered(one))
        return form

    def parts(self, reasons: dict[str, str]) -> list[tuple[str, Words, list[tuple[Any, str]]]]:
        """(anchor, heading, fields each with the reason why it is as it is, "" where the notice prints it)."""
        return [
            (anchor, heading, [(self[_field(name)], reasons.get(name, "")) for name in names])
            for anchor, heading, names in PARTS
        ]

    def written(self, document: Document) -> Document:
        """The values as a pack has them; what the form does not hold is taken from `document`.

        Raises Invalid for fields that hold no value.
        """
        values: Document = {name: copy.deepcopy(document.get(name, {})) for name in ("photo", "sheet")}
        faults = []
        for name, one in COLUMNS.items():
            first, _dot, last = name.partition(".")
            try:
                value = self[_field(name)].written()
            except Unreadable as problem:
                faults.append(replace(problem.violation, field=name))
                continue
            if last:
                values[first][last] = value
            else:
                values[first] = copy.deepcopy(_KEYS[first].default) if value is None and not _told(one) else value
        if faults:
            raise Invalid(faults)
        return values

    def show(self, faults: Sequence[Violation]) -> None:
        """Put each fault at its field, else over the form."""
        for fault in faults:
            known = [name for name in COLUMNS if fault.field == name or fault.field.startswith(f"{name}.")]
            if known:
                self[_field(known[0])].refuse(fault)
            else:
                self.form_errors.append(translate(fault.message, fault.params))


_Fields: type[HeadForm] = type(
    "_Fields", (HeadForm,), {name.replace(".", "__"): one.field() for name, one in COLUMNS.items()}
)


def anchor(name: str) -> str:
    """The anchor of a value's field; "" where this form has none."""
    known = [one for one in COLUMNS if name == one or name.startswith(f"{one}.")]
    return _field(known[0]) if known else ""


def _told(one: GridColumn) -> bool:
    """Whether an empty field is written as null: a value where it may be, else told as missing."""
    return one.required or one.keep_empty


def _field(name: str) -> str:
    return name.replace(".", "__")


def _value(document: Document, name: str) -> Any:
    first, _dot, last = name.partition(".")
    value = document.get(first)
    return value.get(last) if last and isinstance(value, dict) else value
